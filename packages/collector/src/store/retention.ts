import type {Database, Sql} from './database.ts';
import {bound, dropPartitions, firstTime} from './partitions.ts';

const day = 24 * 3_600_000;
/** The account outlasts the touchpoints it counts: sums hold nothing of anybody. */
const accountDays = 1100;

/** What was dropped because it was kept long enough. */
export interface Expired {
  /** Whole weeks, of all tenants. */
  readonly partitions: readonly string[];
  /** Of tenants that keep for less long than others. */
  readonly touchpoints: number;
  readonly identifiers: number;
}

/**
 * Drops what is older than its tenant keeps: whole weeks where no tenant keeps them any longer, rows
 * otherwise; and identifiers whose customer has no touchpoint left. A touchpoint's age is that of its
 * id; without a time in it, that of its arrival. Safe to repeat and to run in several processes.
 */
export const applyRetention = async (database: Database, now = Date.now()): Promise<Expired> => {
  const tenants = await database.system((sql) =>
    sql.query<{id: number; days: number}>(
      'select id, retention_days as days from throughline.tenant',
    ),
  );
  const longest = Math.max(...tenants.map(({days}) => days));
  const partitions =
    tenants.length === 0 ? [] : await dropPartitions(database, now - longest * day);
  let [touchpoints, identifiers] = [0, 0];
  for (const {id, days} of tenants) {
    const gone = await database.tenant(id, (sql) => expire(sql, id, now - days * day, now));
    touchpoints += gone.touchpoints;
    identifiers += gone.identifiers;
  }
  return {partitions, touchpoints, identifiers};
};

const expire = async (sql: Sql, tenant: number, before: number, now: number) => {
  const touchpoints = await sql.query(
    `delete from throughline.touchpoint
     where tenant = $1 and (id >= $2 and id < $3 or id < $2 and received_at < $4) returning 1`,
    [tenant, firstTime, bound(before), before],
  );
  const identifiers = await sql.query(
    `delete from throughline.identifier i
     where tenant = $1 and first_seen < $2 and not exists (
       select from throughline.identifier other
       join throughline.touchpoint t on t.tenant = $1 and t.visitor = other.visitor
       where other.tenant = $1 and other.customer = i.customer)
     returning 1`,
    [tenant, before],
  );
  await sql.query(
    `delete from throughline.customer c where tenant = $1 and created_at < $2 and not exists (
       select from throughline.identifier i
       where i.tenant = $1 and i.customer in (c.id, c.merged_into))`,
    [tenant, before],
  );
  await sql.query('delete from throughline.evidence where tenant = $1 and at < $2', [
    tenant,
    before,
  ]);
  await sql.query('delete from throughline.quarantine where tenant = $1 and received_at < $2', [
    tenant,
    before,
  ]);
  await sql.query('delete from throughline.account where tenant = $1 and day < $2', [
    tenant,
    Math.floor(now / day) - accountDays,
  ]);
  return {touchpoints: touchpoints.length, identifiers: identifiers.length};
};
