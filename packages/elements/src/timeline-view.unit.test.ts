import type {Touchpoint} from '@throughline/contracts';
import {CHANNELS, FRICTIONS, TOUCHPOINT_NAMES} from '@throughline/contracts/vocabulary';
import {sessionsOf} from '@throughline/journey';
import {describe, expect, it} from 'vitest';
import {aJourney, aTouchpoint} from '../gallery/data.ts';
import {en} from './messages.ts';
import {detailsOf, formatFor, timelineText, timelineView, wordsOf} from './index.ts';
import {timelineDays} from './timeline-view.ts';

const now = Date.UTC(2026, 10, 23, 15, 30);
const format = formatFor({lang: 'en-US', timeZone: 'Europe/Berlin'});
const say = (name: string, over: Partial<Touchpoint> = {}) => {
  const {title, rest} = wordsOf(aTouchpoint(now, {name, ...over}), format);
  return title + rest;
};
const kettle = {sku: 'K', name: 'Pour-over kettle', priceMinor: 7990, quantity: 1};
/** Times as typed here: ICU puts a narrow blank before AM and PM. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('\u202f', ' ')) as T;
const view = (touchpoints: readonly Touchpoint[], timeZone = 'Europe/Berlin') =>
  plain(timelineView(touchpoints, {lang: 'en-US', timeZone, now}));

describe('the words of a touchpoint', () => {
  it.each<[string, string, Partial<Touchpoint>]>([
    ['Viewed page: Kettles', 'page_viewed', {page: {url: 'https://a.example/k', title: 'Kettles'}}],
    ['Found article not helpful', 'article_voted', {properties: {vote: 'no'}}],
    ['Found article helpful', 'article_voted', {properties: {vote: 'yes'}}],
    ['Viewed page: /k', 'page_viewed', {page: {url: 'https://a.example/k?x=1'}}],
    [
      'Added to cart: Pour-over kettle × 1, €79.90',
      'product_added',
      {commerce: {currency: 'EUR', items: [kettle]}},
    ],
    [
      'Viewed cart: 3 items, €93.70',
      'cart_viewed',
      {commerce: {currency: 'EUR', valueMinor: 9370, items: [kettle, {sku: 'F', quantity: 2}]}},
    ],
    [
      'Card declined at payment',
      'payment_failed',
      {outcome: {status: 'failure', reason: 'card_declined'}},
    ],
    [
      'Script failed: cart is not defined',
      'script_failed',
      {
        page: {url: 'https://a.example/cart'},
        properties: {message: 'cart is not defined', source: 'https://a.example/a.js', line: 3},
      },
    ],
    [
      'Request failed: https://a.example/api, 503',
      'request_failed',
      {properties: {request: 'https://a.example/api', code: 503, durationMs: 12}},
    ],
    [
      'Review submitted: Pour-over kettle, €79.90, ‘It hums.’',
      'review_submitted',
      {commerce: {currency: 'EUR', items: [kettle]}, properties: {rating: 3, comment: 'It hums.'}},
    ],
    [
      'Review submitted: Nice, ‘It hums.’',
      'review_submitted',
      {properties: {title: 'Nice', text: 'It hums.'}},
    ],
    ['Review submitted: ‘•••’', 'review_submitted', {properties: {text: '•••'}}],
    [
      'Payment failed: Timeout',
      'payment_failed',
      {outcome: {status: 'failure', reason: 'timeout'}},
    ],
    [
      'Ordered: 1 item, €79.90, order 100421',
      'order_completed',
      {commerce: {currency: 'EUR', valueMinor: 7990, orderId: '100421', items: [kettle]}},
    ],
    [
      'Order refunded: 100421, 1 item, €79.90',
      'order_refunded',
      {
        commerce: {
          currency: 'EUR',
          valueMinor: 7990,
          orderId: '100421',
          coupon: 'WINTER',
          paymentMethod: 'card',
          items: [kettle],
        },
      },
    ],
    [
      'Found article not helpful: declined-card',
      'article_voted',
      {properties: {vote: 'no', article: 'declined-card'}},
    ],
    ['Ticket reopened: T-7', 'ticket_reopened', {relations: [{type: 'ticket', id: 'T-7'}]}],
    [
      'Promise broken: T-7',
      'promise_broken',
      {
        relations: [{type: 'ticket', id: 'T-7'}],
        friction: {type: 'promise_broken', severity: 3},
      },
    ],
    ['Answered survey: Slow', 'survey_answered', {contact: {id: 'c', message: 'Slow'}}],
    [
      'Searched help: ‘refund’, no results',
      'help_searched',
      {properties: {query: 'refund', results: 0}},
    ],
    [
      'Searched help: ‘refund’, 1 result',
      'help_searched',
      {properties: {query: 'refund', results: 1}},
    ],
    [
      'Left page: /help, 12 sec',
      'page_left',
      {page: {url: 'https://shop.example/help', path: '/help'}, properties: {engagedMs: 12_000}},
    ],
    [
      'Read article: My card was declined',
      'article_viewed',
      {
        page: {url: 'https://a.example/k/c', path: '/k/c', title: 'My card was declined'},
        properties: {article: 'my-card-was-declined'},
      },
    ],
    ['Read article: kb-12', 'article_viewed', {properties: {article: 'kb-12'}}],
    ['Clicked to chat', 'help_clicked', {properties: {kind: 'chat', label: 'Chat with us'}}],
    ['Opened help: FAQ', 'help_clicked', {properties: {kind: 'link', label: 'FAQ'}}],
    [
      'Called support, 4 min talk, 1 min on hold',
      'contact_answered',
      {channel: 'voice', direction: 'inbound', contact: {id: 'c', talkMs: 240_000, holdMs: 60_000}},
    ],
    [
      'We called',
      'contact_answered',
      {channel: 'voice', direction: 'outbound', contact: {id: 'c'}},
    ],
    [
      'Gave up waiting, 3 min waited',
      'contact_abandoned',
      {channel: 'voice', contact: {id: 'c', queueMs: 180_000}},
    ],
    [
      'Customer wrote: Hello',
      'message_sent',
      {direction: 'inbound', contact: {id: 'c', message: 'Hello'}},
    ],
    [
      'Slow page: /k, LCP 5.2 sec',
      'web_vital_measured',
      {
        page: {url: 'https://a.example/k', path: '/k'},
        vital: {name: 'LCP', value: 5200, rating: 'poor'},
      },
    ],
    [
      'Friction: Rage clicks, #pay',
      'friction_detected',
      {
        friction: {type: 'rage_click', severity: 2},
        page: {url: 'https://a.example/', element: '#pay'},
      },
    ],
    [
      'Answered survey: CSAT 2 of 5',
      'survey_answered',
      {survey: {type: 'csat', score: 2, min: 1, max: 5}},
    ],
    ['Showroom visited: Berlin', 'showroom_visited', {properties: {label: 'Berlin'}}],
    ['Constructor', 'constructor', {}],
    ['Opened help', 'help_clicked', {properties: {kind: 'constructor'}}],
  ])('says “%s”', (words, name, over) => {
    expect(say(name, over)).toBe(words);
  });

  it('draws every standard name with an icon of its own kind', () => {
    const plain = TOUCHPOINT_NAMES.filter(
      (name) => wordsOf(aTouchpoint(now, {name}), format).icon === 'dot',
    );
    expect(plain).toEqual([]);
  });

  it('has no word for a name that nobody sends', () => {
    const names = new Set<string>([...TOUCHPOINT_NAMES, ...FRICTIONS, ...CHANNELS]);
    const touched = Object.keys(en.names).filter((key) => /_/.test(key) && !key.endsWith('Ms'));
    expect(touched.filter((key) => !names.has(key.split(' ')[0]!))).toEqual([]);
  });

  it('says of which year it is, where that is another than one thinks', () => {
    const {clockOn, dayOf} = format;
    const ago = (days: number) => plain(clockOn(now - days * 86_400_000, dayOf(now)));
    expect(ago(0)).toBe('4:30 PM');
    expect(ago(300)).toBe('Jan 27, 4:30 PM');
    expect(ago(365)).toBe('Nov 23, 2025, 4:30:00 PM');
  });

  it('says a yen as a yen, and a currency nobody knows as a number', () => {
    const add = (currency: string) =>
      say('product_added', {commerce: {currency, items: [{sku: 'K', priceMinor: 7990}]}});
    expect(add('JPY')).toBe('Added to cart: K × 1, ¥7,990');
    expect(add('XQZ')).toMatch(/79\.90/);
  });
});

describe('timelineView', () => {
  it('goes from the newest day to the oldest, card by card, row by row', () => {
    const {days} = view(aJourney(now));
    const rows = days.flatMap(({cards}) => cards.flatMap((card) => card.rows));
    expect(days.slice(0, 3).map(({label}) => label)).toEqual([
      'Today',
      'Yesterday',
      'Wednesday, November 18, 2026',
    ]);
    expect(days[0]!.cards.map(({title}) => title)).toEqual(['Chat', 'Website visit']);
    expect(rows).toHaveLength(aJourney(now).length);
    expect(days[0]!.cards[1]!.rows[0]!.words).toBe('Clicked to chat');
  });

  it('tells of a visit when it began, how long it was and where it came in', () => {
    const visit = view(aJourney(now)).days[0]!.cards[1]!;
    expect(visit).toMatchObject({
      start: '3:59 PM',
      duration: '19 min',
      count: '20 touchpoints',
      origin: 'from Home',
      icon: 'globe',
    });
  });

  it('says whose turn a conversation is, for three days, and what goes on now', () => {
    const asked = aTouchpoint(now - 60_000, {
      name: 'message_received',
      direction: 'inbound',
      contact: {id: 'c'},
    });
    const answered = aTouchpoint(now - 30_000, {
      name: 'message_sent',
      direction: 'outbound',
      contact: {id: 'c'},
    });
    const cardOf = (...touchpoints: Touchpoint[]) => view(touchpoints).days[0]!.cards[0]!;
    expect(cardOf(asked)).toMatchObject({now: 'now', turn: {of: 'us', text: 'Our turn'}});
    expect(cardOf(asked, answered).turn?.of).toBe('customer');
    expect(cardOf(asked, {...answered, mode: 'automated'}).turn?.of).toBe('us');
    // Whoever opens a mail of ours has not asked for anything.
    const read = {...asked, name: 'message_read', direction: 'inbound' as const};
    expect(cardOf({...answered, mode: 'automated'}, read).turn).toBeNull();
    const days = 3 * 86_400_000;
    const old = {...asked, occurredAt: now - days};
    expect(cardOf({...old, occurredAt: old.occurredAt + 1})).toMatchObject({
      now: '',
      turn: {of: 'us'},
    });
    expect(cardOf(old).turn).toBeNull();
    // Of all of it, where a filter leaves the question alone.
    const all = sessionsOf([asked, answered]);
    const [day] = timelineDays(sessionsOf([asked]), format, now, all);
    expect(day!.cards[0]!.turn?.of).toBe('customer');
    expect(timelineText([asked], {now})).toContain(' · Our turn');
  });

  it('says of a crawler’s visit that it was nobody’s', () => {
    const [visit] = view([aTouchpoint(now, {name: 'page_viewed', crawler: true})]).days[0]!.cards;
    expect(visit).toMatchObject({title: 'Crawler'});
  });

  it('is by the agent’s own calendar', () => {
    const night = [aTouchpoint(Date.UTC(2026, 10, 22, 23, 30), {name: 'page_viewed'})];
    expect(view(night, 'Europe/Berlin').days[0]!.label).toBe('Today');
    expect(view(night, 'UTC').days[0]!.label).toBe('Yesterday');
  });

  it('puts the date beside the time of a row that is not of its card’s day', () => {
    const contact = {id: 'ticket-1'};
    const {days} = view([
      aTouchpoint(now - 5 * 86_400_000, {name: 'ticket_created', contact}),
      aTouchpoint(now, {name: 'ticket_resolved', contact}),
    ]);
    expect(days[0]!.cards[0]!.rows.map(({time}) => time)).toEqual(['4:30 PM', 'Nov 18, 4:30 PM']);
  });
});

describe('detailsOf', () => {
  const pairs = (over: Partial<Touchpoint>) =>
    Object.fromEntries(
      detailsOf(aTouchpoint(now, {name: 'page_viewed', ...over}), format).map(
        ({label, value, href}) => [label, href ?? value],
      ),
    );

  it('masks who it was', () => {
    expect(
      pairs({
        identifiers: [
          {kind: 'email', value: 'ada@example.com'},
          {kind: 'phone', value: '+49 30 1234567'},
          {kind: 'loyalty_card', value: '••17'},
        ],
      })['Known by'],
    ).toBe('E-mail a•••@example.com, Phone •••• 567, Loyalty card ••17');
  });

  it('links only what is safe to follow', () => {
    expect(pairs({page: {url: 'https://a.example/k'}})['Page']).toBe('https://a.example/k');
    const evil = 'javascript:alert(1)';
    const details = detailsOf(
      aTouchpoint(now, {name: 'x', page: {url: evil}, properties: {target: evil}}),
      format,
    );
    expect(details.filter(({href}) => href)).toEqual([]);
    expect(details.filter(({value}) => value === evil)).toHaveLength(2);
  });

  it('says when a clock was wrong', () => {
    const clock = (clocks: Touchpoint['clocks']) => pairs({clocks})['Clock'];
    expect(clock({client: now, sent: now, received: now})).toBeUndefined();
    expect(clock({client: now, sent: now - 7_200_000, received: now})).toContain('2 hr');
    expect(clock({client: 0, sent: now, received: now, clamped: true})).toContain('Not believable');
    expect(clock({client: now, sent: now, received: now + 10_800_000})).toContain('3 hr later');
  });
});
