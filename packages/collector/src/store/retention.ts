import type {Database, Sql} from './database.ts';
import type {Touchpoints} from './touchpoints.ts';

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
    tenants.length === 0 ? [] : await database.touchpoints.drop(now - longest * day);
  let [touchpoints, identifiers] = [0, 0];
  for (const {id, days} of tenants) {
    const gone = await database.tenant(id, (sql) =>
      expire(sql, database.touchpoints, id, {before: now - days * day, now}),
    );
    touchpoints += gone.touchpoints;
    identifiers += gone.identifiers;
  }
  return {partitions, touchpoints, identifiers};
};

const expire = async (
  sql: Sql,
  store: Touchpoints,
  tenant: number,
  {before, now}: {before: number; now: number},
) => {
  const touchpoints = await store.expire(sql, tenant, before);
  const visitors = await store.idle(sql, tenant, before);
  await sql.query('delete from throughline.identifier where tenant = $1 and visitor = any($2)', [
    tenant,
    visitors,
  ]);
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
  // Whatever was moved before then is older itself.
  await sql.query('delete from throughline.moved where tenant = $1 and at < $2', [tenant, before]);
  await sql.query('delete from throughline.quarantine where tenant = $1 and received_at < $2', [
    tenant,
    before,
  ]);
  await sql.query('delete from throughline.account where tenant = $1 and day < $2', [
    tenant,
    Math.floor(now / day) - accountDays,
  ]);
  return {touchpoints, identifiers: visitors.length};
};
