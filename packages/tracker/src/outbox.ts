import type {BatchResult} from '@throughline/contracts';
import {read, type Entry, type Queue, type State, type Store} from './store.ts';

export interface OutboxOptions {
  /** The collector's origin. */
  endpoint: string;
  key: string;
  /** The name of the lock that lets one tab send at a time. */
  name: string;
  update: Store['update'];
  /** Brings state and tracker together; false when nothing may be kept or sent any more. */
  merge: (state: State) => boolean;
  /** The collector asked to forget this visitor. */
  purge: () => void;
  now: () => number;
  random: () => number;
}

/** Touchpoints waiting, at most; then the least important and oldest go. */
const MOST = 10_000;
/** Characters of JSON waiting, at most: 5 MB where the text is ASCII. */
const MOST_SIZE = 5_000_000;
/** Characters of one touchpoint, at most. */
const LARGEST = 48_000;
const HOUR = 3_600_000;
/** A touchpoint that waited longer, in ms, is dropped: seven days. */
const OLDEST = 7 * 24 * HOUR;
/** Browsers allow 64 KiB for all keepalive requests of a page together; the page may need some. */
const KEEPALIVE = 48_000;

/** Adds to the account. */
export const count = ({tally}: State, what: string, more = 1): void => {
  tally[what] = (tally[what] ?? 0) + more;
};

/** Takes an entry out of the queue, and says why. */
const drop = (queue: Queue, state: State, {id, body}: Entry, what: string) => {
  queue.delete(id);
  state.size -= body.length;
  count(state, what);
};

/**
 * From the queue to the collector. A touchpoint is written down at once and deleted only when the
 * collector has said that it is stored; the tabs of a site take turns, so that it is sent once.
 */
