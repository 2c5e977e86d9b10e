import type {Touchpoint} from '@throughline/contracts';
import {addToAccount, count, type Counts} from './account.ts';
import type {Database, Sql} from './database.ts';
import {erasureLock, everybody} from './erase.ts';
import {tombstonesOf, type KnownIdentifier} from './identifiers.ts';
import {resolveIdentity, wasForestalled} from './identity.ts';
import {objectors} from './inference.ts';
import {keyText} from './moves.ts';
import {storedId} from './partitions.ts';
import {allTenants} from './registry.ts';
import {keepSealed} from './sealed.ts';
import type {Sighting, Vouched} from './sighting.ts';
import {BeginAgain, type Insertion, type Key, type Row} from './touchpoints.ts';

/** A touchpoint that passed, with its identifiers as the store knows them. */
export interface Accepted extends Pick<Touchpoint, 'id' | 'occurredAt' | 'seq'> {
  readonly receivedAt: number;
  /**
   * Its JSON; its own identifiers are what a person may see of them. It waits for its transaction as a
   * text: thousands do, and each collection of garbage would look at all they consist of.
   */
  readonly body: string;
  /** When it says that it happened, where that is longer ago than is believed: an erasure goes by it. */
  readonly saidAt?: number;
  /** It says what somebody feels who has not said so. */
  readonly isInferred?: true;
  readonly identifiers: readonly KnownIdentifier[];
  readonly vouched?: Vouched;
  /** Whom it names without a signature, where the tenant wants one: it is not theirs, and joins nobody. */
  readonly unsigned?: readonly KnownIdentifier[];
  /** Who told of it, where it was no tracker of ours. */
  readonly source?: string;
}

export const acceptedOf = (
  touchpoint: Touchpoint,
  whose: Pick<Accepted, 'identifiers' | 'vouched' | 'unsigned' | 'source'>,
): Accepted => ({
  ...whose,
  id: touchpoint.id,
  occurredAt: touchpoint.occurredAt,
  seq: touchpoint.seq,
  receivedAt: touchpoint.clocks.received,
  ...(touchpoint.clocks.clamped && {saidAt: saidAt(touchpoint)}),
  ...(touchpoint.sentiment?.source === 'inferred' && {isInferred: true}),
  body: JSON.stringify(touchpoint),
});

/** When something says that it happened, by our clock: before what is believed, and never after it. */
export const saidAt = ({
  occurredAt,
  clocks: {client, sent, received, clamped},
}: Pick<Touchpoint, 'occurredAt' | 'clocks'>): number =>
  clamped ? Math.min(occurredAt, received - (sent - client)) : occurredAt;

/** One that did not, as it came, for quarantine. */
export interface Quarantined {
  readonly code: string;
  readonly reason: string;
  /** The JSON text of the touchpoint. */
  readonly body: string;
  /** Whose it seems to be, so that erasure finds it. */
  readonly visitors: readonly string[];
  /** Where it says when it happened: that, by our clock. */
  readonly occurredAt: number | undefined;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Who told of it, where it was no tracker of ours. */
  readonly source?: string | undefined;
  /** Of a payload that the source's mapper did not understand: what it needs beside it, as JSON. */
  readonly context?: string | undefined;
  /** Whose numbers it names, where an identifier does not say, as JSON. */
  readonly numbersOf?: string | undefined;
  /** Sent by a page that a program looked at. */
  readonly crawler?: boolean | undefined;
}

/** One request's share of a group. */
export interface Delivery {
  readonly site: string;
  readonly accepted: readonly Accepted[];
  readonly quarantined: readonly Quarantined[];
  /** Of a log in front, which may hand over the same again: it is kept and counted once. */
  readonly entry?: {readonly log: string; readonly id: string};
}

/** One with what its row is known by. */
interface Named extends Key {
  readonly accepted: Accepted;
  /** Tombstones under which it would be one of an erased customer's. */
  readonly forgotten: readonly string[];
}

/** What became of each accepted touchpoint. `erased`: its customer asked to be forgotten since. */
export type Fate = 'stored' | 'duplicate' | 'erased';

export interface Kept {
  readonly fates: readonly Fate[];
}

