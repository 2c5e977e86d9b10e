import {createHash} from 'node:crypto';
import {uuidV7, type Channel, type TouchpointInput} from '@throughline/contracts';
import {CURRENCY, PRODUCTS, type Product} from '../shop/catalogue.ts';
import type {Person} from './people.ts';
import type {Random} from './random.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const SHOP = 'https://halden.example';

/** What happened, without whose it is, when, and where. */
export type Step = Pick<TouchpointInput, 'name'> &
  Partial<Omit<TouchpointInput, 'id' | 'occurredAt' | 'identifiers' | 'sessionId'>>;

interface Visit {
  channel?: Channel;
  /** Whether the visitor has said who they are, from the first step on. */
  known?: boolean;
}

interface Call {
  reason: string;
  queue?: string;
  /** Averages in ms; the real ones spread around them. */
  queueMs?: number;
  talkMs?: number;
  holdMs?: number;
  /** The queues the customer was passed on to. */
  transferred?: readonly string[];
  outcome?: TouchpointInput['outcome'];
  channel?: Channel;
  sentiment?: TouchpointInput['sentiment'];
}

interface TellerOptions {
  person: Person;
  random: Random;
  /** The present of the story; ms since the epoch. */
  until: number;
  seed: string;
}

/** Tells one person's journey. What it returns adds touchpoints to `told`. */
export const teller = ({person, random, until, seed}: TellerOptions) => {
  const told: TouchpointInput[] = [];
  const anonymous = `anon-${digest(`${seed}/${person.user}`).toString('hex', 0, 8)}`;
  let contacts = 0;
  let visits = 0;
  let isKnown = false;

  const nameOf = (value: string) => ({kind: 'user', value});
  const known = [nameOf(person.user), {kind: 'email', value: person.email}];
  const identifiersOf = (channel: string) => {
    if (channel === 'web' || channel === 'mobile_app') {
      return [{kind: 'anonymous', value: anonymous}, ...(isKnown ? known : [])];
    }
    if (channel === 'voice' || channel === 'ivr') {
      return [nameOf(person.user), {kind: 'phone', value: person.phone}];
    }
    return known;
  };

  const tell = (at: number, step: Step, over: Partial<TouchpointInput> = {}) => {
    const channel = over.channel ?? step.channel ?? 'web';
    const occurredAt = Math.round(at);
    const bytes = digest(`${seed}/${person.user}/${told.length}`);
    told.push({
      id: uuidV7(occurredAt, bytes),
      occurredAt,
      seq: told.length,
      consent: {
        purposes: ['support'],
        basis: channel === 'web' || channel === 'mobile_app' ? 'consent' : 'contract',
      },
      ...step,
      ...over,
      channel,
      identifiers: identifiersOf(channel),
      properties: {...step.properties, generated: true, history: until},
    });
  };

  return {
    told,
    random,
    person,
    /** How this person is found, best first. */
    identifiers: () => [...known, {kind: 'anonymous', value: anonymous}],

    /** `hour` of the day that lies `days` before the present, give or take a few minutes. */
    daysAgo: (days: number, hour: number) =>
      Math.floor(until / DAY) * DAY -
      days * DAY +
      hour * 60 * MINUTE +
      random.between(0, 9 * MINUTE),
    minutesAgo: (minutes: number) => until - minutes * MINUTE,
    after: (at: number, hours: number) => at + hours * 60 * MINUTE,

    /** Something that is neither a visit nor a conversation. */
    once(at: number, channel: Channel, step: Step) {
      tell(at, step, {channel});
    },

    /** One session on the website. Returns when it ended. */
    visit(start: number, steps: readonly Step[], {channel = 'web', known: who}: Visit = {}) {
      if (who) isKnown = true;
      visits += 1;
      const sessionId = `${person.user}-visit-${visits}`;
      let at = start;
      steps.forEach((step, seq) => {
        if (step.name === 'customer_identified') isKnown = true;
        tell(at, step, {channel, sessionId, seq});
        at += 2 * SECOND + random.duration(24 * SECOND);
      });
      return at;
    },

    /** A call, or another conversation with an agent. Returns when it ended. */
    contact(start: number, call: Call) {
      contacts += 1;
      const {channel = 'voice', reason, queue = 'Halden support', sentiment} = call;
      const agent = `agent-${random.between(11, 29)}`;
      const queueMs = random.duration(call.queueMs ?? 13 * SECOND) + 2 * SECOND;
      const talkMs = random.duration(call.talkMs ?? 150 * SECOND) + 40 * SECOND;
      const id = `${person.user}-contact-${contacts}`;
      const common = {channel, direction: 'inbound', mode: 'assisted'} as const;
      const about = {id, reason, queue};

      tell(start, {name: 'contact_queued', contact: about}, common);
      let at = start + queueMs;
      tell(at, {name: 'contact_answered', contact: {...about, agent, queueMs}}, common);
      at += talkMs / 2;
      if (call.holdMs) {
        const holdMs = random.duration(call.holdMs) + 10 * SECOND;
        tell(at, {name: 'contact_held', contact: {...about, agent, holdMs}}, common);
        at += holdMs;
      }
      for (const next of call.transferred ?? []) {
        const friction = {type: 'transfer', severity: 1} as const;
        const contact = {...about, queue: next, agent};
        tell(at, {name: 'contact_transferred', contact, friction}, common);
        at += 30 * SECOND + queueMs;
      }
      at += talkMs / 2;
      tell(
        at,
        {
          name: 'contact_ended',
          contact: {...about, agent, talkMs, endedAt: Math.round(at)},
          outcome: call.outcome ?? {status: 'success'},
          ...(sentiment && {sentiment}),
        },
        common,
      );
      return at;
    },

    /** An order from payment to the door, as far as it has come. */
    parcel(
      order: Order,
      {shipped, delivered}: {shipped?: number | undefined; delivered?: number | undefined},
    ) {
      const relations = [{type: 'order', id: order.id}];
      const by = {direction: 'outbound', mode: 'automated', relations} as const;
      if (shipped) {
        const properties = {carrier: 'Nordpost'};
        tell(
          shipped,
          {name: 'order_shipped', commerce: order.commerce, properties},
          {channel: 'email', ...by},
        );
      }
      if (delivered) {
        tell(
          delivered,
          {name: 'order_delivered', commerce: order.commerce},
          {channel: 'partner', ...by},
        );
      }
    },

    survey(at: number, score: number, verbatim: string, type: 'nps' | 'csat' = 'csat') {
      const [min, max] = type === 'nps' ? [0, 10] : [1, 5];
      const by = {channel: 'email'} as const;
      tell(at, {name: 'survey_sent', direction: 'outbound', mode: 'automated'}, by);
      tell(
        at + random.between(20, 300) * MINUTE,
        {name: 'survey_answered', direction: 'inbound', survey: {type, score, min, max, verbatim}},
        by,
      );
    },
  };
};

