import type {Identifier, Touchpoint} from '@throughline/contracts';
import type {Sql} from './database.ts';
import {bound, firstTime, tolerance} from './partitions.ts';

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

/** The customer of the first of these visitors that is known. */
export const customerOf = async (
  sql: Sql,
  tenant: number,
  visitors: readonly string[],
): Promise<string | undefined> => {
  const [row] = await sql.query<{customer: string}>(
    `select customer from throughline.identifier
     where tenant = $1 and visitor = any($2) order by array_position($2, visitor) limit 1`,
    [tenant, visitors],
  );
  return row?.customer;
};

/** What a customer is known by, masked, oldest first. */
export const identifiersOf = async (
  sql: Sql,
  tenant: number,
  customer: string,
): Promise<Identifier[]> =>
  sql.query<Identifier>(
    `select kind, display as value from throughline.identifier
     where tenant = $1 and customer = $2 order by first_seen, visitor limit 100`,
    [tenant, customer],
  );

/** A place in a timeline: everything older than this touchpoint. */
export interface Place {
  readonly occurredAt: number;
  readonly seq: number;
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
}

/** A filter as SQL on `touchpoint`; its values follow the `given` ones. */
const conditions = (filter: TimelineFilter, given: readonly unknown[]) => {
  const values = [...given];
  const all: string[] = [];
  const add = (sql: (value: string) => string, value: unknown) => {
    if (value !== undefined) all.push(sql(`$${values.push(value)}`));
  };
  add((value) => `body->>'name' = any(${value}::text[])`, filter.names);
  add((value) => `body->>'channel' = any(${value}::text[])`, filter.channels);
  add((value) => `body->>'sessionId' = ${value}`, filter.session);
  add((value) => `body->'contact'->>'id' = ${value}`, filter.contact);
  add((value) => `occurred_at >= ${value}`, filter.since);
  add((value) => `occurred_at < ${value}`, filter.until);
  if (filter.friction) all.push(`body->>'friction' is not null`);
  // A path that says: any text within that holds this one, letter by letter. The path is a value.
  add(
    (value) => `jsonb_path_exists(body::jsonb, ${value}::text::jsonpath)`,
    filter.text === undefined
      ? undefined
      : `$.** ? (@.type() == "string" && @ like_regex ${JSON.stringify(filter.text)} flag "iq")`,
  );
  return {sql: all.map((condition) => ` and ${condition}`).join(''), values};
};

const visitors = `select visitor from throughline.identifier where tenant = $1 and customer = $2`;

interface TimelineRow {
  readonly body: Touchpoint;
  readonly occurred_at: string;
  readonly seq: number;
  readonly id: string;
}

const day = 24 * 3_600_000;
/** Where a first look ends: most of what is asked for lies within, and in few partitions. */
const nearMs = 28 * day;

/**
 * A customer's newest touchpoints before a place: one index read for each visitor and partition,
 * merged. The partitions of the last weeks are read first, and the others only if that is not enough.
 */
export const timelinePage = async (
  sql: Sql,
  tenant: number,
  customer: string,
  {
    limit,
    before,
    filter = {},
  }: {limit: number; before?: Place | undefined; filter?: TimelineFilter | undefined},
): Promise<{touchpoint: Touchpoint; place: Place}[]> => {
  const place = before ?? {occurredAt: latest, seq: 0, id: zeroId};
  const near = Math.min(place.occurredAt, Date.now()) - nearMs;
  let rows = await readBefore(sql, tenant, customer, {place, limit, filter, from: near});
  // What lies in older partitions happened earlier than this.
  const sure = rows.filter(({occurred_at}) => Number(occurred_at) >= near + tolerance);
  if (sure.length < limit) {
    rows = await readBefore(sql, tenant, customer, {place, limit, filter, from: 0});
  }
  return rows.map(({body, occurred_at, seq, id}) => ({
    touchpoint: body,
    place: {occurredAt: Number(occurred_at), seq, id},
  }));
};

/** The last instant that fits into an id. */
const latest = 2 ** 48 - 1;
const zeroId = '00000000-0000-0000-0000-000000000000';

/** In the partitions of `from` and later, and in that of ids without a time. */
const readBefore = (
  sql: Sql,
  tenant: number,
  customer: string,
  {
    place: {occurredAt, seq, id},
    limit,
    filter,
    from,
  }: {place: Place; limit: number; filter: TimelineFilter; from: number},
): Promise<TimelineRow[]> => {
  const since = from > 0 ? bound(from) : firstTime;
  const until = bound(Math.min(occurredAt + tolerance, latest));
  const wanted = conditions(filter, [tenant, customer, occurredAt, seq, id, limit, since, until]);
  const read = (ids: string) => `
    (select body, occurred_at, seq, id from throughline.touchpoint
     where tenant = $1 and visitor = v.visitor and ${ids}
       and (occurred_at, seq, id) < ($3::bigint, $4::int, $5::uuid)${wanted.sql}
     order by occurred_at desc, seq desc, id desc limit $6)`;
  return sql.prepared<TimelineRow>(
    `select t.body, t.occurred_at, t.seq, t.id
     from (${visitors}) v cross join lateral (
       ${read('id >= $7::uuid and id <= $8::uuid')} union all ${read(`id < '${firstTime}'`)}
     ) t
     order by t.occurred_at desc, t.seq desc, t.id desc limit $6`,
    wanted.values,
  );
};

export const countTouchpoints = async (
  sql: Sql,
  tenant: number,
  customer: string,
  filter: TimelineFilter = {},
): Promise<number> => {
  const wanted = conditions(filter, [tenant, customer]);
  const [row] = await sql.prepared<{n: string}>(
    `select count(*) as n from throughline.touchpoint
     where tenant = $1 and visitor in (${visitors})${wanted.sql}`,
    wanted.values,
  );
  return Number(row!.n);
};

/** A place in the order in which touchpoints arrived: everything after this one. */
export interface Arrived {
  /** ms since the epoch. */
  readonly receivedAt: number;
  /** The id it is stored under. */
  readonly id: string;
}

/** These touchpoints of a customer, oldest first; or the next that arrived, in the order they did. */
export const touchpointsOf = async (
  sql: Sql,
  tenant: number,
  customer: string,
  which: {ids: readonly string[]} | {after: Arrived; limit: number},
): Promise<Touchpoint[]> => {
  const [wanted, values] =
    'ids' in which
      ? ['t.id = any($3::uuid[]) order by t.occurred_at, t.seq, t.id', [which.ids]]
      : [
          '(t.received_at, t.id) > ($3, $4::uuid) order by t.received_at, t.id limit $5',
          [which.after.receivedAt, which.after.id, which.limit],
        ];
  const rows = await sql.query<{body: Touchpoint}>(
    `select t.body from (${visitors}) v
     join throughline.touchpoint t on t.tenant = $1 and t.visitor = v.visitor
     where ${wanted}`,
    [tenant, customer, ...values],
  );
  return rows.map(({body}) => body);
};
