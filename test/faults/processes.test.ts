// What becomes of touchpoints when a process or the database ends, stands still or is told to stop.
// F1, F2, F5 and F6 of docs/faults.md.
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {
  aTouchpoint,
  ask,
  batchOf,
  raw,
  send,
  serve,
  until,
  write,
  type Service,
  type Writers,
} from './service.ts';
import {CYCLES, keptIn, LONG, signal, type Store, stores, untilGone, within} from './stores.ts';

/** Nothing that was promised is missing, no batch is there in part, and nothing is there twice. */
const expectKept = async (store: Store, all: readonly Writers[]) => {
  const kept = await keptIn(store);
  const acknowledged = all.flatMap((each) => [...each.acknowledged]);
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  const partly = all
    .flatMap(({batches}) => batches)
    .filter((ids) => new Set(ids.map((id) => kept.has(id))).size > 1);
  expect(partly).toEqual([]);
  expect([...kept.values()].filter((times) => times > 1)).toEqual([]);
  return acknowledged.length;
};

describe.each(stores)('over %s', (name, open) => {
  /** What takes its time goes over one store in the short form. */
  const slow = it.skipIf(!LONG && name !== stores[0]![0]);

  let store: Store;
  let service: Service;
  let keys: Service | undefined;
  beforeAll(async () => {
    store = await open();
  });
  beforeEach(async () => {
    keys = service = await serve(store, keys);
  });
  afterEach(async () => {
    signal(store.processes(), 'SIGCONT');
    await service?.running.stop('SIGKILL');
  });
  afterAll(() => store?.remove());

  it('F1: a collector that is killed while eight write loses nothing it has acknowledged', async () => {
    const all: Writers[] = [];
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const writers = write(service);
      all.push(writers);
      await sleep(Math.random() * 1000);
      while (writers.acknowledged.size === 0) await sleep(10);
      await service.running.stop('SIGKILL');
      await writers.stop();
      service = await serve(store, service);
    }
    const acknowledged = await expectKept(store, all);
    console.log(`F1: ${CYCLES} kills, ${acknowledged} acknowledged, 0 lost`);
  });

  slow(
    'F2: a collector that is told to stop answers what is under way, and is gone within 10 s',
    async () => {
      const {port} = service;
      const halfSent = (touchpoint: unknown) => {
        const body = batchOf(service, [touchpoint]);
        const head = `POST /v1/touchpoints HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
        return {...raw(service, head + body.slice(0, -1)), rest: body.slice(-1)};
      };
      const [finished, unfinished] = [aTouchpoint(), aTouchpoint()];
      const [late, never] = [halfSent(finished), halfSent(unfinished)];
      const writers = write(service);
      while (writers.acknowledged.size === 0) await sleep(10);

      const stopped = performance.now();
      const gone = service.running.stop('SIGTERM');
      await sleep(500);
      late.socket.write(late.rest);
      expect((await late.closed).text).toMatch(/^HTTP\/1.1 200 .*"stored":1/s);
      // Whoever never finishes is told that nothing was kept.
      expect((await never.closed).text).toMatch(/^HTTP\/1.1 503 .*retry-after: 1/is);
      expect(await gone).toBe(0);
      expect(performance.now() - stopped).toBeLessThan(within(10_000));
      await writers.stop();
      expect(new Set(writers.replies.map(({status}) => status))).toEqual(
        new Set(
          [200, 503, 0].filter((status) => writers.replies.some((one) => one.status === status)),
        ),
      );

      await store.start().catch(() => {}); // A server by URL was not stopped.
      service = await serve(store, service);
      await expectKept(store, [writers]);
      const kept = await keptIn(store);
      expect([kept.has(finished.id), kept.has(unfinished.id)]).toEqual([true, false]);
    },
  );

  slow(
    'F5: a database that is killed under load comes back with everything acknowledged',
    async () => {
      // Not the one who has started it, as after any restart: nobody buries it at once.
      await service.running.stop('SIGKILL');
      service = await serve(store, service);
      const all: Writers[] = [];
      for (let cycle = 0; cycle < Math.max(1, CYCLES / 3); cycle += 1) {
        const writers = write(service);
        all.push(writers);
        while (writers.acknowledged.size === 0) await sleep(10);
        await sleep(Math.random() * 300);
        const processes = store.processes();
        signal(processes, 'SIGKILL');
        await untilGone(processes);
        await store.start();
        const back = performance.now();
        const reply = await until(
          20_000,
          () => send(service, [aTouchpoint()]),
          ({status}) => status === 200,
        );
        expect(reply.status).toBe(200);
        console.log(`F5: kept again ${Math.round(performance.now() - back)} ms after the restart`);
        await writers.stop();
        for (const {status, headers} of writers.replies) {
          expect([200, 503]).toContain(status);
          if (status === 503) expect(headers['retry-after']).toMatch(/^\d+$/);
        }
      }
      await expectKept(store, all);
    },
  );

  slow(
    'F6: while the database hangs every request ends with 503 within 5 s, and it goes on afterwards',
    async () => {
      expect((await send(service, [aTouchpoint()])).status).toBe(200);
      const held = store.processes();
      expect(held.length).toBeGreaterThan(1);
      signal(held, 'SIGSTOP');
      const writers = write(service, {writers: 32});
      await sleep(LONG ? 20_000 : 6000);
      const ready = await ask(service, '/readyz');
      const healthy = await ask(service, '/healthz');
      signal(held, 'SIGCONT');
      const back = performance.now();
      const reply = await until(
        20_000,
        () => send(service, [aTouchpoint()]),
        ({status}) => status === 200,
      );
      expect(reply.status).toBe(200);
      console.log(`F6: kept again ${Math.round(performance.now() - back)} ms after it went on`);
      while (writers.acknowledged.size === 0) await sleep(10);
      await writers.stop();

      expect([ready.status, healthy.status]).toEqual([503, 200]);
      const whileHeld = writers.replies.filter(({status}) => status !== 200);
      expect(whileHeld.length).toBeGreaterThanOrEqual(32);
      for (const {status, ms, headers} of whileHeld) {
        expect(status).toBe(503);
        expect(headers['retry-after']).toMatch(/^\d+$/);
        expect(ms).toBeLessThan(within(5000));
      }
      await expectKept(store, [writers]);
    },
  );
});
