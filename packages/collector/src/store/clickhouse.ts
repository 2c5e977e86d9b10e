import {Readable} from 'node:stream';
import type {ClickHouseClient, ClickHouseSettings} from '@clickhouse/client';
import {Refusal} from '../errors.ts';

/** One statement. Values go in as parameters, never into the text. */
export interface Statement {
  readonly params?: Record<string, unknown>;
  readonly settings?: ClickHouseSettings;
  /** What the server itself lets through, by table, whatever the statement says. */
  readonly filters?: Readonly<Record<string, string>>;
  /** Given up after so long, ms. */
  readonly ms?: number;
}

/** What the store asks of a ClickHouse. */
export interface ClickHouse {
  readonly select: <Row extends object>(text: string, statement?: Statement) => Promise<Row[]>;
  /** Tab-separated lines. Resolves when they are kept. */
  readonly insert: (
    table: string,
    columns: readonly [string, ...string[]],
    lines: string,
    statement?: Statement,
  ) => Promise<void>;
  readonly run: (text: string, statement?: Statement) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** A request must be answered within 5 s, whatever becomes of it here. */
const answerMs = 4000;

/** Opens a ClickHouse by its HTTP address; user and password may stand in it. */
export const openClickHouse = async (url: string): Promise<ClickHouse> => {
  const {ClickHouseLogLevel, createClient, SettingsMap} = await import('@clickhouse/client'); // Only where it is used.
  const client: ClickHouseClient = createClient({
    url,
    application: 'throughline',
    log: {level: ClickHouseLogLevel.OFF}, // Its errors are ours to log, without what was sent.
    request_timeout: 3_600_000, // Each statement has its own.
    max_open_connections: 20,
    // More than fits into an address goes into the body.
    use_multipart_params_auto: true,
    clickhouse_settings: {
      // Who is answered must be able to rely on it: nothing waits in the server's memory.
      async_insert: 0,
      // History may hold touchpoints of more months than a server expects in one insert.
      max_partitions_per_insert_block: '0',
      wait_end_of_query: 1,
      // So that nobody in between takes a long deletion for a dead connection.
      send_progress_in_http_headers: 1,
      http_headers_progress_interval_ms: '20000',
    },
  });
  const ask = async <T>(
    {params, settings, filters, ms = answerMs}: Statement,
    work: (common: {
      query_params?: Record<string, unknown>;
      clickhouse_settings: ClickHouseSettings;
      abort_signal: AbortSignal;
    }) => Promise<T>,
  ): Promise<T> => {
    try {
      return await work({
        ...(params && {query_params: params}),
        clickhouse_settings: {
          ...settings,
          ...(filters && {additional_table_filters: SettingsMap.from(filters)}),
        },
        abort_signal: AbortSignal.timeout(ms),
      });
    } catch (cause) {
      throw new Refusal('store_unavailable', {cause});
    }
  };
  return {
    select: <Row extends object>(query: string, statement: Statement = {}) =>
      ask(statement, async (common) => {
        const answer = await client.query({query, format: 'JSONEachRow', ...common});
        return answer.json<Row>();
      }),
    insert: (table, columns, lines, statement = {}) =>
      ask(statement, async (common) => {
        const values = Readable.from([Buffer.from(lines)], {objectMode: false});
        await client.insert({
          table,
          columns: [...columns],
          values,
          format: 'TabSeparated',
          ...common,
        });
      }),
    run: (query, statement = {}) =>
      ask(statement, async (common) => void (await client.command({query, ...common}))),
    close: () => client.close(),
  };
};
