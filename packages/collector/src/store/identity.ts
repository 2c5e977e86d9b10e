import {uuidV7} from '@throughline/contracts';
import type {Sql} from './database.ts';
import type {KnownIdentifier} from './identifiers.ts';

/** The identifiers that one touchpoint carries: they belong to one person, says its sender. */
export interface Sighting {
  readonly touchpoint: string;
  readonly at: number;
  /** Best first, at least one. */
  readonly identifiers: readonly KnownIdentifier[];
}

export interface Resolution {
  /** The customer of each visitor that was sighted. */
  readonly customers: ReadonlyMap<string, string>;
  /** Customers that turned out to be another: from, to. */
  readonly merged: readonly (readonly [from: string, to: string])[];
}

/**
 * Finds, makes and joins the customers behind these sightings.
 *
 * The sender's word is a claim. It joins a visitor without a login to one with; it never joins two
 * people with logins of their own: a second login on a device starts a second customer. What a person
 * has found wrong it does not join again, and what would give one customer more of a kind than `most`
 * says it does not join at all: that is a shared device, or a value that programs send.
 */
export const resolveIdentity = async (
  sql: Sql,
  tenant: number,
  sightings: readonly Sighting[],
  /** The customers of their visitors, as far as there are. */
  known: ReadonlyMap<string, string>,
): Promise<Resolution> => {
  if (sightings.every((sighting) => isSettled(sighting, known)))
    return {customers: known, merged: []};

  // Something is new. One at a time per tenant, and look again: another may just have settled it.
  const visitors = [
    ...new Set(sightings.flatMap(({identifiers}) => identifiers.map(({visitor}) => visitor))),
  ];
  await sql.query('select pg_advisory_xact_lock(7283911, $1)', [tenant]);
  const graph = await readGraph(sql, tenant, visitors);
  for (const sighting of sightings) settle(graph, sighting);
  await writeGraph(sql, tenant, graph);
  return {customers: graph.customers, merged: [...graph.merged]};
};

const customersOf = async (sql: Sql, tenant: number, visitors: readonly string[]) => {
  const rows = await sql.query<{visitor: string; customer: string}>(
    'select visitor, customer from throughline.identifier where tenant = $1 and visitor = any($2)',
    [tenant, visitors],
  );
  return new Map(rows.map(({visitor, customer}) => [visitor, customer]));
};

const isSettled = ({identifiers}: Sighting, customers: ReadonlyMap<string, string>) => {
  const first = customers.get(identifiers[0]!.visitor);
  return first !== undefined && identifiers.every(({visitor}) => customers.get(visitor) === first);
};

/** The part of the identity graph that a group of touchpoints can reach, and what it changes there. */
interface Graph {
  readonly customers: Map<string, string>;
  /** Customers with a login; at most one login each. */
  readonly loggedIn: Set<string>;
  readonly created: Map<string, number>;
  readonly attached: Map<string, {identifier: KnownIdentifier; at: number}>;
  readonly merged: Map<string, string>;
  readonly evidence: {visitor: string; other: string; touchpoint: string; at: number}[];
  /** How many identifiers of each kind a customer has. */
  readonly counts: Map<string, Map<string, number>>;
  /** Pairs that somebody has found wrong. */
  readonly revoked: ReadonlySet<string>;
}

/** Identifiers of a kind that one customer may have. A login is one by itself. */
const most = (kind: string): number => {
  if (kind === 'user') return 1;
  return kind === 'email' || kind === 'phone' ? 5 : 1000;
};

const pair = (one: string, other: string) => (one < other ? `${one} ${other}` : `${other} ${one}`);

const readGraph = async (sql: Sql, tenant: number, visitors: readonly string[]): Promise<Graph> => {
  const customers = await customersOf(sql, tenant, visitors);
  const rows = await sql.query<{customer: string; kind: string; n: string}>(
    `select customer, kind, count(*) as n from throughline.identifier
     where tenant = $1 and customer = any($2) group by customer, kind`,
    [tenant, [...new Set(customers.values())]],
  );
  const counts = new Map<string, Map<string, number>>();
  for (const {customer, kind, n} of rows) countOf(counts, customer).set(kind, Number(n));
  const wrong = await sql.query<{visitor: string; other: string}>(
    `select visitor, other from throughline.evidence
     where tenant = $1 and visitor = any($2) and other = any($2) and revoked_at is not null`,
    [tenant, visitors],
  );
  return {
    customers,
    loggedIn: new Set(rows.filter(({kind}) => kind === 'user').map(({customer}) => customer)),
    counts,
    revoked: new Set(wrong.map(({visitor, other}) => pair(visitor, other))),
    created: new Map(),
    attached: new Map(),
    merged: new Map(),
    evidence: [],
  };
};

const countOf = (counts: Graph['counts'], customer: string) => {
  const known = counts.get(customer) ?? new Map<string, number>();
  counts.set(customer, known);
  return known;
};

/** Whether a customer may have so many more of each kind. */
const hasRoom = ({counts}: Graph, customer: string, more: Iterable<[kind: string, n: number]>) => {
  const known = counts.get(customer);
  return [...more].every(([kind, n]) => (known?.get(kind) ?? 0) + n <= most(kind));
};

