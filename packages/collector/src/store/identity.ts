import {uuidV7} from '@throughline/contracts';
import type {Sql} from './database.ts';
import {byPerson, detach} from './detach.ts';
import {isNumber, type KnownIdentifier} from './identifiers.ts';
import {withIssuers} from './issuers.ts';
import {identityLock, mergeCustomers} from './merge-customers.ts';
import type {Sighting} from './sighting.ts';
import {hasState} from './sql-errors.ts';
import {BeginAgain} from './touchpoints.ts';

/** Whether it is more than a claim that an identifier belongs with the first one of a sighting. */
const isVerified = ({identifiers, vouched}: Sighting, {kind}: KnownIdentifier) =>
  vouched === 'all' ||
  (vouched === 'login' && identifiers[0]!.kind === 'user' && kind === 'anonymous');

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
 * people with logins of their own: a second login on a device starts a second customer. Of whom a person
 * has said that they are two it makes no one, by whatever else it names of them, and what would give one customer more of a kind than `most`
 * says it does not join at all: that is a shared device, or a value that programs send.
 */
export const resolveIdentity = async (
  sql: Sql,
  tenant: number,
  told: readonly Sighting[],
  /** The customers of their visitors, as far as there are. */
  known: ReadonlyMap<string, string>,
): Promise<Resolution> => {
  const settled = new Set(told.filter((sighting) => isSettled(sighting, known)));
  for (const doubted of await unverified(sql, tenant, [...settled])) settled.delete(doubted);
  const opened = told.filter((sighting) => !settled.has(sighting));
  if (opened.length === 0) return {customers: known, merged: []};

  if (opened.every(isNewcomer) && told.every(({identifiers}) => !identifiers.some(isSealed))) {
    const graph = emptyGraph();
    for (const sighting of opened) settle(graph, sighting);
    const made = await writeNewcomers(sql, tenant, graph);
    return {customers: new Map([...known, ...made]), merged: []};
  }

  // People may be joined. One at a time per tenant, and look again: another may just have settled it.
  const [, {sightings, parted}] = await Promise.all([
    sql.prepared('select pg_advisory_xact_lock($1, $2)', [identityLock, tenant]),
    withIssuers(sql, tenant, opened),
  ]);
  const visitors = [
    ...new Set(sightings.flatMap(({identifiers}) => identifiers.map(({visitor}) => visitor))),
  ];
  let graph = await readGraph(sql, tenant, visitors);
  const left = await yieldToSigned(sql, tenant, graph, sightings);
  if (left.length > 0) graph = await readGraph(sql, tenant, visitors);
  // What is vouched for goes first: a claim of the same moment has no claim to its browser.
  for (const sighting of sightings.toSorted(byTrust)) settle(graph, sighting);
  writeGraph(sql, tenant, graph);
  // Who leaves a customer may take others along.
  const before =
    parted.length + left.length > 0 ? await customersOf(sql, tenant, [...known.keys()]) : known;
  const gone = (customer: string) => graph.merged.get(customer) ?? customer;
  return {
    customers: new Map([
      ...[...before].map(([visitor, customer]) => [visitor, gone(customer)] as const),
      ...graph.customers,
    ]),
    merged: [
      ...[...parted, ...left].map((customer) => [customer, customer] as const),
      ...graph.merged,
    ],
  };
};

/**
 * Whether a transaction failed because another has just made one of its visitors: begun again, it finds
 * them.
 */
export const wasForestalled = (error: unknown): boolean =>
  hasState(error, '23505') && 'table' in error && error.table === 'identifier';

/** Somebody new under one name, whom nothing can join to anybody: no two groups disagree on that. */
const isNewcomer = ({identifiers: [first, ...others]}: Sighting) =>
  others.length === 0 && !isNumber(first!);

/** What is encrypted is kept by whoever changes the graph alone. */
const isSealed = ({sealed}: KnownIdentifier) => sealed !== undefined;

