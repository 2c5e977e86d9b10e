import {Touchpoint, Journey} from '@throughline/contracts';
import {Stage, FrictionType} from '@throughline/contracts/vocabulary';

/**
 * The order of a journey: by `occurredAt`, then `seq`, then `id`. Total, so that the same set of
 * touchpoints in any arrival order gives the same journey.
 */
declare const compareTouchpoints: (a: Touchpoint, b: Touchpoint) => number;
/**
 * One list out of several, oldest first, each id once. Of two that share an id the one received
 * first stays: the store keeps that one too.
 */
declare const mergeTouchpoints: (...lists: (readonly Touchpoint[])[]) => Touchpoint[];

/** A visit, or one contact with an agent or a bot: what belongs together on the timeline. */
interface Session {
  /** Stable while touchpoints are added at its end. Unique among the sessions of a customer. */
  key: string;
  kind: 'session' | 'contact';
  /** The session's or the contact's id; null where neither was given and the gap decided. */
  id: string | null;
  /** Of its first touchpoint. */
  channel: string;
  startedAt: number;
  /** When its last touchpoint happened, or the contact ended, whichever is later. */
  endedAt: number;
  /** Oldest first. Never empty. */
  touchpoints: readonly Touchpoint[];
}
interface SessionOptions {
  /** How long nothing may happen before the next touchpoint opens a new session; 30 min. */
  gapMs?: number;
}
/** Half an hour: what most analytics take (it decides only where no session id was sent). */
declare const SESSION_GAP_MS: number;

/**
 * The sessions and contacts of a customer, the latest first. Touchpoints belong together by
 * `contact.id`, else by `sessionId`, else by channel and a gap of half an hour.
 */
declare const sessionsOf: (
  touchpoints: readonly Touchpoint[],
  options?: SessionOptions,
) => readonly Session[];

/**
 * A journey that grows: touchpoints in their order and in their sessions, kept up as more arrive,
 * in whatever order, at the cost of what arrives and not of what is there.
 */
interface JourneyLog {
  /** Oldest first, each id once. Changed in place by `add`. */
  readonly touchpoints: readonly Touchpoint[];
  /** The latest first. A session that changes is replaced by a new one. */
  readonly sessions: readonly Session[];
  /** In the order of their arrival: what was added since a reader last looked is its tail. */
  readonly arrivals: readonly Touchpoint[];
  has(id: string): boolean;
  /** Adds what is not yet there, and answers what that was. */
  add(touchpoints: readonly Touchpoint[]): readonly Touchpoint[];
}
/** Makes an empty log. */
declare const journeyLog: ({gapMs}?: SessionOptions) => JourneyLog;

/** A calendar day: days since 1 January 1970, in the time zone it was asked for. */
type Day = number;
/** A day and what fell into it. */
interface DayGroup<T> {
  day: Day;
  items: T[];
}
/**
 * Reads the calendar of a time zone (IANA name). Asking `Intl` costs microseconds, so the zone's
 * offset is looked up once a week of the past and taken as steady inside a week whose two ends
 * agree.
 */
declare const calendar: (timeZone: string) => {
  dayOf: (instant: number) => Day;
};
/** Noon of a day, UTC: what to hand a date format whose time zone is UTC. */
declare const noonOf: (day: Day) => number;
/** Items by calendar day, in the order they come: neighbours of one day share a group. */
declare const daysOf: <T>(
  items: readonly T[],
  timeZone: string,
  at: (item: T) => number,
) => DayGroup<T>[];

/** A stretch of the journey in one stage, with what says so. */
interface StageVisit {
  stage: Stage;
  /** `rule`: read off the touchpoints by the rules in this file. */
  source: 'rule';
  enteredAt: number;
  /** Null while it lasts. */
  leftAt: number | null;
  /** Ids of the touchpoints that speak for it, oldest first; at most {@link EVIDENCE}. */
  evidence: string[];
}
/** More would not convince more: the first, and the latest ones. */
declare const EVIDENCE = 5;
/** The stage the customer is in, or null when nothing says. */
declare const stageOf: (touchpoints: readonly Touchpoint[]) => StageVisit | null;
/**
 * The stages a customer went through, oldest first.
 *
 * A touchpoint speaks for one stage, strongly or weakly. A strong one (a product in the cart, a
 * call) always moves the customer there: journeys loop, and a second order is a second purchase. A
 * weak one (a page, a product looked at) only moves them forward, so that somebody who browses
 * during checkout is still buying.
 */
declare const stageVisitsOf: (touchpoints: readonly Touchpoint[]) => StageVisit[];

/** One line of a cart. */
interface CartLine {
  sku: string;
  variant: string | null;
  name: string | null;
  quantity: number;
  /** Of one piece, in minor units. */
  priceMinor: number | null;
}
/** The cart as the touchpoints last tell it: the shop itself may know better. */
interface Cart {
  lines: CartLine[];
  /** Pieces in all. */
  quantity: number;
  /** Minor units; null where a price is missing or currencies mix. */
  totalMinor: number | null;
  /** ISO 4217. */
  currency: string | null;
  /** When it last changed. */
  at: number;
  /** The touchpoints it is read from, oldest first. */
  touchpoints: string[];
}
/**
 * The cart as last known, or null when there is none: never seen, emptied, or ordered. A touchpoint
 * that lists the whole cart (viewed, checkout) replaces what was added and removed before it.
 */
declare const cartOf: (touchpoints: readonly Touchpoint[]) => Cart | null;

/** Something that hurt, with the touchpoints that say so. */
interface JourneyFriction {
  type: FrictionType;
  /** 1 a nuisance, 2 a hindrance, 3 a wall. */
  severity: 1 | 2 | 3;
  /** `declared` by the sender, or read off the touchpoints by a `rule`. */
  source: 'declared' | 'rule';
  /** When it became friction: the latest of its touchpoints. */
  at: number;
  /** Ids, oldest first. Never empty. */
  touchpoints: string[];
}
interface FrictionOptions {
  /** A customer who waited longer than this in a queue waited long; 2 min. */
  longWaitMs?: number;
  /** A contact within this time of the one before, for the same reason, repeats it; 7 days. */
  repeatContactMs?: number;
}
/** The frictions of a journey, in the order in which they began. */
declare const frictionsOf: (
  touchpoints: readonly Touchpoint[],
  options?: FrictionOptions,
) => JourneyFriction[];

interface JourneyOptions {
  /** ms since the epoch: this package has no clock. */
  now: number;
  /** False where the customer objected: then nothing is inferred. @defaultValue `true` */
  inference?: boolean;
}
/** All that is read off a customer's touchpoints. The same for every order in which they come. */
declare const journeyOf: (
  touchpoints: readonly Touchpoint[],
  {now, inference}: JourneyOptions,
) => Omit<Journey, 'customer' | 'basis'>;

export {
  EVIDENCE,
  SESSION_GAP_MS,
  calendar,
  cartOf,
  compareTouchpoints,
  daysOf,
  frictionsOf,
  journeyLog,
  journeyOf,
  mergeTouchpoints,
  noonOf,
  sessionsOf,
  stageOf,
  stageVisitsOf,
};
export type {
  Cart,
  CartLine,
  Day,
  DayGroup,
  FrictionOptions,
  JourneyFriction,
  JourneyLog,
  JourneyOptions,
  Session,
  SessionOptions,
  StageVisit,
};
