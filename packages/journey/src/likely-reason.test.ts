import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {likelyReasonOf} from './likely-reason.ts';

const HOUR = 3_600_000;
const NOW = 1000 * HOUR;
const ago = (hours: number, name: string, over: Parameters<typeof aTouchpoint>[0] = {}) =>
  aTouchpoint({occurredAt: NOW - hours * HOUR, name, ...over});
const reason = (...touchpoints: ReturnType<typeof aTouchpoint>[]) =>
  likelyReasonOf(touchpoints, {now: NOW});

describe('the likely reason', () => {
  it('weighs what they did lately, with alternatives and the touchpoints', () => {
    const declined = ago(1, 'payment_failed');
    const tracked = ago(2, 'page_viewed', {page: {url: 'https://s.test/track', path: '/track'}});
    const found = reason(declined, tracked)!;
    expect(found).toMatchObject({
      reason: 'payment',
      source: 'rule',
      touchpoints: [declined.id],
      because: [{key: 'because.seen', values: {what: {word: 'payment_failed'}, times: 1}}],
      alternatives: [{reason: 'delivery', touchpoints: [tracked.id]}],
    });
    expect(found.confidence).toBeGreaterThan(found.alternatives[0]!.confidence);
    expect(found.confidence).toBeLessThan(0.6);
  });

  it('is no payment where an order fails because the goods ran out', () => {
    const failed = (why: string) =>
      ago(1, 'order_failed', {outcome: {status: 'failure', reason: why}});
    expect(reason(failed('out_of_stock'))).toMatchObject({reason: 'product'});
    expect(reason(failed('card_declined'))).toMatchObject({reason: 'payment'});
  });

  it('is surer the more there is of one thing', () => {
    const once = reason(ago(1, 'payment_failed'))!;
    const twice = reason(ago(1, 'payment_failed'), ago(2, 'payment_failed'))!;
    expect(twice.confidence).toBeGreaterThan(once.confidence);
  });

  it('is what a contact gave, where it did', () => {
    const contact = {id: 'c', reason: 'Invoice'};
    expect(reason(ago(1, 'payment_failed'), ago(0, 'contact_queued', {contact}))).toMatchObject({
      reason: 'Invoice',
      source: 'declared',
      alternatives: [{reason: 'payment'}],
    });
  });

  it('is the subject of a ticket, unless it is ours', () => {
    const about = {contact: {id: 'c'}, properties: {subject: 'Kettle leaks'}};
    expect(reason(ago(1, 'ticket_created', about))).toMatchObject({
      reason: 'Kettle leaks',
      source: 'declared',
    });
    expect(reason(ago(1, 'message_sent', {...about, direction: 'outbound'}))).toBeNull();
  });

  it('is what an earlier contact was about, counted once, until that fades', () => {
    const contact = {id: 'c', reason: 'Invoice'};
    const before = [ago(30, 'contact_queued', {contact}), ago(29, 'contact_ended', {contact})];
    const found = reason(...before)!;
    expect(found).toMatchObject({
      reason: 'Invoice',
      source: 'rule',
      touchpoints: [before[1]!.id],
      because: [{values: {what: {word: 'contact_ended'}, times: 1}}],
    });
    expect(found.confidence).toBeLessThan(0.6);
    expect(reason(...before, ago(28, 'contact_ended', {contact}))).toMatchObject({
      touchpoints: {length: 1},
    });
    expect(reason(ago(24 * 4, 'contact_queued', {contact}))).toBeNull();
    expect(reason(...before, ago(1, 'contact_queued', {contact}))).toMatchObject({
      source: 'declared',
      alternatives: [],
    });
  });

  it('is not declared by a contact before the latest', () => {
    const before = ago(20, 'contact_ended', {contact: {id: 'a', reason: 'Invoice'}});
    const now = ago(0, 'contact_queued', {contact: {id: 'b'}});
    expect(reason(before, now)).toMatchObject({reason: 'Invoice', source: 'rule'});
    // A note in another, or what a system sends, is no contact.
    const note = ago(1, 'ticket_updated', {
      direction: 'internal',
      contact: {id: 'c'},
      properties: {subject: 'Refund'},
    });
    const sent = ago(1, 'message_sent', {
      direction: 'outbound',
      mode: 'automated',
      contact: {id: 'd'},
    });
    expect(reason(before, note, sent)).toMatchObject({reason: 'Invoice', source: 'declared'});
    // What it said at its beginning it still is about.
    const opened = ago(24 * 9, 'ticket_created', {
      contact: {id: 'e'},
      properties: {subject: 'Kettle leaks'},
    });
    const wrote = ago(1, 'message_received', {direction: 'inbound', contact: {id: 'e'}});
    expect(reason(opened, wrote)).toMatchObject({
      reason: 'Kettle leaks',
      source: 'declared',
      touchpoints: [opened.id],
    });
  });

  it('is what a ticket is about, where that is known, and not that there is one', () => {
    const about = {contact: {id: 'c'}, properties: {ticket: 'T', subject: 'Kettle leaks'}};
    const late = ago(30, 'sla_breached', {...about, properties: {ticket: 'T'}});
    expect(reason(ago(50, 'ticket_created', about), late)).toMatchObject({
      reason: 'Kettle leaks',
      alternatives: [],
    });
  });

  it('has no alternative that weighs nothing', () => {
    const found = reason(ago(1, 'payment_failed'), ago(24 * 13, 'order_delivered'));
    expect(found!.alternatives).toEqual([]);
  });

  it('is none of what is settled, old, or a faint hint', () => {
    expect(reason(ago(2, 'payment_failed'), ago(1, 'order_completed'))?.reason).not.toBe('payment');
    expect(reason(ago(24 * 20, 'payment_failed'))).toBeNull();
    expect(reason(ago(1, 'product_viewed'))).toBeNull();
    expect(reason()).toBeNull();
  });

  it.each([
    ['Noise-cancelling headphones', '/audio/noise-cancelling-headphones'],
    ['Cardigans', '/women/cardigans'],
    ['Tracksuits', '/men/tracksuits'],
    ['Soundtracks', '/vinyl/soundtracks'],
    ['Design inspiration', '/blog/design-inspiration'],
    ['Exchange rates', '/fx/exchange-rates'],
    ['Payload of a webhook', '/docs/payload'],
    ['Accounting software', '/accounting'],
    ['Discarded batteries', '/recycling/discarded-batteries'],
  ])('is not what only sounds alike: %s', (title, path) => {
    const seen = (hours: number) =>
      ago(hours, 'page_viewed', {page: {url: `https://s.test${path}`, path, title}});
    expect(reason(seen(2), seen(1), seen(0))).toBeNull();
  });

  it.each([
    ['payment', {path: '/checkout/payment'}],
    ['payment', {path: '/my-credit-card'}],
    ['payment', {title: 'My card was declined'}],
    ['payment', {path: '/loan/repay'}],
    ['delivery', {path: '/track-order'}],
    ['delivery', {title: 'Tracking your parcel'}],
    ['return', {title: 'Exchange an item'}],
    ['account', {path: '/sign-in'}],
    ['account', {path: '/login'}],
    ['cancellation', {title: 'Cancel my contract'}],
  ])('is %s by %o', (about, page) => {
    const seen = (hours: number) =>
      ago(hours, 'page_viewed', {page: {url: 'https://s.test/x', ...page}});
    expect(reason(seen(1), seen(0))?.reason).toBe(about);
  });

  it.each([
    ['cardNumber', 'payment'],
    ['card_number', 'payment'],
    ['creditCard', 'payment'],
    ['iban', 'payment'],
    ['shipping_address', 'delivery'],
    ['loginForm', 'account'],
  ])('is read off the field %s', (field, about) => {
    const refused = (hours: number) => ago(hours, 'validation_failed', {properties: {field}});
    expect(reason(refused(1), refused(0))?.reason).toBe(about);
  });

  it('is a ticket for as long as it is open', () => {
    const opened = ago(24 * 9, 'ticket_created', {properties: {ticket: 'T'}});
    expect(reason(opened)).toMatchObject({
      reason: 'earlier_contact',
      touchpoints: [opened.id],
      because: [{values: {what: {word: 'ticket_created'}}}],
    });
    expect(reason(opened, ago(24 * 8, 'ticket_resolved', {properties: {ticket: 'T'}}))).toBeNull();
    expect(reason(ago(24 * 31, 'ticket_created', {properties: {ticket: 'T'}}))).toBeNull();
  });

  it('is not guessed once the customer objects', () => {
    expect(likelyReasonOf([ago(1, 'payment_failed')], {now: NOW, inference: false})).toBeNull();
  });
});
