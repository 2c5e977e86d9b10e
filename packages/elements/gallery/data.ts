// Generated, not recorded: nobody did any of this.
import type {Touchpoint} from '@throughline/contracts';

type Draft = Partial<Touchpoint> & Pick<Touchpoint, 'name'>;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** An id of the right shape, the same for the same instant and number. */
export const idAt = (at: number, n: number): string => {
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${n.toString(16).padStart(12, '0')}`;
};

let count = 0;

/** A touchpoint with what a panel needs filled in. */
export const aTouchpoint = (at: number, {name, ...over}: Draft): Touchpoint => ({
  id: idAt(at, ++count),
  name,
  occurredAt: at,
  seq: count,
  channel: 'web',
  direction: 'none',
  mode: 'self',
  identifiers: [
    {kind: 'anonymous', value: '0193c2f1a7'},
    {kind: 'email', value: 'ada.lovelace@example.com'},
  ],
  consent: {purposes: ['support'], basis: 'consent'},
  clocks: {client: at, sent: at, received: at},
  ...over,
});

const page = (path: string, title: string): Pick<Touchpoint, 'page'> => ({
  page: {url: `https://shop.example${path}`, path, title},
});

const kettle = {sku: 'KET-01', name: 'Pour-over kettle', priceMinor: 7990, quantity: 1};
const filters = {sku: 'FIL-100', name: 'Paper filters, 100', priceMinor: 690, quantity: 2};

