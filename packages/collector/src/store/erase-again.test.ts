import {randomUUID} from 'node:crypto';
import {createReadStream} from 'node:fs';
import {appendFile} from 'node:fs/promises';
import {createInterface} from 'node:readline';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  keptOf,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {readAccount} from './account.ts';
import {readAudit, verifyAudit} from './audit.ts';
import {restoreBackup, writeBackup} from './backup.ts';
import {eraseAgain} from './erase-again.ts';
import {eraseCustomer} from './erase.ts';
import {erasuresOf, readErasures, type Tombstone} from './erasures.ts';
import {knownIdentifiers} from './identifiers.ts';
import {customerOf} from './read.ts';
import {tenantNamed} from './registry.ts';
import {deleteTenant} from './tenants.ts';

const backedUp = async ({database}: TestDatabase) => {
  let text = '';
  await writeBackup(database, async (part) => void (text += part));
  return text.split('\n').slice(0, -1);
};
const from = async function* (lines: readonly string[]) {
  yield* lines;
};
const canary = `canary-${randomUUID()}`;
const ada = {kind: 'user', value: canary};
const browser = {kind: 'anonymous', value: 'shared'};
const returned = {kind: 'user', value: 'came back'};

describe('a restore of a backup from before an erasure', () => {
  let source: TestDatabase;
  let collector: Collector;
  let shop: TestCollector;
  let tenant: number;
  let left: number;
  let lines: string[];
  const erase = async (kind: string, value: string) =>
    eraseCustomer(source.database, tenant, (await shop.find(kind, value))!);

  beforeAll(async () => {
    source = await embeddedDatabase();
    collector = await aCollector(source.database);
    shop = await aTenantOf(collector, 'shop');
    const other = await aTenantOf(collector, 'left');
    tenant = (await tenantNamed(source.database, 'shop'))!.id;
    left = (await tenantNamed(source.database, 'left'))!.id;
    await other.send([aTouchpoint()]);
    // Erased before the backup, and a customer again since: that is in it, and is to stay.
    const past = Date.now() - 3_600_000;
    await shop.send([aTouchpoint({identifiers: [returned], occurredAt: past})]);
    await erase('user', returned.value);
    await shop.send([aTouchpoint({identifiers: [returned]})]);
    await shop.send([aTouchpoint({identifiers: [ada, browser], properties: {canary}})]);
    await shop.send([{...aTouchpoint({identifiers: [ada]}), name: `Not A Name ${canary}`}]);
    await shop.send([aTouchpoint({identifiers: [{kind: 'user', value: 'bystander'}]})]);
    lines = await backedUp(source);

    // What the backup does not know: the browser was not hers, and she is erased; a tenant has left.
    const token = await shop.token();
    const id = (await shop.find('user', canary))!;
    const {body} = await shop.ask(`/v1/customers/${id}/identity`, {token});
    const {visitor} = body.identifiers.find(({kind}: {kind: string}) => kind === 'anonymous');
    await shop.ask(`/v1/customers/${id}/detach`, {token, body: {visitor}});
    await erase('user', canary);
    await deleteTenant(source.database, left);
  });
  afterAll(async () => {
    await collector?.close();
    await source?.close();
  });

  const journal = async () => {
    const file = source.database.erasures!;
    await appendFile(file, '\n{"tenant":1,"vis'); // A crash.
    let damaged = 0;
    const found = await readErasures(
      createInterface({input: createReadStream(file)}),
      () => (damaged += 1),
    );
    expect(damaged).toBeGreaterThan(0);
    return found;
  };
  const printed = async () => {
    const all: Tombstone[] = [];
    for await (const each of erasuresOf(source.database)) all.push(each);
    return all;
  };

  it.each([
    ['the file beside the database', journal],
    ['what `throughline erasures` prints', printed],
  ])('erases them again by %s', async (_, erasures) => {
    const known = await erasures();
    expect(JSON.stringify(known)).not.toContain(canary);
    const target = await embeddedDatabase();
    try {
      const {database} = target;
      await restoreBackup(database, from(lines));
      expect(JSON.stringify(await keptOf(target, tenant))).toContain(canary); // Back.

      expect(await eraseAgain(database, known)).toMatchObject({
        tenants: 1,
        customers: 0, // The browser stays, as somebody.
        touchpoints: 2,
      });
      // As before: what was stored, less what is gone, is what is there.
      const {days} = await readAccount(database, tenant, {days: 2});
      const sum = (what: 'stored' | 'erased') =>
        days.reduce((total, each) => total + (each[what] ?? 0), 0);
      expect([sum('stored'), sum('erased')]).toEqual([4, 2]); // One of them before the backup.
      expect(await keptOf(target, tenant)).toHaveLength(2);
      expect(await tenantNamed(database, 'left')).toBeUndefined();
      for (const table of ['touchpoint', 'identifier', 'quarantine', 'evidence'] as const) {
        const rows = await database.tenant(tenant, (sql) =>
          sql.query<{row: string}>(`select t::text as row from throughline.${table} t`),
        );
        expect(rows.filter(({row}) => row.includes(canary))).toEqual([]);
      }
      const again = await aCollector(database);
      const find = async ({kind, value}: {kind: string; value: string}) => {
        const {pepper} = again.services;
        const [first] = knownIdentifiers(tenant, [{kind, value}], pepper);
        return database.tenant(tenant, (sql) => customerOf(sql, tenant, [first!.visitor]));
      };
      expect(await find(ada)).toBeUndefined();
      for (const each of [returned, browser, {kind: 'user', value: 'bystander'}])
        expect(await find(each)).toBeDefined();
      // And what was on its way then does not bring her back.
      const late = aTouchpoint({identifiers: [ada], occurredAt: Date.now() - 3_600_000});
      const {refused} = await again.services.ingest(tenant, {
        site: 'main',
        touchpoints: [late],
        sentAt: Date.now(),
        receivedAt: Date.now(),
      });
      expect(refused).toMatchObject([{code: 'customer_erased'}]);
      await again.close();
      // The next restore of the same backup knows of it as well.
      expect(await eraseAgain(database, known)).toEqual({tenants: 0, customers: 0, touchpoints: 0});
      expect(await verifyAudit(database, tenant)).toMatchObject({broken: null});
    } finally {
      await target.close();
    }
  });

  it('is on record', async () => {
    const target = await embeddedDatabase();
    try {
      const {database} = target;
      await shop.send([aTouchpoint({identifiers: [{kind: 'user', value: 'leaver'}]})]);
      const before = await backedUp(source);
      await erase('user', 'leaver');
      await restoreBackup(database, from(before));
      expect(await eraseAgain(database, await printed())).toMatchObject({customers: 1});
      const [entry] = await database.tenant(tenant, (sql) => readAudit(sql, tenant, {limit: 1}));
      expect(entry).toMatchObject({actor: 'restore', action: 'erase'});
    } finally {
      await target.close();
    }
  });
});
