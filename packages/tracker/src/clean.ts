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
  if (typeof value === 'string')
    return OPAQUE.test(key) ? value.slice(0, 128) : redact(clip(value));
  if (/^(num|big)/.test(typeof value)) {
    // A card number may be written as a number; a shorter one is no card, but an amount.
    const text = `${value as number}`;
    const kept = (value as number) > 1e11 && !OPAQUE.test(key) ? redact(text) : text;
    return kept === text ? Number(value) : kept;
  }
  if (!value || typeof value !== 'object') return value === !!value ? value : undefined;
  if (depth > 4) return undefined;
  if (value instanceof Date) return value.toJSON();
  if (Array.isArray(value)) {
    return value.slice(0, 200).map((each) => clean(each, redact, key, depth + 1));
  }
  // Without a prototype: where a page has frozen Object.prototype, `constructor` cannot be assigned
  // to a plain object; and `__proto__` is a key like any other.
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [name, each] of Object.entries(value)) {
    copy[name] = clean(each, redact, name, depth + 1);
  }
  return copy;
};

/** Characters of a text; at most three bytes of UTF-8 each, so within the 8 KiB of the contract. */
const LONGEST = 2048;
/** Ids would be useless with a part taken out: ours, GA4's, Segment's and WooCommerce's. */
const OPAQUE =
  /^(sku|id|signature|(order|cart)Id|(item|product|transaction|order|cart|checkout)_id|product_sku)$/;

const clip = (text: string) =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 1).toWellFormed()}…` : text;

/**
 * What stands in for a better one: whatever has an `@`, and any six digits and more, go. It takes
 * too much rather than too little; the redaction plugin knows the kinds.
 */
export const coarse = (text: string): string =>
  text.replace(/(?<!\S)\S*(@|%40)\S*|\d([ ./()-]{0,3}\d){5,}/g, '[redacted]');
