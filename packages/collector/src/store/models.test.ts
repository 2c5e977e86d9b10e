import type {OwnStage, OwnStages, StageSet} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  inMemoryDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {keepModel, learnFrom, learnWhereDue, readModels} from './models.ts';
import {tenantNamed} from './registry.ts';

const HOUR = 3_600_000;

let store: TestDatabase;
let collector: Collector;
let shop: TestCollector;
let tenant: number;
beforeAll(async () => {
  store = await inMemoryDatabase();
  collector = await aCollector(store.database);
  shop = await aTenantOf(collector);
  tenant = (await tenantNamed(store.database, shop.tenant))!.id;
  // Generated: forty customers who ordered an hour after they put something into the cart.
  const past = Array.from({length: 40}, (_, n) => {
    const identifiers = [{kind: 'anonymous', value: `past-${n}`}];
    const at = Date.now() - 5 * 24 * HOUR;
    return [
      aTouchpoint({identifiers, name: 'product_added', occurredAt: at}),
      aTouchpoint({identifiers, name: 'order_completed', occurredAt: at + HOUR}),
      aTouchpoint({identifiers, name: 'order_shipped', occurredAt: at + HOUR + 60_000}),
    ];
  }).flat();
  await shop.send(past);
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

const models = () => store.database.tenant(tenant, (sql) => readModels(sql, tenant));
const journeyOf = async (visitor: string) => {
  // Another collector, which has read nothing yet.
  const other = await aCollector(store.database);
  const customer = await shop.find('anonymous', visitor);
  const {json} = await other.app.inject({
    url: `/v1/customers/${customer}/journey`,
    headers: {authorization: `Bearer ${await shop.token()}`},
  });
  await other.close();
  return json();
};

describe('a tenant’s past', () => {
  it('is learned from, and says what comes next and who is stuck', async () => {
    await shop.send([
      aTouchpoint({
        identifiers: [{kind: 'anonymous', value: 'now'}],
        name: 'product_added',
        occurredAt: Date.now() - 1.5 * HOUR,
      }),
    ]);
    expect(await journeyOf('now')).toMatchObject({nextStep: null, stuck: null});

    for (const name of ['next_action_accepted', 'next_action_accepted', 'next_action_rejected'])
      await shop.send([
        aTouchpoint({
          identifiers: [{kind: 'anonymous', value: 'past-1'}],
          name,
          properties: {action: 'offer_a_call'},
        }),
      ]);
    expect(await learnFrom(store.database, tenant)).toMatchObject({customers: 41, stages: 1});
    expect((await models()).answers).toEqual({offer_a_call: {accepted: 2, wrong: 1}});
    expect(await journeyOf('now')).toMatchObject({
      nextStep: {steps: [{name: 'order_completed', probability: 1}], n: 40, order: 2},
      stuck: {stage: 'purchase', basis: 'past', n: 40, level: 'act'},
    });
  });

  it('is learned from once a day', async () => {
    const now = Date.now();
    expect(await learnWhereDue(store.database, {now})).toBe(0);
    expect(await learnWhereDue(store.database, {now: now + 25 * HOUR})).toBe(1);
    expect(await learnWhereDue(store.database, {now: now + 26 * HOUR})).toBe(0);
  });

  it('does not hold who is restricted', async () => {
    const customer = await shop.find('anonymous', 'past-1');
    const token = await shop.token({role: 'admin'});
    const restrict = `/v1/customers/${customer}/restrict`;
    await shop.ask(restrict, {token, body: {restricted: true}});
    expect((await learnFrom(store.database, tenant)).customers).toBe(40);
  });

  it('does not hold what programs looked at', async () => {
    const visits = Array.from({length: 60}, (_, n) => {
      const identifiers = [{kind: 'anonymous', value: `crawler-${n}`}];
      const at = Date.now() - 5 * 24 * HOUR;
      return [
        aTouchpoint({identifiers, name: 'product_added', occurredAt: at}),
        aTouchpoint({identifiers, name: 'page_viewed', occurredAt: at + HOUR}),
      ];
    }).flat();
    await shop.ask('/v1/touchpoints', {
      headers: {'user-agent': 'Googlebot/2.1', origin: 'https://shop.example'},
      body: {key: shop.writeKey, sentAt: Date.now(), touchpoints: visits},
    });
    await learnFrom(store.database, tenant);
    expect(await journeyOf('now')).toMatchObject({
      nextStep: {steps: [{name: 'order_completed', probability: 1}]},
    });
  });

  it('ends when it is told to, with what was learned before', async () => {
    const before = await models();
    const signal = AbortSignal.abort();
    await expect(learnFrom(store.database, tenant, {signal})).rejects.toThrow();
    expect(await models()).toEqual(before);
  });
});

describe('a tenant’s playbook', () => {
  it('stands in place of ours until it is taken away', async () => {
    const when = [{fact: 'cart_quantity' as const, atLeast: 1}];
    const action = {action: 'own', title: 'Ours', when, priority: 0, restMs: 0};
    const item = {sku: 'k', quantity: 1};
    await shop.send([
      aTouchpoint({
        identifiers: [{kind: 'anonymous', value: 'buyer'}],
        name: 'product_added',
        commerce: {items: [item]},
      }),
    ]);
    const set = (actions: (typeof action)[] | null) =>
      store.database.tenant(tenant, (sql) =>
        keepModel(sql, tenant, 'playbook', actions && {actions, moments: []}),
      );
    await set([action]);
    expect((await journeyOf('buyer')).nextActions).toMatchObject([{action: 'own', title: 'Ours'}]);
    await set(null);
    expect((await journeyOf('buyer')).nextActions).toEqual([]);
    expect((await models()).playbook).toBeUndefined();
  });
});

describe('the stages a tenant has chosen', () => {
  const choose = (stages: StageSet | null) =>
    store.database.tenant(tenant, (sql) => keepModel(sql, tenant, 'stages', stages));

  it('are those of its journeys, and those that are learned', async () => {
    await shop.send([
      aTouchpoint({
        identifiers: [{kind: 'anonymous', value: 'dealer'}],
        name: 'quote_sent',
      }),
    ]);
    expect(await journeyOf('dealer')).toMatchObject({stagePreset: 'cx', stages: []});
    await choose('sales');
    expect(await journeyOf('dealer')).toMatchObject({
      stagePreset: 'sales',
      stages: [{stage: 'proposal', parent: 'purchase'}],
    });
    await learnFrom(store.database, tenant);
    expect(Object.keys((await models()).dwell!.stages)).toEqual(['proposal', 'won']);
    await choose(null);
    await learnFrom(store.database, tenant);
    expect(Object.keys((await models()).dwell!.stages)).toEqual(['purchase']);
  });

  it('may be its own, and what was learned of others is not held against them', async () => {
    await shop.send([
      aTouchpoint({
        identifiers: [{kind: 'anonymous', value: 'late'}],
        name: 'product_added',
        occurredAt: Date.now() - 1.5 * HOUR,
      }),
    ]);
    await learnFrom(store.database, tenant);
    expect((await journeyOf('late')).stuck).toMatchObject({stage: 'purchase', basis: 'past'});

    // Called as ours are, and left by another sign.
    const own = (over: Partial<OwnStage> = {}): OwnStages => ({
      stages: [
        {name: 'purchase', parent: 'purchase', strong: ['product_*'], ...over},
        {name: 'sent', parent: 'post', strong: ['order_shipped']},
      ],
    });
    await choose(own());
    expect(await journeyOf('late')).toMatchObject({
      ownStages: own(),
      stages: [{stage: 'purchase'}],
      stuck: null,
    });
    expect(await journeyOf('late')).not.toHaveProperty('stagePreset');
    expect(await models()).not.toHaveProperty('dwell');

    await learnFrom(store.database, tenant);
    expect((await models()).dwell!.stages).toMatchObject({
      purchase: {watch: HOUR + 60_000},
    });
    expect((await journeyOf('late')).stuck).toMatchObject({basis: 'past', level: 'act'});

    // What it is called, and how long it should last, has no part in how long it lasted.
    await choose(own({title: 'In the shop', targetMs: 2 * HOUR}));
    expect(await journeyOf('late')).toMatchObject({
      ownStages: {stages: [{title: 'In the shop'}, {name: 'sent'}]},
      stuck: null,
    });
    expect((await models()).dwell!.stages).toHaveProperty('purchase');

    await choose(own({strong: ['product_added', 'order_completed']}));
    expect(await models()).not.toHaveProperty('dwell');
    await choose(null);
  });

  it('are not mixed with those that a learning began with', async () => {
    const begun = Promise.withResolvers<void>();
    const {signal} = new AbortController();
    // Asked before each customer, with the stages read.
    signal.throwIfAborted = begun.resolve;
    const learning = learnFrom(store.database, tenant, {signal});
    await begun.promise;
    await choose('sales');
    expect(await learning).toMatchObject({stages: 1});
    expect(await models()).toMatchObject({stages: 'sales'});
    expect(await models()).not.toHaveProperty('dwell');
    await choose(null);
    expect((await models()).dwell!.stages).toHaveProperty('purchase');
  });
});
