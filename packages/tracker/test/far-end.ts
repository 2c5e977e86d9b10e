import {readFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {fileURLToPath} from 'node:url';
import type {AddressInfo} from 'node:net';
import {gunzipSync} from 'node:zlib';
import {liftTouchpoint} from '@throughline/sources';
import {build} from 'esbuild';

export interface Kept {
  id: string;
  name: string;
  occurredAt: number;
  seq: number;
  sessionId: string;
  identifiers: {kind: string; value: string}[];
  properties?: Record<string, unknown>;
  page?: Record<string, string>;
  commerce?: Record<string, unknown>;
  friction?: {type: string; severity: number; evidence?: Record<string, unknown>};
  outcome?: Record<string, unknown>;
  vital?: Record<string, unknown>;
  direction?: string;
  consent: {purposes: string[]; basis: string};
}

/** A touchpoint as it is on the wire. */
export interface Sent extends Kept {
  fields: Record<string, unknown>;
  source?: string;
}

type Mode = 'up' | 'down' | 'busy' | 'portal' | 'slow' | 'silent';

/**
 * The far end of the wire, small enough to see through: keeps touchpoints by their id, lifted as the
 * collector lifts them, and answers as it does. What else the collector makes of them is tested
 * where it lives.
 */
export const startFarEnd = async () => {
  const kept = new Map<string, Kept>();
  const order: Kept[] = [];
  const wire: Sent[] = [];
  const requests: {at: number; url: string; body: string; headers: IncomingMessage['headers']}[] =
    [];
  const again: Kept[] = [];
  let mode: Mode = 'up';
  let answer:
    | ((batch: Kept[]) => {status: number; body: unknown; headers?: Record<string, string>})
    | undefined;
  let arrivals: (() => void)[] = [];

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url!.split('?')[0]!;
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'retry-after');
    if (path.endsWith('.js')) {
      response.setHeader('content-type', 'text/javascript');
      response.end(await bundle(path.slice(1)));
      return;
    }
    if (request.method === 'OPTIONS') {
      requests.push({
        at: Date.now(),
        url: `OPTIONS ${request.url}`,
        body: '',
        headers: request.headers,
      });
      response
        .writeHead(204, {'access-control-allow-headers': 'content-type,content-encoding'})
        .end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    let raw = Buffer.concat(chunks);
    if (request.url!.includes('encoding=gzip')) raw = gunzipSync(raw);
    const body = raw.toString();
    requests.push({at: Date.now(), url: request.url!, body, headers: request.headers});
    if (mode === 'down') {
      request.socket.destroy();
      return;
    }
    if (mode === 'silent') return;
    if (mode === 'busy') {
      response.writeHead(503, {'retry-after': '1', 'content-type': 'application/json'});
      response.end('{"error":{"code":"busy","message":"m","hint":"h","requestId":"r"}}');
      return;
    }
    if (mode === 'portal') {
      response
        .writeHead(200, {'content-type': 'text/html'})
        .end('<h1>Welcome to Airport Wi-Fi</h1>');
      return;
    }
    if (mode === 'slow') await new Promise((done) => setTimeout(done, 150));
    const batch = JSON.parse(body) as {touchpoints: Sent[]};
    if (answer) {
      const {status, body: said, headers} = answer(batch.touchpoints);
      response
        .writeHead(status, {'content-type': 'application/json', ...headers})
        .end(JSON.stringify(said));
      return;
    }
    let stored = 0;
    for (const sent of batch.touchpoints) {
      const touchpoint = liftTouchpoint(sent) as Kept;
      if (kept.has(touchpoint.id)) again.push(touchpoint);
      else {
        stored++;
        kept.set(touchpoint.id, touchpoint);
        order.push(touchpoint);
        wire.push(sent);
      }
    }
    response.writeHead(200, {'content-type': 'application/json'});
    response.end(
      JSON.stringify({stored, duplicates: batch.touchpoints.length - stored, refused: []}),
    );
    for (const arrival of arrivals) arrival();
  };

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    kept,
    requests,
    /** In the order of their arrival. */
    all: (name?: string) => order.filter((each) => !name || each.name === name),
    /** The latest of a name, as it was sent. */
    sent: (name: string) => wire.findLast((each) => each.name === name)!,
    /** What arrived once more. */
    again: () => again,
    set(next: Mode) {
      mode = next;
    },
    answerWith(next: typeof answer) {
      answer = next;
    },
    /** Resolves as soon as `met` holds; rejects after `ms`. */
    until: (met: () => boolean, ms = 10_000) =>
      new Promise<void>((resolve, reject) => {
        const check = () => {
          if (!met()) return;
          arrivals = arrivals.filter((each) => each !== check);
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          arrivals = arrivals.filter((each) => each !== check);
          reject(new Error(`not met in ${ms} ms; kept: ${order.map(({name}) => name).join(', ')}`));
        }, ms);
        arrivals.push(check);
        check();
      }),
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
};
export type FarEnd = Awaited<ReturnType<typeof startFarEnd>>;

const bundles = new Map<string, Promise<string>>();
const sources = fileURLToPath(new URL('../src/', import.meta.url));
/** The files as they are published, from our sources. `TRACKER_DIST` tests built ones instead. */
const ENTRIES: Record<string, string> = {
  'throughline.js': 'script.ts',
  'throughline-vitals.js': 'vitals-script.ts',
  'throughline-debug.js': 'script-debug.ts',
};
const bundle = (name: string) => {
  const dist = process.env.TRACKER_DIST;
  const made =
    bundles.get(name) ??
    (dist
      ? Promise.resolve(readFileSync(`${dist}/${name}`, 'utf8'))
      : build({
          ...(name === 'core.js'
            ? {entryPoints: [`${sources}index.ts`], format: 'esm' as const}
            : {entryPoints: [sources + ENTRIES[name]!], format: 'iife' as const}),
          bundle: true,
          write: false,
          minify: true,
          target: 'es2022',
        }).then(({outputFiles}) => outputFiles[0]!.text));
  bundles.set(name, made);
  return made;
};

/** A site of its own origin. `page` gives the HTML of a path, and the ms it takes. */
export const startSite = async (
  page: (
    path: string,
  ) => {html: string; headers?: Record<string, string>; delay?: number} | undefined,
) => {
  const server = createServer((request, response) => {
    const found = page(request.url!);
    const answer = () => {
      response.writeHead(found ? 200 : 404, {
        'content-type': 'text/html; charset=utf-8',
        ...found?.headers,
      });
      response.end(found?.html ?? '');
    };
    setTimeout(answer, found?.delay ?? 0);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
};
