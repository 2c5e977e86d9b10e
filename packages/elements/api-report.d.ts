import * as lit from 'lit';
import {html, TemplateResult, LitElement, PropertyDeclarations, PropertyValues, nothing} from 'lit';
import {
  Identifier,
  Touchpoint,
  Journey,
  TimelineDays,
  CustomerIdentity,
  Detached,
  Attached,
  Remark,
  Remarked,
  StageSet,
} from '@throughline/contracts';
import {Wordings, Day, Rephrase, JourneyLog} from '@throughline/journey';

/** Stroke icons on a 20 px grid, drawn for this panel: one path each, line width 1.5. */
declare const ICONS: {
  readonly alert: 'M10 4l7 12H3zM10 8v4m0 2v0';
  readonly article: 'M10 5.5Q7 4 3 4v11q4 0 7 1.5 3-1.5 7-1.5V4q-4 0-7 1.5zv11';
  readonly bag: 'M5 7h10l1 10H4zM7 7V6a3 3 0 0 1 6 0v1m-5.5 5 2 2 3-4';
  readonly bot: 'M4 8h12v8H4zm6 0V4M7.5 11v0m5 0v0M8 13.5h4';
  readonly card: 'M3 5h14v10H3zm0 3h14M5.5 12h3';
  readonly carddeclined: 'M17 10V5H3v10h7M3 8h14m-4 5 4 4m0-4-4 4';
  readonly cart: 'M2.5 4h2l2 8.5h9L17 6.5H5.5M8 16v0m6 0v0';
  readonly cartadd: 'M2.5 4h2l2 8.5h9l1-3.5M8 16v0m6 0v0M12 3v5M9.5 5.5h5';
  readonly cartremove: 'M2.5 4h2l2 8.5h9l1-3.5M8 16v0m6 0v0M9.5 5.5h5';
  readonly check: 'M4 10.5l4 4 8-9';
  readonly cross: 'M5.5 5.5l9 9m0-9-9 9';
  readonly chat: 'M3 4h14v9.5H9L6 17v-3.5H3z';
  readonly click: 'M8.5 8.5l8 3-3.5 1.5-1.5 3.5zM8 3v2M3 8h2m0-3 1 1';
  readonly clock: 'M10 3a7 7 0 1 0 .1 0M10 6v4l3 2';
  readonly copy: 'M7 7h9v9H7zM4 13V4h9';
  readonly coupon: 'M6 4.5a1.7 1.7 0 1 0 .1 0M14 12a1.7 1.7 0 1 0 .1 0M15 5 5 15';
  readonly dot: 'M10 8a2 2 0 1 0 .1 0';
  readonly filter: 'M3 5h14M6 10h8m-5 5h2';
  readonly flag: 'M5 17V4h9.5l-2 3 2 3H5';
  readonly form: 'M4.5 3h11v14h-11zm3 4h5m-5 3h5m-5 3H10';
  readonly gauge: 'M4 14.5a7 7 0 1 1 12 0M10 12l3-4.5';
  readonly globe: 'M10 3a7 7 0 1 0 .1 0M3 10h14M10 3q6 7 0 14-6-7 0-14';
  readonly grid: 'M3.5 3.5h5v5h-5zm8 0h5v5h-5zm-8 8h5v5h-5zm8 0h5v5h-5z';
  readonly heart: 'M10 16.5C-3 8.5 7 .5 10 6.5c3-6 13 2 0 10z';
  readonly help: 'M10 3a7 7 0 1 0 .1 0M8 8q.5-2 2-2t2 2-2 3m0 3v0';
  readonly leave: 'M8.5 3.5h-4v13h4m3.5-10 3.5 3.5-3.5 3.5m3.5-3.5H8';
  readonly mail: 'M3 5h14v10H3zl7 6 7-6';
  readonly message: 'M3 4h14v9.5H9L6 17v-3.5H3zm3.5 3.5h7m-7 3H11';
  readonly mobile: 'M6.5 3h7v14h-7zm3 11.5h1';
  readonly note: 'M4 3.5h12v9l-4 4H4zm12 9h-4v4';
  readonly page: 'M5 3h6l4 4v10H5zm6 0v4h4';
  readonly pause: 'M7.5 5v10m5-10v10';
  readonly person: 'M10 3.5a3 3 0 1 0 .1 0M4 16.5q1-4.5 6-4.5t6 4.5';
  readonly phone: 'M6.5 3.5 8.5 7 7 8.5q1 3 4.5 4.5l1.5-1.5L16.5 13.5l-1 3Q5 17 3.5 4.5z';
  readonly search: 'M9 3.5a5.2 5.2 0 1 0 .1 0M12.5 12.5l4 4';
  readonly searchnone: 'M9 3.5a5.2 5.2 0 1 0 .1 0M12.5 12.5l4 4M7.3 7l3.5 3.5m0-3.5-3.5 3.5';
  readonly star: 'M10 3l2 4.5 5 .5-3.5 3.5 1 5-4.5-2.5-4.5 2.5 1-5L3 8l5-.5z';
  readonly steps: 'M3 6l1.5 1.5 3-3.5M3 13.5 4.5 15l3-3.5M10.5 6h6m-6 7.5h6';
  readonly tag: 'M3.5 3.5H9l8 8-5.5 5.5-8-8zM7 7v0';
  readonly ticket: 'M3 5.5h14v3q-3 1.5 0 3v3H3v-3q3-1.5 0-3zm8.5 0v9';
  readonly transfer: 'M3.5 7h12m-3-3 3 3-3 3m4 3h-12m3-3-3 3 3 3';
  readonly truck: 'M4 14H2.5V5h9v9H8m3.5-6h3l3 3v3H16m-4.5 0H12m-6-1.5a1.8 1.8 0 1 0 .1 0m8 0a1.8 1.8 0 1 0 .1 0';
  readonly up: 'M10 16V4.5M5 9.5l5-5 5 5';
};
type IconName = keyof typeof ICONS;
/** One of ours by its name, or the path of another. */
type Icon = IconName | `M${string}`;

