import type {ClickHouseSettings} from '@clickhouse/client';
import {uuidV7Time} from '@throughline/contracts';
import type {ClickHouse, Statement} from './clickhouse.ts';
import type {Row} from './touchpoints.ts';

/** Bringing tables up to date, erasing and expiring: nobody waits for these as for an answer. */
export const slowMs = 600_000;

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

/** Which tables. */
interface Tables {
  readonly name: string;
  /** Of a cluster: its tables are replicated, and one above them spreads touchpoints by visitor. */
  readonly cluster?: string | undefined;
}

/** As they are made; a cluster's tables on all of its servers. */
export const definitions = ({name, cluster}: Tables): string[] => {
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
export const openTables = (clickhouse: ClickHouse, {name, cluster}: Tables) => {
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
    /**
     * Deletes what a condition names; gives back how many touchpoints that were.
     *
     * @param open - Insertions whose rows do not count: they go, and were never stored.
     */
    async remove(
      tenant: number,
      where: string,
      given: Record<string, unknown>,
      open: readonly string[] = [],
    ): Promise<number> {
      const params = {...given, open};
      const count = {
        columns: `uniqExact(visitor, id) as n,
          uniqExactIf(visitor, id, not has({open:Array(UUID)}, insertion)) as counted`,
        where,
        params,
      };
      // A deletion asks no filter. So the second lock is to count with its very words what lies on
      // the other side of the wall.
      const [foreign] = await select<{n: string}>(tenant, count, {
        condition: `tenant != ${whole(tenant)}`,
        ms: slowMs,
      });
      if (Number(foreign!.n) > 0) throw new Error('A deletion would reach beyond its tenant.');
      const [row] = await select<{n: string; counted: string}>(tenant, count, {ms: slowMs});
      if (Number(row!.n) > 0) {
        await clickhouse.run(`delete from ${shard}${everywhere} where ${ofTenant(where)}`, {
          params: {...given, tenant},
          settings: {lightweight_deletes_sync: '2'},
          ms: slowMs,
        });
      }
      return Number(row!.counted);
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
    /**
     * Drops the months that ended before an instant, but for that of ids without a time; adds to `gone`
     * how many touchpoints of these tenants they held.
     */
    async drop(
      before: number,
      tenants: readonly number[],
      gone: Map<number, number>,
    ): Promise<string[]> {
      const rows = await clickhouse.select<{partition: string}>(
        `select distinct partition_id as partition from ${parts}
         where database = {database:String} and table = {table:String} and active order by 1`,
        {params: {database: name, table: shard.slice(name.length + 1)}},
      );
      const old = rows
        .map(({partition}) => whole(partition))
        .filter((month) => month > 197_001 && endOf(month) <= before);
      for (const month of old) {
        for (const tenant of tenants) {
          const [row] = await select<{n: string}>(
            tenant,
            {
              columns: 'uniqExact(visitor, id) as n',
              where: 'made_at >= {from:Int64} and made_at < {until:Int64}',
              params: {from: startOf(month), until: endOf(month)},
            },
            {ms: slowMs},
          );
          if (Number(row!.n) > 0) gone.set(tenant, (gone.get(tenant) ?? 0) + Number(row!.n));
        }
        await clickhouse.run(`alter table ${shard}${everywhere} drop partition id '${month}'`, {
          ms: slowMs,
        });
      }
      return old.map((month) => `touchpoint ${month}`);
    },
  };
};

export type ClickHouseTables = ReturnType<typeof openTables>;

/** A number on its way into a statement's text. */
const whole = (value: number | string): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new TypeError('Not a whole number.');
  return number;
};

/** A month such as 202611 begins and ends, ms. */
const startOf = (month: number) => Date.UTC(Math.floor(month / 100), (month % 100) - 1, 1);
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
