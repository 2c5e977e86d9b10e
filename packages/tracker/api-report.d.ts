import {TouchpointName, TouchpointSource, TouchpointInput, Purpose} from '@throughline/contracts';

/**
 * Flat fields of a touchpoint, by our words, GA4's or Segment's, or its facets under their names.
 * They are sent as they are said, but cleaned; the collector puts them in their places.
 */
type Fields = Record<string, unknown>;
/** What is remembered of the visit, in the visitor's browser. */
interface Session {
  id: string;
  /** The last touchpoint's instant, ms. */
  at: number;
  /** The next touchpoint's place in the session. */
  seq: number;
}
/** What a plugin is handed while the visitor agrees. */
interface TrackerHost {
  /**
   * Captures a touchpoint. Never throws.
   *
   * @param at - When it happened, ms since the epoch; now, unless given.
   * @param source - Whose word the name is, if not ours. The collector translates it.
   */
  track: (name: TouchpointName, fields?: Fields, at?: number, source?: TouchpointSource) => void;
  /**
   * Listens until the visitor withdraws or the tracker stops. In the capture phase, so that a
   * page's own `stopPropagation()` hides nothing; passive; what the handler throws goes to
   * `onError`.
   *
   * @param types - One or more, with blanks between.
   */
  listen: <E extends Event>(
    target: EventTarget,
    types: string,
    handler: (event: E) => void,
  ) => void;
  /** Calls back after `ms`, unless the returned function is called or the tracker stops. */
  after: (ms: number, callback: () => void) => () => void;
  /**
   * Says `view` when a page or route is shown and `leave` when it is about to go. The pages plugin
   * says so for routes. And `touchpoint` for each that is queued, as the event's `detail`.
   */
  readonly page: EventTarget;
  session: () => Session;
  /** The page as a touchpoint names it: its address cleaned, its title. */
  here: () => NonNullable<TouchpointInput['page']>;
  /** An address without what may be private in it; empty for `data:` and the like. */
  cleanUrl: (url: string) => string;
}
/**
 * One source of touchpoints, or one way to shape them. Everything but the name is optional.
 *
 * @example
 * const newsletter = (): TrackerPlugin => ({
 *   name: 'newsletter',
 *   setup: ({listen, track}) => listen(document, 'newsletter:joined', () => track('newsletter_joined')),
 * });
 */
interface TrackerPlugin {
  name: string;
  /** Called when the visitor agrees; what it returns, when they withdraw or the tracker stops. */
  setup?(host: TrackerHost): (() => void) | void;
  /** Turns the fields of a touchpoint into other fields, before they are cleaned. */
  map?(name: string, fields: Fields): Fields;
  /** Takes personal data out of a text. Replaces the coarse one of the tracker. */
  redact?: (text: string) => string;
  /** Makes an absolute address fit to keep. Replaces the tracker's, which keeps no query at all. */
  cleanUrl?: (url: URL) => string;
}

/** What the visitor agreed to, by purpose. */
type ConsentChoice = Partial<Record<Purpose, boolean>>;
/**
 * Reports what a consent platform on the page says; undefined while it says nothing, false where it
 * says to wait until the visitor has chosen. Returns what stops it.
 */
type ConsentSignal = (
  report: (choice: ConsentChoice | false | undefined) => void,
) => (() => void) | void;
interface TrackerState {
  consent: 'unknown' | 'granted' | 'denied';
  purposes: readonly Purpose[];
  /** Present while consent is granted. */
  anonymousId?: string;
  sessionId?: string;
}
/** Captured = stored + pending + dropped, exactly; over all tabs and pages of the site. */
interface Account {
  captured: number;
  stored: number;
  pending: number;
  /**
   * By reason: `queue_full`, `expired`, `refused`, `rejected`, `too_large`, `withdrawn`, `purged`.
   */
  dropped: Record<string, number>;
}
interface TrackerOptions {
  /** The site's write key, `pk_...`. */
  key: string;
  /** The collector's origin. */
  endpoint: string;
  /** What is `false` or missing is left out: `isShop && commerce()`. */
  plugins?: readonly (TrackerPlugin | false | null | undefined)[];
  /**
   * `ask`: nothing is read, written or sent before `consent()` is called or a signal agrees.
   * `granted`: the site has its visitors' consent already. @defaultValue `'ask'`
   */
  consent?: 'ask' | 'granted';
  /**
   * While asking, hold touchpoints in memory (never longer than the page) instead of ignoring
   * them. @defaultValue `false`
   */
  hold?: boolean;
  signals?: readonly ConsentSignal[];
  /**
   * Whether Global Privacy Control (always) and Do Not Track (until there is a choice) deny.
   * @defaultValue `true`
   */
  privacySignals?: boolean;
  /**
   * `known`: an anonymous id for 13 months, and `identify`. `session`: an id for one visit.
   * `none`: an id for one page, never stored, and no `identify`. @defaultValue `'known'`
   */
  identity?: 'none' | 'session' | 'known';
  /** The database's name, for two trackers on one origin. @defaultValue `'throughline'` */
  name?: string;
  /** Told of whatever goes wrong. Without it errors are silent: the page is not ours. */
  onError?: (error: unknown) => void;
  /** Ms since the epoch. @defaultValue `Date.now` */
  now?: () => number;
  /** From 0 to 1. @defaultValue `Math.random` */
  random?: () => number;
}
interface Tracker {
  /** Captures a touchpoint of the vocabulary, or one of your own. Never throws. */
  track(name: TouchpointName, fields?: Fields): void;
  /**
   * Says who the visitor is: a claim, which joins what this browser did to that user, and never
   * joins two users. With `signature`, which your server makes of the id, it is more than a claim.
   * `email`, `phone`, `order` and `ticket` become identifiers, other traits properties.
   */
  identify(user: string, traits?: Fields): void;
  /** Says that two user ids are one person. A claim. */
  alias(user: string, previous: string): void;
  /** Keeps the visitor's choice. Withdrawing deletes the queue and the ids. */
  consent(choice: ConsentChoice): void;
  /** Sends what waits; resolves when that was tried. Never rejects. */
  flush(): Promise<void>;
  /** Forgets who the visitor is, as after a log-out. What is queued still goes. */
  reset(): void;
  /** Adds a plugin. */
  use(plugin: TrackerPlugin): void;
  account(): Promise<Account>;
  /** Calls back with the state as soon as it is known, and at each change. Returns the undoing. */
  ready(callback: (state: TrackerState) => void): () => void;
  /** Undoes everything; what is queued stays for the next page. */
  stop(): void;
}
/**
 * Starts the tracker. Nothing happens before the visitor agreed, but that a remembered choice is
 * read. Safe to import where there is no browser; call it where there is one.
 */
