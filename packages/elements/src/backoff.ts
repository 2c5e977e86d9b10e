/**
 * How long to wait before try number `attempt` (from 0): full jitter, so that a thousand panels do
 * not come back in the same second. In ms.
 */
export const backoffMs = (
  attempt: number,
  {baseMs = 500, capMs = 30_000, random = Math.random} = {},
): number => Math.round(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20)));

/** Waits, but not longer than until the signal aborts or the network comes back. Never rejects. */
export const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      globalThis.removeEventListener?.('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
    globalThis.addEventListener?.('online', done);
  });
