import type {ClickHouseSettings} from '@clickhouse/client';
import {uuidV7Time, type Touchpoint} from '@throughline/contracts';
import {Refusal} from '../errors.ts';
import type {ClickHouse, Statement} from './clickhouse.ts';
import type {Connections, Sql} from './database.ts';
import {
  dropTokens,
  forgottenTokens,
  openInsertions,
  openTokens,
  takeToken,
  type Token,
} from './insertions.ts';
import {latest, nearFirst, type Look} from './near-first.ts';
import {tolerance, week} from './partitions.ts';
import {
  byCustomer,
  type Insertion,
  type Key,
  type PageOptions,
  type Placed,
  type Row,
  type TimelineFilter,
  type Touchpoints,
} from './touchpoints.ts';

const day = 24 * 3_600_000;
/** Bringing tables up to date, erasing and expiring: nobody waits for these as for an answer. */
const slowMs = 600_000;
/** Visitors in one statement: a parameter is text of an address, which is at most a megabyte. */
const visitorsAtOnce = 1000;

const columns = [
  'tenant',
  'visitor',
  'id',
  'made_at',
  'occurred_at',
  'seq',
  'received_at',
  'insertion',
  'body',
] as const;

interface Options {
  readonly name?: string;
  /** Of a cluster: its tables are replicated, and one above them spreads touchpoints by visitor. */
  readonly cluster?: string | undefined;
}

/**
 * Touchpoints in ClickHouse. It has no transaction with PostgreSQL, so each row says which insertion
 * it came by, and what PostgreSQL has written down as not finished does not count: see `insertions.ts`.
 */