const settle = (graph: Graph, {identifiers: told, touchpoint, at}: Sighting) => {
  const first = told[0]!;
  const identifiers = told.filter(
    ({visitor}) => visitor === first.visitor || !graph.revoked.has(pair(first.visitor, visitor)),
  );
  const login = identifiers.find(({kind}) => kind === 'user');
  const found = () =>
    [...new Set(identifiers.map(({visitor}) => graph.customers.get(visitor)))].filter(
      (id) => id !== undefined,
    );

  const home =
    (login && homeOfLogin(graph, login, found(), at)) ?? homeOfOthers(graph, found(), at);
  for (const customer of found()) {
    // The home has the login, or is the older one. Who has a login elsewhere stays themselves.
    if (customer === home || graph.loggedIn.has(customer)) continue;
    if (hasRoom(graph, home, countOf(graph.counts, customer))) merge(graph, customer, home);
  }
  for (const identifier of identifiers) {
    const {visitor, kind} = identifier;
    if (kind === 'user' && identifier !== login) continue;
    if (!graph.customers.has(visitor)) {
      const isFull = !hasRoom(graph, home, [[kind, 1]]);
      if (isFull && identifier !== first) continue;
      // Whose touchpoint it is must be somebody: where there is no room, somebody new.
      const customer = isFull ? create(graph, at) : home;
      graph.customers.set(visitor, customer);
      const counts = countOf(graph.counts, customer);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      graph.attached.set(visitor, {identifier, at});
    }
    if (
      identifier !== first &&
      graph.customers.get(visitor) === graph.customers.get(first.visitor)
    ) {
      graph.evidence.push({visitor: first.visitor, other: visitor, touchpoint, at});
    }
  }
};

const homeOfLogin = (graph: Graph, login: KnownIdentifier, found: string[], at: number) => {
  const existing = graph.customers.get(login.visitor);
  if (existing) return existing;
  const home =
    oldest(found.filter((customer) => !graph.loggedIn.has(customer))) ?? create(graph, at);
  graph.loggedIn.add(home);
  return home;
};

const homeOfOthers = (graph: Graph, found: string[], at: number) =>
  found.find((customer) => graph.loggedIn.has(customer)) ?? oldest(found) ?? create(graph, at);

/** Customers' ids begin with the time they were made, so the smallest is the oldest. */
const oldest = (customers: string[]) => customers.toSorted()[0];

const create = (graph: Graph, at: number) => {
  const id = `c_${uuidV7(at).replaceAll('-', '')}`;
  graph.created.set(id, at);
  return id;
};

const merge = (graph: Graph, from: string, to: string) => {
  for (const [visitor, customer] of graph.customers)
    if (customer === from) graph.customers.set(visitor, to);
  const counts = countOf(graph.counts, to);
  for (const [kind, n] of countOf(graph.counts, from))
    counts.set(kind, (counts.get(kind) ?? 0) + n);
  graph.counts.delete(from);
  for (const [old, target] of graph.merged) if (target === from) graph.merged.set(old, to);
  graph.merged.set(from, to);
};

const writeGraph = async (sql: Sql, tenant: number, graph: Graph) => {
  if (graph.created.size > 0) {
    await sql.query(
      `insert into throughline.customer (tenant, id, created_at)
       select $1, * from unnest($2::text[], $3::bigint[])`,
      [tenant, [...graph.created.keys()], [...graph.created.values()]],
    );
  }
  const attached = [...graph.attached.values()];
  if (attached.length > 0) {
    await sql.query(
      `insert into throughline.identifier (tenant, visitor, kind, display, customer, origin, first_seen)
       select $1, visitor, kind, display, customer, customer, first_seen
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
         as row (visitor, kind, display, customer, first_seen)`,
      [
        tenant,
        attached.map(({identifier}) => identifier.visitor),
        attached.map(({identifier}) => identifier.kind),
        attached.map(({identifier}) => identifier.display),
        attached.map(({identifier}) => graph.customers.get(identifier.visitor)!),
        attached.map(({at}) => at),
      ],
    );
  }
  for (const [from, to] of graph.merged) {
    await sql.query(
      'update throughline.identifier set customer = $3 where tenant = $1 and customer = $2',
      [tenant, from, to],
    );
    await mergeCustomer(sql, tenant, from, to);
  }
  if (graph.evidence.length > 0) {
    await sql.query(
      `insert into throughline.evidence (tenant, visitor, other, touchpoint, at)
       select $1, * from unnest($2::text[], $3::text[], $4::uuid[], $5::bigint[])
       on conflict do nothing`,
      [
        tenant,
        graph.evidence.map(({visitor}) => visitor),
        graph.evidence.map(({other}) => other),
        graph.evidence.map(({touchpoint}) => touchpoint),
        graph.evidence.map(({at}) => at),
      ],
    );
  }
};

/**
 * Points a customer, and those that were merged into it before, at the one that lives on: one step,
 * however often, so that old ids keep resolving. Who was restricted or has objected stays so.
 */
export const mergeCustomer = async (
  sql: Sql,
  tenant: number,
  from: string,
  to: string,
): Promise<void> => {
  await sql.query(
    'update throughline.customer set merged_into = $3 where tenant = $1 and (id = $2 or merged_into = $2)',
    [tenant, from, to],
  );
  await sql.query(
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
