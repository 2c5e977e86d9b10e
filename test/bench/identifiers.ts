// What resolving a million identifiers takes of the collector's memory: `node test/bench/identifiers.ts`.
//
// `IDENTIFIERS` (a million unless set) of a quarter as many people, who come in waves: a browser with an
// address, another browser, then a login on the one and on the other, which merges two customers. Beside
// them a kiosk, on which everybody of the first waves leaves their address. All of it is generated.
// What may grow with the identifiers is the database on its disk; the collector's own memory may not.
import {readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {uuidV7} from '@throughline/contracts';
import pg from 'pg';
import {startCollector, throughline} from '../e2e/processes.ts';
import {peakMemoryOf} from './processes.ts';

const IDENTIFIERS = Number(process.env['IDENTIFIERS'] ?? 1_000_000);
/** People of a wave; each batch holds one kind of touchpoint of all of them. */
const WAVE = 250;
const AT_ONCE = 4;

const data = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
const collector = startCollector(data);
const url = (await collector.line(/^ready (http:.*)$/))[1]!;
const {writeKey} = JSON.parse(
  await throughline('tenant', 'create', 'demo', '--json', '--data', data),
) as {writeKey: string};
const pid = collector.child.pid!;

const send = async (people: readonly (readonly [kind: string, value: string])[][]) => {
  const now = Date.now();
  const touchpoints = people.map((named) => ({
    id: uuidV7(now),
    name: 'page_viewed',
    occurredAt: now,
    channel: 'web',
    identifiers: named.map(([kind, value]) => ({kind, value})),
  }));
  for (;;) {
    const response = await fetch(`${url}/v1/touchpoints`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({key: writeKey, sentAt: now, touchpoints}),
    });
    if (response.status === 200) return;
    if (response.status !== 503) throw new Error(`answered ${response.status}`);
    await new Promise((done) => setTimeout(done, 1000));
  }
};

const wave = async (first: number) => {
  const people = Array.from({length: WAVE}, (_, index) => first + index);
  const all = (named: (n: number) => (readonly [string, string])[]) => send(people.map(named));
  await all((n) => [
    ['anonymous', `home-${n}`],
    ['email', `p${n}@example.com`],
  ]);
  await all((n) => [['anonymous', `phone-${n}`]]);
  await all((n) => [
    ['user', `u${n}`],
    ['anonymous', `home-${n}`],
  ]);
  await all((n) => [
    ['user', `u${n}`],
    ['anonymous', `phone-${n}`],
  ]);
  if (first < 20 * WAVE) {
    await all((n) => [
      ['anonymous', 'kiosk'],
      ['email', `p${n}@example.com`],
    ]);
  }
};

const memoryOf = () =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const people = Math.ceil(IDENTIFIERS / 4);
const started = performance.now();
const measured: {identifiers: number; resident: number}[] = [];
const tell = (done: number) => {
  const identifiers = done * 4;
  // The most of some looks: what is collected in between does not count.
  measured.push({identifiers, resident: memoryOf()});
  const each = ((performance.now() - started) * 1000) / identifiers;
  console.log(
    `${identifiers.toLocaleString('en')} identifiers: resident ${measured.at(-1)!.resident.toFixed(0)} MB, ${each.toFixed(0)} us each so far`,
  );
};
const step = Math.max(WAVE, Math.floor(people / 10));
let told = 0;
for (let first = 0; first < people; first += WAVE * AT_ONCE) {
  await Promise.all(
    Array.from({length: AT_ONCE}, (_, index) => first + index * WAVE)
      .filter((each) => each < people)
      .map(wave),
  );
  const done = Math.min(people, first + WAVE * AT_ONCE);
  if (done - told >= step || done === people) tell((told = done));
}

const client = new pg.Client({
  host: join(data, 'socket'),
  user: 'throughline',
  database: 'postgres',
});
await client.connect();
const {rows: counted} = await client.query<Record<'identifiers' | 'living' | 'merged', string>>(
  `select (select count(*) from throughline.identifier) as identifiers,
          count(*) filter (where merged_into is null) as living,
          count(*) filter (where merged_into is not null) as merged from throughline.customer`,
);
await client.end();
const {identifiers, living, merged} = counted[0]!;
const at = (share: number) => measured[Math.ceil(measured.length * share) - 1]!.resident;
console.log(
  `kept ${identifiers} identifiers of ${living} customers, ${merged} merged into others; collector's memory: peak ${peakMemoryOf(pid).toFixed(0)} MB, at the end ${(at(1) / at(0.3)).toFixed(2)} of that at three tenths`,
);
await collector.stop();
await rm(data, {recursive: true, force: true});
