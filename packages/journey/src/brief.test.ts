import type {BriefSentence, Touchpoint} from '@throughline/contracts';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {aTouchpoint, journeys} from '../testing/a-touchpoint.ts';
import {english, englishFormat} from './english.ts';
import {journeyOf, type JourneyOptions} from './journey.ts';
import {say} from './say.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 25, 12);
const format = englishFormat({now: NOW});
const told = (sentence: BriefSentence) => say(sentence, english, format);

const ago = (minutes: number, name: string, over: Partial<Touchpoint> = {}) =>
  aTouchpoint({occurredAt: NOW - minutes * MINUTE, name, ...over});
const brief = (touchpoints: Touchpoint[], options: Partial<JourneyOptions> = {}) =>
  Object.fromEntries(
    journeyOf(touchpoints, {now: NOW, ...options}).brief!.map((each) => [each.question, each]),
  );

const declined = (minutes: number) =>
  ago(minutes, 'payment_failed', {outcome: {status: 'failure', reason: 'card_declined'}});
const cart = ago(60, 'product_added', {
  commerce: {currency: 'EUR', items: [{sku: 'k', name: 'Kettle', quantity: 1, priceMinor: 7990}]},
});

describe('the brief', () => {
  it('answers the five questions from the touchpoints', () => {
    const journey = [
      ago(3000, 'contact_ended', {contact: {id: 'c0'}, channel: 'voice'}),
      ago(2000, 'order_shipped', {commerce: {orderId: 'A-7'}}),
      cart,
      ago(50, 'help_searched', {properties: {query: 'pay by invoice', results: 0}}),
      declined(40),
      declined(30),
    ];
    const sentences = journeyOf(journey, {now: NOW}).brief!;
    expect(sentences.map(told)).toEqual([
      'payment failed, 2 times, last 25 Nov, 11:30.',
      'The customer tried 2 payments (card declined); a search for ‘pay by invoice’.',
      'Since the last contact (23 Nov, 10:00): order shipped A-7 (24 Nov, 02:40).',
      'On file: a cart with 1 item, €79.90; order A-7 (order shipped, 24 Nov, 02:40).',
      'Suggested: offer another way to pay.',
    ]);
    expect(sentences.map(({question}) => question)).toEqual([
      'happened',
      'tried',
      'changed',
      'attached',
      'next',
    ]);
    expect(sentences[0]!.touchpoints).toEqual([journey[4]!.id, journey[5]!.id]);
  });

  it.each<[string, Touchpoint[], string]>([
    [
      'a decline that an order made good',
      [declined(50), ago(40, 'order_completed', {commerce: {orderId: 'B'}})],
      'order completed B (25 Nov, 11:20).',
    ],
    [
      'a promise that was kept after all',
      [
        ago(90, 'promise_broken', {properties: {promise: 'p'}}),
        ago(60, 'order_shipped', {commerce: {orderId: 'B'}}),
        ago(50, 'promise_kept', {properties: {promise: 'p'}}),
      ],
      'order shipped B (25 Nov, 11:00).',
    ],
    [
      'contacts of last year, which are over',
      [
        ...[5, 4, 3].map((days) =>
          ago((365 + days) * 24 * 60, 'contact_ended', {contact: {id: `${days}`}}),
        ),
        ago(9, 'page_viewed', {page: {url: 'https://shop.test/a', title: 'Kettles'}}),
      ],
      'Was last on ‘Kettles’, 25 Nov, 11:51.',
    ],
    [
      'many contacts',
      [5, 4, 3].map((hours) => ago(hours * 60, 'contact_ended', {contact: {id: `${hours}`}})),
      'In touch 3 times since 25 Nov, 07:00.',
    ],
    [
      'a contact with its reason',
      [ago(9, 'contact_answered', {channel: 'voice', contact: {id: 'c', reason: 'Late parcel'}})],
      'voice about ‘Late parcel’, 25 Nov, 11:51.',
    ],
    [
      'what led to a contact that gives no reason',
      [
        ago(12, 'page_viewed', {page: {url: 'https://shop.test/a', title: 'Help centre'}}),
        ago(9, 'chat_started', {channel: 'chat', contact: {id: 'c'}}),
        ago(5, 'page_viewed', {page: {url: 'https://shop.test/b', title: 'Kettles'}}),
      ],
      'Was last on ‘Help centre’, 25 Nov, 11:48.',
    ],
    [
      'what stood in the way before a contact that gives no reason',
      [
        ago(12, 'friction_detected', {friction: {type: 'rage_click', severity: 2}}),
        ago(11, 'page_viewed', {page: {url: 'https://shop.test/a', title: 'Help centre'}}),
        ago(9, 'chat_started', {channel: 'chat', contact: {id: 'c'}}),
      ],
      'rage click (25 Nov, 11:48).',
    ],
    [
      'a contact without a reason, where nothing led to it',
      [
        ago(90, 'page_viewed', {page: {url: 'https://shop.test/a', title: 'Help centre'}}),
        ago(9, 'chat_started', {channel: 'chat', contact: {id: 'c'}}),
      ],
      'chat 25 Nov, 11:51.',
    ],
    [
      'a contact by its subject',
      [
        ago(9, 'ticket_created', {
          channel: 'email',
          contact: {id: 'c'},
          properties: {subject: 'Kettle leaks'},
        }),
        ago(8, 'message_received', {channel: 'email', contact: {id: 'c', message: 'It does.'}}),
      ],
      'email about ‘Kettle leaks’, 25 Nov, 11:51.',
    ],
    [
      'a ticket by its subject, though it is an event as well',
      [
        ago(9, 'ticket_created', {
          channel: 'email',
          direction: 'inbound',
          contact: {id: '7'},
          properties: {ticket: '7', subject: 'Kettle leaks'},
        }),
      ],
      'email about ‘Kettle leaks’, 25 Nov, 11:51.',
    ],
    [
      'a contact that began weeks ago by what it began with, not by thanks',
      [
        ago(20 * 24 * 60, 'ticket_created', {
          channel: 'email',
          direction: 'inbound',
          contact: {id: 'c'},
          properties: {subject: 'Kettle leaks'},
        }),
        ago(60, 'message_received', {
          channel: 'email',
          direction: 'inbound',
          contact: {id: 'c', message: 'Still, it does.'},
        }),
        ago(9, 'message_received', {
          channel: 'messaging',
          direction: 'inbound',
          contact: {id: 'd', message: 'Merci beaucoup !'},
        }),
      ],
      'email about ‘Kettle leaks’, 5 Nov, 12:00.',
    ],
    [
      'what led to a contact, and not that it repeats another or waited',
      [
        ago(3000, 'chat_started', {channel: 'chat', contact: {id: 'b'}}),
        ago(12, 'page_viewed', {page: {url: 'https://shop.test/a', title: 'Refunds'}}),
        ago(9, 'contact_queued', {channel: 'voice', contact: {id: 'c', queueMs: 600_000}}),
      ],
      'Was last on ‘Refunds’, 25 Nov, 11:48.',
    ],
    [
      'a wait that they gave up and a talk since then',
      [
        ago(5000, 'contact_abandoned', {channel: 'voice', contact: {id: 'a', queueMs: 600_000}}),
        ago(4000, 'contact_ended', {channel: 'voice', contact: {id: 'b', talkMs: 60_000}}),
        ago(9, 'contact_answered', {channel: 'voice', contact: {id: 'c'}}),
      ],
      'In touch 3 times since 22 Nov, 00:40.',
    ],
    [
      'a contact by how the customer began it',
      [
        ago(9, 'message_received', {
          channel: 'messaging',
          direction: 'inbound',
          contact: {id: 'c', message: `My kettle\n leaks ${'and leaks '.repeat(20)}`},
        }),
        ago(8, 'message_received', {
          channel: 'messaging',
          direction: 'inbound',
          contact: {id: 'c', message: 'Hello?'},
        }),
      ],
      `messaging about ‘My kettle leaks ${'and leaks '.repeat(7)}and …’, 25 Nov, 11:51.`,
    ],
    [
      'a visit',
      [ago(9, 'page_viewed', {page: {url: 'https://shop.test/a', title: 'Kettles'}})],
      'Was last on ‘Kettles’, 25 Nov, 11:51.',
    ],
    [
      'a product without a page or a name',
      [ago(9, 'product_viewed', {commerce: {items: [{sku: 'K-1'}]}})],
      'Was last on ‘K-1’, 25 Nov, 11:51.',
    ],
  ])('says what happened: %s', (_, journey, sentence) => {
    expect(told(brief(journey)['happened']!)).toBe(sentence);
  });

  it.each<[Partial<Touchpoint>, string]>([
    [
      {
        page: {url: 'https://shop.test/a/1', title: 'My card was declined'},
        properties: {article: 'my-card'},
      },
      'My card was declined',
    ],
    [{properties: {article: 'kb-12'}}, 'kb-12'],
  ])('calls an article by its title, where it has one', (article, title) => {
    const {tried} = brief([ago(9, 'article_viewed', article)]);
    expect(told(tried!)).toBe(`The customer tried the article ‘${title}’.`);
  });

  it.each<[string, Partial<Touchpoint>]>([
    ['a note of ours', {name: 'agent_note_added', direction: 'internal'}],
    ['what a machine answers', {direction: 'inbound', mode: 'automated'}],
    ['that they read what we wrote', {name: 'message_read', direction: 'inbound'}],
    ['an answer to a survey', {name: 'survey_answered', direction: 'inbound'}],
  ])('takes for no contact of theirs %s', (_, over) => {
    const shipped = ago(60, 'order_shipped', {commerce: {orderId: 'B'}});
    const contact = {id: 'c'};
    const sent = ago(90, 'message_sent', {direction: 'outbound', mode: 'automated', contact});
    const then = ago(9, 'message_received', {
      channel: 'email',
      contact,
      properties: {subject: 'Out of office'},
      ...over,
    });
    const {brief: sentences, reason} = journeyOf([sent, shipped, then], {now: NOW});
    expect(told(sentences![0]!)).toBe('order shipped B (25 Nov, 11:00).');
    expect(sentences!.map(({question}) => question)).not.toContain('tried');
    if (then.mode === 'automated') expect(reason?.reason).not.toBe('Out of office');
  });

  it('is not of what a program looked at', () => {
    const seen = ago(5, 'page_viewed', {page: {url: 'https://shop.test/a', title: 'Kettles'}});
    expect(brief([{...seen, crawler: true}])).toEqual({});
    expect(journeyOf([cart, {...seen, crawler: true}], {now: NOW}).stages).toHaveLength(1);
  });

  it('is of a browser that looks like a program where its person gets in touch', () => {
    const looked = {...cart, crawler: true as const};
    const chat = (minutes: number, over: Partial<Touchpoint> = {}) =>
      ago(minutes, 'chat_started', {
        channel: 'chat',
        direction: 'inbound',
        contact: {id: 'c'},
        ...over,
      });
    const at = (NOW - looked.occurredAt) / 60_000;
    const cartOf = (...all: Touchpoint[]) => journeyOf(all, {now: NOW}).cart;
    expect(cartOf(looked, chat(at - 20))).not.toBeNull();
    expect(cartOf(chat(at + 20), looked)).not.toBeNull();
    expect(cartOf(chat(at + 40), looked)).toBeNull();
    expect(cartOf(looked, chat(at - 20, {direction: 'outbound'}))).toBeNull();
  });

  it('takes a ticket that was opened in a call, or just after it, for part of the call', () => {
    const call = (minutes: number, name: string, over: Partial<Touchpoint> = {}) =>
      ago(minutes, name, {
        channel: 'voice',
        direction: 'inbound',
        mode: 'assisted',
        contact: {id: 'v', reason: 'Router broken'},
        ...over,
      });
    const ticket = (minutes: number) =>
      ago(minutes, 'ticket_created', {
        channel: 'crm',
        direction: 'inbound',
        contact: {id: '9'},
        relations: [{type: 'ticket', id: '9'}],
        properties: {subject: 'Router broken'},
      });
    const found = (...touchpoints: Touchpoint[]) => {
      const {
        repeatContact,
        frictions,
        waiting,
        brief: sentences,
      } = journeyOf(touchpoints, {now: NOW});
      expect(waiting!.on).toBe('us');
      return [
        repeatContact?.contacts,
        frictions!.map(({type}) => type).join(),
        tellings(sentences!),
      ];
    };
    // It is told once, be it as what happened or as what they tried.
    const tellings = (sentences: BriefSentence[]) =>
      sentences.map(told).join(' ').split('Router broken').length - 1;
    const once = [undefined, '', 1];
    const answered = call(90, 'contact_answered');
    const ended = call(80, 'contact_ended');
    expect(found(answered, ticket(85), ended)).toEqual(once);
    expect(found(answered, ended, ticket(60))).toEqual(once);
    const recorded = call(90, 'contact_ended', {
      contact: {id: 'v', reason: 'Router broken', endedAt: NOW - 80 * MINUTE},
    });
    expect(found(recorded, ticket(55))).toEqual(once);
    // What it is about weighs for as long as it is open.
    const old = [call(2890, 'contact_answered'), ticket(2885), call(2880, 'contact_ended')];
    expect(journeyOf(old, {now: NOW}).reason?.reason).toBe('Router broken');
    // Later, or where nobody was there to open it, they have opened it themselves.
    expect(found(answered, ended, ticket(49))[0]).toBe(2);
    expect(found(call(80, 'contact_abandoned'), ticket(70))[0]).toBe(2);
  });

  it('takes the chat to which a bot hands over for one with it, whatever its number', () => {
    const chat = (minutes: number, name: string, id: string, over: Partial<Touchpoint> = {}) =>
      ago(minutes, name, {channel: 'chat', direction: 'inbound', contact: {id}, ...over});
    const handed = [
      chat(9, 'chat_started', 'bot', {mode: 'bot'}),
      chat(8, 'bot_handover', 'bot', {mode: 'bot'}),
    ];
    const queued = chat(7, 'contact_queued', 'human');
    expect(journeyOf([...handed, queued], {now: NOW})).toMatchObject({
      repeatContact: null,
      frictions: [],
      waiting: {on: 'us', because: 'queue', since: NOW - 9 * MINUTE},
    });
    const answered = [...handed, queued, chat(6, 'contact_answered', 'human')];
    expect(journeyOf(answered, {now: NOW}).waiting!.on).toBe('nobody');
    // Whoever comes back after that does repeat it.
    const again = [
      ...answered,
      chat(5, 'contact_ended', 'human'),
      chat(4, 'chat_started', 'third'),
    ];
    expect(journeyOf(again, {now: NOW}).repeatContact?.contacts).toBe(2);
    expect(
      journeyOf([chat(99, 'bot_handover', 'bot'), queued], {now: NOW}).repeatContact?.contacts,
    ).toBe(2);
  });

  it('counts what they tried, not how often it was told', () => {
    const tried = (...touchpoints: Touchpoint[]) => {
      const sentence = brief(touchpoints)['tried'];
      return sentence && told(sentence);
    };
    const read = (minutes: number, title: string) =>
      ago(minutes, 'article_viewed', {properties: {title}});
    expect(tried(read(9, 'Returns'), read(8, 'Returns'))).toBe(
      'The customer tried the article ‘Returns’.',
    );
    expect(tried(read(9, 'Returns'), read(8, 'Refunds'))).toBe(
      'The customer tried 2 articles, last ‘Refunds’.',
    );
    const refused = (minutes: number, field: string) =>
      ago(minutes, 'validation_failed', {properties: {form: 'booking', field}});
    const given = ago(1, 'form_abandoned', {properties: {form: 'booking'}});
    expect(tried(refused(4, 'zip'), refused(3, 'city'), refused(2, 'zip'), given)).toBe(
      'The customer tried a form (‘booking’).',
    );
    const coupon = (minutes: number) => ago(minutes, 'coupon_denied', {commerce: {coupon: 'TEN'}});
    expect(tried(coupon(3), coupon(2))).toBe('The customer tried the coupon ‘TEN’.');
    const searched = (minutes: number, name: string) =>
      ago(minutes, name, {properties: {query: 'refund', results: 0}});
    expect(tried(searched(3, 'help_searched'), searched(3, 'search_no_results'))).toBe(
      'The customer tried a search for ‘refund’.',
    );
    expect(tried(coupon(3)) && tried(ago(2, 'coupon_denied'), ago(1, 'coupon_denied'))).toBe(
      'The customer tried 2 coupons.',
    );
    expect(tried(declined(3), declined(2))).toBe('The customer tried 2 payments (card declined).');
    // Of a subscription that is due nobody tries anything.
    expect(tried({...declined(2), mode: 'automated'})).toBeUndefined();
  });

  it('calls no chat a call', () => {
    const left = ago(3, 'contact_abandoned', {channel: 'chat', contact: {id: 'c'}});
    expect(told(brief([left])['tried']!)).toBe(
      'The customer tried to reach us, and gave up waiting.',
    );
  });

  it('says what they asked us before, and each thing once', () => {
    const ticket = {relations: [{type: 'ticket', id: 'T-4752'}], channel: 'crm' as const};
    const call = {channel: 'voice', contact: {id: 'c', reason: 'Grinder stuck'}} as const;
    const sentences = journeyOf(
      [
        ago(3000, 'contact_ended', call),
        ago(2900, 'ticket_reopened', ticket),
        ago(2800, 'contact_ended', {...call, contact: {id: 'd'}, direction: 'outbound'}),
      ],
      {now: NOW},
    ).brief!;
    expect(sentences.map(told)).toEqual([
      'ticket reopened T-4752 (23 Nov, 11:40).',
      'The customer tried a contact with us about ‘Grinder stuck’.',
      'On file: ticket T-4752.',
      'It has been our turn since 23 Nov, 11:40: ticket.',
    ]);
  });

  it('counts what stood in the way more than once', () => {
    const coupon = {friction: {type: 'coupon_denied' as const, severity: 2 as const}};
    const {happened} = brief([9, 8, 7].map((minutes) => ago(minutes, 'coupon_denied', coupon)));
    expect(told(happened!)).toBe('coupon denied, 3 times, last 25 Nov, 11:53.');
  });

  it('remembers for 30 days whom they talked to, and about what', () => {
    const days = (n: number) => n * 24 * 60;
    const about = (id: string, reason: string, over: Partial<Touchpoint> = {}) => ({
      channel: 'voice' as const,
      contact: {id, reason},
      ...over,
    });
    const before = [
      ago(days(31), 'contact_ended', about('a', 'Late parcel')),
      ago(days(20), 'contact_ended', about('b', 'Wrong item')),
      ago(days(19), 'contact_ended', about('c', 'An offer', {direction: 'outbound'})),
      ago(days(10), 'message_received', about('d', 'Invoice')),
    ];
    const now = [ago(2, 'contact_answered', about('e', 'Invoice'))];
    expect(brief([...before, ...now])['tried']).toMatchObject({
      touchpoints: [before[1]!.id, before[3]!.id],
    });
    // Each is told once.
    expect(journeyOf(before, {now: NOW}).brief!.map(told)).toEqual([
      'voice about ‘Invoice’, 15 Nov, 12:00.',
      'The customer tried a contact with us about ‘Wrong item’.',
    ]);
    const seen = ago(5, 'page_viewed', {page: {url: 'https://shop.test/a', title: 'Kettles'}});
    expect(told(brief([...before, seen])['happened']!)).toMatch(/^Was last on ‘Kettles’/);
  });

  it('says what state an order is in, where that was told', () => {
    const order = ago(8 * 24 * 60, 'order_updated', {
      commerce: {orderId: 'A-7'},
      properties: {status: 'returned'},
    });
    expect(told(brief([order])['attached']!)).toBe('On file: order A-7 (returned, 17 Nov, 12:00).');
  });

  it('does not say that who is in touch has come to support', () => {
    const bought = ago(300, 'order_completed', {commerce: {orderId: 'A'}});
    expect(brief([cart, bought, ago(9, 'chat_started', {contact: {id: 'c'}})])).not.toHaveProperty(
      'changed.values.to',
    );
  });

  it('tells what somebody wrote to a survey', () => {
    const survey = {type: 'csat', score: 2, min: 1, max: 5} as const;
    const answered = (minutes: number, verbatim?: string) =>
      ago(minutes, 'survey_answered', {survey: {...survey, ...(verbatim && {verbatim})}});
    const {changed} = brief([
      ago(60, 'order_delivered', {commerce: {orderId: 'A-7'}}),
      ago(55, 'order_completed', {commerce: {orderId: 'B-8'}}),
      answered(50, 'Nobody has answered me.'),
      answered(40),
      answered(30, '•••'),
    ]);
    expect(told(changed!)).toBe(
      'Lately: order delivered A-7 (25 Nov, 11:00); survey answered: ‘Nobody has answered me.’ (25 Nov, 11:10).',
    );
  });

  it('tells what a system says by a name of its own, what failed, and what a review says', () => {
    const system = {mode: 'automated', direction: 'none'} as const;
    const {changed} = brief([
      ago(60, 'outage_started', system),
      ago(55, 'outage_ended', system),
      ago(50, 'payment_disputed', {
        commerce: {orderId: 'A-7'},
        outcome: {status: 'pending', reason: 'fraudulent'},
      }),
      ago(45, 'points_booked', {...system, direction: 'outbound'}),
      ago(44, 'showroom_visited'),
      ago(40, 'message_failed', {direction: 'outbound', outcome: {status: 'failure'}}),
      ago(30, 'review_submitted', {properties: {rating: 3, text: 'It hums.'}}),
    ]);
    expect(told(changed!)).toBe(
      'Lately: outage ended (25 Nov, 11:05); payment disputed A-7 (25 Nov, 11:10); message failed (25 Nov, 11:20); review submitted: ‘It hums.’ (25 Nov, 11:30).',
    );
  });

  it('tells what became of a contact that it tells of', () => {
    const ticket = (minutes: number, name: string, over: Partial<Touchpoint> = {}) =>
      ago(minutes, name, {
        channel: 'email',
        direction: 'internal',
        contact: {id: '7'},
        properties: {ticket: '7', subject: 'Kettle leaks'},
        ...over,
      });
    const opened = ticket(90, 'ticket_created', {direction: 'inbound'});
    const breached = ticket(30, 'sla_breached', {direction: 'none', mode: 'automated'});
    const {happened, changed, attached} = brief([opened, breached]);
    expect(told(happened!)).toBe('email about ‘Kettle leaks’, 25 Nov, 10:30.');
    expect(told(changed!)).toBe('Lately: sla breached 7 (25 Nov, 11:30).');
    expect(told(attached!)).toBe('On file: ticket 7 (ticket created, 25 Nov, 10:30).');
  });

  it('rests on the touchpoint that gives the reason', () => {
    const call = (minutes: number, name: string, reason?: string) =>
      ago(minutes, name, {channel: 'voice', contact: {id: 'c', ...(reason && {reason})}});
    const its = [
      call(9, 'contact_queued'),
      call(8, 'contact_answered', 'Late parcel'),
      call(7, 'contact_held'),
    ];
    expect(brief(its)['happened']!.touchpoints).toEqual(its.map(({id}) => id));
  });

  it('comes to an end with a hundred thousand tickets', () => {
    const tickets = Array.from({length: 100_000}, (_, n) =>
      ago(n / 20, 'ticket_created', {contact: {id: `${n}`}, properties: {ticket: `${n}`}}),
    );
    expect(told(brief(tickets)['attached']!)).toMatch(/; 99,996 more\.$/);
  });

  it('does not tell what is hidden from its reader', () => {
    const hidden = [
      ago(9, 'ticket_created', {
        channel: 'email',
        direction: 'inbound',
        contact: {id: 'c', message: '•••'},
        properties: {subject: '•••'},
      }),
      ago(8, 'message_received', {
        channel: 'email',
        direction: 'inbound',
        contact: {id: 'c', message: '•••'},
      }),
    ];
    const journey = journeyOf(hidden, {now: NOW});
    expect(journey.brief!.map(told)).not.toContainEqual(expect.stringContaining('•'));
    expect(journey.reason?.reason).toBe('earlier_contact');
    const given = ago(5, 'contact_ended', {channel: 'voice', contact: {id: 'd', reason: '•••'}});
    const masked = journeyOf([given, ago(4, 'coupon_denied')], {now: NOW});
    expect(masked.brief!.map(told).join()).not.toContain('•');
    expect(masked.reason?.reason).toBe('discount');
  });

  it('says whose turn it is before anything else comes next', () => {
    const asked = ago(200, 'callback_requested');
    expect(told(brief([asked, declined(100)])['next']!)).toBe(
      'It has been our turn since 25 Nov, 08:40: callback.',
    );
  });

  it('says nothing where there is nothing, and nothing that is long past', () => {
    expect(brief([])).toEqual({});
    expect(brief([declined(60 * 24 * 30)])).toEqual({});
  });

  it('does not hold on to orders of old, but to tickets', () => {
    const long = 70 * 24 * 60;
    const order = ago(long, 'order_completed', {commerce: {orderId: 'A'}});
    expect(brief([order])).toEqual({});
    for (const named of [
      {properties: {ticket: 'T9'}},
      {relations: [{type: 'ticket', id: 'T9'}]},
      {identifiers: [{kind: 'ticket', value: 'T9'}]},
      {properties: {ticket: 'T9'}, commerce: {orderId: 'A'}},
    ]) {
      const ticket = ago(long, 'ticket_created', named);
      expect(told(brief([order, ticket])['attached']!)).toMatch(/^On file: ticket T9 \(/);
    }
  });

  it('keeps what is done with done, though it is updated', () => {
    const day = 24 * 60;
    const order = (days: number, name: string, over: Partial<Touchpoint> = {}) =>
      ago(days * day, name, {commerce: {orderId: 'A'}, ...over});
    const ticket = (days: number, name: string, status?: string) =>
      ago(days * day, name, {properties: {ticket: 'T9', ...(status && {status})}});
    expect(brief([order(20, 'order_delivered'), order(19, 'order_updated')])).not.toHaveProperty(
      'attached',
    );
    expect(
      brief([ticket(20, 'ticket_closed'), ticket(19, 'ticket_updated')])['attached'],
    ).toBeUndefined();
    expect(brief([ticket(20, 'ticket_updated', 'solved')])['attached']).toBeUndefined();
    // But a parcel comes back, and a ticket is opened again.
    const back = order(18, 'order_updated', {properties: {status: 'returned'}});
    expect(told(brief([order(20, 'order_delivered'), back])['attached']!)).toMatch(/A \(returned/);
    const again = [ticket(20, 'ticket_closed'), ticket(19, 'ticket_updated', 'open')];
    expect(told(brief(again)['attached']!)).toMatch(/T9 \(open/);
  });

  it('holds on to an order of which a part was refunded', () => {
    const order = (days: number, name: string, valueMinor?: number) =>
      ago(days * 24 * 60, name, {
        commerce: {orderId: 'A', currency: 'EUR', ...(valueMinor && {valueMinor})},
      });
    const bought = order(20, 'order_completed', 9000);
    const part = [bought, order(19, 'order_refunded', 2000)];
    expect(told(brief(part)['attached']!)).toMatch(/^On file: order A \(order completed/);
    expect(brief([...part, order(18, 'order_refunded', 7000)])).not.toHaveProperty('attached');
    expect(brief([bought, order(19, 'order_refunded')])).not.toHaveProperty('attached');
    // Some shops tell of what they give back as less than nothing.
    expect(brief([bought, order(19, 'order_refunded', -9000)])).not.toHaveProperty('attached');
    expect(told(brief([bought, order(19, 'order_failed')])['attached']!)).toMatch(
      /A \(order failed/,
    );
    expect(brief([order(19, 'order_failed')])).not.toHaveProperty('attached');
    const elsewhere = order(19, 'order_refunded', 2000);
    const inYen = {...elsewhere, commerce: {...elsewhere.commerce, currency: 'JPY'}};
    expect(brief([bought, inYen])).not.toHaveProperty('attached');
    const there = [bought, order(19, 'order_delivered'), order(18, 'order_refunded', 2000)];
    expect(brief(there)).not.toHaveProperty('attached');
  });

  it('knows a parcel’s order by its number, though the parcel names its id', () => {
    const relations = [{type: 'order', id: '450789469'}];
    const bought = ago(3000, 'order_completed', {commerce: {orderId: '1001'}, relations});
    const sent = ago(2000, 'order_shipped', {relations});
    expect(journeyOf([bought, sent], {now: NOW}).brief!.map(told)).toEqual([
      'order shipped 1001 (24 Nov, 02:40).',
      'Moved from purchase to onboarding (24 Nov, 02:40).',
      'On file: order 1001.',
    ]);
    expect(brief([bought, sent, ago(9, 'order_delivered', {relations})])).not.toHaveProperty(
      'attached',
    );
  });

  it('says what is new since the contact was over, and since one that was taken', () => {
    const call = (over: Partial<Touchpoint>) =>
      ago(100, 'contact_ended', {
        channel: 'voice',
        contact: {id: 'c', endedAt: NOW - 80 * MINUTE},
        ...over,
      });
    const cancelled = ago(90, 'order_cancelled', {commerce: {orderId: 'A'}});
    const shipped = ago(70, 'order_shipped', {commerce: {orderId: 'B'}});
    const unheard = ago(60, 'contact_ended', {
      contact: {id: 'd'},
      direction: 'outbound',
      outcome: {status: 'failure'},
    });
    const later = ago(2, 'chat_started', {contact: {id: 'e', reason: 'Invoice'}});
    expect(told(brief([call({}), cancelled, shipped, unheard, later])['changed']!)).toBe(
      'Since the last contact (25 Nov, 10:40): order shipped B (25 Nov, 10:50).',
    );
  });

  it('says the latest news where there are many', () => {
    const news = [7, 6, 5, 4, 3, 2].map((minutes) =>
      ago(minutes, 'order_shipped', {commerce: {orderId: `O${minutes}`}}),
    );
    const contact = ago(1, 'chat_started', {contact: {id: 'c', reason: 'Invoice'}});
    expect(told(brief([...news, contact])['changed']!)).toMatch(
      /^Lately: order shipped O5 .*; order shipped O2 \(.*\); 2 more\.$/,
    );
  });

  it('counts what does not fit', () => {
    const orders = Array.from({length: 7}, (_, n) =>
      ago(n, 'order_completed', {commerce: {orderId: `O${n}`}}),
    );
    expect(told(brief(orders)['attached']!)).toMatch(
      /^On file: order O0; .*; order O3 .*; 3 more\.$/,
    );
  });

  it('may be said where the customer agreed or has a contract, and nothing is inferred', () => {
    const with_ = (basis: 'consent' | 'contract' | 'legitimate_interest' | 'unstated') =>
      brief([ago(5, 'order_completed', {consent: {purposes: ['support'], basis}})])['happened']!
        .sayable;
    expect(with_('consent')).toBe(true);
    expect(with_('contract')).toBe(true);
    expect(with_('legitimate_interest')).toBe(false);
    expect(with_('unstated')).toBe(false);
    const analytics = {consent: {purposes: ['analytics' as const], basis: 'consent' as const}};
    expect(brief([ago(5, 'order_completed', analytics)])['happened']!.sayable).toBe(false);
    expect(brief([declined(5)])).toMatchObject({happened: {sayable: true}, next: {sayable: false}});
    // Nobody is told how they feel.
    const cross = ago(5, 'survey_answered', {survey: {type: 'nps', score: 0, min: 0, max: 10}});
    expect(brief([cross])['happened']).toMatchObject({
      values: {what: {word: 'negative_sentiment'}},
      sayable: false,
    });
  });

  it('is of five sentences at most, each resting on touchpoints of the journey, told in words', () => {
    fc.assert(
      fc.property(journeys, fc.boolean(), (touchpoints, inference) => {
        const ids = new Set(touchpoints.map(({id}) => id));
        const {brief: sentences} = journeyOf(touchpoints, {now: 4 * 3_600_000, inference});
        expect(sentences!.length).toBeLessThanOrEqual(5);
        for (const sentence of sentences!) {
          expect(sentence.touchpoints.length).toBeGreaterThan(0);
          expect(sentence.touchpoints.every((id) => ids.has(id))).toBe(true);
          expect(told(sentence)).toMatch(/^\S.*\.$/u);
          expect(told(sentence)).not.toMatch(/[{}]|undefined|NaN|\[object/);
        }
      }),
      {numRuns: 500},
    );
  });

  it('is text whatever stands in it, and fills a value once', () => {
    const query = '<img src=x onerror=alert(1)>{times}';
    const sentence = brief([ago(5, 'help_searched', {properties: {query}})])['tried']!;
    expect(told(sentence)).toBe(`The customer tried a search for ‘${query}’.`);
  });
});

describe('with an objection', () => {
  it('nothing is inferred', () => {
    const journey = [
      declined(9),
      cart,
      ago(2, 'message_received', {
        direction: 'inbound',
        contact: {id: 'c', message: 'terrible'},
        sentiment: {valence: -2, source: 'inferred', confidence: 0.9},
      }),
    ];
    const inferring = journeyOf(journey, {now: NOW});
    expect(inferring).toMatchObject({
      inference: true,
      reason: {reason: 'payment'},
      feeling: {valence: -2},
    });
    expect(journeyOf(journey, {now: NOW, inference: false})).toMatchObject({
      inference: false,
      reason: null,
      stuck: null,
      nextStep: null,
      feeling: {valence: null, signs: []},
    });
  });
});
