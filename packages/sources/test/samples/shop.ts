import type {Sample} from '../kit.ts';

const CREATED = 1_764_064_800;

const stripeEvent = (type: string, object: object, over: object = {}): Sample => ({
  body: {
    id: 'evt_1SXq8tKettle',
    object: 'event',
    api_version: '2025-10-29.clover',
    created: CREATED,
    livemode: true,
    type,
    data: {object},
    pending_webhooks: 1,
    request: {id: null, idempotency_key: null},
    ...over,
  },
});

const charge = {
  id: 'ch_3SXq8sKettle',
  object: 'charge',
  amount: 7990,
  amount_refunded: 0,
  currency: 'eur',
  customer: 'cus_TUq1Ada',
  payment_intent: 'pi_3SXq8sKettle',
  billing_details: {email: 'ada@example.com', name: 'Ada Lovelace', phone: null},
  failure_code: 'card_declined',
  outcome: {
    network_status: 'declined_by_network',
    reason: 'insufficient_funds',
    type: 'issuer_declined',
  },
  payment_method_details: {type: 'card', card: {brand: 'visa', last4: '9995'}},
  metadata: {order_id: '1001'},
};

const dispute = {
  id: 'du_1SXqKettle',
  object: 'dispute',
  amount: 7990,
  currency: 'eur',
  charge: 'ch_3SXq8sKettle',
  payment_intent: 'pi_3SXq8sKettle',
  reason: 'product_not_received',
  status: 'needs_response',
  evidence: {customer_email_address: null},
  metadata: {},
};

const session = {
  id: 'cs_live_a1Kettle',
  object: 'checkout.session',
  amount_total: 5000,
  currency: 'jpy',
  customer: null,
  customer_details: {email: 'ada@example.com', phone: '+4915112345678'},
  mode: 'payment',
  payment_intent: 'pi_3SXq8sKettle',
  payment_status: 'paid',
  metadata: {order_id: '1002'},
};

export const stripeSamples = {
  paymentFailed: stripeEvent('payment_intent.payment_failed', {
    id: 'pi_3SXq8sKettle',
    object: 'payment_intent',
    amount: 7990,
    currency: 'eur',
    customer: 'cus_TUq1Ada',
    receipt_email: 'ada@example.com',
    latest_charge: 'ch_3SXq8sKettle',
    last_payment_error: {
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_method: {
        id: 'pm_1SXq',
        type: 'card',
        billing_details: {email: 'ada@example.com', name: 'Ada Lovelace'},
      },
    },
    metadata: {order_id: '1001'},
  }),
  chargeFailed: stripeEvent('charge.failed', charge, {id: 'evt_1SXq8uKettle'}),
  invoiceFailed: stripeEvent('invoice.payment_failed', {
    id: 'in_1SXqKettle',
    object: 'invoice',
    amount_due: 1900,
    currency: 'usd',
    customer: 'cus_TUq1Ada',
    customer_email: 'ada@example.com',
    metadata: {},
  }),
  refunded: stripeEvent('charge.refunded', {...charge, amount_refunded: 2500}),
  refundedAgain: stripeEvent(
    'charge.refunded',
    {...charge, amount_refunded: 4000},
    {
      data: {
        object: {...charge, amount_refunded: 4000},
        previous_attributes: {amount_refunded: 2500},
      },
    },
  ),
  refundFailed: stripeEvent('refund.failed', {
    id: 're_1SXqKettle',
    object: 'refund',
    amount: 2500,
    currency: 'eur',
    charge: 'ch_3SXq8sKettle',
    payment_intent: 'pi_3SXq8sKettle',
    failure_reason: 'lost_or_stolen_card',
    status: 'failed',
  }),
  disputed: stripeEvent('charge.dispute.created', dispute),
  disputeWithdrawn: stripeEvent('charge.dispute.funds_withdrawn', dispute),
  disputeLost: stripeEvent('charge.dispute.closed', {...dispute, status: 'lost'}),
  inquiryClosed: stripeEvent('charge.dispute.closed', {...dispute, status: 'warning_closed'}),
  completed: stripeEvent('checkout.session.completed', session),
  unpaid: stripeEvent('checkout.session.completed', {...session, payment_status: 'unpaid'}),
  paidLater: stripeEvent('checkout.session.async_payment_succeeded', session),
  neverPaid: stripeEvent('checkout.session.async_payment_failed', {
    ...session,
    payment_status: 'unpaid',
  }),
  setup: stripeEvent('checkout.session.completed', {
    ...session,
    mode: 'setup',
    amount_total: null,
    payment_intent: null,
    payment_status: 'no_payment_required',
  }),
};

const lineItems = [
  {
    id: 466157049,
    sku: 'KETTLE-1',
    product_id: 632910392,
    variant_id: 39072856,
    title: 'Kettle',
    variant_title: 'red',
    vendor: 'Boil & Co',
    price: '79.90',
    quantity: 1,
  },
  {id: 466157050, sku: '', variant_id: 39072900, title: 'Mug', price: '12.00', quantity: 2},
];

