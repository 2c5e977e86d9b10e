import {TouchpointInput, uuidV7} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {hearGa4, liftTouchpoint, type HeardSent} from './index.ts';

const receivedAt = Date.parse('2026-03-01T12:00:05.000Z');
const at = Date.parse('2026-03-01T12:00:00.250Z');

const aRequest = (over: Record<string, unknown> = {}) => ({
  client_id: '123.456',
  user_id: 'u-1',
  timestamp_micros: at * 1000,
  events: [
    {
      name: 'add_to_cart',
      params: {
        session_id: 's-1',
        currency: 'EUR',
        value: 79.9,
        items: [{item_id: 'A1', item_name: 'Kettle', price: 79.9, quantity: 1}],
        page_location: 'https://shop.example/kettle?gclid=1',
        page_title: 'Kettle',
        engagement_time_msec: 100,
        email: 'ada@example.com',
      },
    },
  ],
  ...over,
});
const kept = ({touchpoints: [told]}: HeardSent) => {
  const {key: _key, undated: _undated, ...rest} = told!;
  return TouchpointInput.parse(liftTouchpoint({...rest, id: uuidV7(rest.occurredAt)}));
};

describe('hearGa4', () => {
  it('makes a touchpoint of ours of an event with its parameters', () => {
    expect(kept(hearGa4(aRequest(), receivedAt))).toMatchObject({
      name: 'product_added',
      occurredAt: at,
      channel: 'web',
      sessionId: 's-1',
      identifiers: [
        {kind: 'user', value: 'u-1'},
        {kind: 'anonymous', value: '123.456'},
      ],
      page: {url: 'https://shop.example/kettle', path: '/kettle', title: 'Kettle'},
      commerce: {
        currency: 'EUR',
        valueMinor: 7990,
        items: [{sku: 'A1', name: 'Kettle', priceMinor: 7990, quantity: 1}],
      },
      properties: {engagement_time_msec: 100},
    });
  });

  it('knows the same request again, and tells apart two like events in one', () => {
    const event = {name: 'add_to_cart', params: {}};
    const keys = () =>
      hearGa4(aRequest({events: [event, event]}), receivedAt).touchpoints.map(({key}) => key);
    expect(keys()).toEqual(keys());
    expect(new Set(keys()).size).toBe(2);
  });

  it('keeps of addresses, wherever they stand, what says nothing of a person', () => {
    const params = {
      link_url: 'https://pay.example/order?token=1#ada',
      guest: {email: 'ada@example.com', seat: 4},
      method: 'ada@example.com',
    };
    const events = [{name: 'click', params}];
    expect(kept(hearGa4(aRequest({events}), receivedAt)).properties).toEqual({
      link_url: 'https://pay.example/order',
      guest: '{"seat":4}',
      method: '[email]',
    });
  });

  it('goes by an event’s own time before the request’s, and by ours where there is none', () => {
    const events = [{name: 'probed', timestamp_micros: (at - 9) * 1000}, {name: 'probed'}];
    const times = (over: object) =>
      hearGa4(aRequest({events, ...over}), receivedAt).touchpoints.map(
        ({occurredAt}) => occurredAt,
      );
    expect(times({})).toEqual([at - 9, at]);
    expect(times({timestamp_micros: undefined})).toEqual([at - 9, receivedAt]);
    expect(times({timestamp_micros: null})).toEqual([at - 9, receivedAt]);
    expect(times({timestamp_micros: ''})).toEqual([at - 9, receivedAt]);
  });

  it('hears an app by its instance', () => {
    const request = aRequest({
      client_id: undefined,
      user_id: undefined,
      app_instance_id: 'app-1',
      events: [{name: 'screen_view'}],
    });
    expect(kept(hearGa4(request, receivedAt))).toMatchObject({
      name: 'screen_viewed',
      channel: 'mobile_app',
      identifiers: [{kind: 'anonymous', value: 'app-1'}],
    });
  });

  it('hands on what it does not understand, and hears the rest', () => {
    const events = [{params: {}}, null, {name: 'page_view'}];
    const {touchpoints, unknown} = hearGa4(aRequest({events}), receivedAt);
    expect(touchpoints.map(({name}) => name)).toEqual(['page_view']);
    expect(unknown.map(({reason}) => reason)).toEqual(['name: is missing', 'name: is missing']);
    expect(unknown[0]!.identifiers).toContainEqual({kind: 'user', value: 'u-1'});
  });

  it.each([
    [{events: 'add_to_cart'}, 'events: is no list'],
    [{client_id: '', user_id: null}, 'identifiers: neither client_id nor user_id'],
    [{timestamp_micros: 'soon'}, 'timestamp_micros: is not a time'],
  ])('refuses %j', (over, reason) => {
    const {touchpoints, unknown} = hearGa4(aRequest(over), receivedAt);
    expect([touchpoints, unknown[0]!.reason]).toEqual([[], reason]);
  });
});
