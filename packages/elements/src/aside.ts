import {journeyLog, type JourneyLog} from '@throughline/journey';
import {JourneyTokenEvent} from './events.ts';
import type {TimelineFilter} from './filter.ts';
import {JourneySourceError} from './journey-source.ts';
import type {Aside, TimelineHost} from './timeline-state.ts';

const PAGE = 100;

/** Whether a span reaches beyond what of the journey is loaded, and there is somebody to ask. */
export const isBeyond = (
  {journey, source, customer, more}: TimelineHost,
  {since, until}: TimelineFilter,
): boolean => {
  const oldest = journey?.touchpoints[0]?.occurredAt;
  const begins = since ?? until;
  // Who counts days heeds spans: see `JourneySource`.
  if (!source?.days || !customer || !more || oldest === undefined || begins === undefined)
    return false;
  return begins < oldest;
};

/** Whether a log is what was read for this span. */
export const isSpanOf = (log: JourneyLog, {since, until}: TimelineFilter): boolean => {
  const span = spans.get(log);
  return span?.since === (since || undefined) && span?.until === (until || undefined);
};
const spans = new WeakMap<JourneyLog, TimelineFilter>();

/** A span of the customer's history, or what a text stands in: newest first, a page at a time. */
export const asideOf = (
  timeline: TimelineHost,
  {since, until, text = ''}: Pick<TimelineFilter, 'since' | 'until' | 'text'>,
): Aside => {
  const {source, customer} = timeline;
  const log = journeyLog();
  spans.set(log, {...(since && {since}), ...(until && {until})});
  let before: string | null = null;
  const aside = {
    since,
    until,
    text,
    log,
    total: null as number | null,
    more: true,
    loading: false,
    failed: false,
    async read() {
      if (!source || aside.loading || !aside.more) return;
      Object.assign(aside, {loading: true, failed: false});
      timeline.requestUpdate();
      try {
        const options = {
          limit: PAGE,
          before,
          ...(since && {since}),
          ...(until && {until}),
          ...(text && {text}),
        };
        const page = await source.timeline(customer, options);
        log.add(page.touchpoints);
        before = page.next;
        Object.assign(aside, {total: page.total, more: Boolean(before)});
      } catch (error) {
        aside.failed = true;
        if (error instanceof JourneySourceError && error.isToken) {
          timeline.dispatchEvent(new JourneyTokenEvent());
        }
      }
      aside.loading = false;
      timeline.requestUpdate('revision');
    },
  };
  return aside;
};
