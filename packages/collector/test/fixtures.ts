import {execFile} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {chownSync, existsSync, mkdtempSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {promisify} from 'node:util';
import {uuidV7, type TouchpointInput} from '@throughline/contracts';
import {
  createCollector,
  createTenant,
  type Collector,
  type LogLevel,
  type TenantKeys,
} from '../src/index.ts';
import type {Entry, EventLog} from '../src/event-log/event-log.ts';
import {openDatabase, pgliteDatabase, type Database} from '../src/store/database.ts';

const run = promisify(execFile);

/** A database of its own for one suite, and how to be rid of it. */
export interface TestDatabase {
  readonly database: Database;
  readonly close: () => Promise<void>;
  /** Where touchpoints are not in PostgreSQL: what `keptOf` gives back. */
  readonly kept?: (tenant: number) => Promise<KeptRow[]>;
}

export interface KeptRow {
  readonly id: string;
  readonly visitor: string;
  readonly at: string;
  /** The touchpoint's JSON. */
  readonly body: string;
}

/** The rows of a tenant's touchpoints, read past all that the collector makes of them; newest first. */
export const keptOf = ({database, kept}: TestDatabase, tenant: number): Promise<KeptRow[]> =>
  kept
    ? kept(tenant)
    : database.tenant(tenant, (sql) =>
        sql.query<KeptRow>(
          `select id, visitor, occurred_at as at, body::text as body from throughline.touchpoint
           where tenant = $1 order by occurred_at desc`,
          [tenant],
        ),
      );

const folder = () => mkdtempSync(join(tmpdir(), 'throughline-test-'));

export const embeddedDatabase = async (): Promise<TestDatabase> => {
  const data = folder();
  const database = await openDatabase({data});
  return {
    database,
    async close() {
      await database.close();
      await rm(data, {recursive: true, force: true});
    },
  };
};

export const inMemoryDatabase = async (): Promise<TestDatabase> => {
  const database = await pgliteDatabase();
  return {database, close: () => database.close()};
};

const serverBinaries = ['17', '16', '15']
  .map((version) => `/usr/lib/postgresql/${version}/bin`)
  .find((path) => existsSync(`${path}/initdb`));

/** Whether the distribution's own PostgreSQL is on this machine. */
export const hasServer = serverBinaries !== undefined;

/** The distribution's PostgreSQL, started for this suite and reached by URL, as an operator's is. */
export const serverDatabase = async (): Promise<TestDatabase> => {
  const data = folder();
  const isRoot = process.getuid?.() === 0;
  const options = isRoot ? {uid: 65_534, gid: 65_534} : {};
  if (isRoot) chownSync(data, 65_534, 65_534);
  const cluster = join(data, 'cluster');
  await run(`${serverBinaries}/initdb`, ['-D', cluster, '-U', 'operator', '-A', 'trust'], options);
  const settings = `-k ${data} -c listen_addresses=`;
  await run(
    `${serverBinaries}/pg_ctl`,
    ['-D', cluster, '-w', '-o', settings, '-l', join(data, 'log'), 'start'],
    options,
  );
  const database = await openDatabase({
    databaseUrl: `postgres://operator@/postgres?host=${encodeURIComponent(data)}`,
  });
  return {
    database,
    async close() {
      await database.close();
      await run(`${serverBinaries}/pg_ctl`, ['-D', cluster, '-m', 'immediate', 'stop'], options);
      await rm(data, {recursive: true, force: true});
    },
  };
};

/** A touchpoint of an anonymous visitor, now; `over` changes what matters to the test. */
export const aTouchpoint = (over: Partial<TouchpointInput> = {}): TouchpointInput => {
  const occurredAt = over.occurredAt ?? Date.now();
  return {
    id: uuidV7(occurredAt),
    name: 'page_viewed',
    occurredAt,
    sessionId: 's1',
    channel: 'web',
    identifiers: [{kind: 'anonymous', value: 'visitor-1'}],
    ...over,
  };
};

/** A collector with one tenant, asked without sockets. */
export interface TestCollector extends TenantKeys {
  readonly collector: Collector;
  send(touchpoints: readonly unknown[], over?: {key?: string; sentAt?: number}): Promise<Answer>;
  /** A token for an agent of the tenant. */
  token(over?: object): Promise<string>;
  ask(
    path: string,
    options?: {token?: string; body?: unknown; headers?: Record<string, string>},
  ): Promise<Answer>;
  /** The id of whoever has this identifier. */
  find(kind: string, value: string): Promise<string | undefined>;
  timeline(
    customer: string,
  ): Promise<{touchpoints: {id: string; name: string}[]; total: number; next: string | null}>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  // eslint-disable-next-line typescript/no-explicit-any -- a test says what it expects in here.
  readonly body: any;
}

export const aTenantOf = async (
  collector: Collector,
  name = `t-${randomUUID().slice(0, 8)}`,
): Promise<TestCollector> => {
  const keys = await createTenant(collector.services.database, name);
  const ask: TestCollector['ask'] = async (path, {token, body, headers = {}} = {}) => {
    const response = await collector.app.inject({
      method: body === undefined ? 'GET' : 'POST',
      url: path,
      headers: {
        ...(body === undefined ? {} : {'content-type': 'application/json'}),
        ...(token ? {authorization: `Bearer ${token}`} : {}),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : {
            payload:
              typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
          }),
    });
    const isJson = String(response.headers['content-type']).startsWith('application/json;');
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson ? response.json() : response.body,
    };
  };
  const token = async (over: object = {}): Promise<string> =>
    (await ask('/v1/tokens', {token: keys.secretKey, body: {agent: 'agent-1', ...over}})).body
      .token;
  return {
    ...keys,
    collector,
    ask,
    token,
    send: (touchpoints, {key = keys.writeKey, sentAt = Date.now()} = {}) =>
      ask('/v1/touchpoints', {body: {key, sentAt, touchpoints}}),
    find: async (kind, value) =>
      (
        await ask('/v1/customers/find', {
          token: await token(),
          body: {identifiers: [{kind, value}]},
        })
      ).body.customer,
    timeline: async (customer) =>
      (await ask(`/v1/customers/${customer}/timeline`, {token: await token()})).body,
  };
};

/** As a tracker does: what is refused for now, as on a slow machine, is sent again. */
export const sendUntilTaken = async (
  shop: TestCollector,
  touchpoints: readonly unknown[],
): Promise<Answer> => {
  let answer = await shop.send(touchpoints);
  while (answer.status === 503) answer = await shop.send(touchpoints);
  return answer;
};

export const aCollector = async (database: Database): Promise<Collector> =>
  createCollector(database, {log: false});

/** A collector and what it has logged so far. */
export const aLoggedCollector = async (database: Database, logLevel: LogLevel = 'info') => {
  const stream = new PassThrough();
  let text = '';
  stream.on('data', (chunk) => (text += String(chunk)));
  const collector = await createCollector(database, {log: stream, logLevel});
  return {collector, text: () => text};
};

/** A log in memory: what was written to it, as it is read again, is handed over when the test says so. */
export const aLog = () => {
  const entries: Entry[] = [];
  let keep: (entry: Entry) => Promise<void> = async () => {};
  const log: EventLog = {
    description: 'a log of a test',
    name: 'test',
    append: async (entry) => void entries.push(entry),
    deliver: (each) => (keep = each),
    waiting: () => ({entries: 0, bytes: 0}),
    ready: async () => {},
    close: async () => {},
  };
  return {
    log,
    written: () => JSON.parse(JSON.stringify(entries)) as Entry[],
    handOver: (entry: Entry) => keep(entry),
  };
};
