// The two kinds of store a collector runs on, as something that can be killed, stopped and started.
import {execFile} from 'node:child_process';
import {chownSync, existsSync, mkdtempSync, readdirSync, readFileSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {openDatabase} from '../../packages/collector/src/index.ts';

const run = promisify(execFile);

/** How often a fault is injected. `npm run faults` sets 200. */
export const CYCLES = Number(process.env['FAULT_CYCLES'] ?? 2);
/** Everything over every store, for as long as it takes; else what a suite has time for. */
export const LONG = CYCLES >= 20;
/** Where what is random begins: in the long form elsewhere each time, in the short form in one place. */
export const SEED = Number(process.env['FAULT_SEED'] ?? (LONG ? Date.now() % 1_000_000 : 1));

/** What may take so many ms, and on a machine that does other work besides, in the short form, more. */
export const within = (ms: number): number => (LONG ? ms : ms * 5);

export interface Store {
  /** What tells a `throughline` command where it is. */
  readonly args: readonly string[];
  /** The postmaster's process and those it has forked, as they are now. */
  processes(): number[];
  /** Starts a server that was killed, where nobody else does. */
  start(): Promise<void>;
  /** Stops what is left, and removes its files. */
  remove(): Promise<void>;
}

const postmasterOf = (cluster: string) => {
  const file = join(cluster, 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
};

const processOf = (pid: number) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return {pid, state, parent: Number(parent)};
  } catch {
    return undefined; // It has ended.
  }
};

const withChildren = (root: number | undefined) =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? [])
    .filter(({state}) => state !== 'Z')
    .filter(({pid, parent}) => root !== undefined && (pid === root || parent === root))
    .map(({pid}) => pid);

export const signal = (pids: readonly number[], name: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended by itself.
    }
  }
};

/** Until they are buried, too: PostgreSQL takes a zombie under its old number for a running server. */
export const untilGone = async (pids: readonly number[]): Promise<void> => {
  while (pids.some((pid) => processOf(pid))) await sleep(5);
};

/** What a store does for every test: stop whatever is left of it, whatever became of the test. */
const removed = async (cluster: string, folder: string) => {
  const left = withChildren(postmasterOf(cluster));
  signal(left, 'SIGCONT');
  signal(left, 'SIGKILL');
  await untilGone(left);
  await rm(folder, {recursive: true, force: true});
};

/** The embedded database of a data folder. Its collector starts it again when it is killed. */
export const embeddedStore = async (
  data = mkdtempSync(join(tmpdir(), 'throughline-faults-')),
): Promise<Store> => {
  const cluster = join(data, 'postgres');
  return {
    args: ['--data', data],
    processes: () => withChildren(postmasterOf(cluster)),
    start: async () => {},
    remove: () => removed(cluster, data),
  };
};

const serverBinaries = ['17', '16', '15']
  .map((version) => `/usr/lib/postgresql/${version}/bin`)
  .find((path) => existsSync(`${path}/initdb`));

/** Whether the distribution's own PostgreSQL is on this machine. */
const hasServer = serverBinaries !== undefined;

/** The distribution's PostgreSQL, reached by URL. Nobody but the test starts it again. */
const serverStore = async (): Promise<Store> => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-faults-'));
  const isRoot = process.getuid?.() === 0;
  const options = isRoot ? {uid: 65_534, gid: 65_534} : {};
  if (isRoot) chownSync(folder, 65_534, 65_534);
  const cluster = join(folder, 'cluster');
  await run(`${serverBinaries}/initdb`, ['-D', cluster, '-U', 'operator', '-A', 'trust'], options);
  const settings = `-k ${folder} -c listen_addresses=`;
  const start = async () => {
    const log = join(folder, 'log');
    const args = ['-D', cluster, '-w', '-t', '60', '-o', settings, '-l', log, 'start'];
    await run(`${serverBinaries}/pg_ctl`, args, options);
  };
  await start();
  return {
    args: ['--database-url', `postgres://operator@/postgres?host=${encodeURIComponent(folder)}`],
    processes: () => withChildren(postmasterOf(cluster)),
    start,
    remove: () => removed(cluster, folder),
  };
};

export const stores: readonly (readonly [name: string, open: () => Promise<Store>])[] = [
  ['the embedded PostgreSQL', embeddedStore],
  ...(hasServer ? [['a PostgreSQL server', serverStore] as const] : []),
];

/** What is kept, by touchpoint id, read past the collector. */
export const keptIn = async ({args}: Store): Promise<Map<string, number>> => {
  const [option, value] = args;
  const database = await openDatabase(option === '--data' ? {data: value} : {databaseUrl: value});
  try {
    const rows = await database.system((sql) =>
      sql.query<{id: string; n: string}>(
        'select id, count(*) as n from throughline.touchpoint group by id',
      ),
    );
    return new Map(rows.map(({id, n}) => [id, Number(n)]));
  } finally {
    await database.close();
  }
};
