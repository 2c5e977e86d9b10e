import type {TouchpointInput, TouchpointName, TouchpointSource} from '@throughline/contracts';

/**
 * Flat fields of a touchpoint, by our words, GA4's or Segment's, or its facets under their names.
 * They are sent as they are said, but cleaned; the collector puts them in their places.
 */
export type Fields = Record<string, unknown>;

/** What is remembered of the visit, in the visitor's browser. */
export interface Session {
  id: string;
  /** The last touchpoint's instant, ms. */
  at: number;
  /** The next touchpoint's place in the session. */
  seq: number;
}

/** A request of the tracker itself: what becomes of it is no trouble of the page's. */
export const isOurs = (address: string): boolean => address.includes('/v1/touchpoints');

/** What a plugin is handed while the visitor agrees. */
export interface TrackerHost {
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
export interface TrackerPlugin {
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
