import type {StageSet, Touchpoint} from '@throughline/contracts';
import type {Stage, StageParent} from '@throughline/contracts/vocabulary';
import {overAt} from './matters.ts';
import {mergeTouchpoints} from './order.ts';
import {ownRules} from './own-stages.ts';
import {stagePresets} from './stage-presets.ts';
import type {StageRules} from './stage-rules.ts';

/** A stretch of the journey in one stage, with what says so. */
export interface StageVisit {
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
export const EVIDENCE = 5;

export interface StageOptions {
  /** Whose stages: a customer's experience, a deal, or a tenant's own. @defaultValue `'cx'` */
  stages?: StageSet | undefined;
}

/** What a set of stages is read with. One that nobody knows, as a page may give, is an experience. */
export const rulesOf = (stages: StageSet): StageRules => {
  if (typeof stages === 'object') return ownRules(stages);
  return stagePresets[Object.hasOwn(stagePresets, stages) ? stages : 'cx'];
};

/** The stage the customer is in, or null when nothing says. */
export const stageOf = (
  touchpoints: readonly Touchpoint[],
  options?: StageOptions,
): StageVisit | null => stageVisitsOf(touchpoints, options).at(-1) ?? null;

/**
 * The stages a customer went through, oldest first.
 *
 * A touchpoint speaks for one stage, strongly or weakly. A strong one (a product in the cart, a
 * call) always moves the customer there: journeys loop, and a second order is a second purchase. A
 * weak one (a page, a product looked at) only moves them forward, so that somebody who browses
 * during checkout is still buying.
 */
export const stageVisitsOf = (
  touchpoints: readonly Touchpoint[],
  {stages = 'cx'}: StageOptions = {},
): StageVisit[] => {
  const {parents, signOf} = rulesOf(stages);
  const order = Object.keys(parents);
  const rank = (stage: Stage) => order.indexOf(stage);
  const visits: StageVisit[] = [];
  let ordered = false;
  for (const touchpoint of mergeTouchpoints(touchpoints)) {
    const sign = signOf(touchpoint, ordered);
    if (BOUGHT.test(touchpoint.name)) ordered = true;
    if (!sign) continue;
    const current = visits.at(-1);
    if (current && current.stage === sign.stage) addEvidence(current, touchpoint.id);
    else if (!current || sign.strong || rank(sign.stage) > rank(current.stage)) {
      if (current) current.leftAt = touchpoint.occurredAt;
      visits.push({
        stage: sign.stage,
        parent: parents[sign.stage]!,
        source: 'rule',
        enteredAt: touchpoint.occurredAt,
        leftAt: null,
        evidence: [touchpoint.id],
      });
    }
  }
  return visits;
};

/**
 * The part of a stay since what they came for was last done: all of it where it never was, null where nothing
 * has spoken for the stage since.
 */
export const undoneOf = (
  visit: StageVisit,
  ordered: readonly Touchpoint[],
  stages: StageSet,
): StageVisit | null => {
  const {done, signOf} = rulesOf(stages);
  const isDone = ({name}: Touchpoint) => done.get(visit.stage)?.test(name) ?? false;
  const doneAt = ordered.filter(isDone).reduce((at, each) => Math.max(at, overAt(each)), -Infinity);
  if (doneAt < visit.enteredAt) return visit;
  const later = ordered.filter((each) => each.occurredAt > doneAt && !isDone(each));
  const first = later.find((each) => signOf(each, true)?.stage === visit.stage);
  if (!first) return null;
  const ids = new Set(later.map(({id}) => id));
  const evidence = new Set([first.id, ...visit.evidence.filter((id) => ids.has(id))]);
  return {...visit, enteredAt: first.occurredAt, evidence: [...evidence].slice(0, EVIDENCE)};
};

const BOUGHT = /^(order_completed|contract_signed|deal_won)$/;

const addEvidence = (visit: StageVisit, id: string) => {
  if (visit.evidence.length === EVIDENCE) visit.evidence.splice(1, 1);
  visit.evidence.push(id);
};
