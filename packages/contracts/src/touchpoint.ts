import * as z from 'zod';
import {
  CHANNELS,
  CONSENT_BASES,
  DIRECTIONS,
  FRICTIONS,
  LIMITS,
  MODES,
  OUTCOMES,
  PURPOSES,
  TOUCHPOINT_SOURCES,
  type Purpose,
} from './vocabulary.ts';

const encoder = new TextEncoder();
const fits = (text: string) =>
  text.length * 3 <= LIMITS.textBytes || encoder.encode(text).length <= LIMITS.textBytes;

/** A database holds neither a NUL nor half of a surrogate pair. */
const isStorable = (value: string) => value.isWellFormed() && !value.includes('\u0000');
const storable = {message: 'holds a NUL or half of a surrogate pair'};

/** UTF-8, at most 8 KiB. */
const text = z
  .string()
  .refine(fits, {message: `longer than ${LIMITS.textBytes} bytes`})
  .refine(isStorable, storable);

/** Opaque, at most 128 characters, without control characters (a database column holds it). */
const id = z
  .string()
  .min(1)
  .max(LIMITS.idLength)
  // eslint-disable-next-line no-control-regex -- control characters are what this refuses.
  .regex(/^[^\u0000-\u001f\u007f]+$/, 'holds a control character')
  .refine((value) => value.isWellFormed(), {message: 'is not well-formed Unicode'});

/** Milliseconds since the epoch, UTC. */
const instant = z
  .int({error: 'is no whole number of ms since the epoch, as Date.now() gives it'})
  .min(0)
  .max(8_640_000_000_000_000);
/** Milliseconds. */
const duration = z.int().min(0);
/** Minor units of the currency beside it: cents for EUR, yen for JPY. */
const minor = z.int();
const currency = z.string().regex(/^[A-Z]{3}$/, 'is not an ISO 4217 code such as EUR');
const ratio = z.number().min(0).max(1);

/** A name for somebody: `{kind: 'email', value: 'ada@example.com'}`. */
export const Identifier = z
  .strictObject({
    /** `anonymous`, `user`, `email`, `phone`, `order`, `ticket`, or the tenant's own. */
    kind: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, 'is not a lower-case word such as email'),
    value: id,
    /**
     * The system whose number it is, such as `zendesk`: another has the same number for somebody else.
     * Without it, it is that of the only system there is with it.
     */
    scope: id.optional(),
  })
  .refine(({kind, scope}) => scope === undefined || !/^(anonymous|user|email|phone)$/.test(kind), {
    message: 'a scope is for numbers such as an order or a ticket',
  });
export type Identifier = z.infer<typeof Identifier>;

/** What the customer agreed to, or on what other ground the touchpoint is kept. */
export const Consent = z.strictObject({
  purposes: z.array(z.enum(PURPOSES)).max(PURPOSES.length),
  basis: z.enum(CONSENT_BASES),
  /** When it was given. */
  at: instant.optional(),
});
export type Consent = z.infer<typeof Consent>;

export const Page = z.strictObject({
  /** Without user, password, fragment, and any query key that is not on the allow-list. */
  url: text,
  path: text.optional(),
  title: text.optional(),
  referrer: text.optional(),
  /** The control that was used, as a stable selector; never its text. */
  element: text.optional(),
});
export type Page = z.infer<typeof Page>;

export const CommerceItem = z.strictObject({
  sku: id,
  name: text.optional(),
  brand: text.optional(),
  category: text.optional(),
  variant: text.optional(),
  priceMinor: minor.optional(),
  quantity: z.int().min(0).max(1_000_000).optional(),
  position: z.int().min(0).optional(),
});
export type CommerceItem = z.infer<typeof CommerceItem>;

/** A product, a cart, a checkout or an order. */
export const Commerce = z.strictObject({
  items: z.array(CommerceItem).max(LIMITS.items).optional(),
  /** Required as soon as an amount is given. */
  currency: currency.optional(),
  valueMinor: minor.optional(),
  cartId: id.optional(),
  orderId: id.optional(),
  coupon: text.optional(),
  /** The name or number of the checkout's step. */
  step: text.optional(),
  paymentMethod: text.optional(),
  shippingMethod: text.optional(),
  list: text.optional(),
});
export type Commerce = z.infer<typeof Commerce>;

