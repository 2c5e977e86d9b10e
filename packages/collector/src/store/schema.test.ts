import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {inMemoryDatabase, type TestDatabase} from '../../test/fixtures.ts';
import {keep} from './keep.ts';
import {openSecrets} from './keys.ts';
import {listQuarantine} from './quarantine.ts';
import {openRegistry} from './registry.ts';
import {migrate, newestStep, openLocks} from './schema.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await inMemoryDatabase();
});
afterAll(async () => {
  await store?.close();
});

describe('the schema', () => {
  it('goes forward with what is kept', async () => {
    const {database} = store;
    await migrate(database, {to: 1});
    await database.system(async (sql) => {
      await sql.query(
        `insert into throughline.tenant (name, site_origins, created_at)
         values ('shop', '{https://shop.example}', 5)`,
      );
      await sql.query(`insert into throughline.write_key (key, tenant) values ('pk_old', 1)`);
      await sql.query(
        `insert into throughline.secret_key (hash, tenant, created_at)
         values (sha256('sk_old'), 1, 5)`,
      );
      await sql.query(
        `insert into throughline.secret (signing_key, pepper)
         values ('{"kid": "first", "kty": "OKP"}', '\\x01')`,
      );
    });

    expect(await migrate(database)).toBeGreaterThan(0);
    expect(await migrate(database)).toBe(0);
    const registry = openRegistry(database);
    expect(await registry.byWriteKey('pk_old')).toMatchObject({
      name: 'main',
      origins: ['https://shop.example'],
      tenant: {name: 'shop', touchpointsPerSecond: null},
    });
    expect(await registry.bySecretKey('sk_old')).toMatchObject({
      tenants: [{name: 'shop'}],
      roles: [],
    });
    expect((await openSecrets(database)).signingKeys).toEqual([{kid: 'first', kty: 'OKP'}]);
    expect(await openLocks(database)).toEqual([]);
  });

  it('keeps what waited in quarantine, once and of nobody’s program', async () => {
    const old = await inMemoryDatabase();
    try {
      const {database} = old;
      await migrate(database, {to: 17});
      await database.system((sql) =>
        sql.query(
          `insert into throughline.quarantine
             (tenant, received_at, sent_at, code, reason, visitors, body, source)
           values (1, 5, 5, 'invalid_touchpoint', 'of long ago', '{}', '{"id": 1}', 'shopify')`,
        ),
      );
      await database.tenant(1, (sql) =>
        sql.query(
          `insert into throughline.quarantine
             (tenant, received_at, sent_at, code, reason, visitors, body, replayed_at)
           values (1, 5, 5, 'invalid_touchpoint', 'replayed since', '{}', '{"id": 3}', 6)`,
        ),
      );
      expect(await migrate(database)).toBe(newestStep - 17);
      const delivery = (body: string, crawler: boolean) => ({
        site: 'main',
        accepted: [],
        quarantined: [
          {
            code: 'invalid_touchpoint',
            reason: 'of today',
            body,
            visitors: [],
            occurredAt: undefined,
            sentAt: 9,
            receivedAt: 9,
            source: 'shopify',
            crawler,
          },
        ],
      });
      const [known, fresh] = ['{"id": 1}', '{"id": 2}'];
      const group = [delivery(known, true), delivery(fresh, true), delivery(fresh, false)];
      await keep(database, 1, group, {part: 0});
      expect(await listQuarantine(database, 1)).toMatchObject([
        {receivedAt: 5, reason: 'of today', crawler: false},
        {receivedAt: 9, reason: 'of today', crawler: true},
      ]);
    } finally {
      await old.close();
    }
  });
});
