import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, incoming, reasonOf, told, toldOne} from '../../test/kit.ts';
import {woocommerceSamples} from '../../test/samples/shop.ts';
import {woocommerce} from './woocommerce.ts';

describe('WooCommerce', () => {
  it('tells of an order, by the clock of UTC', () => {
    expect(toldOne(woocommerce, woocommerceSamples.created)).toEqual({
      key: 'order:727',
      name: 'order_completed',
      occurredAt: Date.UTC(2025, 10, 25, 10),
      channel: 'web',
      direction: 'inbound',
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'phone', value: '(555) 555-0100'},
        {kind: 'order', value: '727'},
      ],
      commerce: {
        currency: 'EUR',
        valueMinor: 10390,
        orderId: '727',
        coupon: 'winter',
        paymentMethod: 'bacs',
        shippingMethod: 'Flat rate',
        items: [{sku: '93', name: 'Kettle', priceMinor: 7990, quantity: 1}],
      },
      outcome: {status: 'success'},
      relations: [{type: 'order', id: '727'}],
    });
    expect(toldOne(woocommerce, woocommerceSamples.pending).outcome).toEqual({status: 'pending'});
  });

  it('tells what an order became', () => {
    expect(toldOne(woocommerce, woocommerceSamples.updated)).toMatchObject({
      name: 'order_updated',
      properties: {status: 'processing'},
    });
    expect(toldOne(woocommerce, woocommerceSamples.cancelled)).toMatchObject({
      name: 'order_cancelled',
      identifiers: expect.arrayContaining([{kind: 'woocommerce_customer', value: '26'}]) as unknown,
    });
    expect(toldOne(woocommerce, woocommerceSamples.failed)).toMatchObject({
      name: 'order_failed',
      outcome: {status: 'failure'},
    });
  });

  it('hears nothing in the first delivery, which only tries the way and is not signed', async () => {
    const {ping} = woocommerceSamples;
    expect(told(woocommerce, ping)).toEqual([]);
    expect(await woocommerce.verify(incoming(ping), 's3cret-of-ours')).toBe(true);
    for (const body of ['webhook_id=5&id=1', 'webhook_id=', '{"webhook_id":5}', 'webhook_id=5 ']) {
      expect(await woocommerce.verify(incoming({body}), 's3cret-of-ours')).toBe(false);
    }
  });

  it('takes no order from what a customer may yet buy', () => {
    expect(told(woocommerce, woocommerceSamples.draft)).toEqual([]);
  });

  it('does not guess about another topic', () => {
    const headers = {'x-wc-webhook-topic': 'coupon.created'};
    expect(reasonOf(woocommerce, {headers, body: {}})).toBe('is of another topic');
  });
});

describeSignature(woocommerce, {
  sign: (body, secret) => ({
    headers: {'x-wc-webhook-signature': hmac('sha256', 'base64', secret, body)},
    body,
  }),
});
