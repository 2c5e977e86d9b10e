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

/** Whether what they came to a stage for is done, and nothing has spoken for the stage since. */
export const isDone = (
  {stage, evidence}: StageVisit,
  touchpoints: readonly Touchpoint[],
  stages: StageSet,
): boolean => {
  const done = rulesOf(stages).done.get(stage);
  const latest = touchpoints.findLast(({id}) => id === evidence.at(-1));
  return (
    done !== undefined &&
    touchpoints.some((each) => done.test(each.name) && overAt(each) >= (latest?.occurredAt ?? 0))
  );
};

const BOUGHT = /^(order_completed|contract_signed|deal_won)$/;

const addEvidence = (visit: StageVisit, id: string) => {
  if (visit.evidence.length === EVIDENCE) visit.evidence.splice(1, 1);
  visit.evidence.push(id);
};