/** One thing to know at a glance: whose turn it is, the stage, the cart, what got in the way. */
interface Figure {
  kind: 'turn' | 'stage' | 'cart' | 'friction';
  icon: IconName;
  tone: '' | 'stage' | 'warn' | 'bad';
  /** "2 items, €86.80". */
  text: string;
  /** What it rests on, in words: the latest touchpoint that says so, where that is loaded. */
  why: string;
  /** Ids, oldest first. */
  touchpoints: readonly string[];
}
declare const figuresEnglish: {
  cart: Counted;
  /** Of a chip, about the cart: the shop itself may know better. */
  lastKnown: string;
};
type FigureWords = typeof figuresEnglish;

/**
 * Where the elements get a journey from. The collector is one (`collectorSource`), a list in memory
 * another (`memorySource`); an integrator may write a third. Failures are `JourneySourceError`s.
 */
interface JourneySource {
  /** Who it is, or null when nobody goes by any of these names. */
  find(identifiers: readonly Identifier[], options?: ReadOptions): Promise<FoundCustomer | null>;
  /** One page, newest first. */
  timeline(customer: string, options?: TimelineOptions): Promise<TimelinePage>;
  /** Whether a page heeds `text`. Without it, only what is loaded is searched. */
  readonly searches?: boolean;
  /** What the touchpoints come to. Without it, the panel shows what happened and draws no conclusion. */
  journey?(customer: string, options?: ReadOptions): Promise<Journey>;
  /**
   * How much happened on which days, in all. Without it, only what is loaded is counted. Who has it
   * heeds `since` and `until` of a page.
   */
  days?(customer: string, options?: DaysOptions): Promise<TimelineDays>;
  /** By what names they are known, and why we think that it is one person. */
  identity?(customer: string, options?: ReadOptions): Promise<CustomerIdentity>;
  /** Takes one identifier out of a customer. */
  detach?(customer: string, visitor: string): Promise<Detached>;
  /** Joins another customer to this one; undoes `detach`. */
  attach?(customer: string, other: string): Promise<Attached>;
  /** Keeps what an agent says of them. Without it, the panel takes no notes. */
  remark?(customer: string, remark: Remark): Promise<Remarked>;
  /**
   * What happens from now on, until `signal` aborts. The stream reconnects by itself and says so
   * (`lost`, `open`). At least once and in any order: whoever reads it merges by id, and reads the
   * newest page again after each `open`, so that nothing falls into the gap. One that ends has no
   * more to say: what was read stands, is not called live, and it is not asked for again.
   */
  live(customer: string, options?: LiveOptions): AsyncIterable<LiveEvent>;
}
interface ReadOptions {
  signal?: AbortSignal;
}
interface TimelineOptions extends ReadOptions {
  /** @defaultValue 50 */
  limit?: number;
  /** `next` of the page before: the page older than it. */
  before?: string | null;
  /** Only what happened from then on, in ms. */
  since?: number;
  /** Only what happened before, in ms. */
  until?: number;
  /** Only what this text stands in, in any case of letters. Of a source that says `searches`. */
  text?: string;
}
interface DaysOptions extends ReadOptions {
  /** By whose calendar: IANA. @defaultValue `'UTC'` */
  timeZone?: string;
}
interface LiveOptions extends ReadOptions {
  /** The newest touchpoint already known: those after it are sent first. */
  lastId?: string | null;
}
interface FoundCustomer {
  customer: string;
  /** What they are known by, masked where it is personal data. */
  identifiers?: readonly Identifier[];
}
interface TimelinePage {
  /** Newest first. */
  touchpoints: readonly Touchpoint[];
  /** Of all pages. */
  total: number;
  /** For `before`; null at the end. */
  next: string | null;
  /** False where the customer objects to inference: nothing may be guessed of how they feel. */
  inference?: boolean;
  /** Of the newest page: when this agent last read it before, in ms. What came later is marked as new. */
  lookedAt?: number | null;
}
type LiveEvent =
  | {
      type: 'touchpoint';
      touchpoint: Touchpoint;
    }
  /** The stream stands, for the first time or again. */
  | {
      type: 'open';
    }
  /** The stream broke; it is tried again after `retryMs`. */
  | {
      type: 'lost';
      retryMs: number;
    }
  /** They turned out to be somebody already known: there is more of them to read. */
  | {
      type: 'merged';
    }
  /** The customer was forgotten: nothing of them may be shown any longer. */
  | {
      type: 'erased';
    };
