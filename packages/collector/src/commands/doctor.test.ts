import {createHash, randomBytes} from 'node:crypto';
import {readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import pg from 'pg';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  inMemoryDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {appendAudit, verifyAuditEnd, type AuditEntry} from '../store/audit.ts';
import {openAddressKeys} from '../store/address-keys.ts';
import {keepAddresses} from '../store/identity-policy.ts';
import {dropSealed} from '../store/sealed.ts';
import {makeSecretKey, revokeSecretKey} from '../store/keys.ts';
import {changeTenant, createOperator, createTenant, deleteTenant} from '../store/tenants.ts';
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
    expect(check?.look).toMatch(
      /^a collector makes touchpoint_w\d+ and touchpoint_w\d+ when it starts/,
    );
  });

  it('names who has old keys, though there is a newer one beside it', async () => {
    expect((await find(/keys/, () => Date.now() + 364 * day))?.look).toBe(false);
    expect((await find(/keys/, () => Date.now() + 366 * day))?.look).toMatch(/of shop are not/);
    const secret = await createOperator(store.database, 'desk', ['shop']);
    await store.database.system(async (sql) => {
      await sql.query('update throughline.secret_key set created_at = created_at - $1::bigint', [
        366 * day,
      ]);
      await makeSecretKey(sql, {tenant: id}, {roles: ['agent']});
    });
    expect((await find(/keys/))?.look).toMatch(/of shop, desk are not/);
    await revokeSecretKey(store.database, secret);
    expect((await find(/keys/))?.look).toMatch(/of shop are not/);
    await createTenant(store.database, 'shop');
    expect((await find(/keys/))?.look).toBe(false);
  });

  it('names whose burst the others would feel', async () => {
    const budgets = () => find(/^\d+ tenants?$/);
    expect(await budgets()).toEqual({what: '1 tenant', look: false});
    await createTenant(store.database, 'bikes', {touchpointsPerSecond: 100});
    expect(await budgets()).toEqual({
      what: '2 tenants',
      look: expect.stringMatching(/^a burst of shop is felt by all: .*tenant change NAME/),
    });
    await changeTenant(store.database, id, {touchpointsPerSecond: 100});
    expect((await budgets())?.look).toBe(false);
    const bikes = (await collector.services.registry.byName('bikes'))!;
    await deleteTenant(store.database, bikes.id);
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

  it('tells keys of encrypted addresses that are not here, or are others', async () => {
    const check = () => find(/encrypted addresses of shop|keys of encrypted/);
    expect(await check()).toBeUndefined(); // It keeps none.
    const file = join(store.database.folder!, 'address-keys');
    await openAddressKeys(store.database.folder);
    await keepAddresses(store.database, id, true);
    const named = (name: string) =>
      ['user', 'email'].map((kind) => ({
        kind,
        value: kind === 'email' ? `${name}@example.com` : name,
      }));
    // Another collector: what one has read of a tenant holds for some seconds.
    const other = await aCollector(store.database);
    const send = async (identifiers: {kind: string; value: string}[]) =>
      other.services.ingest(id, {
        site: 'main',
        touchpoints: [aTouchpoint({identifiers})],
        sentAt: Date.now(),
        receivedAt: Date.now(),
      });
    await send(named('ada'));
    await send(named('bob'));
    expect(await check()).toEqual({what: 'encrypted addresses of shop: 2', fail: false});

    const first = await readFile(file, 'utf8');
    const second = `${randomBytes(32).toString('base64')}\n`;
    await writeFile(file, second);
    const key = createHash('sha256').update(Buffer.from(first, 'base64')).digest('base64url');
    expect((await check())!.fail).toMatch(
      new RegExp(
        `^2 name a key that does not open them \\(${key.slice(0, 8)}\\): put the key back`,
      ),
    );
    await writeFile(file, `${second}${first}`); // As one changes it.
    expect(await check()).toMatchObject({fail: false});
    await writeFile(file, 'short');
    expect((await check())!.fail).toMatch(/32 bytes in base64.*put the key back/);
    await rm(file);
    expect((await check())!.fail).toMatch(/not here, so none opens.*put the key back/);
    await writeFile(file, first);
    await other.close();
    await dropSealed(store.database, id);
    await keepAddresses(store.database, id, false);
  });

  it('says that there is no tenant', async () => {
    const empty = await inMemoryDatabase();
    const checks = await databaseChecks(empty.database);
    expect(checks).toContainEqual({what: 'a tenant', fail: expect.stringMatching(/create NAME/)});
    await empty.close();
  });
});
