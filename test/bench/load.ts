// Load for a collector, in a process of its own: `node load.ts '{"url", "key", ...}'`. Posts batches
// over keep-alive sockets until the count or the time is up, and prints what became of them as JSON.
import {randomBytes} from 'node:crypto';
import {Agent, request} from 'node:http';

export interface Load {
  readonly url: string;
  readonly keys: readonly string[];
  /** Requests in flight. */
  readonly connections: number;
  /** Touchpoints of a request. */
  readonly batch: number;
  /** It ends when so many touchpoints are sent, or so many ms are over. */
  readonly most: number;
  readonly ms: number;
  /** Touchpoints a second, at most; as fast as answers come unless set. */
  readonly rate?: number;
  /** Visitors that the touchpoints are of. */
  readonly visitors: number;
  /** Whether every other one of them is logged in, and so is joined to a user. */
  readonly logins?: boolean;
}

export interface Loaded {
  readonly stored: number;
  readonly requests: number;
  /** By status, `0` where there was no answer. */
  readonly statuses: Record<string, number>;
  readonly seconds: number;
  /** Of the answers with 200, ms. */
  readonly p50: number;
  readonly p99: number;
}

/** The value that `share` of the sorted values are not above. */
export const quantile = (sorted: ArrayLike<number>, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const run = async (load: Load): Promise<Loaded> => {
  const {hostname, port} = new URL(load.url);
  const agent = new Agent({keepAlive: true, maxSockets: load.connections});
  const seed = randomBytes(4).toString('hex');
  let count = 0;

  // Put together as text: the generator shares the machine with what it measures.
  const touchpoint = (visitor: number, at: number) => {
    count += 1;
    const time = at.toString(16).padStart(12, '0');
    const login =
      load.logins && visitor % 2 === 0 ? `,{"kind":"user","value":"u-${seed}-${visitor}"}` : '';
    const id = `${time.slice(0, 8)}-${time.slice(8)}-7${(count & 0xfff).toString(16).padStart(3, '0')}-8${seed.slice(0, 3)}-${seed.slice(3)}${(count >> 12).toString(16).padStart(7, '0')}`;
    return `{"id":"${id}","name":"product_viewed","occurredAt":${at},"seq":${count % 1000},"sessionId":"s-${seed}-${visitor}","channel":"web","identifiers":[{"kind":"anonymous","value":"v-${seed}-${visitor}"}${login}],"consent":{"purposes":["support"],"basis":"consent","at":${at}},"page":{"url":"https://shop.example/products/pour-over-kettle","path":"/products/pour-over-kettle","title":"Pour-over kettle · Halden Coffee Goods"},"commerce":{"currency":"EUR","items":[{"sku":"HCG-104","name":"Pour-over kettle","priceMinor":7990,"quantity":1}]}}`;
  };

  const post = (body: string) =>
    new Promise<{status: number; stored: number}>((resolve) => {
      const headers = {'content-type': 'text/plain', 'content-length': Buffer.byteLength(body)};
      const ask = request(
        {agent, hostname, port, path: '/v1/touchpoints', method: 'POST', headers},
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const status = answer.statusCode ?? 0;
            const text = Buffer.concat(chunks).toString();
            const stored = status === 200 ? Number(/"stored":(\d+)/.exec(text)?.[1] ?? 0) : 0;
            resolve({status, stored});
          });
          answer.on('error', () => resolve({status: 0, stored: 0}));
        },
      );
      ask.on('error', () => resolve({status: 0, stored: 0}));
      ask.end(body);
    });

  const started = performance.now();
  const statuses: Record<string, number> = {};
  const times: number[] = [];
  let [sent, stored, requests] = [0, 0, 0];
  const sender = async (_: unknown, index: number) => {
    const key = load.keys[index % load.keys.length]!;
    while (sent < load.most && performance.now() - started < load.ms) {
      if (load.rate !== undefined) {
        const early = (sent / load.rate) * 1000 - (performance.now() - started);
        sent += load.batch;
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      } else sent += load.batch;
      // As a tracker sends it: what one browser has captured.
      const visitor = Math.floor(Math.random() * load.visitors);
      const at = Date.now();
      const touchpoints = Array.from({length: load.batch}, () => touchpoint(visitor, at));
      const body = `{"key":"${key}","sentAt":${at},"touchpoints":[${touchpoints.join()}]}`;
      const asked = performance.now();
      const answer = await post(body);
      requests += 1;
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      stored += answer.stored;
      if (answer.status === 200) times.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({length: load.connections}, sender));
  const seconds = (performance.now() - started) / 1000;
  agent.destroy();
  const sorted = Float64Array.from(times).sort();
  return {
    stored,
    requests,
    statuses,
    seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
  };
};

if (process.argv[2]) {
  process.stdout.write(`${JSON.stringify(await run(JSON.parse(process.argv[2]) as Load))}\n`);
}
