import type {Purpose} from '@throughline/contracts';
import {countGone} from './account.ts';
import type {Database, Sql} from './database.ts';
import {erasureLock} from './erase.ts';
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

/** How long a tenant keeps what. */
export interface Retention {
  readonly days: number;
  /** Of a purpose that is kept for less long. */
  readonly purposes: Readonly<Partial<Record<Purpose, number>>>;
}

export const retentionOf = async (database: Database, tenant: number): Promise<Retention> => {
  const [row] = await database.system((sql) =>
    sql.query<Retention>(
      'select retention_days as days, purpose_days as purposes from throughline.tenant where id = $1',
      [tenant],
    ),
  );
  return row!;
};

/** A purpose may only be kept for less long: what is older than all else is kept goes in any case. */
export const refuseLonger = ({days, purposes}: Retention): void => {
  const [longer, own] = Object.entries(purposes).find(([, each]) => each > days) ?? [];
  if (longer)
    throw new Error(
      `${longer} is kept for ${own} days, and cannot be for longer than all else: ${days} days.`,
    );
};

/** Sets how long a tenant keeps what; the next look drops what is due by it. */
export const setRetention = async (
  database: Database,
  tenant: number,
  {days, purposes}: Retention,
): Promise<void> => {
  refuseLonger({days, purposes});
  await database.system((sql) =>
    sql.query(
      `update throughline.tenant
       set retention_days = $2, purpose_days = $3, purposes_swept_at = null where id = $1`,
      [tenant, days, JSON.stringify(purposes)],
    ),
  );
};

/**
 * Drops what is older than its tenant keeps: whole weeks where no tenant keeps them any longer, rows
 * otherwise; and identifiers whose customer has no touchpoint left. A touchpoint's age is that of its
 * id; without a time in it, that of its arrival. What is kept for several purposes goes with the last.
 * Safe to repeat and to run in several processes.
 */
export const applyRetention = async (database: Database, now = Date.now()): Promise<Expired> => {
  const tenants = await database.system((sql) =>
    sql.query<Retention & {id: number; sweptAt: string | null}>(
      `select id, retention_days as days, purpose_days as purposes, purposes_swept_at as "sweptAt"
       from throughline.tenant`,
    ),
  );
  const longest = Math.max(...tenants.map(({days}) => days));
  const counted = {
    tenants: tenants.map(({id}) => id),
    count: (sql: Sql, tenant: number, touchpoints: number) =>
      countGone(sql, tenant, {what: 'expired', touchpoints, at: now}),
  };
  const partitions =
    tenants.length === 0 ? [] : await database.touchpoints.drop(now - longest * day, counted);
  let [touchpoints, identifiers] = [0, 0];
  for (const {id, days, purposes, sweptAt} of tenants) {
    // To find them costs reading all that is older: once a day.
    const isDue = sweptAt === null || Number(sweptAt) + day <= now;
    const terms = isDue ? termsOf(purposes) : [];
    const gone = await database.tenant(id, (sql) =>
      expire(sql, database.touchpoints, id, {days, terms, now}),
    );
    touchpoints += gone.touchpoints;
    identifiers += gone.identifiers;
    if (terms.length > 0) await swept(database, id, now);
  }
  return {partitions, touchpoints, identifiers};
};

/** After so many days, what is kept for these purposes alone is due. */
interface Term {
  readonly days: number;
  readonly purposes: readonly Purpose[];
}

/** Shortest first. */
const termsOf = (purposes: Retention['purposes']): Term[] => {
  const each = Object.entries(purposes) as [Purpose, number][];
  return [...new Set(each.map(([, days]) => days))]
    .toSorted((one, other) => one - other)
    .map((days) => ({
      days,
      purposes: each.filter(([, own]) => own <= days).map(([purpose]) => purpose),
    }));
};

const swept = (database: Database, tenant: number, at: number) =>
  database.system((sql) =>
    sql.query('update throughline.tenant set purposes_swept_at = $2 where id = $1', [tenant, at]),
  );

const expire = async (
  sql: Sql,
  store: Touchpoints,
  tenant: number,
  {days, terms, now}: {days: number; terms: readonly Term[]; now: number},
) => {
  const before = now - days * day;
  let touchpoints = await store.expire(sql, tenant, before);
  for (const term of terms)
    touchpoints += await store.expire(sql, tenant, now - term.days * day, term.purposes);
  // Why two are one, or are not, is told for as long as both are known.
  const isKnown = (visitor: string) =>
    `exists (select from throughline.identifier i where i.tenant = $1 and i.visitor = ${visitor})`;
  await sql.query(
    `delete from throughline.evidence e where tenant = $1 and at < $2
       and not (${isKnown('e.visitor')} and ${isKnown('e.other')})`,
    [tenant, before],
  );
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
  // Whoever was first seen before all of these can have nothing left but what has been dropped.
  const unseen = now - Math.min(days, ...terms.map((term) => term.days)) * day;
  await forgetEmpty(sql, tenant, unseen);
  const identifiers = await forgetIdle(sql, store, tenant, unseen);
  await countGone(sql, tenant, {what: 'expired', touchpoints, at: now});
  return {touchpoints, identifiers};
};

/** Forgets who has nothing left: at the end, since nothing is kept for the tenant meanwhile. */
const forgetIdle = async (sql: Sql, store: Touchpoints, tenant: number, unseen: number) => {
  const idle = await store.idle(sql, tenant, unseen);
  if (idle.length === 0) return 0;
  await sql.query('select pg_advisory_xact_lock($1, $2)', [erasureLock, tenant]);
  // Without those who have come back since.
  const visitors = await store.idle(sql, tenant, unseen, idle);
  const gone = await sql.query<{customer: string}>(
    'delete from throughline.identifier where tenant = $1 and visitor = any($2) returning customer',
    [tenant, visitors],
  );
  await forgetEmpty(sql, tenant, unseen, [...new Set(gone.map(({customer}) => customer))]);
  return gone.length;
};

/** Forgets customers who are known by nothing any more; of these, or of all. */
const forgetEmpty = (sql: Sql, tenant: number, unseen: number, of?: readonly string[]) =>
  sql.query(
    `delete from throughline.customer c
     where tenant = $1 and created_at < $2
       and ($3::text[] is null or id = any($3) or merged_into = any($3))
       and not exists (
         select from throughline.identifier i
         where i.tenant = $1 and i.customer in (c.id, c.merged_into))`,
    [tenant, unseen, of ?? null],
  );
