import pg from 'pg';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  embeddedDatabase,
  inMemoryDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {appendAudit, verifyAuditEnd, type AuditEntry} from '../store/audit.ts';
import {databaseChecks} from './doctor.ts';

let store: TestDatabase;
let collector: Collector;
let shop: TestCollector;
let id: number;
beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await aCollector(store.database);
  shop = await aTenantOf(collector, 'shop');
  id = (await collector.services.registry.byName('shop'))!.id;
  const entry: AuditEntry = {at: 1, actor: 'a', role: 'agent', action: 'find', customer: null};
  await appendAudit(store.database, id, Array<AuditEntry>(30).fill(entry));
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

const find = async (what: RegExp, now?: () => number) =>
  (await databaseChecks(store.database, now)).find((check) => what.test(check.what));
const day = 86_400_000;

/** As whoever can write to the database, past every lock of ours. */
const tamper = async (...statements: string[]) => {
  const host = `${store.database.folder}/socket`;
  const client = new pg.Client({host, user: 'throughline', database: 'postgres'});
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
};

describe('doctor', () => {
  it('finds nothing to do where all is well', async () => {
    const checks = await databaseChecks(store.database);
    expect(checks.filter(({fail, look}) => fail || look)).toEqual([]);
    expect(checks.map(({what}) => what).join('\n')).toMatch(/GiB \(\d+ %\) free/);
  });

  it.each([
    [-3000, {look: expect.stringMatching(/NTP/), fail: false}],
    [90_000, {fail: expect.stringMatching(/NTP/)}],
  ])('tells a clock that is %d ms off', async (skew, expected) => {
    expect(await find(/clock/, () => Date.now() + skew)).toMatchObject(expected);
  });

  it('names the partitions that a collector has not made yet', async () => {
    const check = await find(/partitions/, () => Date.now() + 14 * day);
    expect(check?.look).toMatch(/^touchpoint_w\d+, touchpoint_w\d+ is made/);
  });

  it('names the tenants with old keys', async () => {
    expect((await find(/keys/, () => Date.now() + 364 * day))?.look).toBe(false);
    expect((await find(/keys/, () => Date.now() + 366 * day))?.look).toMatch(/of shop are not/);
  });

  it('counts what waits in quarantine', async () => {
    await shop.send([{name: 'broken'}]);
    expect(await find(/quarantine of shop: 1 waiting/)).toMatchObject({
      look: expect.stringMatching(/quarantine list --tenant shop/),
    });
  });

  it('walks the end of the audit record, from wherever it begins', async () => {
    const whole = await verifyAuditEnd(store.database, id);
    expect(whole).toMatchObject({broken: null, rows: 30});
    expect(await verifyAuditEnd(store.database, id, 10)).toEqual(whole);
    expect(await verifyAuditEnd(store.database, id, 30)).toEqual(whole);
  });

  it.each([
    ["update throughline.audit set entry = '{}' where n = 28", 28],
    ['delete from throughline.audit where n = 27', 28],
    ['delete from throughline.audit where n <= 3', 1],
  ])('finds that somebody did: %s', async (statement, broken) => {
    await tamper('create table kept as select * from throughline.audit', statement);
    expect((await verifyAuditEnd(store.database, id)).broken).not.toBeNull();
    expect(await find(/audit of shop/)).toMatchObject({fail: expect.stringMatching(/^row \d+/)});
    if (broken > 20) {
      const end = await verifyAuditEnd(store.database, id, 5);
      expect(end.broken).not.toBeNull();
    }
    await tamper(
      'delete from throughline.audit',
      `insert into throughline.audit (tenant, n, at, entry, hash)
       select tenant, n, at, entry, hash from kept`,
      'drop table kept',
    );
  });

  it('says that there is no tenant', async () => {
    const empty = await inMemoryDatabase();
    const checks = await databaseChecks(empty.database);
    expect(checks).toContainEqual({what: 'a tenant', fail: expect.stringMatching(/create NAME/)});
    await empty.close();
  });
});
