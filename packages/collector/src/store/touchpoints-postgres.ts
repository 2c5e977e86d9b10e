import {randomUUID} from 'node:crypto';
import {availableParallelism} from 'node:os';
import type {Purpose, Touchpoint} from '@throughline/contracts';
import {FRICTION_NAMES} from '@throughline/journey';
import type {Connections, Sql} from './database.ts';
import {
  bound,
  dropPartitions,
  firstTime,
  idsAhead,
  makePartitions,
  missingPartitions,
  tolerance,
} from './partitions.ts';
import {hasMovedHere, keyText, movedOf, movesOf, type Moved} from './moves.ts';
import {latest, nearFirst, type Look} from './near-first.ts';
import {hasState} from './sql-errors.ts';
import {
  BeginAgain,
  QUARTER_MS,
  byCustomer,
  type Arrived,
  type Key,
  type PageOptions,
  type Placed,
  type Quarter,
  type Row,
  type TimelineFilter,
  type Touchpoints,
} from './touchpoints.ts';

/** Touchpoints in a partitioned table, beside all else. */
export const postgresTouchpoints = (database: Connections): Touchpoints => {
  /** The weeks whose partitions are known to be there. */
  const made = new Set<number>();
  /** Until when rows of a tenant are not taken for new, ms of this process. */
  const doubted = new Map<number, number>();
  const prepare = (ids: readonly string[]) => makePartitions(database, ids, made);
  return {
    kind: 'postgres',
    // While one group waits for its answers, the next is under way. A greater one costs no less each,
    // and holds the event loop for longer. More of them at once, of however many tenants, are smaller
    // and in each other's way: four tenants were kept half as fast by eight as by three.
    groups: {most: 500, atOnce: 2, atOnceOfAll: availableParallelism() + 1},
    migrate: async () => {}, // With the rest of the schema.
    prepare,
    async begin(tenant, ids) {
      await prepare(ids);
      return {
        alone: false,
        kept: (sql, keys) => kept(sql, tenant, keys),
        async insert(sql, rows) {
          if (rows.length === 0) return new Set();
          const now = performance.now();
          const doubt = () => doubted.set(tenant, now + doubtMs);
          const areNew =
            now >= (doubted.get(tenant) ?? 0) &&
            new Set(rows.map(({id}) => id)).size === rows.length;
          try {
            if (areNew) {
              await sql.prepared(inserting, [tenant, ...columnsOf(rows)]);
              return new Set(rows);
            }
            const once = firstOfEach(rows);
            const fresh = await insertFresh(sql, tenant, [...once.values()]);
            if (fresh.length < once.size) doubt();
            return new Set(fresh.map((key) => once.get(keyText(key))!));
          } catch (error) {
            const isThere = areNew && hasState(error, '23505');
            // There is no other check on this table than which partition a row is for.
            if (!isThere && !hasState(error, '23514')) throw error;
            if (isThere) doubt();
            throw new BeginAgain('What an insertion took for granted does not hold.', {
              cause: error,
            });
          }
        },
        end({committed}) {
          if (!committed) made.clear(); // Retention may have dropped one: they are looked at again.
        },
      };
    },
    page,
    count,
    quarters,
    some,
    locate,
    journeys,
    erase,
    eraseSome,
    drop: (before, counted) => dropPartitions(database, before, counted),
    expire,
    idle,
    probe,
    async check(now) {
      const missing = await missingPartitions(database, idsAhead(now));
      return [
        {
          what: 'partitions for this week and the next',
          look:
            missing.length > 0 &&
            `a collector makes ${missing.join(' and ')} when it starts: start one`,
        },
      ];
    },
    close: async () => {},
  };
};

const kept = (sql: Sql, tenant: number, keys: readonly Key[]): Promise<Key[]> =>
  sql.query<Key>(
    `select visitor, id from throughline.touchpoint
     where tenant = $1 and visitor = any($2) and id = any($3::uuid[])`,
    [tenant, keys.map(({visitor}) => visitor), keys.map(({id}) => id)],
  );

/** How long a tenant's rows are looked up before they are inserted once some were there, ms. */
const doubtMs = 10_000;

/** Rows, as the values of `inserting` after a tenant: a text for each column. */
const columnsOf = (rows: readonly Row[]): string[] => {
  // In the order of their ids, so that two collectors with the same touchpoints cannot deadlock.
  const sorted = rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  // Columns as lines of text: none of them can hold a line break, and unlike in an array's text
  // nothing needs to be escaped, which costs more than the insert itself.
  const column = (name: keyof Row) => sorted.map((row) => row[name]).join('\n');
  return [
    column('visitor'),
    column('id'),
    column('occurredAt'),
    column('seq'),
    column('receivedAt'),
    column('body'),
  ];
};

