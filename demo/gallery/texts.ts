import type {Touchpoint} from '@throughline/contracts';
import {aTouchpoint} from '../../packages/elements/gallery/data.ts';

const page = (title: string, url = 'https://shop.example/p') => ({page: {url, path: '/p', title}});

/** Words longer than any panel is wide, and names of a whole paragraph. */
export const longWords = (now: number): Touchpoint[] => {
  const word = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
  const url = `https://shop.example/${'category/'.repeat(40)}?${'q=kettle&'.repeat(60)}`;
  const name = 'A kettle that pours in a fine stream, holds its heat, and has a handle. '.repeat(8);
  return [
    aTouchpoint(now - 5_000, {name: 'page_viewed', sessionId: 's', ...page(word.repeat(4), url)}),
    aTouchpoint(now - 4_000, {
      name: 'product_added',
      sessionId: 's',
      ...page(name),
      commerce: {
        currency: 'EUR',
        valueMinor: 123_456_789_012,
        items: [{sku: word, name, priceMinor: 123_456_789_012, quantity: 1_000_000}],
      },
    }),
    aTouchpoint(now - 3_000, {
      name: `${'very_'.repeat(20)}long_thing_happened`,
      sessionId: 's',
      properties: {[word]: word, note: name},
    }),
    aTouchpoint(now - 2_000, {
      name: 'contact_queued',
      channel: 'voice',
      direction: 'inbound',
      contact: {id: 'c1', queue: word, reason: name, queueMs: 86_400_000},
    }),
    aTouchpoint(now - 1_000, {
      name: 'message_received',
      channel: 'chat',
      direction: 'inbound',
      contact: {id: 'c2', message: `${'x'.repeat(3_000)}\n\n${name}`},
    }),
  ];
};

/** What somebody types who would like a script to run, or a row to look like another. */
export const hostile = (now: number): Touchpoint[] => {
  const script = `"'><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
  const texts = [
    script,
    '{{constructor.constructor("window.hacked=1")()}} ${window.hacked=1}',
    '\u202Egnp.eciovni\u202C turns round, and \u2066never ends',
    `Z\u0351\u036B\u0343${'\u0335\u0321\u0322'.repeat(40)}algo ${'\u200B'.repeat(50)}zero width`,
    '</div></section></journey-timeline><h1>Refund approved</h1>',
    'Line one\n\n\n\n\n\n\n\nLine nine\tand a tab\u0000and a null',
  ];
  return [
    ...texts.map((text, n) =>
      aTouchpoint(now - n * 1_000, {
        name: 'page_viewed',
        sessionId: 's',
        page: {url: 'javascript:window.hacked=1', path: text, title: text, referrer: script},
        properties: {[script]: text, target: 'javascript:window.hacked=1', toString: 'mine'},
      }),
    ),
    ...['constructor', 'to_string', '__proto__'].map((name, n) =>
      aTouchpoint(now - 10_000 - n, {
        name,
        sessionId: 's',
        identifiers: [{kind: name, value: script}],
      }),
    ),
    aTouchpoint(now - 20_000, {
      name: 'survey_answered',
      survey: {type: 'csat', score: -1e9, min: 1, max: 5, verbatim: script},
    }),
    aTouchpoint(now - 21_000, {name: 'help_searched', properties: {query: script}}),
  ];
};

/** A shop in Arabic and Hebrew, with Latin words and numbers in between. */
export const rightToLeft = (now: number): Touchpoint[] => [
  aTouchpoint(now - 300_000, {name: 'page_viewed', sessionId: 's', ...page('غلايات الماء')}),
  aTouchpoint(now - 240_000, {
    name: 'product_added',
    sessionId: 's',
    ...page('غلاية الصب'),
    commerce: {
      currency: 'ILS',
      valueMinor: 34_900,
      items: [{sku: 'KET-01', name: 'קומקום Pour-over 1.2 L', priceMinor: 34_900, quantity: 1}],
    },
  }),
  aTouchpoint(now - 120_000, {
    name: 'payment_failed',
    sessionId: 's',
    ...page('الدفع'),
    commerce: {currency: 'ILS', valueMinor: 34_900},
    outcome: {status: 'failure', reason: 'card_declined'},
  }),
  aTouchpoint(now - 60_000, {
    name: 'message_received',
    channel: 'chat',
    direction: 'inbound',
    contact: {id: 'c1', message: 'مرحبا، رُفضت بطاقتي مرتين (Visa 4000). هل خُصم المبلغ؟'},
  }),
];
