import type {Journey} from '@throughline/contracts';
import {html, nothing, type TemplateResult} from 'lit';
import {figuresOf, type Figure, type FigureOptions} from './figures.ts';
import {icon} from './icon.ts';

/** More frictions than these are counted. */
const FRICTIONS = 3;

/** What to do for whoever presses one. */
interface Presses {
  show: (touchpoint: string) => void;
  more: () => void;
}

/** The figures of a journey, each leading to what it rests on: the latest of these touchpoints. */
export const chips = (
  journey: Journey,
  options: FigureOptions,
  {show, more}: Presses,
): TemplateResult => {
  const figures = figuresOf(journey, options);
  const others = figures.filter(({kind}) => kind !== 'friction').length;
  const shown = figures.slice(0, others + FRICTIONS);
  const chip = ({icon: name, tone, text, why, touchpoints}: Figure) =>
    html`<button class="chip ${tone}" title=${why} @click=${() => show(touchpoints.at(-1) ?? '')}>
      ${icon(name)}<span>${text}</span>
    </button>`;
  return html`<div class="chips">
    ${shown.map(chip)}
    ${
      figures.length > shown.length
        ? html`<button class="chip" @click=${more}>
            <bdi>+${figures.length - shown.length}</bdi>
          </button>`
        : nothing
    }
  </div>`;
};