const inserting = `
  insert into throughline.touchpoint (tenant, visitor, id, occurred_at, seq, received_at, body)
  select $1, visitor, id::uuid, occurred_at::bigint, seq::int, received_at::bigint, body::json
  from unnest(${[2, 3, 4, 5, 6, 7].map((n) => `string_to_array($${n}, e'\\n')`).join(', ')})
    as row (visitor, id, occurred_at, seq, received_at, body)`;

/** Inserts those that are not there, and gives back what they are known by. */
const insertFresh = (sql: Sql, tenant: number, rows: readonly Row[]): Promise<Key[]> =>
  sql.prepared<Key>(`${inserting} on conflict do nothing returning visitor, id`, [
    tenant,
    ...columnsOf(rows),
  ]);

const firstOfEach = (rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.toReversed().map((row) => [keyText(row), row]));

/** Whether a feeling is one that was told, and whether a friction is none but a feeling that was not. */
const isTold = `coalesce(body->'sentiment'->>'source' <> 'inferred', false)`;
const isGuess = `(not ${isTold} and coalesce(body->'friction'->>'type' = 'negative_sentiment', false))`;

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
  if (filter.friction)
    all.push(
      `body->>'friction' is not null${filter.withoutInference ? ` and not ${isGuess}` : ''}`,
    );
  const shown = filter.withoutInference
    ? `body::jsonb - case when ${isGuess} then array['sentiment', 'friction']
                          when ${isTold} then array[]::text[] else array['sentiment'] end`
    : 'body::jsonb';
  // A path that says: any text within that holds this one, letter by letter. The path is a value.
  add(
    (value) => `jsonb_path_exists(${shown}, ${value}::text::jsonpath)`,
    filter.text === undefined
      ? undefined
      : `$.** ? (@.type() == "string" && @ like_regex ${JSON.stringify(filter.text)} flag "iq")`,
  );
  return {sql: all.map((condition) => ` and ${condition}`).join(''), values};
};

const visitorsOf = `select visitor from throughline.identifier where tenant = $1 and customer = $2`;

/** Rows by their keys. */
const these = (keys: readonly Key[], n: number) => ({
  sql: `visitor = any($${n}::text[]) and id = any($${n + 1}::uuid[])
    and visitor || ' ' || id = any($${n + 2}::text[])`,
  values: [
    [...new Set(keys.map(({visitor}) => visitor))],
    [...new Set(keys.map(({id}) => id))],
    keys.map(keyText),
  ],
});

/**
 * What was moved, as conditions on `touchpoint`, with their values after the `given` ones: what of a
 * visitor is not its customer's, and what of others is. Nothing where nothing was, as nearly always.
 */
const movedAs = ({away, here}: Moved, given: readonly unknown[]) => {
  const n = given.length + 1;
  const apart = away.length > 0 ? ` and visitor || ' ' || id <> all($${n}::text[])` : '';
  const values = away.length > 0 ? [...given, away.map(keyText)] : [...given];
  if (here.length === 0) return {apart, here: undefined, values};
  const theirs = these(here, values.length + 1);
  return {apart, here: theirs.sql, values: [...values, ...theirs.values]};
};

interface TimelineRow {
  readonly body: Touchpoint;
  readonly occurred_at: string;
  readonly seq: number;
  readonly id: string;
}

/** One index read for each visitor and partition, merged. */
const page = async (
  sql: Sql,
  tenant: number,
  customer: string,
  options: PageOptions,
): Promise<Placed[]> => {
  const moved = await movedOf(sql, tenant, customer);
  return nearFirst(options, async (look) => {
    const rows = await readBefore(sql, tenant, customer, {look, moved});
    return rows.map(({body, occurred_at, seq, id}) => ({
      touchpoint: body,
      place: {occurredAt: Number(occurred_at), seq, id},
    }));
  });
};

