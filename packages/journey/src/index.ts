export {compareTouchpoints, mergeTouchpoints} from './order.ts';
export {SESSION_GAP_MS, type Session, type SessionOptions} from './session.ts';
export {sessionsOf} from './sessions.ts';
export {journeyLog, type JourneyLog} from './journey-log.ts';
export {calendar, daysOf, noonOf, type Day, type DayGroup} from './days.ts';
export {EVIDENCE, stageOf, stageVisitsOf, type StageOptions, type StageVisit} from './stage.ts';
export {cartOf, type Cart, type CartLine} from './cart.ts';
export {
  FRICTION_NAMES,
  frictionOfName,
  frictionsOf,
  type FrictionOptions,
  type JourneyFriction,
} from './friction.ts';
export {journeyOf, stepsOf, type JourneyOptions} from './journey.ts';
export {briefOf} from './brief.ts';
export type {BriefFindings} from './brief-draft.ts';
export {fillIn} from './fill-in.ts';
export {helpedBy, reasonIn, ticketOf} from './matters.ts';
export {say, type PhraseFormat, type Wording, type Wordings} from './say.ts';
export {isSayable} from './sayable.ts';
export {feelingIn, feelingOf, feelingSignsOf} from './feelings.ts';
export {momentsOf} from './moments.ts';
export {waitingOf} from './waiting.ts';
export {repeatContactOf} from './repeat-contact.ts';
export {likelyReasonOf, reasonRules, type ReasonOptions, type ReasonRule} from './likely-reason.ts';
export {dwellPolicy, type DwellPolicy} from './dwell-policy.ts';
export {
  learnDwell,
  staysOf,
  stuckOf,
  type Dwell,
  type DwellModel,
  type DwellOptions,
  type Stay,
  type StuckOptions,
} from './stuck.ts';
export {
  learnSteps,
  nextStepOf,
  type PastSteps,
  type StepModel,
  type StepOptions,
} from './next-step.ts';
export {answersIn, nextActionsOf, type Findings} from './next-best-action.ts';
export {defaultPlaybook} from './playbook.ts';
export {rephrased, type Rephrase, type RephraseOptions} from './rephrase.ts';
