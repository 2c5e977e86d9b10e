/** Readers of what others sent. None throws, whatever it is given: what is not there is undefined. */
import {LIMITS, type Identifier} from '@throughline/contracts';

const encoder = new TextEncoder();

export const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);

/** No vendor nests deeper; and whoever writes down what is deeper by far runs out of stack. */
const MOST_LEVELS = 64;

/** The body as JSON, or undefined where it is none, or deeper than anybody means. */
export const jsonOf = (body: Uint8Array): unknown => {
  try {
    const value = JSON.parse(textOf(body)) as unknown;
    return isDeeper(value, MOST_LEVELS) ? undefined : value;
  } catch {
    return undefined;
  }
};

/** Level by level, for it may be deeper than the stack. */
const isDeeper = (value: unknown, levels: number): boolean => {
  let level = [value];
  for (let depth = 0; depth <= levels && level.length > 0; depth++) {
    level = level.flatMap((each): unknown[] =>
      typeof each === 'object' && each !== null ? Object.values(each) : [],
    );
  }
  return level.length > 0;
};

/** The body as the fields of a form; of a field that comes twice, the first. */
export const formOf = (body: Uint8Array): Readonly<Record<string, string>> =>
  Object.fromEntries([...new URLSearchParams(textOf(body))].toReversed());

/** What lies at `data.object.id`, by own properties and indices only. */
export const get = (value: unknown, path: string): unknown => {
  let found = value;
  for (const key of path === '' ? [] : path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
};

/** What a table of ours holds under a key of theirs. */
export const own = <T>(table: Readonly<Record<string, T>>, key: unknown): T | undefined =>
  typeof key === 'string' && Object.hasOwn(table, key) ? table[key] : undefined;

export const list = (value: unknown, path = ''): readonly unknown[] => {
  const found = get(value, path);
  return Array.isArray(found) ? found : [];
};

/** Text, or a number as text; as long as a text may be, and what was cut off ends in `…`. */
export const text = (value: unknown, path = ''): string | undefined => {
  const found = get(value, path);
  if (typeof found === 'number') return String(found);
  if (typeof found !== 'string') return undefined;
  return clipped(found.trim().toWellFormed().replaceAll('\u0000', '')) || undefined;
};

/** What a person reads of HTML: without tags, a line for a paragraph. */
export const plain = (value: unknown, path = ''): string | undefined => {
  const found = get(value, path);
  if (typeof found !== 'string') return undefined;
  const words = withoutTags(
    found.replaceAll(/<\/(?:p|div|li|h\d|tr)>|<br ?\/?>/gi, '\n'),
  ).replaceAll(ENTITY, characterOf);
  return text(words.replaceAll(/\n\n+/g, '\n'));
};

const withoutTags = (html: string): string => {
  const closed = UNREAD.filter((tag) => html.toLowerCase().includes(`</${tag}`));
  let within: string | undefined;
  return html
    .split('<')
    .map((piece, at) => {
      if (at === 0) return piece;
      const tag = /^\/?[a-z]+/i.exec(piece)?.[0].toLowerCase();
      if (within === undefined) within = closed.find((each) => each === tag);
      else if (tag === `/${within}`) within = undefined;
      if (within !== undefined) return '';
      const end = piece.indexOf('>');
      // What never ends is no tag.
      return end < 0 ? `<${piece}` : piece.slice(end + 1);
    })
    .join('');
};

/** What stands in these is for programs: Outlook writes pages of it. */
const UNREAD = ['head', 'style', 'script', 'title'];

const ENTITY = /&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});/gi;

const characterOf = (entity: string): string => {
  const named = ENTITIES[entity.toLowerCase()];
  if (named !== undefined) return named;
  const code = Number(entity.slice(2, -1).replace(/^x/i, '0x'));
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : entity;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
};

