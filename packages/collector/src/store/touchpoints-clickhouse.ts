import {uuidV7Time, type Touchpoint} from '@throughline/contracts';
import {FRICTION_NAMES} from '@throughline/journey';
import {Refusal} from '../errors.ts';
import {definitions, openTables, slowMs, type ClickHouseTables} from './clickhouse-tables.ts';
import type {ClickHouse} from './clickhouse.ts';
import type {Connections, Sql} from './database.ts';
import {
  dropTokens,
  forgottenTokens,
  openInsertions,
  openTokens,
  takeToken,
  type Token,
} from './insertions.ts';
import {hasMovedHere, keyText, movedOf, movesOf} from './moves.ts';
import {latest, nearFirst, type Look} from './near-first.ts';
import {tolerance, week} from './partitions.ts';
import {
  QUARTER_MS,
  byCustomer,
  type Insertion,
  type Key,
  type PageOptions,
  type Placed,
  type Quarter,
  type Row,
  type TimelineFilter,
  type Touchpoints,
} from './touchpoints.ts';

const day = 24 * 3_600_000;
/** Visitors in one statement: a parameter is text of an address, which is at most a megabyte. */
const visitorsAtOnce = 1000;

/**
 * Touchpoints in ClickHouse. It has no transaction with PostgreSQL, so each row says which insertion
 * it came by, and what PostgreSQL has written down as not finished does not count: see `insertions.ts`.
 */
