import type {Journey} from '@throughline/contracts';
import {html, nothing, type TemplateResult} from 'lit';
import {figuresOf, type Figure, type FigureOptions} from './figures.ts';
import {icon} from './icon.ts';
import type {JourneySource} from './journey-source.ts';

/** More frictions than these are counted. */
const FRICTIONS = 3;

export type Tab = 'timeline' | 'journey' | 'identity';

/** What stands beside the timeline. */
export const tabsEnglish: Record<Tab, string> = {
  timeline: 'Timeline',
  journey: 'Journey',
  identity: 'Identity',
};

export type TabWords = typeof tabsEnglish;

interface HeadOptions extends FigureOptions {
  journey: Journey | null;
  source: JourneySource | null;
  /** Which one is chosen. */
  tab: Tab;
  show: (touchpoint: string) => unknown;
  open: (tab: Tab) => void;
}

/** What the panel's head tells once its brief is here: the figures, and what stands beside the timeline. */
export const head = (options: HeadOptions): TemplateResult =>
  html`${options.journey ? chips(options.journey, options) : nothing}${tabs(options)}`;

/** The figures of a journey, each leading to what it rests on: the latest of these touchpoints. */
const chips = (journey: Journey, {show, open, ...options}: HeadOptions) => {
  const figures = figuresOf(journey, options);
  const others = figures.filter(({kind}) => kind !== 'friction').length;
  const shown = figures.slice(0, others + FRICTIONS);
  const more = figures.slice(shown.length).map(({text}) => text);
  const chip = ({icon: name, tone, text, why, touchpoints}: Figure) =>
    html`<button class="chip ${tone}" title=${why} @click=${() => show(touchpoints.at(-1) ?? '')}>
      ${icon(name)}<span>${text}</span>
    </button>`;
  return html`<div class="chips">
    ${shown.map(chip)}
    ${
      more.length > 0
        ? html`<button class="chip" title=${more.join('\n')} @click=${() => open('journey')}>
            <bdi>+${more.length}</bdi>
          </button>`
        : nothing
    }
  </div>`;
};

const tabs = ({journey, source, tab: chosen, format, open}: HeadOptions) => {
  const all: Tab[] = ['timeline'];
  if (journey) all.push('journey');
  if (source?.identity) all.push('identity');
  if (all.length === 1) return nothing;
  const words = {...tabsEnglish, ...format.messages.panel};
  return html`<div class="tabs" role="group">
    ${all.map(
      (tab) =>
        html`<button aria-pressed=${tab === chosen ? 'true' : 'false'} @click=${() => open(tab)}>
          ${words[tab]}
        </button>`,
    )}
  </div>`;
};
