import {LIMITS, type Properties} from '@throughline/contracts';
import {isoOf} from './payload.ts';

/**
 * Words of another system as one of our names: `Take in charge ticket` is `take_in_charge_ticket`, unless
 * `known` calls it otherwise.
 */
export const nameOf = (text: string, known: Readonly<Record<string, string>> = {}): string => {
  if (Object.hasOwn(known, text)) return known[text]!;
  const name = names.get(text) ?? named(text);
  if (names.size < 1000) names.set(text, name);
  return name;
};

/** Remembered: a file has millions of events, and a few names. */
const names = new Map<string, string>();
const named = (text: string): string => {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_\d]+/, '')
    .replace(/_$/, ''); // There is one at most.
  return words.slice(0, LIMITS.nameLength) || 'unnamed';
};

/** An instant as files write it, in ms: ISO 8601 with or without a zone (UTC then), s or ms since 1970. */
export const instantOf = (text: unknown): number | undefined => {
  if (typeof text === 'string' && usual.test(text)) return sinceEpoch(Date.parse(text));
  const given =
    typeof text === 'number' ? String(text) : typeof text === 'string' ? text.trim() : '';
  if (/^\d{9,11}(\.\d+)?$/.test(given)) return Math.round(Number(given) * 1000);
  if (/^\d{12,13}$/.test(given)) return Number(given);
  return sinceEpoch(/^\d{4}-\d\d-\d\d$/.test(given) ? Date.parse(given) : isoOf(given));
};

/** As most files have it: a look at these is worth it. */
const usual = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const sinceEpoch = (at = -1) => (at >= 0 ? at : undefined);

/** Attributes that our contract has room for; lists and objects as their JSON. */
export const propertiesOf = (attributes: Readonly<Record<string, unknown>>): Properties =>
  Object.fromEntries(
    Object.entries(attributes)
      .filter(([key, value]) => key !== '' && key.length <= LIMITS.idLength && value !== undefined)
      .slice(0, LIMITS.properties)
      .map(([key, value]) => [
        key,
        value === null || typeof value !== 'object'
          ? (value as string | number | boolean | null)
          : JSON.stringify(value),
      ]),
  );
