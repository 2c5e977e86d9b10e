import {randomUUID} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import type {Database} from './database.ts';
import {tenantNamed} from './registry.ts';
import {addSourceSecret} from './sources.ts';
import {createOperator, createTenant, deleteTenant} from './tenants.ts';

let store: TestDatabase;
let collector: Collector;
beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await aCollector(store.database);
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

/** Everything in the database that names a tenant or holds a text, as text. */
const dumpOf = async (tenant: number, canary: string) => {
  const rows = await store.database.system((sql) =>
    sql.query<{name: string}>(
      `select c.relname as name from pg_class c
       where c.relnamespace = 'throughline'::regnamespace and c.relkind in ('r', 'p')`,
    ),
  );
  const found: Record<string, number> = {};
  for (const {name} of rows) {
    const [row] = await store.database.system((sql) =>
      sql.query<{n: string}>(
        `select count(*) as n from throughline.${name} t
         where (to_jsonb(t)->>'tenant')::int = $1 or to_jsonb(t)::text like $2`,
        [tenant, `%${canary}%`],
      ),
    );
    if (Number(row!.n) > 0) found[name] = Number(row!.n);
  }
  return found;
};

describe('deleting a tenant', () => {
  it('leaves nothing of it, and all of the others; what was on its way is refused', async () => {
    const [shop, other] = [await aTenantOf(collector), await aTenantOf(collector)];
    const canary = `canary${randomUUID().slice(0, 8)}`;
    const touchpoints = () =>
      ['a', 'b'].map((value) =>
        aTouchpoint({
          identifiers: [
            {kind: 'anonymous', value},
            {kind: 'ticket', value: canary},
          ],
          properties: {canary},
        }),
      );
    await shop.send([...touchpoints(), {name: canary}]);
    await other.send(touchpoints());
    await shop.timeline((await shop.find('anonymous', 'a'))!);
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    await addSourceSecret(store.database, id, 'stripe', `whsec_${canary}`);
    await createOperator(store.database, `bpo-${canary}`, [shop.tenant, other.tenant]);
    expect(Object.keys(await dumpOf(id, canary)).length).toBeGreaterThan(8);

    expect(await deleteTenant(store.database, id)).toEqual({touchpoints: 2, customers: 1});
    const left = await dumpOf(id, canary);
    expect(left['tombstone']).toBe(1); // That it is gone, and no more.
    const theirs = (await tenantNamed(store.database, other.tenant))!;
    const [others] = await store.database.system((sql) =>
      sql.query<{n: string}>(`select count(*) as n from throughline.touchpoint where tenant = $1`, [
        theirs.id,
      ]),
    );
    expect(Number(others!.n)).toBe(2);
    for (const [table, n] of Object.entries(left)) {
      if (table === 'tombstone') continue;
      // What is found besides is the other's, or the operator's name.
      expect([`${table} ${n}`]).toEqual([
        expect.stringMatching(/^(touchpoint|touchpoint_w\d+|identifier|operator|evidence) /),
      ]);
    }

    // This collector has looked the key up a moment ago.
    expect((await shop.send(touchpoints())).body).toMatchObject({stored: 0, purge: true});
    expect((await dumpOf(id, 'nothing'))['touchpoint']).toBeUndefined();
    expect(await tenantNamed(store.database, shop.tenant)).toBeUndefined();
  });

  it('ends the tokens of its agents, who would leave looks on a record that is gone', async () => {
    const shop = await aTenantOf(collector);
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    const authorization = `Bearer ${await shop.token({role: 'admin'})}`;
    await deleteTenant(store.database, id);
    const another = await aCollector(store.database); // It has not looked the tenant up before.
    onTestFinished(() => another.close());
    const answer = await another.app.inject({url: '/v1/audit', headers: {authorization}});
    expect(answer.json()).toMatchObject({error: {code: 'token_invalid'}});
    expect(Object.keys(await dumpOf(id, 'nothing'))).toEqual(['tombstone']);
  });

  it('that was stopped halfway is to be finished before its name is given again', async () => {
    const shop = await aTenantOf(collector);
    const {database} = store;
    const {id} = (await tenantNamed(database, shop.tenant))!;
    let works = 0;
    const killed: Database = {
      ...database,
      // Its keys go in the first, and in the second all that is left.
      system: (work) =>
        ++works === 1 ? database.system(work) : Promise.reject(new Error('killed')),
    };
    await expect(deleteTenant(killed, id)).rejects.toThrow('killed');
    await expect(createTenant(database, shop.tenant)).rejects.toThrow('deletion');
    await deleteTenant(database, id);
    const {writeKey} = await createTenant(database, shop.tenant);
    expect((await shop.send([aTouchpoint()], {key: writeKey})).body).toMatchObject({stored: 1});
  });
});