export const clickHouseTouchpoints = (
  database: Connections,
  clickhouse: ClickHouse,
  {name = 'throughline', cluster}: {name?: string; cluster?: string | undefined} = {},
): Touchpoints => {
  const store = openTables(clickhouse, {name, cluster});
  const insertions = openInsertions(database);
  return {
    kind: 'clickhouse',
    // An insert costs much by itself and little by the row; and only one can be under way.
    groups: {most: 8000, atOnce: 1},
    async migrate() {
      for (const text of definitions({name, cluster})) await clickhouse.run(text, {ms: slowMs});
    },
    prepare: async () => {}, // A part of any month is made when it is first written.
    async begin(tenant) {
      return insertion(store, tenant, await insertions.begin(tenant), insertions.giveBack);
    },
    async page(sql, tenant, customer, options) {
      const whose = await lookUp(sql, tenant, customer);
      return whose.params.visitors.length === 0 ? [] : page(store, tenant, whose, options);
    },
    async count(sql, tenant, customer, filter = {}) {
      const whose = await lookUp(sql, tenant, customer);
      if (whose.params.visitors.length === 0) return 0;
      const wanted = conditions(filter);
      const [row] = await store.select<{n: string}>(tenant, {
        columns: 'uniqExact(visitor, id) as n',
        where: `${whose.theirs}${wanted.sql}`,
        params: {...whose.params, ...wanted.params},
      });
      return Number(row!.n);
    },
    async quarters(sql, tenant, customer) {
      const whose = await lookUp(sql, tenant, customer);
      return whose.params.visitors.length === 0 ? [] : quarters(store, tenant, whose);
    },
    async some(sql, tenant, customer, which) {
      const whose = await lookUp(sql, tenant, customer);
      if (whose.params.visitors.length === 0) return [];
      const rows = await store.select<{body: string}>(tenant, {
        columns: 'body',
        ...('ids' in which
          ? {
              where: `${whose.theirs} and ${these}`,
              params: {...whose.params, ...idsOf(which.ids)},
              tail: 'order by occurred_at, seq, UUIDToNum(id) limit 1 by visitor, id',
            }
          : {
              where: `${whose.theirs} and (received_at, UUIDToNum(id)) > ({at:Int64}, UUIDToNum({id:UUID}))`,
              params: {
                ...whose.params,
                at: which.after.receivedAt,
                id: which.after.id,
                limit: which.limit,
              },
              tail: 'order by received_at, UUIDToNum(id) limit 1 by visitor, id limit {limit:UInt32}',
            }),
      });
      return rows.map(({body}) => JSON.parse(body) as Touchpoint);
    },
    async locate(sql, tenant, customer, ids) {
      const whose = await lookUp(sql, tenant, customer);
      if (whose.params.visitors.length === 0) return undefined;
      const [found] = await store.select<{visitor: string; uuid: string}>(tenant, {
        columns: 'visitor, toString(id) as uuid',
        where: `${whose.theirs} and ${these}`,
        params: {...whose.params, ...idsOf(ids)},
        tail: 'limit 1',
      });
      return found && {visitor: found.visitor, id: found.uuid};
    },
    async journeys(sql, tenant, customers) {
      const known = await sql.query<{visitor: string; customer: string}>(
        `select visitor, customer from throughline.identifier where tenant = $1 and customer = any($2)`,
        [tenant, customers],
      );
      const whose = new Map(known.map(({visitor, customer}) => [visitor, customer]));
      const open = await openTokens(sql, tenant);
      const moves = await movesOf(sql, tenant, customers);
      // Of a moved one, what was said of it.
      const said = new Map(moves.map((move) => [keyText(move), move.to]));
      const all = new Set([...whose.keys(), ...moves.map(({visitor}) => visitor)]);
      const rows: {customer: string; body: Touchpoint}[] = [];
      for (const visitors of chunks([...all])) {
        const found = await store.select<{visitor: string; uuid: string; body: string}>(tenant, {
          columns: 'visitor, toString(id) as uuid, body',
          where: theirs,
          params: {visitors, open},
          tail: 'limit 1 by visitor, id',
        });
        for (const {visitor, uuid, body} of found) {
          const key = keyText({visitor, id: uuid});
          const customer = said.has(key) ? said.get(key) : whose.get(visitor);
          if (customer) rows.push({customer, body: JSON.parse(body) as Touchpoint});
        }
      }
      const inOrder = rows.toSorted(
        ({body: one}, {body: other}) =>
          one.occurredAt - other.occurredAt || one.seq - other.seq || (one.id < other.id ? -1 : 1),
      );
      return byCustomer(customers, inOrder);
    },
    async erase(sql, tenant, visitors) {
      const open = await openTokens(sql, tenant);
      let erased = 0;
      for (const some of chunks(visitors)) {
        const where = 'visitor in {visitors:Array(String)}';
        erased += await store.remove(tenant, where, {visitors: some}, open);
      }
      return erased;
    },
    async eraseSome(sql, tenant, keys) {
      if (keys.length === 0) return 0;
      return store.remove(
        tenant,
        `visitor in {visitors:Array(String)} and ${these} and ${among('some')}`,
        {
          visitors: keys.map(({visitor}) => visitor),
          ...idsOf(keys.map(({id}) => id)),
          some: keys.map(keyText),
        },
        await openTokens(sql, tenant),
      );
    },
    async drop(before, counted) {
      await store.purge();
      const gone = new Map<number, number>();
      const names = await store.drop(before, counted?.tenants ?? [], gone);
      for (const [tenant, touchpoints] of gone)
        await database.tenant(tenant, (sql) => counted!.count(sql, tenant, touchpoints));
      return names;
    },
    async expire(sql, tenant, before, purposes) {
      const given = await forgottenTokens(sql, tenant);
      if (given.length > 0) {
        await store.remove(tenant, 'has({given:Array(UUID)}, insertion)', {given});
        await dropTokens(sql, tenant, given);
      }
      const where =
        '(made_at >= {week:Int64} and made_at < {before:Int64} or made_at < {week:Int64} and received_at < {before:Int64})';
      const all = purposes ? `${where} and ${onlyFor}` : where;
      // Once a day and not every hour: to delete a row costs as much as to delete a million.
      return store.remove(
        tenant,
        all,
        {week, before: before - (before % day), ...(purposes && {purposes})},
        await openTokens(sql, tenant),
      );
    },
    idle: (sql, tenant, before, of) => idle(store, sql, tenant, {before, of}),
    async probe(sql, tenant) {
      // Not with a row: each would make a part of its own, and a second to take it out again.
      await store.select(tenant, {columns: '1 as one', where: "visitor = ''", tail: 'limit 1'});
      await sql.query(
        `insert into throughline.insertion (tenant, token, begun_at) select $1, gen_random_uuid(), 0`,
        [tenant],
      );
      await sql.query('delete from throughline.insertion where tenant = $1 and begun_at = 0', [
        tenant,
      ]);
    },
    async check() {
      const [row] = await clickhouse.select<{version: string}>('select version() as version');
      const tested = Number(row!.version.split('.')[0]) >= 26;
      return [
        {
          what: `touchpoints in ClickHouse ${row!.version}`,
          look: !tested && 'version 26 is what this was tested with',
        },
      ];
    },
    close: () => clickhouse.close(),
  };
};