/** What panels need to hear about: the new touchpoints of each customer, and who was joined. */
export interface Changes {
  readonly touchpoints: ReadonlyMap<string, readonly string[]>;
  readonly merged: readonly (readonly [from: string, to: string])[];
}

/** What became of a group, and what panels need to hear of it. */
interface Outcome {
  readonly kept: Kept[];
  readonly changes: Changes;
}

/** Keeps a group of deliveries in one transaction. When this has resolved, it is on disk. */
export const keep: typeof keepOnce = async (...group) => {
  // Each time it was in somebody's way there is one less whom it could meet.
  for (let left = 10; ; left -= 1) {
    try {
      return await keepOnce(...group);
    } catch (error) {
      if (left === 0 || !(error instanceof BeginAgain || wasForestalled(error))) throw error;
    }
  }
};

const keepOnce = async (
  database: Database,
  tenant: number,
  deliveries: readonly Delivery[],
  {part}: {part: number},
): Promise<Outcome> => {
  const name = naming();
  const named = new Map(
    deliveries.map((delivery) => [delivery, delivery.accepted.map(name)] as const),
  );
  const ids = [...named.values()].flatMap((rows) => rows.map(({id}) => id));
  const insertion = await database.touchpoints.begin(tenant, ids);
  let committed = false;
  try {
    const done = await database.tenant(tenant, (sql) =>
      keepIn(sql, tenant, {deliveries, named, insertion, part}),
    );
    committed = true;
    return done;
  } finally {
    insertion.end({committed});
  }
};

const keepIn = async (
  sql: Sql,
  tenant: number,
  {
    deliveries,
    named,
    insertion,
    part,
  }: {
    deliveries: readonly Delivery[];
    named: ReadonlyMap<Delivery, readonly Named[]>;
    insertion: Insertion;
    part: number;
  },
): Promise<Outcome> => {
  const quarantinedIn = (some: readonly Delivery[]) => some.flatMap(({quarantined}) => quarantined);
  // Shared with every other delivery, and not with an erasure: what is read after it stays true.
  const lock = insertion.alone ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared';
  const [, counting, {erased, customers: known}] = await Promise.all([
    sql.prepared(`select ${lock}($1, $2)`, [erasureLock, tenant]),
    notAppliedBefore(sql, tenant, deliveries),
    lookUp(sql, tenant, [
      [everybody],
      ...[...named.values()].flatMap((rows) => rows.map(({forgotten}) => forgotten)),
      ...quarantinedIn(deliveries).map(({visitors}) => visitors),
    ]),
  ]);
  const rows = counting.flatMap((delivery) => named.get(delivery)!);
  if (erased.has(everybody)) return nothingKept(deliveries);
  // Under any name: an erased address must not come back with a new browser.
  const live = rows.filter(({forgotten, accepted: {occurredAt, saidAt: at = occurredAt}}) =>
    forgotten.every((visitor) => at > (erased.get(visitor) ?? -1)),
  );
  const isKept = await keptBefore(sql, insertion, live);
  const sightings = sightingsOf(live);
  const {customers, merged} = await resolveIdentity(sql, tenant, sightings, known);
  await keepSealed(
    sql,
    tenant,
    sightings.flatMap(({identifiers}) => identifiers),
  );
  const fresh = live.filter((row) => !isKept(row));
  const allowed = await withoutObjected(sql, tenant, fresh, customers);
  // What breaks the contract is somebody's as well: it must not come back as its JSON either.
  const waiting = quarantinedIn(counting).filter(({visitors, occurredAt = 0}) =>
    visitors.every((visitor) => occurredAt > (erased.get(visitor) ?? -1)),
  );
  void insertQuarantined(sql, tenant, waiting);
  const inserting = allowed.map(rowOf);
  const inserted = await insertion.insert(sql, inserting);

  const stored = fresh.filter((_, index) => inserted.has(inserting[index]!));
  const fates = new Map<Named, Fate>(live.map((row) => [row, 'duplicate']));
  for (const row of stored) fates.set(row, 'stored');
  const touchpoints = Map.groupBy(stored, ({visitor}) => customers.get(visitor)!);
  let next = 0;
  const kept = new Map(
    counting.map((delivery) => [
      delivery,
      delivery.accepted.map((): Fate => fates.get(rows[next++]!) ?? 'erased'),
    ]),
  );
  const counts: Counts = new Map();
  for (const [{site, quarantined}, its] of kept) {
    for (const {code} of quarantined) count(counts, site, code);
    for (const fate of its) count(counts, site, fate === 'erased' ? 'customer_erased' : fate);
  }
  // Last, since its rows are held until the commit, which follows at once.
  void addToAccount(sql, tenant, counts, {at: Date.now(), part});
  return {
    kept: deliveries.map((delivery) => ({
      fates: kept.get(delivery) ?? delivery.accepted.map((): Fate => 'duplicate'),
    })),
    changes: {
      touchpoints: new Map(
        [...touchpoints].map(([customer, list]) => [customer, list.map(({id}) => id)]),
      ),
      merged,
    },
  };
};

