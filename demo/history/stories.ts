import {PRODUCTS} from '../shop/catalogue.ts';
import {commerceOf, orderOf, product, step, type Teller} from './teller.ts';

/** How a story goes on in the desktop: the customer is about to be answered. */
export interface OpenContact {
  channel: 'chat' | 'mail' | 'call';
  subject: string;
  /** Since when they wait. */
  waitedMinutes: number;
  /** What they have written. None for a call. */
  messages: readonly string[];
}

export type Story = (teller: Teller) => OpenContact;

const kettle = product('pour-over-kettle');
const electricKettle = product('electric-kettle');
const dripper = product('ceramic-dripper');
const carafe = product('glass-carafe');
const handGrinder = product('hand-grinder');
const grinder = product('electric-grinder');
const scale = product('brew-scale');
const mug = product('stoneware-mug');
const tumbler = product('travel-tumbler');
const morgen = product('morgen-beans');
const kveld = product('kveld-beans');
const filters = product('paper-filters');

/** What somebody did before there was anything to tell: looked around, mostly. */
const everyday = (t: Teller) => {
  const visits = t.random.between(1, 4);
  const days = Array.from({length: visits}, () => t.random.between(17, 27));
  for (const day of days.toSorted((a, b) => b - a)) {
    const [one, other] = [t.random.pick(PRODUCTS), t.random.pick(PRODUCTS)];
    t.visit(t.daysAgo(day, t.random.between(6, 22)), [
      step.page('/', 'Halden Coffee Goods'),
      step.page(`/shop/${one.category}`, 'Halden Coffee Goods'),
      step.viewed(one),
      ...(one === other ? [] : [step.viewed(other)]),
      ...(t.random.chance(0.2) ? [step.added(other)] : []),
    ]);
  }
};

const cardDeclined: Story = (t) => {
  const wanted = [t.random.pick([kettle, electricKettle, handGrinder]), filters];
  const [main] = wanted;
  t.visit(t.daysAgo(9, 19), [
    step.page('/', 'Halden Coffee Goods'),
    step.page('/shop/brew', 'Brew'),
    step.viewed(main!),
    step.viewed(dripper),
  ]);
  t.visit(t.daysAgo(3, 20), [step.viewed(main!), step.added(main!), step.cart([main!])]);
  const end = t.visit(t.minutesAgo(24), [
    step.cart(wanted),
    step.checkout(wanted),
    step.identified(),
    step.paymentEntered(wanted),
    step.declined(wanted),
    step.paymentEntered(wanted),
    step.declined(wanted),
    step.searched('payment blocked', 0),
    step.searched('card declined', 2),
    step.article('my-card-was-declined', 'My card was declined'),
  ]);
  t.visit(end, [step.voted('my-card-was-declined', 'no'), step.help('chat', 'article')]);
  return {
    channel: 'chat',
    subject: 'Card declined twice',
    waitedMinutes: 3,
    messages: [
      'Hi, my card does not work in your shop, but it works everywhere else.',
      'I tried it twice. Was I charged?',
    ],
  };
};

