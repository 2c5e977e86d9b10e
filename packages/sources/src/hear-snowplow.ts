import type {Channel, Identifier, Page, Vital} from '@throughline/contracts';
import {ga4} from './ga4.ts';
import type {HeardSent} from './heard-sent.ts';
import {pageOf} from './page.ts';
import {defined, instantOf, isRecord, listOf, recordOf, textOf, type Payload} from './payload.ts';
import {segment} from './segment.ts';
import {snakeCase} from './snake-case.ts';
import {snowplow} from './snowplow.ts';
import type {ToldWhen, Unknown} from './source.ts';
import {unpacked} from './unpacked.ts';
import {withoutAddresses} from './without-addresses.ts';
import {jsonOf} from './webhooks/reading.ts';

/**
 * Hears what a Snowplow tracker posts to a collector (`payload_data`, tracker protocol 2), or the
 * parameters of its pixel as a list of one.
 */
export const hearSnowplow = (body: unknown, receivedAt: number): HeardSent => {
  const {data} = recordOf(body);
  if (!Array.isArray(data)) {
    const unknown = [{reason: 'data: is no list of events', payload: body}];
    return {touchpoints: [], unknown, sentAt: receivedAt};
  }
  const told: ToldWhen[] = [];
  const unknown: Unknown[] = [];
  for (const event of data) {
    const heard = hearEvent(recordOf(event), receivedAt);
    if ('reason' in heard) unknown.push({...heard, payload: event});
    else told.push(...heard);
  }
  // A tracker gives every event of a request the same. A true time is no device's: nothing is to be put right.
  const {stm, ttm} = recordOf(data[0]);
  const sent = ttm === undefined ? instantOf(numberOf(stm)) : receivedAt;
  return {touchpoints: told, unknown, sentAt: sent ?? receivedAt};
};

type Refused = Omit<Unknown, 'payload'>;

const hearEvent = (event: Payload, receivedAt: number): ToldWhen[] | Refused => {
  const entities = entitiesOf(event);
  const session = entities.get('client_session')?.[0] ?? {};
  const identifiers = identifiersOf(event, entities);
  if (identifiers.length === 0) return {reason: 'identifiers: neither duid nor uid'};
  const said = own(kinds, event.e)?.(event, entities);
  if (said === undefined) return {reason: 'e: is no kind of event', identifiers};
  if (typeof said === 'string') return {reason: said, identifiers};
  const time = event.ttm ?? event.dtm;
  const happened = instantOf(numberOf(time));
  if (happened === undefined && time !== undefined) {
    return {reason: 'dtm: is not a time', identifiers};
  }
  const eid = textOf(event.eid);
  const key = eid ?? `${happened ?? receivedAt} ${JSON.stringify(event)}`;
  const page = pageOf({url: event.url, title: event.page, referrer: event.refr});
  return [said].flat().map(({part, properties, ...rest}) => ({
    key: part === undefined ? key : `${key} ${part}`,
    ...(happened === undefined && eid !== undefined && {undated: true as const}),
    occurredAt: happened ?? receivedAt,
    seq: numberOf(session.eventIndex) ?? 0,
    channel: own(CHANNELS, event.p) ?? 'web',
    identifiers,
    ...defined({
      sessionId: textOf(event.sid) ?? textOf(session.sessionId),
      page,
    }),
    ...rest,
    properties: defined({
      pageViewId: textOf(entities.get('web_page')?.[0]?.id),
      timezone: textOf(event.tz),
      ...properties,
    }),
  }));
};

type Entities = ReadonlyMap<string, readonly Payload[]>;

interface Said {
  readonly name: string;
  readonly fields?: Payload;
  readonly page?: Page;
  readonly vital?: Vital;
  readonly properties?: Record<string, string | number | boolean | undefined>;
  /** What tells apart the touchpoints that one event makes. */
  readonly part?: string;
}