type JourneySourceErrorCode =
  | 'token_missing'
  | 'token_invalid'
  | 'token_expired'
  | 'forbidden'
  | 'customer_not_found'
  /** No answer at all: the network, or CORS. */
  | 'offline'
  /** The source is there but cannot serve now. */
  | 'unavailable'
  /** Anything else; its message says what. */
  | 'failed';
declare class JourneySourceError extends Error {
  readonly name = 'JourneySourceError';
  readonly code: JourneySourceErrorCode;
  /** How long the source asks to be left alone. */
  readonly retryAfterMs: number | null;
  /** To quote to whoever runs the collector. */
  readonly requestId: string | null;
  constructor(
    code: JourneySourceErrorCode,
    message: string,
    {
      cause,
      retryAfterMs,
      requestId,
    }?: {
      cause?: unknown;
      retryAfterMs?: number | null;
      requestId?: string | null;
    },
  );
  /** A fresh token would help. */
  get isToken(): boolean;
  /** It may pass by itself. */
  get isPassing(): boolean;
}

type Tab = 'timeline' | 'journey' | 'identity';
/** What stands beside the timeline. */
declare const tabsEnglish: Record<Tab, string>;
type TabWords = typeof tabsEnglish;

/** The English of the panel around its timeline. */
declare const panelEnglish: {
  label: string;
  lastSeen: string;
  lastSeenAt: string;
  live: string;
  reconnecting: string;
  retry: string;
  customer: string;
  request: string;
};
type PanelWords = typeof panelEnglish;
/** What the panel may have to explain. */
type PanelState =
  | 'idle'
  | 'loading'
  | 'empty'
  | 'notfound'
  | 'offline'
  | 'token'
  | 'forbidden'
  | 'error'
  | 'erased';
type StateWords = Record<PanelState, readonly [title: string, text: string]>;

/** The English of pinned touchpoints and of what lies between two. */
declare const pinEnglish: {
  pin: string;
  pinned: string;
  unpin: string;
  between: string;
  apart: string;
  better: string;
  worse: string;
  steady: string;
  unknown: string;
};
type PinWords = typeof pinEnglish;

/** Forms by plural category. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & {
  other: string;
};
/** The English of the days' bars and of what is picked in them. */
declare const railEnglish: {
  label: string;
  where: string;
  from: string;
  to: string;
  keys: string;
  day: string;
  week: string;
  month: string;
  quarter: string;
  year: string;
  loaded: string;
  frictions: Forms;
  contacts: Forms;
  said: string;
  until: string;
  since: string;
};
type RailWords = typeof railEnglish;

/** The English of what comes of the tools above the timeline. */
declare const toolsEnglish: {
  copied: string;
  notCopied: string;
  matches: Counted;
  found: string;
  unsearched: string;
  searchOlder: string;
  showAll: string;
};
type ToolsWords = typeof toolsEnglish;

/** Forms of a counted phrase by plural category (CLDR); `{n}` is the number. */
type Counted = Partial<Record<Intl.LDMLPluralRule, string>> & {
  other: string;
};
/**
 * Every word the elements say. One object per language; what a language lacks is said in English.
 * In a text `{…}` stands for a value.
 */
declare const en: {
  /**
   * What things are called, where that is not their name itself: `order_shipped` is "Order shipped"
   * without an entry here. Of a touchpoint a word after the name is its variant.
   */
  names: Record<string, string>;
  /** Parts of a row's words. */
  parts: {
    noResults: string;
    results: Counted;
    items: Counted;
    talk: string;
    hold: string;
    waited: string;
    score: string;
    quote: string;
    order: string;
    times: string;
    /** What joins a row's words, and what stands around each: facts may run the other way. */
    colon: string;
    comma: string;
    fact: string;
  };
  timeline: {
    label: string;
    today: string;
    yesterday: string;
    now: string;
    touchpoints: Counted;
    from: string;
    unseen: Counted;
    arrived: Counted;
    shown: string;
    everythingOf: Counted;
    older: string;
    loadingOlder: string;
    olderFailed: string;
    again: string;
    empty: string;
    unavailable: string;
  };
  /** What stands above the timeline; what comes of it is said by the file that does it. */
  tools: {
    search: string;
    filter: string;
    copy: string;
  } & Partial<ToolsWords>;
  turn: {
    us: string;
    customer: string;
  };
  /** Of parts that are files of their own, and bring their English along. */
  panel: Partial<PanelWords & FigureWords & TabWords>;
  states: Partial<StateWords>;
  brief: Record<string, string>;
  insights: Record<string, string>;
  facets: Record<string, string>;
  rail: Partial<RailWords>;
  pins: Partial<PinWords>;
  correct: Record<string, string>;
  clock: Record<string, string>;
  /** What the rules found, by its key. */
  phrases: Wordings;
};
type Messages = typeof en;

/** How a touchpoint is coloured: sparingly, so that what is coloured is seen. */
type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'contact';
/** What a row says: `title` and then, if anything, `rest`, which brings its own punctuation. */
interface Words {
  icon: Icon;
  tone: Tone;
  title: string;
  rest: string;
}
/** Says a touchpoint in words. A name nobody knows is humanised, its facts are told all the same. */
declare const wordsOf: (touchpoint: Touchpoint, format: Format) => Words;