const lateParcel: Story = (t) => {
  const bought = [t.random.pick([carafe, scale, tumbler]), morgen];
  const order = orderOf(t.random, bought);
  const start = t.daysAgo(12, 18);
  t.visit(start, [
    step.page('/', 'Halden Coffee Goods'),
    step.viewed(bought[0]!),
    step.added(bought[0]!),
    step.added(morgen),
    step.checkout(bought),
    step.identified(),
    step.paymentEntered(bought),
    step.ordered(order),
  ]);
  t.parcel(order, {shipped: t.daysAgo(11, 15)});
  for (const days of [7, 5, 4]) {
    t.visit(t.daysAgo(days, 8), [
      step.page(`/orders/${order.id}`, `Order ${order.id}`),
      step.article('where-is-my-order', 'Where is my order?'),
    ]);
  }
  t.once(t.daysAgo(4, 9), 'email', {
    name: 'ticket_created',
    direction: 'inbound',
    relations: [
      {type: 'ticket', id: `T-${order.id}`},
      {type: 'order', id: order.id},
    ],
    properties: {subject: 'Parcel has not moved for a week'},
    sentiment: {valence: -1, source: 'inferred', label: 'frustrated', confidence: 0.7},
  });
  t.once(t.daysAgo(3, 14), 'email', {
    name: 'promise_made',
    direction: 'outbound',
    mode: 'assisted',
    relations: [{type: 'ticket', id: `T-${order.id}`}],
    properties: {promise: 'An answer from the carrier within one working day'},
  });
  t.once(t.daysAgo(1, 16), 'crm', {
    name: 'promise_broken',
    direction: 'internal',
    mode: 'automated',
    relations: [{type: 'ticket', id: `T-${order.id}`}],
    friction: {type: 'promise_broken', severity: 3},
  });
  t.visit(t.minutesAgo(16), [
    step.page(`/orders/${order.id}`, `Order ${order.id}`),
    step.help('phone', 'contact'),
  ]);
  return {
    channel: 'call',
    subject: `Where is order ${order.id}?`,
    waitedMinutes: 2,
    messages: [],
  };
};

const refund: Story = (t) => {
  const order = orderOf(t.random, [grinder]);
  t.visit(t.daysAgo(24, 21), [
    step.page('/shop/grind', 'Grind & weigh'),
    step.viewed(handGrinder),
    step.viewed(grinder),
    step.added(grinder),
    step.checkout([grinder]),
    step.identified(),
    step.ordered(order),
  ]);
  t.parcel(order, {shipped: t.daysAgo(23, 15), delivered: t.daysAgo(20, 11)});
  t.survey(t.daysAgo(18, 10), 3, 'Good coffee, but louder than I thought.');
  t.visit(t.daysAgo(15, 19), [
    step.page('/help', 'Help centre'),
    step.searched('return opened box', 1),
    step.article('returns-and-refunds', 'Returns and refunds'),
    step.voted('returns-and-refunds', 'yes'),
  ]);
  t.contact(t.daysAgo(14, 10), {reason: 'Return label', channel: 'chat', talkMs: 240_000});
  t.once(t.daysAgo(11, 17), 'in_store', {
    name: 'order_updated',
    direction: 'inbound',
    mode: 'assisted',
    commerce: order.commerce,
    relations: [{type: 'order', id: order.id}],
    properties: {status: 'returned', place: `Pick-up point, ${t.person.city}`},
  });
  t.visit(t.daysAgo(2, 8), [
    step.page(`/orders/${order.id}`, `Order ${order.id}`),
    step.searched('refund how long', 1),
    step.article('returns-and-refunds', 'Returns and refunds'),
  ]);
  return {
    channel: 'mail',
    subject: `Refund for ${order.id}`,
    waitedMinutes: 95,
    messages: [
      `Hello,\n\nI handed in my grinder eleven days ago (order ${order.id}) and kept the receipt. There is still no money on my card. Could you please look into it?\n\nKind regards,\n${t.person.name}`,
    ],
  };
};

