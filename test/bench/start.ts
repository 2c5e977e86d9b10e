// From starting the command to its first touchpoint kept, in one run: `npm run bench`.
//
// In a new folder, where it makes a database; in one that was stopped; and in one that was killed,
// whose PostgreSQL goes on. Beside it a Fastify that only answers. Each so many times, in turn.
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {uuidV7} from '@throughline/contracts';
import {dataFolder, freePort, startCollector, type Running} from '../e2e/processes.ts';
import {quantile} from './load.ts';

const TIMES = Number(process.env['TIMES'] ?? 7);

const post = (url: string, key: string) => {
  const at = Date.now();
  const identifiers = [{kind: 'anonymous', value: 'somebody'}];
  const touchpoint = {id: uuidV7(at), name: 'page_viewed', occurredAt: at, channel: 'web'};
  const body = {key, sentAt: at, touchpoints: [{...touchpoint, identifiers}]};
  return fetch(`${url}/v1/touchpoints`, {method: 'POST', body: JSON.stringify(body)});
};

/** Starts it, and gives back how long it took until what was sent was kept. */
const timed = async (data: string, port: number, known?: string) => {
  const started = performance.now();
  const running = startCollector(data, port);
  const [, url] = await running.line(/^ready (http:.*)$/);
  const key = known ?? (await running.line(/\b(pk_[\w-]+)/))[1]!;
  const {status} = await post(url!, key);
  if (status !== 200) throw new Error(`The first touchpoint was answered ${status}.`);
  return {ms: performance.now() - started, running, key};
};
const served = async () => {
  const started = performance.now();
  const server = fork(fileURLToPath(new URL('empty-server.ts', import.meta.url)));
  const [port] = (await once(server, 'message')) as [number];
  await post(`http://127.0.0.1:${port}`, '');
  server.kill();
  return performance.now() - started;
};

const taken = {
  'Fastify alone': [] as number[],
  'in a new folder': [] as number[],
  'again, after a stop': [] as number[],
  'again, after kill -9': [] as number[],
};
for (let time = 0; time < TIMES; time += 1) {
  const {data, remove} = await dataFolder();
  const port = await freePort();
  let running: Running | undefined;
  const measure = async (name: keyof typeof taken, known?: string) => {
    const {ms, ...rest} = await timed(data, port, known);
    taken[name].push(ms);
    running = rest.running;
    return rest;
  };
  taken['Fastify alone'].push(await served());
  const {key} = await measure('in a new folder');
  await running!.stop();
  await measure('again, after a stop', key);
  await running!.stop('SIGKILL');
  await measure('again, after kill -9', key);
  await running!.stop();
  await remove();
}

console.log(`\nFrom the start to the first touchpoint kept, ${TIMES} times each\n`);
console.log('                          p50 ms   most ms   of Fastify alone (p50)');
const [floor] = Object.values(taken).map((times) =>
  quantile(
    times.sort((a, b) => a - b),
    0.5,
  ),
);
for (const [name, times] of Object.entries(taken)) {
  const [p50, most] = [quantile(times, 0.5), times.at(-1)!];
  const cells = [p50.toFixed(0).padStart(9), most.toFixed(0).padStart(10)].join('');
  console.log(`${name.padEnd(23)}${cells}   ${(p50 / floor!).toFixed(1)}`);
}