/** How one agent reads numbers, money and time. */
interface Format {
  readonly messages: Messages;
  readonly timeZone: string;
  /** BCP 47, as asked for and with the browser's region. */
  readonly locale: string;
  /** Of an instant in ms: "14:02". */
  clock: (at: number) => string;
  /** "19 Nov 2026, 14:02:31". */
  exact: (at: number) => string;
  /** The day of the month where `at` is not on `day`, then the clock: "19 Nov, 14:02"; long before it, the year. */
  clockOn: (at: number, day: Day) => string;
  /** Days since 1970, by the agent's calendar. */
  dayOf: (at: number) => Day;
  /** "Today", "Yesterday", "Thursday, 19 November 2026". */
  day: (day: Day, now: number) => string;
  /** Of ms: "45 sec", "4 min", "1 hr 12 min". */
  duration: (ms: number) => string;
  /** What something is called; what has no entry is called by its own name, humanised. */
  name: (key: string) => string;
  number: (value: number) => string;
  /** Minor units: 7990 EUR is "€79.90". */
  money: (minor: number, currency: string) => string;
  /** A counted phrase in its right form. */
  count: (forms: Counted, n: number) => string;
  /** Which form a number takes. */
  plural: (n: number) => Intl.LDMLPluralRule;
  /** "3 minutes ago"; empty where it has just been. */
  ago: (at: number, now: number) => string;
  /** 0.72 is "72%". */
  percent: (ratio: number) => string;
  /** "a, b, and c". */
  list: (items: readonly string[]) => string;
  /** Which way it is read. */
  direction: 'ltr' | 'rtl';
  /** What an integrator says about touchpoints, where one does. */
  own?: OwnRows;
}
/** What stands in place of the defaults; undefined leaves them. */
interface OwnRows {
  look?: (touchpoint: Touchpoint, variant: string) => Partial<Pick<Words, 'icon' | 'tone'>>;
  icon?: (channel: string) => Icon | undefined;
  render?: (touchpoint: Touchpoint) => Node | undefined;
}
interface FormatOptions {
  /** BCP 47. @defaultValue `'en'` */
  lang?: string;
  /** IANA. @defaultValue the browser's */
  timeZone?: string;
}
/**
 * Makes the formats of a language. Numbers and times follow the region of the browser where it
 * speaks the same language: an English panel in Britain writes British dates.
 */
declare const formatFor: ({lang, timeZone}?: FormatOptions) => Format;

/** What the journey was found to hurt by; undefined where nobody has read it. */
type Frictions = Journey['frictions'];

/** A touchpoint that the reader keeps at hand. */
interface Pin {
  readonly id: string;
  /** When it happened, in ms. */
  readonly at: number;
}

/** What of a journey is to be shown. */
interface TimelineFilter {
  /** Stands in the words, the message or the page of a touchpoint, in any case of letters. */
  text?: string;
  /**
   * `channel:voice`, `kind:purchase`, `who:bot`, `feeling:bad`, `friction:rage_click`, `stage:support`,
   * `new:since`.
   * Of one facet any may hold, of several all must.
   */
  facets?: readonly string[];
  /** Happened from then on, in ms. */
  since?: number;
  /** Happened before, in ms. */
  until?: number;
}

/** What somebody calls a thing: in all languages, or in each by its BCP 47 tag. */
type Title = string | Readonly<Record<string, string>>;

/** How touchpoints of one name, or of one facet, look and are called. What is left out stays as it is. */
interface Look {
  /** One of ours by its name, or the path of your own: strokes on a grid of 20 by 20. */
  icon?: Icon;
  /** Which of the panel's colours marks it. */
  tone?: Tone;
  /** What it is called: in all languages, or in each by its BCP 47 tag. */
  words?: Title;
}
/**
 * By the name of a touchpoint (`showroom_visited`), a name and its variant (`payment_failed card`), or
 * a facet as in the filter (`kind:help`, `channel:kiosk`, `who:bot`). The closest one decides.
 */
type Looks = Readonly<Record<string, Look>>;

/** Makes the words of a row; undefined leaves them as they are. */
type RowRenderer = (
  touchpoint: Touchpoint,
  tools: {
    format: Format;
    html: typeof html;
  },
) => TemplateResult | string | Node | undefined;
/** By the name of a touchpoint. */
type RowRenderers = Readonly<Record<string, RowRenderer>>;

/**
 * What all elements share: the language and the time zone they speak in, and their look (`tokens.ts`).
 *
 * @cssproperty --journey-ink - Colour of text.
 * @cssproperty --journey-muted - Colour of what matters less.
 * @cssproperty --journey-surface - Colour of header and cards.
 * @cssproperty --journey-ground - Colour behind the cards.
 * @cssproperty --journey-line - Colour of rules and edges.
 * @cssproperty --journey-hover - Colour under the pointer.
 * @cssproperty --journey-accent - Colour of the stage, contacts, links and focus.
 * @cssproperty --journey-accent-soft - The same, behind text.
 * @cssproperty --journey-good - Colour of what went well.
 * @cssproperty --journey-warn - Colour of what may need somebody.
 * @cssproperty --journey-warn-soft - The same, behind text.
 * @cssproperty --journey-bad - Colour of what went wrong.
 * @cssproperty --journey-bad-soft - The same, behind text.
 * @cssproperty [--journey-radius=10px] - How round corners are.
 * @cssproperty [--journey-font=system-ui, sans-serif] - Font family.
 * @cssproperty [--journey-font-size=14px] - Font size.
 * @cssproperty [--journey-max-height=100dvh] - Where the page gives no height.
 */