/** Names rows. Touchpoints of one delivery mostly share their list of identifiers: it is read once. */
const naming = () => {
  const known = new Map<readonly KnownIdentifier[], readonly string[]>();
  const forgottenOf = ({identifiers, unsigned = []}: Accepted) => {
    const forgotten = known.get(identifiers) ?? [...identifiers, ...unsigned].flatMap(tombstonesOf);
    known.set(identifiers, forgotten);
    return forgotten;
  };
  return (touchpoint: Accepted): Named => ({
    accepted: touchpoint,
    forgotten: forgottenOf(touchpoint),
    id: storedId(touchpoint.id, touchpoint.occurredAt),
    visitor: touchpoint.identifiers[0]!.visitor,
  });
};

/** What rows say of who is who: each list of identifiers once, as it is first vouched for. */
const sightingsOf = (rows: readonly Named[]): Sighting[] => {
  const told = new Map<Vouched | undefined, Set<readonly KnownIdentifier[]>>();
  const isNew = ({accepted: {identifiers, vouched}}: Named) => {
    const known = told.get(vouched) ?? new Set();
    told.set(vouched, known);
    return known.size < known.add(identifiers).size;
  };
  return rows.filter(isNew).map(({id, accepted: {identifiers, vouched, receivedAt}}) => ({
    touchpoint: id,
    identifiers,
    vouched,
    at: receivedAt,
  }));
};

/** What is on its way while its tenant is deleted. */
const nothingKept = (deliveries: readonly Delivery[]) => ({
  kept: deliveries.map(({accepted}) => ({fates: accepted.map((): Fate => 'erased')})),
  changes: {touchpoints: new Map<string, string[]>(), merged: []},
});

/**
 * The deliveries that count: all but those a log hands over again because it had not heard that they
 * were kept. They are remembered in the transaction that keeps them.
 */
const notAppliedBefore = async (
  sql: Sql,
  tenant: number,
  deliveries: readonly Delivery[],
): Promise<readonly Delivery[]> => {
  const entries = deliveries.flatMap(({entry}) => entry ?? []);
  if (entries.length === 0) return deliveries;
  const rows = await sql.prepared<{entry: string}>(
    `insert into throughline.applied_entry (tenant, log, entry, at)
     select $1, log, entry, $4 from unnest($2::text[], $3::uuid[]) as row (log, entry) order by entry
     on conflict do nothing returning entry`,
    [tenant, entries.map(({log}) => log), entries.map(({id}) => id), Date.now()],
  );
  const fresh = new Set(rows.map(({entry}) => entry));
  return deliveries.filter(({entry}) => !entry || fresh.delete(entry.id));
};

/** How long an entry is remembered while its log is read, ms: it comes again within seconds or never. */
const rememberedMs = 600_000;

/** Forgets which entries of a log were kept, where it has been read long enough since. */
export const forgetApplied = async (
  database: Database,
  log: string,
  now = Date.now(),
): Promise<number> => {
  let forgotten = 0;
  for (const {id} of await allTenants(database)) {
    // By its own number: the lock between tenants holds for the owner of the tables as well.
    const rows = await database.tenant(id, (sql) =>
      sql.query(
        'delete from throughline.applied_entry where tenant = $1 and log = $2 and at < $3 returning 1',
        [id, log, now - rememberedMs],
      ),
    );
    forgotten += rows.length;
  }
  return forgotten;
};

