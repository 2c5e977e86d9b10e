import {createHash, randomUUID} from 'node:crypto';
import {mkdtempSync} from 'node:fs';
import {request as ask} from 'node:http';
import {readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync, deflateSync} from 'node:zlib';
import {LIMITS} from '@throughline/contracts';
import {exportJWK, generateKeyPair, SignJWT} from 'jose';
import {afterAll, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../test/fixtures.ts';
import type {Collector} from './index.ts';
import {createTenant, openDatabase} from './index.ts';
import {escaped} from './page.ts';
import {routes} from './routes/index.ts';
import {openEmbedded, type Embedded} from './store/embedded.ts';
import {openTokens} from './tokens.ts';

let store: TestDatabase;
let collector: Collector;
let shop: TestCollector;
beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await aCollector(store.database);
  shop = await aTenantOf(collector);
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

const codeOf = ({status, body}: {status: number; body: {error?: {code: string}}}) => [
  status,
  body.error?.code,
];
const aBatch = (over: object = {}) => ({
  key: shop.writeKey,
  sentAt: Date.now(),
  touchpoints: [aTouchpoint()],
  ...over,
});
const post = (body: unknown, headers: Record<string, string> = {}, query = '') =>
  shop.ask(`/v1/touchpoints${query}`, {body, headers});

describe('POST /v1/touchpoints', () => {
  it.each([
    [
      'text/plain, as a beacon sends it',
      () => post(JSON.stringify(aBatch()), {'content-type': 'text/plain;charset=UTF-8'}),
    ],
    [
      'gzip by header',
      () => post(gzipSync(JSON.stringify(aBatch())), {'content-encoding': 'gzip'}),
    ],
    [
      'deflate by header',
      () => post(deflateSync(JSON.stringify(aBatch())), {'content-encoding': 'deflate'}),
    ],
    [
      'gzip by query, which needs no preflight',
      () => post(gzipSync(JSON.stringify(aBatch())), {}, '?encoding=gzip'),
    ],
    [
      'what comes behind an endpoint that ends in a slash',
      () => shop.ask('//v1/touchpoints', {body: aBatch()}),
    ],
  ])('keeps %s', async (_, send) => {
    expect(await send()).toMatchObject({
      status: 200,
      body: {stored: 1, duplicates: 0, refused: []},
    });
  });

  it.each([
    ['JSON cut short', () => post('{"key": "pk'), [400, 'invalid_json']],
    ['an empty body', () => post(''), [400, 'invalid_json']],
    [
      'bytes that are no UTF-8',
      () => post(Buffer.from('{"key": "\xff"}', 'latin1')),
      [400, 'invalid_json'],
    ],
    ['JSON nested too deep', () => post('['.repeat(100) + ']'.repeat(100)), [400, 'invalid_json']],
    [
      'gzip that is none',
      () => post(Buffer.from('x'), {'content-encoding': 'gzip'}),
      [400, 'invalid_json'],
    ],
    [
      'an encoding nobody reads',
      () => post('x', {'content-encoding': 'zstd'}),
      [415, 'unsupported_encoding'],
    ],
    [
      'a body over the limit',
      () => post('x'.repeat(LIMITS.bodyBytes + 1)),
      [413, 'body_too_large'],
    ],
    [
      'a bomb',
      () => post(gzipSync(Buffer.alloc(50 * 1024 * 1024)), {'content-encoding': 'gzip'}),
      [413, 'body_too_large'],
    ],
    ['an unknown write key', () => post(aBatch({key: 'pk_nobody'})), [401, 'key_unknown']],
    [
      'a secret key in place of the write key',
      () => post(aBatch({key: shop.secretKey})),
      [401, 'key_unknown'],
    ],
    [
      'a field the envelope does not have',
      () => post(aBatch({extra: 1})),
      [400, 'invalid_request'],
    ],
    ['no touchpoints', () => post(aBatch({touchpoints: []})), [400, 'invalid_request']],
    ['a method it does not have', () => shop.ask('/v1/touchpoints'), [404, 'not_found']],
  ])('refuses %s, and says why', async (_, send, expected) => {
    const answer = await send();
    expect(codeOf(answer)).toEqual(expected);
    expect(answer.body.error.hint).toMatch(/\w/);
    expect(answer.body.error.requestId).toBe(answer.headers['x-request-id']);
  });

  it('refuses more than it can hold in memory before it reads it, and takes it later', async () => {
    const address = new URL(await collector.listen({port: 0, host: '127.0.0.1'}));
    const halves = Array.from({length: 200}, () => {
      const request = ask({
        host: address.hostname,
        port: address.port,
        path: '/v1/touchpoints',
        method: 'POST',
        headers: {'content-length': LIMITS.bodyBytes},
      });
      const answered = new Promise<number>((resolve) => {
        request.on('response', ({statusCode}) => resolve(statusCode!));
        request.on('error', () => resolve(0)); // Closed by the server, having answered, or by us.
      });
      request.write('{');
      return {request, answered};
    });
    // 64 of them fill 16 MiB; the others are answered though they have sent one byte.
    const codes = halves.map(async ({answered}) => {
      const code = await answered;
      return code === 503 ? code : Promise.reject(new Error(String(code)));
    });
    expect(await Promise.any(codes)).toBe(503);
    for (const {request} of halves) request.destroy();
    await expect.poll(async () => (await post(aBatch())).status).toBe(200);
  });

  it('names what is wrong with one touchpoint and keeps the rest', async () => {
    const misspelt = {...aTouchpoint(), proprties: {}};
    const {body} = await shop.send([misspelt, aTouchpoint(), 'nothing like a touchpoint']);
    expect(body).toEqual({
      stored: 1,
      duplicates: 0,
      refused: [
        {id: misspelt.id, code: 'invalid_touchpoint', reason: expect.stringContaining('proprties')},
        {id: null, code: 'invalid_touchpoint', reason: expect.stringContaining('the touchpoint')},
      ],
    });
  });

  it('takes numbers and addresses out of what somebody wrote, whoever sends it', async () => {
    const at = Date.now();
    await shop.send([
      aTouchpoint({
        occurredAt: at,
        channel: 'chat',
        name: 'message_received',
        identifiers: [{kind: 'anonymous', value: 'writer'}],
        contact: {
          id: 'k1',
          message: 'My card 4111 1111 1111 1111 is refused',
          reason: 'ada@example.com',
        },
        survey: {type: 'nps', score: 1, min: 0, max: 10, verbatim: 'call me: +44 20 7946 0958'},
        outcome: {status: 'failure', reason: '550 5.1.1 <ada@example.com>: no such user'},
        properties: {subject: 'IBAN GB82WEST12345698765432', sku: '4111111111111111'},
      }),
    ]);
    const {touchpoints} = await shop.timeline((await shop.find('anonymous', 'writer'))!);
    expect(touchpoints).toMatchObject([
      {
        contact: {message: 'My card [card] is refused', reason: '[email]'},
        survey: {verbatim: 'call me: [phone]'},
        outcome: {reason: '550 5.1.1 <[email]>: no such user'},
        properties: {subject: 'IBAN [iban]', sku: '4111111111111111'}, // No words: a shop's own number.
      },
    ]);
  });

  it('never repeats a value in a reason', async () => {
    const {body} = await shop.send([
      {...aTouchpoint(), name: 'Ada Lovelace', channel: 'ada@example.com'},
    ]);
    expect(JSON.stringify(body)).not.toMatch(/ada/i);
  });

  it.each([
    ['a page that a crawler looked at', {origin: 'https://shop.example'}, true],
    ['a server that sends for its customers', {}, undefined],
  ])('marks what comes from %s', async (_, headers, crawler) => {
    const visitor = {kind: 'anonymous', value: randomUUID()};
    const agent = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
    const batch = aBatch({touchpoints: [aTouchpoint({identifiers: [visitor]})]});
    expect((await post(batch, {...headers, 'user-agent': agent})).body.stored).toBe(1);
    const customer = await shop.find(visitor.kind, visitor.value);
    expect((await shop.timeline(customer!)).touchpoints).toEqual([
      expect.objectContaining({name: 'page_viewed', ...(crawler && {crawler})}),
    ]);
    expect('crawler' in (await shop.timeline(customer!)).touchpoints[0]!).toBe(crawler === true);
  });

  it('takes touchpoints only from the sites a tenant has listed', async () => {
    const strict = await aTenantOf(collector);
    await createTenant(store.database, strict.tenant, {siteOrigins: ['https://shop.example']});
    const from = (origin: string) =>
      strict.ask('/v1/touchpoints', {
        body: {key: strict.writeKey, sentAt: Date.now(), touchpoints: [aTouchpoint()]},
        headers: {origin},
      });
    expect((await from('https://shop.example')).status).toBe(200);
    expect(codeOf(await from('https://shop.example.evil.test'))).toEqual([403, 'origin_forbidden']);
  });

  describe('while the store is away', () => {
    const data = mkdtempSync(join(tmpdir(), 'throughline-test-'));
    let server: Embedded;
    beforeAll(async () => {
      server = await openEmbedded(data);
    });
    afterAll(async () => {
      await server.stop();
      await rm(data, {recursive: true, force: true});
    });

    it('answers 503 with Retry-After, never 200, and goes on when it is back', async () => {
      const socket = encodeURIComponent(String(server.connection.host));
      const database = await openDatabase({
        databaseUrl: `postgres://throughline@/postgres?host=${socket}`,
      });
      const other = await aCollector(database);
      const site = await aTenantOf(other);
      const [kept, refused] = [aTouchpoint(), aTouchpoint()];
      await site.send([kept]);
      await server.stop();
      const answer = await site.send([refused]);
      expect([answer.status, answer.body.error.code, answer.headers['retry-after']]).toEqual([
        503,
        'store_unavailable',
        '1',
      ]);
      await server.ensure();
      expect((await site.send([kept, refused])).body).toMatchObject({stored: 1, duplicates: 1});
      await other.close();
      await database.close();
    });

    it('starts an embedded one again that was killed', async () => {
      const database = await openDatabase({data});
      const other = await aCollector(database);
      const site = await aTenantOf(other);
      const touchpoint = aTouchpoint();
      await site.send([touchpoint]);
      const pid = Number(
        (await readFile(join(data, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0],
      );
      process.kill(pid, 'SIGKILL');
      const deadline = Date.now() + 20_000;
      let answer = await site.send([touchpoint]);
      while (answer.status === 503 && Date.now() < deadline) answer = await site.send([touchpoint]);
      expect(answer.body).toMatchObject({stored: 0, duplicates: 1});
      await other.close();
      await database.close();
    });
  });
});

describe('occurredAt', () => {
  it.each([
    ['a clock an hour behind', -3_600_000, undefined],
    ['a clock a year ahead', 365 * 86_400_000, undefined],
  ])('is corrected for %s', async (_, skew) => {
    const now = Date.now();
    const visitor = [{kind: 'anonymous', value: `skew ${skew}`}];
    await shop.send([aTouchpoint({occurredAt: now + skew - 7000, identifiers: visitor})], {
      sentAt: now + skew,
    });
    const took = Date.now() - now;
    const {touchpoints} = await shop.timeline((await shop.find('anonymous', `skew ${skew}`))!);
    const [{occurredAt, clocks}] = touchpoints as unknown as [
      {occurredAt: number; clocks: {client: number; clamped?: true}},
    ];
    expect(occurredAt - (now - 7000)).toBeGreaterThanOrEqual(0);
    expect(occurredAt - (now - 7000)).toBeLessThanOrEqual(took);
    expect(clocks).toMatchObject({client: now + skew - 7000, sent: now + skew});
    expect(clocks.clamped).toBeUndefined();
  });

  it('is moved to the edge of 30 days, and flagged', async () => {
    const now = Date.now();
    await shop.send([
      aTouchpoint({
        occurredAt: now - 60 * 86_400_000,
        identifiers: [{kind: 'anonymous', value: 'late'}],
      }),
    ]);
    const {touchpoints} = await shop.timeline((await shop.find('anonymous', 'late'))!);
    expect(touchpoints[0]).toMatchObject({clocks: {clamped: true}});
  });
});

describe('tokens', () => {
  const customerPath = async () => {
    await shop.send([aTouchpoint()]);
    return `/v1/customers/${await shop.find('anonymous', 'visitor-1')}/timeline`;
  };

  it('expire', async () => {
    const path = await customerPath();
    const {signingKey, kid} = await keys();
    const expired = await new SignJWT({tenant: 1, role: 'agent'})
      .setProtectedHeader({alg: 'EdDSA', kid})
      .setIssuer('throughline')
      .setAudience('throughline')
      .setSubject('a')
      .setJti('j')
      .setIssuedAt(1)
      .setExpirationTime(2)
      .sign(signingKey);
    expect(codeOf(await shop.ask(path, {token: expired}))).toEqual([401, 'token_expired']);
  });

  /** A stranger's key pair, which must open nothing; and our own, for a token of the past. */
  const keys = async () => {
    const stranger = await generateKeyPair('EdDSA', {crv: 'Ed25519', extractable: true});
    const {importJWK} = await import('jose');
    const {openSecrets} = await import('./store/keys.ts');
    const [newest] = (await openSecrets(store.database)).signingKeys;
    return {stranger, signingKey: await importJWK(newest, 'EdDSA'), kid: newest.kid!};
  };

  it('of another signer, or changed, or with blanks, open nothing', async () => {
    const path = await customerPath();
    const {stranger, kid} = await keys();
    const privateKey = await exportJWK(stranger.privateKey);
    const grantedBy = async (name: string) => {
      const forged = await openTokens(async () => [{...privateKey, kid: name, alg: 'EdDSA'}]);
      return (await forged.grant(1, {agent: 'a', role: 'agent', ttl: 300})).token;
    };
    const good = await shop.token();
    const [head, payload, signature] = good.split('.');
    const widened = Buffer.from(
      JSON.stringify({...JSON.parse(Buffer.from(payload!, 'base64url').toString()), tenant: 999}),
    ).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const token of [
      await grantedBy('x'),
      await grantedBy(kid),
      `${head}.${widened}.${signature}`,
      `${none}.${payload}.`,
      `${good} `,
      'x',
      shop.secretKey,
    ]) {
      expect(codeOf(await shop.ask(path, {token}))).toEqual([401, 'token_invalid']);
    }
  });

  it('for one customer show no other', async () => {
    const visitors = ['mine', 'other'].map((value) => [{kind: 'anonymous', value}]);
    await shop.send(visitors.map((identifiers) => aTouchpoint({identifiers})));
    const [mine, other] = [
      await shop.find('anonymous', 'mine'),
      await shop.find('anonymous', 'other'),
    ];
    const token = await shop.token({customer: mine});
    expect((await shop.ask(`/v1/customers/${mine}/timeline`, {token})).status).toBe(200);
    expect(codeOf(await shop.ask(`/v1/customers/${other}/timeline`, {token}))).toEqual([
      404,
      'customer_not_found',
    ]);
    const found = await shop.ask('/v1/customers/find', {token, body: {identifiers: visitors[1]}});
    expect(codeOf(found)).toEqual([404, 'customer_not_found']);
  });

  it('live 300 seconds at most', async () => {
    const ask = (body: object) =>
      shop.ask('/v1/tokens', {token: shop.secretKey, body: {agent: 'a', ...body}});
    expect(codeOf(await ask({ttl: 301}))).toEqual([400, 'invalid_request']);
    expect((await ask({})).body.expiresAt - Date.now()).toBeLessThanOrEqual(300_000);
  });

  it('can be checked with the published key', async () => {
    const {body} = await shop.ask('/.well-known/jwks.json');
    expect(body.keys).toEqual([
      {
        kty: 'OKP',
        crv: 'Ed25519',
        alg: 'EdDSA',
        use: 'sig',
        kid: expect.any(String),
        x: expect.any(String),
      },
    ]);
  });
});

/** Of the OpenAPI document. */
interface Operation {
  readonly security?: unknown;
  readonly parameters: readonly {readonly in: string; readonly schema: {description?: string}}[];
}

describe('every route', () => {
  it('is in the OpenAPI document', async () => {
    const {body} = await shop.ask('/v1/openapi.json');
    for (const {method, path} of routes) {
      expect(
        body.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.summary,
        path,
      ).toMatch(/\w/);
    }
    expect(Object.keys(body.components.schemas.TouchpointInput.properties)).toEqual(
      expect.arrayContaining(['fields', 'source', 'commerce']),
    );
  });

  it('says of each parameter that whoever has a token or a secret key gives what it is', async () => {
    const {body} = await shop.ask('/v1/openapi.json');
    const told = Object.values(body.paths as Record<string, Record<string, Operation>>)
      .flatMap((path) => Object.values(path))
      .filter(({security}) => security)
      .flatMap(({parameters}) => parameters.filter(({in: where}) => where === 'query'));
    expect(told.length).toBeGreaterThan(10);
    expect(told.filter(({schema: {description}}) => !description)).toEqual([]);
  });

  it('answers an unknown path from the table', async () => {
    expect(codeOf(await shop.ask('/v1/nothing'))).toEqual([404, 'not_found']);
  });
});

describe('GET /', () => {
  it('says what is running there, the same to everybody, by a page that loads nothing', async () => {
    const {statusCode, headers, body} = await collector.app.inject('/');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const style = /<style>([\s\S]*)<\/style>/.exec(body)![1]!;
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toContain(
      `default-src 'none'; style-src 'sha256-${hash}';`,
    );
    const other = await collector.app.inject({url: '/', headers: {host: 'evil.example'}});
    expect(other.body).toBe(body);
  });
});

describe('GET /panel', () => {
  it('may be framed by the origins a tenant has listed, and by nobody else', async () => {
    const policyOf = async (tenant: string) =>
      String((await shop.ask(`/panel?tenant=${tenant}`)).headers['content-security-policy']);
    await createTenant(store.database, 'framed', {
      panelOrigins: ['https://desk.example', 'http://localhost:4402'],
    });
    expect(await policyOf('framed')).toMatch(
      /frame-ancestors (http:\/\/localhost:4402 https:\/\/desk.example|https:\/\/desk.example http:\/\/localhost:4402)$/,
    );
    expect(await policyOf('nobody')).toMatch(/frame-ancestors 'none'$/);
  });

  it('without its tenant says to a person what is missing, and to a program as before', async () => {
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const get = (accept?: string, query = '') =>
      collector.app.inject({url: `/panel${query}`, headers: accept ? {accept} : {}});
    for (const query of ['', '?tenan=shop', '?tenant=a&tenant=b']) {
      const {statusCode, headers, body} = await get(browser, query);
      expect(statusCode).toBe(400);
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-/),
        'cache-control': 'no-store',
      });
      expect(body).toContain('<h1>This page cannot be shown</h1>');
      expect(body).toContain(
        '<p>tenant: say whose panel it is, once, in the address: /panel?tenant=NAME</p>',
      );
    }
    for (const accept of [undefined, '*/*', 'application/json', 'text/html, application/json']) {
      const {statusCode, body} = await get(accept);
      expect([statusCode, (JSON.parse(body) as {error: object}).error]).toEqual([
        400,
        expect.objectContaining({code: 'invalid_request'}),
      ]);
    }
  });

  it('shows nothing of an address as markup', async () => {
    const {body} = await collector.app.inject({
      url: `/panel?tenant=${'%3Cscript%3E'.repeat(64)}`,
      headers: {accept: 'text/html'},
    });
    expect(body).toContain('This page cannot be shown');
    expect(body).not.toContain('<script');
    expect(escaped(`<a href="x" title='y'>&`)).toBe(
      '&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;',
    );
  });

  it('leaves refusals of what is no page to programs', async () => {
    const {body} = await collector.app.inject({
      url: '/v1/customers/c_1/timeline',
      headers: {accept: 'text/html'},
    });
    expect(JSON.parse(body)).toMatchObject({error: {code: 'token_missing'}});
  });

  it.each(['desk.example', 'https://desk.example/path', '*', 'javascript:alert(1)', 'null'])(
    'refuses %s as an origin',
    async (origin) => {
      await expect(
        createTenant(store.database, 'framed', {panelOrigins: [origin]}),
      ).rejects.toThrow(/not an origin/);
    },
  );
});

