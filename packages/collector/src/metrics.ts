import type {StatsFs} from 'node:fs';
import {statfs} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import type {BatchResult} from '@throughline/contracts';
import {collectDefaultMetrics, Counter, Gauge, Histogram, Registry} from 'prom-client';
import type {Database} from './store/database.ts';
import {waitingPerTenant} from './store/quarantine.ts';
import {allTenants} from './store/registry.ts';
import {version} from './version.ts';

/** What the collector counts and times. All of it is of this process, but for the quarantine. */
export interface Metrics {
  /** A request that was answered, or whose caller left: by the route's pattern, never its URL. */
  answered(request: {route: string; method: string; status: number; seconds: number}): void;
  /** A request that was refused, by its code. */
  refused(route: string, code: string): void;
  /** What became of the touchpoints of one request. */
  fates(tenant: number, result: BatchResult): void;
  /** A group of touchpoints in one transaction; `work` is what commits it. */
  group<T>(size: number, work: () => Promise<T>): Promise<T>;
  /** Panels that follow a customer now. */
  readonly streams: {inc(): void; dec(): void};
  /** Hints handed to the database. */
  hints(count: number): void;
  /** From the first commit of a message of hints to our own hearing of it. */
  heard(seconds: number): void;
  /** Everything, in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface Measured {
  readonly database: Database;
  /** Touchpoints waiting for a transaction. */
  readonly waiting: () => number;
  /** What waits in a log in front. */
  readonly logged?: (() => {readonly entries: number; readonly bytes: number}) | undefined;
  /** Whether a touchpoint could be kept. */
  readonly ready: () => Promise<boolean>;
}

/** Of answers: from what a desktop feels at once to what a proxy gives up on. */
const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
/** The quarantine is counted in the database, so not at every scrape. */
const quarantineMs = 10_000;

/**
 * A registry of its own for each collector: two of them in one process do not count together. The
 * number of series is bounded: routes by pattern, tenants by name, and nothing a caller can make up.
 */
