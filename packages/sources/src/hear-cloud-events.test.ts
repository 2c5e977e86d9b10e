import {TouchpointInput, uuidV7} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {hearCloudEvents, liftTouchpoint, type HeardSent} from './index.ts';

const receivedAt = Date.parse('2026-03-01T12:00:05.000Z');
const time = '2026-03-01T12:00:00Z';

const anEvent = (over: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: 'e-1',
  source: '/shop/orders',
  type: 'com.example.order.shipped.v2',
  subject: 'user/42',
  time,
  data: {orderId: 'O-1', parcel: 'P-9'},
  ...over,
});
const hear = (body: unknown, headers = {}) => hearCloudEvents({headers, body, receivedAt});
const kept = ({touchpoints: [told]}: HeardSent) => {
  const {key: _key, undated: _undated, ...rest} = told!;
  return TouchpointInput.parse(liftTouchpoint({...rest, id: uuidV7(rest.occurredAt)}));
};
const told = {
  name: 'order_shipped',
  occurredAt: Date.parse(time),
  channel: 'api',
  mode: 'automated',
  identifiers: [{kind: 'user', value: '42'}],
  commerce: {orderId: 'O-1'},
  properties: {
    parcel: 'P-9',
    event_type: 'com.example.order.shipped.v2',
    event_source: '/shop/orders',
  },
};

describe('hearCloudEvents', () => {
  it('hears one event, a list of them, and one whose attributes are headers', () => {
    const {data, ...attributes} = anEvent();
    const headers = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]),
    );
    expect(kept(hear(anEvent()))).toMatchObject(told);
    expect(kept(hear([anEvent()]))).toMatchObject(told);
    expect(kept(hear(data, headers))).toMatchObject(told);
    expect(hear([anEvent(), anEvent({id: 'e-2'})]).touchpoints).toHaveLength(2);
  });

  it('reads headers that are percent-encoded, as the binding has it', () => {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'e-1',
      'ce-source': '/caf%C3%A9',
      'ce-type': '100% done',
      'ce-subject': 'mailto:ada@example.com',
    };
    const {identifiers, properties} = kept(hear({}, headers));
    expect(properties).toMatchObject({event_source: '/café', event_type: '100% done'});
    expect(identifiers).toEqual([{kind: 'email', value: 'ada@example.com'}]);
  });

  it('is known by source and id together, whatever signs they hold', () => {
    const key = (over: Record<string, unknown>) => hear(anEvent(over)).touchpoints[0]!.key;
    expect(key({})).toBe(key({time: undefined, data: {}}));
    expect(key({source: 'a', id: 'b c'})).not.toBe(key({source: 'a b', id: 'c'}));
  });

  it('takes data that is a touchpoint already as it is', () => {
    const data = {
      name: 'payment_failed',
      channel: 'voice',
      occurredAt: 5,
      identifiers: [{kind: 'phone', value: '+31612345678'}],
      outcome: {status: 'failure', reason: 'card_declined'},
      id: 'not ours',
    };
    const {id: _id, ...touchpoint} = data;
    expect(kept(hear(anEvent({data})))).toMatchObject(touchpoint);
    const {occurredAt: _at, identifiers: _who, ...bare} = touchpoint;
    expect(kept(hear(anEvent({data: bare})))).toMatchObject({
      occurredAt: Date.parse(time),
      identifiers: [{kind: 'user', value: '42'}],
    });
  });

  it.each([
    ['io.throughline.product_added.v1', 'product_added'],
    ['com.github.pull_request.opened', 'pull_request_opened'],
    ['uk.co.example.ticket.closed', 'ticket_closed'],
    ['OrderCompleted', 'order_completed'],
    ['order.completed', 'order_completed'],
    ['com.example', 'example'],
  ])('names %s %s', (type, name) => {
    expect(kept(hear(anEvent({type}))).name).toBe(name);
  });

  it.each([
    ['user:42', {kind: 'user', value: '42'}],
    ['orders/O-1', {kind: 'order', value: 'O-1'}],
    ['ada@example.com', {kind: 'email', value: 'ada@example.com'}],
    ['+31612345678', {kind: 'phone', value: '+31612345678'}],
    ['42', {kind: 'user', value: '42'}],
  ])('finds in the subject %s who it is about', (subject, identifier) => {
    expect(kept(hear(anEvent({subject}))).identifiers).toEqual([identifier]);
  });

  it('finds them in the data as well, which then does not hold them in clear', () => {
    const data = {email: 'ada@example.com', customer_id: 7, total: 3};
    const touchpoint = kept(hear(anEvent({subject: undefined, data})));
    expect(touchpoint.identifiers).toEqual([
      {kind: 'user', value: '7'},
      {kind: 'email', value: 'ada@example.com'},
    ]);
    expect(JSON.stringify(touchpoint.properties)).not.toContain('ada');
  });

  it('reads JSON that its sender held as bytes', () => {
    const {data, ...rest} = anEvent();
    const held = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
    expect(kept(hear({...rest, data_base64: held(data)}))).toMatchObject(told);
    const parcel = (event: object) => kept(hear(event)).properties?.['parcel'];
    expect(parcel({...rest, data_base64: 'R0lGODlh'})).toBeUndefined();
    expect(parcel({...rest, data_base64: held({parcel: 'P-9'})})).toBe('P-9');
  });

  it('keeps extensions, and the order of what has one time', () => {
    const {properties, seq} = kept(hear(anEvent({sequence: '7', region: 'eu'})));
    expect([seq, properties?.['region']]).toEqual([7, 'eu']);
    // Longer than a place in a session is: an order of its own, and no reason to refuse the event.
    expect(kept(hear(anEvent({sequence: '90071992547409'}))).seq).toBe(0);
  });

  it('knows an event without a time by its id alone', () => {
    for (const unset of [undefined, null]) {
      expect(hear(anEvent({time: unset, data: null})).touchpoints[0]).toMatchObject({
        undated: true,
        occurredAt: receivedAt,
        fields: {},
      });
    }
  });

  it.each([
    [{specversion: '0.3'}, 'specversion: is not 1.0'],
    [{id: ''}, 'id: is missing'],
    [{source: 7}, 'source: is missing'],
    [{type: undefined}, 'type: is missing'],
    [{type: '注文'}, 'type: holds no name'],
    [{time: 'noon'}, 'time: is not a time'],
    [{data: {name: 'a', channel: 'web', occurredAt: {toString: 1}}}, 'occurredAt: is not a time'],
    [{subject: 'blobs/cat.png'}, 'identifiers: subject and data name nobody'],
  ])('hands on what it does not understand: %j', (over, reason) => {
    const {touchpoints, unknown} = hear(anEvent(over));
    expect([touchpoints, unknown.map((each) => each.reason)]).toEqual([[], [reason]]);
  });

  it.each([null, 3, [[1]]])('survives %j', (body) => {
    expect(hear(body).unknown).toHaveLength(1);
  });
});
