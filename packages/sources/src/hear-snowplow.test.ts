import {TouchpointInput, uuidV7} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {hearSnowplow, liftTouchpoint, type HeardSent} from './index.ts';

const receivedAt = Date.parse('2026-03-01T12:00:05.000Z');
const at = Date.parse('2026-03-01T12:00:00.250Z');

const anEvent = (over: Record<string, unknown> = {}) => ({
  e: 'pv',
  eid: 'e-1',
  dtm: String(at),
  stm: String(at + 700),
  aid: 'shop',
  p: 'web',
  duid: 'visitor-1',
  sid: 's-1',
  url: 'https://shop.example/kettle?gclid=1',
  page: 'Kettle',
  ...over,
});
const hear = (...events: unknown[]) =>
  hearSnowplow({schema: 'iglu:c.s/payload_data/jsonschema/1-0-4', data: events}, receivedAt);
const all = ({touchpoints}: HeardSent) =>
  touchpoints.map(({key: _key, undated: _undated, ...rest}) =>
    TouchpointInput.parse(liftTouchpoint({...rest, id: uuidV7(rest.occurredAt)})),
  );
const kept = (heard: HeardSent) => all(heard)[0]!;

const described = (name: string, data: object) => ({
  schema: `iglu:com.snowplowanalytics.snowplow/${name}/jsonschema/1-0-0`,
  data,
});
const unstruct = (name: string, data: object) =>
  JSON.stringify(described('unstruct_event', described(name, data)));
const contexts = (...entities: object[]) =>
  JSON.stringify({schema: 'iglu:c.s/contexts/jsonschema/1-0-0', data: entities});
const base64 = (text: string) => Buffer.from(text).toString('base64url');

const levels = (count: number): unknown => (count === 0 ? 0 : [levels(count - 1)]);
const cart = described('cart', {cart_id: 'c-1', currency: 'EUR', total_value: 103.9});
const product = described('product', {
  id: 'A1',
  name: 'Kéttle',
  category: 'Kitchen',
  price: '79.90',
  currency: 'EUR',
  quantity: 1,
  brand: null,
});
const ecommerce = (type: string, ...entities: object[]) =>
  anEvent({
    e: 'ue',
    ue_pr: unstruct('snowplow_ecommerce_action', {type}),
    co: contexts(...entities),
  });

