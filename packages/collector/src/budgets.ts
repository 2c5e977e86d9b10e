import {Refusal} from './errors.ts';

/**
 * What may come at once, saved up while less came: two seconds' worth of the rate. Of more, others
 * feel it: with ten, a neighbour's p95 was 2.5 times as high while a tenant spent them, with two it
 * is 1.0 to 1.4 times (docs/faults.md). At least ten, for a panel asks several things when it opens.
 */
const mostAtOnce = (perSecond: number) => Math.max(2 * perSecond, 10);

export interface Budgets {
  /**
   * Refuses with `over_budget`, and says how long to wait, while more has come than the rate allows.
   *
   * @param name - What is counted: one budget for each name.
   * @param perSecond - The rate; null for no limit.
   */
  check(name: string, perSecond: number | null): void;
  /** Counts what came. It may overdraw: a batch is taken as a whole, and what follows waits. */
  spend(name: string, perSecond: number | null, amount: number): void;
}

/**
 * Rates, held over a while: a bucket that leaks at the rate and may fill with two seconds of it. Each
 * process counts for itself, so several collectors together allow several times as much.
 */
export const createBudgets = ({now = () => performance.now()} = {}): Budgets => {
  const buckets = new Map<string, {level: number; at: number}>();
  const levelOf = (name: string, perSecond: number) => {
    const bucket = buckets.get(name);
    return bucket ? Math.max(0, bucket.level - ((now() - bucket.at) / 1000) * perSecond) : 0;
  };
  return {
    check(name, perSecond) {
      if (perSecond === null) return;
      const over = levelOf(name, perSecond) - mostAtOnce(perSecond);
      if (over < 0) return;
      throw new Refusal('over_budget', {retryAfter: Math.ceil(over / perSecond) + 1});
    },
    spend(name, perSecond, amount) {
      if (perSecond === null) return;
      buckets.set(name, {level: levelOf(name, perSecond) + amount, at: now()});
    },
  };
};