/** One customer's weeks: browsing, a declined card, help, a chat, and calls before it. */
export const aJourney = (now: number): Touchpoint[] => {
  const add = (at: number, draft: Draft) => aTouchpoint(at, draft);
  const visit = (sessionId: string, start: number, drafts: readonly [number, Draft][]) =>
    drafts.map(([after, draft]) => add(start + after, {sessionId, ...draft}));
  const call = (id: string, start: number, drafts: readonly [number, Draft][]) =>
    drafts.map(([after, {contact, ...draft}]) =>
      add(start + after, {
        channel: 'voice',
        direction: 'inbound',
        mode: 'assisted',
        contact: {...contact, id},
        ...draft,
      }),
    );
  const today = now - 31 * minute;
  return [
    ...visit('s-today', today, [
      [0, {name: 'page_viewed', ...page('/', 'Home')}],
      [
        40_000,
        {
          name: 'product_list_viewed',
          ...page('/c/kettles', 'Kettles'),
          commerce: {list: 'Kettles'},
        },
      ],
      [
        95_000,
        {
          name: 'product_viewed',
          ...page('/p/pour-over-kettle', 'Pour-over kettle'),
          commerce: {currency: 'EUR', valueMinor: 7990, items: [kettle]},
        },
      ],
      [
        180_000,
        {
          name: 'product_added',
          ...page('/p/pour-over-kettle', 'Pour-over kettle'),
          commerce: {currency: 'EUR', valueMinor: 7990, items: [kettle]},
        },
      ],
      [
        260_000,
        {
          name: 'product_added',
          ...page('/p/filters', 'Paper filters'),
          commerce: {currency: 'EUR', items: [filters]},
        },
      ],
      [
        300_000,
        {
          name: 'cart_viewed',
          ...page('/cart', 'Your cart'),
          commerce: {currency: 'EUR', valueMinor: 9370, items: [kettle, filters]},
        },
      ],
      [
        330_000,
        {
          name: 'checkout_started',
          ...page('/checkout', 'Checkout'),
          commerce: {currency: 'EUR', valueMinor: 9370, items: [kettle, filters]},
        },
      ],
      [
        420_000,
        {
          name: 'validation_failed',
          ...page('/checkout/address', 'Checkout – Address'),
          properties: {field: 'postcode', reason: 'too short'},
        },
      ],
      [
        436_000,
        {
          name: 'validation_failed',
          ...page('/checkout/address', 'Checkout – Address'),
          properties: {field: 'postcode', reason: 'too short'},
        },
      ],
      [
        500_000,
        {
          name: 'checkout_step_completed',
          commerce: {step: 'shipping'},
          ...page('/checkout/shipping', 'Checkout – Shipping'),
        },
      ],
      [
        610_000,
        {
          name: 'payment_info_entered',
          commerce: {paymentMethod: 'credit card'},
          ...page('/checkout/payment', 'Checkout – Payment'),
        },
      ],
      [
        640_000,
        {
          name: 'payment_failed',
          commerce: {currency: 'EUR', valueMinor: 9370, paymentMethod: 'credit card'},
          outcome: {status: 'failure', reason: 'card_declined'},
          ...page('/checkout/payment', 'Checkout – Payment'),
        },
      ],
      [
        760_000,
        {
          name: 'payment_failed',
          commerce: {currency: 'EUR', valueMinor: 9370, paymentMethod: 'credit card'},
          outcome: {status: 'failure', reason: 'card_declined'},
          ...page('/checkout/payment', 'Checkout – Payment'),
        },
      ],
      [
        790_000,
        {
          name: 'friction_detected',
          friction: {type: 'rage_click', severity: 2, evidence: {clicks: 5, withinMs: 900}},
          page: {
            url: 'https://shop.example/checkout/payment',
            path: '/checkout/payment',
            element: 'button#pay',
          },
        },
      ],
      [900_000, {name: 'page_viewed', ...page('/help', 'Help centre')}],
      [
        930_000,
        {
          name: 'help_searched',
          properties: {query: 'card declined', results: 3},
          ...page('/help', 'Help centre'),
        },
      ],
      [
        960_000,
        {name: 'article_viewed', ...page('/help/payment', 'When a payment does not go through')},
      ],
      [
        1_090_000,
        {
          name: 'article_voted',
          properties: {vote: 'no', title: 'When a payment does not go through'},
        },
      ],
      [
        1_120_000,
        {
          name: 'help_searched',
          properties: {query: 'refund', results: 0},
          ...page('/help', 'Help centre'),
        },
      ],
      [
        1_160_000,
        {
          name: 'help_clicked',
          direction: 'inbound',
          properties: {kind: 'chat', label: 'Chat with us', target: '#chat'},
          ...page('/help', 'Help centre'),
        },
      ],
    ]),
    ...call('chat-88', now - 6 * minute, [
      [0, {name: 'chat_started', channel: 'chat', contact: {id: '', reason: 'Payment'}}],
      [
        20_000,
        {
          name: 'message_received',
          channel: 'chat',
          contact: {
            id: '',
            message:
              'Hello, my card was declined twice but the bank says all is fine. Did you charge me?',
          },
        },
      ],
      [
        60_000,
        {
          name: 'contact_queued',
          channel: 'chat',
          contact: {id: '', queue: 'Payments', queueMs: 60_000},
        },
      ],
      [
        150_000,
        {
          name: 'contact_answered',
          channel: 'chat',
          contact: {id: '', queue: 'Payments', agent: 'agent-7'},
        },
      ],
    ]),
    ...visit('s-yesterday', now - day - 2 * hour, [
      [
        0,
        {
          name: 'page_viewed',
          ...page('/c/kettles', 'Kettles'),
          page: {
            url: 'https://shop.example/c/kettles',
            path: '/c/kettles',
            title: 'Kettles',
            referrer: 'https://search.example/',
          },
        },
      ],
      [
        30_000,
        {
          name: 'product_viewed',
          ...page('/p/pour-over-kettle', 'Pour-over kettle'),
          commerce: {currency: 'EUR', valueMinor: 7990, items: [kettle]},
        },
      ],
      [
        62_000,
        {
          name: 'web_vital_measured',
          vital: {name: 'LCP', value: 5200, rating: 'poor', target: 'img.hero'},
          ...page('/p/pour-over-kettle', 'Pour-over kettle'),
        },
      ],
      [
        90_000,
        {
          name: 'wishlist_added',
          commerce: {items: [kettle]},
          ...page('/p/pour-over-kettle', 'Pour-over kettle'),
        },
      ],
    ]),
    ...call('call-17', now - 5 * day, [
      [
        0,
        {
          name: 'contact_queued',
          contact: {id: '', queue: 'Delivery', queueMs: 190_000, reason: 'Where is my order'},
        },
      ],
      [
        190_000,
        {
          name: 'contact_answered',
          contact: {id: '', agent: 'agent-3', queue: 'Delivery', talkMs: 250_000, holdMs: 62_000},
        },
      ],
      [300_000, {name: 'contact_transferred', contact: {id: '', queue: 'Carrier desk'}}],
      [520_000, {name: 'promise_made', properties: {promise: 'Call back by Friday noon'}}],
      [
        530_000,
        {
          name: 'contact_ended',
          contact: {id: '', talkMs: 250_000, holdMs: 62_000, endedAt: now - 5 * day + 530_000},
        },
      ],
    ]),
    add(now - 5 * day + 3 * hour, {
      name: 'survey_answered',
      channel: 'email',
      survey: {
        type: 'csat',
        score: 2,
        min: 1,
        max: 5,
        verbatim: 'Friendly, but nobody knew where my parcel was.',
      },
    }),
    add(now - 9 * day, {
      name: 'order_shipped',
      channel: 'email',
      direction: 'outbound',
      mode: 'automated',
      commerce: {orderId: '100421'},
    }),
    ...visit('s-order', now - 10 * day, [
      [0, {name: 'page_viewed', ...page('/', 'Home')}],
      [
        50_000,
        {
          name: 'product_added',
          commerce: {
            currency: 'EUR',
            items: [{sku: 'MUG-2', name: 'Stoneware mug', priceMinor: 1850, quantity: 2}],
          },
        },
      ],
      [
        200_000,
        {
          name: 'coupon_denied',
          commerce: {coupon: 'SPRING20'},
          outcome: {status: 'failure', reason: 'expired'},
        },
      ],
      [
        400_000,
        {
          name: 'order_completed',
          commerce: {
            currency: 'EUR',
            valueMinor: 3700,
            orderId: '100421',
            items: [{sku: 'MUG-2', name: 'Stoneware mug', priceMinor: 1850, quantity: 2}],
          },
        },
      ],
    ]),
    add(now - 23 * day, {
      name: 'showroom_visited',
      channel: 'in_store',
      properties: {label: 'Berlin Mitte'},
    }),
    ...visit('s-first', now - 24 * day, [
      [
        0,
        {
          name: 'promotion_clicked',
          channel: 'web',
          properties: {name: 'Spring sale'},
          clocks: {
            client: now - 24 * day,
            sent: now - 24 * day,
            received: now - 24 * day + 3 * hour,
          },
        },
      ],
      [8_000, {name: 'page_viewed', ...page('/sale', 'Spring sale')}],
    ]),
  ];
};

/** `n` touchpoints in visits of a dozen, for how it feels when there is a lot. */
export const manyTouchpoints = (n: number, now: number): Touchpoint[] => {
  const names = ['page_viewed', 'product_viewed', 'page_viewed', 'product_added', 'cart_viewed'];
  return Array.from({length: n}, (_, index) => {
    const visit = Math.floor(index / 12);
    const at = now - visit * 5 * hour - (index % 12) * 20_000;
    return aTouchpoint(at, {
      name: names[index % names.length]!,
      sessionId: `many-${visit}`,
      seq: 12 - (index % 12),
      ...page(`/p/${index}`, `Page ${index}`),
      commerce: {currency: 'EUR', items: [kettle]},
    });
  });
};