describe('hearSnowplow', () => {
  it('keeps by whose clock the visitor lives', () => {
    expect(kept(hear(anEvent({tz: 'Europe/Lisbon'}))).properties).toEqual({
      timezone: 'Europe/Lisbon',
    });
  });

  it('hears a page view', () => {
    expect(kept(hear(anEvent({uid: 'u-1'})))).toMatchObject({
      name: 'page_viewed',
      occurredAt: at,
      channel: 'web',
      sessionId: 's-1',
      identifiers: [
        {kind: 'user', value: 'u-1'},
        {kind: 'anonymous', value: 'visitor-1'},
      ],
      page: {url: 'https://shop.example/kettle', path: '/kettle', title: 'Kettle'},
    });
    expect(hear(anEvent()).sentAt).toBe(at + 700);
    expect(hear(anEvent()).touchpoints[0]!.key).toBe('e-1');
  });

  it('takes a true time as it stands, whatever the clock of the device said', () => {
    const hour = 3_600_000;
    const early = {dtm: String(at - hour), stm: String(at - hour + 700)};
    const heard = hear(anEvent({...early, ttm: String(at)}));
    expect(kept(heard).occurredAt).toBe(at);
    expect(heard.sentAt).toBe(receivedAt);
    expect(hear(anEvent(early)).sentAt).toBe(at - hour + 700);
  });

  it('puts together an e-commerce action and the entities beside it', () => {
    const expected = {
      name: 'product_added',
      commerce: {
        currency: 'EUR',
        valueMinor: 10390,
        cartId: 'c-1',
        items: [{sku: 'A1', name: 'Kéttle', category: 'Kitchen', priceMinor: 7990, quantity: 1}],
      },
    };
    const plain = ecommerce('add_to_cart', cart, product);
    expect(kept(hear(plain))).toMatchObject(expected);
    const {ue_pr: event, co, ...rest} = plain as unknown as Record<string, string>;
    const packed = {...rest, ue_px: base64(event!), cx: base64(co!)};
    expect(kept(hear(packed))).toMatchObject(expected);
  });

  it('starts the checkout with its first step', () => {
    const step = (number: number) =>
      kept(
        hear(
          ecommerce(
            'checkout_step',
            described('checkout_step', {
              step: number,
              delivery_method: 'post',
              shipping_full_address: 'Main Street 1',
            }),
          ),
        ),
      );
    expect(step(1)).toMatchObject({
      name: 'checkout_started',
      commerce: {step: '1', shippingMethod: 'post'},
    });
    expect(step(2).name).toBe('checkout_step_completed');
    expect(JSON.stringify(step(2))).not.toContain('Main Street');
  });

  it('hears an order, its failure and its refund', () => {
    const order = {transaction_id: 'T-1', revenue: 26, currency: 'EUR', payment_method: 'card'};
    expect(kept(hear(ecommerce('transaction', described('transaction', order))))).toMatchObject({
      name: 'order_completed',
      commerce: {orderId: 'T-1', valueMinor: 2600, currency: 'EUR', paymentMethod: 'card'},
    });
    const failure = described('transaction_error', {error_code: 'card_declined'});
    expect(kept(hear(ecommerce('trns_error', failure)))).toMatchObject({
      name: 'order_failed',
      outcome: {status: 'failure', reason: 'card_declined'},
    });
    const refund = {transaction_id: 'T-1', refund_amount: 5, currency: 'EUR'};
    expect(kept(hear(ecommerce('refund', described('refund', refund))))).toMatchObject({
      name: 'order_refunded',
      commerce: {orderId: 'T-1', valueMinor: 500},
    });
  });

  it('takes session, order and visitor of a mobile tracker from its session’s entity', () => {
    const session = {userId: 'device-1', sessionId: 's-9', eventIndex: 12};
    const event = {e: 'ue', eid: 'e-2', dtm: String(at), p: 'mob'};
    const ue_pr = unstruct('screen_view', {name: 'Home', id: '1'});
    const co = contexts(described('client_session', session));
    expect(kept(hear({...event, ue_pr, co}))).toMatchObject({
      name: 'screen_viewed',
      channel: 'mobile_app',
      sessionId: 's-9',
      seq: 12,
      identifiers: [{kind: 'anonymous', value: 'device-1'}],
    });
  });

  it('hears structured events and the older e-commerce', () => {
    const struct = {e: 'se', se_ca: 'shop', se_ac: 'Add to Cart', se_la: 'A1', se_va: '2'};
    expect(kept(hear(anEvent(struct)))).toMatchObject({
      name: 'product_added',
      properties: {category: 'shop', label: 'A1', amount: 2},
    });
    const order = {e: 'tr', tr_id: 'T-1', tr_tt: '26.00', tr_cu: 'EUR'};
    expect(kept(hear(anEvent(order)))).toMatchObject({
      name: 'order_completed',
      commerce: {orderId: 'T-1', valueMinor: 2600},
    });
    const old = {sku: 'A1', unitPrice: 79.9, quantity: 2, currency: 'EUR'};
    expect(kept(hear(anEvent({e: 'ue', ue_pr: unstruct('remove_from_cart', old)})))).toMatchObject({
      name: 'product_removed',
      commerce: {items: [{sku: 'A1', priceMinor: 7990, quantity: 2}]},
    });
  });

  it('makes one touchpoint of each web vital, each with a key of its own', () => {
    const data = {lcp: 4800, inp: 70.4, cls: 0.1, ttfb: null, navigation_type: 'navigate'};
    const heard = hear(anEvent({e: 'ue', ue_pr: unstruct('web_vitals', data)}));
    expect(all(heard).map(({vital}) => vital)).toEqual([
      {name: 'LCP', value: 4800, rating: 'poor'},
      {name: 'INP', value: 70.4, rating: 'good'},
      {name: 'CLS', value: 0.1, rating: 'good'},
    ]);
    expect(heard.touchpoints.map(({key}) => key)).toEqual(['e-1 LCP', 'e-1 INP', 'e-1 CLS']);
  });

  it('keeps an event of somebody’s own under its own name, and no form’s values', () => {
    const own = kept(hear(anEvent({e: 'ue', ue_pr: unstruct('viewed_brochure', {pages: 3})})));
    expect([own.name, own.properties]).toEqual(['viewed_brochure', {pages: 3}]);
    const change = {formId: 'f', elementId: 'iban', value: 'NL91ABNA0417164300'};
    const form = kept(hear(anEvent({e: 'ue', ue_pr: unstruct('change_form', change)})));
    expect([form.name, form.properties]).toEqual([
      'form_changed',
      {formId: 'f', elementId: 'iban'},
    ]);
  });

  it('keeps of nobody’s address or number more than of a page’s', () => {
    const data = {
      email: 'ada@example.com',
      guest: {phone: '0612345678', seat: 4},
      by: 'a@b.example',
    };
    const own = kept(hear(anEvent({e: 'ue', ue_pr: unstruct('guest_added', data)})));
    expect(own.properties).toEqual({guest: '{"seat":4}', by: '[email]'});
    const click = (targetUrl: string) =>
      kept(hear(anEvent({e: 'ue', ue_pr: unstruct('link_click', {targetUrl})}))).properties;
    expect(click('mailto:ada@example.com')).toEqual({targetUrl: '[email]'});
    expect(click('tel:+31612345678')).toEqual({targetUrl: '[phone]'});
    const struct = {
      e: 'se',
      se_ac: 'opened',
      se_la: 'https://a.example/?t=1',
      se_pr: 'a@b.example',
    };
    expect(kept(hear(anEvent(struct))).properties).toEqual({
      label: 'https://a.example/',
      property: '[email]',
    });
  });

  it('reads no user or product into another’s schema of that name', () => {
    const theirs = (name: string, data: object) => ({
      schema: `iglu:com.example/${name}/jsonschema/1-0-0`,
      data,
    });
    const ue_pr = JSON.stringify({data: theirs('snowplow_ecommerce_action', {type: 'x'})});
    const co = contexts(theirs('user', {id: 'u-9', email: 'friend@example.com'}));
    const {name, identifiers} = kept(hear(anEvent({e: 'ue', ue_pr, co})));
    expect(name).toBe('snowplow_ecommerce_action');
    expect(identifiers).toEqual([{kind: 'anonymous', value: 'visitor-1'}]);
  });

  it.each([
    [{e: 'zz'}, 'e: is no kind of event'],
    [{e: 'toString'}, 'e: is no kind of event'],
    [{e: 'se'}, 'se_ac: is missing'],
    [{dtm: 'soon'}, 'dtm: is not a time'],
    [{dtm: '1e300'}, 'dtm: is not a time'],
    [{e: 'ue', ue_px: '%%%'}, 'ue_pr: is no self-describing event'],
    [{e: 'ue', ue_pr: '{}'}, 'ue_pr: is no self-describing event'],
    // Whoever wrote it down would run out of stack, and answer nobody else in the request.
    [{e: 'ue', ue_pr: unstruct('deep', {deep: levels(90)})}, 'ue_pr: is no self-describing event'],
    [{duid: undefined}, 'identifiers: neither duid nor uid'],
  ])('hands on what it does not understand: %j', (over, reason) => {
    const {touchpoints, unknown} = hear(anEvent(over));
    expect([touchpoints, unknown.map((each) => each.reason)]).toEqual([[], [reason]]);
    expect(unknown[0]!.payload).toMatchObject({eid: 'e-1'});
  });

  it.each([null, {}, {data: 'x'}, {data: [null]}, {data: [3]}])('survives %j', (body) => {
    const {touchpoints, unknown} = hearSnowplow(body, receivedAt);
    expect([touchpoints.length, unknown.length]).toEqual([0, 1]);
  });
});