export const openMetrics = ({database, waiting, logged, ready}: Measured): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  // The event loop’s lag is sampled all the time: every 20 ms costs 0.3 % of a core.
  collectDefaultMetrics({register: registry, eventLoopMonitoringPrecision: 20});

  const requests = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Duration of requests, by route pattern.',
    labelNames: ['http_route', 'http_request_method', 'http_response_status_code'],
    buckets: durations,
    registers,
  });
  const refusals = new Counter({
    name: 'throughline_refusals_total',
    help: 'Requests refused, by the code of docs/errors.md.',
    labelNames: ['http_route', 'code'],
    registers,
  });
  const commits = new Histogram({
    name: 'throughline_commit_duration_seconds',
    help: 'Duration of the transactions that keep touchpoints.',
    labelNames: ['outcome'],
    buckets: durations,
    registers,
  });
  const groups = new Histogram({
    name: 'throughline_commit_touchpoints',
    help: 'Touchpoints that went into one transaction.',
    buckets: sizes,
    registers,
  });
  const streams = new Gauge({
    name: 'throughline_live_streams',
    help: 'Panels that follow a customer now.',
    registers,
  });
  const hints = new Counter({
    name: 'throughline_live_hints_total',
    help: 'Hints for panels handed to the database.',
    registers,
  });
  const lag = new Histogram({
    name: 'throughline_live_lag_seconds',
    help: 'From a commit to hearing its hint back from the database.',
    buckets: durations,
    registers,
  });
  new Gauge({
    name: 'throughline_build_info',
    help: 'Always 1; what runs is in the labels.',
    labelNames: ['version', 'node'],
    registers,
  }).set({version: version(), node: process.versions.node}, 1);
  new Gauge({
    name: 'throughline_waiting_touchpoints',
    help: 'Touchpoints that wait for a transaction.',
    registers,
    collect() {
      this.set(waiting());
    },
  });
  new Gauge({
    name: 'throughline_ready',
    help: 'Whether a touchpoint can be kept now: what /readyz says.',
    registers,
    async collect() {
      this.set((await ready()) ? 1 : 0);
    },
  });
  const touchpoints = measureTouchpoints(registry, database);
  measureQuarantine(registry, database);
  measurePool(registry, database);
  measureDisk(registry, database);
  if (logged) measureLog(registry, logged);

  return {
    answered: ({route, method, status, seconds}) =>
      requests.observe(
        {
          http_route: route,
          http_request_method: method,
          http_response_status_code: String(status),
        },
        seconds,
      ),
    refused: (route, code) => refusals.inc({http_route: route, code}),
    fates: touchpoints,
    async group(size, work) {
      groups.observe(size);
      const started = performance.now();
      const observe = (outcome: string) =>
        commits.observe({outcome}, (performance.now() - started) / 1000);
      try {
        const result = await work();
        observe('committed');
        return result;
      } catch (error) {
        observe('failed');
        throw error;
      }
    },
    streams,
    hints: (count) => hints.inc(count),
    heard: (seconds) => lag.observe(seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
};

/** Without the database the last figures stand: a scrape must not fail when it is needed most. */
const soon = <T>(work: Promise<T>): Promise<T | undefined> =>
  Promise.race([work.catch(() => undefined), sleep(1000, undefined, {ref: false})]);

/**
 * Touchpoints by tenant and fate. Counted by number in plain maps, which costs the way in next to
 * nothing; the names are looked up when somebody asks.
 */
const measureTouchpoints = (registry: Registry, database: Database): Metrics['fates'] => {
  const counts = new Map<number, Map<string, number>>();
  const names = new Map<number, string>();
  new Counter({
    name: 'throughline_touchpoints_total',
    help: 'Touchpoints taken in, by tenant and what became of them; with the code where refused.',
    labelNames: ['tenant', 'outcome', 'code'],
    registers: [registry],
    async collect() {
      const unnamed = [...counts.keys()].some((tenant) => !names.has(tenant));
      if (unnamed) await soon(nameTenants(database, names)); // Numbers serve meanwhile.
      this.reset();
      for (const [tenant, fates] of counts) {
        for (const [fate, count] of fates) {
          const [outcome = '', code = ''] = fate.split(' ');
          this.inc({tenant: names.get(tenant) ?? String(tenant), outcome, code}, count);
        }
      }
    },
  });
  return (tenant, {stored, duplicates, refused}) => {
    const fates = counts.get(tenant) ?? new Map<string, number>();
    counts.set(tenant, fates);
    const add = (fate: string, count: number) => fates.set(fate, (fates.get(fate) ?? 0) + count);
    add('stored', stored);
    add('duplicate', duplicates);
    for (const {code} of refused) {
      add(code === 'customer_erased' ? 'erased' : `refused ${code}`, 1);
    }
  };
};

const nameTenants = async (database: Database, names: Map<number, string>) => {
  for (const {id, name} of await allTenants(database)) names.set(id, name);
};

const measureQuarantine = (registry: Registry, database: Database) => {
  let counted = Number.NEGATIVE_INFINITY;
  new Gauge({
    name: 'throughline_quarantine_waiting',
    help: 'Touchpoints in quarantine that have not been replayed, by tenant.',
    labelNames: ['tenant'],
    registers: [registry],
    async collect() {
      if (performance.now() - counted < quarantineMs) return;
      counted = performance.now();
      const waiting = await soon(waitingPerTenant(database));
      if (!waiting) return;
      this.reset(); // A tenant may have been deleted.
      for (const {tenant, count} of waiting) this.set({tenant}, count);
    },
  });
};

const measurePool = (registry: Registry, database: Database) => {
  const pool = () => database.pool?.();
  if (!pool()) return;
  new Gauge({
    name: 'db_client_connection_count',
    help: 'Connections to the database, by state.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const {total, idle} = pool()!;
      this.set({state: 'idle'}, idle);
      this.set({state: 'used'}, total - idle);
    },
  });
  new Gauge({
    name: 'db_client_connection_max',
    help: 'Connections to the database at most.',
    registers: [registry],
    collect() {
      this.set(pool()!.max);
    },
  });
  new Gauge({
    name: 'db_client_connection_pending_requests',
    help: 'Transactions that wait for a connection.',
    registers: [registry],
    collect() {
      this.set(pool()!.waiting);
    },
  });
};

const measureLog = (registry: Registry, logged: NonNullable<Measured['logged']>) => {
  const gauge = (unit: 'entries' | 'bytes', help: string) =>
    new Gauge({
      name: `throughline_log_waiting_${unit}`,
      help,
      registers: [registry],
      collect() {
        this.set(logged()[unit]);
      },
    });
  gauge('entries', 'Deliveries in the log that are not kept yet, as far as this process knows.');
  gauge('bytes', 'Size of the log, as far as this process knows.');
};

/** Of an embedded database; a server of one's own has its own disk, and its own exporter. */
const measureDisk = (registry: Registry, {folder}: Database) => {
  if (folder === undefined) return;
  const gauge = (name: string, help: string, of: (disk: StatsFs) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const disk = await soon(statfs(folder));
        if (disk) this.set(of(disk));
      },
    });
  gauge(
    'throughline_data_size_bytes',
    'Size of the disk of the data folder.',
    ({bsize, blocks}) => bsize * blocks,
  );
  gauge(
    'throughline_data_free_bytes',
    'Space left on the disk of the data folder.',
    ({bsize, bavail}) => bsize * bavail,
  );
};
