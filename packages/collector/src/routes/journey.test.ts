import {Journey} from '@throughline/contracts';
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

let store: TestDatabase;
let collector: Collector;
let shop: TestCollector;
beforeAll(async () => {
  store = await inMemoryDatabase();
  collector = await aCollector(store.database);
  shop = await aTenantOf(collector);
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

const ago = (minutes: number, name: string, over: Parameters<typeof aTouchpoint>[0] = {}) =>
  aTouchpoint({name, occurredAt: Date.now() - minutes * 60_000, ...over});

/** Sends a visitor's touchpoints and reads their journey. */
const journeyOf = async (
  visitor: string,
  touchpoints: ReturnType<typeof aTouchpoint>[],
  over: object = {},
) => {
  const identifiers = [{kind: 'anonymous', value: visitor}];
  await shop.send(touchpoints.map((touchpoint) => ({...touchpoint, identifiers})));
  const customer = await shop.find('anonymous', visitor);
  const token = await shop.token(over);
  const {status, body} = await shop.ask(`/v1/customers/${customer}/journey`, {token});
  expect(status).toBe(200);
  return Journey.parse(body);
};

describe('GET /v1/customers/{customer}/journey', () => {
  it('tells what the touchpoints come to, in the contract', async () => {
    const consent = {purposes: ['support' as const], basis: 'consent' as const};
    const declined = ago(3, 'payment_failed', {consent});
    const searched = ago(5, 'help_searched', {properties: {query: 'invoice', results: 0}});
    const journey = await journeyOf('v1', [declined, searched]);
    expect(journey).toMatchObject({
      basis: {touchpoints: 2, total: 2},
      inference: true,
      reason: {reason: 'payment', source: 'rule'},
      waiting: {on: 'nobody'},
      stages: [{stage: 'support'}, {stage: 'purchase'}],
      nextActions: [{action: 'offer_another_way_to_pay'}, {action: 'answer_the_search'}],
      brief: [
        {question: 'happened', touchpoints: [declined.id], sayable: true},
        {question: 'tried', touchpoints: [declined.id, searched.id], sayable: false},
        {question: 'changed'},
        {question: 'next', sayable: false},
      ],
    });
  });

  it('says nothing of a customer of whom there is nothing to say', async () => {
    expect(await journeyOf('v2', [ago(3, 'web_vital_measured')])).toMatchObject({
      brief: [],
      reason: null,
      cart: null,
      feeling: {valence: null},
    });
  });

  it('feels what the customer wrote, once it is kept, and not what an agent wrote', async () => {
    const contact = (message: string) => ({id: 'c1', message});
    const inbound = ago(9, 'message_received', {
      channel: 'chat',
      direction: 'inbound',
      contact: contact('This is the third time and it is still broken. I am so angry!'),
    });
    const outbound = ago(8, 'message_sent', {
      channel: 'chat',
      direction: 'outbound',
      contact: contact('I am terribly sorry for this horrible mistake.'),
    });
    const again = ago(7, 'message_received', {
      channel: 'chat',
      direction: 'inbound',
      contact: contact('It is a horrible mess and I have had enough of this.'),
    });
    const journey = await journeyOf('v3', [inbound, outbound, again]);
    expect(journey.feeling).toMatchObject({
      valence: -2,
      kind: 'inferred',
      signs: [
        {touchpoint: inbound.id, method: 'vader/1', kind: 'inferred', confidence: 0.5},
        {touchpoint: again.id},
      ],
    });
    expect(journey.waiting).toMatchObject({on: 'us', because: 'message', touchpoints: [again.id]});
  });

  it('shows no words to who may not read them', async () => {
    const searched = ago(5, 'help_searched', {properties: {query: 'my secret', results: 0}});
    const journey = await journeyOf('v4', [searched], {role: 'analyst'});
    expect(JSON.stringify(journey)).toContain('•••');
    expect(JSON.stringify(journey)).not.toContain('secret');
  });

  it('says how much it looked at', async () => {
    const many = Array.from({length: 5}, (_, batch) =>
      Array.from({length: 450}, (_, n) => ago(batch * 450 + n, 'page_viewed')),
    );
    for (const batch of many.slice(1)) await journeyOf('v5', batch);
    expect((await journeyOf('v5', many[0]!)).basis).toEqual({touchpoints: 2000, total: 2250});
  });

  it('is put on record', async () => {
    const customer = await shop.find('anonymous', 'v1');
    const {body} = await shop.ask('/v1/audit', {token: await shop.token({role: 'admin'})});
    expect(body.entries).toContainEqual(
      expect.objectContaining({action: 'journey', customer, actor: 'agent-1'}),
    );
  });
});
