import * as z from 'zod';
import {OwnStages} from './own-stages.ts';
import {
  BRIEF_QUESTIONS,
  FRICTIONS,
  LIMITS,
  STAGE_NAME,
  STAGE_PARENTS,
  STAGE_PRESETS,
} from './vocabulary.ts';

const instant = z.int().min(0);
const duration = z.int().min(0);
const ratio = z.number().min(0).max(1);
/** Ids of the touchpoints that say so, oldest first. */
const evidence = z.array(z.string());
/** Of a preset, or the tenant's own. */
const stage = z.string().regex(STAGE_NAME);

/**
 * What stands in for a `{…}` of a sentence. A string is somebody's own word (a product, a search)
 * and is shown as it is, as text; all else is told by each language in its own way.
 */
export const PhraseValue = z.union([
  z.string(),
  /** A count. */
  z.number(),
  /** Of the vocabulary or the tenant's own: a name, a friction, a channel, a stage, a reason. */
  z.strictObject({word: z.string()}),
  z.strictObject({instant}),
  z.strictObject({duration}),
  z.strictObject({minor: z.int(), currency: z.string()}),
]);
export type PhraseValue = z.infer<typeof PhraseValue>;

/** A part of a sentence: a key of the table of words, and its values. */
export const Phrase = z.strictObject({
  key: z.string(),
  values: z.record(z.string(), PhraseValue),
});
export type Phrase = z.infer<typeof Phrase>;

/**
 * One sentence of the brief: what to say and on what it rests, without words of any language and
 * without markup. `packages/journey/src/english.ts` has the English.
 */
export const BriefSentence = z.strictObject({
  question: z.enum(BRIEF_QUESTIONS),
  key: z.string(),
  /** A list of phrases stands for an enumeration. */
  values: z.record(z.string(), z.union([PhraseValue, z.array(Phrase)])),
  /** Never empty. */
  touchpoints: evidence.min(1),
  /**
   * Whether it may be said to the customer; else it is for understanding only. It may where the
   * customer agreed to support, or has a contract, for each touchpoint it rests on, and nothing in
   * it is inferred.
   */
  sayable: z.boolean(),
});
export type BriefSentence = z.infer<typeof BriefSentence>;

/** One reason for which the customer may be in touch. */
const ReasonGuess = z.strictObject({
  /** `payment`, `delivery`, ...; or what a contact of theirs gave as its reason. */
  reason: z.string(),
  /** The share of its weight in all there is, 0 to 1. Not a measured probability. */
  confidence: ratio,
  touchpoints: evidence.min(1),
});

/** Why the customer is probably in touch. */
export const LikelyReason = z.strictObject({
  ...ReasonGuess.shape,
  /** `declared`: a contact says so. `rule`: read off what they did. */
  source: z.enum(['declared', 'rule']),
  because: z.array(Phrase),
  alternatives: z.array(ReasonGuess),
});
export type LikelyReason = z.infer<typeof LikelyReason>;

/** One sign of how the customer felt. */
export const FeelingSign = z.strictObject({
  at: instant,
  /** -2 (bad) to +2 (good). */
  valence: z.number().min(-2).max(2),
  /** Somebody said it; a survey's scale measured it; or it was inferred from text or clicks. */
  kind: z.enum(['stated', 'measured', 'inferred']),
  /** With its version: `vader/1`, `clicks/1`, `nps/1`. */
  method: z.string(),
  confidence: ratio,
  touchpoint: z.string(),
});
export type FeelingSign = z.infer<typeof FeelingSign>;

export const Feeling = z.strictObject({
  /** Null: not enough data. */
  valence: z.number().min(-2).max(2).nullable(),
  /** The weakest kind it rests on; null without a valence. */
  kind: z.enum(['stated', 'measured', 'inferred']).nullable(),
  confidence: ratio,
  /** Against what was before; null where too little was. */
  trend: z.enum(['better', 'worse', 'steady']).nullable(),
  touchpoints: evidence,
  /** Oldest first. */
  signs: z.array(FeelingSign),
});
export type Feeling = z.infer<typeof Feeling>;

/** What stays in memory of a journey. */
export const Moment = z.strictObject({
  /** The strongest feeling, the last one, or what a tenant declared to be a moment of truth. */
  kind: z.enum(['peak', 'end', 'declared']),
  at: instant,
  valence: z.number().min(-2).max(2).nullable(),
  touchpoint: z.string(),
});
export type Moment = z.infer<typeof Moment>;

/** Whose turn it is. */
export const Waiting = z.strictObject({
  on: z.enum(['us', 'customer', 'nobody']),
  /** Since when; null where nobody is waited for. */
  since: instant.nullable(),
  /** What opened or ended the turn: `queue`, `message`, `ticket`, `callback`, `promise`, `answer`. */
  because: z.string().nullable(),
  touchpoints: evidence,
});
export type Waiting = z.infer<typeof Waiting>;

