import {countGone} from './account.ts';
import type {Database, Sql} from './database.ts';
import {noteErasures, type Tombstone} from './erasures.ts';
import {lockIdentity} from './merge-customers.ts';
import {movesOf} from './moves.ts';
import {namesOf, survivor} from './read.ts';

/** Held shared by whoever keeps touchpoints of a tenant, and alone by whoever erases there. */
export const erasureLock = 7283914;

/** A tombstone for this visitor is for all there are: the tenant is gone. No visitor is named so. */
export const everybody = '';

export interface Erasure {
  readonly touchpoints: number;
  readonly identifiers: number;
  readonly quarantined: number;
}

/**
 * Forgets a customer: touchpoints in every partition, identifiers, evidence, and what waits in
 * quarantine. A tombstone for each visitor keeps late and offline touchpoints from before this
 * instant from bringing them back; it holds a keyed hash and nothing else.
 *
 * @returns what is gone, and of whom: they may have become another while it was asked for; and who else
 * has lost what was moved to them.
 */
export const eraseCustomer = (
  database: Database,
  tenant: number,
  asked: string,
): Promise<Erasure & {readonly customer: string; readonly others: readonly string[]}> =>
  database.tenant(tenant, async (sql) => {
    // Waits for deliveries under way; those that come after it see the tombstones.
    await sql.query('select pg_advisory_xact_lock($1, $2)', [erasureLock, tenant]);
    await lockIdentity(sql, tenant);
    const customer = (await survivor(sql, tenant, asked)) ?? asked;
    const names = await namesOf(sql, tenant, customer);
    const erasedAt = Date.now();
    const moves = await movesOf(sql, tenant, [customer]);
    const here = moves.filter(({to}) => to === customer);
    const others = new Set(moves.flatMap(({to}) => (to === null || to === customer ? [] : [to])));
    // What was moved to them stays on record as theirs: if it comes again, it is shown to nobody.
    await noteErasures(
      database,
      here.map(({visitor, id}) => ({tenant, visitor, touchpoint: id, erasedAt})),
    );
    const moved = await database.touchpoints.eraseSome(sql, tenant, here);
    const erasure = await forget(
      database,
      sql,
      names.map((visitor) => ({tenant, visitor, erasedAt})),
    );
    await sql.query(
      'delete from throughline.customer where tenant = $1 and (id = $2 or merged_into = $2)',
      [tenant, customer],
    );
    const touchpoints = erasure.touchpoints + moved;
    await countGone(sql, tenant, {what: 'erased', touchpoints, at: erasedAt});
    return {customer, others: [...others], ...erasure, touchpoints};
  });

/**
 * Whether quarantine holds something that names somebody so: all that a person can be known by whose
 * touchpoints have all been refused.
 */
export const isInQuarantine = (
  database: Database,
  tenant: number,
  names: readonly string[],
): Promise<boolean> =>
  database.tenant(tenant, async (sql) => {
    const rows = await sql.query(
      'select 1 from throughline.quarantine where tenant = $1 and visitors && $2 limit 1',
      [tenant, names],
    );
    return rows.length > 0;
  });

/** Forgets whom quarantine alone knows, as {@link eraseCustomer} forgets a customer. */
export const eraseNames = (
  database: Database,
  tenant: number,
  names: readonly string[],
): Promise<Erasure> =>
  database.tenant(tenant, async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1, $2)', [erasureLock, tenant]);
    const erasedAt = Date.now();
    return forget(
      database,
      sql,
      names.map((visitor) => ({tenant, visitor, erasedAt})),
    );
  });

/** Erases visitors of one tenant, in a transaction that holds its lock alone, and that counts what is gone. */
export const forget = async (
  database: Database,
  sql: Sql,
  all: readonly Tombstone[],
): Promise<Erasure> => {
  const tenant = all[0]?.tenant;
  const visitors = all.map(({visitor}) => visitor);
  if (tenant === undefined) return {touchpoints: 0, identifiers: 0, quarantined: 0};
  await noteErasures(database, all);
  await sql.query(
    `insert into throughline.tombstone (tenant, visitor, erased_at)
     select $1, * from unnest($2::text[], $3::bigint[])
     on conflict (tenant, visitor) do update
       set erased_at = greatest(tombstone.erased_at, excluded.erased_at)`,
    [tenant, visitors, all.map(({erasedAt}) => erasedAt)],
  );
  const values = [tenant, visitors];
  const touchpoints = await database.touchpoints.erase(sql, tenant, visitors);
  await sql.query('delete from throughline.moved where tenant = $1 and visitor = any($2)', values);
  const quarantined = await sql.query(
    'delete from throughline.quarantine where tenant = $1 and visitors && $2 returning 1',
    values,
  );
  await sql.query(
    'delete from throughline.evidence where tenant = $1 and (visitor = any($2) or other = any($2))',
    values,
  );
  const identifiers = await sql.query(
    'delete from throughline.identifier where tenant = $1 and visitor = any($2) returning 1',
    values,
  );
  return {touchpoints, identifiers: identifiers.length, quarantined: quarantined.length};
};
