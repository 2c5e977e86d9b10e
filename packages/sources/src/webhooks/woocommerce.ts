import type {Incoming, Source} from '../source.ts';
import {hearJson, keyOf, relation, unknown, type Draft} from './hearing.ts';
import {currencyOf, minorOf} from '../money.ts';
import {count, get, id, identifier, iso, list, own, text, textOf} from './reading.ts';
import {bodySigned} from './signatures.ts';

const hearOrder = hearJson((order, {headers}) => {
  const topic = headers['x-wc-webhook-topic'];
  // What block checkout keeps of somebody who may yet buy: order.updated tells of it at each keystroke.
  if (text(order, 'status') === 'checkout-draft') return [];
  if (topic === 'order.created') return created(order);
  if (topic === 'order.updated') return updated(order);
  return unknown('is of another topic');
});

/** Orders, as they are made and change. */
export const woocommerce: Source = {
  name: 'woocommerce',
  title: 'WooCommerce',
  issues: ['order'],
  verify: async (incoming, secret) => isPing(incoming) || signed(incoming, secret),
  headers: ['x-wc-webhook-topic'],
  hear: (incoming) => (isPing(incoming) ? {touchpoints: [], unknown: []} : hearOrder(incoming)),
};

const signed = bodySigned('SHA-256', 'base64', 'x-wc-webhook-signature');

/**
 * The first delivery of a webhook only tries whether somebody listens. It is not signed, and unless it
 * is answered with 200 the shop's owner sees an error (`deliver_ping` of WooCommerce's WC_Webhook). It
 * says nothing that would have to be believed.
 */
const isPing = ({body}: Incoming): boolean =>
  body.length < 64 && /^webhook_id=\d{1,20}$/.test(textOf(body));

const created = (order: unknown): Draft => {
  const isFailed = text(order, 'status') === 'failed';
  const isPaid = iso(order, 'date_paid_gmt') !== undefined;
  return {
    ...orderOf(order),
    key: keyOf('order', id(order, 'id')),
    name: isFailed ? 'order_failed' : 'order_completed',
    occurredAt: iso(order, 'date_created_gmt'),
    direction: 'inbound',
    outcome: {status: isFailed ? 'failure' : isPaid ? 'success' : 'pending'},
  };
};

const updated = (order: unknown): Draft => {
  const status = text(order, 'status') ?? '';
  const occurredAt = iso(order, 'date_modified_gmt');
  return {
    ...orderOf(order),
    key: keyOf('order', id(order, 'id'), status, occurredAt),
    name: own(NAMES, status) ?? 'order_updated',
    occurredAt,
    mode: 'automated',
    outcome: status === 'failed' ? {status: 'failure'} : undefined,
    properties: {status: status || undefined},
  };
};

const NAMES: Readonly<Record<string, string>> = {
  cancelled: 'order_cancelled',
  refunded: 'order_refunded',
  failed: 'order_failed',
};

const orderOf = (order: unknown): Draft => {
  const currency = currencyOf(get(order, 'currency'));
  const number = id(order, 'number');
  const customer = id(order, 'customer_id');
  return {
    name: '',
    occurredAt: undefined,
    channel: 'web',
    identifiers: [
      identifier('email', order, 'billing.email'),
      identifier('phone', order, 'billing.phone'),
      // Of a guest it is 0.
      customer === '0' ? undefined : identifier('woocommerce_customer', customer),
      identifier('order', number),
    ],
    commerce: {
      currency,
      valueMinor: minorOf(get(order, 'total'), currency),
      orderId: number,
      coupon: text(order, 'coupon_lines.0.code'),
      paymentMethod: text(order, 'payment_method'),
      shippingMethod: text(order, 'shipping_lines.0.method_title'),
      items: list(order, 'line_items').map((line) => ({
        sku: id(line, 'sku') ?? id(line, 'product_id'),
        name: text(line, 'name'),
        priceMinor: minorOf(get(line, 'price'), currency),
        quantity: count(line, 'quantity'),
      })),
    },
    relations: [relation('order', order, 'id')],
  };
};
