import type {Touchpoint} from '@throughline/contracts';
import type {Day} from '@throughline/journey';
import {html, nothing, type TemplateResult} from 'lit';
import type {Format} from './format.ts';
import {icon} from './icon.ts';
import {pathOfIcon} from './icons.ts';
import {rowView, type CardView} from './timeline-view.ts';

/** Words longer than this may need more than three lines, in letters. */
const LONG = 60;

/** The head of a card. */
export const cardHeadOf = ({
  icon: name,
  title,
  start,
  duration,
  count,
  origin,
  startedAt,
  now,
  turn,
}: Omit<CardView, 'rows'>): TemplateResult => {
  const about = [origin, count].filter(Boolean).join(' · ');
  return html`<div class="card">
    ${icon(name)}
    <h4>
      ${title} <span class="when">${duration}</span>
      ${turn ? html`<span class="turn ${turn.of}">${turn.text}</span>` : nothing}
    </h4>
    ${now ? html`<span class="now">${now}</span>` : html`<time datetime=${iso(startedAt)}>${start}</time>`}
    ${about ? html`<p class="about">${about}</p>` : nothing}
  </div>`;
};

interface RowOptions {
  format: Format;
  /** Of the card. */
  day: Day;
  isOpen: boolean;
  /** Tab reaches it. */
  isActive: boolean;
  isFresh: boolean;
  /** The reader has not seen it yet. */
  isNew: boolean;
  /** A text with what was searched for marked in it. */
  mark: (text: string) => unknown;
  toggle: () => void;
  /** Below it, where it is open. */
  details: unknown;
}

/** A touchpoint's row. */
export const rowOf = (
  touchpoint: Touchpoint,
  {format, day, isOpen, isActive, isFresh, isNew, mark, toggle, details}: RowOptions,
): TemplateResult => {
  const {id, icon: name, tone, title, rest, time, at} = rowView(touchpoint, format, day);
  const custom = format.own?.render?.(touchpoint);
  return html`
    <li class="row ${tone} ${touchpoint.name} ${isFresh ? 'fresh' : ''} ${isNew ? 'new' : ''}">
      <button
        class="line"
        data-id=${id}
        tabindex=${isActive ? 0 : -1}
        aria-expanded=${isOpen ? 'true' : 'false'}
        @click=${toggle}
      >
        <span class="mark"
          ><svg viewBox="0 0 20 20" aria-hidden="true"><path d=${pathOfIcon(name)}></path></svg
        ></span>
        <span class=${title.length + rest.length > LONG ? 'words long' : 'words'}
          ><span class="title">${custom ?? mark(title)}</span
          ><span class="rest">${custom ? nothing : mark(rest)}</span></span
        >
        <time datetime=${iso(at)}>${time}</time>
      </button>
      ${details}
    </li>
  `;
};

const iso = (at: number) => new Date(at).toISOString();
