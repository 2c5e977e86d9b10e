// What it costs to keep touchpoints in PostgreSQL and in ClickHouse, in one run: `npm run bench:stores`.
//
// What drains a log, without HTTP: batches of 500 go through the way in of the collector, 16 at a time,
// for one tenant and for four; then pages of timelines are read. `ROWS` touchpoints each time (100,000
// unless set), made up and of 20,000 visitors. ClickHouse is here a library (chdb) in a process of its
// own, behind a server of its protocol that is ours: that server's cost is in its figure, and a real
// one has none of it. Linux only: CPU is read from /proc.
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {uuidV7} from '@throughline/contracts';
import {chdb, clickHouseNode} from '../../packages/collector/test/clickhouse.ts';
import {createCollector, createTenant, openDatabase} from '../../packages/collector/src/index.ts';
import {openClickHouse} from '../../packages/collector/src/store/clickhouse.ts';
import {customerOf} from '../../packages/collector/src/store/read.ts';
import {tenantNamed} from '../../packages/collector/src/store/registry.ts';
import {knownIdentifiers} from '../../packages/collector/src/store/identifiers.ts';
import {quantile} from './load.ts';
import {cpuOf} from './processes.ts';

const ROWS = Number(process.env['ROWS'] ?? 100_000);
const TIMES = Number(process.env['TIMES'] ?? 300);
const BATCH = 500;
const FLIGHT = 16;
const HEAVY = 10_000;
const WEEKS = 60;
const week = 7 * 24 * 3_600_000;

const library = await chdb();
if (!library) throw new Error('There is no chdb for this machine.');

const touchpoint = (visitor: string, at: number, seq: number) => ({
  id: uuidV7(at),
  name: 'product_viewed',
  occurredAt: at,
  seq,
  sessionId: `s-${visitor}`,
  channel: 'web',
  identifiers: [{kind: 'anonymous', value: visitor}],
  consent: {purposes: ['support'], basis: 'consent', at},
  page: {
    url: `https://shop.example/products/pour-over-kettle-${seq % 977}`,
    path: `/products/pour-over-kettle-${seq % 977}`,
    title: 'Pour-over kettle · Halden Coffee Goods',
  },
  commerce: {
    currency: 'EUR',
    items: [{sku: `HCG-${seq % 977}`, name: 'Pour-over kettle', priceMinor: 7990, quantity: 1}],
  },
});

const batchesOf = (rows: number) =>
  Array.from({length: Math.ceil(rows / BATCH)}, (_, batch) =>
    Array.from({length: BATCH}, (__, index) => {
      // As trackers send: several of one visitor.
      const visitor = `v-${(Math.floor(index / 10) + batch * 50) % 20_000}`;
      return touchpoint(visitor, Date.now(), batch * BATCH + index);
    }),
  );

