import type {Touchpoint} from '@throughline/contracts';
import {html, LitElement, nothing, type PropertyDeclarations, type PropertyValues} from 'lit';
import {between} from './between.ts';
import {facetsEnglish} from './facets-english.ts';
import {icon} from './icon.ts';
import {styles} from './journey-pins.styles.ts';
import {jumpTo} from './jump.ts';
import {fill} from './messages.ts';
import {own} from './own.ts';
import {pinEnglish} from './pin-english.ts';
import {pinsOf, togglePin} from './pins.ts';
import {railEnglish} from './rail-english.ts';
import type {Pin, TimelineState} from './timeline-state.ts';
import {wordsOf} from './words.ts';

/**
 * The touchpoints that a reader pinned, and what happened between the last two of them. Part of
 * `journey-timeline`.
 *
 * @tag journey-pins
 */
export class JourneyPins extends LitElement {
  static override readonly properties: PropertyDeclarations = {state: {attribute: false}};

  static override readonly styles = styles;

  /** What the timeline shows. */
  state: TimelineState | null = null;

  #whose = '';
  #source: unknown = null;
  #compared: readonly unknown[] = [];
  #line: string | null = null;
  #found = new Map<string, Touchpoint>();
  /** In px, once it has been drawn. */
  #height: number | undefined;
  #sizes: ResizeObserver | null = null;

  override connectedCallback() {
    super.connectedCallback();
    this.#sizes = new ResizeObserver(() => this.#makeRoom());
    this.#sizes.observe(this);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
  }

  override willUpdate(_: PropertyValues<this>) {
    if (!this.state) return;
    const {timeline} = this.state;
    const {source, customer} = timeline;
    if (customer === this.#whose && source === this.#source) return;
    this.#whose = customer;
    this.#source = source;
    this.#found.clear();
    const before = pinsOf(timeline);
    if (before.length > 0 && timeline.pins.length === 0) timeline.pins = before;
  }

  protected override update(changed: PropertyValues) {
    const focused = (this.renderRoot as ShadowRoot).activeElement;
    super.update(changed);
    // The button of the last one goes with it.
    if (focused && !focused.isConnected)
      [this.#list, ...this.renderRoot.querySelectorAll<HTMLElement>('.out')].at(-1)?.focus();
  }

  get #list() {
    return this.nextElementSibling as HTMLElement | null;
  }

  override render() {
    const {state} = this;
    if (!state || state.timeline.pins.length === 0) return nothing;
    const {timeline, format} = state;
    const words = this.#words;
    const line = this.#between(state);
    return html`<section dir=${format.direction} aria-label=${words.pinned}>
      <ul>
        ${timeline.pins.map((pin) => this.#renderPin(state, pin))}
      </ul>
      ${line ? html`<p>${fill(words.between, {what: line})}</p>` : nothing}
    </section>`;
  }

  /** It takes its room from the list below: the row with the button that was pressed stays under the hand. */
  #makeRoom() {
    const {offsetHeight} = this;
    const list = this.#list;
    if (list?.matches(':hover')) list.scrollTop += offsetHeight - (this.#height ?? offsetHeight);
    this.#height = offsetHeight;
  }

  #renderPin(state: TimelineState, pin: Pin) {
    const {timeline, format} = state;
    const touchpoint = this.#known(state, pin.id);
    const when = format.clockOn(pin.at, format.dayOf(Date.now()));
    const what = touchpoint ? wordsOf(touchpoint, format) : null;
    const name = what ? what.title + what.rest : this.#words.pinned;
    return html`<li>
      <button class="there" @click=${() => void jumpTo(state, pin.at + 1, {id: pin.id})}>
        ${what ? icon(what.icon) : nothing}<span class="what">${name}</span
        ><time datetime=${new Date(pin.at).toISOString()}>${when}</time>
      </button>
      <button
        class="out"
        aria-label=${fill(this.#words.unpin, {what: `${name}, ${when}`})}
        @click=${() => togglePin(timeline, {id: pin.id, occurredAt: pin.at})}
      >
        ${icon('cross')}
      </button>
    </li>`;
  }

  /** Looked for once: a list of years is long, and this is drawn while it is scrolled. */
  #known(state: TimelineState, id: string): Touchpoint | undefined {
    const log = logOf(state);
    if (!this.#found.has(id) && log.has(id)) {
      this.#found.set(
        id,
        log.touchpoints.find((touchpoint) => touchpoint.id === id)!,
      );
    }
    return this.#found.get(id);
  }

  get #words() {
    const {rail, pins} = this.state!.format.messages;
    return {...railEnglish, ...rail, ...pinEnglish, ...pins};
  }

  /** What happened between the last two, in words; null where not both of them are loaded. */
  #between(state: TimelineState): string | null {
    const {format, timeline} = state;
    const [one, other] = timeline.pins.slice(-2);
    if (!one || !other) return null;
    const log = logOf(state);
    const compared = [one.id, other.id, log, log.arrivals.length, format, timeline.frictions];
    // Not with every row that is scrolled by.
    if (compared.every((each, index) => each === this.#compared[index])) return this.#line;
    this.#compared = compared;
    return (this.#line = this.#compare(state, one, other));
  }

  #compare(state: TimelineState, one: Pin, other: Pin): string | null {
    const found = between(logOf(state).touchpoints, one.id, other.id, state.timeline.frictions);
    if (!found) return null;
    const {format} = state;
    const {messages, count, number} = format;
    const words = this.#words;
    const kinds = {...facetsEnglish, ...messages.facets};
    const {ms, touchpoints, frictions, contacts, feeling} = found;
    const named = found.kinds.map(([kind, n]) =>
      fill(messages.parts.times, {
        what: own(kinds, `kind:${kind}`) ?? format.name(kind),
        n: number(n),
      }),
    );
    const all = count(messages.timeline.touchpoints, touchpoints);
    return format.list([
      fill(words.apart, {time: format.duration(ms)}),
      named.length > 0 ? `${all} (${named.join(messages.parts.comma)})` : all,
      ...(frictions > 0 ? [count(words.frictions, frictions)] : []),
      ...(contacts > 0 ? [count(words.contacts, contacts)] : []),
      this.#feeling(feeling),
    ]);
  }

  #feeling(feeling: [number, number] | null) {
    const words = this.#words;
    if (!feeling) return words.unknown;
    const {number} = this.state!.format;
    const [from, to] = feeling;
    const change = to > from ? words.better : to < from ? words.worse : words.steady;
    return fill(change, {from: number(from), to: number(to)});
  }
}

/** What is loaded of it all; of a span that was read by itself, that too holds what was pinned in it. */
const logOf = ({timeline, log}: TimelineState) => {
  const {journey, pins} = timeline;
  return journey && pins.slice(-2).every(({id}) => journey.has(id)) ? journey : log;
};

declare global {
  interface HTMLElementTagNameMap {
    'journey-pins': JourneyPins;
  }
}
