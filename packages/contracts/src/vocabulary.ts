/**
 * The words of a journey, as plain constants: no schema in this file, so that a bundle that needs
 * a list does not pay for the validator.
 */

/** Where a touchpoint happened. A tenant's own channels start with `x_`. */
export const CHANNELS = [
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
] as const;
export type StandardChannel = (typeof CHANNELS)[number];
export type Channel = StandardChannel | `x_${string}`;

/** Seen from the company: `inbound` comes from the customer, `outbound` goes to them. */
export const DIRECTIONS = ['inbound', 'outbound', 'internal', 'none'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Who did the work on the company's side: nobody, a bot, an agent, or a process. */
export const MODES = ['self', 'bot', 'assisted', 'automated'] as const;
export type Mode = (typeof MODES)[number];

/** Identifiers with a meaning of their own. Any other kind is the tenant's. */
export const IDENTIFIER_KINDS = ['anonymous', 'user', 'email', 'phone', 'order', 'ticket'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number] | (string & {});

/** What a customer can agree to. `support`: an agent who helps them may see it. */
export const PURPOSES = ['support', 'analytics'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** On what a touchpoint may be kept. `unstated`: the sender did not say. */
export const CONSENT_BASES = ['consent', 'contract', 'legitimate_interest', 'unstated'] as const;
export type ConsentBasis = (typeof CONSENT_BASES)[number];

/** How a touchpoint ended. */
export const OUTCOMES = ['success', 'failure', 'abandoned', 'pending'] as const;
export type OutcomeStatus = (typeof OUTCOMES)[number];

/** What can hurt along the way. */
export const FRICTIONS = [
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
] as const;
export type FrictionType = (typeof FRICTIONS)[number];

/** Our sets of stages: a customer's experience, or a deal. A tenant can write its own. */
export const STAGE_PRESETS = ['cx', 'sales'] as const;
export type StagePreset = (typeof STAGE_PRESETS)[number];

/** Each preset in order; what stands last is outside it. No word stands for two. */
export const STAGES_OF = {
  cx: [
    'awareness',
    'consideration',
    'purchase',
    'onboarding',
    'use',
    'support',
    'renewal',
    'advocacy',
    'churned',
  ],
  sales: [
    'lead',
    'qualification',
    'proposal',
    'negotiation',
    'won',
    'handover',
    'expansion',
    'lost',
  ],
} as const satisfies Record<StagePreset, readonly string[]>;

export const STAGES = [...STAGES_OF.cx, ...STAGES_OF.sales] as const;
/** A name outside this list is a tenant's own. */
export type Stage = (typeof STAGES)[number] | (string & {});

/** What a stage of a tenant's own may be called. */
export const STAGE_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** What all sets of stages have in common, in order: before a purchase, at it, after it, and gone. */
export const STAGE_PARENTS = ['pre', 'purchase', 'post', 'end'] as const;
export type StageParent = (typeof STAGE_PARENTS)[number];

/** The questions of whoever takes over a conversation, in the order of the brief's sentences. */
export const BRIEF_QUESTIONS = ['happened', 'tried', 'changed', 'attached', 'next'] as const;
export type BriefQuestion = (typeof BRIEF_QUESTIONS)[number];

/**
 * The standard names, `object_verbed`. A name outside this list is a custom one and as welcome.
 * Commerce names are those of Segment Ecommerce v2, which GA4 and Snowplow map to.
 */
export const TOUCHPOINT_NAMES = [
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
] as const;
export type StandardTouchpointName = (typeof TOUCHPOINT_NAMES)[number];
export type TouchpointName = StandardTouchpointName | (string & {});

/** What an action of a playbook may be called. */
export const ACTION_NAME = /^[a-z][a-z0-9_]{0,63}$/;

/** Whose words a touchpoint is told in, where they are not ours. */
export const TOUCHPOINT_SOURCES = ['ga4', 'segment', 'woocommerce'] as const;
export type TouchpointSource = (typeof TOUCHPOINT_SOURCES)[number];

/** The sizes and spans the collector holds senders to. Bytes are UTF-8; durations are ms. */
export const LIMITS = {
  /** Characters of any id. */
  idLength: 128,
  /** Characters of a touchpoint's name. */
  nameLength: 64,
  /** Bytes of any text. */
  textBytes: 8 * 1024,
  /** Keys of `properties`. */
  properties: 256,
  /** Entries of a list in `properties`. */
  list: 100,
  /** Items of a cart or an order. */
  items: 200,
  /** Identifiers of one touchpoint. */
  identifiers: 16,
  /** Relations of one touchpoint. */
  relations: 64,
  /** Touchpoints of one batch. */
  batch: 500,
  /** Bytes of a request, as sent. */
  bodyBytes: 256 * 1024,
  /** Bytes of a request, once decompressed. */
  plainBytes: 1024 * 1024,
  /** Levels of JSON inside a request. */
  depth: 16,
  /** A touchpoint is not taken to be older than this when it is received. */
  oldestMs: 30 * 24 * 3_600_000,
  /** Nor to lie further than this in the future. */
  futureMs: 5 * 60_000,
} as const;
