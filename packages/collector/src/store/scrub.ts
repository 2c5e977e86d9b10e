import {setTimeout as sleep} from 'node:timers/promises';
import type {Database, Sql} from './database.ts';

/** What became of the bytes of rows that are gone. */
export interface Scrubbed {
  /** Tables that were written anew, each partition by itself. */
  readonly tables: number;
  /** Those that somebody held all the time. */
  readonly busy: readonly string[];
  /** Transactions from before the deletion that did not end: what they still see stays where it is. */
  readonly watching: number;
  /** Whether PostgreSQL's own statistics, which quote values, are new as well. */
  readonly statistics: boolean;
  /**
   * Segments of PostgreSQL's log that were ended and taken away; null where its role may not, or where
   * the server keeps them for later use all the same.
   */
  readonly log: number | null;
}

/** How often a table is tried that somebody holds. Whoever comes meanwhile waits behind us: not for long. */
const tries = 5;
const lockMs = 2000;

/**
 * Takes the bytes of deleted rows off the disk. A DELETE leaves them in the pages until these are used
 * again, VACUUM frees the pages and does not wipe them, and the log holds whatever was ever written
 * until its files are used again. So each table is written anew, and the log is brought to its end.
 *
 * A table stands still while it is written anew, and takes its size on the disk once more.
 *
 * @param waitMs - How long transactions from before may take to end, which the rows are kept for.
 */
export const scrub = async (
  database: Database,
  {waitMs = 30_000}: {waitMs?: number} = {},
): Promise<Scrubbed> => {
  await database.touchpoints.drop(0); // Of a store elsewhere: what is only marked is taken away.
  return database.outside(async (sql) => {
    await sql.query(`set lock_timeout = ${lockMs}`);
    const watching = await watchingAfter(sql, waitMs);
    const tables = await sql.query<{name: string}>(
      `select quote_ident(relname) as name from pg_class
       where relnamespace = 'throughline'::regnamespace and relkind = 'r' order by 1`,
    );
    const busy: string[] = [];
    // With its statistics: the earlier ones quote the most common values.
    for (const {name} of tables)
      if (!(await rewritten(sql, `throughline.${name}`, 'full, analyze'))) busy.push(name);
    const statistics = await rewritten(sql, 'pg_catalog.pg_statistic', 'full');
    const log = await endLog(sql);
    return {tables: tables.length - busy.length, busy, watching, statistics, log};
  });
};

/**
 * How many still look at the database as it was, an export or the analysis of a table: what was deleted
 * since is for them, and a table that is written anew gets it again.
 */
const watchingAfter = async (sql: Sql, waitMs: number): Promise<number> => {
  const [own] = await sql.query<{xid: string}>('select pg_current_xact_id()::xid::text as xid');
  for (const until = performance.now() + waitMs; ; await sleep(50)) {
    const [others] = await sql.query<{n: string}>(
      `select count(*) as n from pg_stat_activity
       where pid <> pg_backend_pid() and age(backend_xmin) > age($1::text::xid)
         and coalesce(datname, current_database()) = current_database()`,
      [own!.xid],
    );
    if (others!.n === '0' || performance.now() > until) return Number(others!.n);
  }
};

/** False where somebody held it all the time, or the right to do it is missing. */
const rewritten = async (sql: Sql, table: string, how: string): Promise<boolean> => {
  // Where the right is missing there is a warning, and no error.
  const file = async () => {
    const [row] = await sql.query<{file: string | null}>(
      'select pg_relation_filenode($1::regclass) as file',
      [table],
    );
    return row?.file;
  };
  for (let round = 0; round < tries; round += 1) {
    const before = await file();
    try {
      await sql.query(`vacuum (${how}) ${table}`);
      return (await file()) !== before;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === lockNotAvailable))
        throw error;
    }
    await sleep(200);
  }
  return false;
};

const lockNotAvailable = '55P03';

/** Files of the log, by their names. */
const segments = `pg_ls_waldir() where name ~ '^[0-9A-F]{24}$'`;

/** How long the server may take to hear that it should keep no segment for later use, ms. */
const heardMs = 20_000;

/**
 * Ends as many segments as there are, so that those which wait to be used again have been written over,
 * and has a checkpoint take them away instead of keeping them for later use; again where it had not heard
 * of that yet. What a standby or an archive still needs stays.
 */
const endLog = async (sql: Sql): Promise<number | null> => {
  const [role] = await sql.query<{owns: boolean}>(
    'select rolsuper as owns from pg_roles where rolname = current_user',
  );
  if (!role?.owns) return null;
  const set = async (statement: string) => {
    await sql.query(statement);
    await sql.query('select pg_reload_conf()');
  };
  await set('alter system set wal_recycle = off');
  try {
    let ended = 0;
    for (const until = performance.now() + heardMs; performance.now() < until; await sleep(200)) {
      const [there] = await sql.query<{n: string}>(`select count(*) as n from ${segments}`);
      const many = Number(there!.n);
      for (let n = 0; n < many; n += 1) {
        // An empty segment would not be ended.
        await sql.query(`select pg_logical_emit_message(false, 'throughline', 'scrub')`);
        await sql.query('select pg_switch_wal()');
      }
      await sql.query('checkpoint');
      ended += many;
      const [kept] = await sql.query<{n: string}>(
        `select count(*) as n from ${segments} and name > pg_walfile_name(pg_current_wal_insert_lsn())`,
      );
      if (kept!.n === '0') return ended;
    }
    return null;
  } finally {
    await set('alter system reset wal_recycle');
  }
};
