import type {Source} from '../source.ts';
import {hearJson, keyOf, relation, unknown, type Draft, type Meaning} from './hearing.ts';
import {currencyOf, minorFrom} from '../money.ts';
import {get, id, identifier, number, own, seconds, text} from './reading.ts';
import {hmacSigned, joined, mistakenIf} from './signatures.ts';

/** Payments that failed, were disputed or refunded, and checkouts, until they are paid. */
export const stripe: Source = {
  name: 'stripe',
  title: 'Stripe',
  verify: hmacSigned('SHA-256', 'hex', ({headers, body}) => {
    const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.trim());
    const time = parts.find((part) => part.startsWith('t='))?.slice(2);
    if (!time) return undefined;
    const signatures = parts.filter((part) => part.startsWith('v1=')).map((part) => part.slice(3));
    return {signatures, over: joined(`${time}.`, body), at: Number(time) * 1000};
  }),
  mistaken: mistakenIf(
    (line) => !line.startsWith('whsec_'),
    'no signing secret of an endpoint, which begins with whsec_: an API key signs nothing',
  ),
  hear: hearJson((event) => {
    const of = own(meanings, get(event, 'type'));
    return of ? of(event, get(event, 'data.object')) : unknown('is an event of another type');
  }),
};

const failed = (event: unknown, object: unknown, reason: string | undefined): Draft => ({
  ...common(event, object),
  // The intent, its charge and its invoice each tell of one failure, mostly within a second. Since
  // 2025-03-31.basil an invoice does not name the other two: whose it is and how much does.
  key: keyOf('payment_failed', ...(whatFailed(object) ?? [id(event, 'id')])),
  name: 'payment_failed',
  outcome: {status: 'failure', reason},
});

const whatFailed = (object: unknown) => {
  const [customer, amount, charge] = [idOf(object, 'customer'), amountOf(object), chargeOf(object)];
  if (customer && amount !== undefined) return [customer, amount];
  return charge ? [charge] : undefined;
};

const disputed = (name: string) => (event: unknown, dispute: unknown) => {
  const status = text(dispute, 'status');
  return {
    ...common(event, dispute),
    name,
    outcome: {
      status: WON.test(status ?? '') ? 'success' : status === 'lost' ? 'failure' : 'pending',
      reason: text(dispute, 'reason'),
    } as const,
  };
};

/** Also what never became a dispute: a bank's question, or what was given back before. */
const WON = /^(?:won|warning_closed|prevented)$/;

const ordered = (
  name: string,
  event: unknown,
  session: unknown,
  status: 'success' | 'failure' | 'pending',
): Draft => ({...common(event, session, number(session, 'amount_total')), name, outcome: {status}});

const meanings: Readonly<Record<string, (event: unknown, object: unknown) => Meaning>> = {
  'payment_intent.payment_failed': (event, intent) => {
    const error = get(intent, 'last_payment_error');
    const draft = failed(event, intent, text(error, 'decline_code') ?? text(error, 'code'));
    const paymentMethod = text(error, 'payment_method.type');
    return {...draft, commerce: {...draft.commerce, paymentMethod}};
  },
  'charge.failed': (event, charge) =>
    failed(event, charge, text(charge, 'outcome.reason') ?? text(charge, 'failure_code')),
  'invoice.payment_failed': (event, invoice) => ({
    ...failed(event, invoice, text(invoice, 'last_finalization_error.code')),
    // Nobody was there: the subscription was due.
    channel: 'api',
    mode: 'automated',
  }),
  'charge.refunded': (event, charge) => {
    // A charge says how much was given back in all, and the event what it was before.
    const before = number(event, 'data.previous_attributes.amount_refunded') ?? 0;
    return {
      ...common(event, charge, (number(charge, 'amount_refunded') ?? Number.NaN) - before),
      name: 'order_refunded',
      direction: 'outbound',
      mode: 'assisted',
    };
  },
  'refund.failed': (event, refund) => ({
    ...common(event, refund),
    name: 'refund_failed',
    direction: 'outbound',
    mode: 'automated',
    outcome: {status: 'failure', reason: text(refund, 'failure_reason')},
  }),
  'charge.dispute.created': disputed('payment_disputed'),
  'charge.dispute.updated': disputed('dispute_updated'),
  'charge.dispute.funds_withdrawn': disputed('dispute_updated'),
  'charge.dispute.funds_reinstated': disputed('dispute_updated'),
  'charge.dispute.closed': disputed('dispute_closed'),
  'checkout.session.completed': (event, session) => {
    if (text(session, 'mode') === 'setup') return []; // A card to be kept: nothing is bought.
    const isUnpaid = text(session, 'payment_status') === 'unpaid';
    return ordered('order_completed', event, session, isUnpaid ? 'pending' : 'success');
  },
  // A debit or a transfer is paid days later, or is not.
  'checkout.session.async_payment_succeeded': (event, session) =>
    ordered('order_updated', event, session, 'success'),
  'checkout.session.async_payment_failed': (event, session) =>
    ordered('order_failed', event, session, 'failure'),
};

const amountOf = (object: unknown) => number(object, 'amount') ?? number(object, 'amount_due');

const common = (event: unknown, object: unknown, units = amountOf(object)): Draft => {
  const currency = currencyOf(get(object, 'currency'));
  const order = id(object, 'metadata.order_id');
  return {
    key: keyOf('event', id(event, 'id')),
    name: '',
    occurredAt: seconds(event, 'created'),
    channel: 'web',
    identifiers: [
      identifier('email', object, 'billing_details.email'),
      identifier('email', object, 'receipt_email'),
      identifier('email', object, 'last_payment_error.payment_method.billing_details.email'),
      identifier('email', object, 'customer_email'),
      identifier('email', object, 'customer_details.email'),
      identifier('email', object, 'evidence.customer_email_address'),
      identifier('phone', object, 'customer_details.phone'),
      identifier('stripe_customer', idOf(object, 'customer')),
      order === undefined ? undefined : {kind: 'order', value: order},
      // A dispute names nobody else: what it disputes does.
      identifier('stripe_payment', paymentOf(object)),
    ],
    commerce: {
      currency,
      valueMinor: minorFrom(units, currency, stripeDecimals(currency)),
      orderId: order,
      paymentMethod: text(object, 'payment_method_details.type'),
    },
    relations: [
      relation('payment', paymentOf(object)),
      relation('charge', chargeOf(object)),
      text(object, 'object') === 'invoice' ? relation('invoice', object, 'id') : undefined,
    ],
    properties: {test: get(event, 'livemode') === false ? true : undefined},
  };
};

/** By id, or expanded into the object itself. */
const idOf = (object: unknown, field: string) => id(object, field) ?? id(object, `${field}.id`);

const itself = (object: unknown, kind: string) =>
  text(object, 'object') === kind ? id(object, 'id') : undefined;

const paymentOf = (object: unknown) =>
  itself(object, 'payment_intent') ?? idOf(object, 'payment_intent') ?? chargeOf(object);

const chargeOf = (object: unknown) =>
  itself(object, 'charge') ?? idOf(object, 'latest_charge') ?? idOf(object, 'charge');

/** Stripe's own decimals: https://docs.stripe.com/currencies. They are not ISO 4217's everywhere. */
const stripeDecimals = (currency = ''): number => {
  if (/^(?:BIF|CLP|DJF|GNF|JPY|KMF|KRW|MGA|PYG|RWF|VND|VUV|XAF|XOF|XPF)$/.test(currency)) return 0;
  return /^(?:BHD|JOD|KWD|OMR|TND)$/.test(currency) ? 3 : 2;
};