/** Contacts that follow one another within days. */
export const RepeatContact = z.strictObject({
  /** Two at least. */
  contacts: z.int().min(2),
  /** When the first of them began. */
  since: instant,
  /** Given by one of them. */
  reason: z.string().nullable(),
  touchpoints: evidence.min(1),
});
export type RepeatContact = z.infer<typeof RepeatContact>;

export const StageVisit = z.strictObject({
  stage,
  /** Where that is on the axis which all sets of stages share. */
  parent: z.enum(STAGE_PARENTS),
  source: z.literal('rule'),
  enteredAt: instant,
  /** Null while it lasts. */
  leftAt: instant.nullable(),
  evidence,
});

/** The customer has been in one stage longer than most others of the tenant, or than it wants. */
export const Stuck = z.strictObject({
  stage,
  since: instant,
  dwellMs: duration,
  /** `watch`: longer than 95 of 100, or than the target; `act`: longer than 99. */
  level: z.enum(['watch', 'act']),
  thresholdMs: duration,
  /** The target of a stage of its own; the tenant's own past; or its policy while that is too short. */
  basis: z.enum(['target', 'past', 'policy']),
  /** Completed visits of the stage that the past holds. */
  n: z.int().min(0),
  touchpoints: evidence.min(1),
});
export type Stuck = z.infer<typeof Stuck>;

/** What others did next who had come the same way. */
export const NextStep = z.strictObject({
  /** Likeliest first, three at most. `name` is null where the journey ended. */
  steps: z.array(z.strictObject({name: z.string().nullable(), probability: ratio})),
  /** How many went on from there. */
  n: z.int().min(1),
  /** How many steps back the past agrees. */
  order: z.int().min(0),
  touchpoints: evidence,
});
export type NextStep = z.infer<typeof NextStep>;

/** An action of the tenant's playbook whose conditions hold. */
export const NextAction = z.strictObject({
  /** Of the playbook. */
  action: z.string(),
  /** In the tenant's words; null where the table of words has the action's name. */
  title: z.string().nullable(),
  /** The conditions that hold, as phrases. */
  because: z.array(Phrase).min(1),
  touchpoints: evidence,
});
export type NextAction = z.infer<typeof NextAction>;

const Friction = z.strictObject({
  type: z.enum(FRICTIONS),
  severity: z.int().min(1).max(3),
  /** `declared` by the sender, read off the touchpoints by a `rule`, or `inferred` from a text. */
  source: z.enum(['declared', 'rule', 'inferred']),
  /** Of a feeling: how sure that is. */
  confidence: ratio.optional(),
  at: instant,
  touchpoints: evidence.min(1),
});

export const Cart = z.strictObject({
  lines: z.array(
    z.strictObject({
      sku: z.string(),
      variant: z.string().nullable(),
      name: z.string().nullable(),
      quantity: z.int(),
      priceMinor: z.int().nullable(),
    }),
  ),
  quantity: z.int(),
  totalMinor: z.int().nullable(),
  currency: z.string().nullable(),
  at: instant,
  touchpoints: evidence.min(1),
});
export type Cart = z.infer<typeof Cart>;

/**
 * `GET /v1/customers/{customer}/journey`: what the touchpoints come to. A part that is absent was not
 * computed; one that is null was, and there is nothing.
 */
export const Journey = z
  .strictObject({
    customer: z.string().min(1).max(LIMITS.idLength),
    /** The collector's clock: what is told relative to now is relative to this. */
    asOf: instant,
    /** The newest `touchpoints` of `total` were looked at. */
    basis: z.strictObject({touchpoints: z.int().min(0), total: z.int().min(0)}),
    /** False where the customer objected: nothing is inferred then. */
    inference: z.boolean(),
    /** Five sentences at most, in the order of their questions. */
    brief: z.array(BriefSentence).max(BRIEF_QUESTIONS.length).optional(),
    reason: LikelyReason.nullable().optional(),
    waiting: Waiting.optional(),
    feeling: Feeling.optional(),
    moments: z.array(Moment).optional(),
    repeatContact: RepeatContact.nullable().optional(),
    /** Which of our sets of stages the tenant has chosen; absent where it has its own. */
    stagePreset: z.enum(STAGE_PRESETS).optional(),
    /** The tenant's own stages, in place of a preset. */
    ownStages: OwnStages.optional(),
    /** Oldest first. */
    stages: z.array(StageVisit).optional(),
    stuck: Stuck.nullable().optional(),
    frictions: z.array(Friction).optional(),
    /** As last known: the shop itself may know better. */
    cart: Cart.nullable().optional(),
    nextStep: NextStep.nullable().optional(),
    /** Best first. */
    nextActions: z.array(NextAction).optional(),
  })
  .meta({title: 'Journey', description: 'What a customer’s touchpoints come to.'});
export type Journey = z.infer<typeof Journey>;