export const createOutbox = ({
  endpoint,
  key,
  name,
  update,
  merge,
  purge,
  now,
  random,
}: OutboxOptions) => {
  /** Captured in this task, about to be written. */
  const buffer: Entry[] = [];
  /** Captured here, not yet on their way: what a page that goes away must still send. */
  const fresh = new Map<string, Entry>();
  const flying = new Set<string>();
  let flyingBytes = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | undefined;
  let until = 0;
  let fails = 0;
  let answered = false;
  let most = 500;
  let stopped = false;

  const write = () => {
    const entries = buffer.splice(0);
    return update(async (queue, state) => {
      if (!merge(state)) return;
      for (const entry of entries) {
        queue.put(entry);
        state.size += entry.body.length;
        count(state, 'captured');
        if (entry.body.length > LARGEST) drop(queue, state, entry, 'too_large');
      }
      let waiting = await read(queue.count());
      if (waiting <= MOST && state.size <= MOST_SIZE) return;
      const all = await read(queue.getAll());
      for (const entry of all.sort((a, b) => a.level - b.level || a.at - b.at)) {
        // A little more than must go, so that a full queue is not sorted at every click.
        if (waiting-- <= MOST * 0.98 && state.size <= MOST_SIZE * 0.98) break;
        drop(queue, state, entry, 'queue_full');
      }
    });
  };

  /** Posts a batch and does the account; true when there is reason to go on at once. */
  const deliver = async (entries: Entry[], hiding?: boolean): Promise<boolean> => {
    const ids = entries.map(({id}) => id);
    const bodies = entries.map(({body}) => body);
    let payload = new Blob([
      `{"key":${JSON.stringify(key)},"sentAt":${now()},"touchpoints":[${bodies.join()}]}`,
    ]);
    let address = `${endpoint}/v1/touchpoints`;
    let status = 0;
    let after = 0;
    let answer: Answer = {};
    /** Bytes of what the browser allows for keepalive. */
    let spent = 0;
    ids.forEach((id) => flying.add(id));
    try {
      if (!hiding && payload.size > 2048) {
        const stream = payload.stream().pipeThrough(new CompressionStream('gzip'));
        payload = await new Response(stream).blob();
        // Named here and not in a header: that would make the browser ask leave.
        address += '?encoding=gzip';
      }
      if (flyingBytes + payload.size <= KEEPALIVE) {
        spent = payload.size;
        flyingBytes += spent;
        ids.forEach((id) => fresh.delete(id));
      }
      const response = await fetch(address, {
        method: 'POST',
        body: payload,
        // So that the browser asks no leave (preflight).
        headers: {'content-type': 'text/plain'},
        keepalive: spent > 0,
        credentials: 'omit',
        // The address of the page may hold what the visitor typed.
        referrerPolicy: 'origin',
        signal: AbortSignal.timeout(20_000),
      });
      ({status} = response);
      answered = true;
      const header = response.headers.get('retry-after')!;
      after = +header * 1000 || Date.parse(header) - now();
      answer = ((await response.json()) as Answer | null) ?? {};
    } catch {
      // Offline, blocked, cut off, or an answer that is none of ours: kept, and tried again.
    }
    flyingBytes -= spent;
    ids.forEach((id) => flying.delete(id));
    if (stopped) return false;
    if (status === 413 && ids[1]) {
      most = ids.length >> 1;
      return true;
    }
    const {stored, duplicates, refused} = answer;
    // Where one of them is missing the sum is no number, and equal to none.
    const sum = stored! + duplicates! + (refused?.length as number);
    const acknowledged = status === 200 && sum === ids.length;
    // Only the collector says so in this shape: a captive portal's 401 must not empty the queue.
    const never = answer.error?.code && /^4(00|01|13)$/.test(status as never);
    if (!acknowledged && !never) {
      // Refused from the start, again and again: blocked. Left to a later touchpoint, or page.
      const blocked = ++fails > 2 && !answered;
      // The longer of both: to ask for a second, again and again, would bring all clients at once.
      until =
        now() +
        Math.max(
          60_000 * (blocked ? 1 : random() * Math.min(1, 2 ** fails / 60)),
          after > 0 ? Math.min(after, HOUR) * (1 + random()) : 0,
        );
      if (after > 0) await update((_queue, state) => void (state.notBefore = until));
      if (!blocked) wake();
      return false;
    }
    fails = until = 0;
    most = 500;
    await update(async (queue, state) => {
      state.answered = now();
      for (const entry of entries) {
        const bad = refused?.some(({id}) => id === entry.id);
        // Another tab, or a request of the page before, may have been faster: count each once.
        if (await read(queue.get(entry.id))) {
          drop(queue, state, entry, never ? 'rejected' : bad ? 'refused' : 'stored');
        }
      }
    });
    if (answer.purge) purge();
    return true;
  };

  const drain = async () => {
    let batch: Entry[];
    do {
      await update(async (queue, state) => {
        batch = [];
        if (!merge(state)) return;
        answered ||= state.answered! > now() - HOUR;
        const peace = state.notBefore! - now();
        // An instant too far ahead is another clock's.
        if (peace > 0 && peace < 2 * HOUR) {
          until = now() + peace;
          wake();
          return;
        }
        let size = 0;
        for (const entry of await read(queue.getAll(null, 500))) {
          if (entry.at < now() - OLDEST) {
            drop(queue, state, entry, 'expired');
          } else if (!flying.has(entry.id)) {
            size += entry.body.length;
            if (batch[0] && (size > 60_000 || batch.length >= most)) break;
            batch.push(entry);
          }
        }
        if (!batch[0] && !buffer[0]) fresh.clear(); // Another tab has sent them.
      });
    } while (batch![0] && !stopped && (await deliver(batch!)));
  };

  /** One tab at a time. No locks in insecure or sandboxed pages: there the collector drops copies. */
  const run = () =>
    (running ??= write()
      .then(() => navigator.locks.request(name, drain))
      .catch(drain)
      .catch(() => {}) // Kept, and tried again with the next touchpoint.
      .finally(() => (running = undefined)));

  const wake = () => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        // The browser says when it is back; until then a request is only noise in the console.
        if (!stopped && navigator.onLine !== false) void run();
      },
      Math.max(100, until - now()),
    );
  };

  const rest = () => {
    clearTimeout(timer);
    timer = undefined;
  };

  return {
    add(entry: Entry) {
      if (buffer.push(entry) < 2) queueMicrotask(() => void write().catch(() => {}));
      fresh.set(entry.id, entry);
      // In a long outage they are safe in the queue; the page must not hold them all.
      if (fresh.size > 200) fresh.delete(fresh.keys().next().value!);
      wake();
    },
    /** Sends what waits, now, unless the collector asked for peace. */
    async flush() {
      await running;
      await run();
    },
    /** The browser is online again, or the visitor back: forget our own pause. */
    retry: () => {
      until = 0;
      rest();
      wake();
    },
    /** The page may go away at any moment: what is not yet on its way goes in one last request. */
    hide() {
      let room = KEEPALIVE - flyingBytes - 256;
      const last = [...fresh.values()]
        .sort((a, b) => b.level - a.level)
        .filter(({body}) => (room -= new Blob([body]).size + 1) > 0);
      if (last[0] && until < now()) void deliver(last, true);
    },
    /** How many are not yet in the queue. */
    unwritten: () => buffer.length,
    forget() {
      buffer.length = 0;
      fresh.clear();
      rest();
    },
    stop() {
      stopped = true;
      rest();
    },
  };
};

interface Answer extends Partial<BatchResult> {
  error?: {code?: string};
}
