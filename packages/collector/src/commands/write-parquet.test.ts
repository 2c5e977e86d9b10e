import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {uuidV7, type Touchpoint} from '@throughline/contracts';
import {parquetMetadata, parquetReadObjects, parquetSchema} from 'hyparquet';
import {describe, expect, it} from 'vitest';
import {chdb, clickHouseNode} from '../../test/clickhouse.ts';
import {openClickHouse} from '../store/clickhouse.ts';
import type {Call} from './command.ts';
import type {Journey} from './exported.ts';
import {writeParquet} from './write-parquet.ts';

const call: Call = {
  words: [],
  text: () => undefined,
  list: () => [],
  flag: () => false,
  database: {},
  whenStopped: () => () => {},
};

/** Made up: what is rare in a touchpoint is in some of them. */
const touchpoint = (n: number, over: object = {}): Touchpoint => ({
  id: uuidV7(1_700_000_000_000 + n),
  name: 'page_viewed',
  occurredAt: 1_700_000_000_000 + n,
  seq: n,
  channel: 'web',
  direction: 'none',
  mode: 'self',
  identifiers: [{kind: 'anonymous', value: `v${n % 7}`}],
  consent: {purposes: ['support'], basis: 'unstated'},
  clocks: {client: 1, sent: 2, received: 3},
  ...over,
});
const odd = (n: number) =>
  touchpoint(n, {
    sessionId: `s “${n}”, =1+1\n`,
    page: {url: 'https://a.example/ä', path: '/ä'},
    commerce: {orderId: `o${n}`, currency: 'EUR', valueMinor: Number.MAX_SAFE_INTEGER},
    contact: {id: `c${n}`},
    outcome: {status: 'failure'},
    survey: {type: 'nps', score: -0.5, min: -1, max: 10},
  });

/** Customers of a hundred each; counts how many were asked for. */
const journeys = (customers: number) => {
  const asked = {touchpoints: 0};
  const all = async function* (): AsyncGenerator<Journey> {
    for (let customer = 0; customer < customers; customer += 1) {
      const from = customer * 100;
      const touchpoints = Array.from({length: 100}, (_, n) =>
        n % 3 === 0 ? odd(from + n) : touchpoint(from + n),
      );
      asked.touchpoints += 100;
      given.push(...touchpoints.map((each) => ({customer: `c_${customer}`, touchpoint: each})));
      yield {customer: `c_${customer}`, touchpoints};
    }
  };
  const given: {customer: string; touchpoint: Touchpoint}[] = [];
  return {asked, given, all: all()};
};

const bytesOf = async (pieces: AsyncIterable<string | Uint8Array>) => {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece as Uint8Array);
  return Buffer.concat(all);
};

/** What a row says, as a table would have it. */
const rowOf = ({customer, touchpoint: each}: {customer: string; touchpoint: Touchpoint}) => ({
  id: each.id,
  customer,
  occurred_at: new Date(each.occurredAt),
  name: each.name,
  channel: each.channel,
  direction: each.direction,
  mode: each.mode,
  session_id: each.sessionId ?? null,
  page_path: each.page?.path ?? null,
  order_id: each.commerce?.orderId ?? null,
  value_minor: each.commerce?.valueMinor === undefined ? null : BigInt(each.commerce.valueMinor),
  currency: each.commerce?.currency ?? null,
  contact_id: each.contact?.id ?? null,
  outcome: each.outcome?.status ?? null,
  score: each.survey?.score ?? null,
  touchpoint: each,
});

describe('a Parquet export', () => {
  it('gives back every row as it was, in typed columns', async () => {
    const {all, given} = journeys(205);
    const bytes = await bytesOf(writeParquet(all, call));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(await parquetReadObjects({file})).toEqual(given.map(rowOf));
    const metadata = parquetMetadata(file);
    expect(metadata.row_groups.map(({num_rows}) => num_rows)).toEqual([10_000n, 10_000n, 500n]);
    const types = parquetSchema(metadata).children.map(({element}) => [
      element.name,
      element.type,
      element.converted_type,
    ]);
    expect(types).toContainEqual(['occurred_at', 'INT64', 'TIMESTAMP_MILLIS']);
    expect(types).toContainEqual(['value_minor', 'INT64', undefined]);
    expect(types).toContainEqual(['touchpoint', 'BYTE_ARRAY', 'JSON']);
    // Not a touchpoint of every group, in what is read first.
    expect(metadata.metadata_length).toBeLessThan(20_000);
  });

  it('lets a group of rows go before the next ones are read, by number and by size', async () => {
    const {all, asked} = journeys(300);
    const pieces = writeParquet(all, call);
    await pieces.next();
    expect(asked.touchpoints).toBe(10_000);
    await pieces.next();
    expect(asked.touchpoints).toBe(20_000);
    await pieces.return(undefined);

    const message = 'long '.repeat(1600);
    let read = 0;
    const large = async function* (): AsyncGenerator<Journey> {
      for (; read < 20_000; read += 100) {
        const touchpoints = Array.from({length: 100}, (_, n) =>
          touchpoint(n, {contact: {id: 'c', message}}),
        );
        yield {customer: 'c', touchpoints};
      }
    };
    const some = writeParquet(large(), call);
    await some.next();
    expect(read).toBeLessThan(2200); // 16 MiB of 8 KiB each.
    await some.return(undefined);
  });

  it('of nobody is a table without rows', async () => {
    const bytes = await bytesOf(writeParquet(journeys(0).all, call));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(await parquetReadObjects({file})).toEqual([]);
  });
});

const engine = await chdb();
describe.skipIf(!engine)('a Parquet export, read by ClickHouse', () => {
  it('has the types and the values that we have written', {timeout: 120_000}, async () => {
    const {all, given} = journeys(105);
    const folder = await mkdtemp(join(tmpdir(), 'throughline-parquet-'));
    const node = await clickHouseNode(engine!);
    const clickhouse = await openClickHouse(node.url);
    try {
      const path = join(folder, 'export.parquet');
      await writeFile(path, await bytesOf(writeParquet(all, call)));
      const from = `from file('${path}', 'Parquet')`;
      const columns = await clickhouse.select<{name: string; type: string}>(
        `describe (select * ${from})`,
      );
      const types = Object.fromEntries(columns.map(({name, type}) => [name, type]));
      expect(types).toMatchObject({
        occurred_at: "Nullable(DateTime64(3, 'UTC'))",
        value_minor: 'Nullable(Int64)',
        score: 'Nullable(Float64)',
        name: 'Nullable(String)',
      });
      const rows = await clickhouse.select<Record<string, unknown>>(
        `select id, customer, toString(toUnixTimestamp64Milli(assumeNotNull(occurred_at))) as at,
                session_id, toString(value_minor) as minor, score, toString(touchpoint) as body ${from} order by at, id`,
      );
      const told = rows.map(({body, ...row}) => ({
        ...row,
        body: JSON.parse(body as string) as unknown,
      }));
      expect(told).toEqual(
        given.map(({customer, touchpoint: each}) => ({
          id: each.id,
          customer,
          at: String(each.occurredAt),
          session_id: each.sessionId ?? null,
          minor: each.commerce?.valueMinor === undefined ? null : String(each.commerce.valueMinor),
          score: each.survey?.score ?? null,
          body: each,
        })),
      );
    } finally {
      await clickhouse.close();
      await node.remove();
      await rm(folder, {recursive: true, force: true});
    }
  });
});
