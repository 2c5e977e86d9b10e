import type {Sql} from './database.ts';

/**
 * Which of these customers objected to being inferred about: of a group that is kept, or learned from.
 * Of one, `objectedSince` tells.
 */
export const objectors = async (
  sql: Sql,
  tenant: number,
  customers: Iterable<string>,
): Promise<ReadonlySet<string>> => {
  const rows = await sql.query<{id: string}>(
    `select id from throughline.customer
     where tenant = $1 and id = any($2) and objected_at is not null`,
    [tenant, [...customers]],
  );
  return new Set(rows.map(({id}) => id));
};
