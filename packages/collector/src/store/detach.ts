import {uuidV7} from '@throughline/contracts';
import {Refusal} from '../errors.ts';
import type {Sql} from './database.ts';
import {lockIdentity, mergeCustomers} from './merge-customers.ts';
import {survivor} from './read.ts';

/** Why two identifiers are one person. */
export interface Evidence {
  readonly visitor: string;
  readonly other: string;
  /** The touchpoint that named both; null where a person has said it. */
  readonly touchpoint: string | null;
  /** ms since the epoch. */
  readonly at: number;
  readonly statedBy: string | null;
  /** Since when it is more than a claim: a server has signed or said it, or a person. */
  readonly verifiedAt: number | null;
  readonly revokedAt: number | null;
  readonly revokedBy: string | null;
}

/** An identifier of a customer, as it may be shown. */
export interface Known {
  /** Opaque; names it for `detach`. */
  readonly visitor: string;
  readonly kind: string;
  readonly display: string;
  /** The value, encrypted, where the tenant keeps it. */
  readonly sealed: string | null;
  readonly origin: string;
  readonly firstSeen: number;
}

/**
 * All that joins a customer: identifiers, oldest first, and the evidence between them.
 *
 * @param most - How many identifiers. @defaultValue all there are
 */
export const identityOf = async (
  sql: Sql,
  tenant: number,
  customer: string,
  most: number | null = null,
): Promise<{identifiers: Known[]; total: number; evidence: Evidence[]}> => {
  const identifiers = await sql.query<Omit<Known, 'firstSeen'> & {firstSeen: string}>(
    `select visitor, kind, display, sealed, origin, first_seen as "firstSeen" from throughline.identifier
     where tenant = $1 and customer = $2 order by first_seen, visitor limit $3`,
    [tenant, customer, most],
  );
  const [all] = await sql.query<{n: string}>(
    'select count(*) as n from throughline.identifier where tenant = $1 and customer = $2',
    [tenant, customer],
  );
  const visitors = identifiers.map(({visitor}) => visitor);
  const evidence = await sql.query<
    Omit<Evidence, 'at' | 'revokedAt' | 'verifiedAt'> &
      Record<'at', string> &
      Record<'revokedAt' | 'verifiedAt', string | null>
  >(
    `select visitor, other, touchpoint, at, stated_by as "statedBy",
            verified_at as "verifiedAt", revoked_at as "revokedAt", revoked_by as "revokedBy"
     from throughline.evidence where tenant = $1 and (visitor = any($2) or other = any($2))
     order by at, visitor, other limit $3`,
    [tenant, visitors, most && most * 4],
  );
  return {
    identifiers: identifiers.map((each) => ({...each, firstSeen: Number(each.firstSeen)})),
    total: Number(all!.n),
    evidence: evidence.map((each) => ({
      ...each,
      at: Number(each.at),
      verifiedAt: instant(each.verifiedAt),
      revokedAt: instant(each.revokedAt),
    })),
  };
};

const instant = (text: string | null) => (text === null ? null : Number(text));

/** SQL on `evidence`: whether a person has revoked it. What was revoked by itself says nothing of two people. */
export const byPerson = `revoked_at is not null and revoked_by not in ('signature', 'ambiguous')`;

type Edge = Pick<Evidence, 'visitor' | 'other'>;

/** What is joined to `start` by these edges, itself included. */
const reached = (start: string, edges: readonly Edge[]): Set<string> => {
  const next = new Map<string, string[]>();
  for (const {visitor, other} of edges) {
    next.set(visitor, [...(next.get(visitor) ?? []), other]);
    next.set(other, [...(next.get(other) ?? []), visitor]);
  }
  const found = new Set([start]);
  for (const visitor of found) for (const other of next.get(visitor) ?? []) found.add(other);
  return found;
};

/**
 * Takes an identifier, with all that is known only by it, out of a customer: the evidence for it is
 * revoked, stays on record, and does not join the two again; where there is none any more, that they are
 * two is. The customer goes on as whoever has the
 * login, else the oldest identifier; what is taken out becomes who it was before, where it was somebody.
 *
 * @returns the customer that it is now.
 * @throws Refusal - `invalid_request` where the customer has no such identifier, or nothing else.
 */
export const detach = async (
  sql: Sql,
  tenant: number,
  customer: string,
  {visitor, by, at}: {visitor: string; by: string; at: number},
): Promise<string> => {
  await lockIdentity(sql, tenant);
  const {identifiers, evidence} = await identityOf(sql, tenant, customer);
  const known = identifiers.find((each) => each.visitor === visitor);
  if (!known) throw new Refusal('invalid_request', {detail: 'visitor: is not of this customer'});
  const others = identifiers.filter((each) => each !== known);
  const anchor = others.find(({kind}) => kind === 'user') ?? others[0];
  if (!anchor) throw new Refusal('invalid_request', {detail: 'visitor: is all of this customer'});

  const live = evidence.filter(({revokedAt}) => revokedAt === null);
  const wrong = edgesTo(visitor, anchor.visitor, live);
  await sql.query(
    `update throughline.evidence set revoked_at = $4, revoked_by = $5
     where tenant = $1 and revoked_at is null
       and (visitor, other) in (select * from unnest($2::text[], $3::text[]))`,
    [tenant, wrong.map((edge) => edge.visitor), wrong.map(({other}) => other), at, by],
  );
  const left = live.filter((edge) => !wrong.includes(edge));
  // What has lost its evidence, as retention took it once, stays where it is.
  const before = reached(anchor.visitor, live);
  const after = reached(anchor.visitor, left);
  const out = reached(visitor, left);
  for (const each of before) if (!after.has(each)) out.add(each);
  const isSaid = wrong.some((edge) => out.has(edge.visitor) !== out.has(edge.other));
  if (!isSaid) {
    await sql.query(
      `insert into throughline.evidence (tenant, visitor, other, at, revoked_at, revoked_by)
       values ($1, $2, $3, $4, $4, $5)
       on conflict (tenant, visitor, other) do update
         set revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by`,
      [tenant, anchor.visitor, visitor, at, by],
    );
  }
  return moveOut(sql, tenant, {
    from: customer,
    moved: identifiers.filter((each) => out.has(each.visitor)),
    kept: identifiers.filter((each) => !out.has(each.visitor)),
    at,
  });
};

