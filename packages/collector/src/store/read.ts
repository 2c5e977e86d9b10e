import type {Identifier} from '@throughline/contracts';
import {Refusal} from '../errors.ts';
import type {Sql} from './database.ts';
import {bestFirst, mentionOf, type KnownIdentifier} from './identifiers.ts';
import {lockIdentity} from './merge-customers.ts';

/** Makes a transaction see one instant, for as long as its reader takes. First of all in it. */
export const seeOneInstant = async (sql: Sql): Promise<void> => {
  await sql.query('set transaction isolation level repeatable read, read only');
  await sql.query("set local idle_in_transaction_session_timeout = '0'");
};

/** Follows a merge to the customer that lives on; undefined where there is none. */
export const survivor = async (
  sql: Sql,
  tenant: number,
  customer: string,
): Promise<string | undefined> => {
  const [row] = await sql.query<{id: string}>(
    'select coalesce(merged_into, id) as id from throughline.customer where tenant = $1 and id = $2',
    [tenant, customer],
  );
  return row?.id;
};

/** What a customer may ask us not to do. */
type Wish = 'restricted_at' | 'objected_at';

const since =
  (wish: Wish) =>
  async (sql: Sql, tenant: number, customer: string): Promise<number | null> => {
    const [row] = await sql.query<{at: string | null}>(
      `select ${wish} as at from throughline.customer where tenant = $1 and id = $2`,
      [tenant, customer],
    );
    return row?.at == null ? null : Number(row.at);
  };

const setSince =
  (wish: Wish) =>
  async (sql: Sql, tenant: number, customer: string, at: number | null): Promise<Wished> => {
    await lockIdentity(sql, tenant);
    const [row] = await sql.query<{id: string; at: string | null}>(
      `update throughline.customer
       set ${wish} = case when $3::bigint is null then null else coalesce(${wish}, $3) end
       where tenant = $1 and id = $2 returning id, ${wish} as at`,
      [tenant, await survivor(sql, tenant, customer), at],
    );
    if (!row) throw new Refusal('customer_not_found');
    return {customer: row.id, since: row.at === null ? null : Number(row.at)};
  };

/** A wish as it is now, and of whom: they may have become another while it was on its way. */
export interface Wished {
  readonly customer: string;
  /** ms since the epoch. */
  readonly since: number | null;
}

/** Since when a customer is restricted, ms since the epoch; null where they are not. */
export const restrictedSince = since('restricted_at');
/** Restricts a customer, from an instant on, or with null lifts it. */
export const restrict = setSince('restricted_at');
/** Since when a customer objects to inference, ms since the epoch; null where they do not. */
export const objectedSince = since('objected_at');
/** Keeps a customer's objection to inference, from an instant on, or with null takes it back. */
export const objectToInference = setSince('objected_at');

/**
 * The customer of the first of these visitors that is known. A number without its system is that of the
 * only system that has it.
 *
 * @throws Refusal - `identifier_ambiguous` where several customers have it, and no other is known.
 */
export const customerOf = async (
  sql: Sql,
  tenant: number,
  visitors: readonly string[],
): Promise<string | undefined> => {
  const rows = await sql.query<{n: string; customer: string; several: boolean}>(
    `select asked.n, min(i.customer) as customer, count(distinct i.customer) > 1 as several
     from unnest($2::text[]) with ordinality as asked (visitor, n)
     cross join lateral (
       select customer from throughline.identifier where tenant = $1 and visitor = asked.visitor
       union all
       select customer from throughline.identifier where tenant = $1 and plain = asked.visitor
     ) i
     group by asked.n order by asked.n`,
    [tenant, visitors],
  );
  const found = rows.find(({several}) => !several);
  if (!found && rows.length > 0) throw new Refusal('identifier_ambiguous');
  return found?.customer;
};

/** What a customer is known by, masked: the oldest 100, and how many there are. */
export const identifiersOf = async (
  sql: Sql,
  tenant: number,
  customer: string,
): Promise<{identifiers: Identifier[]; total: number}> => {
  const rows = await sql.query<Identifier & {n: string}>(
    `select kind, display as value, count(*) over () as n from throughline.identifier
     where tenant = $1 and customer = $2 order by first_seen, visitor limit 100`,
    [tenant, customer],
  );
  return {
    identifiers: rows.map(({kind, value}) => ({kind, value})),
    total: Number(rows[0]?.n ?? 0),
  };
};

/** All that names a customer: their visitors, and their numbers where it is not said whose those are. */
export const namesOf = async (sql: Sql, tenant: number, customer: string): Promise<string[]> => {
  const rows = await sql.query<{visitor: string; plain: string | null}>(
    'select visitor, plain from throughline.identifier where tenant = $1 and customer = $2',
    [tenant, customer],
  );
  return rows.flatMap(({visitor, plain}) =>
    plain === null ? [visitor] : [visitor, mentionOf(plain)],
  );
};

/** The name that tells best who a customer is, as the store knows it; undefined when they are gone. */
export const bestName = async (
  sql: Sql,
  tenant: number,
  customer: string,
): Promise<KnownIdentifier | undefined> => {
  const rows = await sql.query<
    Pick<KnownIdentifier, 'visitor' | 'kind' | 'display'> & Record<'scope' | 'plain', string | null>
  >(
    `select visitor, kind, display, scope, plain from throughline.identifier
     where tenant = $1 and customer = $2 order by first_seen, visitor limit 100`,
    [tenant, customer],
  );
  const [best] = bestFirst(rows);
  if (!best) return undefined;
  const {scope, plain, ...known} = best;
  return {...known, ...(scope !== null && {scope}), ...(plain !== null && {plain})};
};

/** All ids of a customer: its own, and those that were merged into it. */
export const idsOf = async (sql: Sql, tenant: number, customer: string): Promise<string[]> => {
  const rows = await sql.query<{id: string}>(
    'select id from throughline.customer where tenant = $1 and (id = $2 or merged_into = $2)',
    [tenant, customer],
  );
  return rows.map(({id}) => id);
};

/** Customers that were not merged into others, by their ids, from behind one on. */
export const customersAfter = async (
  sql: Sql,
  tenant: number,
  after: string,
  limit: number,
): Promise<string[]> => {
  const rows = await sql.query<{id: string}>(
    `select id from throughline.customer
     where tenant = $1 and id > $2 and merged_into is null order by id limit $3`,
    [tenant, after, limit],
  );
  return rows.map(({id}) => id);
};