export const clickHouseTouchpoints = (
  database: Connections,
  clickhouse: ClickHouse,
  {name = 'throughline', cluster}: Options = {},
): Touchpoints => {
  const store = openStore(clickhouse, {name, cluster});
  const insertions = openInsertions(database);
  return {
    kind: 'clickhouse',
    // An insert costs much by itself and little by the row; and only one can be under way.
    groups: {most: 8000, atOnce: 1},
    async migrate() {
      for (const text of definitions({name, cluster})) await clickhouse.run(text, {ms: slowMs});
    },
    prepare: async () => {}, // A part of any month is made when it is first written.
    async begin(tenant) {
      return insertion(store, tenant, await insertions.begin(tenant), insertions.giveBack);
    },
    async page(sql, tenant, customer, options) {
      const whose = await lookUp(sql, tenant, customer);
      return whose.visitors.length === 0 ? [] : page(store, tenant, whose, options);
    },
    async count(sql, tenant, customer, filter = {}) {
      const whose = await lookUp(sql, tenant, customer);
      if (whose.visitors.length === 0) return 0;
      const wanted = conditions(filter);
      const [row] = await store.select<{n: string}>(tenant, {
        columns: 'uniqExact(visitor, id) as n',
        where: `${theirs}${wanted.sql}`,
        params: {...whose, ...wanted.params},
      });
      return Number(row!.n);
    },
    async some(sql, tenant, customer, which) {
      const whose = await lookUp(sql, tenant, customer);
      if (whose.visitors.length === 0) return [];
      const rows = await store.select<{body: string}>(tenant, {
        columns: 'body',
        ...('ids' in which
          ? {
              where: `${theirs} and ${these}`,
              params: {...whose, ...idsOf(which.ids)},
              tail: 'order by occurred_at, seq, UUIDToNum(id) limit 1 by visitor, id',
            }
          : {
              where: `${theirs} and (received_at, UUIDToNum(id)) > ({at:Int64}, UUIDToNum({id:UUID}))`,
              params: {
                ...whose,
                at: which.after.receivedAt,
                id: which.after.id,
                limit: which.limit,
              },
              tail: 'order by received_at, UUIDToNum(id) limit 1 by visitor, id limit {limit:UInt32}',
            }),
      });
      return rows.map(({body}) => JSON.parse(body) as Touchpoint);
    },
    async journeys(sql, tenant, customers) {
      const known = await sql.query<{visitor: string; customer: string}>(
        `select visitor, customer from throughline.identifier where tenant = $1 and customer = any($2)`,
        [tenant, customers],
      );
      const whose = new Map(known.map(({visitor, customer}) => [visitor, customer]));
      const open = await openTokens(sql, tenant);
      const rows: {customer: string; body: Touchpoint}[] = [];
      for (const visitors of chunks([...whose.keys()])) {
        const found = await store.select<{visitor: string; body: string}>(tenant, {
          columns: 'visitor, body',
          where: theirs,
          params: {visitors, open},
          tail: 'limit 1 by visitor, id',
        });
        for (const {visitor, body} of found)
          rows.push({customer: whose.get(visitor)!, body: JSON.parse(body) as Touchpoint});
      }
      const inOrder = rows.toSorted(
        ({body: one}, {body: other}) =>
          one.occurredAt - other.occurredAt || one.seq - other.seq || (one.id < other.id ? -1 : 1),
      );
      return byCustomer(customers, inOrder);
    },
    async erase(_sql, tenant, visitors) {
      let erased = 0;
      for (const some of chunks(visitors)) {
        const where = 'visitor in {visitors:Array(String)}';
        erased += await store.remove(tenant, where, {visitors: some});
      }
      return erased;
    },
    async drop(before) {
      await store.purge();
      return store.drop(before);
    },
    async expire(sql, tenant, before) {
      const given = await forgottenTokens(sql, tenant);
      if (given.length > 0) {
        await store.remove(tenant, 'has({given:Array(UUID)}, insertion)', {given});
        await dropTokens(sql, tenant, given);
      }
      const where =
        '(made_at >= {week:Int64} and made_at < {before:Int64} or made_at < {week:Int64} and received_at < {before:Int64})';
      // Once a day and not every hour: to delete a row costs as much as to delete a million.
      return store.remove(tenant, where, {week, before: before - (before % day)});
    },
    idle: (sql, tenant, before) => idle(store, sql, tenant, before),
    async probe(sql, tenant) {
      // Not with a row: each would make a part of its own, and a second to take it out again.
      await store.select(tenant, {columns: '1 as one', where: "visitor = ''", tail: 'limit 1'});
      await sql.query(
        `insert into throughline.insertion (tenant, token, begun_at) select $1, gen_random_uuid(), 0`,
        [tenant],
      );
      await sql.query('delete from throughline.insertion where tenant = $1 and begun_at = 0', [
        tenant,
      ]);
    },
    async check() {
      const [row] = await clickhouse.select<{version: string}>('select version() as version');
      const tested = Number(row!.version.split('.')[0]) >= 26;
      return [
        {
          what: `touchpoints in ClickHouse ${row!.version}`,
          look: !tested && 'version 26 is what this was tested with',
        },
      ];
    },
    close: () => clickhouse.close(),
  };
};

/** As they are made; a cluster's tables on all of its servers. */
const definitions = ({name, cluster}: {name: string; cluster?: string | undefined}) => {
  const everywhere = cluster === undefined ? '' : ` on cluster '${cluster}'`;
  const engine = 'ReplacingMergeTree';
  const table = (of: string, how: string, settings: string) => `
    create table if not exists ${name}.${of}${everywhere} (
      tenant Int32,
      visitor String,
      id UUID,
      made_at Int64 comment 'The time in the id, ms' codec(Delta, ZSTD(1)),
      occurred_at Int64 codec(Delta, ZSTD(1)),
      seq Int32,
      received_at Int64 codec(Delta, ZSTD(1)),
      insertion UUID comment 'It counts unless PostgreSQL has it as not finished' codec(ZSTD(1)),
      body String codec(ZSTD(1))
    )
    engine = ${how}
    partition by toYYYYMM(fromUnixTimestamp64Milli(made_at, 'UTC'))
    order by (tenant, visitor, occurred_at, seq, UUIDToNum(id), insertion)
    settings ${settings}`;
  const made = `create database if not exists ${name}${everywhere}`;
  if (cluster === undefined) {
    return [
      made,
      // Alone, it must have on its disk what it has said it keeps; and know a repeated insert.
      table(
        'touchpoint',
        engine,
        'non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1',
      ),
    ];
  }
  const path = `'/clickhouse/tables/{shard}/${name}/touchpoint', '{replica}'`;
  return [
    made,
    table('touchpoint_shard', `Replicated${engine}(${path})`, 'index_granularity = 8192'),
    `create table if not exists ${name}.touchpoint${everywhere} as ${name}.touchpoint_shard
     engine = Distributed('${cluster}', ${name}, touchpoint_shard, sipHash64(tenant, visitor))`,
  ];
};

