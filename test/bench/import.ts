// What `throughline import` keeps a second, beside the store's own bulk, in one run: `npm run bench:import`.
//
// Made-up events of 20,000 customers over 200 weeks (so 200 partitions of the store), as CSV in the order
// of time, as CSV customer by customer (each batch goes to many weeks), and as XES, whose traces are
// customers. Each file goes through the command as anybody runs it, its start included, into an empty
// tenant of an embedded PostgreSQL that is up. Then beside its floors: the same touchpoints, read and judged
// before, through the store alone, with all that it does for them (who is who, erasures, the account); and
// the very rows into the very table by `COPY`, in the order of their ids, which suits it best. `ROWS=1000000` for a longer run (200,000
// unless set), `FORMATS=xes` for some. Only ratios carry over to another machine. Linux only: CPU is read
// from /proc.
import {createWriteStream} from 'node:fs';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Readable} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import type {KeyObject} from 'node:crypto';
import {readHistory, type History} from '../../packages/collector/src/commands/read-history.ts';
import {createTenant, openDatabase} from '../../packages/collector/src/index.ts';
import {createIngest} from '../../packages/collector/src/ingest.ts';
import {judge} from '../../packages/collector/src/judge.ts';
import type {Delivery} from '../../packages/collector/src/store/keep.ts';
import {openSecrets} from '../../packages/collector/src/store/keys.ts';
import {tenantNamed} from '../../packages/collector/src/store/registry.ts';
import {migrate} from '../../packages/collector/src/store/schema.ts';
import {throughline} from '../e2e/processes.ts';
import {cpuOf} from './processes.ts';

const ROWS = Number(process.env['ROWS'] ?? 200_000);
const WEEKS = 200;
const CUSTOMERS = 20_000;
const week = 7 * 24 * 3_600_000;
const from = Date.UTC(2020, 0, 6);

interface Event {
  readonly customer: number;
  readonly at: number;
  readonly n: number;
}

/** In the order of time; customers come back all the time. */
const byTime = Array.from({length: ROWS}, (_, n): Event => ({
  customer: (n * 7919) % CUSTOMERS,
  at: from + Math.floor((n * WEEKS * week) / ROWS),
  n,
}));
const byCustomer = byTime.toSorted(
  (one, other) => one.customer - other.customer || one.n - other.n,
);

const names = ['view', 'cart', 'purchase'];
const columns = 'event_time,event_type,product_id,category_code,brand,price,user_id,user_session';
const csvOf = ({customer, at, n}: Event) =>
  `${new Date(at).toISOString()},${names[n % 3]},${1_000_000 + (n % 977)},electronics.smartphone,halden,${(n % 500) + 0.9},user-${customer},s-${customer}-${Math.floor(n / 9)}\n`;
function* csv(events: readonly Event[]) {
  yield `${columns}\n`;
  for (let index = 0; index < events.length; index += 1000)
    yield events
      .slice(index, index + 1000)
      .map(csvOf)
      .join('');
}
function* xes(events: readonly Event[]) {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1849-2016">\n';
  for (const [customer, own] of Map.groupBy(events, (event) => event.customer)) {
    const inside = own.map(
      ({at, n}) =>
        `<event><string key="concept:name" value="Take in charge ticket"/><date key="time:timestamp" value="${new Date(at).toISOString()}"/><string key="org:resource" value="Value ${n % 22}"/><string key="lifecycle:transition" value="complete"/></event>\n`,
    );
    yield `<trace><string key="concept:name" value="Case ${customer}"/>\n${inside.join('')}</trace>\n`;
  }
  yield '</log>\n';
}
const map = {
  name: {
    column: 'event_type',
    values: {view: 'product_viewed', cart: 'product_added', purchase: 'order_completed'},
  },
  occurredAt: 'event_time',
  identifiers: {user: 'user_id'},
  sessionId: 'user_session',
  fields: {sku: 'product_id', category: 'category_code', brand: 'brand', price: 'price'},
  constants: {currency: 'USD'},
};