declare const createTracker: ({
  key,
  endpoint,
  plugins,
  consent: leave,
  hold,
  signals,
  privacySignals,
  identity,
  name,
  onError,
  now,
  random,
}: TrackerOptions) => Tracker;

interface CommerceOptions {
  /** The name of the page's data layer. @defaultValue `'dataLayer'` */
  dataLayer?: string;
  /** The name of a Segment-style object, whose `track` calls are heard. @defaultValue `'analytics'` */
  analytics?: string;
}
/**
 * Records products, carts, checkouts and orders: from GA4 e-commerce in the `dataLayer` and by
 * `gtag()`, from Segment-style `analytics.track()`, and from `data-journey` markup. They are sent
 * in the words in which they were said; the collector translates.
 */
declare const commerce: ({dataLayer, analytics}?: CommerceOptions) => TrackerPlugin;

interface HelpOptions {
  /** Elements that count as a call for help, besides links to help pages. @defaultValue `'[data-journey-help]'` */
  selector?: string;
  /** What opens a chat, besides the widgets known. @defaultValue `'[data-journey-chat]'` */
  chat?: string;
}
/**
 * Records calls for help: `help_clicked` for links to help, `tel:`, `mailto:` and chat openers,
 * `help_searched` and `search_no_results`, `article_viewed`, `article_voted` and
 * `callback_requested`. Of inputs only a search field marked `data-journey-search` is read.
 */
declare const help: ({selector, chat}?: HelpOptions) => TrackerPlugin;

/**
 * Records `page_viewed` for loads, routes of single-page applications and returns from the
 * back-forward cache, and `page_left` with the time engaged: visible, and used within the last
 * 15 s. A change of the query alone is no new page.
 */
declare const pages: () => TrackerPlugin;

interface RedactionOptions {
  /** Query keys to keep in addresses, beside `utm_*`, `page`, `sort`, `category` and `variant`. */
  query?: readonly string[];
}
/**
 * Takes card numbers, IBANs, e-mail addresses, phone numbers and secrets out of every text before
 * it is queued, and keeps only known query keys in addresses.
 */
declare const redaction: ({query}?: RedactionOptions) => TrackerPlugin;

interface FormsOptions {
  /** Forms to leave alone. @defaultValue `'[data-journey-ignore],[role=search],[data-journey-search]'` */
  ignore?: string;
}
/**
 * Records `form_started`, `form_submitted`, `validation_failed` and `form_abandoned`: which fields,
 * how long, how often again. Names of fields only; what is typed is never read.
 */
declare const forms: ({ignore}?: FormsOptions) => TrackerPlugin;

interface FrustrationOptions {
  /** Elements inside of which nothing is taken for frustration. @defaultValue `'[data-journey-ignore]'` */
  ignore?: string;
}
/**
 * Records `friction_detected` with its evidence, where only the page can see it: rage, dead and
 * error clicks, a thrashing cursor. What one clicks quickly on purpose (steppers, calendars,
 * carousels, games, text) does not count.
 */
declare const frustration: ({ignore}?: FrustrationOptions) => TrackerPlugin;

interface Pixel {
  subscribe(name: string, heard: (event: {name: string; data?: Fields}) => void): unknown;
}
/**
 * Records Shopify's customer events, for a custom pixel: there `analytics.subscribe` is the way to
 * hear them. Does nothing where there is none.
 */
declare const shopify: (pixel?: Partial<Pixel> | undefined) => TrackerPlugin;

/** Records what WooCommerce's cart and checkout say through jQuery. */
declare const woocommerce: () => TrackerPlugin;

/**
 * Reads what the page's consent platform says: IAB TCF 2.x (purposes 1, to store, and 8, to
 * measure), IAB GPP (an opt-out in any section) and Google Consent Mode v2 (`analytics_storage`:
 * updates; a default that denies says to wait for one).
 * One refusal is a refusal; what is broken or unknown agrees to nothing.
 */
declare const consentSignals: ConsentSignal;

export {
  commerce,
  consentSignals,
  createTracker,
  forms,
  frustration,
  help,
  pages,
  redaction,
  shopify,
  woocommerce,
};
export type {
  Account,
  CommerceOptions,
  ConsentChoice,
  ConsentSignal,
  Fields,
  FormsOptions,
  FrustrationOptions,
  HelpOptions,
  RedactionOptions,
  Session,
  Tracker,
  TrackerHost,
  TrackerOptions,
  TrackerPlugin,
  TrackerState,
};