declare abstract class JourneyElement extends LitElement {
  #private;
  static readonly properties: PropertyDeclarations;
  /** BCP 47; the page's own unless set. */
  lang: string;
  /** IANA name; the browser's own unless set. */
  timeZone: string;
  /** Icons, colours and names of touchpoints, kinds and channels. */
  looks: Looks | null;
  /** What makes the words of a row, by the name of a touchpoint. */
  renderers: RowRenderers | null;
  /** How this element says numbers, times and words. */
  protected format: Format;
  protected get language(): string;
  willUpdate(changed: PropertyValues<this>): void;
}

/** What the panel is doing. `ready`: the timeline shows, empty or not. */
type PanelStatus = Exclude<PanelState, 'empty'> | 'ready';
/**
 * The whole panel: who the customer is, where they are, what hurt, and their timeline, live.
 *
 * Name the customer by any of `customer`, `user`, `email`, `phone`, `anonymous`, `order`, `ticket`,
 * or the property `identifiers`; say where the journey comes from by `src` and `token`, or by the
 * property `source`. All of it may arrive late and change. When the customer changes, nothing of the
 * one before is shown for a single frame.
 *
 * @tag journey-panel
 * @fires journeytoken - The token is missing or refused: set a fresh one, and the panel goes on where it stopped.
 * @fires journeyselect - An agent opened or closed a row; cancel to show it your own way.
 * @fires journeyevidence - An agent asks what a sentence rests on; cancel to show it your own way.
 * @fires journeyaction - An agent took a suggested action on, or said that it is wrong here.
 * @fires journeyerror - One of `looks` or `renderers`, or what the source gave, cannot be shown; its message says what to do.
 * @slot before - Shown above the brief, and scrolls with it.
 * @csspart brief - What an agent needs first.
 * @csspart action - A suggested action.
 * @csspart note - The field for a note, and its buttons.
 * @csspart header - Who the customer is and where they are.
 * @csspart timeline - The timeline.
 * @csspart scroller - What of it scrolls.
 * @csspart custom - The words of a row that a renderer made.
 */
declare class JourneyPanel extends JourneyElement {
  #private;
  static readonly properties: PropertyDeclarations;
  static readonly styles: lit.CSSResult[];
  /** The collector's address. */
  src: string;
  /** The agent's short-lived token. Kept in memory only. */
  token: string;
  /** The collector's own id of the customer. Goes before all other names. */
  customer: string;
  user: string;
  email: string;
  phone: string;
  anonymous: string;
  order: string;
  ticket: string;
  /** Any other names of the customer, best first. */
  identifiers: readonly Identifier[];
  /** Where the journey comes from, in place of `src` and `token`. */
  source: JourneySource | null;
  /** `auto` follows the page's own `color-scheme`. */
  theme: 'auto' | 'light' | 'dark';
  /** `compact` shows more rows. */
  density: 'comfortable' | 'compact';
  /** What the timeline begins with, from what the desktop knows: `{facets: ['channel:voice']}`. */
  filter: TimelineFilter;
  /**
   * When this agent last looked at this customer, in ms. Where it is not set, the panel remembers for
   * as long as the page lives; before that, the source is believed (`lookedAt`).
   */
  since: number | null;
  /**
   * Says the brief in other words: a language model of yours, for instance. Its words are taken only where they
   * add nothing that can be checked, are marked, and the brief as it is stands one button away.
   */
  rephrase: Rephrase | null;
  private _tab;
  /** What stands under the other tabs, once it is here. */
  private _insights;
  private _journey;
  private _status;
  /** `none`: it does not stand yet, or it is over. */
  private _connection;
  private _problem;
  private _revision;
  private _total;
  private _next;
  private _loadingOlder;
  private _olderFailed;
  private _known;
  connectedCallback(): void;
  disconnectedCallback(): void;
  /** Tries again at once, whatever the panel is waiting for. */
  retry(): void;
  willUpdate(changed: PropertyValues<this>): void;
  render(): lit.TemplateResult<1>;
  protected update(changed: PropertyValues<this>): void;
  updated(changed: PropertyValues<this>): void;
  /** Scrolls to a touchpoint, reading older ones until it is there. False when it is nowhere. */
  show(id: string): Promise<boolean>;
}
declare global {
  interface HTMLElementTagNameMap {
    'journey-panel': JourneyPanel;
  }
}

/**
 * A customer's touchpoints, newest first, by day and by session or contact. Draws only what is near
 * the viewport, and keeps the reader's place when rows arrive above it.
 *
 * @tag journey-timeline
 * @fires journeyselect - An agent opened or closed a row; cancel to show it your own way.
 * @fires journeymore - The reader nears the end of what is loaded, and `more` is set.
 * @fires journeyerror - One of `looks` or `renderers` cannot be shown; its message says what to do.
 * @slot - Shown above the touchpoints, and scrolls with them.
 * @csspart scroller - What scrolls.
 * @csspart custom - The words of a row that a renderer made.
 */
