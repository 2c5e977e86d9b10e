import type {Touchpoint} from '@throughline/contracts';
import type {JourneyLog, Session} from '@throughline/journey';
import {html, nothing, type TemplateResult} from 'lit';
import {detailsOf, type Detail} from './details.ts';
import {facetsOf} from './filter.ts';
import type {Format} from './format.ts';
import {highlights} from './highlights.ts';
import {own} from './own.ts';
import {sessionsText} from './text.ts';

// What a reader of the timeline opens: details, the list of facets, the text to copy. The timeline loads
// it at the first sign of a hand, so that it is there before the click.
export {styles} from './tools.styles.ts';

/** Counts what each facet holds, at the cost of what arrived since it last counted. */
export const facetCounter = (since: number | null): FacetCounter => {
  const counts = new Map<string, number>();
  let counted = 0;
  return ({arrivals}) => {
    for (; counted < arrivals.length; counted++) count(arrivals[counted]!);
    return [...counts].sort(([, a], [, b]) => b - a);
  };

  function count(touchpoint: Touchpoint) {
    for (const facet of facetsOf(touchpoint, since)) {
      counts.set(facet, (counts.get(facet) ?? 0) + 1);
    }
  }
};

/** Facets and how many touchpoints each has, most first. */
export type FacetCounter = (log: JourneyLog) => [facet: string, count: number][];

export const facetList = (
  all: readonly [string, number][],
  on: readonly string[],
  {messages, number, name}: Format,
  pick: (facet: string) => void,
): TemplateResult => {
  const words = {...facetsEnglish, ...messages.facets};
  const groups = GROUPS.map((group) => {
    const found = all.filter(([facet]) => facet.startsWith(`${group}:`));
    // What all have in common tells none of them apart.
    if (found.length === 0 || (found.length === 1 && /^(kind|channel|who)$/.test(group))) {
      return nothing;
    }
    const label = words[group]!;
    return html`<div role="group" aria-label=${label}>
      <span class="about">${label}</span>
      <span
        >${found.map(
          ([facet, count]) =>
            html`<button
              class="facet"
              aria-pressed=${on.includes(facet) ? 'true' : 'false'}
              @click=${() => pick(facet)}
            >
              ${own(words, facet) ?? name(facet.slice(group.length + 1))}
              <span class="about">${number(count)}</span>
            </button>`,
        )}</span
      >
    </div>`;
  });
  return html`<div class="facets">${groups}</div>`;
};

export const copyEnglish = {copied: 'Copied.', notCopied: 'This page may not copy.'};

/** Puts sessions on the clipboard, as text; gives back what became of that, in words. */
export const copied = async (sessions: readonly Session[], format: Format): Promise<string> => {
  const words = {...copyEnglish, ...format.messages.tools};
  try {
    await navigator.clipboard.writeText(sessionsText(sessions, format, Date.now()));
    return words.copied;
  } catch {
    return words.notCopied; // A frame without that right.
  }
};

/** A text with what was searched for marked in it. */
export const marked = (text: string, wanted: string): unknown =>
  highlights(text, wanted).map((part, turn) => (turn % 2 ? html`<mark>${part}</mark>` : part));

const GROUPS = ['new', 'kind', 'channel', 'who', 'friction', 'feeling'];

/** What facets are called, where that is not their name itself. */
export const facetsEnglish: Record<string, string> = {
  new: 'New',
  kind: 'Kind',
  channel: 'Channel',
  who: 'Who',
  friction: 'Friction',
  feeling: 'Feeling',
  'new:since': 'Since you last looked',
  'kind:visit': 'Pages',
  'kind:product': 'Products',
  'kind:purchase': 'Cart and orders',
  'kind:contact': 'Contacts',
  'channel:web': 'Website',
  'who:self': 'Themselves',
  'who:assisted': 'With an agent',
  'who:automated': 'By a system',
};

/** Everything a touchpoint carries, below its row. */
export const details = (touchpoint: Touchpoint, format: Format): TemplateResult => {
  const value = ({value, href}: Detail) =>
    href
      ? html`<a href=${href} target="_blank" rel="noopener noreferrer"><bdi>${value}</bdi></a>`
      : html`<bdi>${value}</bdi>`;
  // No blanks inside `dd`: it shows line breaks as they are.
  return html`<dl class="details">
    ${detailsOf(touchpoint, format).map(
      (detail) =>
        html`<div>
          <dt>${detail.label}</dt>
          <dd>${value(detail)}</dd>
        </div>`,
    )}
  </dl>`;
};
