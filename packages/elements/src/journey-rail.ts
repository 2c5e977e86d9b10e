import type {TimelineDays} from '@throughline/contracts';
import {noonOf, type Day, type JourneyLog} from '@throughline/journey';
import {html, LitElement, nothing, svg, type PropertyDeclarations, type PropertyValues} from 'lit';
import {
  binAt,
  binsOf,
  startOfDay,
  sumOf,
  unitOf,
  type Bin,
  type Counts,
  type DayCounts,
  type Unit,
} from './bins.ts';
import {dayCounter, together, withFound} from './day-counter.ts';
import {isBeyond, isSpanOf} from './aside.ts';
import type {TimelineFilter} from './filter.ts';
import {icon} from './icon.ts';
import {INTERNAL} from './internal.ts';
import {styles} from './journey-rail.styles.ts';
import {jumpTo, showSpan} from './jump.ts';
import {fill} from './messages.ts';
import {railEnglish} from './rail-english.ts';
import type {TimelineState} from './timeline-state.ts';
import {toolsEnglish} from './tools-english.ts';
import {whenClear} from './when-clear.ts';

/** A bar and the gap beside it, in px, at least. */
const BAR = 5;
const WIDEST = 18;
const HEIGHT = 44;
/** What of the height the marks of frictions and contacts take. */
const LANE = 7;
/** A hand that holds a key down goes somewhere when it rests, in ms. */
const REST_MS = 200;
/** It takes so much of the list above at most, in px. */
const TALLEST = 160;
/** A hand that moves this far draws, and does not click, in px. */
const DRAG = 4;

type Edge = 'from' | 'to';
/** Of bars: the first, and the last (inclusive). */
type Picked = readonly [first: number, last: number];
/** The first, and the last (inclusive). */
type Days = readonly [first: Day, last: Day];

/**
 * How much happened when, over all of a customer's history: a bar for each day, week or month, with
 * frictions and contacts marked, and what of it is on the screen. A click goes there; a drawn span
 * filters. Part of `journey-timeline`.
 *
 * @tag journey-rail
 */