const timed = async (work: () => Promise<unknown>) => {
  const times: number[] = [];
  for (let index = 0; index < TIMES; index += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  const sorted = Float64Array.from(times).sort();
  return `${quantile(sorted, 0.5).toFixed(1)} / ${quantile(sorted, 0.99).toFixed(1)}`;
};

const lines: string[] = [];
const measure = async (name: string, clickhouseUrl?: string, nodePid?: number) => {
  const data = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
  const database = await openDatabase({data, clickhouseUrl});
  const collector = await createCollector(database, {log: false});
  const {ingest, pepper} = collector.services;
  const postmaster = Number(
    (await readFile(join(data, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0],
  );
  const tenants: number[] = [];
  for (const each of ['one', 'two', 'three', 'four']) {
    await createTenant(database, each);
    tenants.push((await tenantNamed(database, each))!.id);
  }
  const used = () => [
    (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
    cpuOf(postmaster),
    nodePid === undefined ? 0 : cpuOf(nodePid),
  ];
  const drain = async (into: readonly number[], batches: object[][], history = false) => {
    const before = used();
    const started = performance.now();
    let [stored, refused] = [0, 0];
    const worker = async (_: unknown, index: number) => {
      const tenant = into[index % into.length]!;
      for (let batch = batches.pop(); batch; batch = batches.pop()) {
        const now = Date.now();
        const arrival = {site: 'bench', touchpoints: batch, sentAt: now, receivedAt: now, history};
        for (;;) {
          const result = await ingest(tenant, arrival).catch(() => undefined);
          stored += result?.stored ?? 0;
          if (result) break;
          refused += 1;
        }
      }
    };
    await Promise.all(Array.from({length: FLIGHT}, worker));
    const seconds = (performance.now() - started) / 1000;
    const cpu = used().map((value, index) => ((value - before[index]!) / stored) * 1e6);
    return {stored, seconds, cpu, refused};
  };
  const report = (
    what: string,
    {stored, seconds, cpu, refused}: Awaited<ReturnType<typeof drain>>,
  ) =>
    lines.push(
      `${name.padEnd(12)} ${what.padEnd(14)} ${Math.round(stored / seconds)
        .toLocaleString('en')
        .padStart(8)} a second   ` +
        `${cpu.map((value) => value.toFixed(1).padStart(5)).join(' + ')} = ${cpu.reduce((a, b) => a + b).toFixed(1)} µs` +
        (refused ? `   (${refused} batches were asked to come again)` : ''),
    );

  await drain(tenants.slice(0, 1), batchesOf(10_000)); // Code is compiled, partitions are made.
  report('one tenant', await drain(tenants.slice(0, 1), batchesOf(ROWS)));
  report('four tenants', await drain(tenants, batchesOf(ROWS)));

  const now = Date.now();
  const past = Array.from({length: HEAVY}, (_, index) =>
    touchpoint('heavy', now - Math.floor((index * WEEKS * week) / HEAVY), index),
  );
  await drain(
    tenants.slice(0, 1),
    Array.from({length: HEAVY / BATCH}, (_, n) => past.slice(n * BATCH, (n + 1) * BATCH)),
    true,
  );
  const tenant = tenants[0]!;
  const {touchpoints} = database;
  const of = (value: string) => {
    const [{visitor}] = knownIdentifiers(
      tenant,
      [{kind: 'anonymous', value}],
      pepper,
    ) as unknown as [{visitor: string}];
    return database.tenant(tenant, (sql) => customerOf(sql, tenant, [visitor]));
  };
  for (const [who, customer] of [
    ['a visitor of a few', await of('v-7')],
    [`one of ${HEAVY.toLocaleString('en')}`, await of('heavy')],
  ] as const) {
    const page = () =>
      database.tenant(tenant, (sql) => touchpoints.page(sql, tenant, customer!, {limit: 50}));
    const count = () => database.tenant(tenant, (sql) => touchpoints.count(sql, tenant, customer!));
    await page();
    lines.push(
      `${name.padEnd(12)} newest 50 of ${who}: ${await timed(page)} ms, their true total: ${await timed(count)} ms (p50 / p99)`,
    );
  }
  if (clickhouseUrl) {
    const clickhouse = await openClickHouse(clickhouseUrl);
    await clickhouse.run('optimize table throughline.touchpoint', {ms: 600_000});
    const [size] = await clickhouse.select<{bytes: number; body: number}>(
      `select round(sum(bytes_on_disk) / sum(rows)) as bytes, round(sum(data_uncompressed_bytes) / sum(rows)) as body
       from system.parts where active and database = 'throughline' and table = 'touchpoint'`,
    );
    lines.push(
      `${name.padEnd(12)} ${size!.bytes} bytes a touchpoint on disk, ${size!.body} before compression`,
    );
    await clickhouse.close();
  } else {
    const [size] = await database.system((sql) =>
      sql.query<{bytes: string}>(
        `select sum(pg_total_relation_size(inhrelid)) / sum(greatest(pg_stat_get_live_tuples(inhrelid), 0)) as bytes
         from pg_inherits where inhparent = 'throughline.touchpoint'::regclass`,
      ),
    );
    lines.push(
      `${name.padEnd(12)} ${Math.round(Number(size!.bytes))} bytes a touchpoint on disk, with its indexes`,
    );
  }
  await collector.close();
  await database.close();
  await rm(data, {recursive: true, force: true});
};

await measure('PostgreSQL');
const node = await clickHouseNode(library);
try {
  await measure('ClickHouse', node.url, node.pid());
} finally {
  await node.remove();
}
console.log(
  `\n${ROWS.toLocaleString('en')} touchpoints each; CPU of a touchpoint: collector + PostgreSQL + ClickHouse\n`,
);
for (const line of lines) console.log(line);