const data = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
const mapFile = join(data, 'map.json');
await writeFile(mapFile, JSON.stringify(map));
const database = await openDatabase({data});
await migrate(database);
const pids = () => readFile(join(data, 'postgres/postmaster.pid'), 'utf8');
const postmaster = Number((await pids()).split('\n')[0]);
/** Of the command, which is our child and gone when it is asked, and of PostgreSQL, which is one as well. */
const used = () => [
  cpuOf(process.pid, [postmaster]) -
    process.cpuUsage().user / 1e6 -
    process.cpuUsage().system / 1e6,
  cpuOf(postmaster),
];
/** What the command keeps, already read and judged. */
const deliveriesOf = async (history: History, tenant: number, pepper: KeyObject) => {
  const policy = {secrets: [], requireSigned: false, keepsAddresses: false, addressKeys: undefined};
  const deliveries: Delivery[] = [];
  for await (const {touchpoints} of readHistory(history)) {
    const now = Date.now();
    const arrival = {site: 'import', touchpoints, sentAt: now, receivedAt: now, history: true};
    deliveries.push(judge(tenant, {...arrival, wordOf: 'tenant'}, {pepper, policy}));
  }
  return deliveries;
};
/** Through the store as the command does, and nothing else; touchpoints a second. */
const keptAlone = async (tenant: number, deliveries: Delivery[], pepper: KeyObject) => {
  const ingest = createIngest(database, {pepper, changed: () => {}, most: 2000});
  const started = performance.now();
  const waiting = deliveries.values();
  const keeping = async () => {
    for (const delivery of waiting) await ingest.judged(tenant, delivery);
  };
  await Promise.all(Array.from({length: 20}, keeping));
  return ROWS / ((performance.now() - started) / 1000);
};
const inTable = (text: string) => database.system((sql) => sql.query<{n: string}>(text));

const kinds = {
  'csv by time': {events: byTime, lines: csv, file: 'by-time.csv', args: ['--map', mapFile]},
  'csv by customer': {
    events: byCustomer,
    lines: csv,
    file: 'by-customer.csv',
    args: ['--map', mapFile],
  },
  xes: {events: byCustomer, lines: xes, file: 'traces.xes', args: []},
};
const wanted = (process.env['FORMATS'] ?? Object.keys(kinds).join()).split(',');
const lines: string[] = [];
for (const [kind, {events, lines: write, file, args}] of Object.entries(kinds)) {
  if (!wanted.includes(kind)) continue;
  const tenant = kind.replaceAll(' ', '-');
  await createTenant(database, tenant);
  const path = join(data, file);
  await pipeline(Readable.from(write(events)), createWriteStream(path));

  await inTable('checkpoint').catch(() => {});
  const before = used();
  const started = performance.now();
  const told = await throughline('import', path, '--tenant', tenant, '--data', data, ...args);
  const seconds = (performance.now() - started) / 1000;
  const cpu = used().map((value, index) => ((value - before[index]!) / ROWS) * 1e6);
  const {stored} = JSON.parse(told) as {stored: number};
  if (stored !== ROWS) throw new Error(`${kind}: ${told}`);

  const rows = join(data, 'rows');
  await inTable(`copy (select * from throughline.touchpoint order by id) to '${rows}'`);
  await inTable('truncate throughline.touchpoint');
  const copied = performance.now();
  const copyCpu = cpuOf(postmaster);
  await inTable(`copy throughline.touchpoint from '${rows}'`);
  const bulk = ROWS / ((performance.now() - copied) / 1000);
  const each = ((cpuOf(postmaster) - copyCpu) / ROWS) * 1e6;
  await inTable('truncate throughline.touchpoint');

  await createTenant(database, `${tenant}-alone`);
  const {id} = (await tenantNamed(database, `${tenant}-alone`))!;
  const {pepper} = await openSecrets(database);
  const common = {file: path, identify: {}, names: {}, channel: 'crm'} as const;
  const history: History =
    kind === 'xes' ? {...common, format: 'xes'} : {...common, format: 'csv', map: mapFile};
  const alone = await keptAlone(id, await deliveriesOf(history, id, pepper), pepper);
  await inTable('truncate throughline.touchpoint');
  const n = (value: number) => Math.round(value).toLocaleString('en').padStart(7);
  lines.push(
    `${kind.padEnd(16)} ${n(ROWS / seconds)} a second, ${cpu.map((value) => value.toFixed(1)).join(' + ')} µs   ` +
      `the store alone ${n(alone)}, ratio ${(ROWS / seconds / alone).toFixed(2)}   ` +
      `COPY ${n(bulk)}, ${each.toFixed(1)} µs, ratio ${(ROWS / seconds / bulk).toFixed(2)}`,
  );
  console.log(lines.at(-1));
}
await database.close();
await rm(data, {recursive: true, force: true});
