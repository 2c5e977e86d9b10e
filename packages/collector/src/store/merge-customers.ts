import type {Sql} from './database.ts';

/**
 * Points customers, with their identifiers and those that were merged into them before, at the ones
 * that live on: one step, however often, so that old ids keep resolving. Who was restricted stays so.
 *
 * @param merges - None of those that live on is merged itself.
 */
export const mergeCustomers = async (
  sql: Sql,
  tenant: number,
  merges: readonly (readonly [from: string, to: string])[],
): Promise<void> => {
  if (merges.length === 0) return;
  const values = [tenant, merges.map(([from]) => from), merges.map(([, to]) => to)];
  const merge = 'unnest($2::text[], $3::text[]) as merge (gone, home)';
  await sql.query(
    `update throughline.identifier i set customer = merge.home from ${merge}
     where i.tenant = $1 and i.customer = merge.gone`,
    values,
  );
  for (const column of ['merged_into', 'id']) {
    await sql.query(
      `update throughline.customer c set merged_into = merge.home from ${merge}
       where c.tenant = $1 and c.${column} = merge.gone`,
      values,
    );
  }
  await sql.query(
    `update throughline.customer c set restricted_at = gone.restricted_at
     from ${merge} join throughline.customer gone
       on gone.tenant = $1 and gone.id = merge.gone and gone.restricted_at is not null
     where c.tenant = $1 and c.id = merge.home and c.restricted_at is null`,
    values,
  );
};
