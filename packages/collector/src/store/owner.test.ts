// What is asked of the role of --database-url, and what it is told where it has less.
import {once} from 'node:events';
import {mkdtempSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {connect, createServer, type AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import pg from 'pg';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {openDatabase, type Database} from './database.ts';
import {forgetApplied} from './keep.ts';
import {learnWhereDue} from './models.ts';
import {migrate, newestStep, openLocks} from './schema.ts';
import {createTenant} from './tenants.ts';

// A server of the newest version: since 16 whoever makes a role may not yet act as it.
let server: Database;
let data: string;
let operator: pg.Client;
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'throughline-test-'));
  server = await openDatabase({data});
  operator = new pg.Client({
    host: join(data, 'socket'),
    user: 'throughline',
    database: 'postgres',
  });
  await operator.connect();
});
afterAll(async () => {
  await operator?.end();
  await server?.close();
  await rm(data, {recursive: true, force: true});
});

const as = (role: string, database: string) =>
  openDatabase({
    databaseUrl: `postgres://${role}@/${database}?host=${encodeURIComponent(join(data, 'socket'))}`,
  });

/** With the number of another backend: `K`, the length 12, the number, the key. */
const renumbered = (bytes: Buffer) => {
  const at = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
  if (at >= 0) bytes.writeInt32BE(1, at + 5);
  return bytes;
};

const outcome = async (database: Database, work: (database: Database) => Promise<unknown>) => {
  try {
    return await work(database);
  } catch (error) {
    return String(error);
  } finally {
    await database.close();
  }
};

describe('a role that owns its database', () => {
  it('needs no more than to make a role, and can then keep what is a tenant’s', async () => {
    await operator.query('create role owner login createrole');
    await operator.query('create database journeys owner owner');
    const kept = await outcome(await as('owner', 'journeys'), async (database) => {
      await migrate(database);
      expect(await openLocks(database)).toEqual([]);
      return database.tenant(1, (sql) => sql.query('select current_user::text as user'));
    });
    expect(kept).toEqual([{user: 'throughline_app'}]);
  });

  it('learns once a day all the same: the lock between tenants holds for it as well', async () => {
    const learned = await outcome(await as('owner', 'journeys'), async (database) => {
      await createTenant(database, 'shop');
      return [await learnWhereDue(database), await learnWhereDue(database)];
    });
    expect(learned).toEqual([1, 0]);
  });

  it('takes what an older version has kept along', async () => {
    await operator.query('create database older owner owner');
    const origins = await outcome(await as('owner', 'older'), async (database) => {
      await migrate(database, {to: 5});
      await database.tenant(1, (sql) =>
        sql.query(
          `insert into throughline.identifier (tenant, visitor, kind, display, customer, first_seen)
           values (1, 'user:a', 'user', 'a', 'c_1', 0)`,
        ),
      );
      await migrate(database);
      expect(await openLocks(database)).toEqual([]);
      return database.tenant(1, (sql) => sql.query('select origin from throughline.identifier'));
    });
    expect(origins).toEqual([{origin: 'c_1'}]);
  });

  it('forgets which entries of a log were kept', async () => {
    const forgotten = await outcome(await as('owner', 'journeys'), async (database) => {
      await database.tenant(1, (sql) =>
        sql.query(
          "insert into throughline.applied_entry values (1, 'log', gen_random_uuid(), 0), (1, 'other', gen_random_uuid(), 0)",
        ),
      );
      return forgetApplied(database, 'log');
    });
    expect(forgotten).toBe(1);
  });

  it('is told what it lacks, and by which statements it gets that', async () => {
    await operator.query('create role less login');
    await operator.query('create database fewer');
    const refused = await outcome(await as('less', 'fewer'), migrate);
    expect(refused).toContain('alter database fewer owner to less');
    expect(refused).toContain('grant throughline_app to less');
    await operator.query('alter database fewer owner to less');
    expect(await outcome(await as('less', 'fewer'), migrate)).toContain('grant throughline_app');
    await operator.query('grant throughline_app to less');
    expect(await outcome(await as('less', 'fewer'), migrate)).toBe(newestStep);
  });

  it('is told where a pooler stands between: it gives out numbers of its own', async () => {
    const pooler = createServer((client) => {
      const backend = connect(join(data, 'socket/.s.PGSQL.5432'));
      backend.on('data', (bytes) => client.write(renumbered(bytes)));
      client.on('data', (bytes) => backend.write(bytes));
      for (const [one, other] of [
        [client, backend],
        [backend, client],
      ] as const)
        one.on('close', () => other.destroy()).on('error', () => {});
    }).listen(0, '127.0.0.1');
    await once(pooler, 'listening');
    const {port} = pooler.address() as AddressInfo;
    const pooled = await openDatabase({
      databaseUrl: `postgres://owner@127.0.0.1:${port}/journeys`,
    });
    expect(await pooled.isDirect?.()).toBe(false);
    await pooled.close();
    pooler.close();
    const direct = await as('owner', 'journeys');
    expect(await direct.isDirect?.()).toBe(true);
    await direct.close();
  });

  it('begins nothing on a server that is too old', async () => {
    const server = await as('owner', 'journeys');
    // There is none here: this one says that it is.
    const old: Database = {
      ...server,
      system: (work) =>
        server.system((sql) =>
          work({
            ...sql,
            query: (text, values) =>
              sql.query(
                text.replace(/current_setting\('server_version(_num)?'\)/g, (_, number) =>
                  number ? `'140023'` : `'14.23'`,
                ),
                values,
              ),
          }),
        ),
    };
    expect(await outcome(old, migrate)).toBe(
      'Error: PostgreSQL 14.23 is too old: use version 15 or newer.',
    );
  });

  it('goes on with no database of a newer version', async () => {
    await operator.query('create database newer owner owner');
    const refused = await outcome(await as('owner', 'newer'), async (database) => {
      await migrate(database);
      await database.system((sql) =>
        sql.query('insert into throughline.migration values ($1, 0)', [newestStep + 1]),
      );
      return migrate(database);
    });
    expect(refused).toContain(`newer version of throughline (step ${newestStep + 1};`);
  });
});
