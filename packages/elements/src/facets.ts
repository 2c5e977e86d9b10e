import type {JourneyLog} from '@throughline/journey';
import {html, nothing, type TemplateResult} from 'lit';
import {facetsEnglish} from './facets-english.ts';
import {findableBy} from './filter.ts';
import {own} from './own.ts';
import {stageCounts} from './stage-at.ts';
import type {TimelineHost, TimelineState} from './timeline-state.ts';
import {stageName} from './titles.ts';

/** In which order they stand. */
const GROUPS = ['new', 'stage', 'kind', 'channel', 'who', 'friction', 'feeling'];

/** What a timeline can be filtered by, and how much there is of each. */
export const facetList = ({timeline, log, format, choose}: TimelineState): TemplateResult => {
  const {messages, number} = format;
  const {filter} = timeline;
  const on = [filter.facets ?? []].flat();
  const all = facetCounts(log, timeline);
  const pick = (facet: string) =>
    choose({
      ...filter,
      facets: on.includes(facet) ? on.filter((other) => other !== facet) : [...on, facet],
    });
  const words = {...facetsEnglish, ...messages.facets};
  const called = (group: string, facet: string) => {
    const key = facet.slice(group.length + 1);
    if (group === 'stage') return stageName(key, timeline.stages, format);
    return own(words, facet) ?? format.name(key);
  };
  const groups = GROUPS.map((group) => {
    const found = all.filter(([facet]) => facet.startsWith(`${group}:`));
    // What all have in common tells none of them apart.
    if (found.length === 0 || (found.length === 1 && /^(kind|channel|who|stage)$/.test(group))) {
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
              <bdi>${called(group, facet)}</bdi>
              <span class="about">${number(count)}</span>
            </button>`,
        )}</span
      >
    </div>`;
  });
  return html`<div class="facets">${groups}</div>`;
};

/**
 * Facets and how many touchpoints each has, most first; at the cost of what arrived since, or of all where the
 * journey was read anew.
 */
const facetCounts = (
  log: JourneyLog,
  {since, frictions, stages: set}: TimelineHost,
): [facet: string, count: number][] => {
  let known = counted.get(log);
  if (known?.since !== since || known.frictions !== frictions)
    counted.set(log, (known = {since, frictions, upTo: 0, counts: new Map()}));
  const {counts} = known!;
  const count = (facet: string) => counts.set(facet, (counts.get(facet) ?? 0) + 1);
  for (const touchpoint of log.arrivals.slice(known!.upTo))
    findableBy(touchpoint, known).forEach(count);
  known!.upTo = log.arrivals.length;
  const stages = [...stageCounts(log, set)].map(([stage, n]): [string, number] => [
    `stage:${stage}`,
    n,
  ]);
  return [...counts, ...stages].sort(([, a], [, b]) => b - a);
};

const counted = new WeakMap<
  JourneyLog,
  Pick<TimelineHost, 'since' | 'frictions'> & {upTo: number; counts: Map<string, number>}
>();