const clipped = (whole: string): string => {
  if (whole.length * 3 <= LIMITS.textBytes) return whole;
  const bytes = encoder.encode(whole);
  if (bytes.length <= LIMITS.textBytes) return whole;
  // A decoder that expects more to come leaves out half a character at the end.
  const kept = new TextDecoder().decode(bytes.subarray(0, LIMITS.textBytes - 3), {stream: true});
  return `${kept}…`;
};

/** An id as the contract takes it. One that is too long is none: cut, it could be another's. */
export const id = (value: unknown, path = ''): string | undefined => {
  const found = get(value, path);
  if (typeof found === 'number') return Number.isSafeInteger(found) ? String(found) : undefined;
  if (typeof found !== 'string' || !found.isWellFormed()) return undefined;
  const trimmed = found.trim();
  // eslint-disable-next-line no-control-regex -- control characters are what an id may not hold.
  const isId = /^[^\u0000-\u001f\u007f]+$/.test(trimmed) && trimmed.length <= LIMITS.idLength;
  return isId ? trimmed : undefined;
};

export const number = (value: unknown, path = ''): number | undefined => {
  const found = get(value, path);
  const parsed = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
};

/** A count, or an amount in minor units. */
export const whole = (value: unknown, path = ''): number | undefined => {
  const found = number(value, path);
  return Number.isSafeInteger(found) ? found : undefined;
};

/** How many, as far as one can have of something. */
export const count = (value: unknown, path = ''): number | undefined => {
  const found = whole(value, path) ?? -1;
  return found >= 0 && found <= 1_000_000 ? found : undefined;
};

/** A duration in ms, of what the vendor counts in `unit` ms. */
export const duration = (value: unknown, path: string, unit = 1000): number | undefined => {
  const ms = Math.round((number(value, path) ?? Number.NaN) * unit);
  return Number.isSafeInteger(ms) && ms >= 0 ? ms : undefined;
};

const instant = (ms: number): number | undefined => {
  const rounded = Math.round(ms);
  return rounded >= 0 && rounded <= 8_640_000_000_000_000 ? rounded : undefined;
};

export const seconds = (value: unknown, path = ''): number | undefined =>
  instant((number(value, path) ?? Number.NaN) * 1000);

export const millis = (value: unknown, path = ''): number | undefined =>
  instant(number(value, path) ?? Number.NaN);

const ISO =
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?<zone> ?(?:Z|UTC|[+-]\d\d:?\d\d))?$/;

/** ISO 8601. Without a zone it is UTC: never the zone of the machine that happens to read it. */
export const iso = (value: unknown, path = ''): number | undefined => {
  const found = get(value, path);
  const parts = typeof found === 'string' ? ISO.exec(found) : null;
  if (!parts) return undefined;
  const zone = parts.groups?.['zone'] ?? '';
  const local = parts[0].slice(0, parts[0].length - zone.length).replace(' ', 'T');
  return instant(Date.parse(`${local}${/\d/.test(zone) ? zone.trim() : 'Z'}`));
};

/** As e-mail writes it: `Tue, 25 Nov 2025 10:00:00 +0000`. */
export const mailDate = (value: unknown, path = ''): number | undefined => {
  const found = get(value, path);
  if (typeof found !== 'string') return undefined;
  const [plain = ''] = found.split('(');
  return /:\d\d ?(?:[+-]\d{4}|GMT|UTC?|Z)\b/.test(plain) ? instant(Date.parse(plain)) : undefined;
};

/** Somebody, or nothing where the value names nobody. */
export const identifier = (kind: string, value: unknown, path = ''): Identifier | undefined => {
  const found = id(value, path);
  if (found === undefined) return undefined;
  if (kind === 'email' && !/^[^\s@]+@[^\s@]+$/.test(found)) return undefined;
  // Callers who withhold their number come as `anonymous`, `Restricted`, or its keys: +266696687.
  if (kind === 'phone' && (!/^\+?[\d ()./-]{5,31}$/.test(found) || WITHHELD.test(found))) {
    return undefined;
  }
  return {kind, value: found};
};

const WITHHELD = /^\+?(?:266696687|7378742833|2562533|8656696|86282452253)$/;
