import {createHash} from 'node:crypto';
import {statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import pg from 'pg';
import {within} from '../deadline.ts';
import {Refusal} from '../errors.ts';
import {makeFolder} from '../make-folder.ts';
import {openClickHouse} from './clickhouse.ts';
import {hasEmbedded, openEmbedded, type Embedded} from './embedded.ts';
import {notification, openNotifications} from './notifications.ts';
import {watchSpace, type Space} from './space.ts';
import {hasState, isConnectionError, isDiskFull} from './sql-errors.ts';
import {clickHouseTouchpoints} from './touchpoints-clickhouse.ts';
import {postgresTouchpoints} from './touchpoints-postgres.ts';
import type {Touchpoints} from './touchpoints.ts';

/**
 * Statements inside one transaction. Values go in as parameters, never into the text.
 *
 * They are carried out in the order in which they are asked for, without waiting for the answers
 * between: what does not need an answer to be asked for costs no way there and back of its own. A
 * statement that fails fails the transaction, whether or not anybody waits for its answer.
 */
export interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * The same for a text that never changes: the connection plans it once. Not for what looks for many of
   * a table in a transaction that keeps touchpoints: a plan of when there were few reads all of it later,
   * and people with a login were kept half as fast after half a minute, slower with each that came.
   */
  prepared<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** Where everything is kept: a PostgreSQL, whichever it is, and what holds its touchpoints. */
export interface Database extends Connections {
  readonly touchpoints: Touchpoints;
}

/** What a store needs of a PostgreSQL. */
export interface Connections {
  /** What it is, in words for a person. */
  readonly description: string;
  /** The folder of an embedded one. */
  readonly folder?: string;
  /** A file beside an embedded one, which outlives it: who was erased. */
  readonly erasures?: string;
  /** How busy its connections are, where it has several. */
  pool?(): {total: number; idle: number; waiting: number; max: number};
  /** One transaction with the owner's rights: migrations, keys, tenants. */
  system<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * One transaction that sees one tenant's rows, whatever it asks for: it runs as a role that owns
   * nothing, and row-level security lets through what carries that tenant's number.
   */
  tenant<T>(tenant: number, work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Statements that no transaction may hold, on one connection, with the owner's rights. */
  outside<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Calls `heard` with each payload sent to the channel, by any process; gives back its undoing. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** Sends payloads of at most 8,000 bytes each, in one transaction; heard at once where nobody else listens. */
  notify(channel: string, payloads: readonly string[]): Promise<void>;
  /** Whether PostgreSQL itself answers; false where something shares its connections out between. */
  isDirect?(): Promise<boolean>;
  /** Whether its disk is so full that nothing new should be kept. */
  isFull?(): boolean;
  close(): Promise<void>;
  /** Waits for nothing that is under way: a server that was started for it ends, unless others use it. */
  abandon?(): Promise<void>;
}

export interface DatabaseOptions {
  /** The data folder of the embedded database. @defaultValue `'.throughline'` */
  data?: string | undefined;
  /** Any PostgreSQL 15 or newer, instead of the embedded one: `postgres://...`. */
  databaseUrl?: string | undefined;
  /** A ClickHouse that keeps the touchpoints, by its HTTP address: `http://user:password@host:8123`. */
  clickhouseUrl?: string | undefined;
  /** The cluster of that ClickHouse, as its configuration names it. @defaultValue one server alone */
  clickhouseCluster?: string | undefined;
  /**
   * Whether an embedded server stops when this database closes. A command that works beside a
   * running collector leaves it as it found it. @defaultValue `'if-started'`
   */
  stop?: 'always' | 'if-started';
}

export const applicationRole = 'throughline_app';

/** Where the tenant's number stands during a transaction; the policies of the schema read it. */
const enter = (tenant: number) => {
  if (!Number.isSafeInteger(tenant)) throw new TypeError('A tenant is an integer.');
  return `begin; set local role ${applicationRole}; set local throughline.tenant = '${tenant}'`;
};

/** Opens the database that the options name: a URL's, or the embedded one of a folder. */
export const openDatabase = async ({
  data = '.throughline',
  databaseUrl,
  clickhouseUrl,
  clickhouseCluster,
  stop = 'if-started',
}: DatabaseOptions = {}): Promise<Database> => {
  const connections = await connectionsOf({data, databaseUrl, stop});
  if (!clickhouseUrl) return withTouchpoints(connections, postgresTouchpoints(connections));
  const clickhouse = await openClickHouse(clickhouseUrl);
  return withTouchpoints(
    {...connections, description: `${connections.description}, touchpoints in ClickHouse`},
    clickHouseTouchpoints(connections, clickhouse, {cluster: clickhouseCluster}),
  );
};

export const withTouchpoints = (connections: Connections, touchpoints: Touchpoints): Database => ({
  ...connections,
  touchpoints,
  async close() {
    await touchpoints.close();
    await connections.close();
  },
});

/** Whether a folder holds an embedded database, of whichever kind. Throws where that may not be looked at. */
export const isBegun = (data: string): boolean =>
  ['postgres', 'pglite'].some((name) => statSync(join(data, name), {throwIfNoEntry: false}));

const connectionsOf = async ({
  data,
  databaseUrl,
  stop,
}: DatabaseOptions & {data: string}): Promise<Connections> => {
  if (databaseUrl) {
    refuseUnreadable(databaseUrl);
    return serverDatabase({connectionString: databaseUrl}, 'PostgreSQL by --database-url');
  }
  if (!hasEmbedded()) return pglite(`${data}/pglite`);
  const embedded = await openEmbedded(data);
  const space = await watchSpace(data);
  return serverDatabase(embedded.connection, `embedded PostgreSQL in ${data}`, {
    embedded,
    space,
    stopAtClose: stop === 'always' || !embedded.adopted,
  });
};

/** Not at each connection, and not in words that leave it open what is wrong with the address. */
const refuseUnreadable = (connectionString: string) => {
  try {
    new pg.Client({connectionString});
  } catch (cause) {
    const {message} = cause as Error;
    const signs =
      'Signs such as # / ? @ % in a password are written as %23 %2F %3F %40 %25; a port is a number.';
    const how = message === 'Invalid URL' ? ` ${signs}` : '';
    throw new Error(`--database-url cannot be read: ${message}.${how}`, {cause});
  }
};

/** pg leaves the socket open of a connection that it could not make for want of a password. */
class Connection extends pg.Client {
  override connect(): Promise<pg.Client>;
  override connect(done: (error: Error | null) => void): void;
  override connect(done?: (error: Error | null) => void): Promise<pg.Client> | void {
    if (!done) return super.connect();
    super.connect((error: Error | null) => {
      if (error) this.connection.stream.destroy();
      done(error);
    });
  }
}

const serverDatabase = async (
  connection: pg.ClientConfig,
  description: string,
  {
    embedded,
    space,
    stopAtClose = false,
  }: {embedded?: Embedded; space?: Space; stopAtClose?: boolean} = {},
): Promise<Connections> => {
  const pool = new pg.Pool({
    ...connection,
    max: 10,
    connectionTimeoutMillis: 5000,
    pipeline: true,
    Client: Connection,
  });
  // An idle connection that breaks is replaced by the pool; the next transaction tells the caller.
  pool.on('error', () => {});
  // One that breaks while it works fails its own query, and says so once more as an event, which
  // would end the process if nobody listened.
  pool.on('connect', (client) => client.on('error', () => {}));

  const guard = guardOf(connection);

  /** When a write last failed for want of room, ms of this process. */
  let fullAt = Number.NEGATIVE_INFINITY;

  const connect = async () => {
    try {
      return await pool.connect();
    } catch (cause) {
      if (!embedded || pool.ending) throw new Refusal('store_unavailable', {cause: plain(cause)});
      // It may take a minute to come back. Its callers do not have that long.
      await within(4000, embedded.ensure());
      return pool.connect().catch((again: unknown) => {
        throw new Refusal('store_unavailable', {cause: again});
      });
    }
  };

  const transaction = async <T>(begin: string, work: (sql: Sql) => Promise<T>): Promise<T> => {
    const client = await connect();
    const asked = following();
    let broken = false;
    /** Of the work itself: a pipe of its own that is closed says nothing of the connection. */
    let own: unknown;
    try {
      await guard(client, client.query(begin));
      const result = await work(sqlOf(client, guard, asked)).catch((error: unknown) => {
        if (asked.failed() === undefined) own = error;
        throw error;
      });
      await Promise.all([asked.all(), guard(client, client.query('commit'))]);
      return result;
    } catch (last) {
      // Who fails because a statement before has failed is told of that one.
      const error = hasState(last, '25P02') ? (asked.failed() ?? last) : last;
      broken = error !== own && isConnectionError(error);
      if (isDiskFull(error)) fullAt = performance.now();
      if (!broken) await guard(client, client.query('rollback')).catch(() => (broken = true));
      throw broken ? new Refusal('store_unavailable', {cause: error}) : error;
    } finally {
      client.release(broken);
    }
  };

  return {
    description,
    ...(embedded && {
      folder: embedded.folder,
      erasures: join(embedded.folder, 'erasures.jsonl'),
    }),
    pool: () => ({
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
      max: pool.options.max,
    }),
    system: (work) => transaction('begin', work),
    tenant: (tenant, work) => transaction(enter(tenant), work),
    async outside(work) {
      const client = await connect();
      try {
        return await work(sqlOf(client, guard, following()));
      } finally {
        client.release(true); // Whatever it has set goes with the connection.
      }
    },
    ...openNotifications(connection, async (channel, payloads) => {
      const client = await connect();
      let broken = true;
      try {
        await guard(client, client.query(notification, [channel, payloads]));
        broken = false;
      } finally {
        client.release(broken);
      }
    }),
    async isDirect() {
      const client = await connect();
      try {
        const {rows} = await client.query<{pid: number}>('select pg_backend_pid() as pid');
        return rows[0]?.pid === (client as {processID?: number}).processID;
      } finally {
        client.release();
      }
    },
    // Of a server elsewhere only a failed write tells; after a while the next may try.
    isFull: () => (space?.isFull() ?? false) || performance.now() - fullAt < 2000,
    async close() {
      space?.stop();
      await pool.end();
      if (stopAtClose && !(await hasOthers(connection))) await embedded?.stop();
    },
    async abandon() {
      void pool.end(); // So that nothing starts the server again.
      if (stopAtClose && !(await hasOthers(connection))) await embedded?.stop();
    },
  };
};

/** In words of its own the library says that a password must be a string. */
const plain = (cause: unknown) =>
  cause instanceof Error && cause.message.includes('client password must be a string')
    ? new Error('the server asks for a password: give one in --database-url, or in PGPASSWORD', {
        cause,
      })
    : cause;

/** Whether somebody else works on this server: another collector on the same folder, a command. */
const hasOthers = async (connection: pg.ClientConfig) => {
  const client = new pg.Client(connection);
  client.on('error', () => {}); // Then it is gone already.
  const areThere = async () => {
    const {rowCount} = await client.query(
      `select 1 from pg_stat_activity
       where backend_type = 'client backend' and application_name is distinct from current_setting('application_name')`,
    );
    return (rowCount ?? 0) > 0;
  };
  try {
    await client.connect();
    if (!(await areThere())) return false;
    await sleep(200); // Who has just ended is there for another moment.
    return await areThere();
  } catch {
    return false; // Nobody can be at work on what does not answer.
  } finally {
    await client.end().catch(() => {});
  }
};

const sqlOf = (client: pg.PoolClient, guard: Guard, asked: Following): Sql => {
  const rowsOf = <Row extends object>(statement: pg.QueryConfig) =>
    asked.follow(guard(client, client.query<Row>(statement)).then(({rows}) => rows));
  return {
    query: (text, values = []) => rowsOf({text, values: [...values]}),
    prepared: (text, values = []) => rowsOf({name: statementName(text), text, values: [...values]}),
  };
};

/** Answers that are on their way, of which nobody may be waiting for each. */
interface Following {
  follow<T>(answer: Promise<T>): Promise<T>;
  /** Resolves when all are there; fails if one ever failed. */
  all(): Promise<unknown>;
  /** Why the first of those that failed did. */
  failed(): unknown;
}

const following = (): Following => {
  const open = new Set<Promise<unknown>>();
  let first: unknown;
  return {
    follow(answer) {
      open.add(answer);
      answer.then(
        () => open.delete(answer),
        (why) => (first ??= why), // It stays, and fails them all.
      );
      return answer;
    },
    all: () => Promise.all(open),
    failed: () => first,
  };
};

/** A query without an answer for so long makes us ask the server what has become of it, ms. */
const silentMs = 5000;

type Guard = <T>(client: pg.ClientBase, query: Promise<T>) => Promise<T>;

/**
 * Ends a connection that leads nowhere: the network has forgotten it, and nobody tells us. Its query
 * has no answer, while the server has been waiting for us for as long. It may work as long as it
 * likes; what it waits for in vain would keep its locks, and its place in the pool, for ever.
 */
const guardOf = (connection: pg.ClientConfig): Guard => {
  const look = async (client: pg.ClientBase, isOver: () => boolean) => {
    const {processID} = client as {processID?: number};
    const probe = new pg.Client({
      ...connection,
      connectionTimeoutMillis: 2000,
      query_timeout: 2000,
    });
    probe.on('error', () => {}); // It is asked again.
    try {
      await probe.connect();
      const {rows} = await probe.query<{waits: boolean}>(
        `select state <> 'active' and state_change < clock_timestamp() - interval '2 s' as waits
         from pg_stat_activity where pid = $1`,
        [processID],
      );
      if (isOver() || rows[0]?.waits === false) return;
      // Its queries fail, and the pool drops it. To end it in order would be to wait for them.
      (client as pg.Client).connection.stream.destroy();
      await probe.query('select pg_terminate_backend($1)', [processID]);
    } finally {
      await probe.end();
    }
  };
  return async (client, query) => {
    let over = false;
    const timer = setInterval(() => void look(client, () => over).catch(() => {}), silentMs);
    try {
      return await query;
    } finally {
      over = true;
      clearInterval(timer);
    }
  };
};

/** PostgreSQL keeps 63 characters of a statement's name. */
const statementName = (text: string) => createHash('sha1').update(text).digest('base64url');

/** PostgreSQL compiled to WebAssembly, for unit tests and for platforms without a binary. */
export const pgliteDatabase = async (folder?: string): Promise<Database> => {
  const connections = await pglite(folder);
  return withTouchpoints(connections, postgresTouchpoints(connections));
};

const pglite = async (folder?: string): Promise<Connections> => {
  if (folder !== undefined) await makeFolder(folder);
  const {PGlite} = await import('@electric-sql/pglite'); // 27 MB that a server's start does without.
  const db = await PGlite.create(folder === undefined ? {} : {dataDir: folder});
  const transaction = <T>(begin: string, work: (sql: Sql) => Promise<T>): Promise<T> =>
    db.transaction(async (tx) => {
      if (begin) await tx.exec(begin);
      const query = async <Row extends object>(text: string, values: readonly unknown[] = []) => {
        const {rows} = await tx.query<Row>(text, [...values]);
        return rows;
      };
      return work({query, prepared: query});
    });
  return {
    description: 'PGlite (one process, no crash safety: for tests, or where no PostgreSQL runs)',
    ...(folder !== undefined && {folder, erasures: join(dirname(folder), 'erasures.jsonl')}),
    system: (work) => transaction('', work),
    tenant: (tenant, work) => transaction(enter(tenant).replace('begin; ', ''), work),
    outside(work) {
      const query = async <Row extends object>(text: string, values: readonly unknown[] = []) => {
        const {rows} = await db.query<Row>(text, [...values]);
        return rows;
      };
      return work({query, prepared: query});
    },
    async listen(channel, heard) {
      return db.listen(channel, heard);
    },
    async notify(channel, payloads) {
      await db.query(notification, [channel, payloads]);
    },
    close: () => db.close(),
  };
};
