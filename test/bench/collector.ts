// What the collector keeps a second, beside its floors, in one run: `npm run bench`.
//
// The real server, its embedded database and a generator in a process of its own share this machine.
// Then with a spool in front, whose answer waits for its files alone.
// Floors of the same run: the same rows by `COPY` into an unlogged table without an index and into a
// table like the touchpoints' own; and the same HTTP server that reads the bodies and keeps nothing.
// Only ratios carry over to another machine. `SECONDS=60` for a longer run. Linux only: CPU is read
// from /proc.
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import pg from 'pg';
import {startCollector, throughline} from '../e2e/processes.ts';
import type {Load, Loaded} from './load.ts';
import {cpuOf, generate, peakMemoryOf} from './processes.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 15);
const LOAD = {connections: 64, batch: 20, most: 4_000_000, ms: SECONDS * 1000, visitors: 20_000};

const data = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
const collector = startCollector(data);
const url = (await collector.line(/^ready (http:.*)$/))[1]!;
const keys: string[] = [];
for (const name of ['one', 'two', 'three', 'four']) {
  const made = await throughline('tenant', 'create', name, '--json', '--data', data);
  keys.push((JSON.parse(made) as {writeKey: string}).writeKey);
}
const postmaster = Number(
  (await readFile(join(data, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0],
);

const rows: string[][] = [];
const line = (name: string, {stored, seconds, p50, p99, statuses}: Loaded, cpu: number[]) => {
  const each = cpu.map((used) => ((used / stored) * 1e6).toFixed(1));
  rows.push([
    name,
    Math.round(stored / seconds).toLocaleString('en'),
    `${p50.toFixed(1)} / ${p99.toFixed(1)}`,
    each.join(' + '),
    JSON.stringify(statuses),
  ]);
  return stored / seconds;
};

/** Loads a server; gives back touchpoints a second. */
const measure = async (name: string, load: Load, pids: number[]) => {
  const used = () => pids.map((pid) => cpuOf(pid, pids)); // The database is the collector's child.
  const before = used();
  const loaded = await generate(load);
  return line(
    name,
    loaded,
    used().map((cpu, index) => cpu - before[index]!),
  );
};

const server = [collector.child.pid!, postmaster];
await generate({...LOAD, url, keys, ms: 2000}); // Code is compiled, partitions are made.
const kept = await measure('kept, one tenant', {...LOAD, url, keys: keys.slice(0, 1)}, server);
await measure('kept, four tenants', {...LOAD, url, keys}, server);
await measure('kept, half of it of people logged in', {...LOAD, url, keys, logins: true}, server);
const calm = await generate({...LOAD, url, keys, rate: 1000, most: 5000, batch: 1, connections: 8});
line('kept, 1,000 a second, one by one', calm, [0]);

// The same with a spool in front: what is acknowledged a second; PostgreSQL keeps up as it can.
const spooling = startCollector(data, 0, '--log', 'spool');
const spoolUrl = (await spooling.line(/^ready (http:.*)$/))[1]!;
await generate({...LOAD, url: spoolUrl, keys, ms: 1000});
await measure('acknowledged by the spool', {...LOAD, url: spoolUrl, keys, ms: 8000}, [
  spooling.child.pid!,
  postmaster,
]);
await spooling.stop();

const floor = fork(fileURLToPath(new URL('empty-server.ts', import.meta.url)), {stdio: 'inherit'});
const [port] = (await once(floor, 'message')) as [number];
const empty = {...LOAD, url: `http://127.0.0.1:${port}`, keys, ms: 5000};
await measure('read and not kept', empty, [floor.pid!]);
floor.kill();

const client = new pg.Client({
  host: join(data, 'socket'),
  user: 'throughline',
  database: 'postgres',
});
await client.connect();
const file = join(data, 'rows');
const {rowCount} = await client.query(
  `copy (select * from throughline.touchpoint limit 300000) to '${file}'`,
);
const copies: Record<string, number> = {};
for (const [name, make] of [
  [
    'unlogged, no index',
    'create unlogged table floor as table throughline.touchpoint with no data',
  ],
  ['its own table', 'create table floor (like throughline.touchpoint including all)'],
] as const) {
  await client.query(make);
  const before = cpuOf(postmaster);
  const started = performance.now();
  await client.query(`copy floor from '${file}'`);
  const seconds = (performance.now() - started) / 1000;
  const stored = rowCount!;
  copies[name] = line(
    `COPY, ${name}`,
    {stored, seconds, p50: 0, p99: 0, requests: 1, statuses: {}},
    [cpuOf(postmaster) - before],
  );
  await client.query('drop table floor');
}
await client.end();

const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
console.log(
  '\ntouchpoints a second, p50 / p99 ms, CPU µs of each (collector + PostgreSQL), answers\n',
);
for (const row of rows) {
  console.log(row.map((cell, column) => cell.padEnd(widths[column]!)).join('   '));
}
console.log(
  `\nof COPY into an unlogged table: ${(kept / copies['unlogged, no index']!).toFixed(2)}`,
);
console.log(`of COPY into its own table: ${(kept / copies['its own table']!).toFixed(2)}`);
console.log(
  `memory of the collector at most: ${Math.round(peakMemoryOf(collector.child.pid!))} MiB`,
);
await collector.stop();
await rm(data, {recursive: true, force: true});
