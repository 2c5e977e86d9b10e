import {createHmac} from 'node:crypto';
import type {TouchpointInput} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aLog,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../test/fixtures.ts';
import type {Collector} from './index.ts';
import {createIngest} from './ingest.ts';
import type {Arrival} from './judge.ts';
import {replayQuarantine} from './replay.ts';
import {eraseCustomer} from './store/erase.ts';
import {requireSigned} from './store/identity-policy.ts';
import {listQuarantine} from './store/quarantine.ts';
import {tenantNamed} from './store/registry.ts';
import {addSourceSecret} from './store/sources.ts';
import {createSite} from './store/tenants.ts';

const secret = 'shpss_of_a_test';
const long = Date.now() - 200 * 86_400_000;

/** An order, as Shopify would tell of it; made up. */
const order = (id: number) => ({
  id,
  order_number: 1000 + id,
  email: 'ada@example.com',
  created_at: new Date(long).toISOString(),
  updated_at: new Date(long).toISOString(),
  currency: 'EUR',
  total_price: '79.90',
  financial_status: 'paid',
});

let store: TestDatabase;
let collector: Collector;
let shop: TestCollector;
let tenant: number;
beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await aCollector(store.database);
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});
const aShop = async () => {
  shop = await aTenantOf(collector);
  tenant = (await tenantNamed(store.database, shop.tenant))!.id;
  await addSourceSecret(store.database, tenant, 'shopify', secret);
};

const tell = (topic: string, payload: object) => {
  const body = JSON.stringify(payload);
  return shop.ask(`/v1/sources/shopify?key=${shop.writeKey}`, {
    body,
    headers: {
      'x-shopify-topic': topic,
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    },
  });
};
const waiting = () => listQuarantine(store.database, tenant);
const replay = (source?: string) => {
  const {pepper} = collector.services;
  return replayQuarantine(store.database, tenant, {pepper, changed: () => {}, source});
};
/** Makes of what waits what a collector would have kept whose mapper did not know this topic yet. */
const asIfUnknown = (topic: string) =>
  store.database.tenant(tenant, (sql) =>
    sql.query(
      `update throughline.quarantine set context = replace(context, 'of_another_year', $2)
       where tenant = $1`,
      [tenant, topic],
    ),
  );

