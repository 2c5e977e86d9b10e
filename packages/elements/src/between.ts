import type {Touchpoint} from '@throughline/contracts';
import {feelingSignsOf} from '@throughline/journey';
import {kindOf} from './filter.ts';
import {frictionCount, type Frictions} from './frictions.ts';

/** What happened between two touchpoints. */
export interface Between {
  ms: number;
  /** How many touchpoints lie between, by kind, most first. */
  kinds: [kind: string, count: number][];
  touchpoints: number;
  frictions: number;
  /** Conversations of which something lies between. */
  contacts: number;
  /** How they felt at the first and at the second, -2 to 2; null where nothing says. */
  feeling: [from: number, to: number] | null;
}

/** `all`: oldest first; `found`: frictions of the journey. Null where one of the two is not among them. */
export const between = (
  all: readonly Touchpoint[],
  one: string,
  other: string,
  found?: Frictions,
): Between | null => {
  const indices = [one, other].map((id) => all.findIndex((touchpoint) => touchpoint.id === id));
  const [from, to] = indices.sort((a, b) => a - b) as [number, number];
  if (from < 0) return null;
  const inside = all.slice(from + 1, to);
  const kinds = new Map<string, number>();
  for (const {name} of inside) kinds.set(kindOf(name), (kinds.get(kindOf(name)) ?? 0) + 1);
  const [before, after] = [from, to].map((end) => feelingAt(all.slice(0, end + 1)));
  return {
    ms: all[to]!.occurredAt - all[from]!.occurredAt,
    kinds: [...kinds].sort(([, a], [, b]) => b - a),
    touchpoints: inside.length,
    frictions: frictionCount(inside, found),
    contacts: new Set(inside.flatMap(({contact}) => (contact ? [contact.id] : []))).size,
    feeling: before == null || after == null ? null : [before, after],
  };
};

/** Says little about now once it is older than so many touchpoints. */
const RECENT = 2000;

/**
 * What they last said, or a survey measured, of how they feel. Nothing inferred: this does not know
 * whether they object to it.
 */
const feelingAt = (touchpoints: readonly Touchpoint[]) =>
  feelingSignsOf(touchpoints.slice(-RECENT), {inference: false}).at(-1)?.valence ?? null;