const brokenGrinder: Story = (t) => {
  const ticket = `T-${t.random.between(4100, 4900)}`;
  const relations = [{type: 'ticket', id: ticket}];
  t.visit(
    t.daysAgo(16, 7),
    [
      step.page('/help', 'Help centre'),
      step.searched('grinder stuck', 2),
      step.article('grinder-is-stuck', 'The grinder is stuck, or grinds unevenly'),
      step.voted('grinder-is-stuck', 'no'),
    ],
    {known: true},
  );
  t.contact(t.daysAgo(16, 9), {
    reason: 'Grinder stuck',
    queueMs: 40_000,
    talkMs: 260_000,
    holdMs: 60_000,
  });
  t.once(t.daysAgo(16, 10), 'crm', {
    name: 'ticket_created',
    direction: 'internal',
    mode: 'assisted',
    relations,
    properties: {subject: 'Burrs to be replaced under warranty'},
  });
  t.once(t.daysAgo(13, 12), 'crm', {
    name: 'ticket_resolved',
    direction: 'internal',
    mode: 'assisted',
    relations,
    properties: {solution: 'Burr set posted'},
  });
  t.survey(t.daysAgo(12, 9), 4, 'Friendly and quick.');
  t.contact(t.daysAgo(6, 18), {
    reason: 'Grinder stuck',
    queueMs: 90_000,
    transferred: ['Repairs'],
    outcome: {status: 'pending', reason: 'second_burr_set'},
    sentiment: {valence: -1, source: 'agent', label: 'frustrated'},
  });
  t.once(t.daysAgo(6, 19), 'crm', {
    name: 'ticket_reopened',
    direction: 'internal',
    mode: 'assisted',
    relations,
    friction: {type: 'reopened', severity: 2},
  });
  t.once(t.daysAgo(2, 9), 'crm', {
    name: 'sla_warning',
    direction: 'internal',
    mode: 'automated',
    relations,
    properties: {policy: 'Repair within seven days'},
  });
  return {
    channel: 'call',
    subject: `Third call about ticket ${ticket}`,
    waitedMinutes: 4,
    messages: [],
  };
};

const regular: Story = (t) => {
  for (const days of [26, 19, 12, 5]) {
    const bought = t.random.chance(0.5) ? [morgen, filters] : [morgen, kveld];
    const order = orderOf(t.random, bought);
    t.visit(
      t.daysAgo(days, 8),
      [
        step.page('/shop/beans', 'Beans & filters'),
        ...bought.map(step.added),
        step.checkout(bought),
        step.ordered(order),
      ],
      {known: true, channel: t.random.chance(0.4) ? 'mobile_app' : 'web'},
    );
    t.parcel(order, {shipped: t.daysAgo(days - 1, 15), delivered: t.daysAgo(days - 3, 12)});
  }
  t.survey(t.daysAgo(8, 10), 10, 'The best beans I can get here.', 'nps');
  t.visit(t.daysAgo(7, 20), [
    step.viewed(morgen),
    {name: 'review_submitted', commerce: commerceOf([morgen]), properties: {rating: 5}},
  ]);
  t.once(t.daysAgo(3, 10), 'email', {
    name: 'message_sent',
    direction: 'outbound',
    mode: 'automated',
    properties: {subject: 'New harvest from Huila'},
  });
  t.visit(t.minutesAgo(31), [
    step.page('/shop/beans', 'Beans & filters'),
    step.searched('subscription', 0),
    step.help('chat', 'help-search'),
  ]);
  return {
    channel: 'chat',
    subject: 'Beans every week?',
    waitedMinutes: 1,
    messages: ['Hello! Can I get Morgen every week without ordering each time?'],
  };
};

const undecided: Story = (t) => {
  const rivals = t.random.chance(0.5) ? [kettle, electricKettle] : [handGrinder, grinder];
  const [one, other] = rivals;
  for (const days of [14, 10, 6]) {
    t.visit(t.daysAgo(days, 21), [
      step.page(`/shop/${one!.category}`, 'Halden Coffee Goods'),
      step.viewed(one!),
      step.viewed(other!),
      step.viewed(one!),
    ]);
  }
  t.visit(t.daysAgo(6, 22), [
    {name: 'wishlist_added', commerce: commerceOf([other!])},
    step.page('/account', 'Your account'),
    step.identified(),
  ]);
  t.once(t.daysAgo(4, 13), 'in_store', {
    name: 'product_viewed',
    direction: 'inbound',
    mode: 'assisted',
    commerce: commerceOf([other!]),
    properties: {place: 'Studio Halden', note: 'Tried both'},
  });
  t.visit(t.minutesAgo(12), [
    step.viewed(other!),
    step.added(other!),
    step.cart([other!]),
    step.help('chat', 'cart'),
  ]);
  return {
    channel: 'chat',
    subject: `${one!.name} or ${other!.name.toLowerCase()}?`,
    waitedMinutes: 2,
    messages: [
      `I cannot decide. Is the ${other!.name.toLowerCase()} worth the price for two cups a day?`,
    ],
  };
};

