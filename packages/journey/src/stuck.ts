import type {Stuck} from '@throughline/contracts';
import type {StageVisit} from './stage.ts';

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

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What a tenant takes for long while its past is too short. No entry: nobody is stuck in it. */
export type DwellPolicy = Readonly<Record<string, Pick<Dwell, 'watch' | 'act'>>>;

export const dwellPolicy: DwellPolicy = {
  purchase: {watch: 2 * HOUR, act: DAY},
  onboarding: {watch: 7 * DAY, act: 14 * DAY},
  support: {watch: 2 * DAY, act: 5 * DAY},
  proposal: {watch: 7 * DAY, act: 14 * DAY},
  negotiation: {watch: 7 * DAY, act: 14 * DAY},
  handover: {watch: 7 * DAY, act: 14 * DAY},
};

/** What can be waited out: nobody is stuck in use or in advocacy, or where a deal has ended. */
const STICKY = new Set([
  'consideration',
  'purchase',
  'onboarding',
  'support',
  'renewal',
  'qualification',
  'proposal',
  'negotiation',
  'handover',
]);

/**
 * Whether the customer has been in a stage longer than most others were: by the tenant's past where
 * that says something about the stage, else by its policy. Whose turn it is decides elsewhere: while
 * the customer is waited for, they are not stuck.
 */
export const stuckOf = (
  visit: StageVisit | null,
  {
    now,
    model,
    policy = dwellPolicy,
  }: {now: number; model?: DwellModel | null | undefined; policy?: DwellPolicy | undefined},
): Stuck | null => {
  if (!visit || visit.leftAt !== null || !STICKY.has(visit.stage)) return null;
  const {stage, enteredAt: since, evidence: touchpoints} = visit;
  const past = model && Object.hasOwn(model.stages, stage) ? model.stages[stage] : undefined;
  const limits = past ?? policy[stage];
  const dwellMs = now - since;
  if (!limits || dwellMs <= limits.watch) return null;
  const level = dwellMs > limits.act ? 'act' : 'watch';
  return {
    stage,
    since,
    dwellMs,
    level,
    thresholdMs: Math.round(limits[level]),
    basis: past ? 'past' : 'policy',
    n: past?.n ?? 0,
    touchpoints: [...touchpoints],
  };
};
