/** How often it is looked whether there is time, ms. */
const lookMs = 50;

export interface Pace {
  /** Resolves when so many touchpoints may be handed to the store. First come, first served. */
  take(weight: number): Promise<void>;
}

/**
 * Lets acknowledgements go first: behind a log in front, the store gets what there is time for, and a
 * little while senders keep the processor busy. To keep a touchpoint takes as long as to acknowledge
 * it, so that without this a burst would be answered at half the speed, or refused.
 */
export const createPace = ({
  /** Whether senders wait. */
  isBusy = (): boolean => false,
  /** Touchpoints a second that are handed over even then, so that panels never stand still. */
  leastPerSecond = 1000,
  now = () => performance.now(),
} = {}): Pace => {
  const waiting: {readonly weight: number; readonly resolve: () => void}[] = [];
  let allowed = 0;
  let at = now();

  const admit = () => {
    const since = now() - at;
    at += since;
    // What was not used is not saved up for the burst that comes next.
    allowed = Math.min(allowed, 0) + (leastPerSecond * Math.min(since, 2 * lookMs)) / 1000;
    while (waiting.length > 0 && (allowed > 0 || !isBusy())) {
      const {weight, resolve} = waiting.shift()!;
      allowed -= weight;
      resolve();
    }
    if (!isBusy()) allowed = 0;
    if (waiting.length > 0) setTimeout(admit, lookMs);
  };

  return {
    take: (weight) =>
      new Promise((resolve) => {
        waiting.push({weight, resolve});
        if (waiting.length === 1) admit();
      }),
  };
};
