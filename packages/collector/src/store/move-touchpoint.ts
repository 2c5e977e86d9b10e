import {Refusal} from '../errors.ts';
import type {Database, Sql} from './database.ts';
import {erasureLock} from './erase.ts';
import {movesOf} from './moves.ts';
import {storedId} from './partitions.ts';

/** So many touchpoints can be moved to one customer, or away from one: the rest is an identifier's. */
const mostMoved = 500;

/**
 * Moves one touchpoint to another customer, or back to whom its identifier is. It stays where it lies:
 * who it is of is written down beside it, and goes along with a merge and with its undoing.
 *
 * @throws Refusal - `invalid_request` where the customer has no such touchpoint.
 */
export const moveTouchpoint = async (
  {touchpoints}: Database,
  sql: Sql,
  tenant: number,
  {
    touchpoint,
    from,
    to,
    by,
    at,
  }: Record<'touchpoint' | 'from' | 'to' | 'by', string> & {at: number},
): Promise<void> => {
  // Nobody whom it goes to is erased meanwhile.
  await sql.query('select pg_advisory_xact_lock_shared($1, $2)', [erasureLock, tenant]);
  const living = await sql.query(
    'select 1 from throughline.customer where tenant = $1 and id = $2 and merged_into is null',
    [tenant, to],
  );
  // Under its own id, or that of one whose clock was not believed.
  const ids = [touchpoint.toLowerCase(), storedId(touchpoint, 0)];
  const key = await touchpoints.locate(sql, tenant, from, ids);
  if (!key || living.length === 0)
    throw new Refusal('invalid_request', {detail: 'touchpoint: is not of this customer'});
  const [owner] = await sql.query<{customer: string}>(
    'select customer from throughline.identifier where tenant = $1 and visitor = $2',
    [tenant, key.visitor],
  );
  if (owner?.customer === to) {
    await sql.query(
      'delete from throughline.moved where tenant = $1 and visitor = $2 and id = $3',
      [tenant, key.visitor, key.id],
    );
    return;
  }
  for (const moves of [await movesOf(sql, tenant, [from]), await movesOf(sql, tenant, [to])])
    if (moves.length >= mostMoved)
      throw new Refusal('invalid_request', {
        detail: `more than ${mostMoved} touchpoints moved: detach the identifier instead`,
      });
  await sql.query(
    `insert into throughline.moved (tenant, visitor, id, customer, moved_by, at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant, visitor, id) do update
       set customer = excluded.customer, moved_by = excluded.moved_by, at = excluded.at`,
    [tenant, key.visitor, key.id, to, by, at],
  );
};
