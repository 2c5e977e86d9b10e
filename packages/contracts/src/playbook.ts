import * as z from 'zod';
import {ACTION_NAME} from './vocabulary.ts';

/**
 * What a condition of a playbook can ask for. Each is found in the journey, with the touchpoints that
 * say so.
 */
export const PLAYBOOK_FACTS = [
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
] as const;

const fact = z.union([
  z.enum(PLAYBOOK_FACTS),
  z.templateLiteral(['friction.', z.string().regex(/^[a-z_]{1,64}$/)]),
]);

/** One thing that must hold. Either `is` is given, or a limit or both. */
export const PlaybookCondition = z
  .strictObject({
    fact,
    /** One of these words. */
    is: z.array(z.string().min(1).max(64)).min(1).max(50).optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
  })
  .refine(({is, atLeast, atMost}) => (is === undefined) !== ((atLeast ?? atMost) === undefined), {
    message: 'asks for nothing: give `is`, `atLeast` or `atMost`',
  });
export type PlaybookCondition = z.infer<typeof PlaybookCondition>;

export const PlaybookAction = z.strictObject({
  /** `offer_another_way_to_pay`. */
  action: z.string().regex(ACTION_NAME, 'is not snake_case'),
  /** As the agent reads it; absent where the table of words has the action. */
  title: z.string().min(1).max(200).optional(),
  /** All of these hold. */
  when: z.array(PlaybookCondition).min(1).max(20),
  /** None of these holds. */
  unless: z.array(PlaybookCondition).max(20).optional(),
  /** The higher comes first; 0 by default. */
  priority: z.int().min(-100).max(100).default(0),
  /** Not suggested again this long after an agent took it on or turned it down, ms; a day by default. */
  restMs: z.int().min(0).default(86_400_000),
});
export type PlaybookAction = z.infer<typeof PlaybookAction>;

/** What a tenant wants its agents to do, and when: data, read by rules, so that each has its reasons. */
export const Playbook = z
  .strictObject({
    actions: z.array(PlaybookAction).max(200),
    /** Names of touchpoints that are moments of truth. */
    moments: z.array(z.string().max(64)).max(100).default([]),
  })
  .meta({title: 'Playbook', description: 'Next best actions of a tenant, with their conditions.'});
export type Playbook = z.infer<typeof Playbook>;
