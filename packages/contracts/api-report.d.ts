import * as z from 'zod';

/**
 * The words of a journey, as plain constants: no schema in this file, so that a bundle that needs
 * a list does not pay for the validator.
 */
/** Where a touchpoint happened. A tenant's own channels start with `x_`. */
declare const CHANNELS: readonly [
  'web',
  'mobile_app',
  'in_store',
  'kiosk',
  'email',
  'sms',
  'push',
  'voice',
  'ivr',
  'voicemail',
  'video',
  'chat',
  'bot',
  'messaging',
  'social',
  'community',
  'self_service',
  'co_browse',
  'callback',
  'letter',
  'fax',
  'field_service',
  'partner',
  'ads',
  'marketplace',
  'crm',
  'api',
];
type StandardChannel = (typeof CHANNELS)[number];
type Channel = StandardChannel | `x_${string}`;
/** Seen from the company: `inbound` comes from the customer, `outbound` goes to them. */
declare const DIRECTIONS: readonly ['inbound', 'outbound', 'internal', 'none'];
type Direction = (typeof DIRECTIONS)[number];
/** Who did the work on the company's side: nobody, a bot, an agent, or a process. */
declare const MODES: readonly ['self', 'bot', 'assisted', 'automated'];
type Mode = (typeof MODES)[number];
/** Identifiers with a meaning of their own. Any other kind is the tenant's. */
declare const IDENTIFIER_KINDS: readonly ['anonymous', 'user', 'email', 'phone', 'order', 'ticket'];
type IdentifierKind = (typeof IDENTIFIER_KINDS)[number] | (string & {});
/** What a customer can agree to. `support`: an agent who helps them may see it. */
declare const PURPOSES: readonly ['support', 'analytics'];
type Purpose = (typeof PURPOSES)[number];
/** On what a touchpoint may be kept. `unstated`: the sender did not say. */
declare const CONSENT_BASES: readonly ['consent', 'contract', 'legitimate_interest', 'unstated'];
type ConsentBasis = (typeof CONSENT_BASES)[number];
/** How a touchpoint ended. */
declare const OUTCOMES: readonly ['success', 'failure', 'abandoned', 'pending'];
type OutcomeStatus = (typeof OUTCOMES)[number];
/** What can hurt along the way. */
declare const FRICTIONS: readonly [
  'rage_click',
  'dead_click',
  'error_click',
  'slow_page',
  'back_and_forth',
  'loop',
  'excess_scroll',
  'thrash_cursor',
  'form_abandon',
  'validation_error',
  'search_no_result',
  'payment_failed',
  'coupon_denied',
  'repeat_contact',
  'channel_switch',
  'escalation',
  'transfer',
  'long_wait',
  'sla_breach',
  'reopened',
  'promise_broken',
  'silence',
  'negative_sentiment',
  'stuck',
];
type FrictionType = (typeof FRICTIONS)[number];
/** Our sets of stages: a customer's experience, or a deal. A tenant can write its own. */
declare const STAGE_PRESETS: readonly ['cx', 'sales'];
type StagePreset = (typeof STAGE_PRESETS)[number];
/** Each preset in order; what stands last is outside it. No word stands for two. */
declare const STAGES_OF: {
  readonly cx: readonly [
    'awareness',
    'consideration',
    'purchase',
    'onboarding',
    'use',
    'support',
    'renewal',
    'advocacy',
    'churned',
  ];
  readonly sales: readonly [
    'lead',
    'qualification',
    'proposal',
    'negotiation',
    'won',
    'handover',
    'expansion',
    'lost',
  ];
};
declare const STAGES: readonly [
  'awareness',
  'consideration',
  'purchase',
  'onboarding',
  'use',
  'support',
  'renewal',
  'advocacy',
  'churned',
  'lead',
  'qualification',
  'proposal',
  'negotiation',
  'won',
  'handover',
  'expansion',
  'lost',
];
/** A name outside this list is a tenant's own. */
type Stage = (typeof STAGES)[number] | (string & {});
/** What a stage of a tenant's own may be called. */
declare const STAGE_NAME: RegExp;
/** What all sets of stages have in common, in order: before a purchase, at it, after it, and gone. */
declare const STAGE_PARENTS: readonly ['pre', 'purchase', 'post', 'end'];
type StageParent = (typeof STAGE_PARENTS)[number];
/** The questions of whoever takes over a conversation, in the order of the brief's sentences. */
declare const BRIEF_QUESTIONS: readonly ['happened', 'tried', 'changed', 'attached', 'next'];
type BriefQuestion = (typeof BRIEF_QUESTIONS)[number];
/**
 * The standard names, `object_verbed`. A name outside this list is a custom one and as welcome.
 * Commerce names are those of Segment Ecommerce v2, which GA4 and Snowplow map to.
 */
declare const TOUCHPOINT_NAMES: readonly [
  'page_viewed',
  'page_left',
  'customer_identified',
  'product_searched',
  'product_list_viewed',
  'product_clicked',
  'product_viewed',
  'product_added',
  'product_removed',
  'cart_viewed',
  'checkout_started',
  'checkout_step_viewed',
  'checkout_step_completed',
  'payment_info_entered',
  'payment_failed',
  'order_completed',
  'order_failed',
  'order_updated',
  'order_cancelled',
  'order_refunded',
  'order_shipped',
  'order_delivered',
  'coupon_entered',
  'coupon_applied',
  'coupon_denied',
  'coupon_removed',
  'wishlist_added',
  'wishlist_removed',
  'promotion_viewed',
  'promotion_clicked',
  'review_submitted',
  'help_clicked',
  'help_searched',
  'search_no_results',
  'article_viewed',
  'article_voted',
  'callback_requested',
  'form_started',
  'form_submitted',
  'form_abandoned',
  'validation_failed',
  'friction_detected',
  'web_vital_measured',
  'chat_started',
  'chat_ended',
  'message_sent',
  'message_received',
  'contact_offered',
  'contact_queued',
  'contact_answered',
  'contact_held',
  'contact_transferred',
  'contact_escalated',
  'contact_abandoned',
  'contact_ended',
  'bot_handover',
  'ticket_created',
  'ticket_updated',
  'ticket_reopened',
  'ticket_resolved',
  'ticket_closed',
  'promise_made',
  'promise_kept',
  'promise_broken',
  'sla_warning',
  'sla_breached',
  'survey_sent',
  'survey_answered',
  'agent_note_added',
];
type StandardTouchpointName = (typeof TOUCHPOINT_NAMES)[number];
type TouchpointName = StandardTouchpointName | (string & {});
/** What an action of a playbook may be called. */
declare const ACTION_NAME: RegExp;
/** Whose words a touchpoint is told in, where they are not ours. */
declare const TOUCHPOINT_SOURCES: readonly ['ga4', 'segment', 'woocommerce'];
type TouchpointSource = (typeof TOUCHPOINT_SOURCES)[number];
/** The sizes and spans the collector holds senders to. Bytes are UTF-8; durations are ms. */
declare const LIMITS: {
  /** Characters of any id. */
  readonly idLength: 128;
  /** Characters of a touchpoint's name. */
  readonly nameLength: 64;
  /** Bytes of any text. */
  readonly textBytes: number;
  /** Keys of `properties`. */
  readonly properties: 256;
  /** Entries of a list in `properties`. */
  readonly list: 100;
  /** Items of a cart or an order. */
  readonly items: 200;
  /** Identifiers of one touchpoint. */
  readonly identifiers: 16;
  /** Relations of one touchpoint. */
  readonly relations: 64;
  /** Touchpoints of one batch. */
  readonly batch: 500;
  /** Bytes of a request, as sent. */
  readonly bodyBytes: number;
  /** Bytes of a request, once decompressed. */
  readonly plainBytes: number;
  /** Levels of JSON inside a request. */
  readonly depth: 16;
  /** A touchpoint is not taken to be older than this when it is received. */
  readonly oldestMs: number;
  /** Nor to lie further than this in the future. */
  readonly futureMs: number;
};

/** A name for somebody: `{kind: 'email', value: 'ada@example.com'}`. */
declare const Identifier: z.ZodObject<
  {
    kind: z.ZodString;
    value: z.ZodString;
    scope: z.ZodOptional<z.ZodString>;
  },
  z.core.$strict
>;
type Identifier = z.infer<typeof Identifier>;
/** What the customer agreed to, or on what other ground the touchpoint is kept. */
declare const Consent: z.ZodObject<
  {
    purposes: z.ZodArray<
      z.ZodEnum<{
        analytics: 'analytics';
        support: 'support';
      }>
    >;
    basis: z.ZodEnum<{
      consent: 'consent';
      contract: 'contract';
      legitimate_interest: 'legitimate_interest';
      unstated: 'unstated';
    }>;
    at: z.ZodOptional<z.ZodInt>;
  },
  z.core.$strict
>;
type Consent = z.infer<typeof Consent>;
declare const Page: z.ZodObject<
  {
    url: z.ZodString;
    path: z.ZodOptional<z.ZodString>;
    title: z.ZodOptional<z.ZodString>;
    referrer: z.ZodOptional<z.ZodString>;
    element: z.ZodOptional<z.ZodString>;
  },
  z.core.$strict
>;
type Page = z.infer<typeof Page>;
declare const CommerceItem: z.ZodObject<
  {
    sku: z.ZodString;
    name: z.ZodOptional<z.ZodString>;
    brand: z.ZodOptional<z.ZodString>;
    category: z.ZodOptional<z.ZodString>;
    variant: z.ZodOptional<z.ZodString>;
    priceMinor: z.ZodOptional<z.ZodInt>;
    quantity: z.ZodOptional<z.ZodInt>;
    position: z.ZodOptional<z.ZodInt>;
  },
  z.core.$strict
>;
type CommerceItem = z.infer<typeof CommerceItem>;
/** A product, a cart, a checkout or an order. */
declare const Commerce: z.ZodObject<
  {
    items: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            sku: z.ZodString;
            name: z.ZodOptional<z.ZodString>;
            brand: z.ZodOptional<z.ZodString>;
            category: z.ZodOptional<z.ZodString>;
            variant: z.ZodOptional<z.ZodString>;
            priceMinor: z.ZodOptional<z.ZodInt>;
            quantity: z.ZodOptional<z.ZodInt>;
            position: z.ZodOptional<z.ZodInt>;
          },
          z.core.$strict
        >
      >
    >;
    currency: z.ZodOptional<z.ZodString>;
    valueMinor: z.ZodOptional<z.ZodInt>;
    cartId: z.ZodOptional<z.ZodString>;
    orderId: z.ZodOptional<z.ZodString>;
    coupon: z.ZodOptional<z.ZodString>;
    step: z.ZodOptional<z.ZodString>;
    paymentMethod: z.ZodOptional<z.ZodString>;
    shippingMethod: z.ZodOptional<z.ZodString>;
    list: z.ZodOptional<z.ZodString>;
  },
  z.core.$strict