const insertion = (
  store: ClickHouseTables,
  tenant: number,
  held: Token,
  giveBack: (tenant: number, held: Token) => void,
): Insertion => {
  let state: 'unused' | 'taken' | 'sent' = 'unused';
  const kept = async (sql: Sql, keys: readonly Key[]) => {
    const open = await openTokens(sql, tenant);
    const visitors = [...new Set(keys.map(({visitor}) => visitor))];
    const found = await store.select<{visitor: string; uuid: string}>(tenant, {
      columns: 'visitor, toString(id) as uuid',
      where: `${theirs} and ${these}`,
      params: {visitors, open, ...idsOf(keys.map(({id}) => id))},
    });
    const known = new Set(found.map(({visitor, uuid}) => keyOf({visitor, id: uuid})));
    return keys.filter((key) => known.has(keyOf(key)));
  };
  return {
    // What is looked up must stay true until it is committed, for which PostgreSQL has an index and
    // this has not.
    alone: true,
    kept,
    async insert(sql, rows) {
      if (rows.length === 0) return new Set();
      const once = new Map(rows.map((row) => [keyOf(row), row]).toReversed() as [string, Row][]);
      if (!(await takeToken(sql, tenant, held.token))) {
        state = 'sent'; // It is not used again.
        throw new Refusal('store_unavailable', {detail: 'An insertion was given up.'});
      }
      state = 'taken';
      for (const key of await kept(sql, [...once.values()])) once.delete(keyOf(key));
      if (once.size > 0) {
        state = 'sent';
        await store.insert(tenant, [...once.values()], held.token);
      }
      return new Set(once.values());
    },
    end({committed}) {
      // An insert that nobody knows the end of may still arrive, and must find its token taken.
      if (state === 'unused' || (state === 'taken' && !committed)) giveBack(tenant, held);
    },
  };
};

const keyOf = ({visitor, id}: Key) => `${visitor} ${id}`;

/** Of these visitors, without what does not count. */
const theirs = 'visitor in {visitors:Array(String)} and not has({open:Array(UUID)}, insertion)';
/** Of these ids. Their times say in which parts they can be: new ones in the newest only. */
const these = 'made_at in {times:Array(Int64)} and id in {ids:Array(UUID)}';

const idsOf = (ids: readonly string[]) => ({ids, times: [...new Set(ids.map(uuidV7Time))]});

/** Whether a row is one of these. */
const among = (name: string) => `has({${name}:Array(String)}, concat(visitor, ' ', toString(id)))`;

