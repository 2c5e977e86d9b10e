/**
 * How long to wait before try number `attempt` (from 0): full jitter, so that a thousand panels do
 * not come back in the same second. In ms.
 */
export const backoffMs = (
  attempt: number,
  {baseMs = 500, capMs = 30_000, random = Math.random} = {},
): number => Math.round(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 20)));

/** Whether nobody can see the page. Without a document, somebody always may. */
export const isHidden = (): boolean => globalThis.document?.hidden ?? false;

/**
 * Waits, but not longer than until the signal aborts, the network comes back or the page is shown.
 * Never rejects.
 */
export const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const over = new AbortController();
    const done = () => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    // The largest a timer takes: 24 days.
    const timer = setTimeout(done, Math.min(ms, 2 ** 31 - 1));
    signal?.addEventListener('abort', done, over);
    globalThis.addEventListener?.('online', done, over);
    globalThis.addEventListener?.('visibilitychange', () => isHidden() || done(), over);
  });