const couponDenied: Story = (t) => {
  const wanted = [mug, mug, dripper];
  t.once(t.daysAgo(5, 9), 'email', {
    name: 'message_sent',
    direction: 'outbound',
    mode: 'automated',
    properties: {subject: 'Ten per cent for your birthday'},
  });
  const denied = {
    name: 'coupon_denied',
    commerce: {coupon: 'BIRTHDAY10'},
    outcome: {status: 'failure', reason: 'expired'},
    friction: {type: 'coupon_denied', severity: 2},
  } as const;
  t.visit(t.daysAgo(1, 20), [
    step.viewed(mug),
    step.added(mug),
    step.added(dripper),
    step.cart(wanted),
    denied,
    denied,
    step.friction('rage_click', '/cart', {clicks: 5, withinMs: 1400, element: '#coupon button'}),
    step.searched('discount code does not work', 0),
  ]);
  t.visit(t.minutesAgo(9), [
    step.cart(wanted),
    step.identified(),
    denied,
    step.help('chat', 'cart'),
  ]);
  return {
    channel: 'chat',
    subject: 'Birthday code is refused',
    waitedMinutes: 5,
    messages: ['Your birthday code says it is expired. It came five days ago!'],
  };
};

const wrongItem: Story = (t) => {
  const order = orderOf(t.random, [kveld, tumbler]);
  const ticket = `T-${t.random.between(5100, 5900)}`;
  t.visit(t.daysAgo(10, 12), [
    step.viewed(tumbler),
    step.added(tumbler),
    step.added(kveld),
    step.checkout([tumbler, kveld]),
    step.friction('validation_error', '/checkout', {field: 'postcode', times: 3}),
    step.identified(),
    step.ordered(order),
  ]);
  t.parcel(order, {shipped: t.daysAgo(9, 15), delivered: t.daysAgo(6, 10)});
  t.once(t.daysAgo(6, 18), 'messaging', {
    name: 'message_received',
    direction: 'inbound',
    contact: {id: `${t.person.user}-whatsapp`, detail: 'WhatsApp', reason: 'Wrong item'},
    sentiment: {valence: -1, source: 'inferred', label: 'disappointed', confidence: 0.8},
  });
  t.once(t.daysAgo(6, 18.5), 'bot', {
    name: 'bot_handover',
    direction: 'outbound',
    mode: 'bot',
    contact: {id: `${t.person.user}-whatsapp`, detail: 'WhatsApp', reason: 'Wrong item'},
  });
  t.once(t.daysAgo(5, 9), 'crm', {
    name: 'ticket_created',
    direction: 'internal',
    mode: 'assisted',
    relations: [
      {type: 'ticket', id: ticket},
      {type: 'order', id: order.id},
    ],
    properties: {subject: 'Full beans sent instead of decaf'},
  });
  t.once(t.daysAgo(2, 9), 'crm', {
    name: 'sla_breached',
    direction: 'internal',
    mode: 'automated',
    relations: [{type: 'ticket', id: ticket}],
    friction: {type: 'sla_breach', severity: 3, evidence: {targetHours: 48}},
  });
  t.survey(t.daysAgo(1, 9), 2, 'Nobody has answered me for three days.');
  return {
    channel: 'mail',
    subject: 'Still the wrong beans',
    waitedMinutes: 140,
    messages: [
      `Hello,\n\nI ordered decaf and got ordinary beans. I wrote to you by WhatsApp six days ago and was told that somebody would come back to me. Nobody has.\n\n${t.person.name}`,
    ],
  };
};

