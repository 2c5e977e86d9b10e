import pg from 'pg';
import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import {aCollector, embeddedDatabase, type TestDatabase} from '../test/fixtures.ts';
import type {Collector, Database} from './index.ts';
import {openReadiness} from './readiness.ts';

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

const sql = (text: string) => store.database.system((each) => each.query(text));
/** A readiness that never answers from memory. */
const anew = (over: object = {}) => openReadiness(store.database, {freshMs: 0, ...over});

/** Again until it does not fail. */
const until = (work: () => unknown) => vi.waitFor(work, {timeout: 20_000});

/** A database whose transactions of tenants end when told to. */
const aSlowDatabase = () => {
  const waiting: ((error?: Error) => void)[] = [];
  const tenant = vi.fn(
    () =>
      new Promise((resolve, reject) => {
        waiting.push((error) => (error ? reject(error) : resolve(undefined)));
      }),
  );
  const database = {...store.database, tenant} as unknown as Database;
  return {database, tenant, waiting};
};

describe('readiness', () => {
  it('says yes, and leaves nothing behind', async () => {
    await anew()();
    expect(await sql('select 1 from throughline.touchpoint')).toEqual([]);
  });

  it.each([
    [
      'the touchpoints cannot be written',
      'revoke insert on throughline.touchpoint from throughline_app',
      'grant insert on throughline.touchpoint to throughline_app',
    ],
    [
      'the server only reads',
      "alter system set default_transaction_read_only = 'on'; select pg_reload_conf()",
      'alter system reset default_transaction_read_only; select pg_reload_conf()',
    ],
  ])('says no where %s, and yes again afterwards', async (_, harm, heal) => {
    const client = new pg.Client({
      host: `${store.database.folder}/socket`,
      user: 'throughline',
      database: 'postgres',
    });
    await client.connect();
    const run = async (statements: string) => {
      for (const statement of statements.split('; ')) await client.query(statement);
    };
    await run(harm);
    const refusal = {code: 'store_unavailable'};
    // A setting of the server reaches its connections a moment later.
    await until(() => expect(anew()()).rejects.toMatchObject(refusal));
    await run(heal);
    await until(() => anew()());
    await client.end();
  });

  it('says no where a lock keeps touchpoints out', async () => {
    let release = () => {};
    const locked = new Promise<void>((resolve) => {
      void store.database.system(async (each) => {
        await each.query('lock table throughline.touchpoint in access exclusive mode');
        resolve();
        await new Promise<void>((done) => (release = done));
      });
    });
    await locked;
    await expect(anew({lateMs: 100})()).rejects.toMatchObject({code: 'store_unavailable'});
    release();
    await until(() => anew()());
  });

  it('writes once for all who ask in the same second', async () => {
    const {database, tenant, waiting} = aSlowDatabase();
    let now = 0;
    const ready = openReadiness(database, {now: () => now});
    const asked = [ready(), ready(), ready()];
    await until(() => waiting[0]!());
    await Promise.all(asked);
    now = 999;
    await ready();
    expect(tenant).toHaveBeenCalledTimes(1);
    now = 1000;
    const again = ready();
    await until(() => waiting[1]!());
    await again;
    expect(tenant).toHaveBeenCalledTimes(2);
  });

  it('does not queue up behind a try that hangs, and gives it up in the end', async () => {
    const {database, tenant} = aSlowDatabase();
    let now = 0;
    const ready = openReadiness(database, {now: () => now, lateMs: 20});
    await expect(ready()).rejects.toMatchObject({code: 'store_unavailable'});
    now = 5999;
    await expect(ready()).rejects.toMatchObject({code: 'store_unavailable'});
    await until(() => expect(tenant).toHaveBeenCalledTimes(1));
    now = 6000;
    await Promise.allSettled([ready()]);
    await until(() => expect(tenant).toHaveBeenCalledTimes(2));
  });
});

describe('GET /readyz', () => {
  it('answers 503 with Retry-After while the store is away', async () => {
    const away = await embeddedDatabase();
    const alone = await aCollector(away.database);
    await away.close();
    const answer = await alone.app.inject('/readyz');
    expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'store_unavailable']);
    expect(answer.headers['retry-after']).toBe('1');
    expect((await alone.app.inject('/healthz')).statusCode).toBe(200);
    await alone.app.close();
  });
});
