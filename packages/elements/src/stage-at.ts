import type {StageSet} from '@throughline/contracts';
import type {Stage} from '@throughline/contracts/vocabulary';
import {stageVisitsOf, type JourneyLog, type StageVisit} from '@throughline/journey';

/** In which stage somebody was at an instant, by what is loaded; undefined where nothing says. */
export const stageAt = (log: JourneyLog, at: number, set?: StageSet): Stage | undefined => {
  const visits = visitsOf(log, set);
  let low = 0;
  let high = visits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (visits[middle]!.enteredAt <= at) low = middle + 1;
    else high = middle;
  }
  return visits[low - 1]?.stage;
};

/** How many touchpoints fell into each stage. */
export const stageCounts = (log: JourneyLog, set?: StageSet): Map<Stage, number> => {
  const visits = visitsOf(log, set);
  const counts = new Map<Stage, number>();
  let index = -1;
  for (const {occurredAt} of log.touchpoints) {
    while (visits[index + 1] && visits[index + 1]!.enteredAt <= occurredAt) index++;
    const stage = visits[index]?.stage;
    if (stage) counts.set(stage, (counts.get(stage) ?? 0) + 1);
  }
  return counts;
};

/** A journey is gone through once for all that is asked until it grows. */
const visitsOf = (log: JourneyLog, set: StageSet | undefined): readonly StageVisit[] => {
  const {length} = log.arrivals;
  const known = visited.get(log);
  if (known?.length === length && known.set === set) return known.visits;
  const visits = stageVisitsOf(log.touchpoints, {stages: set});
  visited.set(log, {length, set, visits});
  return visits;
};

const visited = new WeakMap<
  JourneyLog,
  {length: number; set: StageSet | undefined; visits: readonly StageVisit[]}
>();