declare class JourneyTimeline extends JourneyElement {
  #private;
  static readonly properties: PropertyDeclarations;
  static readonly styles: lit.CSSResult[];
  /** What happened, in any order. For a journey that grows, {@link journey} costs less. */
  touchpoints: readonly Touchpoint[];
  /** A journey that grows; stands in place of `touchpoints`. */
  journey: JourneyLog | null;
  /** Counted up by whoever adds to `journey`. */
  revision: number;
  /** How many touchpoints there are in all, loaded or not; null when nobody knows. */
  total: number | null;
  /** Whether older touchpoints can be asked for. */
  more: boolean;
  /** Older touchpoints are on their way. */
  loading: boolean;
  /** The older touchpoints could not be loaded. */
  failed: boolean;
  /** What is shown of it. The reader's own choices are written here. */
  filter: TimelineFilter;
  /** When this reader last looked, in ms: what came after it is marked. */
  since: number | null;
  /**
   * The stages that it is filtered by: `cx`, a customer's experience, unless set, or `sales`, a deal; as a
   * property, a tenant's own too.
   */
  stages: StageSet | undefined;
  /** What of the journey was found to hurt: it can be filtered by, and is counted, beside what touchpoints say. */
  frictions: Frictions;
  /** `compact` shows more rows. */
  density: 'comfortable' | 'compact';
  /** Who is asked for what is not loaded, and for how much there is of it; without, that is not known. */
  source: JourneySource | null;
  /** Whose touchpoints `source` is asked for. */
  customer: string;
  /** Touchpoints that the reader keeps at hand. The reader's own choices are written here. */
  pins: readonly Pin[];
  /** Comes at the first sign of a hand; where it has come for another timeline, at the beginning. */
  private _tools;
  private _open;
  private _fresh;
  private _unseen;
  private _announcement;
  /** The row that Tab reaches; the arrow keys move it. */
  private _active;
  connectedCallback(): void;
  disconnectedCallback(): void;
  /** Scrolls to a touchpoint and marks it, `quietly` without the focus. False when it is not among those loaded. */
  show(id: string, quietly?: boolean): Promise<boolean>;
  /** Scrolls to the newest touchpoint. */
  scrollToTop(): void;
  willUpdate(changed: PropertyValues<this>): void;
  render(): TemplateResult<1>;
  protected update(changed: PropertyValues): void;
  updated(): void;
}
declare global {
  interface HTMLElementTagNameMap {
    'journey-timeline': JourneyTimeline;
  }
}

/** An agent opened or closed a row. Cancel it to show the touchpoint your own way. */
declare class JourneySelectEvent extends Event {
  readonly touchpoint: Touchpoint;
  /** Whether the row is about to open. */
  readonly open: boolean;
  constructor(touchpoint: Touchpoint, open: boolean);
}
/** The reader nears the end of what is loaded, and there is more. */
declare class JourneyMoreEvent extends Event {
  constructor();
}
/** The panel's token is missing or refused: set a fresh one, and it goes on where it stopped. */
declare class JourneyTokenEvent extends Event {
  constructor();
}
declare global {
  interface HTMLElementEventMap {
    journeyselect: JourneySelectEvent;
    journeymore: JourneyMoreEvent;
    journeytoken: JourneyTokenEvent;
  }
}

/** An agent asks for what a sentence rests on. */
declare class JourneyEvidenceEvent extends Event {
  /** Ids, oldest first. */
  readonly touchpoints: readonly string[];
  constructor(touchpoints: readonly string[]);
}
/**
 * An agent says what a suggested action is worth: `accepted`, or `wrong` for this customer. Whoever
 * cancels it keeps the answer; else the source does.
 */
declare class JourneyActionEvent extends Event {
  readonly action: string;
  readonly verdict: 'accepted' | 'wrong';
  constructor(action: string, verdict: 'accepted' | 'wrong');
}
declare global {
  interface HTMLElementEventMap {
    journeyevidence: JourneyEvidenceEvent;
    journeyaction: JourneyActionEvent;
  }
}

interface CollectorSourceOptions {
  /** The collector's address: `https://collect.example`. */
  url: string;
  /**
   * The agent's short-lived token, or what gets one. A function is asked before every request, and
   * once more when the collector refuses the token it gave; `refused` is then that token.
   */
  token: string | ((refused?: string) => string | Promise<string>);
}
/**
 * The journey as a collector keeps it. The token travels in a header and who is asked for in a
 * body, never in a URL. Its live stream rests while the page is hidden.
 */
declare const collectorSource: ({url, token}: CollectorSourceOptions) => JourneySource;

/** A source that can be added to: what is added arrives live in every panel that shows it. */
interface MemorySource extends JourneySource {
  add(touchpoints: readonly Touchpoint[]): void;
}
interface MemoryOptions {
  /** What the one customer is called. */
  customer?: string;
  /** Whose stages: a customer's experience, a deal, or a tenant's own. @defaultValue `'cx'` */
  stages?: StageSet;
}
/**
 * A journey out of a list, for tests, demonstrations, and desktops that already hold the
 * touchpoints. It knows one customer, found by any identifier of any touchpoint.
 */
