import type {Touchpoint} from '@throughline/contracts';
import {sessionsOf, type Session} from '@throughline/journey';
import {formatFor, type Format} from './format.ts';
import {timelineDays, type TimelineView, type TimelineViewOptions} from './timeline-view.ts';

/** A timeline as plain text, for a ticket or a mail: the same words as on the screen. */
export const timelineText = (
  touchpoints: readonly Touchpoint[],
  {now, ...options}: TimelineViewOptions,
): string => sessionsText(sessionsOf(touchpoints), formatFor(options), now);

/** `all`: what they are without a filter. */
export const sessionsText = (
  sessions: readonly Session[],
  format: Format,
  now: number,
  all = sessions,
): string => daysText(timelineDays(sessions, format, now, all));

/** Days as text, a line a row. */
export const daysText = (days: TimelineView['days']): string =>
  days
    .map(({label, cards}) =>
      [
        label,
        ...cards.map(({title, start, duration, turn, origin, rows}) =>
          [
            `  ${oneLine([title, start, duration, turn?.text, origin].filter(Boolean).join(' · '))}`,
            ...rows.map(({time, words}) => `    ${time}  ${oneLine(words)}`),
          ].join('\n'),
        ),
      ].join('\n'),
    )
    .join('\n\n');

/** A line break in somebody's words would look like a line of ours. */
export const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
