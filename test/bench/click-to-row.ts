// From a touchpoint that is sent to its row in a panel that is open, in one run: `npm run bench`.
//
// A sender posts one touchpoint at a time, and a stream of that customer is watched by the same clock;
// with nothing else to do, and while 1,000 touchpoints a second of other visitors come one by one;
// over one collector, and from one to another over the same database. All of it shares this machine,
// so only ratios carry over. `TRIALS=1000` for more.
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {uuidV7} from '@throughline/contracts';
import {startCollector, throughline, type Running} from '../e2e/processes.ts';
import {quantile} from './load.ts';
import {generate} from './processes.ts';

const TRIALS = Number(process.env['TRIALS'] ?? 300);
/** Touchpoints a second, and of one request. */
const [RATE, BATCH] = [1000, Number(process.env['BATCH'] ?? 1)];
/** Between two trials, ms: about so, so that they meet the load in every state. */
const PAUSE = 30;

const data = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
const collectors = [startCollector(data)];
const urlOf = async (running: Running) => (await running.line(/^ready (http:.*)$/))[1]!;
const first = await urlOf(collectors[0]!);
collectors.push(startCollector(data));
const second = await urlOf(collectors[1]!);
const {writeKey, secretKey} = JSON.parse(
  await throughline('tenant', 'create', 'demo', '--json', '--data', data),
) as {writeKey: string; secretKey: string};

const post = async (path: string, body: unknown, token = '') =>
  (await (
    await fetch(first + path, {
      method: 'POST',
      headers: {authorization: `Bearer ${token}`},
      body: JSON.stringify(body),
    })
  ).json()) as Record<string, string>;
const identifiers = [{kind: 'anonymous', value: 'watched'}];
const send = async () => {
  const at = Date.now();
  const touchpoint = {
    id: uuidV7(at),
    name: 'page_viewed',
    occurredAt: at,
    channel: 'web',
    identifiers,
  };
  const started = performance.now();
  const answered = post('/v1/touchpoints', {key: writeKey, sentAt: at, touchpoints: [touchpoint]});
  const kept = answered.then(() => performance.now());
  return {id: touchpoint.id, started, kept};
};
await (
  await send()
).kept;
const {token} = await post('/v1/tokens', {agent: 'bench'}, secretKey);
const {customer} = await post('/v1/customers/find', {identifiers}, token);

/** A panel's stream, and when each touchpoint came by it. */
const watch = async (url: string) => {
  const closing = new AbortController();
  const {token: fresh} = await post('/v1/tokens', {agent: 'bench'}, secretKey);
  const answer = await fetch(`${url}/v1/customers/${customer}/live`, {
    headers: {authorization: `Bearer ${fresh}`},
    signal: closing.signal,
  });
  const seen = new Map<string, PromiseWithResolvers<number>>();
  const of = (id: string) => {
    const found = seen.get(id) ?? Promise.withResolvers<number>();
    seen.set(id, found);
    return found;
  };
  const reading = (async () => {
    let rest = '';
    for await (const text of answer.body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines)
        if (line.startsWith('id: ')) of(line.slice(4)).resolve(performance.now());
    }
  })().catch(() => {}); // It ends by being closed.
  return {
    at: (id: string) => of(id).promise,
    async close() {
      closing.abort();
      await reading;
    },
  };
};

interface Times {
  readonly answer: Float64Array;
  readonly row: Float64Array;
  readonly afterCommit: Float64Array;
}

const trials = async (panel: string): Promise<Times> => {
  const stream = await watch(panel);
  const [answer, row, afterCommit]: number[][] = [[], [], []];
  for (let trial = 0; trial < TRIALS + 20; trial += 1) {
    const {id, started, kept} = await send();
    const [answered, shown] = await Promise.all([kept, stream.at(id)]);
    if (trial >= 20) {
      answer!.push(answered - started);
      row!.push(shown - started);
      afterCommit!.push(shown - answered);
    }
    await sleep(PAUSE * (0.5 + Math.random()));
  }
  await stream.close();
  const sorted = (times: number[]) => Float64Array.from(times).sort();
  return {answer: sorted(answer!), row: sorted(row!), afterCommit: sorted(afterCommit!)};
};

/** The same while others send, from before it begins until after it ends. */
const underLoad = async (panel: string) => {
  let over = false;
  const load = {url: first, keys: [writeKey], batch: BATCH, connections: 200, visitors: 20_000};
  let [stored, seconds] = [0, 0];
  const loading = (async () => {
    while (!over) {
      const loaded = await generate({...load, rate: RATE, most: 1e9, ms: 10_000});
      stored += loaded.stored;
      seconds += loaded.seconds;
    }
  })();
  await sleep(2000);
  const times = await trials(panel);
  over = true;
  await loading;
  return {times, rate: Math.round(stored / seconds)};
};

const lines: string[] = [];
const cell = (times: Float64Array) =>
  `${quantile(times, 0.5).toFixed(1)} / ${quantile(times, 0.99).toFixed(1)}`.padEnd(16);
const line = (name: string, {answer, row, afterCommit}: Times) =>
  lines.push(`${name.padEnd(52)}${cell(row)}${cell(afterCommit)}${cell(answer)}`);
for (const [name, panel] of [
  ['one collector', first],
  ['from one collector to another', second],
] as const) {
  const calm = await trials(panel);
  line(`${name}, nothing else`, calm);
  const {times, rate} = await underLoad(panel);
  line(`${name}, ${rate} a second besides`, times);
  const ratios = [0.5, 0.99].map((share) => quantile(times.row, share) / quantile(calm.row, share));
  lines.push(
    `  with the load, of the same without: ${ratios.map((n) => n.toFixed(1)).join(' / ')}`,
  );
}
console.log(`\n${TRIALS} trials each; p50 / p99 in ms`);
console.log(
  `${''.padEnd(52)}${'sent to row'.padEnd(16)}${'answer to row'.padEnd(16)}sent to answer`,
);
for (const text of lines) console.log(text);
for (const collector of collectors.toReversed()) await collector.stop();
await rm(data, {recursive: true, force: true});