describe('a secret key', () => {
  it('works for another day after a new one is made', async () => {
    const before = await aTenantOf(collector);
    const {secretKey} = await createTenant(store.database, before.tenant);
    for (const token of [before.secretKey, secretKey]) {
      expect((await shop.ask('/v1/tokens', {token, body: {agent: 'a'}})).status).toBe(200);
    }
  });
});

describe('GET /v1/customers/{customer}/live', () => {
  /** Real sockets: a stream does not end by itself. */
  const follow = async (customer: string, headers: Record<string, string> = {}) => {
    const address = collector.app.server.listening
      ? `http://127.0.0.1:${(collector.app.server.address() as {port: number}).port}`
      : await collector.listen({port: 0, host: '127.0.0.1'});
    const response = await fetch(`${address}/v1/customers/${customer}/live`, {
      headers: {authorization: `Bearer ${await shop.token()}`, ...headers},
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return {
      async until(part: string) {
        while (!text.includes(part)) {
          const {value, done} = await reader.read();
          if (done) throw new Error(`The stream ended without ${part}:\n${text}`);
          text += value;
        }
        return text;
      },
      close: () => reader.cancel(),
    };
  };
  const streams = async () => {
    const text = await collector.services.metrics.text();
    return Number(/^throughline_live_streams (\d+)$/m.exec(text)?.[1]);
  };
  const aVisitor = async (value: string) => {
    const identifiers = [{kind: 'anonymous', value}];
    const first = aTouchpoint({identifiers});
    await shop.send([first]);
    return {identifiers, first, customer: (await shop.find('anonymous', value))!};
  };

  it('sends what is committed, to the followers of that customer only', async () => {
    const [one, two] = [await aVisitor('live 1'), await aVisitor('live 2')];
    const [stream, other] = [await follow(one.customer), await follow(two.customer)];
    const next = aTouchpoint({identifiers: one.identifiers, name: 'help_clicked'});
    await shop.send([next]);
    expect(await stream.until(next.id)).toContain('event: touchpoint');
    const mine = aTouchpoint({identifiers: two.identifiers});
    await shop.send([mine]);
    expect(await other.until(mine.id)).not.toContain(next.id);
    await Promise.all([stream.close(), other.close()]);
  });

  it('sends first what was missed since the last id', async () => {
    const {customer, first, identifiers} = await aVisitor('resume');
    const missed = aTouchpoint({identifiers});
    const other = await follow(customer);
    await shop.send([missed]);
    await other.until(missed.id); // Its hint has gone by: only the store has it now.
    await other.close();
    const stream = await follow(customer, {'last-event-id': first.id});
    await stream.until(missed.id);
    await stream.close();
  });

  it('sends first what was missed since an id that is not theirs any more', async () => {
    const {customer, identifiers} = await aVisitor('resume without');
    const {tenant} = (await collector.services.registry.byWriteKey(shop.writeKey))!;
    const minute = 60_000;
    const last = aTouchpoint({occurredAt: Date.now() - 10 * minute});
    const missed = aTouchpoint({identifiers, occurredAt: Date.now() - 5 * minute});
    const receivedAt = missed.occurredAt;
    const arrival = {site: 'main', touchpoints: [missed], sentAt: receivedAt, receivedAt};
    await collector.services.ingest(tenant.id, arrival);
    const stream = await follow(customer, {'last-event-id': last.id});
    const now = aTouchpoint({identifiers});
    await shop.send([now]);
    expect(await stream.until(now.id)).toContain(missed.id);
    await stream.close();
  });

  it('follows a customer through a merge', async () => {
    const {customer, identifiers} = await aVisitor('merged');
    await shop.send([aTouchpoint({identifiers: [{kind: 'user', value: 'known'}]})]);
    const stream = await follow(customer);
    await shop.send([aTouchpoint({identifiers: [...identifiers, {kind: 'user', value: 'known'}]})]);
    await stream.until('event: merged');
    const later = aTouchpoint({identifiers: [{kind: 'user', value: 'known'}]});
    await shop.send([later]);
    await stream.until(later.id);
    await stream.close();
  });

  it('tells who follows a customer that somebody turned out to be them', async () => {
    const {first, identifiers} = await aVisitor('came from afar');
    const login = {kind: 'user', value: 'came home'};
    await shop.send([aTouchpoint({identifiers: [login]})]);
    const customer = (await shop.find('user', login.value))!;
    const stream = await follow(customer);
    const signedIn = aTouchpoint({identifiers: [...identifiers, login]});
    await shop.send([signedIn]);
    // What the other had done is theirs from now on: it is read anew.
    const text = await stream.until(signedIn.id);
    expect(text.indexOf('event: merged')).toBeGreaterThan(-1);
    expect(text.indexOf('event: merged')).toBeLessThan(text.indexOf(signedIn.id));
    const {touchpoints} = await shop.timeline(customer);
    expect(touchpoints.map(({id}) => id)).toContain(first.id);
    await stream.close();
  });

  it('hears of what came with a merge after that, however soon after others it came', async () => {
    const {live} = collector.services;
    const heard: object[] = [];
    onTestFinished(live.follow(1, 'c_home', ({hint}) => void heard.push(hint)));
    live.announce(1, {touchpoints: new Map([['c_home', ['before']]]), merged: []});
    live.announce(1, {
      touchpoints: new Map([['c_home', ['with']]]),
      merged: [['c_gone', 'c_home']],
    });
    await expect.poll(() => heard.length).toBeGreaterThan(1);
    expect(heard).toEqual([
      {kind: 'touchpoints', ids: ['before']},
      {kind: 'merged', customer: 'c_home'},
      {kind: 'touchpoints', ids: ['with']},
    ]);
  });

  it('follows nobody any more whose panel has gone while it was told of a merge', async () => {
    const {live, registry} = collector.services;
    const {tenant} = (await registry.byWriteKey(shop.writeKey))!;
    await expect.poll(streams).toBe(0);
    for (let round = 0; round < 20; round += 1) {
      const {customer} = await aVisitor(`gone ${round}`);
      const stream = await follow(customer);
      await stream.until(': open');
      live.announce(tenant.id, {touchpoints: new Map(), merged: [[customer, customer]]});
      await new Promise((resolve) => setTimeout(resolve, round));
      await stream.close();
    }
    await expect.poll(streams).toBe(0);
  });

  it('follows nobody whose panel has gone before it was answered', async () => {
    const {customer} = await aVisitor('in a hurry');
    const stream = await follow(customer);
    const {port} = collector.app.server.address() as {port: number};
    const authorization = `Bearer ${await shop.token()}`;
    for (let round = 0; round < 60; round += 1) {
      const asking = ask({
        port,
        path: `/v1/customers/${customer}/live`,
        headers: {authorization},
      });
      asking.on('error', () => {}).end();
      await new Promise((resolve) => setTimeout(resolve, round / 4));
      asking.destroy();
    }
    await stream.close();
    await expect.poll(streams).toBe(0);
  });

  it('ends for an agent when the customer is restricted', async () => {
    const {customer, identifiers} = await aVisitor('restricted');
    const stream = await follow(customer);
    await stream.until(': open');
    await shop.ask(`/v1/customers/${customer}/restrict`, {
      token: await shop.token({role: 'admin'}),
      body: {restricted: true},
    });
    const later = aTouchpoint({identifiers});
    await shop.send([later]);
    await expect(stream.until(later.id)).rejects.toThrow('The stream ended');
  });

  describe('that is asked for while something changes', () => {
    /** Lets something happen between the question who somebody is and the first word of the stream. */
    const meanwhile = (change: () => Promise<unknown>) => {
      const {audit} = collector.services;
      const put = (record: typeof audit) => Object.assign(collector.services, {audit: record});
      put(async (...look) => {
        await audit(...look);
        if (look[1].action !== 'live') return;
        put(audit);
        await change();
        await new Promise((resolve) => setTimeout(resolve, 100)); // Its hint has gone by.
      });
      onTestFinished(() => void put(audit));
    };

    it('does not begin for an agent once the customer is restricted', async () => {
      const {customer} = await aVisitor('restricted in between');
      const token = await shop.token({role: 'admin'});
      meanwhile(() =>
        shop.ask(`/v1/customers/${customer}/restrict`, {token, body: {restricted: true}}),
      );
      const stream = await follow(customer);
      await expect(stream.until(': open')).rejects.toThrow('customer_restricted');
      await expect.poll(streams).toBe(0);
    });

    it('follows whom the customer has become', async () => {
      const {customer, identifiers} = await aVisitor('merged in between');
      const login = {kind: 'user', value: 'known in between'};
      await shop.send([aTouchpoint({identifiers: [login]})]);
      meanwhile(() => shop.send([aTouchpoint({identifiers: [...identifiers, login]})]));
      const stream = await follow(customer);
      await stream.until('event: merged');
      const later = aTouchpoint({identifiers: [login]});
      await shop.send([later]);
      await stream.until(later.id);
      await stream.close();
    });
  });

  it('stays open for longer than any other answer may take', async () => {
    const {customer, identifiers} = await aVisitor('patient');
    const stream = await follow(customer);
    await new Promise((resolve) => setTimeout(resolve, 5500));
    const touchpoint = aTouchpoint({identifiers});
    await shop.send([touchpoint]);
    await stream.until(touchpoint.id);
    await stream.close();
  });

  it('passes over what somebody else says on the channel of hints', async () => {
    const {customer, identifiers} = await aVisitor('nonsense');
    const stream = await follow(customer);
    await stream.until(': open');
    for (const payload of ['nonsense', '7', '[7]', '[[1]]', 'null'])
      await store.database.system((sql) =>
        sql.query('select pg_notify($1, $2)', ['throughline_live', payload]),
      );
    await new Promise((resolve) => setTimeout(resolve, 200));
    const touchpoint = aTouchpoint({identifiers});
    await shop.send([touchpoint]);
    await stream.until(touchpoint.id);
    await stream.close();
  });

  it('reaches a panel through whichever collector took the touchpoint', async () => {
    const {customer, identifiers} = await aVisitor('two collectors');
    const stream = await follow(customer);
    const second = await aCollector(store.database);
    const touchpoint = aTouchpoint({identifiers});
    const {tenant} = (await second.services.registry.byWriteKey(shop.writeKey))!;
    await second.services.ingest(tenant.id, {
      site: 'main',
      touchpoints: [touchpoint],
      sentAt: Date.now(),
      receivedAt: Date.now(),
    });
    await stream.until(touchpoint.id);
    await stream.close();
    await second.close();
  });
});

it('a refusal while it stops can be read by a page of any origin, as any other', async () => {
  const second = await aCollector(store.database);
  await second.services.stopping.stop();
  const {statusCode, headers} = await second.app.inject({url: '/v1/account'});
  expect(statusCode).toBe(503);
  expect(headers).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'retry-after',
    'x-request-id': expect.any(String),
    connection: 'close',
  });
  await second.close();
});