/** One conversation with an agent or a bot. */
export const Contact = z.strictObject({
  id,
  reason: text.optional(),
  queue: text.optional(),
  /** The agent's opaque id; never a name. */
  agent: id.optional(),
  /** The vendor or product behind the channel. */
  detail: text.optional(),
  endedAt: instant.optional(),
  queueMs: duration.optional(),
  talkMs: duration.optional(),
  holdMs: duration.optional(),
  wrapMs: duration.optional(),
  /** What was said or written, redacted. */
  message: text.optional(),
});
export type Contact = z.infer<typeof Contact>;

export const Survey = z.strictObject({
  type: z.enum(['nps', 'csat', 'ces', 'fcr', 'custom']),
  score: z.number(),
  min: z.number(),
  max: z.number(),
  verbatim: text.optional(),
});
export type Survey = z.infer<typeof Survey>;

/**
 * How the customer feels: valence -2 (bad) to +2 (good). Only from text, ratings and clicks; there
 * is no field for voice, face, typing or mouse movement, and none for an agent's feelings.
 */
export const Sentiment = z.strictObject({
  valence: z.number().min(-2).max(2),
  source: z.enum(['self', 'survey', 'agent', 'inferred']),
  label: z.string().max(32).refine(isStorable, storable).optional(),
  confidence: ratio.optional(),
  /** How it was inferred, with its version: `vader/1`. */
  method: z.string().max(32).refine(isStorable, storable).optional(),
});
export type Sentiment = z.infer<typeof Sentiment>;

export const Friction = z.strictObject({
  type: z.enum(FRICTIONS),
  /** 1 a nuisance, 2 a hindrance, 3 a wall. */
  severity: z.int().min(1).max(3),
  /** What was counted: `{clicks: 4, withinMs: 900}`. */
  evidence: z
    .record(z.string().max(64).refine(isStorable, storable), z.union([z.number(), text]))
    .optional(),
});
export type Friction = z.infer<typeof Friction>;

export const Vital = z.strictObject({
  name: z.enum(['LCP', 'INP', 'CLS', 'FCP', 'TTFB']),
  /** Milliseconds, except CLS, which has no unit. */
  value: z.number().min(0),
  rating: z.enum(['good', 'needs-improvement', 'poor']),
  /** The element to blame, as a selector. */
  target: text.optional(),
});
export type Vital = z.infer<typeof Vital>;

export const Outcome = z.strictObject({
  status: z.enum(OUTCOMES),
  /** A code or short phrase: `card_declined`. */
  reason: text.optional(),
});
export type Outcome = z.infer<typeof Outcome>;

/** Another thing this touchpoint is about: an order, a ticket, a parcel. */
export const Relation = z.strictObject({
  type: z.string().min(1).max(64).refine(isStorable, storable),
  id,
  qualifier: text.optional(),
});
export type Relation = z.infer<typeof Relation>;

const scalar = z.union([text, z.number(), z.boolean(), z.null()]);
const isDeep = (value: unknown) =>
  [value].flat().some((each) => typeof each === 'object' && each !== null);
export const Properties = z
  .record(
    z.string().min(1).max(LIMITS.idLength).refine(isStorable, storable),
    z.union([scalar, z.array(scalar).max(LIMITS.list)], {
      error: ({input}) =>
        isDeep(input) ? 'is not flat: text, number, boolean, null, or a list of these' : undefined,
    }),
  )
  .refine((value) => Object.keys(value).length <= LIMITS.properties, {
    message: `has more than ${LIMITS.properties} keys`,
  });
export type Properties = z.infer<typeof Properties>;

const channel = z.union(
  [z.enum(CHANNELS), z.templateLiteral(['x_', z.string().regex(/^[a-z0-9_]{1,30}$/)])],
  {error: `is none of ${CHANNELS.join(', ')}, nor starts with x_`},
);

/** UUIDv7: other versions say nothing of when. */
export const TouchpointId = z.uuid({
  version: 'v7',
  error: ({input}) =>
    input === undefined
      ? undefined
      : 'is no UUID of version 7 (RFC 9562); uuidV7() of @throughline/contracts makes them',
});

const unstated = (): Consent => ({purposes: ['support'] satisfies Purpose[], basis: 'unstated'});

