import type {NextStep} from '@throughline/contracts';

/** What followed what, in a tenant's past. Plain data: it is kept as JSON. */
export interface StepModel {
  /** The journeys it was learned from. */
  journeys: number;
  /**
   * By the names that came before, oldest first, a line each (`^` for the journey's beginning): how
   * often each name came next. The empty name is its end. Only what came up often enough.
   */
  after: Record<string, Record<string, number>>;
}

export interface StepOptions {
  /** How far back is looked at most; 8. */
  order?: number;
  /** A past that came up less often says nothing: a shorter one is asked; 5. */
  minimum?: number;
  /** How many pasts are kept, those that came up most often; 5,000. */
  most?: number;
}

/** One journey of the past. */
export interface PastSteps {
  /** In their order. */
  names: readonly string[];
  /** False while it may go on: then nothing is known of its end. @defaultValue `true` */
  ended?: boolean;
}

const BEGINNING = '^';
const END = '';
const keyOf = (names: readonly string[]) => names.join('\n');

/** Learns from journeys. */
export const learnSteps = (
  journeys: Iterable<PastSteps>,
  {order = 8, minimum = 5, most = 5000}: StepOptions = {},
): StepModel => {
  const counted = new Map<string, Map<string, number>>();
  let n = 0;
  for (const {names, ended = true} of journeys) {
    n += 1;
    const past = [BEGINNING, ...names];
    for (let at = 1; at < past.length + (ended ? 1 : 0); at++) {
      const next = past[at] ?? END;
      for (let back = 0; back <= Math.min(order, at); back++) {
        const key = keyOf(past.slice(at - back, at));
        const counts = counted.get(key) ?? new Map<string, number>();
        counted.set(key, counts);
        counts.set(next, (counts.get(next) ?? 0) + 1);
      }
    }
  }
  const frequent = [...counted]
    .map(([key, counts]) => ({key, counts, n: total(counts.values())}))
    .filter((each) => each.n >= minimum)
    .toSorted((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1))
    .slice(0, most);
  const after = Object.fromEntries(
    frequent.map(({key, counts}) => [key, Object.fromEntries(counts)]),
  );
  return {journeys: n, after};
};

/**
 * What came next for others after the longest past they share with this journey: a Markov model of
 * variable order. Null where nothing was learned.
 */
export const nextStepOf = (
  names: readonly string[],
  model: StepModel,
  {order = 8}: Pick<StepOptions, 'order'> = {},
): Omit<NextStep, 'touchpoints'> | null => {
  const past = [BEGINNING, ...names];
  for (let back = Math.min(order, past.length); back >= 0; back--) {
    const key = keyOf(past.slice(past.length - back));
    const counts = Object.hasOwn(model.after, key) ? model.after[key]! : null;
    if (!counts) continue;
    const n = total(Object.values(counts));
    const steps = Object.entries(counts)
      // By name where they are as frequent: the same everywhere.
      .toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
      .slice(0, 3)
      .map(([name, count]) => ({name: name || null, probability: count / n}));
    return {steps, n, order: back};
  }
  return null;
};

const total = (counts: Iterable<number>) => {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
};