describe('what a mapper does not understand', () => {
  it('waits with its source and topic, and with nothing that proves its sender', async () => {
    await aShop();
    await tell('of_another_year', order(1));
    await tell('of_another_century', order(1)); // The same body is another thing there.
    expect(await waiting()).toMatchObject([
      {source: 'shopify', context: '{"x-shopify-topic":"of_another_year"}'},
      {source: 'shopify', context: '{"x-shopify-topic":"of_another_century"}'},
    ]);
    const rows = await store.database.tenant(tenant, (sql) =>
      sql.query<{text: string}>('select r::text as text from throughline.quarantine r'),
    );
    const signature = createHmac('sha256', secret)
      .update(JSON.stringify(order(1)))
      .digest('base64');
    expect(rows.map(({text}) => text).join()).not.toContain(signature);
  });

  it('stays as long as it is not understood, and is then read by its mapper, once', async () => {
    await aShop();
    await tell('of_another_year', order(2));
    expect(await replay()).toEqual({stored: 0, duplicates: 0, refused: 1});
    expect(await waiting()).toHaveLength(1);

    await asIfUnknown('orders/create');
    expect(await replay('stripe')).toEqual({stored: 0, duplicates: 0, refused: 0});
    expect(await replay('shopify')).toEqual({stored: 1, duplicates: 0, refused: 0});
    expect(await waiting()).toEqual([]);
    const ada = (await shop.find('email', 'ada@example.com'))!;
    // Of when it happened, half a year ago, and not of when it was replayed.
    expect((await shop.timeline(ada)).touchpoints).toMatchObject([
      {name: 'order_completed', occurredAt: long, commerce: {valueMinor: 7990}},
    ]);
    expect(await replay()).toEqual({stored: 0, duplicates: 0, refused: 0});
    // The same told again, to a collector that knows it.
    expect((await tell('orders/create', order(2))).body).toMatchObject({stored: 0, duplicates: 1});
  });

  it('leaves nothing of it there once it is kept, since it lies there in clear', async () => {
    await aShop();
    const rows = () =>
      store.database.tenant(tenant, (sql) =>
        sql.query<{text: string}>('select q::text as text from throughline.quarantine q'),
      );
    await tell('of_another_year', order(6));
    expect(JSON.stringify(await rows())).toContain('ada@example.com');
    await asIfUnknown('orders/create');
    expect(await replay()).toEqual({stored: 1, duplicates: 0, refused: 0});
    expect(await rows()).toEqual([]);
  });

  it('of an erased person does not come back', async () => {
    await aShop();
    await tell('orders/create', order(3));
    const admin = await shop.token({role: 'admin'});
    const ada = (await shop.find('email', 'ada@example.com'))!;
    await shop.ask(`/v1/customers/${ada}/erase`, {token: admin, body: {confirm: ada}});
    await tell('of_another_year', order(4));
    expect(await waiting()).toEqual([]);
  });

  it('of before its source was noted is read by the source that one says', async () => {
    await aShop();
    await tell('of_another_year', order(5));
    await store.database.tenant(tenant, (sql) =>
      sql.query("update throughline.quarantine set source = '', context = ''"),
    );
    await shop.send([{...aTouchpoint(), name: 'Not A Name'}]);
    const before = await waiting();
    // Shopify says what it is in a header, which was not kept either: it is left as it is.
    expect(await replay('shopify')).toEqual({stored: 0, duplicates: 0, refused: 0});
    expect(await waiting()).toEqual(before);

    const signedUp = {id: 's1', type: 'nps', score: 9, min: 0, max: 10, at: long};
    const survey = {...signedUp, identifiers: [{kind: 'email', value: 'ada@example.com'}]};
    await store.database.tenant(tenant, (sql) =>
      sql.query('update throughline.quarantine set body = $2 where tenant = $1 and id = $3', [
        tenant,
        JSON.stringify(survey),
        before[0]!.id,
      ]),
    );
    expect(await replay('survey')).toEqual({stored: 1, duplicates: 0, refused: 0});
    expect(await waiting()).toHaveLength(1);
  });

  it('by a library is read by the library’s mapper', async () => {
    await aShop();
    const kept = async () => {
      expect(await waiting()).not.toEqual([]);
      return waiting();
    };
    await shop.ask('/v1/track', {
      body: {writeKey: shop.writeKey, anonymousId: 'a', event: '', messageId: 'm1'},
    });
    await shop.ask('/v1/mp/collect?measurement_id=G-1&api_secret=' + shop.writeKey, {
      body: {client_id: 'g', events: [{name: '', params: {}}]},
    });
    await shop.ask('/com.snowplowanalytics.snowplow/tp2', {
      body: {data: [{e: 'zz', aid: shop.writeKey, duid: 's', eid: 'e1'}]},
    });
    await shop.ask('/v1/events', {
      token: shop.secretKey,
      body: {specversion: '2.0', id: 'c1', source: '/x', type: 'a.happened', subject: 'user/u'},
    });
    expect((await kept()).map(({source}) => source)).toEqual([
      'segment',
      'ga4',
      'snowplow',
      'cloudevents',
    ]);
    expect(await replay()).toEqual({stored: 0, duplicates: 0, refused: 4});
    expect(await waiting()).toHaveLength(4);
    // As if a later version of each mapper made something of it.
    await store.database.tenant(tenant, (sql) =>
      sql.query(
        `update throughline.quarantine set body =
           replace(replace(replace(replace(body, '"event":""', '"event":"Probed"'),
             '"name":""', '"name":"probed"'), '"e":"zz"', '"e":"pv"'), '"2.0"', '"1.0"')`,
      ),
    );
    expect(await replay()).toEqual({stored: 4, duplicates: 0, refused: 0});
    for (const [kind, value] of Object.entries({user: 'u'}))
      expect(await shop.find(kind, value)).toBeDefined();
    for (const value of ['a', 'g', 's']) expect(await shop.find('anonymous', value)).toBeDefined();
  });

  it('stays a program’s that looked at the page, as whoever sent it first was', async () => {
    await aShop();
    const crawler = {origin: 'https://shop.example', 'user-agent': 'Googlebot/2.1'};
    const person = {origin: 'https://shop.example', 'user-agent': 'Mozilla/5.0 Firefox/140.0'};
    const broken = (value: string) => ({
      ...aTouchpoint({identifiers: [{kind: 'anonymous', value}]}),
      name: 'Not A Name',
    });
    const send = (touchpoints: object[], headers: Record<string, string>) =>
      shop.ask('/v1/touchpoints', {
        body: {key: shop.writeKey, sentAt: Date.now(), touchpoints},
        headers,
      });
    const [both, other] = [broken('first a program'), broken('first a person')];
    await send([broken('a program'), both], crawler);
    await send([broken('a person'), both, other], person);
    await send([other], crawler);
    // By another's library; and the same payload once more, by a person.
    const called = (anonymousId: string, messageId: string, headers: Record<string, string>) =>
      shop.ask('/v1/track', {
        body: {writeKey: shop.writeKey, anonymousId, event: '', messageId},
        headers,
      });
    await called('a program’s library', 'm1', crawler);
    await called('a program’s library', 'm1', person);
    await called('a person’s library', 'm2', person);
    expect(await replay()).toMatchObject({stored: 0, refused: 6}); // They stay as they came.

    await store.database.tenant(tenant, (sql) =>
      sql.query(
        `update throughline.quarantine set body =
           replace(replace(body, 'Not A Name', 'page_viewed'), '"event":""', '"event":"Probed"')
         where tenant = $1`,
        [tenant],
      ),
    );
    expect(await replay()).toEqual({stored: 6, duplicates: 0, refused: 0});
    const marked = async (value: string) => {
      const customer = (await shop.find('anonymous', value))!;
      const {touchpoints} = await shop.timeline(customer);
      expect(touchpoints).toHaveLength(1);
      return 'crawler' in touchpoints[0]!;
    };
    for (const value of ['a program', 'first a program', 'a program’s library'])
      expect([value, await marked(value)]).toEqual([value, true]);
    for (const value of ['a person', 'first a person', 'a person’s library'])
      expect([value, await marked(value)]).toEqual([value, false]);
  });

  it('names the numbers of the system that its site said, though another has the same', async () => {
    await aShop();
    const key = await createSite(store.database, tenant, 'shop-b', [], 'woocommerce');
    const other = await createSite(store.database, tenant, 'shop-c', [], 'magento');
    const order = {kind: 'order', value: '1001'};
    const broken = {...aTouchpoint({identifiers: [order]}), name: 'Not A Name'};
    await shop.send([broken], {key});
    await shop.send([broken], {key: other}); // The same text is about somebody else there.
    await shop.send([broken], {key: other});
    const body = {anonymousId: 'a', event: '', messageId: 'm1', context: {traits: {}}};
    await shop.ask('/v1/track', {body: {...body, writeKey: key}});
    expect((await waiting()).map(({numbersOf}) => numbersOf.includes('woocommerce'))).toEqual([
      true,
      false,
      true,
    ]);
    expect(await replay()).toMatchObject({stored: 0, refused: 3}); // They stay as they came.
    expect(await waiting()).toHaveLength(3);

    await store.database.tenant(tenant, (sql) =>
      sql.query(
        `update throughline.quarantine
         set body = replace(replace(body, 'Not A Name', 'order_completed'), '"event":""',
                            '"event":"Order Completed","properties":{"order_id":"2002"}')`,
      ),
    );
    expect(await replay()).toMatchObject({stored: 3, duplicates: 0, refused: 0});
    const find = async (value: string, scope?: string) =>
      (
        await shop.ask('/v1/customers/find', {
          token: await shop.token(),
          body: {identifiers: [{kind: 'order', value, scope}]},
        })
      ).body;
    const {customer} = await find('1001', 'woocommerce');
    expect(customer).toBeDefined();
    expect((await find('1001', 'magento')).customer).toEqual(expect.not.stringMatching(customer));
    expect(await find('1001')).toMatchObject({error: {code: 'identifier_ambiguous'}});
  });
});

