import {readFileSync, readdirSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {extname, join, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Markup} from './markup.ts';

export interface Site {
  /** `http://localhost:PORT` */
  url: string;
  /** Ends every connection, the streams too. */
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => unknown;

/** What a handler throws to answer with a status of its own. */
export class HttpError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Serves on the loopback interface alone.
 *
 * @param port - 0 for any free one.
 */
export const serve = async (handler: Handler, port: number): Promise<Site> => {
  const server = createServer((request, response) => {
    answer(handler, request, response).catch((error: unknown) => fail(response, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const answer = async (handler: Handler, request: IncomingMessage, response: ServerResponse) => {
  // A page elsewhere must not drive this server through the visitor's browser: neither under
  // another name (DNS rebinding), nor by a request it could not read the answer of.
  const host = request.headers.host ?? '';
  if (!/^(([a-z0-9-]+\.)*localhost|127\.0\.0\.1)(:\d+)?$/.test(host)) {
    throw new HttpError(421, 'This demo answers on localhost alone.');
  }
  const from = request.headers['sec-fetch-site'] ?? 'same-origin';
  if (request.method !== 'GET' && request.method !== 'HEAD' && from !== 'same-origin') {
    throw new HttpError(403, 'This can only be asked by the page itself.');
  }
  await handler(request, response, new URL(request.url ?? '/', `http://${host}`));
};

const fail = (response: ServerResponse, error: unknown) => {
  if (response.headersSent) return void response.destroy();
  const status = error instanceof HttpError ? error.status : 500;
  if (status === 500) console.error(error);
  sendJson(response, {error: error instanceof Error ? error.message : String(error)}, status);
};

/** What every page and file carries. `policy` adds to, or replaces, the directives of the CSP. */
export const guard = (response: ServerResponse, policy: Record<string, string>) => {
  const directives = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self'",
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    ...policy,
  };
  const csp = Object.entries(directives).map((directive) => directive.join(' '));
  response.setHeader('content-security-policy', csp.join('; '));
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  response.setHeader('cache-control', 'no-cache');
};

export const sendPage = (response: ServerResponse, page: Markup, status = 200) => {
  response.writeHead(status, {'content-type': 'text/html; charset=utf-8'});
  response.end(page.text);
};

export const sendJson = (response: ServerResponse, body: unknown, status = 200) => {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(body));
};

/** Reads a JSON object of at most 64 KiB. */
export const readJson = async (request: IncomingMessage): Promise<Record<string, unknown>> => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk as string;
    if (text.length > 65_536) throw new HttpError(413, 'The request is longer than 64 KiB.');
  }
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  } catch {
    // Falls through to the same refusal as any other thing that is no object.
  }
  throw new HttpError(400, 'The request is not a JSON object.');
};

/** Opens a stream of server-sent events; `start` returns what ends it. */
export const sendEvents = (
  response: ServerResponse,
  start: (send: (event: {name?: string; id?: string; data: unknown}) => void) => () => void,
) => {
  response.writeHead(200, {'content-type': 'text/event-stream', 'cache-control': 'no-store'});
  const stop = start(({name = 'message', id, data}) => {
    const head = id ? `id: ${id}\n` : '';
    response.write(`${head}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  });
  const ping = setInterval(() => response.write(': ping\n\n'), 15_000);
  response.write(': open\n\n');
  response.on('close', () => {
    clearInterval(ping);
    stop();
  });
};

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/**
 * Serves the files of a folder. They are read once, when this is called: a path that was no file
 * then, however it is spelt, is none later.
 */
export const folder = (at: URL) => {
  const root = fileURLToPath(at);
  const files = new Map(
    readdirSync(root, {recursive: true, withFileTypes: true})
      .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [`/${relative(root, path).replaceAll(sep, '/')}`, readFileSync(path)]),
  );

  /** Whether there was such a file. */
  return (response: ServerResponse, path: string): boolean => {
    const body = files.get(path);
    if (!body) return false;
    response.writeHead(200, {'content-type': TYPES[extname(path)]});
    response.end(body);
    return true;
  };
};