>;
type Commerce = z.infer<typeof Commerce>;
/** One conversation with an agent or a bot. */
declare const Contact: z.ZodObject<
  {
    id: z.ZodString;
    reason: z.ZodOptional<z.ZodString>;
    queue: z.ZodOptional<z.ZodString>;
    agent: z.ZodOptional<z.ZodString>;
    detail: z.ZodOptional<z.ZodString>;
    endedAt: z.ZodOptional<z.ZodInt>;
    queueMs: z.ZodOptional<z.ZodInt>;
    talkMs: z.ZodOptional<z.ZodInt>;
    holdMs: z.ZodOptional<z.ZodInt>;
    wrapMs: z.ZodOptional<z.ZodInt>;
    message: z.ZodOptional<z.ZodString>;
  },
  z.core.$strict
>;
type Contact = z.infer<typeof Contact>;
declare const Survey: z.ZodObject<
  {
    type: z.ZodEnum<{
      ces: 'ces';
      csat: 'csat';
      custom: 'custom';
      fcr: 'fcr';
      nps: 'nps';
    }>;
    score: z.ZodNumber;
    min: z.ZodNumber;
    max: z.ZodNumber;
    verbatim: z.ZodOptional<z.ZodString>;
  },
  z.core.$strict
>;
type Survey = z.infer<typeof Survey>;
/**
 * How the customer feels: valence -2 (bad) to +2 (good). Only from text, ratings and clicks; there
 * is no field for voice, face, typing or mouse movement, and none for an agent's feelings.
 */
declare const Sentiment: z.ZodObject<
  {
    valence: z.ZodNumber;
    source: z.ZodEnum<{
      agent: 'agent';
      inferred: 'inferred';
      self: 'self';
      survey: 'survey';
    }>;
    label: z.ZodOptional<z.ZodString>;
    confidence: z.ZodOptional<z.ZodNumber>;
    method: z.ZodOptional<z.ZodString>;
  },
  z.core.$strict
>;
type Sentiment = z.infer<typeof Sentiment>;
declare const Friction: z.ZodObject<
  {
    type: z.ZodEnum<{
      back_and_forth: 'back_and_forth';
      channel_switch: 'channel_switch';
      coupon_denied: 'coupon_denied';
      dead_click: 'dead_click';
      error_click: 'error_click';
      escalation: 'escalation';
      excess_scroll: 'excess_scroll';
      form_abandon: 'form_abandon';
      long_wait: 'long_wait';
      loop: 'loop';
      negative_sentiment: 'negative_sentiment';
      payment_failed: 'payment_failed';
      promise_broken: 'promise_broken';
      rage_click: 'rage_click';
      reopened: 'reopened';
      repeat_contact: 'repeat_contact';
      search_no_result: 'search_no_result';
      silence: 'silence';
      sla_breach: 'sla_breach';
      slow_page: 'slow_page';
      stuck: 'stuck';
      thrash_cursor: 'thrash_cursor';
      transfer: 'transfer';
      validation_error: 'validation_error';
    }>;
    severity: z.ZodInt;
    evidence: z.ZodOptional<
      z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodNumber, z.ZodString]>>
    >;
  },
  z.core.$strict
>;
type Friction = z.infer<typeof Friction>;
declare const Vital: z.ZodObject<
  {
    name: z.ZodEnum<{
      CLS: 'CLS';
      FCP: 'FCP';
      INP: 'INP';
      LCP: 'LCP';
      TTFB: 'TTFB';
    }>;
    value: z.ZodNumber;
    rating: z.ZodEnum<{
      good: 'good';
      'needs-improvement': 'needs-improvement';
      poor: 'poor';
    }>;
    target: z.ZodOptional<z.ZodString>;
  },
  z.core.$strict
>;
type Vital = z.infer<typeof Vital>;
declare const Outcome: z.ZodObject<
  {
    status: z.ZodEnum<{
      abandoned: 'abandoned';
      failure: 'failure';
      pending: 'pending';
      success: 'success';
    }>;
    reason: z.ZodOptional<z.ZodString>;
  },
  z.core.$strict
>;
type Outcome = z.infer<typeof Outcome>;
/** Another thing this touchpoint is about: an order, a ticket, a parcel. */
declare const Relation: z.ZodObject<
  {
    type: z.ZodString;
    id: z.ZodString;
    qualifier: z.ZodOptional<z.ZodString>;
  },
  z.core.$strict
>;
type Relation = z.infer<typeof Relation>;
declare const Properties: z.ZodRecord<
  z.ZodString,
  z.ZodUnion<
    readonly [
      z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>,
      z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>,
    ]
  >
>;
type Properties = z.infer<typeof Properties>;
/**
 * One thing that happened, as a sender posts it. Unknown fields are refused, so that a misspelt
 * one is noticed; refused touchpoints are kept in quarantine and can be replayed.
 */
