import type {Fields} from './plugin.ts';

type Dictionary = Record<string, unknown>;

/**
 * The part of a touchpoint that its fields make: facets under their names, all else in
 * `properties`, which is flat. Every text goes through `redact`.
 */
export const shape = (fields: Fields, redact: (text: string) => string): Dictionary => {
  /** A copy for the wire; functions, and what lies too deep, are left out. */
  const clean = (value: unknown, key: string, depth = 0): unknown => {
    if (typeof value === 'string') {
      return OPAQUE.test(key) ? value.slice(0, 128) : redact(clip(value));
    }
    if (/^(num|big)/.test(typeof value)) {
      // A card number may be written as a number; a shorter one is no card, but an amount.
      const text = `${value as number}`;
      const kept = (value as number) > 1e11 ? redact(text) : text;
      return kept === text ? Number(value) : kept;
    }
    if (!value || typeof value !== 'object') return value === !!value ? value : undefined;
    if (depth > 4) return undefined;
    if (value instanceof Date) return value.toISOString();
    if (Array.isArray(value)) return value.slice(0, 200).map((each) => clean(each, key, depth + 1));
    return copy(value, depth);
  };
  const copy = (from: object, depth: number) => {
    const to = dictionary();
    for (const [key, value] of Object.entries(from)) to[key] = clean(value, key, depth + 1);
    return to;
  };

  const facets = dictionary();
  const properties = dictionary();
  for (const [key, value] of Object.entries(copy(fields, 0))) {
    if (FACET.test(key)) facets[key] = value;
    else if (value !== undefined) {
      const flat =
        typeof value !== 'object' ||
        (Array.isArray(value) && value.every((each) => typeof each !== 'object'));
      properties[key] = flat ? value : JSON.stringify(value);
    }
  }
  if (Object.keys(properties).length) facets.properties = properties;
  return facets;
};

/** Characters of a text; at most three bytes of UTF-8 each, so within the 8 KiB of the contract. */
const LONGEST = 2048;
const FACET =
  /^(page|commerce|contact|survey|sentiment|friction|vital|outcome|relations|direction|mode)$/;
/** Ids would be useless with a part taken out. */
const OPAQUE = /^(sku|id|orderId|cartId|signature)$/;

// Without a prototype: where a page has frozen Object.prototype, `constructor` cannot be assigned
// to a plain object; and `__proto__` is a key like any other.
const dictionary = () => Object.create(null) as Dictionary;

const clip = (text: string) =>
  text.length > LONGEST ? `${text.slice(0, LONGEST - 1).toWellFormed()}…` : text;

/**
 * What stands in for a better one: whatever has an `@`, and any six digits and more, go. It takes
 * too much rather than too little; the redaction plugin knows the kinds.
 */
export const coarse = (text: string): string =>
  text.replace(/(?<!\S)\S*(@|%40)\S*|\d([ ./()-]{0,3}\d){5,}/g, '[redacted]');
