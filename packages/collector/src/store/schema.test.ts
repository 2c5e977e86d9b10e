import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {inMemoryDatabase, type TestDatabase} from '../../test/fixtures.ts';
import {openSecrets} from './keys.ts';
import {openRegistry} from './registry.ts';
import {migrate, openLocks} from './schema.ts';

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
    await migrate(database, 1);
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
});
