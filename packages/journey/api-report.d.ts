import {
  Touchpoint,
  StageSet,
  NextStep,
  Stuck,
  Playbook,
  Journey,
  Cart as Cart$1,
  LikelyReason,
  Waiting,
  Feeling,
  RepeatContact,
  NextAction,
  BriefSentence,
  Phrase,
  FeelingSign,
  Moment,
} from '@throughline/contracts';
import {Stage, StageParent, FrictionType} from '@throughline/contracts/vocabulary';

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

/** What a tenant takes for long while its past is too short, ms. No entry: nobody is stuck in it. */
type DwellPolicy = Readonly<
  Record<
    string,
    {
      watch: number;
      act: number;
    }
  >
>;
declare const dwellPolicy: DwellPolicy;

/** A stretch of the journey in one stage, with what says so. */
interface StageVisit {
  stage: Stage;
  /** Where that is on the axis which all sets of stages share. */
  parent: StageParent;
  /** `rule`: read off the touchpoints by {@link StageRules}. */
  source: 'rule';
  enteredAt: number;
  /** Null while it lasts. */
  leftAt: number | null;
  /** Ids of the touchpoints that speak for it, oldest first; at most {@link EVIDENCE}. */
  evidence: string[];
}
/** More would not convince more: the first, and the latest ones. */
declare const EVIDENCE = 5;
interface StageOptions {
  /** Whose stages: a customer's experience, a deal, or a tenant's own. @defaultValue `'cx'` */
  stages?: StageSet | undefined;
}
/** The stage the customer is in, or null when nothing says. */
declare const stageOf: (
  touchpoints: readonly Touchpoint[],
  options?: StageOptions,
) => StageVisit | null;
/**
 * The stages a customer went through, oldest first.
 *
 * A touchpoint speaks for one stage, strongly or weakly. A strong one (a product in the cart, a
 * call) always moves the customer there: journeys loop, and a second order is a second purchase. A
 * weak one (a page, a product looked at) only moves them forward, so that somebody who browses
 * during checkout is still buying.
 */
