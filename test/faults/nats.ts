// A cluster of NATS servers with JetStream on loopback, that a test may kill one by one.
import {spawn, type ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, writeFileSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {connect} from '@nats-io/transport-node';
import {jetstreamManager, StorageType} from '@nats-io/jetstream';
import {installPackage} from '../debian.ts';
import {freePort} from '../e2e/processes.ts';

const binary = () =>
  ['/usr/sbin/nats-server', '/usr/bin/nats-server', '/usr/local/bin/nats-server'].find((path) =>
    existsSync(path),
  );

/** Whether there is a nats-server, or the distribution could give one. */
export const hasNats = (): boolean => {
  if (!binary()) installPackage('nats-server');
  return binary() !== undefined;
};

export interface Nats {
  /** For `--log`. */
  readonly url: string;
  /** The number of the server that leads the stream. */
  leader(stream: string): Promise<number>;
  /** Takes away by what a stream is read. */
  forgetConsumers(stream: string): Promise<void>;
  /** Messages in the stream. */
  messages(stream: string): Promise<number>;
  /** Makes a stream that is not as ours are. */
  make(config: {name: string; subjects: string[]}): Promise<void>;
  kill(node: number): Promise<void>;
  start(node: number): Promise<void>;
  remove(): Promise<void>;
}

export const startNats = async ({nodes = 3, settings = ''} = {}): Promise<Nats> => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-nats-'));
  const ports = await Promise.all(Array.from({length: nodes * 2}, freePort));
  const clients = ports.slice(0, nodes);
  const routes = ports.slice(nodes);
  const servers: (ChildProcess | undefined)[] = [];
  const start = async (node: number) => {
    const cluster =
      nodes === 1
        ? ''
        : `cluster {name: throughline, listen: "127.0.0.1:${routes[node]}", routes: [${routes.map((port) => `"nats://127.0.0.1:${port}"`).join(', ')}]}`;
    const file = join(folder, `node-${node}.conf`);
    writeFileSync(
      file,
      `server_name: node-${node}\nlisten: "127.0.0.1:${clients[node]}"\njetstream {store_dir: "${join(folder, `node-${node}`)}", max_file_store: 1GB}\n${cluster}\n${settings}\n`,
    );
    servers[node] = spawn(binary()!, ['-c', file], {stdio: 'ignore'});
  };
  for (let node = 0; node < nodes; node += 1) await start(node);

  const url = `nats://${clients.map((port) => `127.0.0.1:${port}`).join(',')}`;
  const asking = async <T>(
    work: (manager: Awaited<ReturnType<typeof jetstreamManager>>) => Promise<T>,
  ): Promise<T> => {
    for (const end = Date.now() + 60_000; ; await sleep(100)) {
      try {
        const servers = clients.map((port) => `127.0.0.1:${port}`);
        const connection = await connect({servers, timeout: 2000});
        try {
          return await work(await jetstreamManager(connection, {timeout: 2000}));
        } finally {
          await connection.close();
        }
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  };
  await asking(async (manager) => {
    const {name} = await manager.streams
      .add({name: 'probe', subjects: ['probe'], num_replicas: nodes})
      .then(({config}) => config);
    await manager.streams.delete(name);
  });

  const kill = async (node: number) => {
    const server = servers[node];
    servers[node] = undefined;
    if (!server) return;
    server.kill('SIGKILL');
    if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
  };
  return {
    url,
    leader: (stream) =>
      asking(async (manager) => {
        const {cluster} = await manager.streams.info(stream);
        return Number(/\d+$/.exec(cluster?.leader ?? 'node-0')![0]);
      }),
    make: (config) =>
      asking(async (manager) => {
        await manager.streams.add({...config, storage: StorageType.Memory});
      }),
    forgetConsumers: (stream) =>
      asking(async (manager) => {
        for await (const {name} of manager.consumers.list(stream))
          await manager.consumers.delete(stream, name);
      }),
    messages: (stream) =>
      asking(async (manager) => (await manager.streams.info(stream)).state.messages),
    kill,
    start,
    async remove() {
      for (const node of servers.keys()) await kill(node);
      await rm(folder, {recursive: true, force: true});
    },
  };
};
