import {randomUUID} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {LIMITS} from '@throughline/contracts';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  embeddedDatabase,
  keptOf,
  type TestCollector,
  type TestDatabase,
} from '../test/fixtures.ts';
import {makeSecretKey} from './store/keys.ts';
import {createOperator, createTenant} from './store/tenants.ts';
import type {Collector} from './index.ts';
import {tenantNamed} from './store/registry.ts';

let store: TestDatabase;
let collector: Collector;
let shop: TestCollector;
beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await aCollector(store.database);
});
beforeEach(async () => {
  shop = await aTenantOf(collector);
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

const basic = (key: string) => ({authorization: `Basic ${btoa(`${key}:`)}`});
/** Every row of the tenant, and what waits in quarantine. */
const all = async () => {
  const {id} = (await tenantNamed(store.database, shop.tenant))!;
  const quarantined = await store.database.tenant(id, (sql) =>
    sql.query<{reason: string; visitors: string[]}>(
      'select reason, visitors from throughline.quarantine where tenant = $1 order by reason',
      [id],
    ),
  );
  const rows = await keptOf(store, id);
  return {touchpoints: rows.map(({body}) => JSON.parse(body)), quarantined};
};
const aMessage = (over: object = {}) => ({
  type: 'track',
  event: 'Product Added',
  messageId: randomUUID(),
  anonymousId: 'visitor-1',
  timestamp: new Date().toISOString(),
  properties: {sku: 'A1', price: 79.9, currency: 'EUR'},
  ...over,
});
const done = {status: 200, body: {success: true}};

describe('Segment’s HTTP tracking API', () => {
  it.each([
    ['as the user name', (key: string) => [{}, basic(key)] as const],
    ['in the body', (key: string) => [{writeKey: key}, {}] as const],
  ])('finds the site by the write key %s', async (_, given) => {
    const [body, headers] = given(shop.writeKey);
    const answer = await shop.ask('/v1/track', {body: {...aMessage(), ...body}, headers});
    expect(answer).toMatchObject(done);
    expect((await all()).touchpoints).toMatchObject([
      {name: 'product_added', commerce: {items: [{sku: 'A1', priceMinor: 7990}]}},
    ]);
  });

  it('keeps a batch that is sent again once, packed or not', async () => {
    const body = JSON.stringify({
      batch: [
        aMessage(),
        aMessage({type: 'identify', userId: 'u-1', traits: {email: 'a@b.example'}}),
      ],
    });
    const headers = {...basic(shop.writeKey), 'content-encoding': 'gzip'};
    expect(await shop.ask('/v1/batch', {body, headers: basic(shop.writeKey)})).toMatchObject(done);
    expect(await shop.ask('/v1/batch', {body: gzipSync(body), headers})).toMatchObject(done);
    expect((await all()).touchpoints).toHaveLength(2);
    expect(await shop.find('email', 'a@b.example')).toBe(await shop.find('anonymous', 'visitor-1'));
  });

  it('reads a body that begins with a byte order mark', async () => {
    const body = `\uFEFF${JSON.stringify(aMessage())}`;
    expect(await shop.ask('/v1/track', {body, headers: basic(shop.writeKey)})).toMatchObject(done);
    expect((await all()).touchpoints).toHaveLength(1);
  });

  it.each(['(not set)', 'n/a', '#N/A', '\\N'])('takes %s for nobody’s name', async (userId) => {
    const send = (anonymousId: string) =>
      shop.ask('/v1/track', {body: aMessage({anonymousId, userId}), headers: basic(shop.writeKey)});
    await send('visitor-1');
    await send('visitor-2');
    const first = await shop.find('anonymous', 'visitor-1');
    expect(await shop.find('anonymous', 'visitor-2')).not.toBe(first);
  });

  it('keeps one that has no time of its own once as well', async () => {
    const message = aMessage({timestamp: undefined});
    const send = () => shop.ask('/v1/t', {body: message, headers: basic(shop.writeKey)});
    await send();
    const first = Date.now();
    do await send();
    while (Date.now() === first); // Another millisecond is another time.
    const {touchpoints} = await all();
    expect(touchpoints).toHaveLength(1);
    expect(Math.abs(touchpoints[0].occurredAt - Date.now())).toBeLessThan(60_000);
  });

  it('takes an error of the sender’s clock away, as Segment does', async () => {
    const [hour, now] = [3_600_000, Date.now()];
    const [timestamp, sentAt] = [-hour - 5000, -hour].map((off) =>
      new Date(now + off).toISOString(),
    );
    await shop.ask('/v1/track', {
      body: aMessage({timestamp, sentAt}),
      headers: basic(shop.writeKey),
    });
    const [{occurredAt, clocks}] = (await all()).touchpoints;
    expect(clocks.received - occurredAt).toBe(5000);
  });

  it('does not fail a batch for one message: it waits in quarantine, and an erasure finds it', async () => {
    const batch = [
      aMessage(),
      aMessage({event: undefined}),
      aMessage({type: 'delete', userId: 'u-1'}),
      aMessage({properties: {sku: 'x'.repeat(200)}}),
    ];
    const answer = await shop.ask('/v1/batch', {body: {batch}, headers: basic(shop.writeKey)});
    expect(answer).toMatchObject(done);
    const {touchpoints, quarantined} = await all();
    expect(touchpoints).toHaveLength(1);
    expect(quarantined.map(({reason}) => reason.split(':')[0])).toEqual([
      'commerce.items.0.sku',
      'event',
      'type',
    ]);
    expect(quarantined.every(({visitors}) => visitors.length > 0)).toBe(true);
  });

  it('joins what an alias names, and never two people with a login', async () => {
    const send = (path: string, over: object) =>
      shop.ask(`/v1/${path}`, {body: aMessage(over), headers: basic(shop.writeKey)});
    await send('track', {anonymousId: 'before'});
    await send('alias', {anonymousId: undefined, userId: 'u-1', previousId: 'before'});
    await send('identify', {anonymousId: 'other', userId: 'u-2'});
    await send('alias', {anonymousId: undefined, userId: 'u-1', previousId: 'u-2'});
    expect(await shop.find('anonymous', 'before')).toBe(await shop.find('user', 'u-1'));
    expect(await shop.find('user', 'u-2')).not.toBe(await shop.find('user', 'u-1'));
    expect(await shop.find('anonymous', 'other')).toBe(await shop.find('user', 'u-2'));
  });

  it.each([
    ['no key', {}, {}, [401, 'key_unknown']],
    ['a key that nobody has', {}, basic('pk_nobody'), [401, 'key_unknown']],
    ['a body that is none', undefined, {}, [400, 'invalid_json']],
  ])('refuses %s', async (_, over, headers, expected) => {
    const body = over === undefined ? 'x' : aMessage(over);
    const {status, body: answer} = await shop.ask('/v1/track', {body, headers});
    expect([status, answer.error.code]).toEqual(expected);
  });

  it('refuses more than a batch may hold, and a page of another site', async () => {
    const batch = Array.from({length: LIMITS.batch + 1}, () => ({}));
    const large = await shop.ask('/v1/batch', {body: {batch}, headers: basic(shop.writeKey)});
    expect([large.status, large.body.error.code]).toEqual([400, 'invalid_request']);
    const {writeKey} = await createTenant(store.database, shop.tenant, {
      siteOrigins: ['https://shop.example'],
    });
    const from = await shop.ask('/v1/track', {
      body: aMessage(),
      headers: {...basic(writeKey), origin: 'https://other.example'},
    });
    expect([from.status, from.body.error.code]).toEqual([403, 'origin_forbidden']);
  });

  it('tells analytics.js where to send, as the page came', async () => {
    const settings = async (headers: Record<string, string>) =>
      (await shop.ask(`/v1/projects/${shop.writeKey}/settings`, {headers})).body.integrations[
        'Segment.io'
      ];
    const apiHost = 'collect.example/v1';
    expect(await settings({host: 'collect.example'})).toEqual({
      apiKey: shop.writeKey,
      apiHost,
      protocol: 'http',
    });
    const secure = {apiHost, protocol: 'https'};
    expect(await settings({host: 'collect.example', 'x-forwarded-proto': 'https'})).toMatchObject(
      secure,
    );
    expect(await settings({host: 'collect.example', origin: 'https://shop.example'})).toMatchObject(
      secure,
    );
    // Of a proxy that asks by a name of its own.
    const proxied = {host: '127.0.0.1:4400', 'x-forwarded-host': 'collect.example'};
    expect(await settings({...proxied, 'x-forwarded-proto': 'https'})).toMatchObject(secure);
  });

  it('lets a library send headers of its own from any page', async () => {
    const answer = await collector.app.inject({method: 'OPTIONS', url: '/v1/track'});
    expect(answer.headers['access-control-allow-headers']).toMatch(/^authorization,.* \*$/);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });
});

describe('CloudEvents', () => {
  const anEvent = (over: object = {}) => ({
    specversion: '1.0',
    id: randomUUID(),
    source: '/orders',
    type: 'com.example.order.shipped',
    subject: 'user/u-1',
    ...over,
  });
  const send = (body: unknown, headers: Record<string, string> = {}) =>
    shop.ask('/v1/events', {body, token: shop.secretKey, headers});

  it('are kept once, in each of the three modes', async () => {
    const event = anEvent();
    const structured = {'content-type': 'application/cloudevents+json'};
    const batched = {'content-type': 'application/cloudevents-batch+json'};
    const {type, ...attributes} = event;
    const binary = Object.fromEntries(
      Object.entries({...attributes, type}).map(([key, value]) => [`ce-${key}`, value]),
    );
    const stored = {stored: 1, duplicates: 0, refused: []};
    expect(await send(event, structured)).toMatchObject({status: 200, body: stored});
    const again = {stored: 0, duplicates: 1, refused: []};
    expect(await send([event], batched)).toMatchObject({status: 200, body: again});
    expect(await send({}, binary)).toMatchObject({status: 200, body: again});
    expect((await all()).touchpoints).toMatchObject([{name: 'order_shipped', channel: 'api'}]);
  });

  it('that are not understood are refused one by one, and wait in quarantine', async () => {
    const {body} = await send([anEvent(), anEvent({specversion: '0.3'})]);
    expect(body).toMatchObject({stored: 1, refused: [{code: 'invalid_touchpoint'}]});
    expect((await all()).quarantined).toMatchObject([{reason: 'specversion: is not 1.0'}]);
  });

  it('are not taken by a key that is made for the tokens of agents', async () => {
    const {id: tenant} = (await tenantNamed(store.database, shop.tenant))!;
    const statuses = (['agent', 'machine'] as const).map(async (role) => {
      const token = await store.database.system((sql) =>
        makeSecretKey(sql, {tenant}, {roles: [role]}),
      );
      return (await shop.ask('/v1/events', {body: anEvent(), token})).status;
    });
    expect(await Promise.all(statuses)).toEqual([403, 200]);
  });

  it('come in lists of no more than a batch may hold', async () => {
    const {status, body} = await send(Array.from({length: LIMITS.batch + 1}, () => ({})));
    expect([status, body.error.code]).toEqual([400, 'invalid_request']);
  });

  it('need a secret key, and of an operator’s the tenant', async () => {
    const other = await aTenantOf(collector);
    const secretKey = await createOperator(store.database, `o-${randomUUID().slice(0, 8)}`, [
      shop.tenant,
      other.tenant,
    ]);
    const ask = (query: string, token: string) =>
      shop.ask(`/v1/events${query}`, {body: anEvent(), token});
    expect((await ask('', shop.writeKey)).body.error.code).toBe('token_invalid');
    expect((await ask('', secretKey)).body.error.code).toBe('invalid_request');
    expect((await ask('?tenant=nobody', secretKey)).body.error.code).toBe('forbidden');
    expect((await ask(`?tenant=${shop.tenant}`, secretKey)).body.stored).toBe(1);
    expect((await all()).touchpoints).toHaveLength(1);
  });
});

describe('the GA4 Measurement Protocol', () => {
  it('is taken under both its paths, and a request with a time once', async () => {
    const body = {
      client_id: '1.2',
      timestamp_micros: Date.now() * 1000,
      events: [{name: 'purchase', params: {transaction_id: 'T-1', value: 12, currency: 'EUR'}}],
    };
    for (const path of ['/v1/mp/collect', '/mp/collect']) {
      const query = `?measurement_id=G-1&api_secret=${shop.writeKey}`;
      expect((await shop.ask(`${path}${query}`, {body})).status).toBe(204);
    }
    expect((await all()).touchpoints).toMatchObject([
      {name: 'order_completed', commerce: {orderId: 'T-1', valueMinor: 1200, currency: 'EUR'}},
    ]);
    expect((await shop.ask('/mp/collect?api_secret=pk_x', {body})).status).toBe(401);
  });
});

describe('Snowplow', () => {
  const anEvent = (over: object = {}) => ({
    e: 'pv',
    eid: randomUUID(),
    dtm: String(Date.now()),
    duid: 'visitor-1',
    url: 'https://shop.example/kettles',
    aid: shop.writeKey,
    ...over,
  });

  it('posts are kept once, with the write key as the application or in the address', async () => {
    const event = anEvent();
    const tp2 = '/com.snowplowanalytics.snowplow/tp2';
    expect((await shop.ask(tp2, {body: {data: [event]}})).status).toBe(200);
    const named = {...event, aid: 'shop'};
    expect((await shop.ask(tp2, {body: {data: [named]}})).status).toBe(401);
    const query = `?key=${shop.writeKey}`;
    expect((await shop.ask(`${tp2}${query}`, {body: {data: [named]}})).status).toBe(200);
    expect((await all()).touchpoints).toMatchObject([
      {name: 'page_viewed', page: {path: '/kettles'}},
    ]);
  });

  it('pixels are kept before the picture is answered', async () => {
    const answer = await shop.ask(`/i?${new URLSearchParams(anEvent() as never)}`);
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'image/gif']);
    expect((await all()).touchpoints).toHaveLength(1);
  });
});