/**
 * The evidence that joins an identifier to what it is taken from: that in which another was the better
 * one. If they are still joined by a way around, all that it has.
 */
const edgesTo = (visitor: string, anchor: string, live: readonly Evidence[]): Evidence[] => {
  const better = live.filter(({other}) => other === visitor);
  const isOut =
    better.length > 0 &&
    !reached(
      anchor,
      live.filter((edge) => !better.includes(edge)),
    ).has(visitor);
  return isOut ? better : live.filter((edge) => edge.visitor === visitor || edge.other === visitor);
};

const moveOut = async (
  sql: Sql,
  tenant: number,
  {
    from,
    moved,
    kept,
    at,
  }: {from: string; moved: readonly Known[]; kept: readonly Known[]; at: number},
): Promise<string> => {
  // An id that only they had before is theirs again; the customer's own stays with the customer, and
  // that of whom they were taken out of before with those who are it.
  const origins = moved
    .map(({origin}) => origin)
    .filter((origin) => kept.every((each) => each.origin !== origin));
  const rows = await sql.query<{id: string}>(
    `select id from throughline.customer
     where tenant = $1 and id = any($2) and merged_into = $3 order by id`,
    [tenant, origins, from],
  );
  const before = rows.map((row) => row.id);
  const id = before[0] ?? `c_${uuidV7(at).replaceAll('-', '')}`;
  await sql.query(
    `insert into throughline.customer (tenant, id, created_at, restricted_at, objected_at)
     select $1, $2, $3, restricted_at, objected_at
     from throughline.customer where tenant = $1 and id = $4
     on conflict (tenant, id) do update
       set merged_into = null, restricted_at = excluded.restricted_at, objected_at = excluded.objected_at`,
    [tenant, id, at, from],
  );
  await sql.query(
    `update throughline.customer set merged_into = $3 where tenant = $1 and id = any($2)`,
    [tenant, before.slice(1), id],
  );
  await sql.query(
    `update throughline.identifier set customer = $3 where tenant = $1 and visitor = any($2)`,
    [tenant, moved.map(({visitor}) => visitor), id],
  );
  return id;
};

/**
 * Joins another customer to this one: by taking back what was revoked between them, or else by a
 * person's word. Two people with logins of their own are never joined.
 *
 * @returns the customer that lives on.
 * @throws Refusal - `customers_distinct` where both have a login, `customer_not_found` where one is gone.
 */
export const attach = async (
  sql: Sql,
  tenant: number,
  asked: readonly [string, string],
  {by, at}: {by: string; at: number},
): Promise<string> => {
  await lockIdentity(sql, tenant);
  const customer = await survivor(sql, tenant, asked[0]);
  const other = await survivor(sql, tenant, asked[1]);
  if (!customer || !other) throw new Refusal('customer_not_found');
  if (customer === other) return customer;
  const [mine, theirs] = [
    await identityOf(sql, tenant, customer),
    await identityOf(sql, tenant, other),
  ];
  const hasLogin = ({identifiers}: typeof mine) => identifiers.some(({kind}) => kind === 'user');
  if (hasLogin(mine) && hasLogin(theirs)) throw new Refusal('customers_distinct');
  const [to, from] =
    hasLogin(theirs) || (!hasLogin(mine) && other < customer)
      ? [other, customer]
      : [customer, other];

  const ours = new Set(mine.identifiers.map(({visitor}) => visitor));
  const between = theirs.evidence.filter(
    (edge) => edge.revokedAt !== null && (ours.has(edge.visitor) || ours.has(edge.other)),
  );
  await sql.query(
    `update throughline.evidence set revoked_at = null, revoked_by = null,
       stated_by = case when touchpoint is null then coalesce(stated_by, $4) else stated_by end,
       verified_at = case when touchpoint is null then coalesce(verified_at, $5) else verified_at end
     where tenant = $1 and (visitor, other) in (select * from unnest($2::text[], $3::text[]))`,
    [tenant, between.map(({visitor}) => visitor), between.map((edge) => edge.other), by, at],
  );
  const [one, two] = [mine.identifiers[0], theirs.identifiers[0]];
  if (between.length === 0 && one && two) {
    await sql.query(
      `insert into throughline.evidence (tenant, visitor, other, at, stated_by, verified_at)
       values ($1, $2, $3, $4, $5, $4)
       on conflict (tenant, visitor, other) do update
         set revoked_at = null, revoked_by = null, stated_by = excluded.stated_by,
             verified_at = excluded.verified_at`,
      [tenant, one.visitor, two.visitor, at, by],
    );
  }
  await mergeCustomers(sql, tenant, [[from, to]]);
  return to;
};
