import type {Touchpoint} from '@throughline/contracts';

/**
 * The order of a journey: by `occurredAt`, then `seq`, then `id`. Total, so that the same set of
 * touchpoints in any arrival order gives the same journey.
 */
export const compareTouchpoints = (a: Touchpoint, b: Touchpoint): number =>
  a.occurredAt - b.occurredAt || a.seq - b.seq || compareText(a.id, b.id);

/** By code unit: the same on every machine, which `localeCompare` is not. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * One list out of several, oldest first, each id once. Of two that share an id the one received
 * first stays: the store keeps that one too.
 */
export const mergeTouchpoints = (...lists: (readonly Touchpoint[])[]): Touchpoint[] => {
  const byId = new Map<string, Touchpoint>();
  for (const list of lists) {
    for (const touchpoint of list) {
      const known = byId.get(touchpoint.id);
      if (!known || isEarlierCopy(touchpoint, known)) byId.set(touchpoint.id, touchpoint);
    }
  }
  return [...byId.values()].toSorted(compareTouchpoints);
};

/** Whether `a` should stand for their shared id; false for copies that are alike. */
export const isEarlierCopy = (a: Touchpoint, b: Touchpoint): boolean =>
  a !== b &&
  (a.clocks.received - b.clocks.received ||
    compareTouchpoints(a, b) ||
    compareText(JSON.stringify(a), JSON.stringify(b))) < 0;