it('an encoding that is named twice is none that is read', async () => {
  const {status, body} = await post('{}', {}, '?encoding=gzip&encoding=gzip');
  expect([status, body.error.code]).toEqual([415, 'unsupported_encoding']);
});

describe.each(['/throughline.js', '/elements.js'])('GET %s', (path) => {
  it('goes out packed, and not at all when the reader has it', async () => {
    const plain = await shop.ask(path);
    const packed = await shop.ask(path, {headers: {'accept-encoding': 'gzip, deflate, br'}});
    expect(packed.headers).toMatchObject({
      'content-encoding': 'br',
      etag: plain.headers['etag'],
      vary: 'accept-encoding',
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(Number(packed.headers['content-length'])).toBeLessThan(
      Number(plain.headers['content-length']) / 2,
    );
    const again = await shop.ask(path, {headers: {'if-none-match': String(plain.headers['etag'])}});
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it.each([
    ['br;q=0.5, gzip;q=0.2', 'br'],
    ['br; q=0, gzip', 'gzip'],
    ['br;q=0.000, GZIP; Q=1', 'gzip'],
    ['gzip ;q=0', undefined],
    ['identity, xbr', undefined],
  ])('goes out to who accepts %j as %s', async (accepted, encoding) => {
    const {headers} = await shop.ask(path, {headers: {'accept-encoding': accepted}});
    expect(headers['content-encoding']).toBe(encoding);
  });

  it('is known again behind a proxy that packs it itself, and among others', async () => {
    const etag = String((await shop.ask(path)).headers['etag']);
    for (const known of [`W/${etag}`, `"another", W/${etag}`, '*'])
      expect((await shop.ask(path, {headers: {'if-none-match': known}})).status).toBe(304);
    expect((await shop.ask(path, {headers: {'if-none-match': '"another"'}})).status).toBe(200);
  });
});
