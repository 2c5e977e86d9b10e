import {expect, it} from 'vitest';
import type {Database, Sql} from './database.ts';
import {openRegistry} from './registry.ts';

it('a write key that is known is known without the database, however many are tried that nobody has', async () => {
  let isThere = true;
  const query = async (_text: string, [key]: readonly unknown[] = []) =>
    key === 'pk_known' ? [{id: 1, name: 'shop', site: 'main', origins: [], system: null}] : [];
  const sql = {query, prepared: query} as unknown as Sql;
  const database = {
    system: async (work: (sql: Sql) => unknown) => {
      if (!isThere) throw new Error('The database is away.');
      return work(sql);
    },
  } as unknown as Database;
  let now = 0;
  const registry = openRegistry(database, {now: () => now});
  expect(await registry.byWriteKey('pk_known')).toMatchObject({name: 'main'});
  for (let n = 0; n < 25_000; n += 1) await registry.byWriteKey(`pk_${n}`);
  isThere = false;
  now += 6000;
  expect(await registry.byWriteKey('pk_known')).toMatchObject({name: 'main'});
});
