import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {createPace} from './pace.ts';

describe('a pace', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** How many of these were let through within so many ms. */
  const letThrough = async (pace: ReturnType<typeof createPace>, weights: number[], ms: number) => {
    let through = 0;
    for (const weight of weights) void pace.take(weight).then(() => (through += weight));
    await vi.advanceTimersByTimeAsync(ms);
    return through;
  };

  it('lets all through while nobody waits for an answer', async () => {
    const pace = createPace({isBusy: () => false});
    expect(await letThrough(pace, Array<number>(500).fill(20), 0)).toBe(10_000);
  });

  it('lets a little through while senders wait, whatever the size of a delivery', async () => {
    for (const weight of [1, 20, 400]) {
      const pace = createPace({isBusy: () => true, leastPerSecond: 1000});
      const through = await letThrough(pace, Array<number>(20_000 / weight).fill(weight), 5000);
      expect(through).toBeGreaterThanOrEqual(5000 - weight);
      expect(through).toBeLessThanOrEqual(5000 + 2 * weight);
    }
  });

  it('lets the rest through, in order, as soon as the burst is over', async () => {
    let busy = true;
    const pace = createPace({isBusy: () => busy, leastPerSecond: 1000});
    const seen: number[] = [];
    for (let n = 0; n < 100; n += 1) void pace.take(100).then(() => seen.push(n));
    await vi.advanceTimersByTimeAsync(1000);
    expect(seen.length).toBeLessThan(15);
    busy = false;
    await vi.advanceTimersByTimeAsync(100);
    expect(seen).toEqual(Array.from({length: 100}, (_, n) => n));
  });

  it('does not save up for a burst what a quiet time did not need', async () => {
    const pace = createPace({isBusy: () => true, leastPerSecond: 1000});
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await letThrough(pace, Array<number>(1000).fill(10), 1000)).toBeLessThan(1200);
  });
});
