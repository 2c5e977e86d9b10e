import {TOUCHPOINT_NAMES, Touchpoint, TouchpointInput} from '@throughline/contracts';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {liftTouchpoint, vocabularies} from './index.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

const sent = (over: Record<string, unknown> = {}) => ({
  id: '01920000-0000-7000-8000-000000000000',
  name: 'probed',
  occurredAt: 1,
  channel: 'web',
  identifiers: [{kind: 'anonymous', value: 'a'}],
  ...over,
});
/** What lifting adds to, or makes of, what was sent. */
const lifted = (over: Record<string, unknown>) => {
  const {
    id: _id,
    occurredAt: _at,
    channel: _channel,
    identifiers: _who,
    ...rest
  } = liftTouchpoint(sent(over)) as ReturnType<typeof sent>;
  return rest;
};

describe('liftTouchpoint', () => {
  it('keeps that a cart is empty', () => {
    const lifted = liftTouchpoint({name: 'view_cart', source: 'ga4', fields: {items: []}});
    expect(lifted).toEqual({name: 'cart_viewed', commerce: {items: []}});
  });

  it('takes what a review says for the words that they are', () => {
    const fields = {product_id: 'A1', review_body: 'I love it', rating: '5'};
    expect(lifted({name: 'product_reviewed', source: 'segment', fields})).toMatchObject({
      name: 'review_submitted',
      properties: {comment: 'I love it', rating: '5'},
    });
  });

  it('puts facets under their names and the rest into flat properties', () => {
    expect(
      lifted({
        fields: {
          direction: 'inbound',
          friction: {type: 'rage_click', severity: 2},
          size: 'L',
          tags: ['a', 2, null],
          more: {a: {b: 1}},
          many: Array.from({length: 101}, () => 1),
        },
      }),
    ).toEqual({
      name: 'probed',
      direction: 'inbound',
      friction: {type: 'rage_click', severity: 2},
      properties: {
        size: 'L',
        tags: ['a', 2, null],
        more: '{"a":{"b":1}}',
        many: JSON.stringify(Array.from({length: 101}, () => 1)),
      },
    });
  });

  it('takes for a facet only what has the form of one', () => {
    expect(lifted({fields: {page: 3, direction: 'north', mode: 'bot', relations: 'none'}})).toEqual(
      {
        name: 'probed',
        mode: 'bot',
        properties: {page: 3, direction: 'north', relations: 'none'},
      },
    );
  });

  it('puts a product, an amount and an outcome in their places', () => {
    expect(
      lifted({
        name: 'payment_failed',
        fields: {sku: 'A1', value: 79.9, currency: 'eur', reason: 'card_declined', note: 'x'},
      }),
    ).toEqual({
      name: 'payment_failed',
      commerce: {items: [{sku: 'A1'}], currency: 'EUR', valueMinor: 7990},
      outcome: {status: 'failure', reason: 'card_declined'},
      properties: {note: 'x'},
    });
  });

  it.each([
    ['ga4', 'add_to_cart', {items: [{item_id: 'A1'}]}],
    ['segment', 'product_added', {product_id: '1', sku: 'A1'}],
    ['segment', 'product_added', {sku: 'A1', product_id: '1'}],
    ['woocommerce', 'added_to_cart', {product_id: 7, product_sku: 'A1'}],
  ])('translates %s’s %s', (source, name, fields) => {
    expect(lifted({name, source, fields})).toEqual({
      name: 'product_added',
      commerce: {items: [{sku: 'A1'}]},
    });
  });

  it('knows GA4’s names wherever they are said, but not where the name is said to be ours', () => {
    expect(lifted({name: 'purchase', source: 'segment', fields: {}}).name).toBe('order_completed');
    expect(lifted({name: 'purchase', fields: {}}).name).toBe('purchase');
  });

  it('keeps what WooCommerce’s name of an error says', () => {
    expect(lifted({name: 'checkout_error', source: 'woocommerce'})).toEqual({
      name: 'order_failed',
      outcome: {status: 'failure', reason: 'checkout_error'},
    });
  });

  it('leaves a name that nobody translates', () => {
    expect(lifted({name: 'product_shared', source: 'segment', fields: {via: 'mail'}})).toEqual({
      name: 'product_shared',
      properties: {via: 'mail'},
    });
    expect(lifted({name: 'constructor', source: 'ga4'})).toEqual({name: 'constructor'});
  });

  it('lets what is said outside of the fields go first', () => {
    expect(
      lifted({
        fields: {page: {url: 'https://b.test/'}, sku: 'B', size: 'S', colour: 'red'},
        page: {url: 'https://a.test/'},
        properties: {size: 'L'},
      }),
    ).toEqual({
      name: 'probed',
      page: {url: 'https://a.test/'},
      commerce: {items: [{sku: 'B'}]},
      properties: {size: 'L', colour: 'red'},
    });
  });

  it('tells the path of a page from its address', () => {
    const page = (given: object) => (lifted({fields: {page: given}}) as {page?: unknown}).page;
    expect(page({url: 'https://a.test/b?c=1'})).toEqual({url: 'https://a.test/b?c=1', path: '/b'});
    expect(page({url: 'https://a.test/b', path: '/x'})).toMatchObject({path: '/x'});
    expect(page({url: ''})).toEqual({url: ''});
  });

  it('gives back untouched what has no fields', () => {
    const plain = sent({commerce: {currency: 'EUR'}, properties: {value: 3}});
    expect(liftTouchpoint(plain)).toBe(plain);
  });

  it.each([
    ['fields that are none', {fields: [1]}, 'fields'],
    ['a vocabulary nobody knows', {source: 'pigeon', fields: {}}, 'source'],
    ['a vocabulary that is a list', {source: ['ga4']}, 'source'],
    ['a name that is none', {name: 3, fields: {}}, 'name'],
  ])('leaves %s to the contract, which refuses it', (_, over, path) => {
    const {error} = TouchpointInput.safeParse(liftTouchpoint(sent(over)));
    expect(error?.issues[0]?.path.join('.')).toBe(path);
  });

  it('makes what the contract takes, and what is stored knows nothing of fields', () => {
    const touchpoint = liftTouchpoint(
      sent({source: 'ga4', name: 'view_item', fields: {items: [{item_id: 1}], currency: 'EUR'}}),
    ) as Touchpoint;
    const parsed = TouchpointInput.parse(touchpoint);
    const clocks = {client: 1, sent: 1, received: 1};
    expect(Touchpoint.safeParse({...parsed, clocks}).error).toBeUndefined();
    expect(Touchpoint.safeParse({...parsed, clocks, fields: {}}).success).toBe(false);
  });

  it('never throws, whatever arrives, and pollutes nothing', () => {
    const odd = fc.record({name: fc.anything(), source: fc.anything(), fields: fc.anything()});
    fc.assert(fc.property(fc.jsonValue(), (value) => void liftTouchpoint(value)));
    fc.assert(fc.property(odd, (value) => void liftTouchpoint(JSON.parse(JSON.stringify(value)))));
    const hostile = JSON.parse(
      '{"name":"x","fields":{"__proto__":{"polluted":1},"constructor":"x","sku":"A"}}',
    ) as object;
    const {properties} = liftTouchpoint(hostile) as {properties: object};
    expect(({} as {polluted?: unknown}).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(properties)).toBe(Object.prototype);
    expect(Object.keys(properties)).toEqual(['__proto__', 'constructor']);
  });
});

describe('the vocabularies', () => {
  it('translate into names of ours', () => {
    for (const {names} of Object.values(vocabularies)) {
      expect(TOUCHPOINT_NAMES).toEqual(expect.arrayContaining(Object.values(names)));
    }
  });
});