/** When each of these visitors was erased, and whose they are: one question, since it is always asked. */
const lookUp = async (sql: Sql, tenant: number, lists: readonly (readonly string[])[]) => {
  const rows = await sql.query<{visitor: string; at: string | null; customer: string | null}>(
    `select visitor, erased_at as at, null as customer from throughline.tombstone
     where tenant = $1 and visitor = any($2)
     union all
     select visitor, null, customer from throughline.identifier
     where tenant = $1 and visitor = any($2)`,
    [tenant, [...new Set([...new Set(lists)].flat())]],
  );
  const erased = new Map<string, number>();
  const customers = new Map<string, string>();
  for (const {visitor, at, customer} of rows) {
    if (at !== null) erased.set(visitor, Number(at));
    if (customer !== null) customers.set(visitor, customer);
  }
  return {erased, customers};
};

/**
 * Which of these are stored under their own id, though they are now taken for those of a wrong clock:
 * a touchpoint that is sent again a month later is not believed to have happened so long ago.
 */
const keptBefore = async (
  sql: Sql,
  insertion: Insertion,
  rows: readonly Named[],
): Promise<(row: Named) => boolean> => {
  const own = ({visitor, accepted: {id}}: Named) => ({visitor, id: id.toLowerCase()});
  const doubted = rows.filter((row) => row.id !== own(row).id);
  if (doubted.length === 0) return () => false;
  const kept = new Set((await insertion.kept(sql, doubted.map(own))).map(keyText));
  const known = new Set(doubted.filter((row) => kept.has(keyText(own(row)))));
  return (row) => known.has(row);
};

/** Without what was inferred of somebody who objects to that. */
const withoutObjected = async (
  sql: Sql,
  tenant: number,
  rows: readonly Named[],
  customers: ReadonlyMap<string, string>,
): Promise<readonly Named[]> => {
  const whose = rows
    .filter(({accepted: {isInferred}}) => isInferred)
    .map(({visitor}) => customers.get(visitor)!);
  if (whose.length === 0) return rows;
  const objected = await objectors(sql, tenant, new Set(whose));
  return rows.map((row) => {
    if (!row.accepted.isInferred || !objected.has(customers.get(row.visitor)!)) return row;
    const {sentiment: _, ...touchpoint} = JSON.parse(row.accepted.body) as Touchpoint;
    return {...row, accepted: {...row.accepted, body: JSON.stringify(touchpoint)}};
  });
};

const rowOf = ({visitor, id, accepted: {occurredAt, seq, receivedAt, body}}: Named): Row => ({
  visitor,
  id,
  occurredAt,
  seq,
  receivedAt,
  body,
});

const insertQuarantined = (sql: Sql, tenant: number, rows: readonly Quarantined[]) => {
  if (rows.length === 0) return undefined;
  // Each text once, as it came first, and in one order for everybody: two collectors may take the same
  // at a time.
  const keyOf = ({source, context, numbersOf, body}: Quarantined) =>
    JSON.stringify([body, source, context, numbersOf]);
  const once = [...new Map(rows.toReversed().map((row) => [keyOf(row), row])).entries()];
  const sorted = once.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  return sql.prepared(
    `insert into throughline.quarantine (tenant, received_at, sent_at, code, reason, visitors, body,
       source, context, numbers_of, crawler)
     select $1, "receivedAt", "sentAt", code, reason, visitors, body,
            coalesce(source, ''), coalesce(context, ''), coalesce("numbersOf", ''), coalesce(crawler, false)
     from json_to_recordset($2) as row
       ("receivedAt" bigint, "sentAt" bigint, code text, reason text, visitors text[], body text,
        source text, context text, "numbersOf" text, crawler boolean)
     on conflict (tenant, md5(body), source, md5(context), md5(numbers_of))
       do update set code = excluded.code, reason = excluded.reason`,
    [tenant, JSON.stringify(sorted)],
  );
};
