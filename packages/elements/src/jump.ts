import type {Touchpoint} from '@throughline/contracts';
import {asideOf, isBeyond} from './aside.ts';
import type {TimelineFilter} from './filter.ts';
import type {TimelineState} from './timeline-state.ts';

/** What is being read for a timeline: what was asked for before comes too late. */
const awaited = new WeakMap<object, object>();

/**
 * Shows a span of the history alone, and answers what then is; what of it is not loaded is read first.
 * Null where that failed, false where the reader has gone on to something else.
 */
export const showSpan = async (
  {timeline, choose}: TimelineState,
  filter: TimelineFilter,
): Promise<TimelineState | null | false> => {
  if (!isBeyond(timeline, filter)) return choose(filter);
  const {customer, filter: before} = timeline;
  const aside = asideOf(timeline, filter);
  awaited.set(timeline, aside);
  await aside.read();
  if (awaited.get(timeline) !== aside || timeline.filter !== before) return false;
  // Meanwhile they may have gone on to somebody else.
  if (aside.failed || timeline.customer !== customer || !timeline.isConnected) return null;
  return choose(filter, aside);
};

/** Shows what a text stands in, of all of the history or of a span, which the source searches. */
export const searchAll = async ({timeline, choose}: TimelineState): Promise<void> => {
  const {customer, filter} = timeline;
  const aside = asideOf(timeline, filter);
  await aside.read();
  const isStill = timeline.customer === customer && timeline.filter.text === filter.text;
  // What failed is shown as well, with a button that asks again.
  if (isStill && timeline.isConnected) await choose(timeline.filter, aside);
};

/**
 * Scrolls to what happened last before an instant, or to this touchpoint. Far back, beyond what is
 * loaded, the timeline begins there: what is newer is a filter away. Null where that could not be read.
 */
export const jumpTo = async (
  state: TimelineState,
  before: number,
  {id, quietly = false}: {id?: string; quietly?: boolean} = {},
): Promise<boolean | null> => {
  const {timeline, shown} = state;
  const {since = 0, until = Infinity, ...rest} = timeline.filter;
  const isWithin = before > since && before <= until;
  const oldest = shown.touchpoints[0]?.occurredAt ?? Infinity;
  let now: TimelineState | null | false = state;
  if (!isWithin || before <= oldest) {
    const beyond = {...rest, until: before};
    if (isBeyond(timeline, beyond)) now = await showSpan(state, beyond);
    else if (!isWithin) now = await showSpan(state, rest);
  }
  if (!now) return now;
  const {touchpoints} = now.shown;
  const there = id ?? (lastBefore(touchpoints, before) ?? touchpoints[0])?.id;
  return there !== undefined && timeline.show(there, quietly);
};

/** `all`: oldest first. */
const lastBefore = (all: readonly Touchpoint[], before: number): Touchpoint | undefined => {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]!.occurredAt < before) low = middle + 1;
    else high = middle;
  }
  return all[low - 1];
};
