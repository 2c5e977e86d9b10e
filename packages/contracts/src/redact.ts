/**
 * Takes personal data out of text: card numbers (Luhn), IBANs (mod 97), e-mail addresses, phone
 * numbers and secrets. What is found is replaced by its kind: `[card]`.
 *
 * Every repeat is bounded and every part of an expression begins with what the part before it
 * cannot hold, so the time is linear in the text.
 */
export const redact = (text: string): string =>
  /[\d@]|\w{24}|bearer/i.test(text)
    ? text
        .replace(EMAIL, '[email]')
        .replace(SECRET, (match, sure) =>
          sure || (/\d/.test(match) && /[a-z]/i.test(match) && !isIban(match)) ? '[token]' : match,
        )
        .replace(IBAN, (match) => {
          // Words after a printed IBAN may look like its last groups: try without them.
          let part = match;
          while (!isIban(part) && / [a-z]+$/i.test(part)) part = part.replace(/ [a-z]+$/i, '');
          return isIban(part) ? `[iban]${match.slice(part.length)}` : match;
        })
        .replace(CARD, (match) => (isCard(match) ? '[card]' : match))
        .replace(PHONE, (match, date, _mark, sure) =>
          !date && isPhone(match, sure) ? '[phone]' : match,
        )
    : text;

// From the start of a word on only: a long word without an @ is read once, not from each letter.
const EMAIL =
  /(?<![\p{L}\d_.+%'-])[\p{L}\d_.+%'-]+(@|%40)([\p{L}\d_-]{1,63}\.){1,8}[\p{L}\d-]{2,63}/gu;
/** A web token, a key with a known beginning, what follows `bearer`; or anything long and mixed. */
const SECRET =
  /(\beyJ[\w-]{5,}\.[\w.-]+|\b(?:AKIA|gh\w_|[a-z]{2}_(?:live|test)_)\w{8,}|\bbearer[ +]+[^\s,;]+)|\w{24,}/gi;
const IBAN = /\b[A-Z]{2}\d\d( ?[A-Z\d]{1,4}){3,9}\b/gi;
const CARD = /\+?\d([ .-]?\d){11,18}(?!\d)/g;
/** A date or an IP address, which are let be; or seven digits and more, in groups or not. */
const PHONE =
  /(\b\d{1,4}([-/.])\d\d?\2\d{2,4}(?![-/.]?\d)|\b\d{1,3}(?:\.\d{1,3}){3}(?![.\d]))|(tel:|\+|\b00)?(?:\b|\()(?<!\d[ ()./-]{1,3})\d([ ()./-]{0,3}\d){6,14}(?![ .-]?\d)(x\d{1,5})?/g;

const digitsOf = (text: string) => text.replace(/\D/g, '');

/**
 * Plain digits are a phone number only in the lengths that are dialled; and a longer group before a
 * shorter one is a house and a street: `5533 119th Street`.
 */
const isPhone = (match: string, sure: string) => {
  const [first, second, ...more] = match.split(/[^\d]+/).filter(Boolean);
  const {length} = first!;
  return (
    sure ||
    more[0] ||
    (second ? second.length >= length || match[0] === '(' : length > 8 && length < 12)
  );
};

const isCard = (match: string) => {
  const digits = digitsOf(match);
  let sum = 0;
  // eslint-disable-next-line typescript/no-misused-spread -- digits are a character each.
  [...digits].reverse().forEach((digit, index) => {
    const value = +digit * (1 + (index % 2));
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0 && /^([3-69]|06|2[1-7]|1[28])/.test(digits) && match[0] !== '+';
};

const isIban = (match: string) => {
  const compact = match.replace(/ /g, '');
  let rest = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1 && compact.length > 14 && compact.length < 35;
};
