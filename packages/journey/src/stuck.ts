import type {StageSet, Stuck} from '@throughline/contracts';
import type {DwellPolicy} from './dwell-policy.ts';
import {rulesOf, type StageVisit} from './stage.ts';

/** How long something took in a tenant's past: of `n` times, and the longest of all but a few. */
export interface Dwell {
  n: number;
  /** ms that 95 of 100 did not exceed. */
  watch: number;
  /** ms that 99 of 100 did not exceed. */
  act: number;
}

/** How long a tenant's customers stay in each stage. Plain data: it is kept as JSON. */
export interface DwellModel {
  stages: Record<string, Dwell>;
}

/** One stay in a stage that has ended. */
export interface Stay {
  stage: string;
  dwellMs: number;
}

export interface DwellOptions {
  /** Fewer stays than this say nothing about a stage; 30. */
  minimum?: number;
  /** The shares that `watch` and `act` stand for; 0.95 and 0.99. */
  levels?: readonly [watch: number, act: number];
}

/** Learns from stays that have ended: one that lasts says only that it is not over. */
export const learnDwell = (
  stays: Iterable<Stay>,
  {minimum = 30, levels: [watch, act] = [0.95, 0.99]}: DwellOptions = {},
): DwellModel => {
  const byStage = Map.groupBy(stays, ({stage}) => stage);
  const stages: DwellModel['stages'] = {};
  for (const [stage, all] of byStage) {
    if (all.length < minimum) continue;
    const sorted = all.map(({dwellMs}) => dwellMs).toSorted((a, b) => a - b);
    stages[stage] = {n: all.length, watch: quantile(sorted, watch), act: quantile(sorted, act)};
  }
  return {stages};
};

/** Between the two nearest of a sorted list, as R and NumPy have it by default. */
export const quantile = (sorted: readonly number[], share: number): number => {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)]!;
  return below + (place % 1) * ((sorted[Math.ceil(place)] ?? below) - below);
};

/** Stays that have ended. */
export const staysOf = (visits: readonly StageVisit[]): Stay[] =>
  visits.flatMap(({stage, enteredAt, leftAt}) =>
    leftAt === null ? [] : [{stage, dwellMs: leftAt - enteredAt}],
  );

/** When somebody is stuck. */
export interface StuckOptions {
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
export const stuckOf = (
  visit: StageVisit | null,
  {now, model, policy, stages = 'cx'}: StuckOptions,
): Stuck | null => {
  const rules = rulesOf(stages);
  if (!visit || visit.leftAt !== null || !rules.sticky.has(visit.stage)) return null;
  const {stage, enteredAt: since, evidence: touchpoints} = visit;
  const past = own(model?.stages, stage);
  const limits = past ?? own(policy ?? rules.policy, stage);
  const target = rules.targets.get(stage);
  const watch = target ?? limits?.watch ?? Infinity;
  const act = limits?.act ?? Infinity;
  const dwellMs = now - since;
  if (dwellMs <= watch) return null;
  const level = dwellMs > act ? 'act' : 'watch';
  const byTarget = level === 'watch' && target !== undefined;
  return {
    stage,
    since,
    dwellMs,
    level,
    thresholdMs: Math.round(level === 'act' ? act : watch),
    basis: byTarget ? 'target' : past ? 'past' : 'policy',
    n: byTarget ? 0 : (past?.n ?? 0),
    touchpoints: [...touchpoints],
  };
};

/** A tenant's stage may be called `constructor`. */
const own = <T>(table: Readonly<Record<string, T>> | undefined, stage: string): T | undefined =>
  table && Object.hasOwn(table, stage) ? table[stage] : undefined;
