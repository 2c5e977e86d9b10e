import {Refusal} from './errors.ts';

/** Seconds' worth of a rate that may come at once, saved up while less came. */
const burstSeconds = 10;

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
 * Rates, held over a while: a bucket that leaks at the rate and may fill with ten seconds of it. Each
 * process counts for itself, so several collectors together allow several times as much.
 */
export const createBudgets = ({now = Date.now} = {}): Budgets => {
  const buckets = new Map<string, {level: number; at: number}>();
  const levelOf = (name: string, perSecond: number) => {
    const bucket = buckets.get(name);
    return bucket ? Math.max(0, bucket.level - ((now() - bucket.at) / 1000) * perSecond) : 0;
  };
  return {
    check(name, perSecond) {
      if (perSecond === null) return;
      const over = levelOf(name, perSecond) - perSecond * burstSeconds;
      if (over < 0) return;
      throw new Refusal('over_budget', {retryAfter: Math.ceil(over / perSecond) + 1});
    },
    spend(name, perSecond, amount) {
      if (perSecond === null) return;
      buckets.set(name, {level: levelOf(name, perSecond) + amount, at: now()});
    },
  };
};
