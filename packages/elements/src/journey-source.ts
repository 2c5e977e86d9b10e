import type {
  Attached,
  CustomerIdentity,
  Detached,
  Identifier,
  Journey,
  Remark,
  Remarked,
  TimelineDays,
  Touchpoint,
} from '@throughline/contracts';

/**
 * Where the elements get a journey from. The collector is one (`collectorSource`), a list in memory
 * another (`memorySource`); an integrator may write a third. Failures are `JourneySourceError`s.
 */
export interface JourneySource {
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

export interface ReadOptions {
  signal?: AbortSignal;
}

export interface TimelineOptions extends ReadOptions {
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

export interface DaysOptions extends ReadOptions {
  /** By whose calendar: IANA. @defaultValue `'UTC'` */
  timeZone?: string;
}

export interface LiveOptions extends ReadOptions {
  /** The newest touchpoint already known: those after it are sent first. */
  lastId?: string | null;
}

export interface FoundCustomer {
  customer: string;
  /** What they are known by, masked where it is personal data. */
  identifiers?: readonly Identifier[];
}

export interface TimelinePage {
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

export type LiveEvent =
  | {type: 'touchpoint'; touchpoint: Touchpoint}
  /** The stream stands, for the first time or again. */
  | {type: 'open'}
  /** The stream broke; it is tried again after `retryMs`. */
  | {type: 'lost'; retryMs: number}
  /** They turned out to be somebody already known: there is more of them to read. */
  | {type: 'merged'}
  /** The customer was forgotten: nothing of them may be shown any longer. */
  | {type: 'erased'};

export type JourneySourceErrorCode =
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

export class JourneySourceError extends Error {
  override readonly name = 'JourneySourceError';
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
      retryAfterMs = null,
      requestId = null,
    }: {cause?: unknown; retryAfterMs?: number | null; requestId?: string | null} = {},
  ) {
    super(message, {cause});
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.requestId = requestId;
  }

  /** A fresh token would help. */
  get isToken(): boolean {
    return this.code.startsWith('token_');
  }

  /** It may pass by itself. */
  get isPassing(): boolean {
    return this.code === 'offline' || this.code === 'unavailable';
  }
}
