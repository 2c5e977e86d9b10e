// What a network does to deliveries, and what the collector makes of it: answers that are lost, the
// same again and again, any order, clocks that are wrong. F8, F10, F11 and F12 of docs/faults.md.
import {createServer, request as forward, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {uuidV7} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint as aSessionTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../packages/collector/test/fixtures.ts';
import type {Collector} from '../../packages/collector/src/index.ts';
import {tenantNamed} from '../../packages/collector/src/store/registry.ts';
import {aTouchpoint, ask, batchOf, send, serve, type Reply, type Service} from './service.ts';
import {CYCLES, embeddedStore, keptIn, type Store} from './stores.ts';

describe('deliveries', () => {
  let store: Store;
  let service: Service;
  beforeAll(async () => {
    store = await embeddedStore();
    service = await serve(store);
  });
  afterAll(async () => {
    await service?.running.stop('SIGKILL');
    await store?.remove();
  });

  /** Passes requests on, and cuts every other one off when its answer has come. */
  const losing = async (port: number): Promise<{server: Server; port: number; lost(): number}> => {
    let [seen, lost] = [0, 0];
    const server = createServer((asked, reply) => {
      const {method, url, headers} = asked;
      const passed = forward({host: '127.0.0.1', port, method, path: url, headers}, (answer) => {
        seen += 1;
        if (seen % 2 === 1) {
          lost += 1;
          answer.resume().on('end', () => reply.destroy());
          return;
        }
        reply.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(reply);
      });
      passed.on('error', () => reply.destroy());
      asked.pipe(passed);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {server, port: (server.address() as AddressInfo).port, lost: () => lost};
  };

  it('F8: a batch whose answer is lost is sent again, and kept once', async () => {
    const proxy = await losing(service.port);
    const sent: string[] = [];
    const deliver = async () => {
      const touchpoints = Array.from({length: 5}, () => aTouchpoint());
      sent.push(...touchpoints.map(({id}) => id));
      const body = batchOf(service, touchpoints);
      let reply: Reply;
      do reply = await ask(proxy, '/v1/touchpoints', {body});
      while (reply.status !== 200);
    };
    await Promise.all(
      Array.from({length: 8}, async () => {
        for (let each = 0; each < 10 * CYCLES; each += 1) await deliver();
      }),
    );
    proxy.server.closeAllConnections();
    proxy.server.close();
    expect(proxy.lost()).toBeGreaterThan(sent.length / 5 / 4);
    const kept = await keptIn(store);
    expect(sent.filter((id) => kept.get(id) !== 1)).toEqual([]);
  });

  it('F10: the same day sent three times, and once more after a restart, is kept once', async () => {
    const dayAgo = Date.now() - 86_400_000;
    const day = Array.from({length: 50 * Math.min(CYCLES, 40)}, (_, n) => {
      const occurredAt = dayAgo + n * 1000;
      const identifiers = [{kind: 'anonymous', value: `visitor-${n % 40}`}];
      return aTouchpoint({occurredAt, identifiers, properties: {n}});
    });
    const before = (await keptIn(store)).size;
    const sendAll = async () => {
      const answers: Reply[] = [];
      for (let at = 0; at < day.length; at += 50) {
        answers.push(await send(service, day.slice(at, at + 50)));
      }
      return answers.map(({text}) => JSON.parse(text) as {stored: number; duplicates: number});
    };
    const sum = (results: {stored: number}[]) => results.reduce((all, {stored}) => all + stored, 0);
    expect(sum(await sendAll())).toBe(day.length);
    expect(sum(await sendAll())).toBe(0);
    expect(sum((await Promise.all([sendAll(), sendAll()])).flat())).toBe(0);
    await service.running.stop('SIGTERM');
    service = await serve(store, service);
    expect(sum(await sendAll())).toBe(0);
    const kept = await keptIn(store);
    expect(kept.size - before).toBe(day.length);
    expect(day.filter(({id}) => kept.get(id) !== 1)).toEqual([]);
  });
});

describe('order and clocks', () => {
  let store: TestDatabase;
  let collector: Collector;
  let shop: TestCollector;
  beforeAll(async () => {
    store = await embeddedDatabase();
    collector = await aCollector(store.database);
    shop = await aTenantOf(collector);
  });
  afterAll(async () => {
    await collector?.close();
    await store?.close();
  });

  /** Repeats from run to run: a failure names its number. */
  const random = (seed: number) => {
    let state = seed;
    return () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
  };
  const shuffled = <T>(list: readonly T[], next: () => number): T[] =>
    list
      .map((value) => [next(), value] as const)
      .toSorted(([one], [other]) => one - other)
      .map(([, value]) => value);

  it('F11: one journey is the same journey in whatever order and batches it arrives', async () => {
    const now = Date.now();
    const phone = {kind: 'anonymous', value: 'phone'};
    const laptop = {kind: 'anonymous', value: 'laptop'};
    const login = {kind: 'user', value: 'ada'};
    const email = {kind: 'email', value: 'ada@example.com'};
    const owners = [[phone], [phone, email], [laptop], [laptop, login], [login, email], [email]];
    const journey = Array.from({length: 36}, (_, n) =>
      // Three in each instant: `seq` alone tells them apart, or the id where that is equal too.
      aSessionTouchpoint({
        occurredAt: now - 3_600_000 + Math.floor(n / 3) * 1000,
        seq: n % 3 === 2 ? 1 : n % 3,
        identifiers: owners[n % owners.length]!,
        properties: {n},
      }),
    );
    const arrive = async (order: readonly unknown[], next: () => number) => {
      const site = await aTenantOf(collector);
      const tenant = (await tenantNamed(store.database, site.tenant))!.id;
      let at = 0;
      while (at < order.length) {
        const touchpoints = order.slice(at, (at += 1 + Math.floor(next() * 12)));
        // One clock for all: what the latency of each request does to time is not looked at here.
        await collector.services.ingest(tenant, {
          site: 'main',
          touchpoints,
          sentAt: now,
          receivedAt: now,
        });
      }
      const {touchpoints, total} = await site.timeline((await site.find('anonymous', 'phone'))!);
      expect(await site.find('email', email.value)).toBe(await site.find('anonymous', 'laptop'));
      return {touchpoints, total};
    };
    const first = await arrive(journey, random(0));
    expect(first.total).toBe(journey.length);
    for (let seed = 1; seed <= Math.max(20, 5 * CYCLES); seed += 1) {
      const next = random(seed);
      expect(await arrive(shuffled(journey, next), next), `seed ${seed}`).toEqual(first);
    }
  });

  // Time zones and summer time do not come into it: everything is UTC. A clock that is set while a
  // page is open is not mended either: one `sentAt` tells of one difference.
  it('F12: devices whose clocks are wrong by up to ten years give one true order', async () => {
    const [hour, day, year] = [3_600_000, 86_400_000, 365 * 86_400_000];
    const skews = [0, hour, -hour, day, -day, year, -year, 10 * year, -10 * year];
    const user = {kind: 'user', value: 'traveller'};
    const now = Date.now();
    const count = 40;
    // What truly happened: one thing every minute, on one device after the other.
    const truth = Array.from({length: count}, (_, n) => ({
      n,
      at: now - (count - n) * 60_000,
      skew: skews[n % skews.length]!,
    }));
    /** How long each device's request took, which its clock cannot tell from being wrong. */
    const took = new Map<number, number>();
    for (const skew of shuffled(skews, random(7))) {
      const touchpoints = truth
        .filter((each) => each.skew === skew)
        .map(({n, at}) =>
          aSessionTouchpoint({
            id: uuidV7(at + skew),
            occurredAt: at + skew,
            identifiers: [{kind: 'anonymous', value: `device ${skew}`}, user],
            properties: {n, at},
          }),
        );
      const sent = Date.now();
      const {status, body} = await shop.send(touchpoints, {sentAt: sent + skew});
      took.set(skew, Date.now() - sent);
      expect([status, body.stored]).toEqual([200, touchpoints.length]);
    }
    const {touchpoints} = (await shop.timeline(
      (await shop.find('user', 'traveller'))!,
    )) as unknown as {
      touchpoints: {occurredAt: number; clocks: object; properties: {n: number; at: number}}[];
    };
    expect(touchpoints.map(({properties}) => properties.n)).toEqual(
      truth.map(({n}) => n).toReversed(),
    );
    for (const {occurredAt, properties, clocks} of touchpoints) {
      const {skew} = truth[properties.n]!;
      expect(occurredAt - properties.at).toBeGreaterThanOrEqual(0);
      expect(occurredAt - properties.at).toBeLessThanOrEqual(took.get(skew)!);
      expect(clocks).not.toHaveProperty('clamped');
    }
  });

  it('F12: what cannot be true is moved to the edge and says so', async () => {
    const now = Date.now();
    const ages = {'a year before it was sent': -365, 'a day after it was sent': 1};
    for (const [what, days] of Object.entries(ages)) {
      const identifiers = [{kind: 'anonymous', value: what}];
      await shop.send([aSessionTouchpoint({occurredAt: now + days * 86_400_000, identifiers})]);
      const {touchpoints} = await shop.timeline((await shop.find('anonymous', what))!);
      expect(touchpoints[0], what).toMatchObject({clocks: {clamped: true}});
    }
  });
});