/** A customer's rows, as a condition with its parameters: those of their visitors, but for moved ones. */
const lookUp = async (sql: Sql, tenant: number, customer: string) => {
  const [row] = await sql.prepared<{visitors: string[]; open: string[]}>(
    `select array(select visitor from throughline.identifier where tenant = $1 and customer = $2) as visitors,
            array(select token::text from throughline.insertion where tenant = $1) as open`,
    [tenant, customer],
  );
  const {visitors, open} = row!;
  const {away, here} = await movedOf(sql, tenant, customer);
  if (away.length + here.length === 0) return {theirs, params: {visitors, open}};
  const own = `visitor in {own:Array(String)} and not ${among('away')}`;
  return {
    theirs: `${theirs} and (${own} or ${among('here')})`,
    params: {
      visitors: [...new Set([...visitors, ...here.map(({visitor}) => visitor)])],
      open,
      own: visitors,
      away: away.map(keyText),
      here: here.map(keyText),
    },
  };
};
type Whose = Awaited<ReturnType<typeof lookUp>>;

const page = (
  store: ClickHouseTables,
  tenant: number,
  whose: Whose,
  options: PageOptions,
): Promise<Placed[]> =>
  nearFirst(options, async ({place, limit, filter, from}: Look) => {
    const wanted = conditions(filter);
    const rows = await store.select<{body: string; at: string; seq: number; uuid: string}>(tenant, {
      columns: 'body, occurred_at as at, seq, toString(id) as uuid',
      where: `${whose.theirs} and (made_at >= {from:Int64} and made_at <= {until:Int64} or made_at < {week:Int64})
        and (occurred_at, seq, UUIDToNum(id)) < ({at:Int64}, {seq:Int64}, UUIDToNum({id:UUID}))${wanted.sql}`,
      // Not by FINAL: a repeated row is left out here whatever insertion it came by.
      tail: 'order by occurred_at desc, seq desc, UUIDToNum(id) desc limit 1 by visitor, id limit {limit:UInt32}',
      params: {
        ...whose.params,
        ...wanted.params,
        from,
        until: Math.min(place.occurredAt + tolerance, latest),
        week,
        at: place.occurredAt,
        seq: place.seq,
        id: place.id,
        limit,
      },
    });
    return rows.map(({body, at, seq, uuid}) => ({
      touchpoint: JSON.parse(body) as Touchpoint,
      place: {occurredAt: Number(at), seq, id: uuid},
    }));
  });

const quarters = async (
  store: ClickHouseTables,
  tenant: number,
  {theirs, params}: Whose,
): Promise<Quarter[]> => {
  // Once each, whatever insertion it came by.
  const those = (condition: string) => `uniqExactIf(visitor, id, ${condition})`;
  const named = "has({frictions:Array(String)}, JSONExtractString(body, 'name'))";
  const bad = "JSONExtractString(body, 'friction', 'type') = 'negative_sentiment'";
  const told = "JSONExtractString(body, 'sentiment', 'source') not in ('', 'inferred')";
  const rows = await store.select<Record<keyof Quarter, string>>(tenant, {
    columns: `intDiv(occurred_at, ${QUARTER_MS}) as quarter,
      JSONExtractString(body, 'contact', 'id') as contact, uniqExact(visitor, id) as touchpoints,
      ${those(`${named} or JSONType(body, 'friction') = 'Object'`)} as frictions,
      ${those(`not ${named} and ${bad} and not ${told}`)} as inferred`,
    where: theirs,
    params: {...params, frictions: FRICTION_NAMES},
    tail: 'group by quarter, contact order by quarter',
  });
  return rows.map(({quarter, contact, touchpoints, frictions, inferred}) => ({
    quarter: Number(quarter),
    contact: contact || null,
    touchpoints: Number(touchpoints),
    frictions: Number(frictions),
    inferred: Number(inferred),
  }));
};

/** Whether a touchpoint says what it is kept for, and that is nothing else than these. */
const onlyFor = ['notEmpty(?)', 'hasAll({purposes:Array(String)}, ?)']
  .join(' and ')
  .replaceAll('?', "JSONExtract(body, 'consent', 'purposes', 'Array(String)')");

/** Every string in a JSON text, names with the colon that follows them. */
const stringsIn = (json: string) => String.raw`extractAll(${json}, '"(?:[^"\\\\]|\\\\.)*":?')`;

