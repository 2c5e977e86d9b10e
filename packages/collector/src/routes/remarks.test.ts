import {uuidV7, type Journey, type Timeline, type Touchpoint} from '@throughline/contracts';
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

/** A journey from which nothing is hidden. */
type Whole = {[Part in keyof Journey]-?: NonNullable<Journey[Part]>};

let number = 0;
/** A customer with these touchpoints, and what an agent can ask of them. */
const aCustomer = async (...touchpoints: ReturnType<typeof aTouchpoint>[]) => {
  const visitor = `visitor-${++number}`;
  const identifiers = [
    {kind: 'email', value: `${visitor}@example.com`},
    {kind: 'anonymous', value: visitor},
  ];
  const all = touchpoints.length > 0 ? touchpoints : [aTouchpoint()];
  await shop.send(all.map((each) => ({...each, identifiers})));
  const customer = await shop.find('anonymous', visitor);
  const token = await shop.token();
  const path = `/v1/customers/${customer}`;
  return {
    customer,
    remark: (body: object) => shop.ask(`${path}/remarks`, {token, body}),
    timeline: async () =>
      ((await shop.ask(`${path}/timeline`, {token})).body as Timeline).touchpoints,
    journey: async () => (await shop.ask(`${path}/journey`, {token})).body as Whole,
  };
};
const ago = (minutes: number, name: string, over: Parameters<typeof aTouchpoint>[0] = {}) =>
  aTouchpoint({name, occurredAt: Date.now() - minutes * 60_000, ...over});

describe('POST /v1/customers/{customer}/remarks', () => {
  it('keeps a note on the customer’s timeline, without the numbers in it', async () => {
    const {remark, timeline} = await aCustomer();
    const {status, body} = await remark({
      type: 'note',
      text: '  Wants a call at ada@example.com, card 4111 1111 1111 1111 ',
    });
    expect(status).toBe(200);
    const [note] = await timeline();
    expect(note).toMatchObject({
      id: (body as {touchpoint: string}).touchpoint,
      name: 'agent_note_added',
      channel: 'crm',
      direction: 'internal',
      properties: {note: 'Wants a call at [email], card [card]'},
      relations: [{type: 'agent', id: 'agent-1'}],
    } satisfies Partial<Touchpoint>);
    expect(note!.identifiers).toHaveLength(1);
  });

  it('keeps what is sent again once', async () => {
    const {remark, timeline} = await aCustomer();
    const id = uuidV7(Date.now());
    for (let time = 0; time < 2; time += 1)
      expect(await remark({type: 'note', id, text: 'Asked for a refund.'})).toMatchObject({
        status: 200,
        body: {touchpoint: id},
      });
    expect((await timeline()).filter(({name}) => name === 'agent_note_added')).toHaveLength(1);
  });

  it('lets a suggestion rest that was taken on or is wrong', async () => {
    const {remark, journey} = await aCustomer(ago(3, 'payment_failed'));
    const {nextActions, stages} = await journey();
    const {action} = nextActions[0]!;
    expect((await remark({type: 'action', action, verdict: 'wrong'})).status).toBe(200);
    const after = await journey();
    expect(after.nextActions.map((each) => each.action)).not.toContain(action);
    expect(after.stages.map(({stage}) => stage)).toEqual(stages.map(({stage}) => stage));
  });

  it('sets a feeling right, takes it away, and gives it back', async () => {
    const wrote = ago(9, 'message_received', {
      direction: 'inbound',
      channel: 'chat',
      contact: {id: 'c-1', message: 'This is terrible, I hate waiting for the wrong parcel.'},
    });
    const {remark, journey} = await aCustomer(wrote);
    const signs = async () => (await journey()).feeling.signs;
    const [guess] = await signs();
    expect(guess).toMatchObject({kind: 'inferred', touchpoint: wrote.id});
    expect(guess!.valence).toBeLessThan(0);
    const says = (valence: number | null) =>
      remark({type: 'feeling', touchpoint: wrote.id, valence});
    await says(null);
    expect(await signs()).toEqual([]);
    await says(1);
    expect(await signs()).toMatchObject([
      {valence: 1, kind: 'stated', method: 'agent', touchpoint: wrote.id, at: guess!.at},
    ]);
  });

  it('refuses what it cannot keep, and says why', async () => {
    const {remark, customer} = await aCustomer();
    const stranger = await aCustomer();
    const theirs = (await stranger.timeline())[0]!.id;
    for (const [body, why] of [
      [{type: 'note', text: ' '}, /text/],
      [{type: 'note', text: 'x'.repeat(2001)}, /text/],
      [{type: 'wish'}, /type/],
      [{type: 'action', action: 'DROP TABLE', verdict: 'wrong'}, /action/],
      [{type: 'feeling', touchpoint: theirs, valence: 1}, /is not of this customer/],
      [{type: 'feeling', touchpoint: theirs, valence: 3}, /valence/],
    ] as const) {
      const {status, body: answer} = await remark(body);
      expect([status, JSON.stringify(answer)]).toEqual([400, expect.stringMatching(why)]);
    }
    expect(customer).not.toBe(stranger.customer);
  });

  it('puts on record who said something, and not what', async () => {
    const {remark, customer} = await aCustomer();
    await remark({type: 'note', text: 'A secret word: xylophone.'});
    const {body} = await shop.ask('/v1/audit', {token: await shop.token({role: 'admin'})});
    const {entries} = body as {entries: {action: string; customer: string; actor: string}[]};
    expect(entries).toContainEqual(
      expect.objectContaining({action: 'remark', customer, actor: 'agent-1'}),
    );
    expect(JSON.stringify(body)).not.toContain('xylophone');
  });
});
