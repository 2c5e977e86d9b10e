/** From what a vendor says to {@link Told}: the part that all vendors share. */
import {LIMITS, type Identifier} from '@throughline/contracts';
import type {Heard, Incoming, Source, Told, ToldWhen, Unknown} from '../source.ts';
import {id, identifier, jsonOf, textOf} from './reading.ts';

/** Anything in it may be missing, as it may be in what was sent. */
type Loose<T> = T extends readonly (infer Item)[]
  ? readonly (Loose<Item> | undefined)[]
  : T extends object
    ? {readonly [Key in keyof T]?: Loose<T[Key]> | undefined}
    : T;

/** A touchpoint before it is known whether it is one. */
export type Draft = Loose<
  Omit<Told, 'name' | 'channel' | 'identifiers' | 'properties' | 'fields' | 'source'>
> &
  Pick<Told, 'name' | 'channel'> &
  Pick<ToldWhen, 'undated'> & {
    readonly identifiers: readonly (Identifier | undefined)[];
    readonly properties?: Readonly<Record<string, Scalar | undefined>> | undefined;
  };
type Scalar = string | number | boolean;

/** What one event says: touchpoints, none because it is of no customer, or why it is not understood. */
export type Meaning = Draft | readonly Draft[] | {readonly unknown: string};

export const unknown = (reason: string): {readonly unknown: string} => ({unknown: reason});

/** `hear` of a source that sends JSON: one event, or as many as `split` finds in it. */
export const hearJson =
  (
    meaningOf: (event: unknown, incoming: Incoming) => Meaning,
    split: (payload: unknown) => readonly unknown[] = (payload) => [payload],
  ): Source['hear'] =>
  (incoming) => {
    const payload = jsonOf(incoming.body);
    if (payload === undefined) {
      return notUnderstood('is not JSON', textOf(incoming.body));
    }
    const events = split(payload);
    if (events.length === 0) return notUnderstood('holds no event', payload);
    return together(events.map((event) => heard(meaningOf(event, incoming), event)));
  };

const together = (all: readonly Heard[]): Heard => ({
  touchpoints: all.flatMap(({touchpoints}) => touchpoints),
  unknown: all.flatMap((each) => each.unknown),
});

const notUnderstood = (
  reason: string,
  payload: unknown,
  known: readonly (Identifier | undefined)[] = [],
): Heard => {
  const identifiers = unique([...known, ...addressesIn(payload)]);
  const unknown: Unknown = {reason, payload, ...(identifiers[0] && {identifiers})};
  return {touchpoints: [], unknown: [unknown]};
};

/** What one event means, held against what a touchpoint cannot do without. */
export const heard = (meaning: Meaning, payload: unknown): Heard => {
  if ('unknown' in meaning) return notUnderstood(meaning.unknown, payload);
  return together(
    [meaning].flat().map((draft) => {
      const told = toldOf(draft as Draft);
      return typeof told === 'string'
        ? notUnderstood(told, payload, (draft as Draft).identifiers)
        : {touchpoints: [told], unknown: []};
    }),
  );
};

const toldOf = ({identifiers, key, occurredAt, ...draft}: Draft): ToldWhen | string => {
  const who = unique(identifiers);
  if (!key) return 'has no id';
  // Not the time of its arrival: told again, it would be another touchpoint.
  if (occurredAt === undefined) return 'has no time';
  if (who.length === 0) return 'names nobody';
  const {contact, survey, commerce, relations, ...rest} = draft;
  return {
    key,
    occurredAt,
    identifiers: who,
    ...(tidy({
      ...rest,
      contact: contact?.id === undefined ? undefined : contact,
      survey: isWhole(survey, 'type', 'score', 'min', 'max') ? survey : undefined,
      commerce: commerce && {
        ...commerce,
        items: some(commerce.items?.filter((item) => isWhole(item, 'sku')).slice(0, LIMITS.items)),
      },
      relations: some(
        relations?.filter((each) => isWhole(each, 'type', 'id')).slice(0, LIMITS.relations),
      ),
    }) as object),
  } as ToldWhen;
};

const unique = (identifiers: readonly (Identifier | undefined)[]): readonly Identifier[] => {
  const known = identifiers.filter((each) => each !== undefined);
  const byName = new Map(known.map((each) => [`${each.kind} ${each.value}`, each]));
  return [...byName.values()].slice(0, LIMITS.identifiers);
};

const some = <T>(items: readonly T[] | undefined) => (items?.length ? items : undefined);

const isWhole = (value: object | undefined, ...keys: readonly string[]): boolean =>
  value !== undefined && keys.every((key) => (value as Record<string, unknown>)[key] !== undefined);

/** Without what is undefined, and without objects that then hold nothing. */
const tidy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, each]) => [key, tidy(each)] as const)
    .filter(([, each]) => each !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

/** How much of a payload is looked through: a payload may hold a million values. */
const MOST_VALUES = 10_000;

/**
 * The addresses and numbers in a payload, wherever they stand. They may be an agent's as well: they
 * only serve to find what an erasure must find.
 */
export const addressesIn = (payload: unknown): readonly Identifier[] => {
  const found: (Identifier | undefined)[] = [];
  const waiting: unknown[] = [payload];
  for (let seen = 0; waiting.length > 0 && seen < MOST_VALUES; seen++) {
    const value = waiting.pop();
    if (typeof value === 'string') {
      if (value.startsWith('+')) found.push(identifier('phone', value));
      if (value.includes('@')) found.push(...inText(value));
    } else if (typeof value === 'object' && value !== null) {
      waiting.push(...Object.values(value).slice(0, MOST_VALUES));
    }
  }
  return unique(found);
};

/** `Ada <ada@example.com>`, or a whole mail. */
const inText = (text: string) =>
  text
    .split(/[\s<>,;:"'()[\]]+/)
    .filter((piece) => piece.includes('@'))
    .map((piece) => identifier('email', piece.replace(/\.$/, '')));

/** Something a touchpoint is about. */
export const relation = (type: string, value: unknown, path = '') => {
  const found = id(value, path);
  return found === undefined ? undefined : {type, id: found};
};

/** Undefined where a part is: half a key would be another thing's. */
export const keyOf = (...parts: readonly (string | number | undefined)[]): string | undefined =>
  parts.includes(undefined) ? undefined : parts.join(':');

/**
 * Messengers know no conversations, only messages: those of a day to the same address of ours are one.
 * By our address, not the customer's, which has no place in an id.
 */
export const conversationOf = (
  ours: string | undefined,
  occurredAt: number | undefined,
): string | undefined =>
  occurredAt === undefined
    ? undefined
    : id(keyOf(ours, new Date(occurredAt).toISOString().slice(0, 10)));
