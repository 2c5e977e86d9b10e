import {describe, expect, it} from 'vitest';
import {backoffMs, wait} from './backoff.ts';

describe('backoffMs', () => {
  it('spreads over a window that doubles up to its cap', () => {
    const most = (attempt: number) => backoffMs(attempt, {random: () => 1});
    expect([0, 1, 2, 20, 2000].map(most)).toEqual([500, 1000, 2000, 30_000, 30_000]);
    expect(backoffMs(5, {random: () => 0})).toBe(0);
  });
});

describe('wait', () => {
  it('ends with its signal, before or while it waits', async () => {
    await wait(60_000, AbortSignal.abort());
    const stop = new AbortController();
    const waiting = wait(60_000, stop.signal);
    stop.abort();
    await waiting;
  });
});
