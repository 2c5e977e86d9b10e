// What a tenant feels of another's burst, in one run: `npm run bench`.
//
// Two of tenant B post a batch or read a timeline now and then: with nothing else to do, while tenant
// A sends what its budget allows, ten times as much, and ten times of all that the collector can keep,
// with a budget and without. Everything shares this machine, so A's sender runs at the lowest
// priority: on a machine of its own it would take no processor time of B's. What it takes even so is
// told by the greatest burst sent to another server.
import {fork} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {uuidV7} from '@throughline/contracts';
import {startCollector, throughline} from '../e2e/processes.ts';
import {quantile, type Loaded} from './load.ts';
import {generate} from './processes.ts';

const SECONDS = Number(process.env['SECONDS'] ?? 15);
/** Between two asks of one of B, ms. */
const PAUSE = 50;
const BATCH = 20;

const data = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
const collector = startCollector(data);
const url = (await collector.line(/^ready (http:.*)$/))[1]!;
const aTenant = async (name: string) =>
  JSON.parse(await throughline('tenant', 'create', name, '--json', '--data', data)) as {
    writeKey: string;
    secretKey: string;
  };
const [one, other] = [await aTenant('burst'), await aTenant('neighbour')];

const ask = async (path: string, token?: string, body?: unknown) => {
  const started = performance.now();
  const answer = await fetch(url + path, {
    ...(body !== undefined && {method: 'POST', body: JSON.stringify(body)}),
    headers: token ? {authorization: `Bearer ${token}`} : {},
  });
  const text = await answer.text();
  return {status: answer.status, text, ms: performance.now() - started};
};
const identifiers = [{kind: 'anonymous', value: 'somebody'}];
const post = () => {
  const at = Date.now();
  const touchpoints = Array.from({length: BATCH}, () => ({
    id: uuidV7(at),
    name: 'page_viewed',
    occurredAt: at,
    channel: 'web',
    identifiers,
  }));
  return ask('/v1/touchpoints', undefined, {key: other.writeKey, sentAt: at, touchpoints});
};
await post();
const tokenOf = async () => {
  const {text} = await ask('/v1/tokens', other.secretKey, {agent: 'bench'});
  return (JSON.parse(text) as {token: string}).token;
};
const token = await tokenOf();
const found = await ask('/v1/customers/find', token, {identifiers});
const {customer} = JSON.parse(found.text) as {customer: string};

interface Felt {
  readonly p50: number;
  readonly p95: number;
  readonly asked: number;
  /** Answers that were not 200. */
  readonly refused: number;
}

const again = async (what: () => ReturnType<typeof ask>, until: () => boolean): Promise<Felt> => {
  const times: number[] = [];
  let asked = 0;
  while (!until()) {
    const {status, ms} = await what();
    asked += 1;
    if (status === 200) times.push(ms);
    await sleep(PAUSE * (0.5 + Math.random()));
  }
  const sorted = Float64Array.from(times).sort();
  const [p50, p95] = [quantile(sorted, 0.5), quantile(sorted, 0.95)];
  return {p50, p95, asked, refused: asked - times.length};
};

/** What B feels while this goes on, but for its first second. */
const during = async (load: Promise<Loaded>) => {
  let over = false;
  const loading = load.finally(() => (over = true));
  await sleep(1000);
  const read = () => ask(`/v1/customers/${customer}/timeline`, token);
  const felt = await Promise.all([again(post, () => over), again(read, () => over)]);
  return {felt, loaded: await loading};
};

const load = {url, keys: [one.writeKey], batch: 100, most: 1e9, visitors: 20_000};
const idle: Loaded = {stored: 0, requests: 0, statuses: {}, seconds: 0, p50: 0, p99: 0};
const ms = SECONDS * 1000;
await generate({...load, connections: 64, ms: 3000}); // Code is compiled, partitions are made.
const kept = await generate({...load, connections: 64, ms: 5000});
const rate = Math.round(10 * (kept.stored / kept.seconds));
const calm = await during(sleep(ms).then(() => idle));
/** As many as send a request a second each, up to 500. */
const connectionsFor = (each: number) => Math.min(500, Math.ceil(each / load.batch));
const sending = (each: number) =>
  during(generate({...load, connections: connectionsFor(each), ms, rate: each}, {givesWay: true}));
const burst = await sending(rate);

// A's budget is a tenth of what the collector keeps: what is over is answered 429.
const budget = Math.round(rate / 100);
const perSecond = ['--touchpoints-per-second', String(budget)];
await throughline('tenant', 'create', 'burst', ...perSecond, '--json', '--data', data);
await sleep(6000); // The collector looks again.
const usual = await sending(budget);
const tenfold = await sending(10 * budget);
await sleep(10_000); // What it had saved up is its own again.
const held = await sending(rate);

const floor = fork(fileURLToPath(new URL('empty-server.ts', import.meta.url)), {stdio: 'inherit'});
const [port] = (await once(floor, 'message')) as [number];
const elsewhere = {
  ...load,
  url: `http://127.0.0.1:${port}`,
  connections: connectionsFor(rate),
  ms,
  rate,
};
const same = await during(generate(elsewhere, {givesWay: true}));
floor.kill();

const sent = (burst.loaded.requests * load.batch) / burst.loaded.seconds;
console.log(
  `\nof A: ${Math.round(kept.stored / kept.seconds).toLocaleString('en')} a second kept alone; in the burst ${Math.round(sent).toLocaleString('en')} sent, ${Math.round(burst.loaded.stored / burst.loaded.seconds).toLocaleString('en')} kept, ${JSON.stringify(burst.loaded.statuses)}`,
);
console.log(`\n${'of B, p50 / p95 in ms'.padEnd(36)}a batch of ${BATCH}              a timeline`);
const cell = ({p50, p95, asked, refused}: Felt) =>
  `${p50.toFixed(1)} / ${p95.toFixed(1)}, ${refused} of ${asked} refused`.padEnd(34);
for (const [name, {felt}] of [
  ['nothing else', calm],
  ['A at its budget', usual],
  ['A at 10 times its budget', tenfold],
  ['A’s burst, with a budget', held],
  ['A’s burst, without', burst],
  ['the burst sent elsewhere', same],
] as const)
  console.log(`${name.padEnd(26)}${felt.map(cell).join('')}`);
for (const [what, {felt, loaded}, bases] of [
  [
    `10 times its budget of ${budget.toLocaleString('en')} a second`,
    tenfold,
    [
      ['A at its budget', usual],
      ['nothing else', calm],
    ],
  ],
  [
    'the burst, with that budget',
    held,
    [
      ['nothing else', calm],
      ['the burst sent elsewhere', same],
    ],
  ],
  [
    'the burst, without',
    burst,
    [
      ['nothing else', calm],
      ['the burst sent elsewhere', same],
    ],
  ],
] as const) {
  console.log(`p95 in ${what}; A’s answers ${JSON.stringify(loaded.statuses)}`);
  for (const [name, base] of bases) {
    const ratios = felt.map(({p95}, index) => (p95 / base.felt[index]!.p95).toFixed(2));
    console.log(`  of that with ${name}: ${ratios.join(' and ')}`);
  }
}
await collector.stop();
await rm(data, {recursive: true, force: true});