const shopifyOrder = {
  id: 5_821_000_001,
  name: '#1001',
  order_number: 1001,
  email: 'ada@example.com',
  phone: null,
  currency: 'EUR',
  total_price: '103.90',
  financial_status: 'paid',
  source_name: 'web',
  created_at: '2025-11-25T10:58:00+01:00',
  updated_at: '2025-11-25T11:00:00+01:00',
  cancelled_at: null,
  cancel_reason: null,
  checkout_token: 'ck_7b1',
  cart_token: 'cart_7b1',
  customer: {id: 207119551, email: 'ada@example.com', phone: '+4915112345678'},
  discount_codes: [{code: 'WINTER', amount: '5.00', type: 'fixed_amount'}],
  payment_gateway_names: ['shopify_payments'],
  shipping_lines: [{title: 'Standard'}],
  line_items: lineItems,
  fulfillments: [{id: 255858046, created_at: '2025-11-25T12:00:00+01:00', tracking_company: 'DHL'}],
};

const shopifyParcel = {
  id: 255858046,
  order_id: 5_821_000_001,
  name: '#1001.1',
  email: 'ada@example.com',
  status: 'success',
  shipment_status: null as string | null,
  tracking_company: 'DHL',
  tracking_number: 'JJD0001',
  created_at: '2025-11-25T12:00:00+01:00',
  updated_at: '2025-11-25T12:00:00+01:00',
  line_items: lineItems,
};

const shopifyTopic = (topic: string, body: object): Sample => ({
  headers: {'x-shopify-topic': topic, 'x-shopify-webhook-id': 'b54557e4'},
  body,
});

export const shopifySamples = {
  checkout: shopifyTopic('checkouts/create', {
    id: 901414060,
    token: 'ck_7b1',
    cart_token: 'cart_7b1',
    email: 'ada@example.com',
    currency: 'EUR',
    total_price: '103.90',
    created_at: '2025-11-25T10:50:00+01:00',
    updated_at: '2025-11-25T10:51:00+01:00',
    line_items: lineItems,
  }),
  checkoutUpdated: shopifyTopic('checkouts/update', {
    token: 'ck_7b1',
    email: 'ada@example.com',
    currency: 'EUR',
    total_price: '103.90',
    updated_at: '2025-11-25T10:51:00+01:00',
  }),
  created: shopifyTopic('orders/create', shopifyOrder),
  updated: shopifyTopic('orders/updated', shopifyOrder),
  cancelled: shopifyTopic('orders/cancelled', {
    ...shopifyOrder,
    cancelled_at: '2025-11-25T11:30:00+01:00',
    cancel_reason: 'customer',
  }),
  fulfilled: shopifyTopic('orders/fulfilled', shopifyOrder),
  parcel: shopifyTopic('fulfillments/create', shopifyParcel),
  delivered: shopifyTopic('fulfillments/update', {
    ...shopifyParcel,
    shipment_status: 'delivered',
    updated_at: '2025-11-27T09:00:00+01:00',
  }),
  refund: shopifyTopic('refunds/create', {
    id: 509562969,
    order_id: 5_821_000_001,
    created_at: '2025-11-28T09:00:00+01:00',
    refund_line_items: [
      {quantity: 1, line_item: lineItems[0]},
      {quantity: 1, line_item: lineItems[1]},
    ],
    transactions: [
      {id: 1, kind: 'refund', amount: '79.90', currency: 'EUR'},
      {id: 2, kind: 'void', amount: '1.00', currency: 'EUR'},
      {id: 3, kind: 'refund', status: 'success', amount: '0.10', currency: 'EUR'},
      {id: 4, kind: 'refund', status: 'failure', amount: '79.90', currency: 'EUR'},
    ],
  }),
  partly: shopifyTopic('orders/partially_fulfilled', shopifyOrder),
  deleted: shopifyTopic('checkouts/delete', {id: 901414060, presentment_currency: 'EUR'}),
  test: {
    headers: {'x-shopify-topic': 'checkouts/create', 'x-shopify-test': 'true'},
    body: {token: 'ck_test', email: 'bob@example.com', created_at: '2025-11-25T10:50:00+01:00'},
  },
};

const wooOrder = {
  id: 727,
  number: '727',
  status: 'processing',
  currency: 'EUR',
  date_created: '2025-11-25T11:00:00',
  date_created_gmt: '2025-11-25T10:00:00',
  date_modified_gmt: '2025-11-25T10:05:00',
  date_paid_gmt: '2025-11-25T10:01:00' as string | null,
  total: '103.90',
  customer_id: 0,
  billing: {first_name: 'Ada', email: 'ada@example.com', phone: '(555) 555-0100'},
  payment_method: 'bacs',
  coupon_lines: [{code: 'winter'}],
  shipping_lines: [{method_title: 'Flat rate'}],
  line_items: [{id: 1, name: 'Kettle', product_id: 93, sku: '', quantity: 1, price: 79.9}],
};

const wooTopic = (topic: string, body: object): Sample => ({
  headers: {'x-wc-webhook-topic': topic, 'x-wc-webhook-delivery-id': '12'},
  body,
});

export const woocommerceSamples = {
  created: wooTopic('order.created', wooOrder),
  pending: wooTopic('order.created', {...wooOrder, status: 'pending', date_paid_gmt: null}),
  updated: wooTopic('order.updated', wooOrder),
  cancelled: wooTopic('order.updated', {...wooOrder, status: 'cancelled', customer_id: 26}),
  refunded: wooTopic('order.updated', {...wooOrder, status: 'refunded'}),
  failed: wooTopic('order.updated', {...wooOrder, status: 'failed'}),
  draft: wooTopic('order.updated', {...wooOrder, status: 'checkout-draft'}),
  ping: {body: 'webhook_id=5'},
};