const readBefore = (
  sql: Sql,
  tenant: number,
  customer: string,
  {look, moved}: {look: Look; moved: Moved},
): Promise<TimelineRow[]> => {
  const {
    place: {occurredAt, seq, id},
    limit,
    filter,
    from,
  } = look;
  const since = from > 0 ? bound(from) : firstTime;
  const until = bound(Math.min(occurredAt + tolerance, latest));
  const wanted = conditions(filter, [tenant, customer, occurredAt, seq, id, limit, since, until]);
  const {apart, here, values} = movedAs(moved, wanted.values);
  const read = (which: string) => `
    (select body, occurred_at, seq, id from throughline.touchpoint
     where tenant = $1 and ${which}
       and (occurred_at, seq, id) < ($3::bigint, $4::int, $5::uuid)${wanted.sql}
     order by occurred_at desc, seq desc, id desc limit $6)`;
  const within = '(id >= $7::uuid and id <= $8::uuid)';
  const old = `id < '${firstTime}'`;
  return sql.prepared<TimelineRow>(
    `select t.body, t.occurred_at, t.seq, t.id
     from (${visitorsOf}) v cross join lateral (
       ${[within, old].map((ids) => read(`visitor = v.visitor and ${ids}${apart}`)).join(' union all ')}
     ) t
     ${here ? `union all ${read(`${here} and (${within} or ${old})`)}` : ''}
     order by occurred_at desc, seq desc, id desc limit $6`,
    values,
  );
};

const count = async (
  sql: Sql,
  tenant: number,
  customer: string,
  filter: TimelineFilter = {},
): Promise<number> => {
  const wanted = conditions(filter, [tenant, customer]);
  const {apart, here, values} = movedAs(await movedOf(sql, tenant, customer), wanted.values);
  const read = (which: string) =>
    `(select count(*) from throughline.touchpoint where tenant = $1 and ${which}${wanted.sql})`;
  const [row] = await sql.prepared<{n: string}>(
    `select ${read(`visitor in (${visitorsOf})${apart}`)}${here ? ` + ${read(here)}` : ''} as n`,
    values,
  );
  return Number(row!.n);
};

const quarters = async (sql: Sql, tenant: number, customer: string): Promise<Quarter[]> => {
  const moved = await movedOf(sql, tenant, customer);
  const {apart, here, values} = movedAs(moved, [tenant, customer, FRICTION_NAMES]);
  // Each text is read once: what says `body->` several times has it read as often, twice as slow.
  const read = (which: string) =>
    `select occurred_at / ${QUARTER_MS} as quarter, contact->>'id' as contact,
       friction->>'type' as friction, name = any($3::text[]) as named, sentiment->>'source' as source
     from throughline.touchpoint,
       json_to_record(body) as told (name text, contact json, friction json, sentiment json)
     where tenant = $1 and ${which}`;
  const rows = await sql.prepared<Record<keyof Quarter, string> & {contact: string | null}>(
    `select quarter, contact, count(*) as touchpoints,
       count(*) filter (where named or friction is not null) as frictions,
       count(*) filter (
         where not named and friction = 'negative_sentiment' and coalesce(source, 'inferred') = 'inferred'
       ) as inferred
     from (${read(`visitor in (${visitorsOf})${apart}`)}${here ? ` union all ${read(here)}` : ''}) t
     group by quarter, contact order by quarter`,
    values,
  );
  return rows.map(({quarter, contact, touchpoints, frictions, inferred}) => ({
    quarter: Number(quarter),
    contact,
    touchpoints: Number(touchpoints),
    frictions: Number(frictions),
    inferred: Number(inferred),
  }));
};

const some = async (
  sql: Sql,
  tenant: number,
  customer: string,
  which: {ids: readonly string[]} | {after: Arrived; limit: number},
): Promise<Touchpoint[]> => {
  const [wanted, order, asked] =
    'ids' in which
      ? ['id = any($3::uuid[])', 'occurred_at, seq, id', [which.ids]]
      : [
          '(received_at, id) > ($3, $4::uuid)',
          'received_at, id limit $5',
          [which.after.receivedAt, which.after.id, which.limit],
        ];
  const moved = await movedOf(sql, tenant, customer);
  const {apart, here, values} = movedAs(moved, [tenant, customer, ...asked]);
  const read = (mine: string) =>
    `select body, occurred_at, seq, received_at, id from throughline.touchpoint
     where tenant = $1 and ${mine} and ${wanted}`;
  const rows = await sql.query<{body: Touchpoint}>(
    `select body from (
       ${read(`visitor in (${visitorsOf})${apart}`)} ${here ? `union all ${read(here)}` : ''}
     ) t order by ${order}`,
    values,
  );
  return rows.map(({body}) => body);
};

