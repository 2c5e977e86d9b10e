import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, reasonOf, told, toldOne} from '../../test/kit.ts';
import {shopifySamples} from '../../test/samples/shop.ts';
import {shopify} from './shopify.ts';

const items = [
  {
    sku: 'KETTLE-1',
    name: 'Kettle',
    brand: 'Boil & Co',
    variant: 'red',
    priceMinor: 7990,
    quantity: 1,
  },
  {sku: '39072900', name: 'Mug', priceMinor: 1200, quantity: 2},
];

describe('Shopify', () => {
  it('tells of an order', () => {
    expect(toldOne(shopify, shopifySamples.created)).toEqual({
      key: 'order:5821000001',
      name: 'order_completed',
      occurredAt: Date.UTC(2025, 10, 25, 9, 58),
      channel: 'web',
      direction: 'inbound',
      mode: 'self',
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'phone', value: '+4915112345678'},
        {kind: 'shopify_customer', value: '207119551'},
        {kind: 'order', value: '1001'},
        {kind: 'shopify_order', value: '5821000001'},
        {kind: 'shopify_checkout', value: 'ck_7b1'},
      ],
      commerce: {
        currency: 'EUR',
        valueMinor: 10390,
        cartId: 'cart_7b1',
        orderId: '1001',
        coupon: 'WINTER',
        paymentMethod: 'shopify_payments',
        shippingMethod: 'Standard',
        items,
      },
      outcome: {status: 'success'},
      relations: [{type: 'order', id: '5821000001'}],
    });
  });

  it('tells of a checkout before there is an order', () => {
    expect(toldOne(shopify, shopifySamples.checkout)).toMatchObject({
      name: 'checkout_started',
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'shopify_checkout', value: 'ck_7b1'},
      ],
    });
    expect(toldOne(shopify, shopifySamples.checkoutUpdated).name).toBe('checkout_updated');
  });

  it('tells why an order was cancelled', () => {
    expect(toldOne(shopify, shopifySamples.cancelled)).toMatchObject({
      name: 'order_cancelled',
      occurredAt: Date.UTC(2025, 10, 25, 10, 30),
      properties: {reason: 'customer'},
    });
  });

  it('tells of one parcel once, by whichever topic', () => {
    const {fulfilled, partly, parcel} = shopifySamples;
    const [one, ...others] = [fulfilled, partly, parcel].map((sample) => toldOne(shopify, sample));
    expect(one).toMatchObject({name: 'order_shipped', properties: {carrier: 'DHL'}});
    for (const other of others) {
      expect([other.key, other.occurredAt]).toEqual([one?.key, one?.occurredAt]);
    }
  });

  it('tells that a parcel arrived', () => {
    expect(toldOne(shopify, shopifySamples.delivered)).toMatchObject({
      name: 'order_delivered',
      relations: [
        {type: 'order', id: '5821000001'},
        {type: 'parcel', id: '255858046'},
      ],
    });
  });

  it('hears nothing in a test of the admin, nor in the end of a checkout', () => {
    expect(told(shopify, shopifySamples.test)).toEqual([]);
    expect(told(shopify, shopifySamples.deleted)).toEqual([]);
  });

  it('adds up what was given back, of an order that is known by its number alone', () => {
    expect(toldOne(shopify, shopifySamples.refund)).toMatchObject({
      name: 'order_refunded',
      identifiers: [{kind: 'shopify_order', value: '5821000001'}],
      commerce: {currency: 'EUR', valueMinor: 8000, items: [items[0], {...items[1], quantity: 1}]},
    });
  });

  it('knows the till', () => {
    const {headers, body} = shopifySamples.created;
    const sample = {headers: headers!, body: {...(body as object), source_name: 'pos'}};
    expect(toldOne(shopify, sample).channel).toBe('in_store');
  });

  it('does not guess about another topic', () => {
    expect(reasonOf(shopify, {headers: {'x-shopify-topic': 'themes/publish'}, body: {}})).toBe(
      'is of another topic',
    );
    expect(reasonOf(shopify, {body: {}})).toBe('is of another topic');
  });
});

describeSignature(shopify, {
  sign: (body, secret) => ({
    headers: {'x-shopify-hmac-sha256': hmac('sha256', 'base64', secret, body)},
    body,
  }),
});
