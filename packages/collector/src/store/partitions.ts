import {uuidV7, uuidV7Time} from '@throughline/contracts';
import type {Connections, Sql} from './database.ts';
import {hasState} from './sql-errors.ts';
import type {Counted} from './touchpoints.ts';

const day = 24 * 3_600_000;
export const week = 7 * day;
const zeros = new Uint8Array(10);
/** The lowest UUIDv7 of an instant; as text, so that PostgreSQL compares it as a uuid. */
export const bound = (at: number): string =>
  `${uuidV7(Math.max(at, 0), zeros).slice(0, 13)}-0000-0000-000000000000`;

/**
 * How far the time in an id may be from when it happened, in ms. No error that people make with clocks
 * and time zones is just that large, so that the same touchpoint is never judged both ways.
 */
export const tolerance = 36 * 3_600_000 + 17 * 60_000;

/**
 * The id a touchpoint is stored under: its own, where its time is about that at which it happened.
 * Else its time becomes zero and its random bits stay: it lands in a partition of its own kind instead
 * of one for the year 2090, and a reader who looks for some weeks finds all of them in these weeks'
 * partitions and in that one.
 */
export const storedId = (id: string, occurredAt: number): string =>
  Math.abs(uuidV7Time(id) - occurredAt) <= tolerance
    ? id.toLowerCase()
    : `00000000-0000${id.slice(13).toLowerCase()}`;

/** Makes the weekly partitions that these ids need. `made` remembers those that exist. */
export const makePartitions = async (
  database: Connections,
  ids: readonly string[],
  made: Set<number>,
): Promise<void> => {
  const weeks = new Set(ids.map((id) => Math.floor(uuidV7Time(id) / week)));
  const missing = [...weeks].filter((number) => !made.has(number));
  if (missing.length === 0) return;
  await database.system(async (sql) => {
    await sql.query('select pg_advisory_xact_lock(7283913)'); // Another collector may make the same.
    for (const number of missing) {
      const [from, to] = [bound(number * week), bound((number + 1) * week)];
      const table = `throughline.touchpoint_w${number}`;
      if ((await sql.query('select where to_regclass($1) is not null', [table])).length > 0)
        continue;
      // Made by itself and then attached: made as a partition it would wait for all who read touchpoints,
      // such as a backup for hours, and whoever keeps some would wait behind it.
      await sql.query(`create table ${table} (like throughline.touchpoint including all)`);
      await sql.query(
        `alter table throughline.touchpoint attach partition ${table} for values from ('${from}') to ('${to}')`,
      );
    }
  });
  for (const number of missing) made.add(number);
};

/** The end of the partition for ids without a time. */
export const firstTime = bound(week);

/** How long dropping waits for those who read touchpoints, ms: whoever comes meanwhile waits behind it. */
const lockMs = 500;

/**
 * Drops the partitions that hold nothing younger than an instant; gives back their names: none where
 * somebody reads touchpoints all the time, and all of them stay until it is tried again. The one for ids
 * without a time stays.
 */
export const dropPartitions = (
  database: Connections,
  before: number,
  counted?: Counted,
): Promise<string[]> =>
  dropNow(database, before, counted).catch((error: unknown) => {
    if (hasState(error, '55P03')) return [];
    throw error;
  });

const dropNow = (
  database: Connections,
  before: number,
  counted: Counted | undefined,
): Promise<string[]> =>
  database.system(async (sql) => {
    await sql.query('select pg_advisory_xact_lock(7283913)');
    await sql.query(`set local lock_timeout = ${lockMs}`);
    const rows = await sql.query<{name: string}>(
      `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
       where i.inhparent = 'throughline.touchpoint'::regclass`,
    );
    const old = rows
      .map(({name}) => ({name, number: Number(/^touchpoint_w(\d+)$/.exec(name)?.[1])}))
      .filter(({number}) => number > 0 && (number + 1) * week <= before);
    for (const {name} of old) {
      if (counted) await countIn(sql, name, counted);
      await sql.query(`drop table throughline.${name}`);
    }
    return old.map(({name}) => name);
  });

const countIn = async (sql: Sql, partition: string, {tenants, count}: Counted) => {
  // Nobody adds to it meanwhile, and whoever reads goes on.
  await sql.query(`lock table throughline.${partition} in share mode`);
  const rows = await sql.query<{tenant: number; n: string}>(
    `select tenant, count(*) as n from throughline.${partition} group by tenant`,
  );
  for (const {tenant, n} of rows.filter((row) => tenants.includes(row.tenant))) {
    // The lock between tenants holds for the owner of the tables as well.
    await sql.query("select set_config('throughline.tenant', $1, true)", [String(tenant)]);
    await count(sql, tenant, Number(n));
  }
};

/** Ids that stand for this week and the next: what a collector makes before it is needed. */
export const idsAhead = (now: number): string[] => [uuidV7(now), uuidV7(now + week)];

/** Which of the partitions that these ids need are not there, by name. */
export const missingPartitions = async (
  database: Connections,
  ids: readonly string[],
): Promise<string[]> => {
  const names = ids.map((id) => `touchpoint_w${Math.floor(uuidV7Time(id) / week)}`);
  const rows = await database.system((sql) =>
    sql.query<{name: string}>(
      "select name from unnest($1::text[]) name where to_regclass('throughline.' || name) is null",
      [names],
    ),
  );
  return rows.map(({name}) => name);
};
