import Stripe from 'stripe';
import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, incoming, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {stripeSamples} from '../../test/samples/shop.ts';
import {stripe} from './stripe.ts';

const who = [
  {kind: 'email', value: 'ada@example.com'},
  {kind: 'stripe_customer', value: 'cus_TUq1Ada'},
  {kind: 'order', value: '1001'},
  {kind: 'stripe_payment', value: 'pi_3SXq8sKettle'},
];

describe('Stripe', () => {
  it('tells why a payment failed', () => {
    expect(toldOne(stripe, stripeSamples.paymentFailed)).toEqual({
      key: 'payment_failed:cus_TUq1Ada:7990',
      name: 'payment_failed',
      occurredAt: 1_764_064_800_000,
      channel: 'web',
      identifiers: who,
      commerce: {currency: 'EUR', valueMinor: 7990, orderId: '1001', paymentMethod: 'card'},
      outcome: {status: 'failure', reason: 'insufficient_funds'},
      relations: [
        {type: 'payment', id: 'pi_3SXq8sKettle'},
        {type: 'charge', id: 'ch_3SXq8sKettle'},
      ],
    });
  });

  it('tells of a charge as of its payment, so that one failure is one touchpoint', () => {
    expect(toldOne(stripe, stripeSamples.chargeFailed)).toMatchObject({
      key: toldOne(stripe, stripeSamples.paymentFailed).key,
      occurredAt: toldOne(stripe, stripeSamples.paymentFailed).occurredAt,
      outcome: {reason: 'insufficient_funds'},
    });
  });

  it('tells of an invoice as of its payment, which it names no longer', () => {
    const {body} = stripeSamples.invoiceFailed as {body: {data: {object: object}}};
    const object = {...body.data.object, amount_due: 7990, currency: 'eur'};
    expect(toldOne(stripe, {body: {...body, data: {object}}}).key).toBe(
      toldOne(stripe, stripeSamples.paymentFailed).key,
    );
  });

  it('knows a guest’s failure by its charge, and the guest by the card’s address', () => {
    const [intent, charge] = [stripeSamples.paymentFailed, stripeSamples.chargeFailed].map(
      ({body}) => JSON.parse(JSON.stringify(body).replaceAll('cus_TUq1Ada', '')) as object,
    );
    const nameless = JSON.stringify(intent).replace('"receipt_email":"ada@example.com",', '');
    expect(toldOne(stripe, {body: nameless})).toMatchObject({
      key: 'payment_failed:ch_3SXq8sKettle',
      identifiers: [{kind: 'email', value: 'ada@example.com'}, {kind: 'order'}, {}],
    });
    expect(toldOne(stripe, {body: charge}).key).toBe('payment_failed:ch_3SXq8sKettle');
  });

  it('tells of an invoice that nobody was there to pay', () => {
    expect(toldOne(stripe, stripeSamples.invoiceFailed)).toMatchObject({
      name: 'payment_failed',
      mode: 'automated',
      commerce: {currency: 'USD', valueMinor: 1900},
      relations: [{type: 'invoice', id: 'in_1SXqKettle'}],
    });
  });

  it('tells what was given back', () => {
    expect(toldOne(stripe, stripeSamples.refunded)).toMatchObject({
      name: 'order_refunded',
      direction: 'outbound',
      commerce: {currency: 'EUR', valueMinor: 2500},
    });
    expect(toldOne(stripe, stripeSamples.refundedAgain).commerce?.valueMinor).toBe(1500);
    expect(toldOne(stripe, stripeSamples.refundFailed)).toMatchObject({
      name: 'refund_failed',
      identifiers: [{kind: 'stripe_payment', value: 'pi_3SXq8sKettle'}],
      commerce: {currency: 'EUR', valueMinor: 2500},
      outcome: {status: 'failure', reason: 'lost_or_stolen_card'},
    });
  });

  it('finds whose dispute it is by the payment', () => {
    expect(toldOne(stripe, stripeSamples.disputed)).toMatchObject({
      name: 'payment_disputed',
      identifiers: [{kind: 'stripe_payment', value: 'pi_3SXq8sKettle'}],
      outcome: {status: 'pending', reason: 'product_not_received'},
    });
    expect(toldOne(stripe, stripeSamples.disputeLost)).toMatchObject({
      name: 'dispute_closed',
      outcome: {status: 'failure'},
    });
    expect(toldOne(stripe, stripeSamples.inquiryClosed).outcome?.status).toBe('success');
  });

  it('tells of a debit that is paid days after the checkout, or is not', () => {
    expect(toldOne(stripe, stripeSamples.unpaid)).toMatchObject({
      name: 'order_completed',
      outcome: {status: 'pending'},
    });
    expect(toldOne(stripe, stripeSamples.paidLater)).toMatchObject({
      name: 'order_updated',
      outcome: {status: 'success'},
    });
    expect(toldOne(stripe, stripeSamples.neverPaid)).toMatchObject({
      name: 'order_failed',
      commerce: {valueMinor: 5000, orderId: '1002'},
      outcome: {status: 'failure'},
    });
  });

  it('takes no order from a card that is only kept', () => {
    expect(told(stripe, stripeSamples.setup)).toEqual([]);
  });

  it('tells of a checkout, in yen as they are', () => {
    expect(toldOne(stripe, stripeSamples.completed)).toMatchObject({
      name: 'order_completed',
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'phone', value: '+4915112345678'},
        {kind: 'order', value: '1002'},
        {kind: 'stripe_payment', value: 'pi_3SXq8sKettle'},
      ],
      commerce: {currency: 'JPY', valueMinor: 5000, orderId: '1002'},
      outcome: {status: 'success'},
    });
  });

  it.each([
    ['eur', 7990, 7990],
    ['krw', 5000, 5000],
    ['kwd', 12_340, 12_340],
    ['isk', 500_000, 5000],
    ['ugx', 500_000, 5000],
    ['mga', 500, 500],
  ])('turns Stripe’s units of %s into minor units', (currency, amount, minor) => {
    const {body} = stripeSamples.paymentFailed as {body: {data: {object: object}}};
    const object = {...body.data.object, currency, amount};
    const sample = {body: {...body, data: {object}}};
    expect(toldOne(stripe, sample).commerce?.valueMinor).toBe(minor);
  });

  it('marks what is only a test', () => {
    const {body} = stripeSamples.refunded as {body: object};
    expect(toldOne(stripe, {body: {...body, livemode: false}}).properties).toEqual({test: true});
  });

  it('understands an expanded customer', () => {
    const {body} = stripeSamples.refunded as {body: {data: {object: object}}};
    const object = {...body.data.object, customer: {id: 'cus_TUq1Ada', name: 'Ada'}};
    expect(told(stripe, {body: {...body, data: {object}}})[0]?.identifiers).toEqual(who);
  });

  it.each([
    ['another event', {type: 'plan.created', id: 'evt_1', created: 1}, 'another type'],
    [
      'an event without a time',
      {...(stripeSamples.refunded.body as object), created: null},
      'time',
    ],
    ['an event without an id', {...(stripeSamples.refunded.body as object), id: null}, 'no id'],
    ['an event of nobody', {type: 'charge.failed', id: 'evt_1', created: 1}, 'names nobody'],
  ])('does not guess about %s', (_, body, reason) => {
    expect(reasonOf(stripe, {body})).toContain(reason);
  });
});

const signed = (payload: string, secret: string, at: number) => ({
  headers: {
    'stripe-signature': Stripe.webhooks.generateTestHeaderString({
      payload,
      secret,
      timestamp: at / 1000,
    }),
  },
  body: payload,
});

// Signed by Stripe's own library.
describeSignature(stripe, {oldest: 300, sign: signed});

describe('the header of Stripe', () => {
  it('may hold a signature for each of two secrets', async () => {
    const t = NOW / 1000;
    const v1 = (secret: string) => `v1=${hmac('sha256', 'hex', secret, `${t}.{}`)}`;
    const header = `t=${t},${v1('old')},${v1('new')},v0=00`;
    const sample = {headers: {'stripe-signature': header}, body: '{}'};
    expect(await stripe.verify(incoming(sample), 'new')).toBe(true);
    expect(await stripe.verify(incoming(sample), 'other')).toBe(false);
  });

  it('is refused with a time that is none', async () => {
    const v1 = hmac('sha256', 'hex', 's', 'soon.{}');
    const sample = {headers: {'stripe-signature': `t=soon,v1=${v1}`}, body: '{}'};
    expect(await stripe.verify(incoming(sample), 's')).toBe(false);
  });
});