interface Question {
  readonly columns: string;
  readonly where: string;
  readonly tail?: string;
  readonly params?: Record<string, unknown>;
}

/** The one place where statements about touchpoints are put together: each names its tenant. */
const openStore = (
  clickhouse: ClickHouse,
  {name, cluster}: {name: string; cluster?: string | undefined},
) => {
  const table = `${name}.touchpoint`;
  const shard = cluster === undefined ? table : `${table}_shard`;
  const everywhere = cluster === undefined ? '' : ` on cluster '${cluster}'`;
  const parts =
    cluster === undefined ? 'system.parts' : `clusterAllReplicas('${cluster}', system.parts)`;
  const ofTenant = (where: string) => `tenant = {tenant:Int32} and ${where}`;
  /** The second lock: the server reads nothing else, whatever a statement asks for. */
  const filters = (condition: string) => ({[table]: condition, [shard]: condition});
  // Of a cluster: an insert is kept when most replicas of each shard have it (both, where there are
  // two), and the same replica is asked as long as it answers, so that a look-up finds it.
  const reads: ClickHouseSettings =
    cluster === undefined ? {} : {load_balancing: 'in_order', optimize_skip_unused_shards: 1};
  const writes: ClickHouseSettings =
    cluster === undefined
      ? {}
      : {load_balancing: 'in_order', insert_distributed_sync: 1, insert_quorum: 'auto'};

  const select = <Found extends object>(
    tenant: number,
    {columns: wanted, where, tail = '', params}: Question,
    {condition = `tenant = ${whole(tenant)}`, ...statement}: Statement & {condition?: string} = {},
  ) =>
    clickhouse.select<Found>(`select ${wanted} from ${table} where ${ofTenant(where)} ${tail}`, {
      params: {...params, tenant},
      settings: reads,
      filters: filters(condition),
      ...statement,
    });

  return {
    select,
    insert: (tenant: number, rows: readonly Row[], token: string) =>
      clickhouse.insert(table, columns, rows.map((row) => line(tenant, row, token)).join(''), {
        settings: {...writes, insert_deduplication_token: token},
      }),
    /** Deletes what a condition names; gives back how many touchpoints that were. */
    async remove(tenant: number, where: string, params: Record<string, unknown>): Promise<number> {
      const count = {columns: 'uniqExact(visitor, id) as n', where, params};
      // A deletion asks no filter. So the second lock is to count with its very words what lies on
      // the other side of the wall.
      const [foreign] = await select<{n: string}>(tenant, count, {
        condition: `tenant != ${whole(tenant)}`,
        ms: slowMs,
      });
      if (Number(foreign!.n) > 0) throw new Error('A deletion would reach beyond its tenant.');
      const [row] = await select<{n: string}>(tenant, count, {ms: slowMs});
      const found = Number(row!.n);
      if (found > 0) {
        await clickhouse.run(`delete from ${shard}${everywhere} where ${ofTenant(where)}`, {
          params: {...params, tenant},
          settings: {lightweight_deletes_sync: '2'},
          ms: slowMs,
        });
      }
      return found;
    },
    /** A deletion only marks rows. This takes them off the disk. */
    async purge(): Promise<void> {
      const marked = await clickhouse.select<{partition: string}>(
        `select distinct partition_id as partition from ${parts}
         where database = {database:String} and table = {table:String} and active and has_lightweight_delete`,
        {params: {database: name, table: shard.slice(name.length + 1)}},
      );
      for (const {partition} of marked) {
        await clickhouse.run(
          `alter table ${shard}${everywhere} apply deleted mask in partition id '${whole(partition)}'`,
          {settings: {mutations_sync: '2'}, ms: slowMs},
        );
      }
    },
    /** Drops the months that ended before an instant, but for that of ids without a time. */
    async drop(before: number): Promise<string[]> {
      const rows = await clickhouse.select<{partition: string}>(
        `select distinct partition_id as partition from ${parts}
         where database = {database:String} and table = {table:String} and active order by 1`,
        {params: {database: name, table: shard.slice(name.length + 1)}},
      );
      const old = rows
        .map(({partition}) => whole(partition))
        .filter((month) => month > 197_001 && endOf(month) <= before);
      for (const month of old) {
        await clickhouse.run(`alter table ${shard}${everywhere} drop partition id '${month}'`, {
          ms: slowMs,
        });
      }
      return old.map((month) => `touchpoint ${month}`);
    },
  };
};