const locate = async (
  sql: Sql,
  tenant: number,
  customer: string,
  ids: readonly string[],
): Promise<Key | undefined> => {
  const {away, here} = await movedOf(sql, tenant, customer);
  const gone = new Set(away.map(keyText));
  const rows = await sql.query<Key>(
    `select visitor, id from throughline.touchpoint
     where tenant = $1 and id = any($3::uuid[]) and visitor in (${visitorsOf})`,
    [tenant, customer, ids],
  );
  return [...here.filter(({id}) => ids.includes(id)), ...rows].find(
    (key) => !gone.has(keyText(key)),
  );
};

const journeys = async (
  sql: Sql,
  tenant: number,
  customers: readonly string[],
): Promise<Map<string, Touchpoint[]>> => {
  const moves = await movesOf(sql, tenant, customers);
  const keys = these(moves, 3);
  // Each row with whose it is, which of a moved one is what was said of it.
  const rows = await sql.query<{customer: string; body: Touchpoint}>(
    `with said as (
       select * from unnest($${keys.values.length + 3}::text[], $${keys.values.length + 4}::text[]) as said (key, customer)
     )
     select customer, body from (
       select v.customer, t.body, t.occurred_at, t.seq, t.id from throughline.identifier v
       join throughline.touchpoint t on t.tenant = $1 and t.visitor = v.visitor
       where v.tenant = $1 and v.customer = any($2)
         and t.visitor || ' ' || t.id <> all($5::text[])
       union all
       select said.customer, t.body, t.occurred_at, t.seq, t.id from throughline.touchpoint t
       join said on said.key = t.visitor || ' ' || t.id
       where tenant = $1 and ${keys.sql}
     ) t order by occurred_at, seq, id`,
    [tenant, customers, ...keys.values, moves.map(keyText), moves.map(({to}) => to)],
  );
  return byCustomer(customers, rows);
};

const erase = async (sql: Sql, tenant: number, visitors: readonly string[]): Promise<number> => {
  const rows = await sql.query(
    'delete from throughline.touchpoint where tenant = $1 and visitor = any($2) returning 1',
    [tenant, visitors],
  );
  return rows.length;
};

const eraseSome = async (sql: Sql, tenant: number, keys: readonly Key[]): Promise<number> => {
  if (keys.length === 0) return 0;
  const wanted = these(keys, 2);
  const rows = await sql.query(
    `delete from throughline.touchpoint where tenant = $1 and ${wanted.sql} returning 1`,
    [tenant, ...wanted.values],
  );
  return rows.length;
};

const expire = async (
  sql: Sql,
  tenant: number,
  before: number,
  purposes?: readonly Purpose[],
): Promise<number> => {
  const [row] = await sql.query<{n: string}>(
    `with gone as (
       delete from throughline.touchpoint
       where tenant = $1 and (id >= $2 and id < $3 or id < $2 and received_at < $4)
         and ($5::text[] is null or ${onlyFor('$5')}) returning 1)
     select count(*) as n from gone`,
    [tenant, firstTime, bound(before), before, purposes ?? null],
  );
  return Number(row!.n);
};

/** Whether a touchpoint says what it is kept for, and that is nothing else than these. */
const onlyFor = (purposes: string) => `
  json_array_length(body->'consent'->'purposes') > 0 and not exists (
    select from json_array_elements_text(body->'consent'->'purposes') purpose
    where purpose <> all(${purposes}))`;

const idle = async (
  sql: Sql,
  tenant: number,
  before: number,
  of?: readonly string[],
): Promise<string[]> => {
  const rows = await sql.query<{visitor: string}>(
    `select visitor from throughline.identifier i
     where tenant = $1 and first_seen < $2 and ($3::text[] is null or visitor = any($3))
       and not ${hasMovedHere}
       and not exists (
       select from throughline.identifier other
       join throughline.touchpoint t on t.tenant = $1 and t.visitor = other.visitor
       where other.tenant = $1 and other.customer = i.customer)`,
    [tenant, before, of ?? null],
  );
  return rows.map(({visitor}) => visitor);
};

const probe = async (sql: Sql, tenant: number): Promise<void> => {
  const at = Date.now();
  const visitor = `readiness:${randomUUID()}`;
  const [id] = idsAhead(at);
  await sql.query(
    `insert into throughline.touchpoint (tenant, visitor, id, occurred_at, seq, received_at, body)
     values ($1, $2, $3, $4, 0, $4, '{}')`,
    [tenant, visitor, id, at],
  );
  await sql.query(
    'delete from throughline.touchpoint where tenant = $1 and visitor = $2 and id = $3',
    [tenant, visitor, id],
  );
};
