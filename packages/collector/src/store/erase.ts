import type {Database} from './database.ts';
import {mentionOf} from './identifiers.ts';
import {movedOf} from './moves.ts';

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
 */
export const eraseCustomer = (
  database: Database,
  tenant: number,
  customer: string,
): Promise<Erasure> =>
  database.tenant(tenant, async (sql) => {
    // Waits for deliveries under way; those that come after it see the tombstones.
    await sql.query('select pg_advisory_xact_lock($1, $2)', [erasureLock, tenant]);
    const rows = await sql.query<{visitor: string; plain: string | null}>(
      'select visitor, plain from throughline.identifier where tenant = $1 and customer = $2 for update',
      [tenant, customer],
    );
    const visitors = rows.map(({visitor}) => visitor);
    const mentions = rows.flatMap(({plain}) => (plain === null ? [] : [mentionOf(plain)]));
    await sql.query(
      `insert into throughline.tombstone (tenant, visitor, erased_at)
       select $1, unnest($2::text[]), $3
       on conflict (tenant, visitor) do update set erased_at = excluded.erased_at`,
      [tenant, [...visitors, ...mentions], Date.now()],
    );
    const values = [tenant, visitors];
    const {here} = await movedOf(sql, tenant, customer);
    const touchpoints =
      (await database.touchpoints.erase(sql, tenant, visitors)) +
      (await database.touchpoints.eraseSome(sql, tenant, here));
    // What was moved to them stays on record as theirs: if it comes again, it is shown to nobody.
    await sql.query(
      'delete from throughline.moved where tenant = $1 and visitor = any($2)',
      values,
    );
    const quarantined = await sql.query(
      'delete from throughline.quarantine where tenant = $1 and visitors && $2 returning 1',
      [tenant, [...visitors, ...mentions]],
    );
    await sql.query(
      'delete from throughline.evidence where tenant = $1 and (visitor = any($2) or other = any($2))',
      values,
    );
    await sql.query(
      'delete from throughline.identifier where tenant = $1 and visitor = any($2)',
      values,
    );
    await sql.query(
      'delete from throughline.customer where tenant = $1 and (id = $2 or merged_into = $2)',
      [tenant, customer],
    );
    return {
      touchpoints,
      identifiers: visitors.length,
      quarantined: quarantined.length,
    };
  });