declare const stageVisitsOf: (
  touchpoints: readonly Touchpoint[],
  {stages}?: StageOptions,
) => StageVisit[];

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
  /** `declared` by the sender, read off the touchpoints by a `rule`, or `inferred` from a text. */
  source: 'declared' | 'rule' | 'inferred';
  /** Of a feeling: how sure that is, 0 to 1. */
  confidence?: number;
  /** When it became friction: the latest of its touchpoints. */
  at: number;
  /** Ids, oldest first. Never empty. */
  touchpoints: string[];
}
interface FrictionOptions {
  /** False where the customer objected: then no friction is made of an inferred feeling. @defaultValue `true` */
  inference?: boolean;
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
/** Names that say by themselves that something got in the customer's way. */
declare const FRICTION_NAMES: readonly string[];
/** What that is; undefined where the name says nothing. */
declare const frictionOfName: (name: string) => FrictionType | undefined;

/** What followed what, in a tenant's past. Plain data: it is kept as JSON. */
interface StepModel {
  /** The journeys it was learned from. */
  journeys: number;
  /**
   * By the names that came before, oldest first, a line each (`^` for the journey's beginning): how
   * often each name came next. The empty name is its end. Only what came up often enough.
   */
  after: Record<string, Record<string, number>>;
}
interface StepOptions {
  /** How far back is looked at most; 8. */
  order?: number;
  /** A past that came up less often says nothing: a shorter one is asked; 5. */
  minimum?: number;
  /** How many pasts are kept, those that came up most often; 5,000. */
  most?: number;
}
/** One journey of the past. */
interface PastSteps {
  /** In their order. */
  names: readonly string[];
  /** False while it may go on: then nothing is known of its end. @defaultValue `true` */
  ended?: boolean;
}
/** Learns from journeys. */
declare const learnSteps: (
  journeys: Iterable<PastSteps>,
  {order, minimum, most}?: StepOptions,
) => StepModel;
/**
 * What came next for others after the longest past they share with this journey: a Markov model of
 * variable order. Null where nothing was learned.
 */
declare const nextStepOf: (
  names: readonly string[],
  model: StepModel,
  {order}?: Pick<StepOptions, 'order'>,
) => Omit<NextStep, 'touchpoints'> | null;

/** How long something took in a tenant's past: of `n` times, and the longest of all but a few. */
interface Dwell {
  n: number;
  /** ms that 95 of 100 did not exceed. */
  watch: number;
  /** ms that 99 of 100 did not exceed. */
  act: number;
}
/** How long a tenant's customers stay in each stage. Plain data: it is kept as JSON. */
interface DwellModel {
  stages: Record<string, Dwell>;
}
/** One stay in a stage that has ended. */
interface Stay {
  stage: string;
  dwellMs: number;
}
interface DwellOptions {
  /** Fewer stays than this say nothing about a stage; 30. */
  minimum?: number;
  /** The shares that `watch` and `act` stand for; 0.95 and 0.99. */
  levels?: readonly [watch: number, act: number];
}
/** Learns from stays that have ended: one that lasts says only that it is not over. */
declare const learnDwell: (
  stays: Iterable<Stay>,
  {
    minimum,
    levels: [watch, act],
  }?: DwellOptions,
) => DwellModel;
/** Stays that have ended. */
declare const staysOf: (visits: readonly StageVisit[]) => Stay[];
/** When somebody is stuck. */
interface StuckOptions {
  /** ms since the epoch. */
  now: number;
  /** What was learned of these very stages. */
  model?: DwellModel | null | undefined;
  /** While that says nothing. @defaultValue ours of a preset, none of a tenant's own stages */
  policy?: DwellPolicy | undefined;
  /** Whose stages. @defaultValue `'cx'` */
  stages?: StageSet | undefined;
}
/**
 * Whether the customer has been in a stage longer than the tenant wants, where it has a target for it,
 * and else longer than most others were: by the tenant's past where that says something about the
 * stage, else by its policy. Within a target nobody is stuck; beyond it the past can make it urgent.
 * Whose turn it is decides elsewhere: while the customer is waited for, they are not stuck.
 */
declare const stuckOf: (
  visit: StageVisit | null,
  {now, model, policy, stages}: StuckOptions,
) => Stuck | null;

interface JourneyOptions {
  /** ms since the epoch: this package has no clock. */
  now: number;
  /**
   * False where the customer objected: then there is no feeling from text or clicks and no friction made
   * of one, no likely reason but a stated one, no next step, and nobody is stuck. @defaultValue `true`
   */
  inference?: boolean;
  playbook?: Playbook;
  /** Whose stages: a customer's experience, a deal, or a tenant's own. @defaultValue `'cx'` */
  stages?: StageSet;
  /** What was learned from the tenant's past; how long stays are, of these very stages. */
  past?:
    | {
        steps?: StepModel;
        dwell?: DwellModel;
      }
    | undefined;
  /** How long is long, while the past is too short. */
  policy?: DwellPolicy;
}
/** All that is read off a customer's touchpoints. The same for every order in which they come. */
declare const journeyOf: (
  touchpoints: readonly Touchpoint[],
  {now, inference, playbook, stages: set, past, policy}: JourneyOptions,
) => Omit<Journey, 'customer' | 'basis'>;
/** The steps of a journey, by name. */
declare const stepsOf: (ordered: readonly Touchpoint[]) => Touchpoint[];

/** What was found in a journey, for a playbook to ask about. */
interface Findings {
  now: number;
  touchpoints: readonly Touchpoint[];
  stage: StageVisit | null;
  frictions: readonly JourneyFriction[];
  cart: Cart$1 | null;
  reason: LikelyReason | null;
  waiting: Waiting;
  feeling: Feeling;
  repeatContact: RepeatContact | null;
  stuck: Stuck | null;
}
/**
 * The actions of a playbook whose conditions hold, the one with the highest priority first. Each says
 * which conditions those were. What an agent took or turned down rests for a while.
 */
declare const nextActionsOf: (
  findings: Findings,
  {
    playbook,
  }: {
    playbook: Pick<Playbook, 'actions'>;
  },
) => NextAction[];
/** What agents have said of suggested actions: taken on, or wrong there. */
declare const answersIn: (touchpoints: readonly Touchpoint[]) => {
  action: string;
  verdict: 'accepted' | 'wrong';
}[];

/** What the brief is made from. */
interface BriefFindings extends Findings {
  stages: readonly {
    stage: string;
    enteredAt: number;
    evidence: string[];
  }[];
  nextStep: NextStep | null;
  nextActions: readonly NextAction[];
}

/**
 * Five sentences at most for whoever takes over: what happened, what they tried, what changed, what is
 * attached, what next. Each is made by rules from touchpoints it names, none by a model.
 */
declare const briefOf: (findings: BriefFindings) => BriefSentence[];

/**
 * Fills the `{…}` of a text, from left to right: what stands in a value is not filled again. A value that
 * runs from right to left is isolated, so that it does not take the number after it along; the words of a
 * language that itself runs so isolate each.
 */
declare const fillIn: (text: string, valueOf: (name: string) => string) => string;

/** The number of a touchpoint's ticket, however it names it, else an empty text. */
declare const ticketOf: ({relations, properties, identifiers}: Touchpoint) => string;
/** What a contact is about: its reason, else the subject that the customer or a ticket gave it. */
declare const reasonIn: (touchpoint: Touchpoint) => string | undefined;

/** A sentence with `{…}` for its values; of a counted one, its forms by plural category (CLDR). */
type Wording =
  | string
  | ({
      by: string;
      other: string;
    } & Partial<Record<Intl.LDMLPluralRule, string>>);
/** The sentences of a language, by key. */
type Wordings = Readonly<Record<string, Wording>>;
/** How a reader of the language reads what is no sentence. */
interface PhraseFormat {
  number: (value: number) => string;
  /** ms since the epoch. */
  instant: (at: number) => string;
  /** ms. */
  duration: (ms: number) => string;
  /** Minor units. */
  money: (minor: number, currency: string) => string;
  /** What something is called, and in which sentence: `payment_failed`, `change`. */
  word: (word: string, key: string) => string;
  list: (items: readonly string[]) => string;
  plural: (n: number) => Intl.LDMLPluralRule;
}
/**
 * Says a sentence as plain text, which whoever shows it binds as text. Nothing in it is markup, and
 * what a key has no wording for is left out.
 */
declare const say: (
  {key, values}: Phrase | Pick<BriefSentence, 'key' | 'values'>,
  wordings: Wordings,
  format: PhraseFormat,
) => string;

/**
 * Whether the customer may be told that we know of a touchpoint: they agreed that support sees it, or
 * have a contract it belongs to. On any other ground it may help to understand them, and is not said.
 */
declare const isSayable: ({consent: {purposes, basis}}: Touchpoint) => boolean;

/**
 * Signs of how the customer felt, oldest first: what they or an agent said of it, what a survey
 * measured, and, unless they objected, what was inferred from their text and clicks; where an agent
 * has set one right (`feeling_corrected`), as the agent says. Never from voice, face, typing or the
 * movement of a mouse, and never about agents.
 */
declare const feelingSignsOf: (
  touchpoints: readonly Touchpoint[],
  {
    inference,
  }?: {
    inference?: boolean;
  },
) => FeelingSign[];
type Sign = Pick<FeelingSign, 'valence' | 'kind' | 'method' | 'confidence'>;
/**
 * How the customer felt by the words and answers of one touchpoint; null where they do not say. What
 * somebody told, or answered on a scale, goes before what was read off the words beside it.
 */
declare const feelingIn: (touchpoint: Touchpoint) => Sign | null;
/** How the customer feels now, or that there is not enough data. */
declare const feelingOf: (
  signs: readonly FeelingSign[],
  {
    now,
  }: {
    now: number;
  },
) => Feeling;

/**
 * What stays in memory: the strongest feeling and the last one (the peak-end rule: Fredrickson and
 * Kahneman 1993), and what the tenant declared to be a moment of truth.
 */
declare const momentsOf: (
  touchpoints: readonly Touchpoint[],
  signs: readonly FeelingSign[],
  {
    declared,
  }?: {
    declared?: readonly string[];
  },
) => Moment[];

/**
 * Whose turn it is, over all channels. Whoever asked and was not answered waits; the longest wait for
 * us counts, and without one the latest for the customer.
 */
declare const waitingOf: (
  touchpoints: readonly Touchpoint[],
  {
    now,
    forgottenMs,
  }: {
    now: number;
    forgottenMs?: number;
  },
) => Waiting;

/**
 * The contacts that lead to the latest one, each within days of the one before and not for another
 * reason; null where it stands alone, or is itself that long ago. Contacts that we began do not count.
 */
declare const repeatContactOf: (
  touchpoints: readonly Touchpoint[],
  {
    withinMs,
    now,
  }?: {
    withinMs?: number;
    now?: number;
  },
) => RepeatContact | null;

/** What a touchpoint says about why somebody may be in touch. */
interface ReasonRule {
  reason: string;
  /** The touchpoint's name. */
  name?: RegExp;
  /** Its page, search, article or field, or why it failed. */
  about?: RegExp;
  /** How much one such touchpoint weighs: 1 a hint, 3 a cause. */
  weight: number;
}
/** Ours, from what the touchpoints are; a tenant adds the words of its own pages and languages. */
declare const reasonRules: readonly ReasonRule[];
interface ReasonOptions {
  now: number;
  /** False: only what a contact itself gave as its reason. @defaultValue `true` */
  inference?: boolean;
  rules?: readonly ReasonRule[];
}
/**
 * Why the customer is probably in touch: what the latest contact says, else what weighs most of what
 * they did lately. The confidence is a share of weights, not a measured probability.
 */
declare const likelyReasonOf: (
  touchpoints: readonly Touchpoint[],
  {now, inference, rules}: ReasonOptions,
) => LikelyReason | null;

/** What we would do, until a tenant says what it wants. */
declare const defaultPlaybook: Playbook;

/**
 * Says sentences in other words: a language model of yours, for instance. There is none of ours, and none is
 * asked unless you hand one over. Answers as many sentences, in the same order and language.
 */
type Rephrase = (
  sentences: readonly string[],
  options: {
    /** BCP 47: the language that they are said in. */
    lang: string;
    /** Aborted when nobody waits for the answer any longer. */
    signal?: AbortSignal | undefined;
  },
) => Promise<readonly string[]>;
interface RephraseOptions {
  /** BCP 47. Of a language whose denials are not known here nobody is asked. @defaultValue `'en'` */
  lang?: string;
  signal?: AbortSignal | undefined;
}
/**
 * Sentences of the brief in other words, each only where the other words add nothing that can be
 * checked: no number, no name, no quotation and no link that was not there, none of the numbers and
 * quotations left out, "not" where "not" was, and about as short. Else, and where it fails, the
 * sentence stays as it was.
 */
declare const rephrased: (
  sentences: readonly string[],
  rephrase: Rephrase,
  {lang, signal}?: RephraseOptions,
) => Promise<string[]>;

export {
  EVIDENCE,
  FRICTION_NAMES,
  SESSION_GAP_MS,
  answersIn,
  briefOf,
  calendar,
  cartOf,
  compareTouchpoints,
  daysOf,
  defaultPlaybook,
  dwellPolicy,
  feelingIn,
  feelingOf,
  feelingSignsOf,
  fillIn,
  frictionOfName,
  frictionsOf,
  isSayable,
  journeyLog,
  journeyOf,
  learnDwell,
  learnSteps,
  likelyReasonOf,
  mergeTouchpoints,
  momentsOf,
  nextActionsOf,
  nextStepOf,
  noonOf,
  reasonIn,
  reasonRules,
  repeatContactOf,
  rephrased,
  say,
  sessionsOf,
  stageOf,
  stageVisitsOf,
  staysOf,
  stepsOf,
  stuckOf,
  ticketOf,
  waitingOf,
};
export type {
  BriefFindings,
  Cart,
  CartLine,
  Day,
  DayGroup,
  Dwell,
  DwellModel,
  DwellOptions,
  DwellPolicy,
  Findings,
  FrictionOptions,
  JourneyFriction,
  JourneyLog,
  JourneyOptions,
  PastSteps,
  PhraseFormat,
  ReasonOptions,
  ReasonRule,
  Rephrase,
  RephraseOptions,
  Session,
  SessionOptions,
  StageOptions,
  StageVisit,
  Stay,
  StepModel,
  StepOptions,
  StuckOptions,
  Wording,
  Wordings,
};