declare const memorySource: (
  touchpoints: readonly Touchpoint[],
  {customer, stages}?: MemoryOptions,
) => MemorySource;

/** A line of a row's details. */
interface Detail {
  label: string;
  value: string;
  /** Safe to follow. */
  href?: string;
}
/** Everything a touchpoint carries, in words and pairs. Personal identifiers are masked. */
declare const detailsOf: (touchpoint: Touchpoint, format: Format) => Detail[];

/** A journey as it is read: by day, by session or contact, row by row, newest first. */
interface TimelineView {
  days: DayView[];
}
interface DayView {
  day: Day;
  /** "Today", "Yesterday", "Thursday, 19 November 2026". */
  label: string;
  cards: CardView[];
}
/** A session or a contact. */
interface CardView {
  key: string;
  kind: 'session' | 'contact';
  icon: Icon;
  /** "Website visit", "Call". */
  title: string;
  startedAt: number;
  endedAt: number;
  /** "14:02" or, where it began on another day than its last touchpoint, "19 Nov, 23:50". */
  start: string;
  /** "12 min"; empty where it did not last. */
  duration: string;
  /** "12 touchpoints"; empty where there is one. */
  count: string;
  /** "from Kettles", or the queue of a contact; empty where nothing is known. */
  origin: string;
  /** "now" in place of `start` where it goes on; else empty. */
  now: string;
  /** Whose turn a contact of the last three days is: "Our turn". Null where nobody waits. */
  turn: {
    of: 'us' | 'customer';
    text: string;
  } | null;
  rows: RowView[];
}
/** One touchpoint. */
interface RowView {
  id: string;
  at: number;
  /** "14:02", with the date where it is not that of the card. */
  time: string;
  icon: Icon;
  tone: Tone;
  /** `words` in two parts, to be set apart. */
  title: string;
  rest: string;
  /** The sentence: "Added to cart: Pour-over kettle × 1, €79.90". */
  words: string;
}
interface TimelineViewOptions extends FormatOptions {
  /** What "today" is measured from, in ms. */
  now: number;
}
/** The whole view-model. Elements make the same views one by one, for what is on the screen only. */
declare const timelineView: (
  touchpoints: readonly Touchpoint[],
  {now, ...options}: TimelineViewOptions,
) => TimelineView;

/** A timeline as plain text, for a ticket or a mail: the same words as on the screen. */
declare const timelineText: (
  touchpoints: readonly Touchpoint[],
  {now, ...options}: TimelineViewOptions,
) => string;

/** What an agent needs first, in words. */
interface BriefView {
  /** "In short". */
  label: string;
  reason: ReasonView | null;
  sentences: SentenceView[];
  /** The best one first. */
  actions: ActionView[];
  /** "From the newest 5,000 of 8,120 touchpoints."; empty where it rests on all. */
  basis: string;
}
interface ReasonView {
  /** "Probably about payment". */
  text: string;
  /** "72%"; empty where the customer said so. */
  share: string;
  why: string;
  /** Ids of what it rests on, oldest first. */
  touchpoints: readonly string[];
}
interface SentenceView {
  /** "Happened". */
  question: string;
  text: string;
  /** "For you only", where it is not for the customer's ears. */
  inward: string;
  touchpoints: readonly string[];
}
interface ActionView {
  action: string;
  text: string;
  why: string;
  touchpoints: readonly string[];
}

/** Where a customer was last. */
interface LastSeenView {
  /** "Last on Cart,": the time follows. */
  text: string;
  at: number;
  /** "14:02". */
  time: string;
  /** "3 min ago"; empty where it has just been. */
  ago: string;
}

/** All that the panel shows of a journey, as plain data: it may be kept, sent and compared. */
interface JourneyView {
  /** The language of the words, BCP 47. */
  lang: string;
  direction: Format['direction'];
  /** "Customer journey". */
  label: string;
  /** Masked: "a•••@example.com". */
  customer: string;
  /** Null where nothing happened yet. */
  lastSeen: LastSeenView | null;
  figures: Figure[];
  /** Null where there is nothing to say. */
  brief: BriefView | null;
  timeline: {
    /** "Timeline". */
    label: string;
    days: DayView[];
    /** How many touchpoints are here, and how many there are: "50 of 8,120 shown". */
    extent: string;
    /** `extent` with {n} and {total} in their places, for who shows fewer. */
    shown: string;
    /** Touchpoints in `days`. */
    count: number;
    total: number;
  };
}
interface JourneyViewOptions extends TimelineViewOptions {
  /** What the touchpoints come to: of `journeyOf`, or of the collector's `/journey`. */
  journey?: Journey | null;
  /** By what names the customer is known. @defaultValue what the newest touchpoint carries */
  identifiers?: readonly Identifier[];
  /** Names of touchpoints, kinds and channels, as given to the panel. */
  looks?: Looks | null;
  /** How many touchpoints there are in all. @defaultValue as many as are given */
  total?: number | null;
}
/**
 * A journey in words, without a DOM: in a browser, in Node, in a worker. Its language must be here:
 * await `loadWords(lang)` once before; until then it speaks English.
 */