declare const TouchpointInput: z.ZodObject<
  {
    id: z.ZodUUID;
    name: z.ZodString;
    occurredAt: z.ZodInt;
    seq: z.ZodDefault<z.ZodInt>;
    sessionId: z.ZodOptional<z.ZodString>;
    channel: z.ZodUnion<
      readonly [
        z.ZodEnum<{
          ads: 'ads';
          api: 'api';
          bot: 'bot';
          callback: 'callback';
          chat: 'chat';
          co_browse: 'co_browse';
          community: 'community';
          crm: 'crm';
          email: 'email';
          fax: 'fax';
          field_service: 'field_service';
          in_store: 'in_store';
          ivr: 'ivr';
          kiosk: 'kiosk';
          letter: 'letter';
          marketplace: 'marketplace';
          messaging: 'messaging';
          mobile_app: 'mobile_app';
          partner: 'partner';
          push: 'push';
          self_service: 'self_service';
          sms: 'sms';
          social: 'social';
          video: 'video';
          voice: 'voice';
          voicemail: 'voicemail';
          web: 'web';
        }>,
        z.ZodTemplateLiteral<`x_${string}`>,
      ]
    >;
    direction: z.ZodDefault<
      z.ZodEnum<{
        inbound: 'inbound';
        internal: 'internal';
        none: 'none';
        outbound: 'outbound';
      }>
    >;
    mode: z.ZodDefault<
      z.ZodEnum<{
        assisted: 'assisted';
        automated: 'automated';
        bot: 'bot';
        self: 'self';
      }>
    >;
    identifiers: z.ZodArray<
      z.ZodObject<
        {
          kind: z.ZodString;
          value: z.ZodString;
          scope: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    consent: z.ZodDefault<
      z.ZodObject<
        {
          purposes: z.ZodArray<
            z.ZodEnum<{
              analytics: 'analytics';
              support: 'support';
            }>
          >;
          basis: z.ZodEnum<{
            consent: 'consent';
            contract: 'contract';
            legitimate_interest: 'legitimate_interest';
            unstated: 'unstated';
          }>;
          at: z.ZodOptional<z.ZodInt>;
        },
        z.core.$strict
      >
    >;
    page: z.ZodOptional<
      z.ZodObject<
        {
          url: z.ZodString;
          path: z.ZodOptional<z.ZodString>;
          title: z.ZodOptional<z.ZodString>;
          referrer: z.ZodOptional<z.ZodString>;
          element: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    commerce: z.ZodOptional<
      z.ZodObject<
        {
          items: z.ZodOptional<
            z.ZodArray<
              z.ZodObject<
                {
                  sku: z.ZodString;
                  name: z.ZodOptional<z.ZodString>;
                  brand: z.ZodOptional<z.ZodString>;
                  category: z.ZodOptional<z.ZodString>;
                  variant: z.ZodOptional<z.ZodString>;
                  priceMinor: z.ZodOptional<z.ZodInt>;
                  quantity: z.ZodOptional<z.ZodInt>;
                  position: z.ZodOptional<z.ZodInt>;
                },
                z.core.$strict
              >
            >
          >;
          currency: z.ZodOptional<z.ZodString>;
          valueMinor: z.ZodOptional<z.ZodInt>;
          cartId: z.ZodOptional<z.ZodString>;
          orderId: z.ZodOptional<z.ZodString>;
          coupon: z.ZodOptional<z.ZodString>;
          step: z.ZodOptional<z.ZodString>;
          paymentMethod: z.ZodOptional<z.ZodString>;
          shippingMethod: z.ZodOptional<z.ZodString>;
          list: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    contact: z.ZodOptional<
      z.ZodObject<
        {
          id: z.ZodString;
          reason: z.ZodOptional<z.ZodString>;
          queue: z.ZodOptional<z.ZodString>;
          agent: z.ZodOptional<z.ZodString>;
          detail: z.ZodOptional<z.ZodString>;
          endedAt: z.ZodOptional<z.ZodInt>;
          queueMs: z.ZodOptional<z.ZodInt>;
          talkMs: z.ZodOptional<z.ZodInt>;
          holdMs: z.ZodOptional<z.ZodInt>;
          wrapMs: z.ZodOptional<z.ZodInt>;
          message: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    survey: z.ZodOptional<
      z.ZodObject<
        {
          type: z.ZodEnum<{
            ces: 'ces';
            csat: 'csat';
            custom: 'custom';
            fcr: 'fcr';
            nps: 'nps';
          }>;
          score: z.ZodNumber;
          min: z.ZodNumber;
          max: z.ZodNumber;
          verbatim: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    sentiment: z.ZodOptional<
      z.ZodObject<
        {
          valence: z.ZodNumber;
          source: z.ZodEnum<{
            agent: 'agent';
            inferred: 'inferred';
            self: 'self';
            survey: 'survey';
          }>;
          label: z.ZodOptional<z.ZodString>;
          confidence: z.ZodOptional<z.ZodNumber>;
          method: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    friction: z.ZodOptional<
      z.ZodObject<
        {
          type: z.ZodEnum<{
            back_and_forth: 'back_and_forth';
            channel_switch: 'channel_switch';
            coupon_denied: 'coupon_denied';
            dead_click: 'dead_click';
            error_click: 'error_click';
            escalation: 'escalation';
            excess_scroll: 'excess_scroll';
            form_abandon: 'form_abandon';
            long_wait: 'long_wait';
            loop: 'loop';
            negative_sentiment: 'negative_sentiment';
            payment_failed: 'payment_failed';
            promise_broken: 'promise_broken';
            rage_click: 'rage_click';
            reopened: 'reopened';
            repeat_contact: 'repeat_contact';
            search_no_result: 'search_no_result';
            silence: 'silence';
            sla_breach: 'sla_breach';
            slow_page: 'slow_page';
            stuck: 'stuck';
            thrash_cursor: 'thrash_cursor';
            transfer: 'transfer';
            validation_error: 'validation_error';
          }>;
          severity: z.ZodInt;
          evidence: z.ZodOptional<
            z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodNumber, z.ZodString]>>
          >;
        },
        z.core.$strict
      >
    >;
    vital: z.ZodOptional<
      z.ZodObject<
        {
          name: z.ZodEnum<{
            CLS: 'CLS';
            FCP: 'FCP';
            INP: 'INP';
            LCP: 'LCP';
            TTFB: 'TTFB';
          }>;
          value: z.ZodNumber;
          rating: z.ZodEnum<{
            good: 'good';
            'needs-improvement': 'needs-improvement';
            poor: 'poor';
          }>;
          target: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    outcome: z.ZodOptional<
      z.ZodObject<
        {
          status: z.ZodEnum<{
            abandoned: 'abandoned';
            failure: 'failure';
            pending: 'pending';
            success: 'success';
          }>;
          reason: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    relations: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            type: z.ZodString;
            id: z.ZodString;
            qualifier: z.ZodOptional<z.ZodString>;
          },
          z.core.$strict
        >
      >
    >;
    properties: z.ZodOptional<
      z.ZodRecord<
        z.ZodString,
        z.ZodUnion<
          readonly [
            z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>,
            z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>,
          ]
        >
      >
    >;
    fields: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnknown>>;
    source: z.ZodOptional<
      z.ZodEnum<{
        ga4: 'ga4';
        segment: 'segment';
        woocommerce: 'woocommerce';
      }>
    >;
  },
  z.core.$strict
>;
/** As it must be written; fields with a default may be left out. */
type TouchpointInput = z.input<typeof TouchpointInput>;
/** After validation, defaults filled in and fields lifted into facets. */
type ValidTouchpoint = Omit<z.output<typeof TouchpointInput>, 'fields' | 'source'>;
/** The clocks behind `occurredAt`, kept raw. */
declare const Clocks: z.ZodObject<
  {
    client: z.ZodInt;
    sent: z.ZodInt;
    received: z.ZodInt;
    clamped: z.ZodOptional<z.ZodBoolean>;
  },
  z.core.$strict
>;
type Clocks = z.infer<typeof Clocks>;
/**
 * One thing that happened, as the collector keeps and shows it. `occurredAt` is corrected:
 * `received - (sent - client)`. E-mail addresses and phone numbers among the identifiers are masked.
 */
declare const Touchpoint: z.ZodObject<
  {
    id: z.ZodUUID;
    name: z.ZodString;
    occurredAt: z.ZodInt;
    seq: z.ZodDefault<z.ZodInt>;
    sessionId: z.ZodOptional<z.ZodString>;
    channel: z.ZodUnion<
      readonly [
        z.ZodEnum<{
          ads: 'ads';
          api: 'api';
          bot: 'bot';
          callback: 'callback';
          chat: 'chat';
          co_browse: 'co_browse';
          community: 'community';
          crm: 'crm';
          email: 'email';
          fax: 'fax';
          field_service: 'field_service';
          in_store: 'in_store';
          ivr: 'ivr';
          kiosk: 'kiosk';
          letter: 'letter';
          marketplace: 'marketplace';
          messaging: 'messaging';
          mobile_app: 'mobile_app';
          partner: 'partner';
          push: 'push';
          self_service: 'self_service';
          sms: 'sms';
          social: 'social';
          video: 'video';
          voice: 'voice';
          voicemail: 'voicemail';
          web: 'web';
        }>,
        z.ZodTemplateLiteral<`x_${string}`>,
      ]
    >;
    direction: z.ZodDefault<
      z.ZodEnum<{
        inbound: 'inbound';
        internal: 'internal';
        none: 'none';
        outbound: 'outbound';
      }>
    >;
    mode: z.ZodDefault<
      z.ZodEnum<{
        assisted: 'assisted';
        automated: 'automated';
        bot: 'bot';
        self: 'self';
      }>
    >;
    identifiers: z.ZodArray<
      z.ZodObject<
        {
          kind: z.ZodString;
          value: z.ZodString;
          scope: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    consent: z.ZodDefault<
      z.ZodObject<
        {
          purposes: z.ZodArray<
            z.ZodEnum<{
              analytics: 'analytics';
              support: 'support';
            }>
          >;
          basis: z.ZodEnum<{
            consent: 'consent';
            contract: 'contract';
            legitimate_interest: 'legitimate_interest';
            unstated: 'unstated';
          }>;
          at: z.ZodOptional<z.ZodInt>;
        },
        z.core.$strict
      >
    >;
    page: z.ZodOptional<
      z.ZodObject<
        {
          url: z.ZodString;
          path: z.ZodOptional<z.ZodString>;
          title: z.ZodOptional<z.ZodString>;
          referrer: z.ZodOptional<z.ZodString>;
          element: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    commerce: z.ZodOptional<
      z.ZodObject<
        {
          items: z.ZodOptional<
            z.ZodArray<
              z.ZodObject<
                {
                  sku: z.ZodString;
                  name: z.ZodOptional<z.ZodString>;
                  brand: z.ZodOptional<z.ZodString>;
                  category: z.ZodOptional<z.ZodString>;
                  variant: z.ZodOptional<z.ZodString>;
                  priceMinor: z.ZodOptional<z.ZodInt>;
                  quantity: z.ZodOptional<z.ZodInt>;
                  position: z.ZodOptional<z.ZodInt>;
                },
                z.core.$strict
              >
            >
          >;
          currency: z.ZodOptional<z.ZodString>;
          valueMinor: z.ZodOptional<z.ZodInt>;
          cartId: z.ZodOptional<z.ZodString>;
          orderId: z.ZodOptional<z.ZodString>;
          coupon: z.ZodOptional<z.ZodString>;
          step: z.ZodOptional<z.ZodString>;
          paymentMethod: z.ZodOptional<z.ZodString>;
          shippingMethod: z.ZodOptional<z.ZodString>;
          list: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    contact: z.ZodOptional<
      z.ZodObject<
        {
          id: z.ZodString;
          reason: z.ZodOptional<z.ZodString>;
          queue: z.ZodOptional<z.ZodString>;
          agent: z.ZodOptional<z.ZodString>;
          detail: z.ZodOptional<z.ZodString>;
          endedAt: z.ZodOptional<z.ZodInt>;
          queueMs: z.ZodOptional<z.ZodInt>;
          talkMs: z.ZodOptional<z.ZodInt>;
          holdMs: z.ZodOptional<z.ZodInt>;
          wrapMs: z.ZodOptional<z.ZodInt>;
          message: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    survey: z.ZodOptional<
      z.ZodObject<
        {
          type: z.ZodEnum<{
            ces: 'ces';
            csat: 'csat';
            custom: 'custom';
            fcr: 'fcr';
            nps: 'nps';
          }>;
          score: z.ZodNumber;
          min: z.ZodNumber;
          max: z.ZodNumber;
          verbatim: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    sentiment: z.ZodOptional<
      z.ZodObject<
        {
          valence: z.ZodNumber;
          source: z.ZodEnum<{
            agent: 'agent';
            inferred: 'inferred';
            self: 'self';
            survey: 'survey';
          }>;
          label: z.ZodOptional<z.ZodString>;
          confidence: z.ZodOptional<z.ZodNumber>;
          method: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    friction: z.ZodOptional<
      z.ZodObject<
        {
          type: z.ZodEnum<{
            back_and_forth: 'back_and_forth';
            channel_switch: 'channel_switch';
            coupon_denied: 'coupon_denied';
            dead_click: 'dead_click';
            error_click: 'error_click';
            escalation: 'escalation';
            excess_scroll: 'excess_scroll';
            form_abandon: 'form_abandon';
            long_wait: 'long_wait';
            loop: 'loop';
            negative_sentiment: 'negative_sentiment';
            payment_failed: 'payment_failed';
            promise_broken: 'promise_broken';
            rage_click: 'rage_click';
            reopened: 'reopened';
            repeat_contact: 'repeat_contact';
            search_no_result: 'search_no_result';
            silence: 'silence';
            sla_breach: 'sla_breach';
            slow_page: 'slow_page';
            stuck: 'stuck';
            thrash_cursor: 'thrash_cursor';
            transfer: 'transfer';
            validation_error: 'validation_error';
          }>;
          severity: z.ZodInt;
          evidence: z.ZodOptional<
            z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodNumber, z.ZodString]>>
          >;
        },
        z.core.$strict
      >
    >;
    vital: z.ZodOptional<
      z.ZodObject<
        {
          name: z.ZodEnum<{
            CLS: 'CLS';
            FCP: 'FCP';
            INP: 'INP';
            LCP: 'LCP';
            TTFB: 'TTFB';
          }>;
          value: z.ZodNumber;
          rating: z.ZodEnum<{
            good: 'good';
            'needs-improvement': 'needs-improvement';
            poor: 'poor';
          }>;
          target: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    outcome: z.ZodOptional<
      z.ZodObject<
        {
          status: z.ZodEnum<{
            abandoned: 'abandoned';
            failure: 'failure';
            pending: 'pending';
            success: 'success';
          }>;
          reason: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    relations: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            type: z.ZodString;
            id: z.ZodString;
            qualifier: z.ZodOptional<z.ZodString>;
          },
          z.core.$strict
        >
      >
    >;
    properties: z.ZodOptional<
      z.ZodRecord<
        z.ZodString,
        z.ZodUnion<
          readonly [
            z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>,
            z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>,
          ]
        >
      >
    >;
    clocks: z.ZodObject<
      {
        client: z.ZodInt;
        sent: z.ZodInt;
        received: z.ZodInt;
        clamped: z.ZodOptional<z.ZodBoolean>;
      },
      z.core.$strict
    >;
    crawler: z.ZodOptional<z.ZodLiteral<true>>;
  },
  z.core.$strict
>;
type Touchpoint = z.output<typeof Touchpoint>;
/** The envelope of `POST /v1/touchpoints`. Touchpoints are checked one by one, after it. */
declare const Batch: z.ZodObject<
  {
    key: z.ZodString;
    sentAt: z.ZodInt;
    touchpoints: z.ZodArray<z.ZodUnknown>;
  },
  z.core.$strict
>;
type Batch = z.infer<typeof Batch>;
/** Why one touchpoint of a batch was refused. It is in quarantine, under its reason. */
declare const RefusedTouchpoint: z.ZodObject<
  {
    id: z.ZodNullable<z.ZodString>;
    code: z.ZodString;
    reason: z.ZodString;
  },
  z.core.$strict
>;
type RefusedTouchpoint = z.infer<typeof RefusedTouchpoint>;
/** The answer to a batch, given only after the commit: nothing less is an acknowledgement. */
declare const BatchResult: z.ZodObject<
  {
    stored: z.ZodInt;
    duplicates: z.ZodInt;
    refused: z.ZodArray<
      z.ZodObject<
        {
          id: z.ZodNullable<z.ZodString>;
          code: z.ZodString;
          reason: z.ZodString;
        },
        z.core.$strict
      >
    >;
    purge: z.ZodOptional<z.ZodLiteral<true>>;
  },
  z.core.$strict
>;
type BatchResult = z.infer<typeof BatchResult>;

/** `POST /v1/customers/find`. In a body, never in a URL: an address would reach logs. */
declare const FindRequest: z.ZodObject<
  {
    identifiers: z.ZodArray<
      z.ZodObject<
        {
          kind: z.ZodString;
          value: z.ZodString;
          scope: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
  },
  z.core.$strict
>;
type FindRequest = z.infer<typeof FindRequest>;
declare const CustomerFound: z.ZodObject<
  {
    customer: z.ZodString;
    identifiers: z.ZodArray<
      z.ZodObject<
        {
          kind: z.ZodString;
          value: z.ZodString;
          scope: z.ZodOptional<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    total: z.ZodOptional<z.ZodInt>;
  },
  z.core.$strict
>;
type CustomerFound = z.infer<typeof CustomerFound>;
/** `GET /v1/customers/{customer}/identity`: who this is, and why we think so. */
declare const CustomerIdentity: z.ZodObject<
  {
    customer: z.ZodString;
    identifiers: z.ZodArray<
      z.ZodObject<
        {
          visitor: z.ZodString;
          kind: z.ZodString;
          value: z.ZodString;
          firstSeen: z.ZodInt;
        },
        z.core.$strict
      >
    >;
    total: z.ZodOptional<z.ZodInt>;
    evidence: z.ZodArray<
      z.ZodObject<
        {
          visitor: z.ZodString;
          other: z.ZodString;
          touchpoint: z.ZodNullable<z.ZodString>;
          statedBy: z.ZodNullable<z.ZodString>;
          at: z.ZodInt;
          verifiedAt: z.ZodNullable<z.ZodInt>;
          revokedAt: z.ZodNullable<z.ZodInt>;
          revokedBy: z.ZodNullable<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    moved: z.ZodArray<
      z.ZodObject<
        {
          touchpoint: z.ZodString;
          from: z.ZodNullable<z.ZodString>;
          to: z.ZodNullable<z.ZodString>;
          movedBy: z.ZodString;
          at: z.ZodInt;
        },
        z.core.$strict
      >
    >;
  },
  z.core.$strict
>;
type CustomerIdentity = z.infer<typeof CustomerIdentity>;
/** Takes an identifier, and what is known only by it, out of a customer. */
declare const DetachRequest: z.ZodObject<
  {
    visitor: z.ZodString;
  },
  z.core.$strict
>;
type DetachRequest = z.infer<typeof DetachRequest>;
declare const Detached: z.ZodObject<
  {
    customer: z.ZodString;
    detached: z.ZodString;
  },
  z.core.$strict
>;
type Detached = z.infer<typeof Detached>;
/** Joins another customer to this one. */
declare const AttachRequest: z.ZodObject<
  {
    customer: z.ZodString;
  },
  z.core.$strict
>;
type AttachRequest = z.infer<typeof AttachRequest>;
declare const Attached: z.ZodObject<
  {
    customer: z.ZodString;
  },
  z.core.$strict
>;
type Attached = z.infer<typeof Attached>;
/**
 * What an agent says of a customer: a note; whether a suggested action was taken or is wrong here; how
 * the customer felt, where what was read off a touchpoint is wrong. Kept as a touchpoint of theirs.
 */
declare const Remark: z.ZodDiscriminatedUnion<
  [
    z.ZodObject<
      {
        id: z.ZodOptional<z.ZodUUID>;
        type: z.ZodLiteral<'note'>;
        text: z.ZodString;
      },
      z.core.$strict
    >,
    z.ZodObject<
      {
        id: z.ZodOptional<z.ZodUUID>;
        type: z.ZodLiteral<'action'>;
        action: z.ZodString;
        verdict: z.ZodEnum<{
          accepted: 'accepted';
          wrong: 'wrong';
        }>;
      },
      z.core.$strict
    >,
    z.ZodObject<
      {
        id: z.ZodOptional<z.ZodUUID>;
        type: z.ZodLiteral<'feeling'>;
        touchpoint: z.ZodUUID;
        valence: z.ZodNullable<z.ZodNumber>;
      },
      z.core.$strict
    >,
  ],
  'type'
>;
type Remark = z.infer<typeof Remark>;
declare const Remarked: z.ZodObject<
  {
    touchpoint: z.ZodString;
  },
  z.core.$strict
>;
type Remarked = z.infer<typeof Remarked>;
/** Moves one touchpoint of this customer to another. */
declare const MoveRequest: z.ZodObject<
  {
    touchpoint: z.ZodUUID;
    customer: z.ZodString;
  },
  z.core.$strict
>;
type MoveRequest = z.infer<typeof MoveRequest>;
declare const Moved: z.ZodObject<
  {
    touchpoint: z.ZodString;
    customer: z.ZodString;
  },
  z.core.$strict
>;
type Moved = z.infer<typeof Moved>;
/** An erasure cannot be undone, so whom it is about is said twice. */
declare const EraseRequest: z.ZodObject<
  {
    confirm: z.ZodString;
  },
  z.core.$strict
>;
type EraseRequest = z.infer<typeof EraseRequest>;
/** What an erasure took away. */
declare const Erased: z.ZodObject<
  {
    customer: z.ZodString;
    touchpoints: z.ZodInt;
    identifiers: z.ZodInt;
    quarantined: z.ZodInt;
  },
  z.core.$strict
>;
type Erased = z.infer<typeof Erased>;
/** Restricts what is kept of a customer, or lifts that. */
declare const RestrictRequest: z.ZodObject<
  {
    restricted: z.ZodBoolean;
  },
  z.core.$strict
>;
type RestrictRequest = z.infer<typeof RestrictRequest>;
declare const Restriction: z.ZodObject<
  {
    customer: z.ZodString;
    restrictedAt: z.ZodNullable<z.ZodInt>;
  },
  z.core.$strict
>;
type Restriction = z.infer<typeof Restriction>;
/** Says that a customer objects to inference about them, or takes that back. */
declare const ObjectionRequest: z.ZodObject<
  {
    objected: z.ZodBoolean;
  },
  z.core.$strict
>;
type ObjectionRequest = z.infer<typeof ObjectionRequest>;
declare const Objection: z.ZodObject<
  {
    customer: z.ZodString;
    objectedAt: z.ZodNullable<z.ZodInt>;
  },
  z.core.$strict
>;
type Objection = z.infer<typeof Objection>;
/** One page of `GET /v1/audit`, newest first: who looked at whom, and who changed what. */
declare const AuditPage: z.ZodObject<
  {
    entries: z.ZodArray<
      z.ZodObject<
        {
          n: z.ZodInt;
          at: z.ZodInt;
          actor: z.ZodString;
          role: z.ZodString;
          action: z.ZodString;
          fields: z.ZodOptional<z.ZodArray<z.ZodString>>;
          why: z.ZodOptional<z.ZodString>;
          customer: z.ZodNullable<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    next: z.ZodNullable<z.ZodInt>;
  },
  z.core.$strict
>;
type AuditPage = z.infer<typeof AuditPage>;
/** One page of `GET /v1/customers/{customer}/timeline`, newest first. */
declare const Timeline: z.ZodObject<
  {
    touchpoints: z.ZodArray<
      z.ZodObject<
        {
          id: z.ZodUUID;
          name: z.ZodString;
          occurredAt: z.ZodInt;
          seq: z.ZodDefault<z.ZodInt>;
          sessionId: z.ZodOptional<z.ZodString>;
          channel: z.ZodUnion<
            readonly [
              z.ZodEnum<{
                ads: 'ads';
                api: 'api';
                bot: 'bot';
                callback: 'callback';
                chat: 'chat';
                co_browse: 'co_browse';
                community: 'community';
                crm: 'crm';
                email: 'email';
                fax: 'fax';
                field_service: 'field_service';
                in_store: 'in_store';
                ivr: 'ivr';
                kiosk: 'kiosk';
                letter: 'letter';
                marketplace: 'marketplace';
                messaging: 'messaging';
                mobile_app: 'mobile_app';
                partner: 'partner';
                push: 'push';
                self_service: 'self_service';
                sms: 'sms';
                social: 'social';
                video: 'video';
                voice: 'voice';
                voicemail: 'voicemail';
                web: 'web';
              }>,
              z.ZodTemplateLiteral<`x_${string}`>,
            ]
          >;
          direction: z.ZodDefault<
            z.ZodEnum<{
              inbound: 'inbound';
              internal: 'internal';
              none: 'none';
              outbound: 'outbound';
            }>
          >;
          mode: z.ZodDefault<
            z.ZodEnum<{
              assisted: 'assisted';
              automated: 'automated';
              bot: 'bot';
              self: 'self';
            }>
          >;
          identifiers: z.ZodArray<
            z.ZodObject<
              {
                kind: z.ZodString;
                value: z.ZodString;
                scope: z.ZodOptional<z.ZodString>;
              },
              z.core.$strict
            >
          >;
          consent: z.ZodDefault<
            z.ZodObject<
              {
                purposes: z.ZodArray<
                  z.ZodEnum<{
                    analytics: 'analytics';
                    support: 'support';
                  }>
                >;
                basis: z.ZodEnum<{
                  consent: 'consent';
                  contract: 'contract';
                  legitimate_interest: 'legitimate_interest';
                  unstated: 'unstated';
                }>;
                at: z.ZodOptional<z.ZodInt>;
              },
              z.core.$strict
            >
          >;
          page: z.ZodOptional<
            z.ZodObject<
              {
                url: z.ZodString;
                path: z.ZodOptional<z.ZodString>;
                title: z.ZodOptional<z.ZodString>;
                referrer: z.ZodOptional<z.ZodString>;
                element: z.ZodOptional<z.ZodString>;
              },
              z.core.$strict
            >
          >;
          commerce: z.ZodOptional<
            z.ZodObject<
              {
                items: z.ZodOptional<
                  z.ZodArray<
                    z.ZodObject<
                      {
                        sku: z.ZodString;
                        name: z.ZodOptional<z.ZodString>;
                        brand: z.ZodOptional<z.ZodString>;
                        category: z.ZodOptional<z.ZodString>;
                        variant: z.ZodOptional<z.ZodString>;
                        priceMinor: z.ZodOptional<z.ZodInt>;
                        quantity: z.ZodOptional<z.ZodInt>;
                        position: z.ZodOptional<z.ZodInt>;
                      },
                      z.core.$strict
                    >
                  >
                >;
                currency: z.ZodOptional<z.ZodString>;
                valueMinor: z.ZodOptional<z.ZodInt>;
                cartId: z.ZodOptional<z.ZodString>;
                orderId: z.ZodOptional<z.ZodString>;
                coupon: z.ZodOptional<z.ZodString>;
                step: z.ZodOptional<z.ZodString>;
                paymentMethod: z.ZodOptional<z.ZodString>;
                shippingMethod: z.ZodOptional<z.ZodString>;
                list: z.ZodOptional<z.ZodString>;
              },
              z.core.$strict
            >
          >;
          contact: z.ZodOptional<
            z.ZodObject<
              {
                id: z.ZodString;
                reason: z.ZodOptional<z.ZodString>;
                queue: z.ZodOptional<z.ZodString>;
                agent: z.ZodOptional<z.ZodString>;
                detail: z.ZodOptional<z.ZodString>;
                endedAt: z.ZodOptional<z.ZodInt>;
                queueMs: z.ZodOptional<z.ZodInt>;
                talkMs: z.ZodOptional<z.ZodInt>;
                holdMs: z.ZodOptional<z.ZodInt>;
                wrapMs: z.ZodOptional<z.ZodInt>;
                message: z.ZodOptional<z.ZodString>;
              },
              z.core.$strict
            >
          >;
          survey: z.ZodOptional<
            z.ZodObject<
              {
                type: z.ZodEnum<{
                  ces: 'ces';
                  csat: 'csat';
                  custom: 'custom';
                  fcr: 'fcr';
                  nps: 'nps';
                }>;
                score: z.ZodNumber;
                min: z.ZodNumber;
                max: z.ZodNumber;
                verbatim: z.ZodOptional<z.ZodString>;
              },
              z.core.$strict
            >
          >;
          sentiment: z.ZodOptional<
            z.ZodObject<
              {
                valence: z.ZodNumber;
                source: z.ZodEnum<{
                  agent: 'agent';
                  inferred: 'inferred';
                  self: 'self';
                  survey: 'survey';
                }>;
                label: z.ZodOptional<z.ZodString>;
                confidence: z.ZodOptional<z.ZodNumber>;
                method: z.ZodOptional<z.ZodString>;
              },
              z.core.$strict
            >
          >;
          friction: z.ZodOptional<
            z.ZodObject<
              {
                type: z.ZodEnum<{
                  back_and_forth: 'back_and_forth';
                  channel_switch: 'channel_switch';
                  coupon_denied: 'coupon_denied';
                  dead_click: 'dead_click';
                  error_click: 'error_click';
                  escalation: 'escalation';
                  excess_scroll: 'excess_scroll';
                  form_abandon: 'form_abandon';
                  long_wait: 'long_wait';
                  loop: 'loop';
                  negative_sentiment: 'negative_sentiment';
                  payment_failed: 'payment_failed';
                  promise_broken: 'promise_broken';
                  rage_click: 'rage_click';
                  reopened: 'reopened';
                  repeat_contact: 'repeat_contact';
                  search_no_result: 'search_no_result';
                  silence: 'silence';
                  sla_breach: 'sla_breach';
                  slow_page: 'slow_page';
                  stuck: 'stuck';
                  thrash_cursor: 'thrash_cursor';
                  transfer: 'transfer';
                  validation_error: 'validation_error';
                }>;
                severity: z.ZodInt;
                evidence: z.ZodOptional<
                  z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodNumber, z.ZodString]>>
                >;
              },
              z.core.$strict
            >
          >;
          vital: z.ZodOptional<
            z.ZodObject<
              {
                name: z.ZodEnum<{
                  CLS: 'CLS';
                  FCP: 'FCP';
                  INP: 'INP';
                  LCP: 'LCP';
                  TTFB: 'TTFB';
                }>;
                value: z.ZodNumber;
                rating: z.ZodEnum<{
                  good: 'good';
                  'needs-improvement': 'needs-improvement';
                  poor: 'poor';
                }>;
                target: z.ZodOptional<z.ZodString>;
              },
              z.core.$strict
            >
          >;
          outcome: z.ZodOptional<
            z.ZodObject<
              {
                status: z.ZodEnum<{
                  abandoned: 'abandoned';
                  failure: 'failure';
                  pending: 'pending';
                  success: 'success';
                }>;
                reason: z.ZodOptional<z.ZodString>;
              },
              z.core.$strict
            >
          >;
          relations: z.ZodOptional<
            z.ZodArray<
              z.ZodObject<
                {
                  type: z.ZodString;
                  id: z.ZodString;
                  qualifier: z.ZodOptional<z.ZodString>;
                },
                z.core.$strict
              >
            >
          >;
          properties: z.ZodOptional<
            z.ZodRecord<
              z.ZodString,
              z.ZodUnion<
                readonly [
                  z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>,
                  z.ZodArray<
                    z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>
                  >,
                ]
              >
            >
          >;
          clocks: z.ZodObject<
            {
              client: z.ZodInt;
              sent: z.ZodInt;
              received: z.ZodInt;
              clamped: z.ZodOptional<z.ZodBoolean>;
            },
            z.core.$strict
          >;
          crawler: z.ZodOptional<z.ZodLiteral<true>>;
        },
        z.core.$strict
      >
    >;
    total: z.ZodInt;
    next: z.ZodNullable<z.ZodString>;
    inference: z.ZodBoolean;
    lookedAt: z.ZodOptional<z.ZodNullable<z.ZodInt>>;
  },
  z.core.$strict
>;
type Timeline = z.infer<typeof Timeline>;
/** `GET /v1/customers/{customer}/days`: how much happened on which days, oldest first; days of nothing are left out. */
declare const TimelineDays: z.ZodObject<
  {
    timeZone: z.ZodString;
    days: z.ZodArray<
      z.ZodObject<
        {
          day: z.ZodInt;
          touchpoints: z.ZodInt;
          frictions: z.ZodInt;
          contacts: z.ZodInt;
        },
        z.core.$strict
      >
    >;
  },
  z.core.$strict
>;
type TimelineDays = z.infer<typeof TimelineDays>;
/**
 * What became of everything that arrived: received = stored + duplicates + refused, exactly, for it is
 * counted in the transaction that keeps it. And all that was stored, less `expired` and `erased`, is what
 * is there.
 */
declare const Account: z.ZodObject<
  {
    days: z.ZodArray<
      z.ZodObject<
        {
          day: z.ZodISODate;
          site: z.ZodString;
          received: z.ZodInt;
          stored: z.ZodInt;
          duplicates: z.ZodInt;
          refused: z.ZodRecord<z.ZodString, z.ZodInt>;
          expired: z.ZodOptional<z.ZodInt>;
          erased: z.ZodOptional<z.ZodInt>;
        },
        z.core.$strict
      >
    >;
    quarantined: z.ZodInt;
  },
  z.core.$strict
>;
type Account = z.infer<typeof Account>;
declare const TokenRequest: z.ZodObject<
  {
    agent: z.ZodString;
    tenant: z.ZodOptional<z.ZodString>;
    role: z.ZodDefault<
      z.ZodEnum<{
        admin: 'admin';
        agent: 'agent';
        analyst: 'analyst';
        machine: 'machine';
        supervisor: 'supervisor';
      }>
    >;
    customer: z.ZodOptional<z.ZodString>;
    why: z.ZodOptional<z.ZodString>;
    ttl: z.ZodDefault<z.ZodInt>;
  },
  z.core.$strict
>;
type TokenRequest = z.infer<typeof TokenRequest>;
declare const TokenGrant: z.ZodObject<
  {
    token: z.ZodString;
    expiresAt: z.ZodInt;
  },
  z.core.$strict
>;
type TokenGrant = z.infer<typeof TokenGrant>;
/** Every error of the collector. */
declare const ErrorBody: z.ZodObject<
  {
    error: z.ZodObject<
      {
        code: z.ZodString;
        message: z.ZodString;
        hint: z.ZodString;
        requestId: z.ZodString;
      },
      z.core.$strict
    >;
  },
  z.core.$strict
>;
type ErrorBody = z.infer<typeof ErrorBody>;

/**
 * What stands in for a `{…}` of a sentence. A string is somebody's own word (a product, a search)
 * and is shown as it is, as text; all else is told by each language in its own way.
 */
declare const PhraseValue: z.ZodUnion<
  readonly [
    z.ZodString,
    z.ZodNumber,
    z.ZodObject<
      {
        word: z.ZodString;
      },
      z.core.$strict
    >,
    z.ZodObject<
      {
        instant: z.ZodInt;
      },
      z.core.$strict
    >,
    z.ZodObject<
      {
        duration: z.ZodInt;
      },
      z.core.$strict
    >,
    z.ZodObject<
      {
        minor: z.ZodInt;
        currency: z.ZodString;
      },
      z.core.$strict
    >,
  ]
>;
type PhraseValue = z.infer<typeof PhraseValue>;
/** A part of a sentence: a key of the table of words, and its values. */
declare const Phrase: z.ZodObject<
  {
    key: z.ZodString;
    values: z.ZodRecord<
      z.ZodString,
      z.ZodUnion<
        readonly [
          z.ZodString,
          z.ZodNumber,
          z.ZodObject<
            {
              word: z.ZodString;
            },
            z.core.$strict
          >,
          z.ZodObject<
            {
              instant: z.ZodInt;
            },
            z.core.$strict
          >,
          z.ZodObject<
            {
              duration: z.ZodInt;
            },
            z.core.$strict
          >,
          z.ZodObject<
            {
              minor: z.ZodInt;
              currency: z.ZodString;
            },
            z.core.$strict
          >,
        ]
      >
    >;
  },
  z.core.$strict
>;
type Phrase = z.infer<typeof Phrase>;
/**
 * One sentence of the brief: what to say and on what it rests, without words of any language and
 * without markup. `packages/journey/src/english.ts` has the English.
 */
declare const BriefSentence: z.ZodObject<
  {
    question: z.ZodEnum<{
      attached: 'attached';
      changed: 'changed';
      happened: 'happened';
      next: 'next';
      tried: 'tried';
    }>;
    key: z.ZodString;
    values: z.ZodRecord<
      z.ZodString,
      z.ZodUnion<
        readonly [
          z.ZodUnion<
            readonly [
              z.ZodString,
              z.ZodNumber,
              z.ZodObject<
                {
                  word: z.ZodString;
                },
                z.core.$strict
              >,
              z.ZodObject<
                {
                  instant: z.ZodInt;
                },
                z.core.$strict
              >,
              z.ZodObject<
                {
                  duration: z.ZodInt;
                },
                z.core.$strict
              >,
              z.ZodObject<
                {
                  minor: z.ZodInt;
                  currency: z.ZodString;
                },
                z.core.$strict
              >,
            ]
          >,
          z.ZodArray<
            z.ZodObject<
              {
                key: z.ZodString;
                values: z.ZodRecord<
                  z.ZodString,
                  z.ZodUnion<
                    readonly [
                      z.ZodString,
                      z.ZodNumber,
                      z.ZodObject<
                        {
                          word: z.ZodString;
                        },
                        z.core.$strict
                      >,
                      z.ZodObject<
                        {
                          instant: z.ZodInt;
                        },
                        z.core.$strict
                      >,
                      z.ZodObject<
                        {
                          duration: z.ZodInt;
                        },
                        z.core.$strict
                      >,
                      z.ZodObject<
                        {
                          minor: z.ZodInt;
                          currency: z.ZodString;
                        },
                        z.core.$strict
                      >,
                    ]
                  >
                >;
              },
              z.core.$strict
            >
          >,
        ]
      >
    >;
    touchpoints: z.ZodArray<z.ZodString>;
    sayable: z.ZodBoolean;
  },
  z.core.$strict
>;
type BriefSentence = z.infer<typeof BriefSentence>;
/** Why the customer is probably in touch. */
declare const LikelyReason: z.ZodObject<
  {
    reason: z.ZodString;
    confidence: z.ZodNumber;
    touchpoints: z.ZodArray<z.ZodString>;
    source: z.ZodEnum<{
      declared: 'declared';
      rule: 'rule';
    }>;
    because: z.ZodArray<
      z.ZodObject<
        {
          key: z.ZodString;
          values: z.ZodRecord<
            z.ZodString,
            z.ZodUnion<
              readonly [
                z.ZodString,
                z.ZodNumber,
                z.ZodObject<
                  {
                    word: z.ZodString;
                  },
                  z.core.$strict
                >,
                z.ZodObject<
                  {
                    instant: z.ZodInt;
                  },
                  z.core.$strict
                >,
                z.ZodObject<
                  {
                    duration: z.ZodInt;
                  },
                  z.core.$strict
                >,
                z.ZodObject<
                  {
                    minor: z.ZodInt;
                    currency: z.ZodString;
                  },
                  z.core.$strict
                >,
              ]
            >
          >;
        },
        z.core.$strict
      >
    >;
    alternatives: z.ZodArray<
      z.ZodObject<
        {
          reason: z.ZodString;
          confidence: z.ZodNumber;
          touchpoints: z.ZodArray<z.ZodString>;
        },
        z.core.$strict
      >
    >;
  },
  z.core.$strict
>;
type LikelyReason = z.infer<typeof LikelyReason>;
/** One sign of how the customer felt. */
declare const FeelingSign: z.ZodObject<
  {
    at: z.ZodInt;
    valence: z.ZodNumber;
    kind: z.ZodEnum<{
      inferred: 'inferred';
      measured: 'measured';
      stated: 'stated';
    }>;
    method: z.ZodString;
    confidence: z.ZodNumber;
    touchpoint: z.ZodString;
  },
  z.core.$strict
>;
type FeelingSign = z.infer<typeof FeelingSign>;
declare const Feeling: z.ZodObject<
  {
    valence: z.ZodNullable<z.ZodNumber>;
    kind: z.ZodNullable<
      z.ZodEnum<{
        inferred: 'inferred';
        measured: 'measured';
        stated: 'stated';
      }>
    >;
    confidence: z.ZodNumber;
    trend: z.ZodNullable<
      z.ZodEnum<{
        better: 'better';
        steady: 'steady';
        worse: 'worse';
      }>
    >;
    touchpoints: z.ZodArray<z.ZodString>;
    signs: z.ZodArray<
      z.ZodObject<
        {
          at: z.ZodInt;
          valence: z.ZodNumber;
          kind: z.ZodEnum<{
            inferred: 'inferred';
            measured: 'measured';
            stated: 'stated';
          }>;
          method: z.ZodString;
          confidence: z.ZodNumber;
          touchpoint: z.ZodString;
        },
        z.core.$strict
      >
    >;
  },
  z.core.$strict
>;
type Feeling = z.infer<typeof Feeling>;
/** What stays in memory of a journey. */
declare const Moment: z.ZodObject<
  {
    kind: z.ZodEnum<{
      declared: 'declared';
      end: 'end';
      peak: 'peak';
    }>;
    at: z.ZodInt;
    valence: z.ZodNullable<z.ZodNumber>;
    touchpoint: z.ZodString;
  },
  z.core.$strict
>;
type Moment = z.infer<typeof Moment>;
/** Whose turn it is. */
declare const Waiting: z.ZodObject<
  {
    on: z.ZodEnum<{
      customer: 'customer';
      nobody: 'nobody';
      us: 'us';
    }>;
    since: z.ZodNullable<z.ZodInt>;
    because: z.ZodNullable<z.ZodString>;
    touchpoints: z.ZodArray<z.ZodString>;
  },
  z.core.$strict
>;
type Waiting = z.infer<typeof Waiting>;
/** Contacts that follow one another within days. */
declare const RepeatContact: z.ZodObject<
  {
    contacts: z.ZodInt;
    since: z.ZodInt;
    reason: z.ZodNullable<z.ZodString>;
    touchpoints: z.ZodArray<z.ZodString>;
  },
  z.core.$strict
>;
type RepeatContact = z.infer<typeof RepeatContact>;
declare const StageVisit: z.ZodObject<
  {
    stage: z.ZodString;
    parent: z.ZodEnum<{
      end: 'end';
      post: 'post';
      pre: 'pre';
      purchase: 'purchase';
    }>;
    source: z.ZodLiteral<'rule'>;
    enteredAt: z.ZodInt;
    leftAt: z.ZodNullable<z.ZodInt>;
    evidence: z.ZodArray<z.ZodString>;
  },
  z.core.$strict
>;
/** The customer has been in one stage longer than most others of the tenant, or than it wants. */
declare const Stuck: z.ZodObject<
  {
    stage: z.ZodString;
    since: z.ZodInt;
    dwellMs: z.ZodInt;
    level: z.ZodEnum<{
      act: 'act';
      watch: 'watch';
    }>;
    thresholdMs: z.ZodInt;
    basis: z.ZodEnum<{
      past: 'past';
      policy: 'policy';
      target: 'target';
    }>;
    n: z.ZodInt;
    touchpoints: z.ZodArray<z.ZodString>;
  },
  z.core.$strict
>;
type Stuck = z.infer<typeof Stuck>;
/** What others did next who had come the same way. */
declare const NextStep: z.ZodObject<
  {
    steps: z.ZodArray<
      z.ZodObject<
        {
          name: z.ZodNullable<z.ZodString>;
          probability: z.ZodNumber;
        },
        z.core.$strict
      >
    >;
    n: z.ZodInt;
    order: z.ZodInt;
    touchpoints: z.ZodArray<z.ZodString>;
  },
  z.core.$strict
>;
type NextStep = z.infer<typeof NextStep>;
/** An action of the tenant's playbook whose conditions hold. */
declare const NextAction: z.ZodObject<
  {
    action: z.ZodString;
    title: z.ZodNullable<z.ZodString>;
    because: z.ZodArray<
      z.ZodObject<
        {
          key: z.ZodString;
          values: z.ZodRecord<
            z.ZodString,
            z.ZodUnion<
              readonly [
                z.ZodString,
                z.ZodNumber,
                z.ZodObject<
                  {
                    word: z.ZodString;
                  },
                  z.core.$strict
                >,
                z.ZodObject<
                  {
                    instant: z.ZodInt;
                  },
                  z.core.$strict
                >,
                z.ZodObject<
                  {
                    duration: z.ZodInt;
                  },
                  z.core.$strict
                >,
                z.ZodObject<
                  {
                    minor: z.ZodInt;
                    currency: z.ZodString;
                  },
                  z.core.$strict
                >,
              ]
            >
          >;
        },
        z.core.$strict
      >
    >;
    touchpoints: z.ZodArray<z.ZodString>;
  },
  z.core.$strict
>;
type NextAction = z.infer<typeof NextAction>;
declare const Cart: z.ZodObject<
  {
    lines: z.ZodArray<
      z.ZodObject<
        {
          sku: z.ZodString;
          variant: z.ZodNullable<z.ZodString>;
          name: z.ZodNullable<z.ZodString>;
          quantity: z.ZodInt;
          priceMinor: z.ZodNullable<z.ZodInt>;
        },
        z.core.$strict
      >
    >;
    quantity: z.ZodInt;
    totalMinor: z.ZodNullable<z.ZodInt>;
    currency: z.ZodNullable<z.ZodString>;
    at: z.ZodInt;
    touchpoints: z.ZodArray<z.ZodString>;
  },
  z.core.$strict
>;
type Cart = z.infer<typeof Cart>;
/**
 * `GET /v1/customers/{customer}/journey`: what the touchpoints come to. A part that is absent was not
 * computed; one that is null was, and there is nothing.
 */
declare const Journey: z.ZodObject<
  {
    customer: z.ZodString;
    asOf: z.ZodInt;
    basis: z.ZodObject<
      {
        touchpoints: z.ZodInt;
        total: z.ZodInt;
      },
      z.core.$strict
    >;
    inference: z.ZodBoolean;
    brief: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            question: z.ZodEnum<{
              attached: 'attached';
              changed: 'changed';
              happened: 'happened';
              next: 'next';
              tried: 'tried';
            }>;
            key: z.ZodString;
            values: z.ZodRecord<
              z.ZodString,
              z.ZodUnion<
                readonly [
                  z.ZodUnion<
                    readonly [
                      z.ZodString,
                      z.ZodNumber,
                      z.ZodObject<
                        {
                          word: z.ZodString;
                        },
                        z.core.$strict
                      >,
                      z.ZodObject<
                        {
                          instant: z.ZodInt;
                        },
                        z.core.$strict
                      >,
                      z.ZodObject<
                        {
                          duration: z.ZodInt;
                        },
                        z.core.$strict
                      >,
                      z.ZodObject<
                        {
                          minor: z.ZodInt;
                          currency: z.ZodString;
                        },
                        z.core.$strict
                      >,
                    ]
                  >,
                  z.ZodArray<
                    z.ZodObject<
                      {
                        key: z.ZodString;
                        values: z.ZodRecord<
                          z.ZodString,
                          z.ZodUnion<
                            readonly [
                              z.ZodString,
                              z.ZodNumber,
                              z.ZodObject<
                                {
                                  word: z.ZodString;
                                },
                                z.core.$strict
                              >,
                              z.ZodObject<
                                {
                                  instant: z.ZodInt;
                                },
                                z.core.$strict
                              >,
                              z.ZodObject<
                                {
                                  duration: z.ZodInt;
                                },
                                z.core.$strict
                              >,
                              z.ZodObject<
                                {
                                  minor: z.ZodInt;
                                  currency: z.ZodString;
                                },
                                z.core.$strict
                              >,
                            ]
                          >
                        >;
                      },
                      z.core.$strict
                    >
                  >,
                ]
              >
            >;
            touchpoints: z.ZodArray<z.ZodString>;
            sayable: z.ZodBoolean;
          },
          z.core.$strict
        >
      >
    >;
    reason: z.ZodOptional<
      z.ZodNullable<
        z.ZodObject<
          {
            reason: z.ZodString;
            confidence: z.ZodNumber;
            touchpoints: z.ZodArray<z.ZodString>;
            source: z.ZodEnum<{
              declared: 'declared';
              rule: 'rule';
            }>;
            because: z.ZodArray<
              z.ZodObject<
                {
                  key: z.ZodString;
                  values: z.ZodRecord<
                    z.ZodString,
                    z.ZodUnion<
                      readonly [
                        z.ZodString,
                        z.ZodNumber,
                        z.ZodObject<
                          {
                            word: z.ZodString;
                          },
                          z.core.$strict
                        >,
                        z.ZodObject<
                          {
                            instant: z.ZodInt;
                          },
                          z.core.$strict
                        >,
                        z.ZodObject<
                          {
                            duration: z.ZodInt;
                          },
                          z.core.$strict
                        >,
                        z.ZodObject<
                          {
                            minor: z.ZodInt;
                            currency: z.ZodString;
                          },
                          z.core.$strict
                        >,
                      ]
                    >
                  >;
                },
                z.core.$strict
              >
            >;
            alternatives: z.ZodArray<
              z.ZodObject<
                {
                  reason: z.ZodString;
                  confidence: z.ZodNumber;
                  touchpoints: z.ZodArray<z.ZodString>;
                },
                z.core.$strict
              >
            >;
          },
          z.core.$strict
        >
      >
    >;
    waiting: z.ZodOptional<
      z.ZodObject<
        {
          on: z.ZodEnum<{
            customer: 'customer';
            nobody: 'nobody';
            us: 'us';
          }>;
          since: z.ZodNullable<z.ZodInt>;
          because: z.ZodNullable<z.ZodString>;
          touchpoints: z.ZodArray<z.ZodString>;
        },
        z.core.$strict
      >
    >;
    feeling: z.ZodOptional<
      z.ZodObject<
        {
          valence: z.ZodNullable<z.ZodNumber>;
          kind: z.ZodNullable<
            z.ZodEnum<{
              inferred: 'inferred';
              measured: 'measured';
              stated: 'stated';
            }>
          >;
          confidence: z.ZodNumber;
          trend: z.ZodNullable<
            z.ZodEnum<{
              better: 'better';
              steady: 'steady';
              worse: 'worse';
            }>
          >;
          touchpoints: z.ZodArray<z.ZodString>;
          signs: z.ZodArray<
            z.ZodObject<
              {
                at: z.ZodInt;
                valence: z.ZodNumber;
                kind: z.ZodEnum<{
                  inferred: 'inferred';
                  measured: 'measured';
                  stated: 'stated';
                }>;
                method: z.ZodString;
                confidence: z.ZodNumber;
                touchpoint: z.ZodString;
              },
              z.core.$strict
            >
          >;
        },
        z.core.$strict
      >
    >;
    moments: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            kind: z.ZodEnum<{
              declared: 'declared';
              end: 'end';
              peak: 'peak';
            }>;
            at: z.ZodInt;
            valence: z.ZodNullable<z.ZodNumber>;
            touchpoint: z.ZodString;
          },
          z.core.$strict
        >
      >
    >;
    repeatContact: z.ZodOptional<
      z.ZodNullable<
        z.ZodObject<
          {
            contacts: z.ZodInt;
            since: z.ZodInt;
            reason: z.ZodNullable<z.ZodString>;
            touchpoints: z.ZodArray<z.ZodString>;
          },
          z.core.$strict
        >
      >
    >;
    stagePreset: z.ZodOptional<
      z.ZodEnum<{
        cx: 'cx';
        sales: 'sales';
      }>
    >;
    ownStages: z.ZodOptional<
      z.ZodObject<
        {
          stages: z.ZodArray<
            z.ZodObject<
              {
                name: z.ZodString;
                title: z.ZodOptional<
                  z.ZodUnion<readonly [z.ZodString, z.ZodRecord<z.ZodString, z.ZodString>]>
                >;
                parent: z.ZodEnum<{
                  end: 'end';
                  post: 'post';
                  pre: 'pre';
                  purchase: 'purchase';
                }>;
                strong: z.ZodOptional<z.ZodArray<z.ZodString>>;
                weak: z.ZodOptional<z.ZodArray<z.ZodString>>;
                targetMs: z.ZodOptional<z.ZodInt>;
              },
              z.core.$strict
            >
          >;
        },
        z.core.$strict
      >
    >;
    stages: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            stage: z.ZodString;
            parent: z.ZodEnum<{
              end: 'end';
              post: 'post';
              pre: 'pre';
              purchase: 'purchase';
            }>;
            source: z.ZodLiteral<'rule'>;
            enteredAt: z.ZodInt;
            leftAt: z.ZodNullable<z.ZodInt>;
            evidence: z.ZodArray<z.ZodString>;
          },
          z.core.$strict
        >
      >
    >;
    stuck: z.ZodOptional<
      z.ZodNullable<
        z.ZodObject<
          {
            stage: z.ZodString;
            since: z.ZodInt;
            dwellMs: z.ZodInt;
            level: z.ZodEnum<{
              act: 'act';
              watch: 'watch';
            }>;
            thresholdMs: z.ZodInt;
            basis: z.ZodEnum<{
              past: 'past';
              policy: 'policy';
              target: 'target';
            }>;
            n: z.ZodInt;
            touchpoints: z.ZodArray<z.ZodString>;
          },
          z.core.$strict
        >
      >
    >;
    frictions: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            type: z.ZodEnum<{
              back_and_forth: 'back_and_forth';
              channel_switch: 'channel_switch';
              coupon_denied: 'coupon_denied';
              dead_click: 'dead_click';
              error_click: 'error_click';
              escalation: 'escalation';
              excess_scroll: 'excess_scroll';
              form_abandon: 'form_abandon';
              long_wait: 'long_wait';
              loop: 'loop';
              negative_sentiment: 'negative_sentiment';
              payment_failed: 'payment_failed';
              promise_broken: 'promise_broken';
              rage_click: 'rage_click';
              reopened: 'reopened';
              repeat_contact: 'repeat_contact';
              search_no_result: 'search_no_result';
              silence: 'silence';
              sla_breach: 'sla_breach';
              slow_page: 'slow_page';
              stuck: 'stuck';
              thrash_cursor: 'thrash_cursor';
              transfer: 'transfer';
              validation_error: 'validation_error';
            }>;
            severity: z.ZodInt;
            source: z.ZodEnum<{
              declared: 'declared';
              inferred: 'inferred';
              rule: 'rule';
            }>;
            confidence: z.ZodOptional<z.ZodNumber>;
            at: z.ZodInt;
            touchpoints: z.ZodArray<z.ZodString>;
          },
          z.core.$strict
        >
      >
    >;
    cart: z.ZodOptional<
      z.ZodNullable<
        z.ZodObject<
          {
            lines: z.ZodArray<
              z.ZodObject<
                {
                  sku: z.ZodString;
                  variant: z.ZodNullable<z.ZodString>;
                  name: z.ZodNullable<z.ZodString>;
                  quantity: z.ZodInt;
                  priceMinor: z.ZodNullable<z.ZodInt>;
                },
                z.core.$strict
              >
            >;
            quantity: z.ZodInt;
            totalMinor: z.ZodNullable<z.ZodInt>;
            currency: z.ZodNullable<z.ZodString>;
            at: z.ZodInt;
            touchpoints: z.ZodArray<z.ZodString>;
          },
          z.core.$strict
        >
      >
    >;
    nextStep: z.ZodOptional<
      z.ZodNullable<
        z.ZodObject<
          {
            steps: z.ZodArray<
              z.ZodObject<
                {
                  name: z.ZodNullable<z.ZodString>;
                  probability: z.ZodNumber;
                },
                z.core.$strict
              >
            >;
            n: z.ZodInt;
            order: z.ZodInt;
            touchpoints: z.ZodArray<z.ZodString>;
          },
          z.core.$strict
        >
      >
    >;
    nextActions: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            action: z.ZodString;
            title: z.ZodNullable<z.ZodString>;
            because: z.ZodArray<
              z.ZodObject<
                {
                  key: z.ZodString;
                  values: z.ZodRecord<
                    z.ZodString,
                    z.ZodUnion<
                      readonly [
                        z.ZodString,
                        z.ZodNumber,
                        z.ZodObject<
                          {
                            word: z.ZodString;
                          },
                          z.core.$strict
                        >,
                        z.ZodObject<
                          {
                            instant: z.ZodInt;
                          },
                          z.core.$strict
                        >,
                        z.ZodObject<
                          {
                            duration: z.ZodInt;
                          },
                          z.core.$strict
                        >,
                        z.ZodObject<
                          {
                            minor: z.ZodInt;
                            currency: z.ZodString;
                          },
                          z.core.$strict
                        >,
                      ]
                    >
                  >;
                },
                z.core.$strict
              >
            >;
            touchpoints: z.ZodArray<z.ZodString>;
          },
          z.core.$strict
        >
      >
    >;
  },
  z.core.$strict
>;
type Journey = z.infer<typeof Journey>;

/** One stage of a tenant's own, with the touchpoints that speak for it. */
declare const OwnStage: z.ZodObject<
  {
    name: z.ZodString;
    title: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodRecord<z.ZodString, z.ZodString>]>>;
    parent: z.ZodEnum<{
      end: 'end';
      post: 'post';
      pre: 'pre';
      purchase: 'purchase';
    }>;
    strong: z.ZodOptional<z.ZodArray<z.ZodString>>;
    weak: z.ZodOptional<z.ZodArray<z.ZodString>>;
    targetMs: z.ZodOptional<z.ZodInt>;
  },
  z.core.$strict
>;
type OwnStage = z.infer<typeof OwnStage>;
/**
 * A tenant's own stages, by how far along they are. Of the signs that fit a touchpoint the closest one
 * decides: its whole name, else the longest beginning.
 */
declare const OwnStages: z.ZodObject<
  {
    stages: z.ZodArray<
      z.ZodObject<
        {
          name: z.ZodString;
          title: z.ZodOptional<
            z.ZodUnion<readonly [z.ZodString, z.ZodRecord<z.ZodString, z.ZodString>]>
          >;
          parent: z.ZodEnum<{
            end: 'end';
            post: 'post';
            pre: 'pre';
            purchase: 'purchase';
          }>;
          strong: z.ZodOptional<z.ZodArray<z.ZodString>>;
          weak: z.ZodOptional<z.ZodArray<z.ZodString>>;
          targetMs: z.ZodOptional<z.ZodInt>;
        },
        z.core.$strict
      >
    >;
  },
  z.core.$strict
>;
type OwnStages = z.infer<typeof OwnStages>;
/** The stages of a tenant: one of our presets, or its own. */
type StageSet = StagePreset | OwnStages;

/**
 * What a condition of a playbook can ask for. Each is found in the journey, with the touchpoints that
 * say so.
 */
declare const PLAYBOOK_FACTS: readonly [
  /** A word: the stage they are in. */
  'stage',
  /** A word: the likely reason of the contact; its confidence is `reason_confidence`. */
  'reason',
  'reason_confidence',
  /** -2 to 2; absent where there is not enough data. */
  'feeling',
  /** A word: `us`, `customer` or `nobody`; and for how long, ms. */
  'waiting_on',
  'waiting_ms',
  /** How many contacts follow one another. */
  'repeat_contacts',
  /** A word: `watch` or `act`. */
  'stuck',
  /** Pieces, minor units, currency. */
  'cart_quantity',
  'cart_value',
  'cart_currency',
  /** How often in the last days: `friction.payment_failed`, ...; all together `frictions`. */
  'frictions',
];
/** One thing that must hold. Either `is` is given, or a limit or both. */
declare const PlaybookCondition: z.ZodObject<
  {
    fact: z.ZodUnion<
      readonly [
        z.ZodEnum<{
          cart_currency: 'cart_currency';
          cart_quantity: 'cart_quantity';
          cart_value: 'cart_value';
          feeling: 'feeling';
          frictions: 'frictions';
          reason: 'reason';
          reason_confidence: 'reason_confidence';
          repeat_contacts: 'repeat_contacts';
          stage: 'stage';
          stuck: 'stuck';
          waiting_ms: 'waiting_ms';
          waiting_on: 'waiting_on';
        }>,
        z.ZodTemplateLiteral<`friction.${string}`>,
      ]
    >;
    is: z.ZodOptional<z.ZodArray<z.ZodString>>;
    atLeast: z.ZodOptional<z.ZodNumber>;
    atMost: z.ZodOptional<z.ZodNumber>;
  },
  z.core.$strict
>;
type PlaybookCondition = z.infer<typeof PlaybookCondition>;
declare const PlaybookAction: z.ZodObject<
  {
    action: z.ZodString;
    title: z.ZodOptional<z.ZodString>;
    when: z.ZodArray<
      z.ZodObject<
        {
          fact: z.ZodUnion<
            readonly [
              z.ZodEnum<{
                cart_currency: 'cart_currency';
                cart_quantity: 'cart_quantity';
                cart_value: 'cart_value';
                feeling: 'feeling';
                frictions: 'frictions';
                reason: 'reason';
                reason_confidence: 'reason_confidence';
                repeat_contacts: 'repeat_contacts';
                stage: 'stage';
                stuck: 'stuck';
                waiting_ms: 'waiting_ms';
                waiting_on: 'waiting_on';
              }>,
              z.ZodTemplateLiteral<`friction.${string}`>,
            ]
          >;
          is: z.ZodOptional<z.ZodArray<z.ZodString>>;
          atLeast: z.ZodOptional<z.ZodNumber>;
          atMost: z.ZodOptional<z.ZodNumber>;
        },
        z.core.$strict
      >
    >;
    unless: z.ZodOptional<
      z.ZodArray<
        z.ZodObject<
          {
            fact: z.ZodUnion<
              readonly [
                z.ZodEnum<{
                  cart_currency: 'cart_currency';
                  cart_quantity: 'cart_quantity';
                  cart_value: 'cart_value';
                  feeling: 'feeling';
                  frictions: 'frictions';
                  reason: 'reason';
                  reason_confidence: 'reason_confidence';
                  repeat_contacts: 'repeat_contacts';
                  stage: 'stage';
                  stuck: 'stuck';
                  waiting_ms: 'waiting_ms';
                  waiting_on: 'waiting_on';
                }>,
                z.ZodTemplateLiteral<`friction.${string}`>,
              ]
            >;
            is: z.ZodOptional<z.ZodArray<z.ZodString>>;
            atLeast: z.ZodOptional<z.ZodNumber>;
            atMost: z.ZodOptional<z.ZodNumber>;
          },
          z.core.$strict
        >
      >
    >;
    priority: z.ZodDefault<z.ZodInt>;
    restMs: z.ZodDefault<z.ZodInt>;
  },
  z.core.$strict
>;
type PlaybookAction = z.infer<typeof PlaybookAction>;
/** What a tenant wants its agents to do, and when: data, read by rules, so that each has its reasons. */
declare const Playbook: z.ZodObject<
  {
    actions: z.ZodArray<
      z.ZodObject<
        {
          action: z.ZodString;
          title: z.ZodOptional<z.ZodString>;
          when: z.ZodArray<
            z.ZodObject<
              {
                fact: z.ZodUnion<
                  readonly [
                    z.ZodEnum<{
                      cart_currency: 'cart_currency';
                      cart_quantity: 'cart_quantity';
                      cart_value: 'cart_value';
                      feeling: 'feeling';
                      frictions: 'frictions';
                      reason: 'reason';
                      reason_confidence: 'reason_confidence';
                      repeat_contacts: 'repeat_contacts';
                      stage: 'stage';
                      stuck: 'stuck';
                      waiting_ms: 'waiting_ms';
                      waiting_on: 'waiting_on';
                    }>,
                    z.ZodTemplateLiteral<`friction.${string}`>,
                  ]
                >;
                is: z.ZodOptional<z.ZodArray<z.ZodString>>;
                atLeast: z.ZodOptional<z.ZodNumber>;
                atMost: z.ZodOptional<z.ZodNumber>;
              },
              z.core.$strict
            >
          >;
          unless: z.ZodOptional<
            z.ZodArray<
              z.ZodObject<
                {
                  fact: z.ZodUnion<
                    readonly [
                      z.ZodEnum<{
                        cart_currency: 'cart_currency';
                        cart_quantity: 'cart_quantity';
                        cart_value: 'cart_value';
                        feeling: 'feeling';
                        frictions: 'frictions';
                        reason: 'reason';
                        reason_confidence: 'reason_confidence';
                        repeat_contacts: 'repeat_contacts';
                        stage: 'stage';
                        stuck: 'stuck';
                        waiting_ms: 'waiting_ms';
                        waiting_on: 'waiting_on';
                      }>,
                      z.ZodTemplateLiteral<`friction.${string}`>,
                    ]
                  >;
                  is: z.ZodOptional<z.ZodArray<z.ZodString>>;
                  atLeast: z.ZodOptional<z.ZodNumber>;
                  atMost: z.ZodOptional<z.ZodNumber>;
                },
                z.core.$strict
              >
            >
          >;
          priority: z.ZodDefault<z.ZodInt>;
          restMs: z.ZodDefault<z.ZodInt>;
        },
        z.core.$strict
      >
    >;
    moments: z.ZodDefault<z.ZodArray<z.ZodString>>;
  },
  z.core.$strict
>;
type Playbook = z.infer<typeof Playbook>;

/** Whether `value` is a UUID of version 7 (RFC 9562), in any letter case. */
declare const isUuidV7: (value: string) => boolean;
/** The instant inside a UUIDv7, in ms since the epoch. */
declare const uuidV7Time: (id: string) => number;
/**
 * Makes a UUIDv7 (RFC 9562): `at` in ms, then 74 random bits.
 *
 * @param bytes - 10 random bytes; the same instant and bytes give the same id, which is how an
 * import makes ids that do not change when it runs twice.
 */
declare const uuidV7: (at: number, bytes?: Uint8Array) => string;

export {
  ACTION_NAME,
  Account,
  AttachRequest,
  Attached,
  AuditPage,
  BRIEF_QUESTIONS,
  Batch,
  BatchResult,
  BriefSentence,
  CHANNELS,
  CONSENT_BASES,
  Cart,
  Clocks,
  Commerce,
  CommerceItem,
  Consent,
  Contact,
  CustomerFound,
  CustomerIdentity,
  DIRECTIONS,
  DetachRequest,
  Detached,
  EraseRequest,
  Erased,
  ErrorBody,
  FRICTIONS,
  Feeling,
  FeelingSign,
  FindRequest,
  Friction,
  IDENTIFIER_KINDS,
  Identifier,
  Journey,
  LIMITS,
  LikelyReason,
  MODES,
  Moment,
  MoveRequest,
  Moved,
  NextAction,
  NextStep,
  OUTCOMES,
  Objection,
  ObjectionRequest,
  Outcome,
  OwnStage,
  OwnStages,
  PLAYBOOK_FACTS,
  PURPOSES,
  Page,
  Phrase,
  PhraseValue,
  Playbook,
  PlaybookAction,
  PlaybookCondition,
  Properties,
  RefusedTouchpoint,
  Relation,
  Remark,
  Remarked,
  RepeatContact,
  RestrictRequest,
  Restriction,
  STAGES,
  STAGES_OF,
  STAGE_NAME,
  STAGE_PARENTS,
  STAGE_PRESETS,
  Sentiment,
  StageVisit,
  Stuck,
  Survey,
  TOUCHPOINT_NAMES,
  TOUCHPOINT_SOURCES,
  Timeline,
  TimelineDays,
  TokenGrant,
  TokenRequest,
  Touchpoint,
  TouchpointInput,
  Vital,
  Waiting,
  isUuidV7,
  uuidV7,
  uuidV7Time,
};
export type {
  BriefQuestion,
  Channel,
  ConsentBasis,
  Direction,
  FrictionType,
  IdentifierKind,
  Mode,
  OutcomeStatus,
  Purpose,
  Stage,
  StageParent,
  StagePreset,
  StageSet,
  StandardChannel,
  StandardTouchpointName,
  TouchpointName,
  TouchpointSource,
  ValidTouchpoint,
};
