import type {Source} from '../source.ts';
import {hearJson, keyOf, relation, unknown, type Draft, type Meaning} from './hearing.ts';
import {currencyOf, minorOf} from '../money.ts';
import {count, get, id, identifier, iso, list, own, text} from './reading.ts';
import {bodySigned, mistakenIf} from './signatures.ts';

/** Checkouts, orders, refunds and parcels. */
export const shopify: Source = {
  name: 'shopify',
  title: 'Shopify',
  issues: ['order'],
  verify: bodySigned('SHA-256', 'base64', 'x-shopify-hmac-sha256'),
  mistaken: mistakenIf(
    (line) => /^shp(at|ca|pa|ua)_/.test(line),
    'an access token, which signs nothing',
  ),
  headers: ['x-shopify-topic', 'x-shopify-test'],
  hear: hearJson((payload, {headers}) => {
    // "Send test notification" in the admin: an order that Shopify has invented, of nobody.
    if (headers['x-shopify-test'] === 'true') return [];
    const topic = headers['x-shopify-topic'] ?? '';
    const of = own(meanings, topic);
    return of ? of(payload) : unknown('is of another topic');
  }),
};

const meanings: Readonly<Record<string, (payload: unknown) => Meaning>> = {
  'checkouts/delete': () => [], // Its id alone, after months.
  'checkouts/create': (checkout) => ({
    ...checkoutOf(checkout),
    key: keyOf('checkout', id(checkout, 'token')),
    name: 'checkout_started',
  }),
  'checkouts/update': (checkout) => {
    const occurredAt = iso(checkout, 'updated_at');
    const key = keyOf('checkout', id(checkout, 'token'), occurredAt);
    return {...checkoutOf(checkout), key, name: 'checkout_updated', occurredAt};
  },
  'orders/create': (order) => ({
    ...orderOf(order, 'order_completed', iso(order, 'created_at')),
    key: keyOf('order', id(order, 'id')),
    direction: 'inbound',
    mode: 'self',
    outcome: {status: text(order, 'financial_status') === 'pending' ? 'pending' : 'success'},
  }),
  'orders/updated': (order) => {
    const occurredAt = iso(order, 'updated_at');
    const key = keyOf('order', id(order, 'id'), occurredAt);
    return {...orderOf(order, 'order_updated', occurredAt), key};
  },
  'orders/cancelled': (order) => ({
    ...orderOf(order, 'order_cancelled', iso(order, 'cancelled_at')),
    key: keyOf('cancelled', id(order, 'id')),
    properties: {reason: text(order, 'cancel_reason')},
  }),
  'orders/fulfilled': (order) => shipped(order),
  'orders/partially_fulfilled': (order) => shipped(order),
  'fulfillments/create': (parcel) => ({
    ...parcelOf(parcel, 'order_shipped', iso(parcel, 'created_at')),
    key: keyOf('parcel', id(parcel, 'id')),
  }),
  'fulfillments/update': (parcel) => {
    const isDelivered = text(parcel, 'shipment_status') === 'delivered';
    const name = isDelivered ? 'order_delivered' : 'order_updated';
    const occurredAt = iso(parcel, 'updated_at');
    return {
      ...parcelOf(parcel, name, occurredAt),
      key: keyOf('parcel', id(parcel, 'id'), occurredAt),
      properties: {
        carrier: text(parcel, 'tracking_company'),
        status: text(parcel, 'shipment_status') ?? text(parcel, 'status'),
      },
    };
  },
  'refunds/create': (refund) => {
    const paid = list(refund, 'transactions').filter(
      (each) =>
        text(each, 'kind') === 'refund' && !/^(?:failure|error)$/.test(text(each, 'status') ?? ''),
    );
    const currency = currencyOf(get(paid[0], 'currency'));
    const amounts = paid.map((each) => minorOf(get(each, 'amount'), currency) ?? Number.NaN);
    const sum = amounts.reduce((one, other) => one + other, 0);
    return {
      key: keyOf('refund', id(refund, 'id')),
      name: 'order_refunded',
      occurredAt: iso(refund, 'created_at'),
      channel: 'web',
      direction: 'outbound',
      mode: 'assisted',
      identifiers: [identifier('shopify_order', refund, 'order_id')],
      commerce: {
        currency,
        valueMinor: paid[0] && Number.isSafeInteger(sum) ? sum : undefined,
        items: itemsOf(
          list(refund, 'refund_line_items').map((each) => get(each, 'line_item')),
          currency,
          // The line says how many were bought.
          list(refund, 'refund_line_items'),
        ),
      },
      relations: [relation('order', refund, 'order_id')],
    };
  },
};