const business: Story = (t) => {
  const bought = [grinder, grinder, scale, kveld, morgen];
  const order = orderOf(t.random, bought);
  t.once(t.daysAgo(27, 10), 'partner', {
    name: 'form_submitted',
    direction: 'inbound',
    properties: {form: 'Offices and cafes', seats: t.random.between(12, 60)},
  });
  t.contact(t.daysAgo(25, 11), {
    reason: 'Offer for an office',
    queue: 'Business',
    talkMs: 420_000,
  });
  t.visit(
    t.daysAgo(21, 9),
    [
      step.page('/shop/grind', 'Grind & weigh'),
      step.added(grinder),
      step.cart(bought),
      step.checkout(bought),
      step.ordered(order),
    ],
    {known: true},
  );
  t.parcel(order, {shipped: t.daysAgo(20, 15), delivered: t.daysAgo(18, 10)});
  t.visit(t.daysAgo(8, 14), [
    step.searched('invoice vat number', 1),
    step.article('invoices-and-vat', 'Invoices and VAT'),
    step.voted('invoices-and-vat', 'no'),
  ]);
  t.contact(t.daysAgo(8, 15), {
    reason: 'Invoice without VAT',
    transferred: ['Billing', 'Business'],
    holdMs: 120_000,
    outcome: {status: 'pending', reason: 'new_invoice'},
  });
  t.once(t.daysAgo(7, 10), 'letter', {
    name: 'message_sent',
    direction: 'outbound',
    mode: 'assisted',
    relations: [{type: 'order', id: order.id}],
    properties: {subject: 'Corrected invoice'},
  });
  return {
    channel: 'mail',
    subject: `Invoice for ${order.id}, once more`,
    waitedMinutes: 48,
    messages: [
      `Dear team,\n\nthe corrected invoice for ${order.id} still shows VAT. Our accountant needs it by Friday.\n\nRegards,\n${t.person.name}`,
    ],
  };
};

const pickUp: Story = (t) => {
  const order = orderOf(t.random, [carafe, mug]);
  t.visit(t.daysAgo(2, 17), [
    step.viewed(carafe),
    step.added(carafe),
    step.added(mug),
    step.checkout([carafe, mug]),
    step.identified(),
    {
      ...step.ordered(order),
      commerce: {...order.commerce, shippingMethod: 'pickup'},
    },
  ]);
  t.once(t.daysAgo(1, 12), 'sms', {
    name: 'message_sent',
    direction: 'outbound',
    mode: 'automated',
    relations: [{type: 'order', id: order.id}],
    properties: {subject: 'Ready to pick up'},
  });
  t.once(t.daysAgo(1, 16), 'kiosk', {
    name: 'order_updated',
    direction: 'inbound',
    commerce: order.commerce,
    outcome: {status: 'failure', reason: 'parcel_not_found'},
    relations: [{type: 'order', id: order.id}],
    properties: {place: 'Studio Halden', status: 'not picked up'},
  });
  t.contact(t.daysAgo(1, 16.3), {
    reason: 'Pick-up failed',
    channel: 'in_store',
    queueMs: 240_000,
    outcome: {status: 'failure', reason: 'parcel_not_found'},
  });
  t.visit(t.minutesAgo(52), [
    step.page('/help', 'Help centre'),
    step.searched('pick up', 2),
    step.help('callback', 'In ten minutes'),
  ]);
  return {
    channel: 'call',
    subject: 'Call back: parcel not found at the studio',
    waitedMinutes: 41,
    messages: [],
  };
};

const PLOTS: readonly Story[] = [
  cardDeclined,
  lateParcel,
  refund,
  brokenGrinder,
  regular,
  undecided,
  couponDenied,
  wrongItem,
  business,
  pickUp,
];

/** The story of the person at this place of the list. */
export const storyOf = (at: number): Story => {
  const plot = PLOTS[at % PLOTS.length]!;
  return (t) => {
    everyday(t);
    const contact = plot(t);
    // Two people with the same trouble have not waited equally long.
    const waitedMinutes = contact.waitedMinutes * (0.5 + t.random.next());
    return {...contact, waitedMinutes};
  };
};
