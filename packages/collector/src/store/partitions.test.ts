import {setTimeout as sleep} from 'node:timers/promises';
import {uuidV7, uuidV7Time} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {bound, storedId} from './partitions.ts';
import {tenantNamed} from './registry.ts';
import {applyRetention} from './retention.ts';

const now = Date.UTC(2026, 10, 23);
const hour = 3_600_000;

describe('storedId', () => {
  it.each([
    ['when it happened', 0],
    ['a day earlier, by a clock in another zone', -24 * hour],
    ['a day later', 24 * hour],
  ])('is the id itself when that was made %s', (_, offset) => {
    const id = uuidV7(now + offset);
    expect(storedId(id.toUpperCase(), now)).toBe(id);
  });

  it.each([
    ['two days ahead', 48 * hour],
    ['years back', -3 * 366 * 24 * hour],
  ])('has no time, and all its random bits, when the clock was %s', (_, offset) => {
    const id = uuidV7(now + offset);
    expect(uuidV7Time(storedId(id, now))).toBe(0);
    expect(storedId(id, now).slice(14)).toBe(id.slice(14));
  });
});

describe('bound', () => {
  it('of an instant before 1970, as a tenant that keeps all for a century asks for, is the lowest id', () => {
    expect(bound(now - 100 * 366 * 24 * hour)).toBe(bound(0));
  });
});

describe('while somebody reads touchpoints in a long transaction, as a backup does', () => {
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

  const reading = async () => {
    const {promise: told, resolve: letGo} = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const done = store.database.system(async (sql) => {
      await sql.query('select from throughline.touchpoint limit 1');
      begun.resolve();
      await told;
    });
    const over = async () => {
      letGo();
      await done;
    };
    onTestFinished(over); // Where the test fails before it lets go.
    await begun.promise;
    return over;
  };
  const old = async (days: number) => {
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    const occurredAt = Date.now() - days * 24 * hour;
    return collector.services.ingest(id, {
      site: 'import',
      touchpoints: [aTouchpoint({occurredAt})],
      sentAt: Date.now(),
      receivedAt: Date.now(),
      history: true,
    });
  };
  /** Who is held up is so for as long as somebody reads. */
  const soon = <T>(work: Promise<T>) => Promise.race([work, sleep(20_000, 'late')]);

  it('what comes of a week without a partition is kept, and holds up nobody', async () => {
    await reading();
    const kept = old(300);
    await sleep(100);
    expect(await soon(shop.send([aTouchpoint()]))).toMatchObject({body: {stored: 1}});
    expect(await soon(kept)).toMatchObject({stored: 1});
  });

  it('a week that nobody keeps any longer is dropped later, and holds up nobody', async () => {
    await old(900);
    const over = await reading();
    const dropping = applyRetention(store.database);
    await sleep(100);
    expect(await soon(shop.send([aTouchpoint()]))).toMatchObject({body: {stored: 1}});
    expect(await soon(dropping)).toMatchObject({partitions: []});
    await over();
    expect((await applyRetention(store.database)).partitions).toHaveLength(1);
  });
});