type Store = ReturnType<typeof openStore>;

/** A number on its way into a statement's text. */
const whole = (value: number | string): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new TypeError('Not a whole number.');
  return number;
};

/** The end of a month such as 202611, ms. */
const endOf = (month: number) => Date.UTC(Math.floor(month / 100), month % 100, 1);

const escaped = (text: string) =>
  text.replace(/[\\\t\n]/g, (character) =>
    character === '\\' ? '\\\\' : character === '\t' ? '\\t' : '\\n',
  );

const line = (
  tenant: number,
  {visitor, id, occurredAt, seq, receivedAt, body}: Row,
  token: string,
) =>
  `${tenant}\t${escaped(visitor)}\t${id}\t${uuidV7Time(id)}\t${occurredAt}\t${seq}\t${receivedAt}\t${token}\t${escaped(body)}\n`;

const insertion = (
  store: Store,
  tenant: number,
  held: Token,
  giveBack: (tenant: number, held: Token) => void,
): Insertion => {
  let state: 'unused' | 'taken' | 'sent' = 'unused';
  const kept = async (sql: Sql, keys: readonly Key[]) => {
    const open = await openTokens(sql, tenant);
    const visitors = [...new Set(keys.map(({visitor}) => visitor))];
    const found = await store.select<{visitor: string; uuid: string}>(tenant, {
      columns: 'visitor, toString(id) as uuid',
      where: `${theirs} and ${these}`,
      params: {visitors, open, ...idsOf(keys.map(({id}) => id))},
    });
    const known = new Set(found.map(({visitor, uuid}) => keyOf({visitor, id: uuid})));
    return keys.filter((key) => known.has(keyOf(key)));
  };
  return {
    // What is looked up must stay true until it is committed, for which PostgreSQL has an index and
    // this has not.
    alone: true,
    kept,
    async insert(sql, rows) {
      if (rows.length === 0) return new Set();
      const once = new Map(rows.map((row) => [keyOf(row), row]).toReversed() as [string, Row][]);
      if (!(await takeToken(sql, tenant, held.token))) {
        state = 'sent'; // It is not used again.
        throw new Refusal('store_unavailable', {detail: 'An insertion was given up.'});
      }
      state = 'taken';
      for (const key of await kept(sql, [...once.values()])) once.delete(keyOf(key));
      if (once.size > 0) {
        state = 'sent';
        await store.insert(tenant, [...once.values()], held.token);
      }
      return new Set(once.keys());
    },
    end({committed}) {
      // An insert that nobody knows the end of may still arrive, and must find its token taken.
      if (state === 'unused' || (state === 'taken' && !committed)) giveBack(tenant, held);
    },
  };
};

const keyOf = ({visitor, id}: Key) => `${visitor} ${id}`;

/** Of these visitors, without what does not count. */
const theirs = 'visitor in {visitors:Array(String)} and not has({open:Array(UUID)}, insertion)';
/** Of these ids. Their times say in which parts they can be: new ones in the newest only. */
const these = 'made_at in {times:Array(Int64)} and id in {ids:Array(UUID)}';

const idsOf = (ids: readonly string[]) => ({ids, times: [...new Set(ids.map(uuidV7Time))]});

const lookUp = async (sql: Sql, tenant: number, customer: string) => {
  const [row] = await sql.prepared<{visitors: string[]; open: string[]}>(
    `select array(select visitor from throughline.identifier where tenant = $1 and customer = $2) as visitors,
            array(select token::text from throughline.insertion where tenant = $1) as open`,
    [tenant, customer],
  );
  return row!;
};

