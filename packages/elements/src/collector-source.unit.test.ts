import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {collectorSource, type LiveEvent} from './index.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const closing: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllGlobals();
  for (const close of closing.splice(0)) close();
});

const serve = async (...handlers: Handler[]) => {
  const seen: {
    method: string;
    url: string;
    headers: IncomingMessage['headers'];
    body: string;
    closed: boolean;
  }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const {method = '', url = '', headers} = request;
      const entry = {method, url, headers, body, closed: false};
      seen.push(entry);
      response.on('close', () => (entry.closed = true));
      const handler = handlers[Math.min(seen.length, handlers.length) - 1]!;
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen};
};
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(status, {'content-type': 'application/json', ...headers});
    response.end(JSON.stringify(body));
  };
const failure = (status: number, code: string, headers?: Record<string, string>) =>
  json(status, {error: {code, message: 'no', hint: '', requestId: 'req_1'}}, headers);
const frames =
  (text: string, {end = true} = {}): Handler =>
  (_, response) => {
    response.writeHead(200, {'content-type': 'text/event-stream'});
    response.write(text);
    if (end) response.end();
  };
const frame = (id: string) => {
  const touchpoint = aTouchpoint(1, {name: 'page_viewed', id});
  return `id: ${id}\nevent: touchpoint\ndata: ${JSON.stringify(touchpoint)}\n\n`;
};
const tell = (event: LiveEvent) => (event.type === 'touchpoint' ? event.touchpoint.id : event.type);

/** A page that can be shown and hidden, as a browser does it. */
const aPage = ({hidden = false} = {}) => {
  const page = {hidden};
  const window = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', window.addEventListener.bind(window));
  return (shown: boolean) => {
    page.hidden = !shown;
    window.dispatchEvent(new Event('visibilitychange'));
  };
};

/** Listens until `count` events came. */
const listen = async (events: AsyncIterable<LiveEvent>, count: number, stop: AbortController) => {
  const told: string[] = [];
  for await (const event of events) {
    told.push(tell(event));
    if (told.length === count) stop.abort();
  }
  return told;
};