const byTrust = (one: Sighting, other: Sighting) =>
  Number(other.vouched !== undefined) - Number(one.vouched !== undefined);

/** Those of which something is vouched for that is not on record as that. */
const unverified = async (sql: Sql, tenant: number, sightings: readonly Sighting[]) => {
  const pairsOf = (sighting: Sighting) => {
    const [first, ...others] = sighting.identifiers;
    return others
      .filter((other) => isVerified(sighting, other))
      .map(({visitor}) => [first!.visitor, visitor] as const);
  };
  const pairs = sightings.flatMap(pairsOf);
  if (pairs.length === 0) return [];
  const rows = await sql.query<{visitor: string; other: string}>(
    `select visitor, other from throughline.evidence
     where tenant = $1 and (verified_at is not null or revoked_at is not null)
       and (visitor, other) in (select * from unnest($2::text[], $3::text[]))`,
    [tenant, pairs.map(([visitor]) => visitor), pairs.map(([, other]) => other)],
  );
  const onRecord = new Set(rows.map(({visitor, other}) => `${visitor} ${other}`));
  return sightings.filter((each) => pairsOf(each).some((two) => !onRecord.has(two.join(' '))));
};

/**
 * A browser that only a claim has joined to a login leaves it where a server has signed that it is
 * another user's, so that who came first makes no difference.
 *
 * @returns the customers that have lost something.
 */
const yieldToSigned = async (
  sql: Sql,
  tenant: number,
  graph: Graph,
  sightings: readonly Sighting[],
): Promise<string[]> => {
  const left: string[] = [];
  for (const sighting of sightings) {
    const [login, ...others] = sighting.identifiers;
    if (login!.kind !== 'user') continue;
    for (const other of others.filter((each) => isVerified(sighting, each))) {
      const customer = graph.customers.get(other.visitor);
      const isElsewhere =
        customer !== undefined &&
        graph.loggedIn.has(customer) &&
        customer !== graph.customers.get(login!.visitor);
      if (!isElsewhere || graph.revoked.has(pair(login!.visitor, other.visitor))) continue;
      if (await isHeldByClaim(sql, tenant, customer, other.visitor)) {
        await detach(sql, tenant, customer, {
          visitor: other.visitor,
          by: 'signature',
          at: sighting.at,
        });
        left.push(customer);
      }
    }
  }
  return left;
};

const isHeldByClaim = async (sql: Sql, tenant: number, customer: string, visitor: string) => {
  const rows = await sql.query<{kind: string; current: boolean; held: boolean}>(
    `select i.kind, i.customer = $3 as current, exists(
       select from throughline.evidence e
       where e.tenant = $1 and (e.visitor, e.other) in ((i.visitor, $2), ($2, i.visitor))
         and e.revoked_at is null and (e.verified_at is not null or e.stated_by is not null)) as held
     from throughline.identifier i
     where i.tenant = $1 and (i.customer = $3 and i.kind = 'user' or i.visitor = $2)`,
    [tenant, visitor, customer],
  );
  // The group's own work may have moved it since the graph was read.
  return rows.every(({kind, current, held}) => current && !(kind === 'user' && held));
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
  /** By its pair. */
  readonly evidence: Map<string, Seen>;
  /** How many identifiers of each kind a customer has. */
  readonly counts: Map<string, Map<string, number>>;
  /** Pairs that somebody has found wrong. */
  readonly revoked: ReadonlySet<string>;
  /** Of each customer, those of whom a person has said that they are not this one. */
  readonly parted: Map<string, Set<string>>;
}

interface Seen {
  readonly visitor: string;
  readonly other: string;
  readonly touchpoint: string;
  readonly at: number;
  readonly verified: boolean;
}

/** Identifiers of a kind that one customer may have. A login is one by itself. */
const most = (kind: string): number => {
  if (kind === 'user') return 1;
  return kind === 'email' || kind === 'phone' ? 5 : 1000;
};