describe('what a log has taken and the store has no room for', () => {
  /** Hands over a touchpoint as if the contract had let through what a column does not hold. */
  const logged = async (
    touchpoint: TouchpointInput,
    receivedAt: number,
    from: Partial<Arrival> = {},
  ) => {
    const {pepper} = collector.services;
    const {log, written, handOver} = aLog();
    const ingest = createIngest(store.database, {pepper, changed: () => {}, log});
    const arrival = {
      site: 'main',
      touchpoints: [touchpoint],
      sentAt: receivedAt - 1000,
      receivedAt,
    };
    await ingest(tenant, {...arrival, crawler: true, ...from});
    const entry = written()[0]!;
    const [accepted] = entry.delivery.accepted;
    const body = JSON.stringify({...JSON.parse(accepted!.body), seq: 3_000_000_000});
    Object.assign(accepted!, {seq: 3_000_000_000, body});
    await handOver(entry);
    ingest.stop();
  };

  it('waits as it was sent, so that it is kept once there is room', async () => {
    await aShop();
    const now = Date.now();
    const sent = aTouchpoint({occurredAt: now - 5000});
    await logged(sent, now);

    expect((await waiting()).map(({reason}) => reason)).toEqual([
      'the store has no room for a value (SQLSTATE 22003)',
    ]);
    await store.database.tenant(tenant, (sql) =>
      sql.query("update throughline.quarantine set body = replace(body, '3000000000', '7')"),
    );
    expect(await replay()).toEqual({stored: 1, duplicates: 0, refused: 0});
    const id = await shop.find(sent.identifiers[0]!.kind, sent.identifiers[0]!.value);
    const {touchpoints} = await shop.timeline(id!);
    expect(touchpoints).toMatchObject([{id: sent.id, seq: 7, crawler: true}]);
    expect(await waiting()).toEqual([]);
  });

  it.each(['shopify', 'import'])('is told by %s still, of when that says', async (source) => {
    await aShop();
    const login = {kind: 'user', value: 'ada'};
    const history = {history: true, ...(source !== 'import' && {source})};
    await logged(aTouchpoint({occurredAt: long, identifiers: [login]}), Date.now(), history);
    expect((await waiting()).map((each) => each.source)).toEqual([source]);
    await store.database.tenant(tenant, (sql) =>
      sql.query("update throughline.quarantine set body = replace(body, '3000000000', '7')"),
    );
    expect(await replay()).toEqual({stored: 1, duplicates: 0, refused: 0});
    const {touchpoints} = await shop.timeline((await shop.find('user', 'ada'))!);
    expect(touchpoints).toMatchObject([{occurredAt: long}]);
  });

  it('is kept once there is room though it is known by an address alone, which nobody keeps', async () => {
    await aShop();
    await requireSigned(store.database, tenant, true);
    const address = {kind: 'email', value: 'ada@example.com'};
    const order = {kind: 'order', value: '1001', scope: 'shopify'};
    const from = {wordOf: 'source', source: 'shopify', history: true} as const;
    await logged(aTouchpoint({identifiers: [order, address]}), Date.now(), from);
    await store.database.tenant(tenant, (sql) =>
      sql.query("update throughline.quarantine set body = replace(body, '3000000000', '7')"),
    );
    expect(JSON.stringify(await waiting())).not.toContain(address.value);
    expect(await replay()).toEqual({stored: 1, duplicates: 0, refused: 0});
    expect(await waiting()).toEqual([]);
    const ada = await shop.find('email', address.value);
    expect(await shop.find('order', '1001')).toBe(ada);
    expect(await shop.timeline(ada!)).toMatchObject({
      touchpoints: [{seq: 7, identifiers: [{kind: 'email', value: 'a•••@example.com'}, order]}],
    });
  });

  it('is found by an erasure under every name that it may be somebody’s by', async () => {
    await aShop();
    await collector.services.ingest(tenant, {
      site: 'main',
      touchpoints: [aTouchpoint({identifiers: [{kind: 'order', value: '1001', scope: 'shopify'}]})],
      sentAt: Date.now(),
      receivedAt: Date.now(),
    });
    const theirs = (await shop.find('order', '1001'))!;
    // Without its system the number is that of the only one that has it.
    await logged(aTouchpoint({identifiers: [{kind: 'order', value: '1001'}]}), Date.now());
    const login = [{kind: 'user', value: 'ada'}];
    await shop.send([aTouchpoint({identifiers: login})]);
    await requireSigned(store.database, tenant, true);
    await logged(
      aTouchpoint({identifiers: [{kind: 'anonymous', value: 'a'}, ...login]}),
      Date.now(),
    );
    expect(await waiting()).toHaveLength(2);

    await eraseCustomer(store.database, tenant, theirs);
    expect(await waiting()).toHaveLength(1);
    await eraseCustomer(store.database, tenant, (await shop.find('user', 'ada'))!);
    expect(await waiting()).toEqual([]);
  });
});
