import type {BriefView} from './brief-view.ts';
import type {JourneyView} from './journey-view.ts';
import {daysText} from './text.ts';

/** A journey as plain text, to paste into a ticket or a mail. */
export const toText = ({customer, lastSeen, figures, brief, timeline}: JourneyView): string =>
  [
    lines(
      customer,
      lastSeen && [`${lastSeen.text} ${lastSeen.time}`, lastSeen.ago].filter(Boolean).join(' · '),
      figures.map(({text}) => text).join(' · '),
    ),
    brief && briefText(brief),
    daysText(timeline.days),
    timeline.extent,
  ]
    .filter(Boolean)
    .join('\n\n');

const briefText = ({label, reason, sentences, actions, basis}: BriefView) =>
  lines(
    label,
    reason && `  ${[reason.text, reason.share, reason.why].filter(Boolean).join(' · ')}`,
    ...sentences.map(
      ({question, text, inward}) => `  ${question}: ${text}${inward && ` (${inward})`}`,
    ),
    ...actions.map(({text, why}) => `  → ${[text, why].filter(Boolean).join(' · ')}`),
    basis && `  ${basis}`,
  );

/** A line break in somebody's words is a blank here. */
const lines = (...all: (string | null)[]) =>
  all.flatMap((each) => (each ? [each.replace(/[^\S ]+/g, ' ')] : [])).join('\n');
