import type {Touchpoint} from '@throughline/contracts';
import {adoptStyles, nothing, type LitElement, type TemplateResult} from 'lit';
import {define} from './define-tag.ts';
import {detailsOf, type Detail} from './details.ts';
import {facetsEnglish} from './facets-english.ts';
import {facetList} from './facets.ts';
import {matcher, type Matcher, type TimelineFilter} from './filter.ts';
import {frictionsAt} from './frictions.ts';
import {highlights} from './highlights.ts';
import {JourneyCorrect} from './journey-correct.ts';
import {html} from './own-html.ts';
import {onKey} from './keys.ts';
import {fill} from './messages.ts';
import {pinEnglish} from './pin-english.ts';
import {togglePin} from './pins.ts';
import type {Format} from './format.ts';
import {sessionsText} from './text.ts';
import type {Aside, TimelineState, Tools, ToolsHost} from './timeline-state.ts';
import {toolsEnglish} from './tools-english.ts';
import {styles} from './tools.styles.ts';

// The timeline loads this at the first sign of a hand, so that it is there before the click.
// Nobody waits for what lies around the list: it comes when it has come.
const around = import('./rail.ts');
// The page's policy, or a version that is gone: then older ones are loaded, and searched here.
let isAlone = false;
around.catch(() => (isAlone = true));
define('journey-correct', JourneyCorrect);

/** What is typed is searched for when the hand rests, in ms. */
const TYPING_MS = 150;
/** For so long what was done is told, in ms. */
const SEEN_MS = 2500;
/** What decides which rows are shown. */
const REFILTERING = ['filter', 'since', 'stages', 'lang'];

/** What a reader of a timeline opens: details, the list of facets, the text to copy; and what they search for. */
export const createTools = (host: ToolsHost): Tools => {
  const {timeline, content, format, blocks, say} = host;
  let matches: Matcher | undefined;
  let aside: Aside | undefined;
  let isOpen = false;
  let typing: ReturnType<typeof setTimeout> | undefined;
  adoptStyles(timeline.renderRoot as ShadowRoot, [
    ...(timeline.constructor as typeof LitElement).elementStyles,
    styles,
  ]);

  const asideNow = () => {
    const {since, until, text} = timeline.filter;
    const isOf = aside?.since === since && aside?.until === until;
    return isOf && (!aside?.text || aside.text === text) ? aside : undefined;
  };
  /** Says it, and lets it be seen: nothing else tells that it was done. */
  const show = (text: string) => {
    say(text);
    const said = timeline.renderRoot.querySelector('.said')!;
    said.classList.add('seen');
    setTimeout(() => said.classList.remove('seen'), SEEN_MS);
  };
  const state = (): TimelineState => {
    const {log, shown} = content;
    return {timeline, log, shown, filter: timeline.filter, format: format(), blocks, choose};
  };
  const choose = async (filter: TimelineFilter, other = aside) => {
    timeline.filter = {...filter}; // Anew, for an aside that comes with the same.
    aside = other;
    await timeline.updateComplete;
    const {matches} = wordsIn(format());
    say(format().count(matches, content.shown.touchpoints.length));
    return state();
  };

  return {
    get matches() {
      return matches;
    },
    get aside() {
      return asideNow();
    },
    get isNarrow() {
      const {text, facets} = timeline.filter;
      return asideNow() ? Boolean(text || facets?.length) : matches !== undefined;
    },
    get isOpen() {
      return isOpen;
    },

    update(changed) {
      const isGone = aside && (changed.has('customer') || changed.has('source'));
      if (isGone) aside = undefined; // It is somebody else's.
      const isOther =
        isGone ||
        REFILTERING.some((name) => changed.has(name)) ||
        (changed.has('frictions') && /friction/.test(String(timeline.filter.facets)));
      if (isOther) matches = matcher(timeline, format(), content);
      return isOther;
    },

    readOn() {
      const now = asideNow();
      void now?.read();
      return now !== undefined || searchBeyond(state());
    },

    key: (event) => onKey(event, host),
    type(text) {
      clearTimeout(typing);
      typing = setTimeout(() => void choose({...timeline.filter, text: text.trim()}), TYPING_MS);
    },
    toggle() {
      isOpen = !isOpen;
      timeline.requestUpdate();
    },
    copy: async () => show(await copied(state())),

    mark(text) {
      const {text: wanted} = timeline.filter;
      return wanted ? marked(text, wanted) : text;
    },
    pins: () => html`<journey-pins .state=${state()}></journey-pins>`,
    rail: () => html`<journey-rail .state=${state()}></journey-rail>`,
    facets: () => (isOpen ? facetList(state()) : undefined),
    details: (touchpoint) => details(touchpoint, state()),
    found: (total, more) => found(state(), total, more),
  };
};

const wordsIn = ({messages}: Format) => ({...toolsEnglish, ...messages.tools});

/** What a filter leaves of what is loaded, and what lies beyond; `more` reads on. */
const found = (
  {timeline, log, shown, format, choose}: TimelineState,
  total: number,
  more: (() => void) | false,
): TemplateResult => {
  const {number} = format;
  const {parts} = format.messages;
  const words = wordsIn(format);
  const {length: loaded} = log.touchpoints;
  const {text: wanted} = timeline.filter;
  const about = wanted ? fill(parts.quote, {text: wanted}) + parts.colon : '';
  const values = {n: number(shown.touchpoints.length), shown: number(loaded)};
  const beyond = loaded < total ? fill(words.unsearched, {n: number(total - loaded)}) : '';
  return html`<span>${about}${fill(words.found, values)}${beyond}</span>
    ${more ? html`<button class="button" @click=${more}>${words.searchOlder}</button>` : nothing}
    <button class="button" @click=${() => void choose({})}>${words.showAll}</button>`;
};

/** Has the source search what is not loaded; false where it cannot. */
const searchBeyond = (state: TimelineState): boolean => {
  const {source, customer, filter} = state.timeline;
  const {text} = filter;
  if (isAlone || !text || !customer || !source?.searches) return false;
  void around.then(({searchAll}) => searchAll(state)).catch(() => {});
  return true;
};

/** Puts what is shown on the clipboard, as text; gives back what became of that, in words. */
const copied = async ({shown, log, format}: TimelineState): Promise<string> => {
  const words = wordsIn(format);
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
const marked = (text: string, wanted: string): unknown =>
  highlights(text, wanted).map((part, turn) => (turn % 2 ? html`<mark>${part}</mark>` : part));

/** Everything a touchpoint carries, below its row. */
const details = (touchpoint: Touchpoint, {timeline, format}: TimelineState): TemplateResult => {
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