/** Whether a feeling is one that was told, and whether a friction is none but a feeling that was not. */
const isTold = `JSONExtractString(body, 'sentiment', 'source') not in ('', 'inferred')`;
const isGuess = `(not ${isTold} and JSONExtractString(body, 'friction', 'type') = 'negative_sentiment')`;
/** The facets of a touchpoint that are shown of whoever objects to inference, one after the other. */
const notInferred = `arrayStringConcat(arrayMap(
  facet -> facet.2,
  arrayFilter(
    facet -> not (facet.1 = 'sentiment' and not ${isTold} or facet.1 = 'friction' and ${isGuess}),
    JSONExtractKeysAndValuesRaw(body))), ' ')`;

/** A filter as SQL, with its parameters. */
const conditions = (filter: TimelineFilter) => {
  const params: Record<string, unknown> = {};
  const all: string[] = [];
  const add = (name: string, sql: string, value: unknown) => {
    if (value === undefined) return;
    params[name] = value;
    all.push(` and ${sql}`);
  };
  add('names', "JSONExtractString(body, 'name') in {names:Array(String)}", filter.names);
  add(
    'channels',
    "JSONExtractString(body, 'channel') in {channels:Array(String)}",
    filter.channels,
  );
  add('session', "JSONExtractString(body, 'sessionId') = {session:String}", filter.session);
  // What is not there is an empty text here, and nobody's conversation is called that.
  add(
    'contact',
    "JSONExtractString(body, 'contact', 'id') = {contact:String} and {contact:String} != ''",
    filter.contact,
  );
  add('since', 'occurred_at >= {since:Int64}', filter.since);
  add('before', 'occurred_at < {before:Int64}', filter.until);
  if (filter.friction)
    all.push(
      ` and JSONType(body, 'friction') = 'Object'${filter.withoutInference ? ` and not ${isGuess}` : ''}`,
    );
  // Its values, not its names.
  add(
    'text',
    `arrayExists(x -> not endsWith(x, ':') and positionCaseInsensitiveUTF8(JSONExtractString(x), {text:String}) > 0, ${stringsIn(filter.withoutInference ? notInferred : 'body')})`,
    filter.text,
  );
  return {sql: all.join(''), params};
};

const idle = async (
  store: ClickHouseTables,
  sql: Sql,
  tenant: number,
  {before, of}: {before: number; of: readonly string[] | undefined},
): Promise<string[]> => {
  const gone: string[] = [];
  for (let after = ''; ;) {
    const customers = await sql.query<{customer: string; visitors: string[]; old: string[]}>(
      `select customer, array_agg(visitor) as visitors,
              array_remove(array_agg(case when first_seen < $2 then visitor end), null) as old
       from throughline.identifier i where tenant = $1 and customer > $3
         and ($4::text[] is null or customer in (
           select customer from throughline.identifier where tenant = $1 and visitor = any($4)))
         and not ${hasMovedHere}
       group by customer having min(first_seen) < $2 order by customer limit 500`,
      [tenant, before, after, of ?? null],
    );
    if (customers.length === 0) return gone;
    after = customers.at(-1)!.customer;
    const busy = new Set<string>();
    for (const visitors of chunks(customers.flatMap((each) => each.visitors))) {
      const rows = await store.select<{visitor: string}>(
        tenant,
        {
          columns: 'distinct visitor',
          where: 'visitor in {visitors:Array(String)}',
          params: {visitors},
        },
        {ms: slowMs},
      );
      for (const {visitor} of rows) busy.add(visitor);
    }
    gone.push(
      ...customers
        .filter(({visitors}) => visitors.every((visitor) => !busy.has(visitor)))
        .flatMap(({old}) => old),
    );
  }
};

const chunks = (list: readonly string[]): string[][] =>
  Array.from({length: Math.ceil(list.length / visitorsAtOnce)}, (_, index) =>
    list.slice(index * visitorsAtOnce, (index + 1) * visitorsAtOnce),
  );
