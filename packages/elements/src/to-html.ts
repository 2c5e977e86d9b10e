import type {BriefView} from './brief-view.ts';
import type {JourneyView} from './journey-view.ts';
import type {CardView, DayView, RowView} from './timeline-view.ts';

/**
 * A journey as static HTML: for a mail, a ticket's sidebar, or paper. It holds no script, no style
 * and no link; everything that was said by somebody is escaped.
 */
export const toHtml = (view: JourneyView): string => {
  const {lang, direction, label, customer, lastSeen, figures, brief, timeline} = view;
  return join(
    `<article class="journey" lang="${text(lang)}" dir="${direction}" aria-label="${text(label)}">`,
    '<header>',
    element('h2', customer),
    lastSeen &&
      `<p>${text(lastSeen.text)} ${time(lastSeen)}${text(lastSeen.ago && ` · ${lastSeen.ago}`)}</p>`,
    figures.length > 0 &&
      join(
        '<ul class="figures">',
        ...figures.map(({kind, text}) => element('li', text, kind)),
        '</ul>',
      ),
    '</header>',
    brief && briefHtml(brief),
    `<section class="timeline">`,
    element('h3', timeline.label),
    ...timeline.days.map(dayHtml),
    element('p', timeline.extent, 'extent'),
    '</section>',
    '</article>',
  );
};

const briefHtml = ({label, reason, sentences, actions, basis}: BriefView) =>
  join(
    '<section class="brief">',
    element('h3', label),
    reason && `<p class="reason">${words(reason.text, reason.why, reason.share)}</p>`,
    sentences.length > 0 &&
      join(
        '<dl>',
        ...sentences.map(
          ({question, text: said, inward}) =>
            `${element('dt', question)}<dd>${text(said)}${inward && ` <small>${text(inward)}</small>`}</dd>`,
        ),
        '</dl>',
      ),
    actions.length > 0 &&
      join(
        '<ul class="actions">',
        ...actions.map((action) => `<li>${words(action.text, action.why)}</li>`),
        '</ul>',
      ),
    basis && element('p', basis, 'basis'),
    '</section>',
  );

const dayHtml = ({label, cards}: DayView) =>
  join('<section>', element('h4', label), ...cards.map(cardHtml), '</section>');

const cardHtml = ({kind, title, duration, turn, start, startedAt, origin, count, rows}: CardView) =>
  join(
    `<section class="${kind}">`,
    element('h5', [title, duration, turn?.text].filter(Boolean).join(' ')),
    `<p>${time({at: startedAt, time: start})} ${text([origin, count].filter(Boolean).join(' · '))}</p>`,
    '<ol>',
    ...rows.map(rowHtml),
    '</ol>',
    '</section>',
  );

const rowHtml = (row: RowView) => `<li class="${row.tone}">${time(row)} ${text(row.words)}</li>`;

const time = ({at, time}: {at: number; time: string}) =>
  `<time datetime="${new Date(at).toISOString()}">${text(time)}</time>`;

/** A claim, and in the next line why. */
const words = (claim: string, why: string, share = '') =>
  `<strong>${text(claim)}</strong>${share && ` ${text(share)}`}${why && ` <br>${text(why)}`}`;

const element = (name: string, content: string, kind = '') =>
  `<${name}${kind && ` class="${kind}"`}>${text(content)}</${name}>`;

const join = (...lines: (string | false | null)[]) => lines.filter(Boolean).join('\n');

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** As text, within an element and within quotes. */
const text = (value: string) => value.replace(/[&<>"']/g, (letter) => ESCAPES[letter]!);