const shape = {
  /** UUIDv7, made where it happened. The same id is stored once, for ever. */
  id: TouchpointId,
  name: z
    .string()
    .max(LIMITS.nameLength)
    .regex(/^[a-z][a-z0-9_]*$/, 'is not snake_case such as product_added'),
  /** By the sender's clock; the collector corrects it with `sentAt`. */
  occurredAt: instant,
  /** Counts up within a session; settles the order of what happened in one millisecond. */
  seq: z.int().min(0).max(2_147_483_647).default(0),
  /** Absent where there is no session, as for a call. */
  sessionId: id.optional(),
  channel,
  direction: z.enum(DIRECTIONS).default('none'),
  mode: z.enum(MODES).default('self'),
  /** Whose it is, best first. At least one. */
  identifiers: z.array(Identifier).min(1).max(LIMITS.identifiers),
  consent: Consent.default(unstated),
  page: Page.optional(),
  commerce: Commerce.optional(),
  contact: Contact.optional(),
  survey: Survey.optional(),
  sentiment: Sentiment.optional(),
  friction: Friction.optional(),
  vital: Vital.optional(),
  outcome: Outcome.optional(),
  relations: z.array(Relation).max(LIMITS.relations).optional(),
  /** What no facet holds. Flat: text, number, boolean, null, or a list of these. */
  properties: Properties.optional(),
};

/**
 * One thing that happened, as a sender posts it. Unknown fields are refused, so that a misspelt
 * one is noticed; refused touchpoints are kept in quarantine and can be replayed.
 */
export const TouchpointInput = z
  .strictObject(
    {
      ...shape,
      /**
       * What happened, flat, as the sender says it: by our words, GA4's or Segment's. The collector
       * puts products, carts and orders into `commerce` (amounts are decimals here), a facet's own
       * object under its name, and all else into `properties`. Never stored as it is.
       */
      fields: z.record(z.string(), z.unknown()).optional(),
      /** Whose word `name` is, where it is not ours: `add_to_cart` of `ga4`. Never stored. */
      source: z.enum(TOUCHPOINT_SOURCES).optional(),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `has no place for ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}: it goes into a facet, such as page or commerce, or into properties`
          : undefined,
    },
  )
  .meta({title: 'TouchpointInput', description: 'One thing that happened, as a sender posts it.'});
/** As it must be written; fields with a default may be left out. */
export type TouchpointInput = z.input<typeof TouchpointInput>;
/** After validation, defaults filled in and fields lifted into facets. */
export type ValidTouchpoint = Omit<z.output<typeof TouchpointInput>, 'fields' | 'source'>;

/** The clocks behind `occurredAt`, kept raw. */
export const Clocks = z.strictObject({
  /** `occurredAt` as the sender wrote it. */
  client: instant,
  /** `sentAt` of the batch, by the sender's clock. */
  sent: instant,
  received: instant,
  /** The corrected instant lay outside [-30 d, +5 min] and was moved to its edge. */
  clamped: z.boolean().optional(),
});
export type Clocks = z.infer<typeof Clocks>;

/**
 * One thing that happened, as the collector keeps and shows it. `occurredAt` is corrected:
 * `received - (sent - client)`. E-mail addresses and phone numbers among the identifiers are masked.
 */
export const Touchpoint = z
  .strictObject({
    ...shape,
    clocks: Clocks,
    /**
     * It came from a page that a program looked at: a crawler, a monitor, a browser without a
     * person. The collector says so, by the `User-Agent`; it is kept and marked, not thrown away.
     */
    crawler: z.literal(true).optional(),
  })
  .meta({title: 'Touchpoint', description: 'One thing that happened, as the collector keeps it.'});
export type Touchpoint = z.output<typeof Touchpoint>;

/** The envelope of `POST /v1/touchpoints`. Touchpoints are checked one by one, after it. */
export const Batch = z
  .strictObject({
    /** The site's write key, `pk_...`. Public by nature. */
    key: z.string().min(1).max(LIMITS.idLength),
    /** When the sender sent this, by its own clock. */
    sentAt: instant,
    touchpoints: z.array(z.unknown()).min(1).max(LIMITS.batch),
  })
  .meta({title: 'Batch', description: 'What POST /v1/touchpoints takes.'});
export type Batch = z.infer<typeof Batch>;

/** Why one touchpoint of a batch was refused. It is in quarantine, under its reason. */
export const RefusedTouchpoint = z.strictObject({
  /** As sent, or null where there was none to read. */
  id: z.string().nullable(),
  code: z.string(),
  reason: z.string(),
});
export type RefusedTouchpoint = z.infer<typeof RefusedTouchpoint>;

/** The answer to a batch, given only after the commit: nothing less is an acknowledgement. */
export const BatchResult = z
  .strictObject({
    stored: z.int().min(0),
    duplicates: z.int().min(0),
    refused: z.array(RefusedTouchpoint),
    /** The visitor was erased since: the sender forgets them, and what it still holds of them. */
    purge: z.literal(true).optional(),
  })
  .meta({title: 'BatchResult', description: 'What became of each touchpoint of a batch.'});
export type BatchResult = z.infer<typeof BatchResult>;
