// F26 of docs/faults.md: a person is erased while their touchpoints arrive from everywhere.
import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aLoggedCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  sendUntilTaken,
  type TestCollector,
  type TestDatabase,
} from '../../packages/collector/test/fixtures.ts';
import type {Collector} from '../../packages/collector/src/index.ts';
import {eraseCustomer} from '../../packages/collector/src/store/erase.ts';
import {tenantNamed} from '../../packages/collector/src/store/registry.ts';
import {tenantTables} from '../../packages/collector/src/store/schema.ts';
import {CYCLES} from './stores.ts';

describe('an erasure', () => {
  let store: TestDatabase;
  let collector: Collector;
  let shop: TestCollector;
  let log: () => string;
  beforeAll(async () => {
    store = await embeddedDatabase();
    ({collector, text: log} = await aLoggedCollector(store.database));
    shop = await aTenantOf(collector);
  });
  afterAll(async () => {
    await collector?.close();
    await store?.close();
  });

  // What PostgreSQL's log of changes still holds until it is used again is not looked at: no row
  // leads there.
  it('F26: is not undone by three tabs that go on sending, nor by one that was offline', async () => {
    const tenant = (await tenantNamed(store.database, shop.tenant))!.id;
    for (let round = 0; round < 3 * CYCLES; round += 1) {
      const canary = `canary-${randomUUID()}`;
      const past = Date.now() - 3_600_000;
      // One login on three devices, of which one only knows the address.
      const owners = [
        [
          {kind: 'anonymous', value: `${canary}-1`},
          {kind: 'user', value: canary},
        ],
        [
          {kind: 'anonymous', value: `${canary}-2`},
          {kind: 'email', value: `${canary}@example.com`},
        ],
        [
          {kind: 'user', value: canary},
          {kind: 'email', value: `${canary}@example.com`},
        ],
      ];
      const ofPast = (owner: number) =>
        aTouchpoint({
          occurredAt: past,
          identifiers: owners[owner]!,
          properties: {canary},
        });
      const wrong = (owner: number) => ({...ofPast(owner), name: 'Not A Name'});
      const offline = [0, 1, 2].map(ofPast);
      await shop.send([0, 1, 2].map(ofPast));
      await shop.send([ofPast(2)]);
      let over = false;
      const tabs = owners.map(async (_, owner) => {
        let purged = false;
        // And once more, begun after the erasure.
        for (let isLast = false; !isLast;) {
          isLast = over;
          const {status, body} = await sendUntilTaken(shop, [ofPast(owner), wrong(owner)]);
          expect(status).toBe(200);
          purged ||= body.purge === true;
        }
        return purged;
      });
      await sleep(20 * Math.random());
      const customer = (await shop.find('user', canary))!;
      await eraseCustomer(store.database, tenant, customer);
      over = true;
      // Each was told to forget as well.
      expect(await Promise.all(tabs)).toEqual([true, true, true]);
      expect((await shop.send(offline)).body).toMatchObject({stored: 0, purge: true});
      expect(await shop.find('user', canary)).toBeUndefined();

      for (const table of tenantTables) {
        const [row] = await store.database.system((sql) =>
          sql.query<{n: string}>(
            `select count(*) as n from throughline.${table} t where t::text like $1`,
            [`%${canary}%`],
          ),
        );
        expect([table, row!.n]).toEqual([table, '0']);
      }
      expect(log()).not.toContain(canary);
    }
  });
});
