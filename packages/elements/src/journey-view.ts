import type {Identifier, Journey, Touchpoint} from '@throughline/contracts';
import {mergeTouchpoints, sessionsOf} from '@throughline/journey';
import {briefView, type BriefView} from './brief-view.ts';
import {figuresOf, type Figure} from './figures.ts';
import {formatFor, type Format} from './format.ts';
import {customerName, lastSeen, panelWords, type LastSeenView} from './head-view.ts';
import {messagesFor} from './languages.ts';
import {withLooks, type Looks} from './looks.ts';
import {fill} from './messages.ts';
import {timelineDays, type DayView, type TimelineViewOptions} from './timeline-view.ts';

/** All that the panel shows of a journey, as plain data: it may be kept, sent and compared. */
export interface JourneyView {
  /** The language of the words, BCP 47. */
  lang: string;
  direction: Format['direction'];
  /** "Customer journey". */
  label: string;
  /** Masked: "a•••@example.com". */
  customer: string;
  /** Null where nothing happened yet. */
  lastSeen: LastSeenView | null;
  figures: Figure[];
  /** Null where there is nothing to say. */
  brief: BriefView | null;
  timeline: {
    /** "Timeline". */
    label: string;
    days: DayView[];
    /** How many touchpoints are here, and how many there are: "50 of 8,120 shown". */
    extent: string;
    /** `extent` with {n} and {total} in their places, for who shows fewer. */
    shown: string;
    /** Touchpoints in `days`. */
    count: number;
    total: number;
  };
}

export interface JourneyViewOptions extends TimelineViewOptions {
  /** What the touchpoints come to: of `journeyOf`, or of the collector's `/journey`. */
  journey?: Journey | null;
  /** By what names the customer is known. @defaultValue what the newest touchpoint carries */
  identifiers?: readonly Identifier[];
  /** Names of touchpoints, kinds and channels, as given to the panel. */
  looks?: Looks | null;
  /** How many touchpoints there are in all. @defaultValue as many as are given */
  total?: number | null;
}

/**
 * A journey in words, without a DOM: in a browser, in Node, in a worker. Its language must be here:
 * await `loadWords(lang)` once before; until then it speaks English.
 */
export const journeyView = (
  given: readonly Touchpoint[],
  {now, journey, identifiers, looks, total, ...options}: JourneyViewOptions,
): JourneyView => {
  const plain = formatFor(options);
  const format = looks ? withLooks(plain, looks, report) : plain;
  const {messages, direction, locale} = format;
  const touchpoints = mergeTouchpoints(given);
  const {length: count} = touchpoints;
  const all = Math.max(total ?? count, count);
  return {
    // English words in a Chinese panel are read as English.
    lang: plain.messages === messagesFor('en') ? 'en' : locale,
    direction,
    label: panelWords(format).label,
    customer: customerName(identifiers ?? touchpoints.at(-1)?.identifiers ?? [], format),
    lastSeen: lastSeen(touchpoints, format, now) ?? null,
    figures: figuresOf(journey, {touchpoints, format, now}),
    brief: briefView(journey, format),
    timeline: {
      label: messages.timeline.label,
      days: timelineDays(sessionsOf(touchpoints), format, now),
      extent: extentOf(count, all, format),
      shown: messages.timeline.shown,
      count,
      total: all,
    },
  };
};

const report = (message: string) => console.error(`Throughline: ${message}`);

const extentOf = (count: number, total: number, {messages, number, ...format}: Format) => {
  const {timeline} = messages;
  if (count === 0) return timeline.empty;
  if (count < total) return fill(timeline.shown, {n: number(count), total: number(total)});
  return format.count(timeline.everythingOf, total);
};
