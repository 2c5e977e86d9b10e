import type {Sql} from './database.ts';

/**
 * Points a customer, and those that were merged into it before, at the one that lives on: one step,
 * however often, so that old ids keep resolving. Who was restricted or has objected stays so.
 */
export const mergeCustomer = (
  sql: Sql,
  tenant: number,
  from: string,
  to: string,
): Promise<unknown> => {
  void sql.query(
    'update throughline.customer set merged_into = $3 where tenant = $1 and (id = $2 or merged_into = $2)',
    [tenant, from, to],
  );
  return sql.query(
    `update throughline.customer c
     set restricted_at = coalesce(c.restricted_at, f.restricted_at),
         objected_at = coalesce(c.objected_at, f.objected_at)
     from throughline.customer f
     where c.tenant = $1 and c.id = $3 and f.tenant = $1 and f.id = $2
       and (c.restricted_at is null and f.restricted_at is not null
         or c.objected_at is null and f.objected_at is not null)`,
    [tenant, from, to],
  );
};