declare const journeyView: (
  given: readonly Touchpoint[],
  {now, journey, identifiers, looks, total, ...options}: JourneyViewOptions,
) => JourneyView;

/**
 * A journey as static HTML: for a mail, a ticket's sidebar, or paper. It holds no script, no style
 * and no link; everything that was said by somebody is escaped.
 */
declare const toHtml: (view: JourneyView) => string;

/** A journey as plain text, to paste into a ticket or a mail. */
declare const toText: ({customer, lastSeen, figures, brief, timeline}: JourneyView) => string;

interface PlainText {
  type: 'plain_text';
  text: string;
  /** False: `:smile:` stays what it is. */
  emoji: false;
}
interface Markdown {
  type: 'mrkdwn';
  text: string;
  /** What somebody wrote is not looked through for links and names. */
  verbatim: true;
}
/** Of Slack's Block Kit, what a journey needs. */
type JourneyBlock =
  | {
      type: 'header';
      text: PlainText;
    }
  | {
      type: 'section';
      text: Markdown;
    }
  | {
      type: 'context';
      elements: Markdown[];
    }
  | {
      type: 'divider';
    };
/**
 * A journey as blocks of Slack's Block Kit, for a message, or for a desktop that shows no HTML. Newest
 * first, as much as a message holds; the last block says how much that is.
 */
declare const toBlocks: (view: JourneyView) => JourneyBlock[];

/** A language may lack what it says as English does. */
type PartialMessages = {
  [Part in keyof Messages]?: Partial<Messages[Part]>;
};
/** Brings the words of a language; undefined where they are here, or are not written yet. */
declare const loadWords: (lang: string) => Promise<void> | undefined;
/** Adds a language, or words of a tenant's own to one that is there or will be. */
declare const addWords: (lang: string, words: PartialMessages) => void;

/**
 * What an agent needs before the first sentence: why the customer is probably in touch, what
 * happened, what they tried, and what to do next. Every sentence leads to what it rests on.
 *
 * @tag journey-brief
 * @fires journeyevidence - An agent asks for what a sentence rests on; cancel to show it your own way.
 * @fires journeyaction - An agent took an action on, or said that it is wrong here.
 * @csspart brief - The card.
 * @csspart action - A suggested action.
 */
declare class JourneyBrief extends JourneyElement {
  #private;
  static readonly properties: PropertyDeclarations;
  static readonly styles: lit.CSSResult[];
  /** What the touchpoints come to. */
  journey: Journey | null;
  /** Where an answer to a suggestion is kept; where that takes none, the event alone tells of it. */
  source: JourneySource | null;
  customer: string;
  /**
   * Says the sentences in other words: a language model of yours. What adds something is not taken, what is taken
   * is marked, and the sentences as they are stand one button away.
   */
  rephrase: Rephrase | null;
  /** What a sentence is in other words, by what it is without. */
  private _other;
  /** The reader wants it as it is. */
  private _original;
  private _all;
  /** The action whose answer could not be kept. */
  private _failed;
  private _verdicts;
  willUpdate(changed: PropertyValues<this>): void;
  render(): typeof nothing | lit.TemplateResult<1>;
  updated(): void;
  disconnectedCallback(): void;
  connectedCallback(): void;
}
declare global {
  interface HTMLElementTagNameMap {
    'journey-brief': JourneyBrief;
  }
}

/** What an integrator gave cannot be shown. Cancel it, and nothing is written to the console. */
declare class JourneyErrorEvent extends Event {
  /** What is wrong, and what to do about it. */
  readonly message: string;
  readonly cause: unknown;
  constructor(message: string, cause?: unknown);
}
declare global {
  interface HTMLElementEventMap {
    journeyerror: JourneyErrorEvent;
  }
}

/**
 * An identifier as it may stand on a screen others can see: enough to recognise, not enough to use.
 * What the collector has masked already stays as it is.
 */
declare const maskIdentifier: ({kind, value}: Identifier) => string;

export {
  JourneyActionEvent,
  JourneyBrief,
  JourneyElement,
  JourneyErrorEvent,
  JourneyEvidenceEvent,
  JourneyMoreEvent,
  JourneyPanel,
  JourneySelectEvent,
  JourneySourceError,
  JourneyTimeline,
  JourneyTokenEvent,
  addWords,
  collectorSource,
  detailsOf,
  formatFor,
  journeyView,
  loadWords,
  maskIdentifier,
  memorySource,
  timelineText,
  timelineView,
  toBlocks,
  toHtml,
  toText,
  wordsOf,
};
export type {
  CardView,
  CollectorSourceOptions,
  Counted,
  DayView,
  DaysOptions,
  Detail,
  Format,
  FormatOptions,
  FoundCustomer,
  Icon,
  IconName,
  JourneyBlock,
  JourneySource,
  JourneySourceErrorCode,
  JourneyView,
  JourneyViewOptions,
  LiveEvent,
  LiveOptions,
  Look,
  Looks,
  MemoryOptions,
  MemorySource,
  Messages,
  OwnRows,
  PanelStatus,
  PartialMessages,
  ReadOptions,
  RowRenderer,
  RowRenderers,
  RowView,
  TimelineFilter,
  TimelineOptions,
  TimelinePage,
  TimelineView,
  TimelineViewOptions,
  Tone,
  Words,
};
