import {fillIn, type Wordings} from '@throughline/journey';
import type {TabWords} from './chips.ts';
import type {FigureWords} from './figures.ts';
import type {PanelWords, StateWords} from './panel-english.ts';
import type {PinWords} from './pin-english.ts';
import type {RailWords} from './rail-english.ts';
import type {ToolsWords} from './tools-english.ts';

/** Forms of a counted phrase by plural category (CLDR); `{n}` is the number. */
export type Counted = Partial<Record<Intl.LDMLPluralRule, string>> & {other: string};

/**
 * Every word the elements say. One object per language; what a language lacks is said in English.
 * In a text `{…}` stands for a value.
 */
export const en = {
  /**
   * What things are called, where that is not their name itself: `order_shipped` is "Order shipped"
   * without an entry here. Of a touchpoint a word after the name is its variant.
   */
  names: {
    page_viewed: 'Viewed page',
    page_left: 'Left page',
    customer_identified: 'Identified',
    product_searched: 'Searched shop',
    product_list_viewed: 'Viewed list',
    product_clicked: 'Chose product',
    product_viewed: 'Viewed product',
    product_added: 'Added to cart',
    product_removed: 'Removed from cart',
    cart_viewed: 'Viewed cart',
    checkout_started: 'Started checkout',
    checkout_step_viewed: 'Checkout step',
    checkout_step_completed: 'Completed checkout step',
    payment_info_entered: 'Entered payment',
    'payment_failed card': 'Card declined at payment',
    order_completed: 'Ordered',
    help_clicked: 'Opened help',
    'help_clicked phone': 'Clicked to call',
    'help_clicked mail': 'Clicked to e-mail',
    'help_clicked chat': 'Clicked to chat',
    'help_clicked callback': 'Clicked for a call-back',
    help_searched: 'Searched help',
    search_no_results: 'Search found nothing',
    article_viewed: 'Read article',
    'article_voted yes': 'Found article helpful',
    'article_voted no': 'Found article not helpful',
    callback_requested: 'Asked for a call-back',
    form_abandoned: 'Left form unfinished',
    validation_failed: 'Input refused',
    friction_detected: 'Friction',
    web_vital_measured: 'Page speed',
    'web_vital_measured poor': 'Slow page',
    chat_started: 'Started a chat',
    'message_sent inbound': 'Customer wrote',
    'message_sent outbound': 'We wrote',
    'message_received inbound': 'Customer wrote',
    'message_received outbound': 'We wrote',
    contact_offered: 'Asked for support',
    contact_queued: 'Waited in queue',
    'contact_answered voice': 'Called support',
    'contact_answered chat': 'Chatted with support',
    'contact_answered email': 'E-mail answered',
    'contact_answered outbound': 'We called',
    contact_held: 'Put on hold',
    contact_abandoned: 'Gave up waiting',
    'contact_ended voice': 'Call ended',
    'contact_ended chat': 'Chat ended',
    bot_handover: 'Bot handed over',
    ticket_created: 'Ticket opened',
    sla_warning: 'Deadline near',
    sla_breached: 'Deadline missed',
    survey_answered: 'Answered survey',
    agent_note_added: 'Note',

    // Frictions.
    rage_click: 'Rage clicks',
    loop: 'Going in circles',
    form_abandon: 'Form left unfinished',
    search_no_result: 'Search found nothing',
    sla_breach: 'Deadline missed',

    // Channels.
    web: 'Website visit',
    'contact web': 'Contact',
    mobile_app: 'App visit',
    in_store: 'In the store',
    email: 'E-mail',
    sms: 'Text message',
    ads: 'Advertising',
    crm: 'Ticket',
    voice: 'Call',
    ivr: 'Phone menu',
    callback: 'Call-back',
    video: 'Video call',
    bot: 'Bot chat',
    messaging: 'Messages',

    // Identifiers.
    anonymous: 'Visitor',
  } as Record<string, string>,

  /** Parts of a row's words. */
  parts: {
    noResults: 'no results',
    results: {one: '{n} result', other: '{n} results'} as Counted,
    items: {one: '{n} item', other: '{n} items'} as Counted,
    talk: '{time} talk',
    hold: '{time} on hold',
    waited: '{time} waited',
    score: '{type} {score} of {max}',
    quote: '‘{text}’',
    order: 'order {id}',
    times: '{what} × {n}',
    /** What joins a row's words, and what stands around each: facts may run the other way. */
    colon: ': ',
    comma: ', ',
    fact: '{fact}',
  },

  timeline: {
    label: 'Timeline',
    today: 'Today',
    yesterday: 'Yesterday',
    now: 'now',
    touchpoints: {one: '{n} touchpoint', other: '{n} touchpoints'} as Counted,
    from: 'from {page}',
    unseen: {one: '{n} new', other: '{n} new'} as Counted,
    arrived: {one: '{n} new touchpoint', other: '{n} new touchpoints'} as Counted,
    shown: '{n} of {total} shown',
    everythingOf: {
      one: 'That is everything: {n} touchpoint',
      other: 'That is everything: {n} touchpoints',
    } as Counted,
    older: 'Show older',
    loadingOlder: 'Loading older touchpoints…',
    olderFailed: 'The older touchpoints could not be loaded.',
    again: 'Try again',
    empty: 'Nothing to show yet.',
    unavailable: 'This part could not be loaded.',
  },

  /** What stands above the timeline; what comes of it is said by the file that does it. */
  tools: {search: 'Search', filter: 'Filter', copy: 'Copy as text'} as {
    search: string;
    filter: string;
    copy: string;
  } & Partial<ToolsWords>,

  turn: {us: 'Our turn', customer: 'Customer’s turn'},

  /** Of parts that are files of their own, and bring their English along. */
  panel: {} as Partial<PanelWords & FigureWords & TabWords>,
  states: {} as Partial<StateWords>,
  brief: {} as Record<string, string>,
  insights: {} as Record<string, string>,
  facets: {} as Record<string, string>,
  rail: {} as Partial<RailWords>,
  pins: {} as Partial<PinWords>,
  correct: {} as Record<string, string>,
  clock: {} as Record<string, string>,
  /** What the rules found, by its key. */
  phrases: {} as Wordings,
};

export type Messages = typeof en;

/** Fills the `{…}` of a text; what is not given stays empty. */
export const fill = (text: string, values: Record<string, string | number>): string =>
  fillIn(text, (key) => String(values[key] ?? ''));
