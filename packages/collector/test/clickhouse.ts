import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync} from 'node:fs';
import {mkdir, rename, rm, statfs, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {embeddedDatabase, type KeptRow, type TestDatabase} from './fixtures.ts';
import {openClickHouse, type ClickHouse} from '../src/store/clickhouse.ts';
import {withTouchpoints} from '../src/store/database.ts';
import {clickHouseTouchpoints} from '../src/store/touchpoints-clickhouse.ts';

const run = promisify(execFile);
const version = '3.4.0';
const folder = fileURLToPath(new URL(`../../../.cache/chdb-${version}`, import.meta.url));

/**
 * ClickHouse as a library, in a folder beside the workspace: half a gigabyte, so that who does not
 * run these tests does not install it. Undefined where there is none for this machine.
 */
export const chdb = async (): Promise<string | undefined> => {
  if (!existsSync(folder)) await install();
  // Its engine is a package of its own, for some machines.
  return existsSync(join(folder, 'node_modules/@chdb')) ? folder : undefined;
};

/** What it takes while it is installed. */
const roomBytes = 3 * 1024 ** 3;

const install = async () => {
  const {bavail, bsize} = await statfs(fileURLToPath(new URL('../../..', import.meta.url)));
  if (bavail * bsize < roomBytes) {
    console.log('skipped: ClickHouse, there are not 3 GiB of disk for it');
    return;
  }
  console.log(`Installing chdb ${version} (550 MB) into ${folder}, once, for tests of ClickHouse.`);
  // Aside and then renamed: suites run beside each other, and half of it is none.
  const part = `${folder}.${process.pid}`;
  try {
    await mkdir(part, {recursive: true});
    await writeFile(join(part, 'package.json'), '{"private": true}');
    const options = [
      '--ignore-scripts',
      '--omit=peer',
      '--no-audit',
      '--no-fund',
      '--prefix',
      part,
    ];
    await run('npm', ['install', `chdb@${version}`, ...options], {cwd: part});
    await rename(part, folder);
  } catch (error) {
    if (!existsSync(folder))
      console.log(`skipped: chdb is not here (${String(error).slice(0, 200)})`);
  } finally {
    await rm(part, {recursive: true, force: true});
  }
};

/** One server of ClickHouse, to be killed and started again. */
export interface ClickHouseNode {
  readonly url: string;
  readonly pid: () => number;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Ends it, and removes its files. */
  remove(): Promise<void>;
}

export const clickHouseNode = async (library: string): Promise<ClickHouseNode> => {
  const data = mkdtempSync(join(tmpdir(), 'throughline-clickhouse-'));
  const file = fileURLToPath(new URL('clickhouse-node.ts', import.meta.url));
  let port = '0';
  let child = await launch();
  async function launch() {
    const started = spawn(process.execPath, [file, library, join(data, 'store'), port], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // Its statements wait for the disk on threads of Node's, of which there are four.
      env: {...process.env, UV_THREADPOOL_SIZE: '16'},
    });
    for await (const line of createInterface({input: started.stdout})) {
      const found = /^ready (\d+)$/.exec(line);
      if (found) {
        port = found[1]!;
        break;
      }
    }
    if (port === '0') throw new Error('ClickHouse did not start.');
    return started;
  }
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return {
    url: `http://127.0.0.1:${port}`,
    pid: () => child.pid!,
    kill,
    async start() {
      child = await launch();
    },
    async remove() {
      await kill();
      await rm(data, {recursive: true, force: true});
    },
  };
};

/** The embedded database, with its touchpoints in a ClickHouse of its own; `watch` may stand between. */
export const clickHouseDatabase = async (
  library: string,
  watch: (clickhouse: ClickHouse) => ClickHouse = (same) => same,
): Promise<TestDatabase & {node: ClickHouseNode; clickhouse: ClickHouse}> => {
  const node = await clickHouseNode(library);
  const clickhouse = await openClickHouse(node.url);
  const {database, close} = await embeddedDatabase();
  return {
    node,
    clickhouse,
    database: withTouchpoints(database, clickHouseTouchpoints(database, watch(clickhouse))),
    kept: (tenant) =>
      clickhouse.select<KeptRow>(
        `select toString(id) as id, visitor, toString(occurred_at) as at, body from throughline.touchpoint
         where tenant = {tenant:Int32} order by occurred_at desc`,
        {params: {tenant}},
      ),
    async close() {
      await clickhouse.close();
      await close();
      await node.remove();
    },
  };
};
