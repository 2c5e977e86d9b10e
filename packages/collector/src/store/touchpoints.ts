import type {Purpose, Touchpoint} from '@throughline/contracts';
import type {Check} from '../check.ts';
import type {Sql} from './database.ts';

/** A touchpoint as it is kept. */
export interface Row {
  /** Whose it is: the first of its identifiers. */
  readonly visitor: string;
  /** See `storedId`. */
  readonly id: string;
  readonly occurredAt: number;
  readonly seq: number;
  readonly receivedAt: number;
  /** The touchpoint's JSON. */
  readonly body: string;
}

/** What a row is known by: unique for ever within a tenant. */
export type Key = Pick<Row, 'visitor' | 'id'>;

/** A place in a timeline: everything older than this touchpoint. */
export interface Place {
  readonly occurredAt: number;
  readonly seq: number;
  readonly id: string;
}

/** A place in the order in which touchpoints arrived: everything after this one. */
export interface Arrived {
  /** ms since the epoch. */
  readonly receivedAt: number;
  /** The id it is stored under. */
  readonly id: string;
}

/** Which of a customer's touchpoints are wanted; all of these together. */
export interface TimelineFilter {
  readonly names?: readonly string[] | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly session?: string | undefined;
  /** The id of a contact. */
  readonly contact?: string | undefined;
  /** ms since the epoch, inclusive. */
  readonly since?: number | undefined;
  /** ms since the epoch, exclusive. */
  readonly until?: number | undefined;
  /** Only those that declare friction. */
  readonly friction?: boolean | undefined;
  /** Text that stands in any of its values, in any case of letters. */
  readonly text?: string | undefined;
  /** What a sender inferred is not shown (see `withoutInference`), and so nothing is found by it. */
  readonly withoutInference?: boolean | undefined;
}

export interface PageOptions {
  readonly limit: number;
  readonly before?: Place | undefined;
  readonly filter?: TimelineFilter | undefined;
}

/**
 * Where touchpoints are kept. Customers, erasures and the account are always in PostgreSQL, and the
 * transaction there decides: what a method does for `sql` counts when that commits, and only then.
 */
export interface Touchpoints {
  /** Written down in PostgreSQL, so that nobody takes the wrong one. */
  readonly kind: 'postgres' | 'clickhouse';
  /** How many touchpoints of a tenant it likes to get at a time, and in how many groups, of it and of all. */
  readonly groups: {readonly most: number; readonly atOnce: number; readonly atOnceOfAll?: number};
  /** Brings its tables up to date. Safe to repeat. */
  migrate(): Promise<void>;
  /** Makes what rows of these ids need, outside of any transaction. */
  prepare(ids: readonly string[]): Promise<void>;
  /** The same, for the rows that one transaction is going to insert. */
  begin(tenant: number, ids: readonly string[]): Promise<Insertion>;

  /** A customer's newest touchpoints before a place. */
  page(sql: Sql, tenant: number, customer: string, options: PageOptions): Promise<Placed[]>;
  count(sql: Sql, tenant: number, customer: string, filter?: TimelineFilter): Promise<number>;
  /**
   * How much there was in each quarter of an hour, by contact, oldest first: what the days of any time
   * zone are made of.
   */
  quarters(sql: Sql, tenant: number, customer: string): Promise<Quarter[]>;
  /** These touchpoints of a customer, oldest first; or the next that arrived, in the order they did. */
  some(
    sql: Sql,
    tenant: number,
    customer: string,
    which: {ids: readonly string[]} | {after: Arrived; limit: number},
  ): Promise<Touchpoint[]>;

  /** Where a touchpoint of a customer lies, which is known by one of these ids. */
  locate(
    sql: Sql,
    tenant: number,
    customer: string,
    ids: readonly string[],
  ): Promise<Key | undefined>;
  /** All of some customers' touchpoints, oldest first, by customer. Of a few, for an export. */
  journeys(
    sql: Sql,
    tenant: number,
    customers: readonly string[],
  ): Promise<Map<string, Touchpoint[]>>;

  /** Deletes all of these visitors'; gives back how many there were. */
  erase(sql: Sql, tenant: number, visitors: readonly string[]): Promise<number>;
  /** Deletes these; gives back how many there were. Of a few. */
  eraseSome(sql: Sql, tenant: number, keys: readonly Key[]): Promise<number>;
  /** Drops, for all tenants, the partitions that hold nothing younger; gives back their names. */
  drop(before: number, counted?: Counted): Promise<string[]>;
  /**
   * Deletes what is older; by the time in its id, or by its arrival where there is none. With purposes:
   * of that, only what is kept for these alone.
   */
  expire(sql: Sql, tenant: number, before: number, purposes?: readonly Purpose[]): Promise<number>;
  /** Visitors first seen before an instant whose customer has no touchpoint left; of these, or of all. */
  idle(sql: Sql, tenant: number, before: number, of?: readonly string[]): Promise<string[]>;

  /** Fails where no touchpoint can be kept now, and leaves nothing behind. */
  probe(sql: Sql, tenant: number): Promise<void>;
  check(now: number): Promise<Check[]>;
  close(): Promise<void>;
}

/** Who is told how much of each tenant goes with a partition: in the transaction that drops it, if there is one. */
export interface Counted {
  readonly tenants: readonly number[];
  readonly count: (sql: Sql, tenant: number, touchpoints: number) => Promise<unknown>;
}

export interface Placed {
  readonly touchpoint: Touchpoint;
  readonly place: Place;
}

/** What of one contact, or of none, fell into a quarter of an hour. */
export interface Quarter {
  /** Since the epoch, in quarters of an hour: every time zone of today is whole ones from UTC. */
  readonly quarter: number;
  readonly contact: string | null;
  readonly touchpoints: number;
  /** Of these, how many declare friction, or are one by their name. */
  readonly frictions: number;
  /** Of these, how many only because a sender inferred a bad feeling. */
  readonly inferred: number;
}
export const QUARTER_MS = 900_000;

/** What one transaction inserts. */
export interface Insertion {
  /** Whether nobody else may keep anything for the tenant meanwhile. */
  readonly alone: boolean;
  /** Which of these are there. Of a handful; `insert` finds out by itself. */
  kept(sql: Sql, keys: readonly Key[]): Promise<Key[]>;
  /**
   * Gives back those that were new, of several with one key the first; or fails with `BeginAgain`, and
   * nothing of the transaction counts.
   */
  insert(sql: Sql, rows: readonly Row[]): Promise<ReadonlySet<Row>>;
  /** The transaction has ended. */
  end(how: {committed: boolean}): void;
}

/**
 * What an insertion took for granted did not hold: rows are there already, which seldom are and which to
 * look for costs a third of an insertion; or their week was dropped meanwhile. Begun again, it is looked at.
 */
export class BeginAgain extends Error {
  override readonly name = 'BeginAgain';
}

/** Rows, in their order, under each customer; none is left out who has none. */
export const byCustomer = (
  customers: readonly string[],
  rows: readonly {readonly customer: string; readonly body: Touchpoint}[],
): Map<string, Touchpoint[]> => {
  const journeys = new Map<string, Touchpoint[]>(customers.map((customer) => [customer, []]));
  for (const {customer, body} of rows) journeys.get(customer)?.push(body);
  return journeys;
};