describe('collectorSource', () => {
  it('asks for a span of the timeline, and for the days of a zone', async () => {
    const {url, seen} = await serve(json(200, {}));
    const source = collectorSource({url, token: 'tok'});
    await source.timeline('c 1', {limit: 100, before: null, since: 1000, until: 2000});
    await source.timeline('c1', {before: 'a+b'});
    await source.days!('c1', {timeZone: 'Europe/Berlin'});
    expect(seen.map((request) => request.url)).toEqual([
      '/v1/customers/c%201/timeline?limit=100&since=1000&until=2000',
      '/v1/customers/c1/timeline?limit=50&before=a%2Bb',
      '/v1/customers/c1/days?&zone=Europe%2FBerlin',
    ]);
  });

  it('asks who it is in the body, with the token in a header', async () => {
    const {url, seen} = await serve(json(200, {customer: 'c1', identifiers: []}));
    const source = collectorSource({url: `${url}/`, token: 'tok'});
    const found = await source.find([{kind: 'email', value: 'ada@example.com'}]);

    expect(found).toEqual({customer: 'c1', identifiers: []});
    expect(seen[0]).toMatchObject({method: 'POST', url: '/v1/customers/find'});
    expect(seen[0]!.headers.authorization).toBe('Bearer tok');
    expect(JSON.parse(seen[0]!.body)).toEqual({
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
    });
  });

  it('finds nobody where the collector knows nobody', async () => {
    const {url} = await serve(failure(404, 'customer_not_found'));
    expect(await collectorSource({url, token: 't'}).find([])).toBeNull();
  });

  it('asks for a page by its cursor', async () => {
    const {url, seen} = await serve(json(200, {touchpoints: [], total: 0, next: null}));
    await collectorSource({url, token: 't'}).timeline('c/1', {limit: 20, before: 'a b'});
    expect(seen[0]!.url).toBe('/v1/customers/c%2F1/timeline?limit=20&before=a%20b');
  });

  it.each([
    [401, 'token_expired', 'token_expired', null],
    [403, 'forbidden', 'forbidden', null],
    [404, 'customer_not_found', 'customer_not_found', null],
    [429, 'too_many_requests', 'unavailable', 7000],
    [503, 'store_unavailable', 'unavailable', 7000],
    [400, 'invalid_request', 'failed', null],
  ])('turns %i %s into %s', async (status, code, expected, retryAfterMs) => {
    const {url} = await serve(failure(status, code, retryAfterMs ? {'retry-after': '7'} : {}));
    await expect(collectorSource({url, token: 't'}).timeline('c')).rejects.toMatchObject({
      code: expected,
      retryAfterMs,
      requestId: 'req_1',
    });
  });

  it('names the address where something else than a collector answers', async () => {
    const {url} = await serve((_, response) => response.end('<!doctype html>'));
    await expect(collectorSource({url, token: 't'}).timeline('c')).rejects.toMatchObject({
      code: 'unavailable',
      message: `${url} gave no JSON.`,
    });
  });

  it('says offline where nothing answers', async () => {
    const {url} = await serve((request) => request.socket.destroy());
    await expect(collectorSource({url, token: 't'}).timeline('c')).rejects.toMatchObject({
      code: 'offline',
    });
  });

  it('asks once for another token when one is refused, and no third time', async () => {
    const {url, seen} = await serve(failure(401, 'token_expired'), json(200, {next: null}));
    const refused: (string | undefined)[] = [];
    const token = (old?: string) => {
      refused.push(old);
      return old ? 'fresh' : 'stale';
    };
    await collectorSource({url, token}).timeline('c');
    expect(refused).toEqual([undefined, 'stale']);
    expect(seen.map(({headers}) => headers.authorization)).toEqual([
      'Bearer stale',
      'Bearer fresh',
    ]);

    const never = await serve(failure(401, 'token_expired'));
    const source = collectorSource({url: never.url, token: () => 'same'});
    await expect(source.timeline('c')).rejects.toMatchObject({code: 'token_expired'});
    expect(never.seen).toHaveLength(1);
  });

  it('comes back to a broken stream with the last id it saw', async () => {
    const {url, seen} = await serve(
      frames(frame('one')),
      failure(503, 'unavailable'),
      frames(frame('two'), {end: false}),
    );
    const stop = new AbortController();
    const events = collectorSource({url, token: 't'}).live('c', {signal: stop.signal});

    expect(await listen(events, 6, stop)).toEqual(['open', 'one', 'lost', 'lost', 'open', 'two']);
    expect(seen.map(({headers}) => headers['last-event-id'])).toEqual([undefined, 'one', 'one']);
    expect(seen[0]!.url).toBe('/v1/customers/c/live');
  });

  it('ends where the customer was erased', async () => {
    const {url} = await serve(frames('event: erased\ndata: {}\n\n', {end: false}));
    const events = collectorSource({url, token: 't'}).live('c');
    expect(await listen(events, 99, new AbortController())).toEqual(['open', 'erased']);
  });

  it('throws where only a person can help', async () => {
    const {url} = await serve(failure(403, 'forbidden'));
    const events = collectorSource({url, token: 't'}).live('c');
    await expect(listen(events, 1, new AbortController())).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  it('hangs up when nobody listens any longer', async () => {
    let hungUp = () => {};
    const closed = new Promise<void>((resolve) => (hungUp = resolve));
    const {url} = await serve((request, response, body) => {
      request.socket.on('close', hungUp);
      frames(': ping\n\n', {end: false})(request, response, body);
    });
    const stop = new AbortController();
    await listen(collectorSource({url, token: 't'}).live('c', {signal: stop.signal}), 1, stop);
    await closed;
  });

  it('holds no stream while nobody can see the page, and goes on where it was', async () => {
    const {url, seen} = await serve(frames(frame('one'), {end: false}));
    const show = aPage({hidden: true});
    let asked = 0;
    const token = () => `t${++asked}`;
    const stop = new AbortController();
    const told: string[] = [];
    const listening = (async () => {
      const events = collectorSource({url, token}).live('c', {lastId: 'zero', signal: stop.signal});
      for await (const event of events) told.push(tell(event));
    })();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([seen.length, asked]).toEqual([0, 0]);

    show(true);
    await expect.poll(() => told).toEqual(['open', 'one']);
    show(false);
    await expect.poll(() => seen[0]!.closed).toBe(true);
    show(false); // As where two windows tell of one.
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toBe(1);

    show(true);
    await expect.poll(() => told).toEqual(['open', 'one', 'open', 'one']);
    show(false);
    show(true); // At once: the stream that is being closed is not lost either.
    await expect.poll(() => told).toHaveLength(6);
    expect(told).not.toContain('lost');
    expect(seen.map(({headers}) => headers['last-event-id'])).toEqual(['zero', 'one', 'one']);
    show(false);
    stop.abort();
    await listening;
  });

  it('asks for no other token while nobody can see the page', async () => {
    const show = aPage();
    const {url, seen} = await serve(
      (_, response) => {
        response.writeHead(401).write('{"error":'); // The rest is still on its way.
        setTimeout(() => show(false), 50);
      },
      frames('', {end: false}),
    );
    const refused: (string | undefined)[] = [];
    const token = (old?: string) => {
      refused.push(old);
      return `t${refused.length}`;
    };
    const stop = new AbortController();
    const told = listen(collectorSource({url, token}).live('c', {signal: stop.signal}), 1, stop);
    await expect.poll(() => seen[0]?.closed).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(refused).toEqual([undefined]);
    show(true);
    expect(await told).toEqual(['open']);
    expect(refused).toEqual([undefined, undefined]);
  });

  it('comes back at once when the page is shown, however long it would have waited', async () => {
    const {url} = await serve(
      failure(503, 'unavailable', {'retry-after': '600'}),
      frames('', {end: false}),
    );
    const show = aPage();
    const stop = new AbortController();
    const told: string[] = [];
    for await (const event of collectorSource({url, token: 't'}).live('c', {signal: stop.signal})) {
      told.push(tell(event));
      if (event.type === 'open') stop.abort();
      else setTimeout(() => [false, true].forEach(show));
    }
    expect(told).toEqual(['lost', 'open']);
  });
});
