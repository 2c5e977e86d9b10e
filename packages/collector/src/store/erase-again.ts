import {countGone} from './account.ts';
import {appendAudit} from './audit.ts';
import type {Database, Sql} from './database.ts';
import {erasureLock, everybody, forget} from './erase.ts';
import {noteErasures, type Tombstone} from './erasures.ts';
import {lockIdentity} from './merge-customers.ts';
import {movesOf} from './moves.ts';
import {deleteTenant} from './tenants.ts';

/** What a restore had brought back. */
export interface ErasedAgain {
  readonly tenants: number;
  readonly customers: number;
  readonly touchpoints: number;
}

/** Visitors in one transaction. */
const together = 1000;

/**
 * Erases whoever was erased after a backup was taken, and deletes the tenants that were deleted since.
 * An erasure that the backup knew is left alone: whoever came back after it has done so.
 */
export const eraseAgain = async (
  database: Database,
  erasures: readonly Tombstone[],
): Promise<ErasedAgain> => {
  const tenants = await database.system((sql) =>
    sql.query<{id: number; at: string}>('select id, created_at as at from throughline.tenant'),
  );
  const total = {tenants: 0, customers: 0, touchpoints: 0};
  for (const {id, at} of tenants) {
    // A number may have been another tenant's, which the backup does not know.
    const theirs = erasures.filter((each) => each.tenant === id && each.erasedAt >= Number(at));
    if (theirs.some(({visitor}) => visitor === everybody)) {
      const gone = await deleteTenant(database, id);
      total.tenants += 1;
      total.touchpoints += gone.touchpoints;
      continue;
    }
    for (let from = 0; from < theirs.length; from += together) {
      const some = theirs.slice(from, from + together);
      const gone = await database.tenant(id, (sql) => eraseSome(database, sql, id, some));
      total.customers += gone.customers.length;
      total.touchpoints += gone.touchpoints;
      if (gone.customers.length > 0) {
        const look = {at: Date.now(), actor: 'restore', role: 'admin', action: 'erase'} as const;
        await appendAudit(
          database,
          id,
          gone.customers.map((customer) => ({...look, customer})),
        );
      }
    }
  }
  return total;
};

const eraseSome = async (
  database: Database,
  sql: Sql,
  tenant: number,
  all: readonly Tombstone[],
) => {
  await sql.query('select pg_advisory_xact_lock($1, $2)', [erasureLock, tenant]);
  await lockIdentity(sql, tenant);
  const moved = await eraseMoved(database, sql, tenant, all);
  const erasures = all.filter(({touchpoint}) => touchpoint === undefined);
  const visitors = erasures.map(({visitor}) => visitor);
  const rows = await sql.query<{visitor: string; at: string}>(
    'select visitor, erased_at as at from throughline.tombstone where tenant = $1 and visitor = any($2)',
    [tenant, visitors],
  );
  const known = new Map(rows.map(({visitor, at}) => [visitor, Number(at)]));
  const later = erasures.filter(({visitor, erasedAt}) => erasedAt > (known.get(visitor) ?? -1));
  const whose = await sql.query<{customer: string}>(
    'select distinct customer from throughline.identifier where tenant = $1 and visitor = any($2)',
    [tenant, later.map(({visitor}) => visitor)],
  );
  const moves = await movesOf(
    sql,
    tenant,
    whose.map(({customer}) => customer),
  );
  const forgotten = await forget(database, sql, later);
  // Whoever was taken apart since the backup keeps what was not theirs who asked.
  const gone = await sql.query<{id: string}>(
    `delete from throughline.customer c
     where tenant = $1 and (id = any($2) or merged_into = any($2)) and not exists (
       select from throughline.identifier i
       where i.tenant = $1 and i.customer in (c.id, c.merged_into)) returning id`,
    [tenant, whose.map(({customer}) => customer)],
  );
  const ids = new Set(gone.map(({id}) => id));
  // To whom the backup had moved something and who is gone: the erasure has taken that along.
  const theirs = moves.filter(({to}) => to !== null && ids.has(to));
  const erasedAt = Math.max(...later.map((each) => each.erasedAt));
  await noteErasures(
    database,
    theirs.map(({visitor, id}) => ({tenant, visitor, touchpoint: id, erasedAt})),
  );
  const touchpoints =
    forgotten.touchpoints + moved + (await database.touchpoints.eraseSome(sql, tenant, theirs));
  await countGone(sql, tenant, {what: 'erased', touchpoints, at: Date.now()});
  return {
    touchpoints,
    customers: whose.map(({customer}) => customer).filter((each) => ids.has(each)),
  };
};

/**
 * Erases the touchpoints that had been moved to somebody who was erased, whether the backup knows of the
 * move or not; and writes down that they are nobody's, as that erasure had.
 */
const eraseMoved = async (
  database: Database,
  sql: Sql,
  tenant: number,
  all: readonly Tombstone[],
): Promise<number> => {
  const moved = all.filter(({touchpoint}) => touchpoint !== undefined);
  if (moved.length === 0) return 0;
  await noteErasures(database, moved);
  await sql.query(
    `insert into throughline.moved (tenant, visitor, id, customer, moved_by, at)
     select $1, visitor, id, '', 'restore', at
     from unnest($2::text[], $3::uuid[], $4::bigint[]) as row (visitor, id, at)
     on conflict (tenant, visitor, id) do update set customer = excluded.customer`,
    [
      tenant,
      moved.map(({visitor}) => visitor),
      moved.map(({touchpoint}) => touchpoint),
      moved.map(({erasedAt}) => erasedAt),
    ],
  );
  return database.touchpoints.eraseSome(
    sql,
    tenant,
    moved.map(({visitor, touchpoint}) => ({visitor, id: touchpoint!})),
  );
};
