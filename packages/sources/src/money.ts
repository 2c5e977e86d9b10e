/** Amounts, in the minor units of their currency. */

/** An ISO 4217 code in capitals, or undefined. */
export const currencyOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\s*[a-z]{3}\s*$/i.test(value)
    ? value.trim().toUpperCase()
    : undefined;

/** `'79.90'` in EUR is 7990, and so is `'79,90'`; `500` in JPY is 500. Undefined where it is no amount of a currency. */
export const minorOf = (amount: unknown, currency: string | undefined): number | undefined =>
  scaled(amount, currency, decimalsOf);

/** What the vendor counts in units of 10^-decimals, where its decimals are not the currency's. */
export const minorFrom = (
  units: unknown,
  currency: string | undefined,
  decimals: number,
): number | undefined => scaled(units, currency, (code) => decimalsOf(code) - decimals);

const scaled = (
  amount: unknown,
  currency: string | undefined,
  exponentOf: (currency: string) => number,
) => {
  if (!currency || amount === '') return undefined;
  if (typeof amount !== 'number' && typeof amount !== 'string') return undefined;
  const text = String(amount)
    .trim()
    .replace(/^(-?\d+),(\d\d?)$/, '$1.$2');
  const [, digits, power = 0] = DECIMAL.exec(text) ?? [];
  // By exponent, not by multiplication: 1.005 * 100 is 100.49999999999999.
  const minor = Math.round(Number(`${digits}e${Number(power) + exponentOf(currency)}`));
  return Number.isSafeInteger(minor) ? minor : undefined;
};

/** As a program writes what is left of a sum as well: `5.5e-17`. */
const DECIMAL = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:e([+-]?\d{1,3}))?$/i;

/** Remembered: to ask takes longer than all the rest. There are only so many currencies. */
const decimals = new Map<string, number>();
const decimalsOf = (currency: string): number => {
  const known =
    decimals.get(currency) ??
    new Intl.NumberFormat('en', {style: 'currency', currency}).resolvedOptions()
      .maximumFractionDigits!;
  decimals.set(currency, known);
  return known;
};