export type Teller = ReturnType<typeof teller>;

const digest = (text: string) => createHash('sha256').update(text).digest().subarray(0, 10);

export const product = (slug: string): Product => PRODUCTS.find((one) => one.slug === slug)!;

export interface Order {
  id: string;
  commerce: NonNullable<TouchpointInput['commerce']>;
}

const itemOf = ({sku, name, category, priceMinor}: Product, quantity = 1) => ({
  sku,
  name,
  brand: 'Halden',
  category,
  priceMinor,
  quantity,
});

export const commerceOf = (products: readonly Product[]) => ({
  currency: CURRENCY,
  valueMinor: products.reduce((sum, {priceMinor}) => sum + priceMinor, 0),
  items: products.map((one) => itemOf(one)),
});

export const orderOf = (random: Random, products: readonly Product[]): Order => {
  const id = `HCG-${random.between(20_000, 99_000)}`;
  return {id, commerce: {...commerceOf(products), orderId: id}};
};

const pageAt = (path: string, title: string) => ({url: SHOP + path, path, title});

/** The steps a visitor of the shop takes. */
export const step = {
  page: (path: string, title: string): Step => ({name: 'page_viewed', page: pageAt(path, title)}),
  viewed: (one: Product): Step => ({
    name: 'product_viewed',
    page: pageAt(`/products/${one.slug}`, one.name),
    commerce: commerceOf([one]),
  }),
  added: (one: Product): Step => ({
    name: 'product_added',
    page: pageAt(`/products/${one.slug}`, one.name),
    commerce: commerceOf([one]),
  }),
  cart: (products: readonly Product[]): Step => ({
    name: 'cart_viewed',
    page: pageAt('/cart', 'Your cart'),
    commerce: commerceOf(products),
  }),
  checkout: (products: readonly Product[]): Step => ({
    name: 'checkout_started',
    page: pageAt('/checkout', 'Checkout'),
    commerce: commerceOf(products),
  }),
  identified: (): Step => ({name: 'customer_identified', page: pageAt('/checkout', 'Checkout')}),
  paymentEntered: (products: readonly Product[]): Step => ({
    name: 'payment_info_entered',
    page: pageAt('/checkout/payment', 'Payment'),
    commerce: {...commerceOf(products), paymentMethod: 'card'},
  }),
  declined: (products: readonly Product[]): Step => ({
    name: 'payment_failed',
    page: pageAt('/checkout/review', 'Review and pay'),
    commerce: {...commerceOf(products), paymentMethod: 'card', step: 'review'},
    outcome: {status: 'failure', reason: 'card_declined'},
    friction: {type: 'payment_failed', severity: 3},
  }),
  ordered: ({id, commerce}: Order): Step => ({
    name: 'order_completed',
    page: pageAt(`/orders/${id}`, `Order ${id}`),
    commerce,
    outcome: {status: 'success'},
    relations: [{type: 'order', id}],
  }),
  searched: (query: string, results: number): Step => ({
    name: results ? 'help_searched' : 'search_no_results',
    page: pageAt('/help/search', 'Help centre'),
    properties: {query, results},
    ...(results === 0 && {friction: {type: 'search_no_result', severity: 2} as const}),
  }),
  article: (slug: string, title: string): Step => ({
    name: 'article_viewed',
    page: pageAt(`/help/articles/${slug}`, title),
    properties: {article: slug},
  }),
  voted: (slug: string, vote: 'yes' | 'no'): Step => ({
    name: 'article_voted',
    page: pageAt(`/help/articles/${slug}`, 'Help centre'),
    properties: {article: slug, vote},
  }),
  help: (kind: 'chat' | 'phone' | 'mail' | 'link' | 'callback', label: string): Step => ({
    name: kind === 'callback' ? 'callback_requested' : 'help_clicked',
    direction: 'inbound',
    page: pageAt('/help/contact', 'Contact us'),
    properties: {kind, label},
  }),
  friction: (
    type: 'rage_click' | 'dead_click' | 'validation_error' | 'slow_page',
    path: string,
    evidence: Record<string, string | number>,
  ): Step => ({
    name: type === 'validation_error' ? 'validation_failed' : 'friction_detected',
    page: pageAt(path, 'Halden Coffee Goods'),
    friction: {type, severity: 2, evidence},
  }),
};
