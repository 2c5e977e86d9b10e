import type {Journey, Playbook, StageSet, Touchpoint} from '@throughline/contracts';
import {briefOf} from './brief.ts';
import {cartOf} from './cart.ts';
import type {DwellPolicy} from './dwell-policy.ts';
import {feelingOf, feelingSignsOf} from './feelings.ts';
import {frictionsOf} from './friction.ts';
import {likelyReasonOf} from './likely-reason.ts';
import {momentsOf} from './moments.ts';
import {nextActionsOf} from './next-best-action.ts';
import {nextStepOf, type StepModel} from './next-step.ts';
import {defaultPlaybook} from './playbook.ts';
import {repeatContactOf} from './repeat-contact.ts';
import {stageVisitsOf, undoneOf, type StageVisit} from './stage.ts';
import {stuckOf, type DwellModel} from './stuck.ts';
import {waitingOf} from './waiting.ts';
import {whatCame} from './what-came.ts';

export interface JourneyOptions {
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
  past?: {steps?: StepModel; dwell?: DwellModel} | undefined;
  /** How long is long, while the past is too short. */
  policy?: DwellPolicy;
}

/** All that is read off a customer's touchpoints. The same for every order in which they come. */
export const journeyOf = (
  touchpoints: readonly Touchpoint[],
  {
    now,
    inference = true,
    playbook = defaultPlaybook,
    stages: set = 'cx',
    past,
    policy,
  }: JourneyOptions,
): Omit<Journey, 'customer' | 'basis'> => {
  const ordered = whatCame(touchpoints);
  const stages = stageVisitsOf(ordered, {stages: set});
  const frictions = frictionsOf(ordered, {inference});
  const cart = cartOf(ordered);
  const signs = feelingSignsOf(ordered, {inference});
  const feeling = feelingOf(signs, {now});
  const waiting = waitingOf(ordered, {now});
  const repeatContact = repeatContactOf(ordered, {now});
  const reason = likelyReasonOf(ordered, {now, inference});
  const stage = stages.at(-1) ?? null;
  const undone = stage && undoneOf(stage, ordered, set);
  // A call that is over ends no wait for us, as of the ticket that it was about.
  const isWaited = stage?.stage === 'support' && waiting.on === 'us';
  const stay = isWaited ? waitedIn(undone ?? stage, waiting.since!) : undone;
  const stuck =
    inference && waiting.on !== 'customer'
      ? stuckOf(stay, {now, model: past?.dwell, policy, stages: set})
      : null;
  const nextStep = inference && past?.steps ? nextIn(ordered, past.steps) : null;
  const findings = {
    now,
    touchpoints: ordered,
    stage,
    stages,
    frictions,
    cart,
    reason,
    waiting,
    feeling,
    repeatContact,
    stuck,
  };
  const nextActions = nextActionsOf(findings, {playbook});
  return {
    asOf: now,
    inference,
    brief: briefOf({...findings, nextStep, nextActions}),
    reason,
    waiting,
    feeling,
    moments: momentsOf(ordered, signs, {declared: playbook.moments}),
    repeatContact,
    ...(typeof set === 'object' ? {ownStages: set} : {stagePreset: set}),
    stages,
    stuck,
    frictions,
    cart,
    nextStep,
    nextActions,
  };
};

const waitedIn = (stay: StageVisit, since: number) => ({
  ...stay,
  enteredAt: Math.min(stay.enteredAt, since),
});

/** What a step is: not a page left, a speed measured or a click that hurt. */
const NO_STEP =
  /^(page_left|web_vital_measured|friction_detected|agent_note_added|feeling_corrected)$|^next_action_/;

/** The steps of a journey, by name. */
export const stepsOf = (ordered: readonly Touchpoint[]): Touchpoint[] =>
  ordered.filter(({name}) => !NO_STEP.test(name));

const nextIn = (ordered: readonly Touchpoint[], model: StepModel) => {
  const steps = stepsOf(ordered);
  if (steps.length === 0) return null;
  const next = nextStepOf(
    steps.map(({name}) => name),
    model,
  );
  // An order of 1 is the beginning or one step back.
  return next && {...next, touchpoints: steps.slice(-Math.max(1, next.order)).map(({id}) => id)};
};