/** The kinds of event, by their letters. A text is the reason why it says nothing. */
const kinds: Record<string, (event: Payload, entities: Entities) => Said | Said[] | string> = {
  pv: () => ({name: 'page_viewed'}),
  pp: () => ({name: 'page_pinged'}),

  se({se_ca: category, se_ac: action, se_la: label, se_pr: property, se_va: value}) {
    const name = ourName(textOf(action) ?? '');
    if (!name) return 'se_ac: is missing';
    const fields = {
      category: textOf(category),
      label: textOf(label),
      property: textOf(property),
      amount: numberOf(value),
    };
    return {name, properties: withoutAddresses(fields) as typeof fields};
  },

  tr: (event) => ({
    name: 'order_completed',
    fields: defined({orderId: event.tr_id, value: event.tr_tt, currency: event.tr_cu}),
  }),

  ti: (event) => ({
    name: 'order_item_recorded',
    fields: defined({
      orderId: event.ti_id,
      currency: event.ti_cu,
      items: [
        defined({
          sku: event.ti_sk,
          name: event.ti_nm,
          category: event.ti_ca,
          price: event.ti_pr,
          quantity: event.ti_qu,
        }),
      ],
    }),
  }),

  ue(event, entities) {
    const described = selfDescribing(recordOf(packed(event.ue_px, event.ue_pr)).data);
    if (!described) return 'ue_pr: is no self-describing event';
    const {name, data, isTheirs} = described;
    if (isTheirs && name === 'snowplow_ecommerce_action') return action(data, entities);
    if (isTheirs && name === 'web_vitals') return vitals(data);
    return {name: ourName(name) || 'event_tracked', fields: fieldsOf(name, data)};
  },
};

/** An action of the e-commerce schema; what it is about stands in the entities beside it. */
const action = ({type, name: list}: Payload, entities: Entities): Said | string => {
  const called = textOf(type);
  if (!called) return 'type: the e-commerce action has none';
  const first = (entity: string): Payload => entities.get(entity)?.[0] ?? {};
  const [cart, step, order, refund] = [
    first('cart'),
    first('checkout_step'),
    first('transaction'),
    first('refund'),
  ];
  const [failure, promotion] = [first('transaction_error'), first('promotion')];
  const products = entities.get('product') ?? [];
  const isFirst = called === 'checkout_step' && String(step.step) === '1';
  return {
    name: isFirst ? 'checkout_started' : ourName(called) || 'event_tracked',
    // Where things go to, and who pays, is in there as well: it is not taken.
    fields: defined({
      orderId: textOf(order.transaction_id) ?? textOf(refund.transaction_id),
      cartId: textOf(cart.cart_id),
      value:
        numberOf(refund.refund_amount) ?? numberOf(order.revenue) ?? numberOf(cart.total_value),
      currency: [order, refund, cart, ...products]
        .map(({currency}) => textOf(currency))
        .find(Boolean),
      items: products[0] && products.map(productOf),
      step: textOf(step.step),
      paymentMethod: textOf(step.payment_method) ?? textOf(order.payment_method),
      shippingMethod: textOf(step.delivery_method),
      coupon: textOf(step.coupon_code) ?? textOf(order.discount_code),
      list: called.startsWith('list_') ? textOf(list) : undefined,
      promotion: textOf(promotion.id) ?? textOf(promotion.name),
      reason: textOf(failure.error_code) ?? textOf(failure.error_description),
    }),
  };
};

const productOf = ({id, name, category, brand, variant, price, quantity, position}: Payload) =>
  defined({sku: textOf(id), name, category, brand, variant, price, quantity, position});

/** Where good ends and poor begins, as web-vitals has it. */
const VITALS = {
  LCP: [2500, 4000],
  INP: [200, 500],
  CLS: [0.1, 0.25],
  FCP: [1800, 3000],
  TTFB: [800, 1800],
} as const;