const pair = (one: string, other: string) => (one < other ? `${one} ${other}` : `${other} ${one}`);

const readGraph = async (sql: Sql, tenant: number, visitors: readonly string[]): Promise<Graph> => {
  const [customers, wrong] = await Promise.all([
    customersOf(sql, tenant, visitors),
    sql.query<{visitor: string; other: string}>(
      `select visitor, other from throughline.evidence
       where tenant = $1 and visitor = any($2) and other = any($2) and revoked_at is not null`,
      [tenant, visitors],
    ),
  ]);
  const all = [...new Set(customers.values())];
  const [rows, parted] = await Promise.all([
    sql.query<{customer: string; kind: string; n: string}>(
      `select customer, kind, count(*) as n from throughline.identifier
       where tenant = $1 and customer = any($2) group by customer, kind`,
      [tenant, all],
    ),
    partedOf(sql, tenant, all),
  ]);
  const counts = new Map<string, Map<string, number>>();
  for (const {customer, kind, n} of rows) countOf(counts, customer).set(kind, Number(n));
  return {
    ...emptyGraph(),
    customers,
    loggedIn: new Set(rows.filter(({kind}) => kind === 'user').map(({customer}) => customer)),
    counts,
    revoked: new Set(wrong.map(({visitor, other}) => pair(visitor, other))),
    parted,
  };
};

/** Who of these customers is not another of them, by a person's word. */
const partedOf = async (sql: Sql, tenant: number, customers: readonly string[]) => {
  const parted: Graph['parted'] = new Map();
  if (customers.length < 2) return parted;
  const rows = await sql.query<{one: string; other: string}>(
    // Nothing where nobody was told apart, as nearly always; else from each customer on, whatever is planned.
    `select distinct c.one, o.customer as other
     from (
       select unnest($2::text[]) as one
       where exists (select from throughline.evidence where tenant = $1 and ${byPerson}) offset 0
     ) c
     cross join lateral (
       select visitor from throughline.identifier where tenant = $1 and customer = c.one offset 0
     ) i
     cross join lateral (
       select other from throughline.evidence
       where tenant = $1 and visitor = i.visitor and ${byPerson} offset 0
     ) e
     cross join lateral (
       select customer from throughline.identifier where tenant = $1 and visitor = e.other offset 0
     ) o
     where o.customer = any($2) and o.customer <> c.one`,
    [tenant, customers],
  );
  for (const {one, other} of rows) part(parted, one, other);
  return parted;
};

const part = (parted: Graph['parted'], one: string, other: string) => {
  for (const [each, from] of [
    [one, other],
    [other, one],
  ] as const)
    parted.set(each, (parted.get(each) ?? new Set()).add(from));
};

const emptyGraph = (): Graph => ({
  customers: new Map(),
  loggedIn: new Set(),
  counts: new Map(),
  revoked: new Set(),
  parted: new Map(),
  created: new Map(),
  attached: new Map(),
  merged: new Map(),
  evidence: new Map(),
});

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

const settle = (graph: Graph, sighting: Sighting) => {
  const {identifiers: told, touchpoint, at} = sighting;
  const first = told[0]!;
  const identifiers = joinable(graph, sighting);
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
      const key = `${first.visitor} ${visitor}`;
      const seen = graph.evidence.get(key);
      const verified = isVerified(sighting, identifier);
      if (!seen || (verified && !seen.verified))
        graph.evidence.set(key, {visitor: first.visitor, other: visitor, touchpoint, at, verified});
    }
  }
};

