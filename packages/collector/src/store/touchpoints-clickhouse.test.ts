// What touchpoints in ClickHouse must do besides the suite of all stores (store.test.ts): two systems
// commit, and one wall stands between tenants. A real ClickHouse, as a library behind its protocol.
import {randomUUID} from 'node:crypto';
import {afterAll, afterEach, beforeAll, describe, expect, it, vi} from 'vitest';
import {chdb, clickHouseDatabase} from '../../test/clickhouse.ts';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  keptOf,
  type TestCollector,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {readAccount} from './account.ts';
import type {ClickHouse, Statement} from './clickhouse.ts';
import type {Database} from './database.ts';
import {eraseCustomer} from './erase.ts';
import {tenantNamed} from './registry.ts';
import {applyRetention} from './retention.ts';
import {migrate} from './schema.ts';
import {clickHouseTouchpoints} from './touchpoints-clickhouse.ts';

const library = await chdb();

describe.skipIf(!library)('touchpoints in ClickHouse', {timeout: 120_000}, () => {
  let store: Awaited<ReturnType<typeof clickHouseDatabase>>;
  let collector: Collector;
  let shop: TestCollector;
  let tenant: number;
  /** What becomes of statements on their way to ClickHouse. */
  let way: Partial<ClickHouse> = {};
  /** Called when all is done that a transaction of a tenant does, before it commits. */
  let beforeCommit = async () => {};

  beforeAll(async () => {
    store = await clickHouseDatabase(library!, (clickhouse) => ({
      ...clickhouse,
      select: (...args) => (way.select ?? clickhouse.select)(...args) as never,
      insert: (...args) => (way.insert ?? clickhouse.insert)(...args),
      run: (...args) => (way.run ?? clickhouse.run)(...args),
    }));
    const database: Database = {
      ...store.database,
      tenant: (number, work) =>
        store.database.tenant(number, async (sql) => {
          const result = await work(sql);
          await beforeCommit();
          return result;
        }),
    };
    collector = await aCollector(database);
  }, 120_000);
  afterEach(() => {
    way = {};
    beforeCommit = async () => {};
  });
  afterAll(async () => {
    await collector?.close();
    await store?.close();
  });
  const numberOf = async (each: TestCollector) =>
    (await tenantNamed(store.database, each.tenant))!.id;
  const aShop = async () => {
    shop = await aTenantOf(collector);
    tenant = await numberOf(shop);
  };
  const timeline = async () => shop.timeline((await shop.find('anonymous', 'visitor-1'))!);
  const accountOf = async () => {
    const {
      days: [day],
    } = await readAccount(store.database, tenant, {days: 1});
    return {stored: day?.stored, duplicates: day?.duplicates};
  };
  const tokens = () =>
    store.database.tenant(tenant, (sql) =>
      sql.query('select 1 from throughline.insertion where tenant = $1', [tenant]),
    );
  /** Keeps a touchpoint, but dies between the two commits. */
  const sendInVain = async (touchpoints: readonly unknown[]) => {
    beforeCommit = async () => {
      throw new Error('died');
    };
    expect((await shop.send(touchpoints)).status).toBeGreaterThanOrEqual(500);
    beforeCommit = async () => {};
  };

  describe('between the two commits', () => {
    it('what was inserted and not counted is shown to nobody, and stored when it comes again', async () => {
      await aShop();
      const [first, lost] = [aTouchpoint(), aTouchpoint()];
      await shop.send([first]);
      await sendInVain([lost]);
      expect((await keptOf(store, tenant)).map(({id}) => id)).toContain(lost.id);
      expect(await timeline()).toMatchObject({total: 1, touchpoints: [{id: first.id}]});

      // In another batch than the first time: groups are never the same again.
      const again = await shop.send([lost, aTouchpoint(), first]);
      expect(again.body).toMatchObject({stored: 2, duplicates: 1});
      const {total, touchpoints} = await timeline();
      expect([total, new Set(touchpoints.map(({id}) => id)).size]).toEqual([3, 3]);
      // And once its answer is lost: now it is a duplicate.
      expect((await shop.send([lost])).body).toMatchObject({stored: 0, duplicates: 1});
      expect(await accountOf()).toEqual({stored: 3, duplicates: 2});
    });

    it('what never counted goes with an erasure, and is not counted as gone', async () => {
      await aShop();
      await shop.send([aTouchpoint()]);
      await sendInVain([aTouchpoint(), aTouchpoint()]);
      const customer = (await shop.find('anonymous', 'visitor-1'))!;
      expect(await eraseCustomer(store.database, tenant, customer)).toMatchObject({touchpoints: 1});
      expect(await keptOf(store, tenant)).toEqual([]);
      const {days} = await readAccount(store.database, tenant, {days: 1});
      expect(days).toMatchObject([
        {site: 'erasure', erased: 1},
        {site: 'main', stored: 1},
      ]);
    });

    it('an insert that arrives when nobody waits for it any more changes nothing', async () => {
      await aShop();
      const {insert} = store.clickhouse;
      let late: (() => Promise<void>) | undefined;
      way = {
        insert: async (...args) => {
          late = () => insert(...args);
          throw new Error('timeout');
        },
      };
      const touchpoint = aTouchpoint();
      expect((await shop.send([touchpoint])).status).toBeGreaterThanOrEqual(500);
      way = {};
      expect((await shop.send([touchpoint])).body).toMatchObject({stored: 1});
      await late!();
      expect(await keptOf(store, tenant)).toHaveLength(2);
      expect(await timeline()).toMatchObject({total: 1});
      expect((await timeline()).touchpoints).toHaveLength(1);
      expect((await shop.send([touchpoint])).body).toMatchObject({stored: 0, duplicates: 1});
      await store.clickhouse.run('optimize table throughline.touchpoint final');
      expect(await timeline()).toMatchObject({total: 1});
    });

    it('a row that is there twice is shown once', async () => {
      await aShop();
      const {insert} = store.clickhouse;
      way = {
        insert: async (table, columns, lines, statement) => {
          await insert(table, columns, lines, statement);
          await insert(table, columns, lines, {...statement, settings: {}});
        },
      };
      await shop.send([aTouchpoint(), aTouchpoint()]);
      expect(await keptOf(store, tenant)).toHaveLength(4);
      expect(await timeline()).toMatchObject({total: 2});
      expect((await timeline()).touchpoints).toHaveLength(2);
    });

    it('an insert that is sent twice under its token is kept once', async () => {
      await aShop();
      const {insert} = store.clickhouse;
      way = {
        insert: async (...args) => {
          await insert(...args);
          await insert(...args);
        },
      };
      await shop.send([aTouchpoint()]);
      expect(await keptOf(store, tenant)).toHaveLength(1);
    });

    it('two collectors with the same batch store it once', async () => {
      await aShop();
      const second = await aCollector(store.database);
      const total = {stored: 0, duplicates: 0};
      for (let round = 0; round < 5; round += 1) {
        const touchpoints = [aTouchpoint(), aTouchpoint()];
        const now = Date.now();
        const arrival = {site: 'main', touchpoints, sentAt: now, receivedAt: now};
        const answers = await Promise.all(
          [collector, second].map(({services}) => services.ingest(tenant, arrival)),
        );
        for (const {stored, duplicates} of answers) {
          total.stored += stored;
          total.duplicates += duplicates;
        }
      }
      await second.close();
      expect(total).toEqual({stored: 10, duplicates: 10});
      expect(await accountOf()).toEqual(total);
    });

    it('tokens that were not used are used again, and what was given up is swept up', async () => {
      await aShop();
      await shop.send([aTouchpoint()]);
      way = {
        select: async () => {
          throw new Error('away');
        },
      };
      for (const _ of [1, 2, 3, 4, 5]) await shop.send([aTouchpoint()]);
      way = {};
      expect(await tokens()).toHaveLength(1);

      await sendInVain([aTouchpoint({properties: {note: 'given up'}})]);
      const kept = async () => JSON.stringify(await keptOf(store, tenant));
      await applyRetention(store.database);
      expect(await kept()).toContain('given up'); // It might still be under way.
      await store.database.tenant(tenant, (sql) =>
        sql.query(
          'update throughline.insertion set begun_at = begun_at - 3600001 where tenant = $1',
          [tenant],
        ),
      );
      await applyRetention(store.database);
      expect(await kept()).not.toContain('given up');
      expect(await tokens()).toHaveLength(0);
      expect(await timeline()).toMatchObject({total: 1});
    });
  });

  it('what a customer had done is on no disk after they are erased and a sweep has passed', async () => {
    await aShop();
    const canary = `canary-${randomUUID()}`;
    await shop.send([aTouchpoint({properties: {canary}})]);
    await sendInVain([aTouchpoint({properties: {canary}})]);
    await shop.send([aTouchpoint({identifiers: [{kind: 'anonymous', value: 'stays'}]})]);
    /** In every row, also in those that are only marked as deleted. */
    const found = async () => {
      const [row] = await store.clickhouse.select<{n: string}>(
        'select count() as n from throughline.touchpoint where body like {like:String}',
        {params: {like: `%${canary}%`}, settings: {apply_deleted_mask: 0}},
      );
      return Number(row!.n);
    };
    expect(await found()).toBe(2);
    const customer = (await shop.find('anonymous', 'visitor-1'))!;
    await eraseCustomer(store.database, tenant, customer);
    expect(JSON.stringify(await keptOf(store, tenant))).not.toContain(canary);
    await applyRetention(store.database);
    expect(await found()).toBe(0);
    expect(await keptOf(store, tenant)).toHaveLength(1);
  });

  describe('the wall', () => {
    /** The same statements, but they do not ask for their tenant any more. */
    const withoutFilter = (text: string) =>
      text.replaceAll('tenant = {tenant:Int32}', '{tenant:Int32} is not null');
    /** The same, but the server lets everything through. */
    const without = (statement: Statement = {}): Statement => ({...statement, filters: {}});
    const texts: string[] = [];
    const takeFirstLock = ({second = true} = {}) => {
      const {select, run, insert} = store.clickhouse;
      way = {
        insert,
        select: (text, statement) => {
          texts.push(text);
          return select(withoutFilter(text), second ? statement : without(statement));
        },
        run: (text, statement) => {
          texts.push(text);
          return run(withoutFilter(text), statement);
        },
      };
    };
    /** All that can be asked of the store in the name of my tenant, about a visitor of theirs. */
    const askForTheirs = async (mine: number, visitor: string, id: string) => {
      const {touchpoints} = store.database;
      const answers = await store.database.tenant(mine, async (sql) => {
        // As if PostgreSQL had let through whose they are.
        await sql.query(
          `insert into throughline.identifier (tenant, visitor, kind, display, customer, origin, first_seen)
           select $1, $2, 'anonymous', '', 'c_them', 'c_them', 0 on conflict do nothing`,
          [mine, visitor],
        );
        const insertion = await touchpoints.begin(mine, []);
        const all = [
          await touchpoints.page(sql, mine, 'c_them', {limit: 10}),
          await touchpoints.some(sql, mine, 'c_them', {ids: [id]}),
          await touchpoints.some(sql, mine, 'c_them', {
            after: {receivedAt: 0, id: '00000000-0000-0000-0000-000000000000'},
            limit: 100,
          }),
          await insertion.kept(sql, [{visitor, id}]),
          await touchpoints.count(sql, mine, 'c_them'),
          (await touchpoints.idle(sql, mine, Date.now())).includes(visitor) ? 0 : 1,
        ];
        insertion.end({committed: false});
        await sql.query('delete from throughline.identifier where tenant = $1 and visitor = $2', [
          mine,
          visitor,
        ]);
        return all;
      });
      return answers.filter((answer) => (Array.isArray(answer) ? answer.length : answer));
    };
    const twoShops = async () => {
      await aShop();
      const theirs = await aTenantOf(collector);
      await shop.send([aTouchpoint()]);
      await theirs.send([aTouchpoint()]);
      const number = await numberOf(theirs);
      const [row] = await keptOf(store, number);
      return {mine: tenant, theirs: number, row: row!};
    };

    it('with neither lock everything would be seen: these questions find what they ask for', async () => {
      const {mine, row} = await twoShops();
      takeFirstLock({second: false});
      expect(await askForTheirs(mine, row.visitor, row.id)).toHaveLength(6);
    });

    it('the server’s filter alone shows nothing of another tenant', async () => {
      const {mine, row} = await twoShops();
      takeFirstLock();
      expect(await askForTheirs(mine, row.visitor, row.id)).toEqual([]);
    });

    it('the filter in the statements alone shows nothing either', async () => {
      const {mine, row} = await twoShops();
      const {select} = store.clickhouse;
      way = {select: (text, statement) => select(text, without(statement))};
      expect(await askForTheirs(mine, row.visitor, row.id)).toEqual([]);
    });

    it('a deletion that would reach another tenant is refused, by either lock', async () => {
      const {mine, theirs, row} = await twoShops();
      const erase = () =>
        store.database.tenant(mine, (sql) =>
          store.database.touchpoints.erase(sql, mine, [row.visitor]),
        );
      expect(await erase()).toBe(0);
      takeFirstLock();
      await expect(erase()).rejects.toThrow(/beyond its tenant/);
      const expire = store.database.tenant(mine, (sql) =>
        store.database.touchpoints.expire(sql, mine, Date.now() + 2 * 86_400_000),
      );
      await expect(expire).rejects.toThrow(/beyond its tenant/);
      expect(await keptOf(store, theirs)).toHaveLength(1);
    });

    it('every statement about touchpoints names the tenant', async () => {
      texts.length = 0;
      const {mine, row} = await twoShops();
      takeFirstLock();
      await askForTheirs(mine, row.visitor, row.id);
      const about = texts.filter((text) => /throughline\.touchpoint/.test(text));
      expect(about.length).toBeGreaterThan(5);
      for (const text of about) expect(text).toContain('tenant = {tenant:Int32}');
    });
  });

  it('answers 503 while its server is away, and goes on when it is back', async () => {
    await aShop();
    await shop.send([aTouchpoint()]);
    await store.node.kill();
    const touchpoint = aTouchpoint();
    const answer = await shop.send([touchpoint]);
    expect([answer.status, answer.body.error.code]).toEqual([503, 'store_unavailable']);
    expect((await shop.ask('/readyz')).status).toBe(503);
    await store.node.start();
    expect((await shop.send([touchpoint])).body).toMatchObject({stored: 1, duplicates: 0});
    expect(await timeline()).toMatchObject({total: 2});
    await vi.waitFor(() => collector.services.ready(), {timeout: 20_000});
  });

  it('is not mistaken for the other kind of store', async () => {
    const taken = (database: Database, kind: 'postgres' | 'clickhouse') =>
      migrate({...database, touchpoints: {...database.touchpoints, kind}});
    await expect(taken(store.database, 'postgres')).rejects.toThrow(/say where/);
    const other = await embeddedDatabase();
    await migrate(other.database);
    await expect(taken(other.database, 'clickhouse')).rejects.toThrow(/leave --clickhouse-url out/);
    await other.close();
  });

  it('speaks to a cluster in words that ClickHouse knows', async () => {
    const texts: string[] = [];
    // A cluster does not fit into this machine: what would be said to it is read by the real parser.
    const cluster = clickHouseTouchpoints(
      store.database,
      {
        select: async (text, {filters = {}} = {}) => {
          texts.push(text);
          const isForeign = Object.values(filters).some((filter) => filter.includes('!='));
          return [{n: isForeign ? '0' : '1', partition: '202001'}] as never;
        },
        insert: async () => {},
        run: async (text) => void texts.push(text),
        close: async () => {},
      },
      {cluster: 'main'},
    );
    await aShop();
    await cluster.migrate();
    await cluster.drop(Date.now());
    await store.database.tenant(tenant, async (sql) => {
      await cluster.erase(sql, tenant, ['anonymous:x']);
      await cluster.expire(sql, tenant, Date.now());
    });
    const sent = texts.map((text) => text.trim().split(/[\s(]/, 1)[0]);
    expect(new Set(sent)).toEqual(new Set(['create', 'select', 'alter', 'delete']));
    for (const text of texts) {
      const [row] = await store.clickhouse.select<{text: string}>(
        'select formatQuery({text:String}) as text',
        {params: {text}},
      );
      if (!text.trim().startsWith('select')) expect(row!.text).toMatch(/ON CLUSTER main/);
    }
  });
});