/** One event holds all of a page's; ours is one each. */
const vitals = (data: Payload): Said[] =>
  Object.entries(VITALS).flatMap(([key, [good, poor]]) => {
    const name = key as keyof typeof VITALS;
    const value = numberOf(data[key.toLowerCase()]);
    if (value === undefined || value < 0) return [];
    const rating = value <= good ? 'good' : value <= poor ? 'needs-improvement' : 'poor';
    return {name: 'web_vital_measured', vital: {name, value, rating}, part: name};
  });

/** What a form held is never taken; of an address, what says nothing of a person. */
const fieldsOf = (name: string, data: Payload): Payload =>
  Object.fromEntries(
    Object.entries(withoutAddresses(data))
      .filter(([key]) => !(name.endsWith('_form') && /^(value|elements)$/.test(key)))
      .flatMap(([key, value]): [string, unknown][] => {
        if (name === 'site_search' && key === 'terms') return [['query', listOf(value).join(' ')]];
        if (key === 'unitPrice') return [['price', value]];
        return [[key, isRecord(value) ? JSON.stringify(value) : value]];
      }),
  );

/** Its own names first; a structured event is often given those of another vocabulary. */
const ourName = (name: string): string => {
  const snake = snakeCase(name);
  for (const {names} of [snowplow, ga4, segment]) {
    if (Object.hasOwn(names, snake)) return names[snake]!;
  }
  return snake;
};

const identifiersOf = (event: Payload, entities: Entities): Identifier[] => {
  const customer = entities.get('user')?.[0] ?? {};
  const session = entities.get('client_session')?.[0] ?? {};
  const pairs: [string, string | undefined][] = [
    ['user', textOf(event.uid) ?? textOf(customer.id)],
    ['anonymous', textOf(event.duid) ?? textOf(session.userId)],
    ['email', textOf(customer.email)],
  ];
  // The network's id is one of the collector's own cookies: only where nothing else names anybody.
  const network = textOf(event.tnuid) ?? textOf(event.nuid);
  const named = pairs.flatMap(([kind, value]) => (value ? [{kind, value}] : []));
  return named[0] || !network ? named : [{kind: 'anonymous', value: network}];
};

const CHANNELS: Readonly<Record<string, Channel>> = {
  web: 'web',
  mob: 'mobile_app',
  app: 'mobile_app',
  srv: 'api',
};

/** The entities beside an event, by the names of their schemas. A `user` of another's may be anything. */
const entitiesOf = (event: Payload): Entities => {
  const entities = listOf(recordOf(packed(event.cx, event.co)).data)
    .flatMap((entity) => selfDescribing(entity) ?? [])
    .filter(({isTheirs}) => isTheirs);
  const byName = Map.groupBy(entities, ({name}) => name);
  return new Map([...byName].map(([name, list]) => [name, list.map(({data}) => data)]));
};

/** `iglu:VENDOR/NAME/jsonschema/1-0-0`, and what is said in it. */
const selfDescribing = (value: unknown) => {
  const {schema, data} = recordOf(value);
  const [, vendor, name] = /^iglu:([^/]+)\/([^/]+)\//.exec(String(schema)) ?? [];
  if (!vendor || !name || !isRecord(data)) return undefined;
  return {name, data, isTheirs: vendor.startsWith('com.snowplowanalytics.')};
};

const own = <T>(from: Readonly<Record<string, T>>, key: unknown): T | undefined =>
  typeof key === 'string' && Object.hasOwn(from, key) ? from[key] : undefined;

/** JSON, in base64 for the web or plain; undefined where it is neither. */
const packed = (base64: unknown, plain: unknown): unknown => {
  const bytes =
    typeof base64 === 'string' ? unpacked(base64) : new TextEncoder().encode(textOf(plain));
  return bytes && jsonOf(bytes); // Said by whoever finds nothing in it.
};

/** The protocol writes numbers as text. */
const numberOf = (value: unknown): number | undefined => {
  const number = textOf(value) === undefined ? Number.NaN : Number(value);
  return Number.isFinite(number) ? number : undefined;
};
