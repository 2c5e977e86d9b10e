import 'fake-indexeddb/auto';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {gunzipSync} from 'node:zlib';
import {createOutbox} from './outbox.ts';
import {memoryStore, openStore, read, type Store} from './store.ts';
import {stubPage} from '../test/stub-page.ts';
import {uuidV7} from './uuid.ts';

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

stubPage();

let server: Server;
let endpoint: string;
let batches: {id: string}[][];
let reply: ((batch: {id: string}[]) => Reply) | undefined;
let store: Store;
let outbox: ReturnType<typeof createOutbox>;
let clock: number;
let purged: number;
let number = 0;

beforeEach(async () => {
  batches = [];
  reply = undefined;
  purged = 0;
  clock = Date.now();
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const text = request.url!.includes('gzip') ? gunzipSync(raw).toString() : raw.toString();
      const {touchpoints} = JSON.parse(text) as {touchpoints: {id: string}[]};
      batches.push(touchpoints);
      const {status = 200, headers, body} = reply?.(touchpoints) ?? {};
      response.writeHead(status, {'content-type': 'application/json', ...headers});
      response.end(
        JSON.stringify(
          body === undefined ? {stored: touchpoints.length, duplicates: 0, refused: []} : body,
        ),
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await use((await openStore(`test-${number++}`, true))!);
});
afterEach(() => {
  outbox.stop();
  store.close();
  server.close();
});

const use = async (next: Store) => {
  outbox?.stop();
  store = next;
  outbox = createOutbox({
    endpoint,
    key: 'pk_test',
    name: `lock-${number}`,
    update: (work) => store.update(work),
    merge: () => true,
    purge: () => void purged++,
    now: () => clock,
    random: () => 0.5,
  });
};
const add = (count: number, over: {level?: number; at?: number; body?: string} = {}) => {
  const made = Array.from({length: count}, () => ({
    id: uuidV7(clock),
    level: 1,
    at: clock,
    ...over,
  }));
  for (const entry of made) outbox.add({body: JSON.stringify({id: entry.id}), ...entry});
  return made;
};
const deferred = <T>() => Promise.withResolvers<T>();
const account = () =>
  store.update(
    async (queue, {tally}) =>
      ({...tally, pending: await read(queue.count())}) as Record<string, number>,
  );
const balanced = async () => {
  const {captured = 0, stored = 0, pending = 0, ...dropped} = await account();
  return (
    captured === stored + pending + Object.values(dropped).reduce((sum, each) => sum + each, 0)
  );
};
const refusal = {error: {code: 'invalid_batch', message: 'm', hint: 'h', requestId: 'r'}};

describe.each([
  ['IndexedDB', async () => (await openStore(`test-${number++}`, true))!],
  ['memory', () => Promise.resolve(memoryStore())],
])('the outbox over %s', (_, make) => {
  beforeEach(async () => use(await make()));

  it('sends what was captured, and forgets what is acknowledged', async () => {
    const made = add(3);
    await outbox.flush();
    expect(
      batches
        .flat()
        .map(({id}) => id)
        .sort(),
    ).toEqual(made.map(({id}) => id).sort());
    expect(await account()).toEqual({captured: 3, stored: 3, pending: 0});
  });

  it.each([
    ['nothing', {}],
    ['a page of a captive portal', {body: '<html>'}],
    ['another count', {body: {stored: 2, duplicates: 0, refused: []}}],
    ['a server error', {status: 500}],
    ['a 401 that is not the collector’s', {status: 401, body: {message: 'Please log in to Wi-Fi'}}],
    ['a null', {body: null}],
  ])('keeps everything when the answer is %s', async (__, answer: Reply) => {
    reply = () => ({body: {}, ...answer});
    add(3);
    await outbox.flush();
    expect(await account()).toEqual({captured: 3, pending: 3});
  });

  it('counts what the collector refuses, touchpoint by touchpoint', async () => {
    const [bad] = add(3);
    reply = () => ({
      body: {stored: 1, duplicates: 1, refused: [{id: bad!.id, code: 'c', reason: 'r'}]},
    });
    await outbox.flush();
    expect(await account()).toEqual({captured: 3, stored: 2, refused: 1, pending: 0});
  });

  it.each([400, 401, 413])('drops a batch that will never pass: %s', async (status) => {
    reply = () => ({status, body: refusal});
    add(1);
    await outbox.flush();
    expect(await account()).toEqual({captured: 1, rejected: 1, pending: 0});
  });

  it('halves a batch that is too large until it passes', async () => {
    reply = (batch) => (batch.length > 2 ? {status: 413, body: refusal} : {});
    add(8);
    await outbox.flush();
    expect(await account()).toMatchObject({captured: 8, stored: 8, pending: 0});
  });

  it('drops what waited for more than seven days', async () => {
    add(2, {at: clock - 8 * 24 * 3_600_000});
    add(1);
    await outbox.flush();
    expect(batches.flat()).toHaveLength(1);
    expect(await account()).toEqual({captured: 3, expired: 2, stored: 1, pending: 0});
  });

  it('lets the least important and oldest go when ten thousand wait', async () => {
    reply = () => ({status: 500});
    const [low] = add(100, {level: 0});
    add(9_900);
    const [high] = add(150, {level: 2});
    await outbox.flush();
    const kept = await store.update(async (queue) =>
      (await read(queue.getAll())).map(({id}) => id),
    );
    expect(kept.length).toBeLessThanOrEqual(10_000);
    expect(kept).not.toContain(low!.id);
    expect(kept).toContain(high!.id);
    expect(await balanced()).toBe(true);
    expect((await account()).queue_full).toBe(10_150 - kept.length);
  });

  it('lets the oldest go when five MiB wait, and counts what alone is too large', async () => {
    reply = () => ({status: 500});
    add(200, {body: JSON.stringify('x'.repeat(40_000))});
    add(1, {body: JSON.stringify('x'.repeat(60_000))});
    await outbox.flush();
    const {captured, too_large, queue_full, pending} = await account();
    expect({captured, too_large}).toEqual({captured: 201, too_large: 1});
    expect(pending! * 40_000).toBeLessThan(5 * 1024 * 1024);
    expect(pending! + queue_full!).toBe(200);
  });

  it('counts once what another tab has settled meanwhile', async () => {
    const made = add(2);
    await store.update(() => {});
    const other = deferred<void>();
    reply = () => {
      void store
        .update((queue, state) => {
          queue.delete(made[0]!.id);
          state.tally.stored = 1;
        })
        .then(other.resolve);
      return {};
    };
    await outbox.flush();
    await other.promise;
    expect(await account()).toEqual({captured: 2, stored: 2, pending: 0});
  });

  it('forgets a visitor on request of the collector', async () => {
    reply = (batch) => ({body: {stored: batch.length, duplicates: 0, refused: [], purge: true}});
    add(1);
    await outbox.flush();
    expect(purged).toBe(1);
  });
});

describe('the outbox, asked to wait', () => {
  it.each([
    ['2', 3000],
    ['new Date', 3000],
    ['999999999', 5_400_000],
  ])('Retry-After: %s keeps it quiet, also after a reload, for %s ms', async (header, ms) => {
    const value =
      header === 'new Date'
        ? new Date(Math.ceil(clock / 1000) * 1000 + 2000).toUTCString()
        : header;
    reply = () => ({status: 503, headers: {'retry-after': value}, body: refusal});
    add(1);
    await outbox.flush();
    reply = undefined;
    await use(store);
    clock += ms * 0.6;
    await outbox.flush();
    expect(batches).toHaveLength(1);
    clock += ms;
    await outbox.flush();
    expect(batches).toHaveLength(2);
    expect(await account()).toMatchObject({stored: 1, pending: 0});
  });

  it.each(['0', '-5', 'soon', '', ' '])('a Retry-After of %j is none', async (header) => {
    reply = () => ({status: 503, headers: {'retry-after': header}, body: refusal});
    add(1);
    await outbox.flush();
    expect(await store.update((_queue, state) => state.notBefore)).toBeUndefined();
  });

  it('compresses what is large, and says so in the address', async () => {
    add(20, {body: JSON.stringify({text: 'x'.repeat(500)})});
    await outbox.flush();
    expect(batches.flat()).toHaveLength(20);
  });
});

describe('a thousand outboxes', () => {
  const CLIENTS = 1000;
  const OUTAGE = 300_000;
  const offline = () => Promise.reject(new TypeError('Failed to fetch'));
  const busy = () => {
    const headers = {'retry-after': '1'};
    return Promise.resolve(Response.json(refusal, {status: 503, headers}));
  };
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it.each([
    ['no network', offline],
    ['a collector that says to come back in a second', busy],
  ])('do not come all at once after five minutes of %s', async (_, outage) => {
    vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout'], now: 0});
    const next = random(14);
    let now = 1_700_000_000_000;
    let down = false;
    /** Requests by second. */
    const seconds = new Map<number, number>();
    vi.stubGlobal('fetch', () => {
      const second = Math.floor(now / 1000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
      if (down) return outage();
      return Promise.resolve(Response.json({stored: 1, duplicates: 0, refused: []}));
    });
    const clients = Array.from({length: CLIENTS}, (__, client) => {
      const own = memoryStore();
      return createOutbox({
        endpoint,
        key: 'pk_test',
        name: `client-${client}`,
        update: (work) => own.update(work),
        merge: () => true,
        purge() {},
        now: () => now,
        random: next,
      });
    });
    const all = () => {
      for (const client of clients) client.add({id: uuidV7(now), body: '{}', level: 1, at: now});
    };
    const pass = async (ms: number) => {
      for (const end = now + ms; now < end;) {
        now += 100;
        await vi.advanceTimersByTimeAsync(100);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const most = (from: number) =>
      Math.max(...[...seconds].filter(([second]) => second >= from / 1000).map(([, n]) => n));

    all();
    await pass(5000); // The collector has answered each of them once.
    down = true;
    all();
    await pass(OUTAGE);
    const during = most(now - OUTAGE / 2);
    down = false;
    const healed = now;
    await pass(130_000);
    for (const client of clients) client.stop();
    const after = [...seconds].filter(([second]) => second >= healed / 1000);
    console.log(
      `F14: of ${CLIENTS}, at most ${during} a second in the outage, ${most(healed)} after it`,
    );
    expect(after.reduce((sum, [, n]) => sum + n, 0)).toBeGreaterThanOrEqual(CLIENTS);
    expect(most(healed)).toBeLessThanOrEqual(CLIENTS * 0.05);
  });
});

/** Chance that is the same every time (mulberry32). */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

describe('the outbox, when the store fails under it', () => {
  it('loses nothing that the failed transaction held', async () => {
    const real = store;
    let failing = true;
    await use({
      close: () => real.close(),
      async update(work) {
        if (failing) {
          failing = false;
          const full = real.update(async (queue, state) => {
            await work(queue, state);
            throw new Error('QuotaExceeded');
          });
          await full.catch(() => {});
        }
        return real.update(work);
      },
    });
    add(3);
    await outbox.flush();
    expect(await account()).toEqual({captured: 3, stored: 3, pending: 0});
    real.close();
  });
});

describe('two outboxes on one queue', () => {
  it('send each touchpoint once', async () => {
    const made = add(300);
    const other = createOutbox({
      endpoint,
      key: 'pk_test',
      name: `lock-${number}`,
      update: (work) => store.update(work),
      merge: () => true,
      purge() {},
      now: () => clock,
      random: () => 0.5,
    });
    await Promise.all([outbox.flush(), other.flush()]);
    other.stop();
    expect(batches.flat()).toHaveLength(made.length);
    expect(await account()).toEqual({captured: 300, stored: 300, pending: 0});
  });
});
