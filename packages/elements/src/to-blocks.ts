import type {BriefView} from './brief-view.ts';
import type {JourneyView} from './journey-view.ts';
import {fill} from './messages.ts';
import {oneLine} from './text.ts';
import type {CardView} from './timeline-view.ts';

/** What a message may hold: Slack refuses one that holds more. */
const BLOCKS = 50;
const LETTERS = 3000;
const HEADER_LETTERS = 150;

interface PlainText {
  type: 'plain_text';
  text: string;
  /** False: `:smile:` stays what it is. */
  emoji: false;
}

interface Markdown {
  type: 'mrkdwn';
  text: string;
  /** What somebody wrote is not looked through for links and names. */
  verbatim: true;
}

/** Of Slack's Block Kit, what a journey needs. */
export type JourneyBlock =
  | {type: 'header'; text: PlainText}
  | {type: 'section'; text: Markdown}
  | {type: 'context'; elements: Markdown[]}
  | {type: 'divider'};

/**
 * A journey as blocks of Slack's Block Kit, for a message, or for a desktop that shows no HTML. Newest
 * first, as much as a message holds; the last block says how much that is.
 */
export const toBlocks = (view: JourneyView): JourneyBlock[] => {
  const {customer, lastSeen, figures, brief, timeline} = view;
  const blocks: JourneyBlock[] = [
    {
      type: 'header',
      text: {type: 'plain_text', text: fitting(customer, HEADER_LETTERS), emoji: false},
    },
  ];
  const last = lastSeen && [`${lastSeen.text} ${lastSeen.time}`, lastSeen.ago];
  if (last) blocks.push(context(last.filter(Boolean).join(' · ')));
  blocks.push(...sections(figures.map(({text}) => `• ${escaped(text)}`)));
  if (brief) blocks.push(...sections(briefLines(brief)));
  if (timeline.count > 0) blocks.push({type: 'divider'});
  let shown = 0;
  for (const {label, cards} of timeline.days) {
    for (const [index, card] of cards.entries()) {
      const head = [...(index === 0 ? [bold(label)] : []), headOf(card)];
      let rows = -head.length;
      for (const lines of packed([...head, ...card.rows.map(lineOf)])) {
        if (blocks.length >= BLOCKS - 1) return finished();
        blocks.push(section(lines));
        const before = Math.max(0, rows);
        rows += lines.length;
        shown += Math.max(0, rows) - before;
      }
    }
  }
  return finished();

  function finished(): JourneyBlock[] {
    const numbers = new Intl.NumberFormat(view.lang);
    const n = numbers.format(shown);
    const total = numbers.format(timeline.total);
    const said = shown < timeline.count ? fill(timeline.shown, {n, total}) : timeline.extent;
    return [...blocks.slice(0, BLOCKS - 1), context(said)];
  }
};

const briefLines = ({label, reason, sentences, actions, basis}: BriefView) => [
  bold(label),
  ...(reason ? [joined(bold(reason.text), reason.share, reason.why)] : []),
  ...sentences.map(
    ({question, text, inward}) => `${bold(question)} ${escaped(text)}${inward && ` (${inward})`}`,
  ),
  ...actions.map(({text, why}) => `→ ${joined(bold(text), why)}`),
  ...(basis ? [escaped(basis)] : []),
];

const headOf = ({title, start, duration, turn, origin}: CardView) =>
  joined(bold(title), start, duration, turn?.text ?? '', origin);

const lineOf = ({time, words}: CardView['rows'][number]) =>
  `${escaped(time)}  ${fitting(words, LETTERS - 100)}`;

const joined = (first: string, ...rest: string[]) =>
  [first, ...rest.filter(Boolean).map((each) => escaped(each))].join(' · ');

const bold = (text: string) => `*${escaped(text)}*`;

const sections = (lines: readonly string[]) => packed(lines).map(section);

const section = (lines: readonly string[]): JourneyBlock => ({
  type: 'section',
  text: {type: 'mrkdwn', text: lines.join('\n'), verbatim: true},
});

const context = (text: string): JourneyBlock => ({
  type: 'context',
  elements: [{type: 'mrkdwn', text: escaped(text), verbatim: true}],
});

/** Lines in parts that each fit into a block. */
const packed = (lines: readonly string[]): string[][] => {
  const parts: string[][] = [];
  let room = 0;
  for (const line of lines) {
    if (line.length + 1 > room) {
      parts.push([]);
      room = LETTERS;
    }
    parts.at(-1)!.push(line);
    room -= line.length + 1;
  }
  return parts;
};

/** Three of them, and what joins them, make one line at most: it fits into a block. */
const PART_LETTERS = LETTERS / 3 - 50;

const escaped = (text: string) => fitting(text, PART_LETTERS);

const ESCAPES: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;'};

/** Escaped as Slack asks, and cut where it is too long: never within a letter. */
const fitting = (text: string, letters: number): string => {
  let fits = '';
  for (const letter of oneLine(text)) {
    const next = ESCAPES[letter] ?? letter;
    if (fits.length + next.length > letters - 1) return `${fits}…`;
    fits += next;
  }
  return fits;
};