/** What of a sighting may be one person, without what is not theirs by somebody's word. */
const joinable = (graph: Graph, sighting: Sighting): KnownIdentifier[] => {
  const first = sighting.identifiers[0]!;
  const all: KnownIdentifier[] = [];
  const customers = new Set<string>();
  for (const identifier of sighting.identifiers) {
    const {visitor} = identifier;
    const customer = graph.customers.get(visitor);
    const others = (customer !== undefined && graph.parted.get(customer)) || new Set();
    const isParted = [...customers].some((each) => others.has(each));
    if (visitor !== first.visitor) {
      if (graph.revoked.has(pair(first.visitor, visitor))) continue;
      if (isParted && !isVerified(sighting, identifier)) continue;
    }
    all.push(identifier);
    if (customer !== undefined) customers.add(customer);
  }
  return all;
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
  for (const other of graph.parted.get(from) ?? []) part(graph.parted, to, other);
  for (const [old, target] of graph.merged) if (target === from) graph.merged.set(old, to);
  graph.merged.set(from, to);
};

const writeCustomers = (sql: Sql, tenant: number, {created}: Graph) =>
  created.size > 0 &&
  sql.prepared(
    `insert into throughline.customer (tenant, id, created_at)
     select $1, * from unnest($2::text[], $3::bigint[])`,
    [tenant, [...created.keys()], [...created.values()]],
  );

const attaching = `insert into throughline.identifier (tenant, visitor, kind, display, customer, origin,
    first_seen, scope, plain)
  select $1, visitor, kind, display, customer, customer, first_seen, scope, plain
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[])
    as row (visitor, kind, display, customer, first_seen, scope, plain)`;

/** The values of `attaching`. */
const attachedOf = (tenant: number, {attached, customers}: Graph) => {
  // In one order for everybody: who makes the same visitors waits for the other, and neither for both.
  const rows = [...attached]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, each]) => each);
  return [
    tenant,
    rows.map(({identifier}) => identifier.visitor),
    rows.map(({identifier}) => identifier.kind),
    rows.map(({identifier}) => identifier.display),
    rows.map(({identifier}) => customers.get(identifier.visitor)!),
    rows.map(({at}) => at),
    rows.map(({identifier}) => identifier.scope ?? null),
    rows.map(({identifier}) => identifier.plain ?? null),
  ];
};

/**
 * Makes those who are new under one name. Whom another group makes at the same moment are who that one
 * made: to begin again instead would go on for as long as groups that overlap follow each other.
 */
const writeNewcomers = async (sql: Sql, tenant: number, graph: Graph) => {
  const {customers, created} = graph;
  const rows = await sql.prepared<{visitor: string}>(
    `${attaching} on conflict do nothing returning visitor`,
    attachedOf(tenant, graph),
  );
  const made = new Set(rows.map(({visitor}) => visitor));
  const others = [...customers.keys()].filter((visitor) => !made.has(visitor));
  for (const visitor of others) created.delete(customers.get(visitor)!);
  void writeCustomers(sql, tenant, graph);
  if (others.length === 0) return customers;
  const theirs = await customersOf(sql, tenant, others);
  if (theirs.size < others.length) throw new BeginAgain('Somebody was erased meanwhile.');
  return new Map([...customers, ...theirs]);
};

/** Asks for it all, and waits for none of it: what follows in the transaction comes after it. */
const writeGraph = (sql: Sql, tenant: number, graph: Graph) => {
  void writeCustomers(sql, tenant, graph);
  if (graph.attached.size > 0) void sql.prepared(attaching, attachedOf(tenant, graph));
  void mergeCustomers(sql, tenant, [...graph.merged]);
  const evidence = [...graph.evidence.values()];
  if (evidence.length > 0) {
    void sql.prepared(
      `insert into throughline.evidence (tenant, visitor, other, touchpoint, at, verified_at)
       select $1, * from unnest($2::text[], $3::text[], $4::uuid[], $5::bigint[], $6::bigint[])
       on conflict (tenant, visitor, other) do update set verified_at = excluded.verified_at
         where evidence.verified_at is null and excluded.verified_at is not null`,
      [
        tenant,
        evidence.map(({visitor}) => visitor),
        evidence.map(({other}) => other),
        evidence.map(({touchpoint}) => touchpoint),
        evidence.map(({at}) => at),
        evidence.map(({at, verified}) => (verified ? at : null)),
      ],
    );
  }
};
