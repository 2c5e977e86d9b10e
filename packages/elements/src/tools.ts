import type {Touchpoint} from '@throughline/contracts';
import type {JourneyLog} from '@throughline/journey';
import {nothing, type TemplateResult} from 'lit';
import {define} from './define-tag.ts';
import {detailsOf, type Detail} from './details.ts';
import {facetsEnglish} from './facets-english.ts';
import {findableBy} from './filter.ts';
import {frictionsAt} from './frictions.ts';
import {highlights} from './highlights.ts';
import {JourneyCorrect} from './journey-correct.ts';
import {html} from './own-html.ts';
import {fill} from './messages.ts';
import {own} from './own.ts';
import {pinEnglish} from './pin-english.ts';
import {togglePin} from './pins.ts';
import {stageCounts} from './stage-at.ts';
import {stageName} from './titles.ts';
import {sessionsText} from './text.ts';
import type {TimelineHost, TimelineState} from './timeline-state.ts';

// What a reader of the timeline opens: details, the list of facets, the text to copy. The timeline loads
// it at the first sign of a hand, so that it is there before the click.
// Nobody waits for what lies around the list: it comes when it has come.
const around = import('./rail.ts');
around.catch(() => {});
define('journey-correct', JourneyCorrect);
export {matcher} from './filter.ts';
export {styles} from './tools.styles.ts';

/** What a filter leaves of what is loaded, and what lies beyond; `older` reads on. */
export const found = (
  {timeline, log, shown, format, choose}: TimelineState,
  total: number,
  older: TemplateResult | false,
): TemplateResult => {
  const {number} = format;
  const {timeline: words, parts} = format.messages;
  const {length: loaded} = log.touchpoints;
  const {text: wanted} = timeline.filter;
  const about = wanted ? fill(parts.quote, {text: wanted}) + parts.colon : '';
  const values = {n: number(shown.touchpoints.length), shown: number(loaded)};
  const beyond = loaded < total ? fill(words.unsearched, {n: number(total - loaded)}) : '';
  return html`<span>${about}${fill(words.found, values)}${beyond}</span> ${older || nothing}
    <button class="button" @click=${() => void choose({})}>${words.showAll}</button>`;
};

/** Has the source search what is not loaded; false where it cannot. */
export const searchBeyond = (state: TimelineState): boolean => {
  const {source, customer, filter} = state.timeline;
  const {text} = filter;
  if (!text || !customer || !source?.searches) return false;
  void around.then(({searchAll}) => searchAll(state, text)).catch(() => {});
  return true;
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

export const copyEnglish = {copied: 'Copied.', notCopied: 'This page may not copy.'};

/** Puts what is shown on the clipboard, as text; gives back what became of that, in words. */
export const copied = async ({shown, log, format}: TimelineState): Promise<string> => {
  const words = {...copyEnglish, ...format.messages.tools};
  try {
    await navigator.clipboard.writeText(
      sessionsText(shown.sessions, format, Date.now(), log.sessions),
    );
    return words.copied;
  } catch {
    return words.notCopied; // A frame without that right.
  }
};

/** A text with what was searched for marked in it. */
export const marked = (text: string, wanted: string): unknown =>
  highlights(text, wanted).map((part, turn) => (turn % 2 ? html`<mark>${part}</mark>` : part));

const GROUPS = ['new', 'stage', 'kind', 'channel', 'who', 'friction', 'feeling'];

/** Everything a touchpoint carries, below its row. */
export const details = (
  touchpoint: Touchpoint,
  {timeline, format}: TimelineState,
): TemplateResult => {
  const {messages, name} = format;
  const words = {...pinEnglish, ...messages.pins};
  const pinned = timeline.pins.some(({id}) => id === touchpoint.id);
  const value = ({value, href}: Detail) =>
    href
      ? html`<a href=${href} target="_blank" rel="noopener noreferrer"><bdi>${value}</bdi></a>`
      : html`<bdi>${value}</bdi>`;
  // What its sender declares is among its own lines.
  const found = touchpoint.friction ? [] : [...frictionsAt(touchpoint, timeline.frictions)];
  const label = {...facetsEnglish, ...messages.facets}['friction']!;
  const hurt = found.map((type): Detail => ({label, value: name(type)}));
  // No blanks inside `dd`: it shows line breaks as they are.
  return html`<dl class="details">
      ${[...detailsOf(touchpoint, format), ...hurt].map(
        (detail) =>
          html`<div>
            <dt>${detail.label}</dt>
            <dd>${value(detail)}</dd>
          </div>`,
      )}
    </dl>
    <p class="acts">
      <button
        class="facet"
        aria-pressed=${pinned ? 'true' : 'false'}
        @click=${() => togglePin(timeline, touchpoint)}
      >
        ${words.pin}
      </button>
      ${
        touchpoint.sentiment?.source === 'inferred' && timeline.source?.remark
          ? html`<journey-correct
              .source=${timeline.source}
              .customer=${timeline.customer}
              .touchpoint=${touchpoint.id}
              .lang=${format.locale}
            ></journey-correct>`
          : nothing
      }
    </p>`;
};
