import type {StageSet, Touchpoint} from '@throughline/contracts';
import type {Day, JourneyLog} from '@throughline/journey';
import {
  html,
  noChange,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';

import {createBlocks, type Block} from './blocks.ts';
import {createContent} from './content.ts';
import {createDrawing} from './drawing.ts';
import {JourneyMoreEvent, JourneySelectEvent} from './events.ts';
import type {TimelineFilter} from './filter.ts';
import type {Frictions} from './frictions.ts';
import {icon} from './icon.ts';
import {INTERNAL} from './internal.ts';
import {keyed} from './keyed.ts';
import {JourneyElement} from './journey-element.ts';
import {styles} from './journey-timeline.styles.ts';
import {fill} from './messages.ts';
import {cardHeadOf, rowOf} from './rows.ts';
import {cardHead, dayOfSession} from './timeline-view.ts';
import type {JourneySource} from './journey-source.ts';
import type {Pin, Tools} from './timeline-state.ts';
import {isNewSince} from './words.ts';

// What it holds is kept in content.ts, where its blocks stand in blocks.ts, what of them is drawn in
// drawing.ts; rows.ts says how they look, tools.ts what a reader opens and searches for, and the keys.
// Here: the reader's place, and what arrives.

/** What all timelines of the page make their tools with, once a hand has come near to one. */
let loaded: typeof import('./tools.ts') | undefined;

/** Drawn anew when less than this is left of it. */
const MARGIN = 100;
/** A list that has not flown for so long rests, in ms. */
const REST_MS = 50;
/** This near to the end of what is loaded, in px, older touchpoints are asked for. */
const NEAR_END = 1500;
/** What decides what there is to show, and on which days. */
const TAKEN = ['touchpoints', 'journey', 'revision', 'timeZone', 'filter'] as const;
/** Announcements wait for one another this long: a listener hears one sentence, not ten. */
const ANNOUNCE_MS = 1500;
const FRESH_MS = 5000;

/**
 * A customer's touchpoints, newest first, by day and by session or contact. Draws only what is near
 * the viewport, and keeps the reader's place when rows arrive above it.
 *
 * @tag journey-timeline
 * @fires journeyselect - An agent opened or closed a row; cancel to show it your own way.
 * @fires journeymore - The reader nears the end of what is loaded, and `more` is set.
 * @fires journeyerror - One of `looks` or `renderers` cannot be shown; its message says what to do.
 * @slot - Shown above the touchpoints, and scrolls with them.
 * @csspart scroller - What scrolls.
 * @csspart custom - The words of a row that a renderer made.
 */
export class JourneyTimeline extends JourneyElement {
  static override readonly properties: PropertyDeclarations = {
    touchpoints: {attribute: false},
    journey: {attribute: false},
    revision: {attribute: false},
    total: {type: Number},
    more: {type: Boolean},
    loading: {type: Boolean},
    failed: {type: Boolean},
    filter: {attribute: false},
    since: {type: Number},
    stages: {},
    frictions: {attribute: false},
    density: {reflect: true},
    source: {attribute: false},
    customer: {attribute: false},
    pins: {attribute: false},
    _tools: INTERNAL,
    _open: INTERNAL,
    _fresh: INTERNAL,
    _unseen: INTERNAL,
    _announcement: INTERNAL,
    _active: INTERNAL,
  };

  static override readonly styles = styles;

  /** What happened, in any order. For a journey that grows, {@link journey} costs less. */
  touchpoints: readonly Touchpoint[] = [];

  /** A journey that grows; stands in place of `touchpoints`. */
  journey: JourneyLog | null = null;

  /** Counted up by whoever adds to `journey`. */
  revision = 0;

  /** How many touchpoints there are in all, loaded or not; null when nobody knows. */
  total: number | null = null;

  /** Whether older touchpoints can be asked for. */
  more = false;

  /** Older touchpoints are on their way. */
  loading = false;

  /** The older touchpoints could not be loaded. */
  failed = false;

  /** What is shown of it. The reader's own choices are written here. */
  filter: TimelineFilter = {};

  /** When this reader last looked, in ms: what came after it is marked. */
  since: number | null = null;

  /**
   * The stages that it is filtered by: `cx`, a customer's experience, unless set, or `sales`, a deal; as a
   * property, a tenant's own too.
   */
  stages: StageSet | undefined;

  /** What of the journey was found to hurt: it can be filtered by, and is counted, beside what touchpoints say. */
  frictions: Frictions;

  /** `compact` shows more rows. */
  density: 'comfortable' | 'compact' = 'comfortable';

  /** Who is asked for what is not loaded, and for how much there is of it; without, that is not known. */
  source: JourneySource | null = null;

  /** Whose touchpoints `source` is asked for. */
  customer = '';

  /** Touchpoints that the reader keeps at hand. The reader's own choices are written here. */
  pins: readonly Pin[] = [];

  /** Comes at the first sign of a hand; where it has come for another timeline, at the beginning. */
  private _tools: Tools | undefined;
  private _open: ReadonlySet<string> = new Set();
  private _fresh: ReadonlySet<string> = new Set();
  private _unseen = 0;
  private _announcement = '';
  /** The row that Tab reaches; the arrow keys move it. */
  private _active = '';

  #common: readonly unknown[] = [];
  #drawnAs = new Map<Block, string>();
  readonly #blocks = createBlocks({day: 36, head: 86, row: 32});
  readonly #drawing = createDrawing(this.#blocks);
  readonly #content = createContent();
  /** Of what stands above the list, in px. */
  #lead = 0;
  #top = 0;
  /** In how many frames on end more than half of the screen went by; -1 before a leap to be drawn at once. */
  #fast = 0;
  #viewport = 700;
  #width = 0;
  #asked = -1;
  #unannounced = 0;
  #sizes: ResizeObserver | null = null;
  #observed = new WeakSet<Element>();
  /** A hand has come near, or a filter: it is worth counting all of the history. */
  #isNear = false;
  /** Nothing is shown until it is here what is filtered with; where that does not come, all is. */
  #waits = false;
  #isWithout = false;
  #soon = 0;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.#sizes = new ResizeObserver((entries) => this.#onResize(entries));
    // "Today" and "now" grow old by themselves.
    this.#clock = setInterval(() => this.requestUpdate(), 60_000);
    this.requestUpdate();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
    this.#observed = new WeakSet();
    clearInterval(this.#clock);
  }

  /** Scrolls to a touchpoint and marks it, `quietly` without the focus. False when it is not among those loaded. */
  async show(id: string, quietly = false): Promise<boolean> {
    let block = this.#blocks.find(id);
    if (!block && this._tools?.matches && (this.journey ?? this.#log).has(id)) {
      this.filter = {}; // It is there, and hidden by a filter: what is asked for goes first.
      await this.updateComplete;
      block = this.#blocks.find(id);
    }
    if (!block) return false;
    this.#drawing.hurry();
    this.#fast = -1;
    this.#scroller.scrollTop = Math.max(0, this.#lead + this.#blocks.offsetOf(block)! - 80);
    this.#onScroll();
    await this.updateComplete;
    const row = this.#line(id);
    row?.scrollIntoView({block: 'center'});
    this._active = id;
    if (!quietly) row?.focus({preventScroll: true});
    this.#refresh([id]);
    return true;
  }

  /** Scrolls to the newest touchpoint. */
  scrollToTop() {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const far = this.#top > 3 * this.#viewport;
    this.#fast = -1;
    this.#scroller.scrollTo({top: 0, behavior: calm || far ? 'auto' : 'smooth'});
    this._unseen = 0;
  }

  override willUpdate(changed: PropertyValues<this>) {
    super.willUpdate(changed);
    this.#equip();
    const refilter = this._tools?.update(changed) ?? false;
    this.#waits = false;
    for (const _ in this.filter) {
      this.#waits = !this._tools && !this.#isWithout;
      void this.#loadTools();
    }
    if (refilter || TAKEN.some((name) => changed.has(name))) this.#take(changed, refilter);
    const middle = this.#within(-this.#viewport / 2).start;
    this.#drawing.plan({within: (beyond) => this.#within(beyond), middle}, !this.hasUpdated);
  }

  /** The blocks on the screen, and so many px beyond it. */
  #within(beyond: number) {
    return this.#blocks.range(this.#top - beyond, this.#top + this.#viewport + beyond);
  }

  override render() {
    const {messages} = this.format;
    const days: {day: Day; blocks: Block[]}[] = [];
    for (const block of this.#blocks.slice(this.#drawing.range)) {
      const last = days.at(-1);
      if (last?.day === block.day) last.blocks.push(block);
      else days.push({day: block.day, blocks: [block]});
    }
    const now = Date.now();
    // What all blocks depend on: when it changes, all are rendered anew.
    const common = [
      this.filter,
      this.format,
      this.since,
      this.pins,
      this._tools,
      this._open.size && this.frictions, // Which details tell.
      Math.floor(now / 60_000),
    ];
    if (common.some((each, index) => each !== this.#common[index])) this.#drawnAs.clear();
    this.#common = common;
    const before = this.#drawnAs;
    this.#drawnAs = new Map();
    return html`
      ${this._tools?.pins()}
      <div
        class="scroller"
        dir=${this.format.direction}
        part="scroller"
        role="region"
        tabindex="0"
        aria-label=${messages.timeline.label}
        @scroll=${this.#onScroll}
        @pointerenter=${this.#loadTools}
        @focusin=${this.#loadTools}
        @keydown=${(event: KeyboardEvent) => this._tools?.key(event)}
      >
        <div class="lead">
          <slot></slot>
          ${this.#log.touchpoints.length > 0 || this._tools?.aside ? this.#renderTools() : nothing}
        </div>
        <div class="spacer"></div>
        ${keyed(
          days,
          ({day}) => day,
          ({day, blocks}) => html`
            <section aria-label=${this.format.day(day, now)}>
              <h3 class="day">${this.format.day(day, now)}</h3>
              ${keyed(
                blocks,
                ({key}) => key,
                (block) => {
                  const as = this.#lookOf(block);
                  this.#drawnAs.set(block, as);
                  // Most blocks stay as they are when a row arrives or the reader scrolls.
                  return before.get(block) === as ? noChange : this.#renderBlock(block, now);
                },
              )}
            </section>
          `,
        )}
        <div class="spacer"></div>
        <div class="foot">${this.#renderFoot()}</div>
      </div>
      ${this.#isNear && this._tools ? this._tools.rail() : nothing}
      ${
        this._unseen > 0
          ? html`<button class="unseen" @click=${() => this.scrollToTop()}>
              ${icon('up')}${this.format.count(messages.timeline.unseen, this._unseen)}
            </button>`
          : nothing
      }
      <div class="said" role="status">${this._announcement}</div>
    `;
  }

  protected override update(changed: PropertyValues) {
    // The reader's place is kept by a row seen before and after: of the engines, only Chromium
    // would keep it here, whatever they say of `overflow-anchor`.
    const mark = this.#top > 0 ? this.#firstVisible() : undefined;
    const top = mark?.getBoundingClientRect().top ?? 0;
    const scrolled = this.#top > 0 ? this.#scroller.scrollTop : 0;
    const focused = (this.renderRoot as ShadowRoot).activeElement;
    super.update(changed);
    // A row that is no longer drawn takes the focus with it: the list itself holds it instead.
    if (focused && !focused.isConnected) this.#scroller.focus({preventScroll: true});
    const [before, after] = this.renderRoot.querySelectorAll<HTMLElement>('.spacer');
    const room = this.#drawing.room();
    before!.style.setProperty('height', `${room.before}px`);
    after!.style.setProperty('height', `${room.after}px`);
    if (mark?.isConnected) this.#scroller.scrollTop += mark.getBoundingClientRect().top - top;
    // WebKit holds the reader to what there was to scroll while no row was drawn, nor its room kept.
    else if (this.#scroller.scrollTop < scrolled) this.#scroller.scrollTop = scrolled;
  }

  override updated() {
    for (const element of [this.#scroller, this.#leading, ...this.#drawn]) {
      if (this.#observed.has(element)) continue;
      this.#observed.add(element);
      this.#sizes?.observe(element);
    }
    cancelAnimationFrame(this.#soon);
    if (this.#drawing.isUnfinished)
      this.#soon = requestAnimationFrame(() => this.#fast < 2 && this.#goOn());
    this.#askForMore();
  }

  /** Draws what flew past, once it rests. */
  #rest() {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.#fast = 0;
      this.#goOn();
    }, REST_MS);
  }

  /** Draws more; not while it is hidden, with no sizes to keep the reader's place by. */
  #goOn() {
    if (this.#scroller.clientHeight) this.requestUpdate();
  }

  /** Takes over what is to be shown, and tells what of it is new. */
  #take(changed: PropertyValues<this>, refilter: boolean) {
    const {log, shown} = this.#content;
    const given = this._tools?.aside?.log ?? this.journey;
    const list = changed.has('touchpoints') || changed.has('journey') ? this.touchpoints : null;
    const matches = this.#waits ? () => false : this._tools?.matches;
    const isAnew = refilter || changed.has('filter');
    const arrived = this.#content.take(given ?? list, matches, isAnew);
    if (this.#log !== log) {
      this.#top = 0;
      this._open = new Set();
      this._fresh = new Set();
      this._unseen = 0;
      this.#asked = -1;
      if (this.hasUpdated) this.#scroller.scrollTop = 0;
    }
    if (this.#shown !== shown) this.#drawing.forget();

    // Rows above push the reader's own down: draw around where those will be.
    const moved = this.#placed();
    this.#blocks.update(
      this.#shown,
      (session) => dayOfSession(session, this.format),
      this.timeZone,
    );
    this.#top += moved();
    if (arrived.length > 0) this.#arrive(arrived);
  }

  #arrive(arrived: readonly Touchpoint[]) {
    this.#refresh(arrived.map(({id}) => id));
    if (this.#top > 8) this._unseen += arrived.length;
    this.#unannounced += arrived.length;
    if (this.#unannounced > arrived.length) return; // One announcement is on its way already.
    setTimeout(() => {
      const {messages} = this.format;
      this._announcement = this.format.count(messages.timeline.arrived, this.#unannounced);
      this.#unannounced = 0;
    }, ANNOUNCE_MS);
  }

  /** Marks rows for a while. */
  #refresh(ids: readonly string[]) {
    this._fresh = new Set([...this._fresh, ...ids]);
    setTimeout(() => {
      const left = new Set(this._fresh);
      for (const id of ids) left.delete(id);
      this._fresh = left;
    }, FRESH_MS);
  }

  /** What of a block can change while its touchpoints stay the same. */
  #lookOf(block: Block) {
    const {session} = block;
    const {from, to} = this.#drawing.rowsOf(block)!;
    const active = this._active || this.#shown.touchpoints.at(-1)?.id;
    let look = `${from} ${to} ${session === this.#shown.sessions[0]}`;
    for (let index = from; index < to; index++) {
      const {id} = session.touchpoints[index]!;
      if (id === active || this._open.has(id) || this._fresh.has(id)) {
        look += ` ${index}${id === active}${this._open.has(id)}${this._fresh.has(id)}`;
      }
    }
    return look;
  }

  #renderBlock(block: Block, now: number): TemplateResult {
    const {session, day} = block;
    const [newer, older] = this.#drawing.missing(block);
    const rows = session.touchpoints.slice(block.from + older, block.to - newer).reverse();
    const [head, foot] = [block.head && !newer, block.foot && !older];
    const view = cardHead(session, this.format, now, this.#shown.sessions, this.#log.sessions);
    const kind = `block${session.kind === 'contact' ? ' call' : ''}${head ? ' head' : ''}${foot ? ' last' : ''}`;
    return html`
      <article class=${kind} .block=${block} aria-label=${view.title}>
        <div class="slice">
          ${head ? cardHeadOf(view) : nothing}
          <ol role="list">
            ${keyed(
              rows,
              ({id}) => id,
              (touchpoint) => this.#renderRow(touchpoint, day),
            )}
          </ol>
        </div>
      </article>
    `;
  }

  #renderRow(touchpoint: Touchpoint, day: Day) {
    const {id} = touchpoint;
    const {format} = this;
    const isOpen = this._open.has(id);
    return rowOf(touchpoint, {
      format,
      day,
      isOpen,
      isActive:
        this._active === id || (!this._active && touchpoint === this.#shown.touchpoints.at(-1)),
      isFresh: this._fresh.has(id),
      isNew: isNewSince(touchpoint, this.since),
      mark: (text) => this._tools?.mark(text) ?? text,
      toggle: () => this.#toggle(touchpoint),
      details: isOpen ? this._tools?.details(touchpoint) : nothing,
    });
  }

  #renderTools() {
    const {tools: words} = this.format.messages;
    const {text = '', facets: given = []} = this.filter;
    const {length} = [given].flat(); // A page may give one alone.
    return html`
      <div class="tools" role="search">
        ${icon('search')}
        <input
          type="search"
          aria-label=${words.search}
          placeholder=${words.search}
          .value=${text}
          @input=${({target}: Event) =>
            this.#use((tools) => tools.type((target as HTMLInputElement).value))}
        />
        <button
          class="button"
          aria-label=${`${words.filter} ${length || ''}`.trim()}
          title=${words.filter}
          aria-expanded=${this._tools?.isOpen ? 'true' : 'false'}
          @click=${() => this.#use((tools) => tools.toggle())}
        >
          ${icon('filter')}${length > 0 ? this.format.number(length) : nothing}
        </button>
        <button
          class="button"
          aria-label=${words.copy}
          title=${words.copy}
          @click=${() => this.#use((tools) => tools.copy())}
        >
          ${icon('copy')}
        </button>
      </div>
      ${this._tools?.facets()}
    `;
  }

  /** Has the tools do something, once they are here. */
  readonly #use = async (act: (tools: Tools) => unknown) => {
    const tools = await this.#loadTools();
    if (tools) act(tools);
  };

  readonly #loadTools = async () => {
    try {
      loaded ??= await import('./tools.ts');
      if (!this.#isNear) {
        this.#isNear = true;
        this.#equip();
        this.requestUpdate('filter'); // It is they who filter.
      }
      return this._tools;
    } catch {
      this._announcement = this.format.messages.timeline.unavailable;
      if (this.#waits) this.requestUpdate('filter');
      this.#isWithout = true;
      return undefined;
    }
  };

  #equip() {
    this._tools ??= loaded?.createTools({
      timeline: this,
      content: this.#content,
      format: () => this.format,
      blocks: () => this.#blocks.slice(this.#within(0)),
      firstVisible: () => this.#firstVisible(),
      activate: (id) => (this._active = id),
      say: (text) => (this._announcement = text),
    });
  }

  #renderFoot() {
    const {timeline} = this.format.messages;
    const {length: shown} = this.#log.touchpoints;
    const of = this._tools?.aside ?? this;
    const {loading, failed, more} = of;
    const total = Math.max(of.total ?? shown, shown);
    if (loading || this.#waits) return timeline.loadingOlder;
    if (shown === 0 && of === this) return timeline.empty;
    const button = (text: string) =>
      html`<button class="button" @click=${this.#more}>${text}</button>`;
    if (failed) return html`${timeline.olderFailed} ${button(timeline.again)}`;
    if (this._tools?.matches) return this._tools.found(total, more && this.#more);
    const {number, count} = this.format;
    if (more || shown < total) {
      const text = fill(timeline.shown, {n: number(shown), total: number(total)});
      return html`<span>${text}</span>${more ? button(timeline.older) : nothing}`;
    }
    return count(timeline.everythingOf, total);
  }

  get #log() {
    return this.#content.log;
  }

  get #shown() {
    return this.#content.shown;
  }

  get #scroller() {
    return this.renderRoot.querySelector<HTMLElement>('.scroller')!;
  }

  get #leading() {
    return this.renderRoot.querySelector<HTMLElement>('.lead')!;
  }

  #line(id: string) {
    return this.renderRoot.querySelector<HTMLElement>(`.line[data-id="${CSS.escape(id)}"]`);
  }

  /** Answers later how far the block at the reader's place has moved since, in px. */
  #placed(): () => number {
    const [place] = this.#blocks.slice(this.#blocks.range(this.#top, this.#top + 1));
    if (this.#top <= 0 || !place) return () => 0;
    const before = this.#blocks.offsetOf(place)!;
    return () => (this.#blocks.offsetOf(place) ?? before) - before;
  }

  get #drawn() {
    return this.renderRoot.querySelectorAll<HTMLElement & {block: Block}>('.block');
  }

  #onResize(entries: readonly ResizeObserverEntry[]) {
    if (!this.#scroller.clientHeight) return; // Hidden, it has no sizes.
    const measured: [HTMLElement & {block: Block}, number][] = [];
    for (const {target, borderBoxSize} of entries) {
      const size = borderBoxSize[0]!;
      if (target === this.#scroller) {
        this.#viewport = size.blockSize;
        if (this.#width > 0 && Math.abs(this.#width - size.inlineSize) > 1) this.#blocks.forget();
        this.#width = size.inlineSize;
        this.#rest(); // It may have been hidden.
        continue;
      }
      if (target === this.#leading) {
        this.#top += this.#lead - size.blockSize;
        this.#lead = size.blockSize;
        continue;
      }
      const element = target as HTMLElement & {block: Block};
      // Of a part nothing is learnt.
      const {block} = element;
      if (this.#drawing.rowsOf(block) && !this.#drawing.missing(block).some(Boolean))
        measured.push([element, size.blockSize]);
    }
    // In the next frame: to change sizes while they are reported is an error on the page.
    requestAnimationFrame(() => this.#scroller.clientHeight && this.#measure(measured));
  }

  #measure(measured: readonly (readonly [HTMLElement & {block: Block}, number])[]) {
    const moved = this.#placed();
    for (const [element, height] of measured) {
      // What is no longer drawn is reported once more, as nothing.
      if (element.isConnected) this.#blocks.measure(element.block, height);
    }
    this.#onScroll();
    const by = moved();
    if (this.#top <= 0 || this.#fast > 1 || by === 0) return;
    // What was learnt of a row's height moves all that is only guessed: the reader's own with it.
    this.#top += by;
    this.requestUpdate();
  }

  readonly #onScroll = () => {
    const {scrollTop, clientHeight} = this.#scroller;
    if (!clientHeight) return; // Hidden, it stands at its top: the reader does not.
    const by = scrollTop - this.#lead - this.#top;
    this.#top += by;
    const leaps = Math.abs(by) > this.#viewport / 2;
    if (leaps) this.#drawing.leap();
    if (by) this.#fast = leaps ? this.#fast + 1 : 0;
    if (this.#fast) this.#rest();
    this.#viewport = clientHeight;
    if (this.#top <= 8) this._unseen = 0;
    const {start, end} = this.#within(MARGIN);
    const {range} = this.#drawing;
    if (start >= range.start && end <= range.end) this.#askForMore();
    // Nobody reads what flies past.
    else if (this.#fast < 2) this.requestUpdate();
  };

  #askForMore() {
    const {length} = this.#log.touchpoints;
    const {more, loading, failed} = this._tools?.aside ?? this;
    if (!more || loading || failed || this.#waits || this._tools?.isNarrow) return;
    if (length === 0 || this.#asked === length) return;
    const {scrollHeight, scrollTop, clientHeight} = this.#scroller;
    // Where it is not seen, nobody nears its end.
    if (!clientHeight || scrollHeight - scrollTop - clientHeight > NEAR_END) return;
    this.#asked = length;
    this.#more();
  }

  readonly #more = () => {
    if (!this._tools?.readOn()) this.dispatchEvent(new JourneyMoreEvent());
  };

  #toggle(touchpoint: Touchpoint) {
    void this.#loadTools();
    const open = !this._open.has(touchpoint.id);
    this._active = touchpoint.id;
    // Ask first: a desktop may show the touchpoint its own way.
    if (!this.dispatchEvent(new JourneySelectEvent(touchpoint, open))) return;
    const next = new Set(this._open);
    if (open) next.add(touchpoint.id);
    else next.delete(touchpoint.id);
    this._open = next;
  }

  #firstVisible() {
    const {top} = this.#scroller.getBoundingClientRect();
    const isSeen = (element: Element) => element.getBoundingClientRect().bottom > top;
    const block = [...this.#drawn].find(isSeen);
    return block && ([...block.querySelectorAll('.row')].find(isSeen) ?? block);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'journey-timeline': JourneyTimeline;
  }
}
