import type {Day, JourneyLog} from '@throughline/journey';
import type {DayCounts} from './bins.ts';
import {saysFriction, type Frictions} from './frictions.ts';

/** Counts a log by day, at the cost of what arrived since it last counted. Oldest first. */
export const dayCounter = (log: JourneyLog, dayOf: (at: number) => Day): (() => DayCounts[]) => {
  const days = new Map<Day, DayCounts>();
  const begun = new Map<string, Day>();
  let counted = 0;
  let sorted: DayCounts[] = [];
  const of = (day: Day) => {
    const known = days.get(day) ?? {day, touchpoints: 0, frictions: 0, contacts: 0};
    days.set(day, known);
    return known;
  };
  return () => {
    const {arrivals} = log;
    if (counted === arrivals.length) return sorted;
    for (; counted < arrivals.length; counted++) {
      const touchpoint = arrivals[counted]!;
      const {contact} = touchpoint;
      const day = dayOf(touchpoint.occurredAt);
      const counts = of(day);
      counts.touchpoints++;
      if (saysFriction(touchpoint)) counts.frictions++;
      if (!contact) continue;
      // A conversation counts on the day on which it began, as far as is known by now.
      const first = begun.get(contact.id) ?? Infinity;
      if (day >= first) continue;
      begun.set(contact.id, day);
      counts.contacts++;
      if (first < Infinity) of(first).contacts--;
    }
    return (sorted = [...days.values()].sort((one, other) => one.day - other.day));
  };
};

/**
 * With what the journey was found to hurt by, on the day on which it came to that. What was counted stands where
 * that is more: the journey is read off its latest touchpoints only.
 */
export const withFound = (
  days: readonly DayCounts[],
  found: Frictions,
  dayOf: (at: number) => Day,
): readonly DayCounts[] => {
  if (!found) return days;
  const counts = new Map<Day, number>();
  for (const day of found.map(({at}) => dayOf(at))) counts.set(day, (counts.get(day) ?? 0) + 1);
  return days.map((known) => ({
    ...known,
    frictions: Math.max(known.frictions, counts.get(known.day) ?? 0),
  }));
};

/**
 * What a source counted of everything, with what has arrived since: of a day that is loaded, what is
 * loaded is the truth.
 */
export const together = (
  all: readonly DayCounts[],
  loaded: readonly DayCounts[],
): readonly DayCounts[] => {
  const days = new Map(all.map((counts) => [counts.day, counts]));
  for (const counts of loaded) {
    const known = days.get(counts.day);
    if (!known || counts.touchpoints > known.touchpoints) days.set(counts.day, counts);
  }
  return [...days.values()].sort((one, other) => one.day - other.day);
};
