/** Values that one touchpoint may have: what refers to itself has no end. */
const MOST = 9999;
let left: number;

/**
 * A copy for the wire: every text through `redact`, at most so long and so deep; without functions
 * and the like.
 */
export const clean = (
  value: unknown,
  redact: (text: string) => string,
  key = '',
  depth = 0,
): unknown => {
  if (!depth) left = MOST;
  if (left-- < 1) return undefined;
  if (typeof value === 'string')
    // A page may have cut a pair of surrogates in two; no database keeps half of one.
    return (
      OPAQUE.test(key)
        ? value.slice(0, 128)
        : redact(value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value)
    ).toWellFormed();
  if (/^(num|big)/.test(typeof value)) {
    // A card number may be written as a number; a shorter one is no card, but an amount.
    const text = `${value as number}`;
    const kept = (value as number) > 1e11 && !OPAQUE.test(key) ? redact(text) : text;
    return kept === text ? Number(value) : kept;
  }
  if (!isPlain(value)) return value === !!value ? value : undefined;
  if (depth > 4) return undefined;
  if (value instanceof Date) return value.toJSON();
  if (Array.isArray(value)) {
    return value.slice(0, 200).map((each) => clean(each, redact, key, depth + 1));
  }
  // From entries: where a page has frozen Object.prototype, `constructor` cannot be assigned; and
  // `__proto__` is a key like any other.
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, clean(each, redact, name, depth + 1)]),
  );
};

/** No element, and no event: frameworks hang onto them what was typed. */
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && !!value && !('nodeType' in value || 'isTrusted' in value);

/** What a page hands over, as it is now: it may go on with its object. Else it is a text, or nothing. */
export const fieldsOf = (given: unknown): Record<string, unknown> => ({
  ...(given && !isPlain(given) ? {text: given} : (given as object)),
});

/** Characters of a text; at most three bytes of UTF-8 each, so within the 8 KiB of the contract. */
const LONGEST = 2048;
/** Ids would be useless with a part taken out: ours, GA4's, Segment's and WooCommerce's. */
const OPAQUE =
  /^((product_)?sku|id|signature|(order|cart)Id|(item|product|checkout|transaction|order|cart)_id)$/;

/**
 * What stands in for a better one: whatever has an `@`, and any six digits and more, go. It takes
 * too much rather than too little; the redaction plugin knows the kinds.
 */
export const coarse = (text: string): string =>
  text.replace(/(?<!\S)\S*(@|%40)\S*|\d([ ./()-]{0,3}\d){5,}/g, '[redacted]');