/** The parcel that went last, so that the topics of orders and of parcels tell of one. */
const shipped = (order: unknown): Draft => {
  const parcel = list(order, 'fulfillments').at(-1);
  return {
    ...orderOf(order, 'order_shipped', iso(parcel, 'created_at')),
    key: keyOf('parcel', id(parcel, 'id')),
    properties: {carrier: text(parcel, 'tracking_company')},
  };
};

const checkoutOf = (checkout: unknown): Draft => ({
  ...bought(checkout),
  name: '',
  occurredAt: iso(checkout, 'created_at'),
  direction: 'inbound',
  identifiers: [
    ...buyerOf(checkout),
    identifier('shopify_customer', checkout, 'customer.id'),
    identifier('shopify_checkout', checkout, 'token'),
  ],
});

const orderOf = (order: unknown, name: string, occurredAt: number | undefined): Draft => {
  const number = id(order, 'order_number');
  const {commerce, channel} = bought(order);
  return {
    name,
    occurredAt,
    channel,
    direction: 'outbound',
    mode: 'automated',
    identifiers: [
      ...buyerOf(order),
      identifier('shopify_customer', order, 'customer.id'),
      identifier('order', number),
      identifier('shopify_order', order, 'id'),
      identifier('shopify_checkout', order, 'checkout_token'),
    ],
    commerce: {...commerce, orderId: number},
    relations: [relation('order', order, 'id')],
  };
};

const parcelOf = (parcel: unknown, name: string, occurredAt: number | undefined): Draft => ({
  name,
  occurredAt,
  channel: 'web',
  direction: 'outbound',
  mode: 'automated',
  identifiers: [
    identifier('email', parcel, 'email'),
    identifier('shopify_order', parcel, 'order_id'),
  ],
  commerce: {items: itemsOf(list(parcel, 'line_items'), undefined)},
  relations: [relation('order', parcel, 'order_id'), relation('parcel', parcel, 'id')],
  properties: {carrier: text(parcel, 'tracking_company')},
});

const buyerOf = (payload: unknown) => [
  identifier('email', payload, 'email'),
  identifier('phone', payload, 'phone'),
  identifier('email', payload, 'customer.email'),
  identifier('phone', payload, 'customer.phone'),
];

const bought = (payload: unknown): Pick<Draft, 'commerce' | 'channel'> => {
  const currency = currencyOf(get(payload, 'currency'));
  return {
    channel: text(payload, 'source_name') === 'pos' ? 'in_store' : 'web',
    commerce: {
      currency,
      valueMinor: minorOf(get(payload, 'total_price'), currency),
      cartId: id(payload, 'cart_token'),
      coupon: text(payload, 'discount_codes.0.code'),
      paymentMethod: text(payload, 'payment_gateway_names.0'),
      shippingMethod: text(payload, 'shipping_lines.0.title'),
      items: itemsOf(list(payload, 'line_items'), currency),
    },
  };
};

const itemsOf = (
  lines: readonly unknown[],
  currency: string | undefined,
  counted: readonly unknown[] = lines,
) =>
  lines.map((line, at) => ({
    sku: id(line, 'sku') ?? id(line, 'variant_id') ?? id(line, 'product_id'),
    name: text(line, 'title'),
    brand: text(line, 'vendor'),
    variant: text(line, 'variant_title'),
    priceMinor: minorOf(get(line, 'price'), currency),
    quantity: count(counted[at], 'quantity'),
  }));