const page = (
  store: Store,
  tenant: number,
  whose: {visitors: string[]; open: string[]},
  options: PageOptions,
): Promise<Placed[]> =>
  nearFirst(options, async ({place, limit, filter, from}: Look) => {
    const wanted = conditions(filter);
    const rows = await store.select<{body: string; at: string; seq: number; uuid: string}>(tenant, {
      columns: 'body, occurred_at as at, seq, toString(id) as uuid',
      where: `${theirs} and (made_at >= {from:Int64} and made_at <= {until:Int64} or made_at < {week:Int64})
        and (occurred_at, seq, UUIDToNum(id)) < ({at:Int64}, {seq:Int64}, UUIDToNum({id:UUID}))${wanted.sql}`,
      // Not by FINAL: a repeated row is left out here whatever insertion it came by.
      tail: 'order by occurred_at desc, seq desc, UUIDToNum(id) desc limit 1 by visitor, id limit {limit:UInt32}',
      params: {
        ...whose,
        ...wanted.params,
        from,
        until: Math.min(place.occurredAt + tolerance, latest),
        week,
        at: place.occurredAt,
        seq: place.seq,
        id: place.id,
        limit,
      },
    });
    return rows.map(({body, at, seq, uuid}) => ({
      touchpoint: JSON.parse(body) as Touchpoint,
      place: {occurredAt: Number(at), seq, id: uuid},
    }));
  });

/** Every string in a JSON text, names with the colon that follows them. */
const strings = String.raw`extractAll(body, '"(?:[^"\\\\]|\\\\.)*":?')`;

/** A filter as SQL, with its parameters. */
const conditions = (filter: TimelineFilter) => {
  const params: Record<string, unknown> = {};
  const all: string[] = [];
  const add = (name: string, sql: string, value: unknown) => {
    if (value === undefined) return;
    params[name] = value;
    all.push(` and ${sql}`);
  };
  add('names', "JSONExtractString(body, 'name') in {names:Array(String)}", filter.names);
  add(
    'channels',
    "JSONExtractString(body, 'channel') in {channels:Array(String)}",
    filter.channels,
  );
  add('session', "JSONExtractString(body, 'sessionId') = {session:String}", filter.session);
  add('contact', "JSONExtractString(body, 'contact', 'id') = {contact:String}", filter.contact);
  add('since', 'occurred_at >= {since:Int64}', filter.since);
  add('before', 'occurred_at < {before:Int64}', filter.until);
  if (filter.friction) all.push(` and JSONType(body, 'friction') = 'Object'`);
  // Its values, not its names.
  add(
    'text',
    `arrayExists(x -> not endsWith(x, ':') and positionCaseInsensitiveUTF8(JSONExtractString(x), {text:String}) > 0, ${strings})`,
    filter.text,
  );
  return {sql: all.join(''), params};
};

const idle = async (store: Store, sql: Sql, tenant: number, before: number): Promise<string[]> => {
  const gone: string[] = [];
  for (let after = ''; ;) {
    const customers = await sql.query<{customer: string; visitors: string[]; old: string[]}>(
      `select customer, array_agg(visitor) as visitors,
              array_remove(array_agg(case when first_seen < $2 then visitor end), null) as old
       from throughline.identifier where tenant = $1 and customer > $3
       group by customer having min(first_seen) < $2 order by customer limit 500`,
      [tenant, before, after],
    );
    if (customers.length === 0) return gone;
    after = customers.at(-1)!.customer;
    const busy = new Set<string>();
    for (const visitors of chunks(customers.flatMap((each) => each.visitors))) {
      const rows = await store.select<{visitor: string}>(
        tenant,
        {
          columns: 'distinct visitor',
          where: 'visitor in {visitors:Array(String)}',
          params: {visitors},
        },
        {ms: slowMs},
      );
      for (const {visitor} of rows) busy.add(visitor);
    }
    gone.push(
      ...customers
        .filter(({visitors}) => visitors.every((visitor) => !busy.has(visitor)))
        .flatMap(({old}) => old),
    );
  }
};

const chunks = (list: readonly string[]): string[][] =>
  Array.from({length: Math.ceil(list.length / visitorsAtOnce)}, (_, index) =>
    list.slice(index * visitorsAtOnce, (index + 1) * visitorsAtOnce),
  );