export class JourneyRail extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    state: {attribute: false},
    _all: INTERNAL,
    _width: INTERNAL,
    _at: INTERNAL,
    _drawn: INTERNAL,
    _seen: INTERNAL,
    _busy: INTERNAL,
    _come: INTERNAL,
  };

  static override readonly styles = styles;

  /** What the timeline shows. */
  state: TimelineState | null = null;

  /** What the source counted of everything; null where it does not count. */
  private _all: TimelineDays | null = null;
  private _width = 0;
  /** The bar that is pointed at, or that the keys have gone to. */
  private _at: number | null = null;
  private _drawn: Picked | null = null;
  private _seen: Picked | null = null;
  /** What is being read, or could not be. */
  private _busy: 'loadingOlder' | 'olderFailed' | null = null;

  /** No hand was where it comes. */
  private _come = false;

  #asked = '';
  #reached: TimelineFilter | null = null;
  #source: unknown = null;
  #log: JourneyLog | null = null;
  #zone = '';
  #count: () => DayCounts[] = () => [];
  #days: readonly DayCounts[] = [];
  #bins: readonly Bin[] = [];
  #unit: Unit = 'day';
  #made: readonly unknown[] = [];
  #resting: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #stopWaiting: (() => void) | undefined;
  #sizes: ResizeObserver | null = null;

  override connectedCallback() {
    super.connectedCallback();
    this.#sizes = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry!.contentRect.width);
      // In the next frame: to change sizes while they are reported is an error on the page.
      requestAnimationFrame(() => (this._width = width));
    });
    this.#sizes.observe(this);
    this.#root?.addEventListener('scroll', this.#onScroll, {capture: true, passive: true});
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
    clearTimeout(this.#resting);
    cancelAnimationFrame(this.#frame);
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    this.#root?.removeEventListener('scroll', this.#onScroll, {capture: true});
  }

  override willUpdate(changed: PropertyValues<this>) {
    const {state} = this;
    if (!state) return;
    if (changed.has('state')) {
      this.#ask(state);
      this.#reach(state);
    }
    this.#divide(state);
    this._seen = this.#onScreen(state);
    const list = this.#hasBars && this.#root?.querySelector<HTMLElement>('.scroller');
    if (list) this.#stopWaiting ??= whenClear(list, TALLEST, () => (this._come = true));
  }

  override render() {
    const {state} = this;
    if (!state || !this.#hasBars || !this._come) return nothing;
    const {format} = state;
    const {messages, direction} = format;
    const words = this.#words;
    const picked = this._drawn ?? this.#picked(state);
    const at = this._at ?? this._seen?.[1] ?? this.#bins.length - 1;
    const span = state.timeline.filter.since !== undefined;
    return html`<section class="rail" dir=${direction} aria-label=${words.label}>
      <p class="said">${this.#renderSaid(state)}</p>
      <div
        class="plot"
        @pointerdown=${this.#onDown}
        @pointermove=${this.#onMove}
        @pointerup=${this.#onUp}
        @pointercancel=${this.#onCancel}
        @pointerleave=${this.#onLeave}
      >
        ${this.#renderBars(picked)}
        <div
          class="where"
          role="slider"
          tabindex="0"
          aria-label=${words.where}
          aria-description=${words.keys}
          aria-valuemin="0"
          aria-valuemax=${this.#bins.length - 1}
          aria-valuenow=${at}
          aria-valuetext=${this.#say(this.#daysOf([at, at]))}
          @keydown=${this.#onKey}
          @blur=${this.#onLeave}
        ></div>
        ${
          span && picked
            ? (['from', 'to'] as const).map((edge) => this.#renderEdge(edge, picked))
            : nothing
        }
      </div>
      ${this._busy ? html`<span class="busy" role="status">${messages.timeline[this._busy]}</span>` : nothing}
    </section>`;
  }

  protected override update(changed: PropertyValues) {
    const focused = (this.renderRoot as ShadowRoot).activeElement;
    super.update(changed);
    // A chip or an edge that is gone takes the focus with it.
    if (focused && !focused.isConnected)
      this.renderRoot.querySelector<HTMLElement>('.where')?.focus();
  }

  override updated(changed: PropertyValues) {
    // The list is shorter now: whoever walks it by the keys keeps their row in sight. Not by
    // `:focus`, which WebKit says of nothing while another window is in front.
    if (changed.has('_come'))
      this.#root?.activeElement?.closest('.line')?.scrollIntoView({block: 'nearest'});
    const picked = this._drawn ?? (this.state && this.#picked(this.state));
    if (!picked) return;
    const plot = this.renderRoot.querySelector<HTMLElement>('.plot');
    const at = (bin: number) => `${(bin / this.#bins.length) * 100}%`;
    plot?.style.setProperty('--from', at(picked[0]));
    plot?.style.setProperty('--to', at(picked[1] + 1));
  }

  #renderSaid(state: TimelineState) {
    const {timeline, format} = state;
    const {messages} = format;
    const {since, until, ...rest} = timeline.filter;
    const pointed = this._drawn ?? (this._at === null ? null : ([this._at, this._at] as const));
    if (pointed) {
      const days = this.#daysOf(pointed);
      return html`<b>${this.#when(days)}</b> ${this.#renderCounts(days)}`;
    }
    const days = this.#daysOf(null);
    if (since !== undefined || until !== undefined) {
      const [first, last] = days;
      const {showAll} = {...toolsEnglish, ...messages.tools};
      const at =
        since === undefined
          ? fill(this.#words.until, {at: this.#date(last)})
          : until === undefined
            ? fill(this.#words.since, {at: this.#date(first)})
            : this.#when(days);
      return html`<button class="chip" title=${showAll} @click=${() => void this.#show(rest)}>
          ${at}${icon('cross')}<span class="hidden">${showAll}</span>
        </button>
        ${this.#renderCounts(days)}`;
    }
    const ofWhat = this._all || !timeline.more ? nothing : html`<span>${this.#words.loaded}</span>`;
    return html`<span>${this.#when(days)}</span>
      <span>${this.#words[this.#unit]}</span> ${this.#renderCounts(days)} ${ofWhat}`;
  }

  #renderCounts(days: Days) {
    const {touchpoints, frictions, contacts} = this.#sum(days);
    const {format} = this.state!;
    const {timeline} = format.messages;
    return html`<span>${format.count(timeline.touchpoints, touchpoints)}</span> ${
        frictions > 0
          ? html`<span class="friction">${format.count(this.#words.frictions, frictions)}</span>`
          : nothing
      }
      ${
        contacts > 0
          ? html`<span class="contact">${format.count(this.#words.contacts, contacts)}</span>`
          : nothing
      }`;
  }

  #renderBars(picked: Picked | null) {
    const {length} = this.#bins;
    const width = this._width;
    const step = width / length;
    const bar = Math.max(1, Math.min(WIDEST, step - (step > 4 ? 1.5 : 0.5)));
    const room = HEIGHT - 2 * LANE;
    const most = Math.max(...this.#bins.map(({touchpoints}) => touchpoints));
    const paths = {rest: '', on: '', frictions: '', contacts: ''};
    for (const [index, {touchpoints, frictions, contacts}] of this.#bins.entries()) {
      const middle = (index + 0.5) * step;
      if (touchpoints > 0) {
        // By the root: beside a day of thousands a day of ten is still seen.
        const height = Math.max(2, room * Math.sqrt(touchpoints / most));
        const on = picked && index >= picked[0] && index <= picked[1] ? 'on' : 'rest';
        paths[on] += rectangle(middle - bar / 2, HEIGHT - LANE - height, bar, height);
        if (frictions > 0) {
          const top = HEIGHT - LANE - height - 2;
          paths.frictions += `M${tenth(middle)} ${tenth(top - 4)}l2.5 4h-5z`;
        }
      }
      if (contacts > 0)
        paths.contacts += `M${tenth(middle - 2)} ${HEIGHT - 3}a2 2 0 1 0 4 0a2 2 0 1 0-4 0`;
    }
    const part = (span: Picked, name: string) => {
      const wide = Math.max(4, (span[1] - span[0] + 1) * step);
      return svg`<rect class=${name} x=${tenth(span[0] * step)} y="0.5" width=${tenth(wide)} height=${HEIGHT - 1} rx="3"></rect>`;
    };
    return html`<svg viewBox="0 0 ${width} ${HEIGHT}" aria-hidden="true">
      ${picked ? part(picked, 'picked') : nothing}
      <path class="bars" d=${paths.rest}></path>
      <path class="bars on" d=${paths.on}></path>
      <path class="contacts" d=${paths.contacts}></path>
      <path class="frictions" d=${paths.frictions}></path>
      ${this._seen ? part(this._seen, 'seen') : nothing}
      ${this._at === null ? nothing : part([this._at, this._at], 'at')}
    </svg>`;
  }

  #renderEdge(edge: Edge, [first, last]: Picked) {
    const words = this.#words;
    const now = edge === 'from' ? first : last;
    const days = this.#daysOf(this._drawn);
    return html`<div class="grip ${edge}"></div>
      <div
        class="edge ${edge}"
        role="slider"
        tabindex="0"
        aria-label=${words[edge]}
        aria-valuemin=${edge === 'from' ? 0 : first}
        aria-valuemax=${edge === 'from' ? last : this.#bins.length - 1}
        aria-valuenow=${now}
        aria-valuetext=${fill(words.said, {
          when: this.#date(days[edge === 'from' ? 0 : 1]),
          what: this.#say(days),
        })}
        @keydown=${(event: KeyboardEvent) => this.#onEdgeKey(event, edge)}
      ></div>`;
  }

  get #hasBars() {
    return this.#bins.length > 1 && this._width >= 100;
  }

  get #root() {
    const root = this.getRootNode();
    return root instanceof ShadowRoot ? root : null;
  }

  get #words() {
    return {...railEnglish, ...this.state!.format.messages.rail};
  }

  /** Asks the source how much there is, once for a customer and a calendar. */
  #ask({timeline, format}: TimelineState) {
    const {source, customer} = timeline;
    const asked = `${customer} ${format.timeZone}`;
    if (asked === this.#asked && source === this.#source) return;
    this.#asked = asked;
    this.#source = source;
    this._all = null;
    if (!customer) return;
    source?.days?.(customer, {timeZone: format.timeZone}).then(
      (all) => {
        if (this.#asked === asked && this.#source === source) this._all = all;
      },
      () => {}, // What is loaded is counted, and it says so.
    );
  }

  /** A span that a desktop has asked for may lie beyond what is loaded. */
  #reach(state: TimelineState) {
    const {filter} = state;
    if (filter === this.#reached || !isBeyond(state.timeline, filter)) return;
    this.#reached = filter;
    if (!isSpanOf(state.log, filter)) void this.#show(filter);
  }

  /** Makes the bars anew where there is something new to count, or another width to fill. */
  #divide({timeline, log, format}: TimelineState) {
    const whole = timeline.journey ?? log;
    if (whole !== this.#log || format.timeZone !== this.#zone) {
      this.#log = whole;
      this.#zone = format.timeZone;
      this.#count = dayCounter(whole, format.dayOf);
    }
    const {frictions} = timeline;
    const made = [this.#count(), this._all, this._width, frictions];
    if (made.every((each, index) => each === this.#made[index])) return;
    this.#made = made;
    const days = together(this._all?.days ?? [], this.#count());
    this.#days = withFound(days, frictions, format.dayOf);
    const [first, last] = [this.#days[0], this.#days.at(-1)];
    const before = this.#bins;
    this.#bins = [];
    if (first && last) {
      this.#unit = unitOf(first.day, last.day, Math.max(8, Math.floor(this._width / BAR)));
      this.#bins = binsOf(this.#days, this.#unit);
    }
    if (before.length === this.#bins.length && before[0]?.start === this.#bins[0]?.start) return;
    // What was pointed at is another bar by now, or none.
    this._at = this._drawn = this.#drag = null;
  }

  /** The bars that the rows on the screen belong to. */
  #onScreen({blocks, format}: TimelineState): Picked | null {
    const on = blocks();
    const [newest, oldest] = [on[0], on.at(-1)];
    if (!newest || !oldest || this.#bins.length === 0) return null;
    const at = ({session: {touchpoints}}: typeof newest, index: number) =>
      binAt(this.#bins, format.dayOf(touchpoints[index]!.occurredAt));
    const seen = [at(oldest, oldest.from), at(newest, newest.to - 1)].sort((a, b) => a - b);
    const [before, after] = [this._seen, seen as unknown as Picked];
    return before && before[0] === after[0] && before[1] === after[1] ? before : after;
  }

  /** The bars that the filter asks for. */
  #picked({timeline, format}: TimelineState): Picked | null {
    const {since, until} = timeline.filter;
    if ((since === undefined && until === undefined) || this.#bins.length === 0) return null;
    return [
      since === undefined ? 0 : binAt(this.#bins, format.dayOf(since)),
      until === undefined ? this.#bins.length - 1 : binAt(this.#bins, format.dayOf(until - 1)),
    ];
  }

  /** The days of these bars; without, those that the filter asks for, or all. */
  #daysOf(picked: Picked | null): Days {
    if (picked) return [this.#bins[picked[0]]!.start, this.#bins[picked[1]]!.end - 1];
    const {timeline, format} = this.state!;
    const {since, until} = timeline.filter;
    const first = since === undefined ? this.#days[0]!.day : format.dayOf(since);
    const last = until === undefined ? this.#days.at(-1)!.day : format.dayOf(until - 1);
    return [first, Math.max(first, last)];
  }

  #sum([first, last]: Days): Counts {
    return sumOf(this.#days.filter(({day}) => day >= first && day <= last));
  }

  /** "12 Mar 2026: 34 touchpoints, 2 frictions, 1 contact". */
  #say(days: Days) {
    const {format} = this.state!;
    const {touchpoints, frictions, contacts} = this.#sum(days);
    const words = this.#words;
    const what = [format.count(format.messages.timeline.touchpoints, touchpoints)];
    if (frictions > 0) what.push(format.count(words.frictions, frictions));
    if (contacts > 0) what.push(format.count(words.contacts, contacts));
    return fill(words.said, {when: this.#when(days), what: what.join(format.messages.parts.comma)});
  }

  /** A date, or a span of dates. */
  #when([first, last]: Days) {
    return this.#dates.formatRange(noonOf(first), noonOf(last));
  }

  #date(day: Day) {
    return this.#dates.format(noonOf(day));
  }

  get #dates() {
    const {locale} = this.state!.format;
    return (datesIn[locale] ??= new Intl.DateTimeFormat(locale, {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    }));
  }

  readonly #onScroll = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.requestUpdate());
  };

  readonly #onDown = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const plot = event.currentTarget as HTMLElement;
    plot.setPointerCapture(event.pointerId);
    event.preventDefault();
    const edge = (event.target as Element).closest('.edge');
    const picked = this.state && this.#picked(this.state);
    const index = this.#indexOf(event);
    // An edge is drawn from the other one on.
    if (edge && picked)
      this.#drag = {x: -Infinity, from: edge.matches('.from') ? picked[1] : picked[0]};
    else this.#drag = {x: event.clientX, from: index};
    this._at = index;
  };
  #drag: {x: number; from: number} | null = null;

  readonly #onMove = (event: PointerEvent) => {
    const index = this.#indexOf(event);
    if (!this.#drag || Math.abs(event.clientX - this.#drag.x) < DRAG) this._at = index;
    else {
      this.#drag.x = -Infinity;
      this._drawn = ordered(this.#drag.from, index);
    }
  };

  readonly #onUp = (event: PointerEvent) => {
    if (!this.#drag) return; // Pressed elsewhere, or by another button.
    const drawn = this._drawn;
    const index = this.#indexOf(event);
    this.#drag = null;
    this._drawn = null;
    if (event.pointerType !== 'mouse') this._at = null;
    if (drawn) void this.#pick(drawn);
    else void this.#jump(index);
  };

  readonly #onLeave = () => {
    if (this.#drag) return;
    this._at = null;
    this._drawn = null;
  };

  /** It became a scroll of the page, for instance. */
  readonly #onCancel = () => {
    this.#drag = null;
    this.#onLeave();
  };

  #indexOf({clientX}: PointerEvent) {
    const {left, width} = this.renderRoot.querySelector('.plot')!.getBoundingClientRect();
    const share = (clientX - left) / width;
    const {length} = this.#bins;
    const index = Math.floor((this.#isTurned ? 1 - share : share) * length);
    return Math.max(0, Math.min(length - 1, index));
  }

  get #isTurned() {
    return this.state?.format.direction === 'rtl';
  }

  readonly #onKey = (event: KeyboardEvent) => {
    const {length} = this.#bins;
    const at = this._at ?? this._seen?.[1] ?? length - 1;
    if (event.key === 'Escape') return this.#letGo(event);
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return void this.#pick([at, at]);
    }
    const to = this.#stepped(event, at, true);
    if (to === null) return;
    this._at = to;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => void this.#jump(to), REST_MS);
  };

  #onEdgeKey(event: KeyboardEvent, edge: Edge) {
    const picked = this._drawn ?? (this.state && this.#picked(this.state));
    if (event.key === 'Escape') return this.#letGo(event);
    if (!picked) return;
    const to = this.#stepped(event, edge === 'from' ? picked[0] : picked[1], false);
    if (to === null) return;
    this._drawn =
      edge === 'from' ? [Math.min(to, picked[1]), picked[1]] : [picked[0], Math.max(to, picked[0])];
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      const drawn = this._drawn;
      this._drawn = null;
      if (drawn) void this.#pick(drawn);
    }, REST_MS);
  }

  /** Where a key leads from a bar; null where it leads nowhere. */
  #stepped(event: KeyboardEvent, from: number, overNothing: boolean): number | null {
    if (event.altKey || event.ctrlKey || event.metaKey) return null;
    const {length} = this.#bins;
    const forward = this.#isTurned ? 'ArrowLeft' : 'ArrowRight';
    const page = Math.max(1, Math.round(length / 10));
    const steps: Record<string, number> = {
      ArrowLeft: forward === 'ArrowLeft' ? 1 : -1,
      ArrowRight: forward === 'ArrowRight' ? 1 : -1,
      ArrowUp: 1,
      ArrowDown: -1,
      PageUp: page,
      PageDown: -page,
      Home: -length,
      End: length,
    };
    const step = steps[event.key];
    if (step === undefined) return null;
    event.preventDefault();
    const clamp = (index: number) => Math.max(0, Math.min(length - 1, index));
    let to = clamp(from + step);
    // To where something was: years of nothing are one step.
    while (overNothing && this.#bins[to]!.touchpoints === 0 && to !== clamp(to + Math.sign(step))) {
      to = clamp(to + Math.sign(step));
    }
    return to;
  }

  #letGo(event: KeyboardEvent) {
    const {since, until, ...rest} = this.state!.timeline.filter;
    clearTimeout(this.#resting);
    this._drawn = null;
    if (since === undefined && until === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.renderRoot.querySelector<HTMLElement>('.where')!.focus();
    void this.#show(rest);
  }

  #pick([first, last]: Picked) {
    const {timeline, format} = this.state!;
    return this.#show({
      ...timeline.filter,
      since: startOfDay(this.#bins[first]!.start, format.timeZone),
      until: startOfDay(this.#bins[last]!.end, format.timeZone),
    });
  }

  /** Null where it could not be read. */
  #show(filter: TimelineFilter) {
    return this.#busy(() => showSpan(this.state!, filter));
  }

  #jump(index: number) {
    const before = startOfDay(this.#bins[index]!.end, this.state!.format.timeZone);
    return this.#busy(() => jumpTo(this.state!, before, {quietly: true}));
  }

  async #busy(work: () => Promise<unknown>) {
    const turn = ++this.#turn;
    this._busy = 'loadingOlder';
    const answer = await work();
    if (turn === this.#turn) this._busy = answer === null ? 'olderFailed' : null;
  }
  #turn = 0;
}

const datesIn: Record<string, Intl.DateTimeFormat> = {};

const ordered = (a: number, b: number): Picked => (a < b ? [a, b] : [b, a]);
const tenth = (px: number) => Math.round(px * 10) / 10;
const rectangle = (x: number, y: number, width: number, height: number) =>
  `M${tenth(x)} ${tenth(y)}h${tenth(width)}v${tenth(height)}h${-tenth(width)}z`;

declare global {
  interface HTMLElementTagNameMap {
    'journey-rail': JourneyRail;
  }
}
