/** An object that another system sent: nothing is known of its values. */
export type Payload = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const recordOf = (value: unknown): Payload => (isRecord(value) ? value : {});

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A text or a number, as text; nothing where it is empty, anything else, or so large that JSON rounds it. */
export const textOf = (value: unknown): string | undefined =>
  (typeof value === 'string' && value !== '') ||
  (typeof value === 'number' && (Number.isSafeInteger(value) || !Number.isInteger(value)))
    ? String(value)
    : undefined;

/**
 * Ms since the epoch, of ISO 8601 or of ms; nothing where there is no such instant. A time without a
 * zone is taken as UTC: the zone of the machine this runs on says nothing about the sender.
 */
export const instantOf = (value: unknown): number | undefined => {
  const at = typeof value === 'string' ? isoOf(value) : value;
  if (typeof at !== 'number' || !(at >= 0 && at <= LAST)) return undefined;
  return Math.trunc(at);
};

/** The last instant that a Date holds. */
const LAST = 8_640_000_000_000_000;

/** An instant of ISO 8601, also as databases write it: with a blank, ` UTC` or `+02`. */
export const isoOf = (text: string): number | undefined => {
  const [, day, time, zone = 'Z'] = ISO.exec(text) ?? [];
  if (!day) return undefined;
  const written = zone.replace(/UTC/i, 'Z').replace(/^(.\d\d)$/, '$1:00');
  return Date.parse(`${day}T${time}${written}`);
};
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

/** Without what is undefined: a key that is there with nothing in it is another thing to a schema. */
export const defined = <T extends object>(
  given: T,
): {[Key in keyof T]?: Exclude<T[Key], undefined>} =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };
