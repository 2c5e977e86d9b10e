import type {Sql} from './database.ts';

/** Held by whoever joins or parts a tenant's people, until its transaction ends: they do so alone. */
export const identityLock = 7283911;

/** Nobody becomes another meanwhile: who somebody is stays true until the transaction ends. */
export const lockIdentity = (sql: Sql, tenant: number): Promise<unknown> =>
  sql.query('select pg_advisory_xact_lock($1, $2)', [identityLock, tenant]);

/**
 * Points customers, with their identifiers and those that were merged into them before, at the ones
 * that live on: one step, however often, so that old ids keep resolving. Who was restricted or has
 * objected stays so.
 *
 * @param merges - None of those that live on is merged itself.
 */
export const mergeCustomers = (
  sql: Sql,
  tenant: number,
  merges: readonly (readonly [from: string, to: string])[],
): Promise<unknown> | undefined => {
  if (merges.length === 0) return undefined;
  const values = [tenant, merges.map(([from]) => from), merges.map(([, to]) => to)];
  const merge = 'unnest($2::text[], $3::text[]) as merge (gone, home)';
  void sql.query(
    `update throughline.identifier i set customer = merge.home from ${merge}
     where i.tenant = $1 and i.customer = merge.gone`,
    values,
  );
  for (const column of ['merged_into', 'id']) {
    void sql.query(
      `update throughline.customer c set merged_into = merge.home from ${merge}
       where c.tenant = $1 and c.${column} = merge.gone`,
      values,
    );
  }
  return sql.query(
    `update throughline.customer c
     set restricted_at = coalesce(c.restricted_at, gone.restricted_at),
         objected_at = coalesce(c.objected_at, gone.objected_at)
     from (
       select merge.home, min(g.restricted_at) as restricted_at, min(g.objected_at) as objected_at
       from ${merge} join throughline.customer g on g.tenant = $1 and g.id = merge.gone
       where g.restricted_at is not null or g.objected_at is not null
       group by merge.home
     ) gone
     where c.tenant = $1 and c.id = gone.home`,
    values,
  );
};
