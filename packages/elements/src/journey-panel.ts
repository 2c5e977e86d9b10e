import type {Identifier, Journey, Touchpoint} from '@throughline/contracts';
import {journeyLog, type JourneyLog, type Rephrase} from '@throughline/journey';
import {adoptStyles, nothing, type PropertyDeclarations, type PropertyValues} from 'lit';

import {backoffMs, wait} from './backoff.ts';
import {collectorSource} from './collector-source.ts';
import {JourneyTokenEvent} from './events.ts';
import type {JourneyEvidenceEvent} from './brief-events.ts';
import type {TimelineFilter} from './filter.ts';
import {icon} from './icon.ts';
import type {IconName} from './icons.ts';
import {customerName, lastSeen, panelWords} from './head-view.ts';
import {IDENTIFIER_ATTRIBUTES, nameIdentifier} from './identifier.ts';
import {INTERNAL} from './internal.ts';
import {keyed} from './keyed.ts';
import {JourneyElement} from './journey-element.ts';
import {JourneySourceError, type JourneySource} from './journey-source.ts';
import {styles} from './journey-panel.styles.ts';
import {html} from './own-html.ts';
import type {JourneyTimeline} from './journey-timeline.ts';
import {fill} from './messages.ts';
import {statesEnglish, type PanelState} from './panel-english.ts';
import type {Tab} from './chips.ts';

/** What the panel is doing. `ready`: the timeline shows, empty or not. */
export type PanelStatus = Exclude<PanelState, 'empty'> | 'ready';

const PAGE = 50;
/** Pages read to close the gap after a break; beyond it, the timeline starts afresh. */
const GAP_PAGES = 10;
/** Somebody unknown is looked for, and a token asked for, again after this, in ms, then less and less often. */
const LOOK_AGAIN = {baseMs: 4_000, capMs: 30_000};

/** Touchpoints that arrive together are concluded from together. */
const CONCLUDE_MS = 400;
/** A stream that comes back within it was not lost, in ms. */
const BREAK_MS = 2000;
/** Pages read to reach what a sentence rests on. */
const EVIDENCE_PAGES = 40;

/** Trying again may help. */
const RETRIED = ['notfound', 'offline', 'token', 'error'];

const STATE_ICONS: Record<Exclude<PanelState, 'loading'>, IconName> = {
  idle: 'chat',
  empty: 'globe',
  notfound: 'person',
  offline: 'alert',
  token: 'clock',
  forbidden: 'person',
  error: 'alert',
  erased: 'person',
};

/**
 * The whole panel: who the customer is, where they are, what hurt, and their timeline, live.
 *
 * Name the customer by any of `customer`, `user`, `email`, `phone`, `anonymous`, `order`, `ticket`,
 * or the property `identifiers`; say where the journey comes from by `src` and `token`, or by the
 * property `source`. All of it may arrive late and change. When the customer changes, nothing of the
 * one before is shown for a single frame.
 *
 * @tag journey-panel
 * @fires journeytoken - The token is missing or refused: set a fresh one, and the panel goes on where it stopped.
 * @fires journeyselect - An agent opened or closed a row; cancel to show it your own way.
 * @fires journeyevidence - An agent asks what a sentence rests on; cancel to show it your own way.
 * @fires journeyaction - An agent took a suggested action on, or said that it is wrong here.
 * @fires journeyerror - One of `looks` or `renderers`, or what the source gave, cannot be shown; its message says what to do.
 * @slot before - Shown above the brief, and scrolls with it.
 * @csspart brief - What an agent needs first.
 * @csspart action - A suggested action.
 * @csspart note - The field for a note, and its buttons.
 * @csspart header - Who the customer is and where they are.
 * @csspart timeline - The timeline.
 * @csspart scroller - What of it scrolls.
 * @csspart custom - The words of a row that a renderer made.
 */
export class JourneyPanel extends JourneyElement {
  static override readonly properties: PropertyDeclarations = {
    src: {},
    token: {},
    customer: {},
    user: {},
    email: {},
    phone: {},
    anonymous: {},
    order: {},
    ticket: {},
    identifiers: {attribute: false},
    source: {attribute: false},
    theme: {reflect: true},
    density: {reflect: true},
    filter: {attribute: false},
    since: {type: Number},
    rephrase: {attribute: false},
    _tab: INTERNAL,
    _insights: INTERNAL,
    _journey: INTERNAL,
    _status: INTERNAL,
    _connection: INTERNAL,
    _problem: INTERNAL,
    _revision: INTERNAL,
    _total: INTERNAL,
    _next: INTERNAL,
    _loadingOlder: INTERNAL,
    _olderFailed: INTERNAL,
    _known: INTERNAL,
  };

  static override readonly styles = styles;

  /** The collector's address. */
  src = '';

  /** The agent's short-lived token. Kept in memory only. */
  token = '';

  /** The collector's own id of the customer. Goes before all other names. */
  customer = '';

  user = '';
  email = '';
  phone = '';
  anonymous = '';
  order = '';
  ticket = '';

  /** Any other names of the customer, best first. */
  identifiers: readonly Identifier[] = [];

  /** Where the journey comes from, in place of `src` and `token`. */
  source: JourneySource | null = null;

  /** `auto` follows the page's own `color-scheme`. */
  theme: 'auto' | 'light' | 'dark' = 'auto';

  /** `compact` shows more rows. */
  density: 'comfortable' | 'compact' = 'comfortable';

  /** What the timeline begins with, from what the desktop knows: `{facets: ['channel:voice']}`. */
  filter: TimelineFilter = {};

  /**
   * When this agent last looked at this customer, in ms. Where it is not set, the panel remembers for
   * as long as the page lives; before that, the source is believed (`lookedAt`).
   */
  since: number | null = null;

  /**
   * Says the brief in other words: a language model of yours, for instance. Its words are taken only where they
   * add nothing that can be checked, are marked, and the brief as it is stands one button away.
   */
  rephrase: Rephrase | null = null;

  private _tab: Tab = 'timeline';
  /** What stands under the other tabs, once it is here. */
  private _insights: typeof import('./insights.ts') | 'failed' | null = null;
  private _journey: Journey | null = null;
  private _status: PanelStatus = 'idle';
  /** `none`: it does not stand yet, or it is over. */
  private _connection: 'none' | 'on' | 'lost' = 'none';
  private _problem: JourneySourceError | null = null;
  private _revision = 0;
  private _total: number | null = null;
  private _next: string | null = null;
  private _loadingOlder = false;
  private _olderFailed = false;
  private _known: readonly Identifier[] = [];

  #log: JourneyLog = journeyLog();
  /** Comes with the first journey; null until then. */
  #brief: typeof import('./brief.ts') | null = null;
  #key = '';
  /** Whose journey it is: `customer`, or who was found. */
  #found = '';
  #generation = 0;
  /** They turned out to be somebody already known: what is shown is only part of it. */
  #merged = false;
  #run: AbortController | null = null;
  #older: Promise<void> | undefined;
  /** How often it was asked what they come to, and which answer is shown, or is the first that may be. */
  #asks = 0;
  #told = 0;
  #wake: (() => void) | null = null;
  /** Comes with the first `source`, and looks it through. */
  #own: typeof import('./own-source.ts').ownSource | undefined;
  #collector: {src: string; source: JourneySource} | null = null;
  #due: ReturnType<typeof setTimeout> | undefined;
  #losing: ReturnType<typeof setTimeout> | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  /** When each customer was last looked at, in memory only. */
  readonly #looks = new Map<string, number>();
  #lastLook: number | null | undefined;

  override connectedCallback() {
    super.connectedCallback();
    // What is told relative to now grows old by itself.
    this.#clock = setInterval(() => this.requestUpdate(), 30_000);
    // Moved within the page, or back in it: go on.
    if (this.hasUpdated) this.#start();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    this.#stop();
  }

  /** Tries again at once, whatever the panel is waiting for. */
  retry() {
    this._olderFailed = false;
    this.#wake?.();
  }

  override willUpdate(changed: PropertyValues<this>) {
    super.willUpdate(changed);
    const key = JSON.stringify([this.customer, this.#asked(), this.src]);
    // Here, before anything is drawn: no frame mixes two customers.
    if (key !== this.#key || changed.has('source')) {
      this.#key = key;
      this.#start();
    } else if (changed.has('token')) {
      this.retry();
    }
  }

  override render() {
    const {direction} = this.format;
    return html`
      <section
        class="panel"
        tabindex="-1"
        dir=${direction}
        aria-label=${panelWords(this.format).label}
      >
        ${this._status === 'idle' || this._status === 'erased' ? nothing : this.#renderHeader()}
        ${this._status === 'ready' && this._problem ? this.#renderBanner(this._problem) : nothing}
        ${this.#renderBody()}
      </section>
    `;
  }

  protected override update(changed: PropertyValues<this>) {
    const focused = (this.renderRoot as ShadowRoot).activeElement;
    super.update(changed);
    // What is tried again takes its button with it: the panel itself holds the focus instead.
    if (focused && !focused.isConnected)
      this.renderRoot.querySelector<HTMLElement>('.panel')!.focus();
  }

  override updated(changed: PropertyValues<this>) {
    const timeline = this.#timeline;
    // Not with every render: a property that holds an object is set each time, and what the reader
    // has chosen meanwhile would be gone.
    if (timeline && (!timeline.hasUpdated || changed.has('filter')))
      timeline.filter = this.filter ?? {};
  }

  #renderHeader() {
    const now = Date.now();
    const last = lastSeen(this.#log.touchpoints, this.format, now);
    return html`
      <header part="header">
        <div class="top">
          <h2 dir="auto">${customerName([...this._known, ...this.#asked()], this.format)}</h2>
          ${
            last
              ? html`<p class="last">
                  <span>${last.text}</span>
                  <time datetime=${new Date(last.at).toISOString()}>${last.time}</time>
                  ${last.ago.replace(/^(?=.)/, '· ')}
                </p>`
              : nothing
          }
          ${this.#renderConnection()}
        </div>
        ${this._status === 'ready' && last ? this.#renderJourney(now) : nothing}
      </header>
    `;
  }

  #renderJourney(now: number) {
    const {touchpoints} = this.#log;
    return this.#brief?.head({
      journey: this._journey,
      touchpoints,
      format: this.format,
      now,
      source: this.#sourceNow(),
      tab: this._tab,
      show: (id) => this.show(id),
      open: (tab) => this.#open(tab),
    });
  }

  #renderConnection() {
    const words = panelWords(this.format);
    if (this._status !== 'ready') return nothing;
    const text = {on: words.live, lost: words.reconnecting, none: ''};
    return html`<span class="live ${this._connection}" role="status"
      >${text[this._connection]}</span
    >`;
  }

  #renderBanner(problem: JourneySourceError) {
    const [title, text] = this.#explain(statusOf(problem));
    return html`
      <div class="banner" role="alert">
        ${icon('alert')}
        <p><b>${title}.</b> ${fill(text, {message: sentenceOf(problem)})}</p>
        <button class="button" @click=${() => this.retry()}>
          ${panelWords(this.format).retry}
        </button>
      </div>
    `;
  }

  #renderBody() {
    switch (this._status) {
      case 'loading':
        return html`<div class="skeleton" role="status" aria-label=${this.#explain('loading')[0]}>
          <div></div>
          <div></div>
          <div></div>
        </div>`;
      case 'ready':
        return this.#log.touchpoints.length === 0
          ? this.#renderState('empty')
          : html`<div class="body" @journeyevidence=${this.#onEvidence}>
              ${this.#renderTimeline()}${this._tab === 'timeline' ? nothing : this.#renderTab()}
            </div>`;
      default:
        return this.#renderState(this._status);
    }
  }

  #renderTimeline() {
    // Keyed by customer: their open rows, scroll place and highlights are not the next one's.
    return keyed(
      [this.#generation],
      (generation) => generation,
      () =>
        html`<journey-timeline
          part="timeline"
          exportparts="scroller,custom"
          .journey=${this.#log}
          .revision=${this._revision}
          .total=${this._total}
          .more=${!!this._next}
          .loading=${this._loadingOlder}
          .failed=${this._olderFailed}
          .since=${this.since ?? this.#lastLook ?? null}
          .stages=${this.#brief?.stages(this._journey)}
          .frictions=${this._journey?.frictions}
          .density=${this.density}
          .source=${this.#sourceNow()}
          .customer=${this.#found}
          .looks=${this.looks}
          .renderers=${this.renderers}
          .lang=${this.language}
          .timeZone=${this.timeZone}
          ?inert=${this._tab !== 'timeline'}
          @journeymore=${this.#readOlder}
        >
          <slot name="before"></slot>
          <journey-brief
            part="brief"
            exportparts="action"
            .journey=${this._journey}
            .rephrase=${this.rephrase}
            .looks=${this.looks}
            .lang=${this.language}
            .timeZone=${this.timeZone}
            .source=${this.#sourceNow()}
            .customer=${this.#found}
          ></journey-brief>
          <journey-note
            exportparts="note"
            .source=${this.#sourceNow()}
            .customer=${this.#found}
            .lang=${this.language}
          ></journey-note>
        </journey-timeline>`,
    );
  }

  #renderTab() {
    if (this._insights === 'failed') {
      return html`<p class="tab">${this.format.messages.timeline.unavailable}</p>`;
    }
    if (!this._insights) return html`<div class="tab" aria-busy="true"></div>`;
    const {language: lang, timeZone, looks, _journey: journey} = this;
    return html`<div class="tab">
      ${this._insights.tab(this._tab, {
        lang,
        timeZone,
        looks,
        source: this.#sourceNow(),
        customer: this.#found,
        journey,
        touchpoints: this.#log.touchpoints,
      })}
    </div>`;
  }

  #renderState(name: Exclude<PanelState, 'loading'>) {
    const words = panelWords(this.format);
    const [title, text] = this.#explain(name);
    const who = this.#asked()
      .map((identifier) => nameIdentifier(identifier, this.format))
      .join(', ');
    const request = this._problem?.requestId;
    return html`
      <div class="state" role="status">
        ${icon(STATE_ICONS[name])}
        <h3>${title}</h3>
        <p>${fill(text, {who: who || this.customer, message: sentenceOf(this._problem)})}</p>
        ${name === 'error' && request ? html`<p class="request">${fill(words.request, {id: request})}</p>` : nothing}
        ${
          RETRIED.includes(name)
            ? html`<button class="button" @click=${() => this.retry()}>${words.retry}</button>`
            : nothing
        }
      </div>
    `;
  }

  #explain(state: PanelState) {
    return this.format.messages.states[state] ?? statesEnglish[state];
  }

  get #timeline() {
    return this.renderRoot.querySelector<JourneyTimeline>('[part=timeline]');
  }

  /** Who is asked for: what the attributes say, then the property. */
  #asked(): Identifier[] {
    const named = IDENTIFIER_ATTRIBUTES.map((kind): Identifier => ({kind, value: this[kind]}));
    // What a page sets may be null, one alone, or a number.
    return [...named, this.identifiers]
      .flat()
      .flatMap((one) => (one?.kind && one.value ? [{...one, value: `${one.value}`}] : []));
  }

  /** Scrolls to a touchpoint, reading older ones until it is there. False when it is nowhere. */
  async show(id: string): Promise<boolean> {
    this._tab = 'timeline';
    await this.updateComplete; // Who it is may have been set just now.
    const signal = this.#run?.signal;
    while (this._status === 'loading' && !signal?.aborted) await wait(20, signal);
    for (let pages = 0; !signal?.aborted && !this.#log.has(id) && this._next; pages++) {
      const {length} = this.#log.touchpoints;
      if (pages < EVIDENCE_PAGES) await this.#readOlder();
      if (this.#log.touchpoints.length === length) return false;
    }
    await this.updateComplete;
    await this.#timeline?.updateComplete;
    return (await this.#timeline?.show(id)) ?? false;
  }

  readonly #onEvidence = async (event: JourneyEvidenceEvent) => {
    await this.updateComplete; // A listener of the page hears it after this one, and may cancel it.
    const id = event.touchpoints.at(-1);
    if (id && !event.defaultPrevented) void this.show(id);
  };

  /** What does not belong to the first picture is a file of its own. */
  #open(tab: Tab) {
    this._tab = tab;
    if (tab === 'timeline') return;
    import('./insights.ts').then(
      (part) => (this._insights = part),
      () => (this._insights = 'failed'), // The page's policy, or a version that is gone.
    );
  }

  /** Soon, once for all that arrives until then. */
  #concludeSoon(ms = CONCLUDE_MS) {
    this.#due ??= setTimeout(() => void this.#conclude(), ms);
  }

  async #conclude() {
    clearTimeout(this.#due);
    this.#due = undefined;
    const signal = this.#run?.signal;
    if (!signal || !this.#found) return;
    const ask = ++this.#asks;
    try {
      // It speaks only of what is read here: both are on their way at once.
      const brief = import('./brief.ts').catch(() => null); // Without it there is the timeline.
      const journey = await this.#sourceNow()?.journey?.(this.#found, {signal});
      const part = await brief;
      if (part && !this.#brief)
        adoptStyles(this.renderRoot as ShadowRoot, [...JourneyPanel.elementStyles, part.styles]);
      this.#brief = part;
      if (signal.aborted || ask < this.#told) return;
      this.#told = ask;
      this._journey = journey ?? this._journey;
      this.requestUpdate(); // Of who has an identity and no journey, a tab.
    } catch (error) {
      // The timeline tells what is wrong, and the last conclusions say as of when they hold.
      if ((error as Partial<JourneySourceError>).isPassing) this.#concludeSoon(LOOK_AGAIN.baseMs);
    }
  }

  /** Ends what goes on; until now the agent has looked. */
  #stop() {
    if (this.#run && this.#found && this._status === 'ready')
      this.#looks.set(this.#found, Date.now());
    this.#run?.abort();
    this.#run = null;
  }

  /** Forgets everything and begins with whoever is asked for now. */
  #start() {
    this.#stop();
    this.#clear('idle');
    this.#found = '';
    this._tab = 'timeline';
    this.#lastLook = this._problem = null;
    this._loadingOlder = this._olderFailed = this.#merged = false;
    const source = this.#sourceNow();
    if (!source || (!this.customer && this.#asked().length === 0)) return;
    this._status = 'loading';
    this.#run = new AbortController();
    void this.#keepGoing(source, this.#run.signal);
  }

  #sourceNow(): JourneySource | null {
    if (this.source) return this.#own?.(this.source, this) ?? this.source;
    const {src} = this;
    if (!src) return null;
    if (this.#collector?.src !== src) {
      this.#collector = {src, source: collectorSource({url: src, token: () => this.token})};
    }
    return this.#collector.source;
  }

  /** Finds the customer and follows them until `signal` aborts; what fails is tried again. */
  async #keepGoing(source: JourneySource, signal: AbortSignal) {
    const own =
      this.source &&
      import('./own-source.ts').then(
        ({ownSource}) => (this.#own = ownSource),
        () => {}, // What is right shows without it.
      );
    let customer = this.customer;
    let looked = 0;
    const again = () => LOOK_AGAIN.baseMs / 2 + backoffMs(looked++, LOOK_AGAIN);
    for (let attempt = 0; !signal.aborted; attempt++) {
      let pauseMs = Infinity;
      try {
        if (!customer) {
          const found = await source.find(this.#asked(), {signal});
          if (signal.aborted) return;
          if (found) {
            customer = found.customer;
            this._known = found.identifiers ?? [];
          }
        }
        if (customer) {
          await own;
          if (signal.aborted) return;
          this.#found = customer;
          this.#lastLook ??= this.#looks.get(customer);
          await this.#follow(this.#sourceNow()!, customer, signal, () => (attempt = 0));
          if (!this.#merged) return;
          ({customer} = this); // Found anew, under all they are known by now.
          continue;
        }
        this._status = 'notfound';
        pauseMs = again();
      } catch (cause) {
        if (signal.aborted) return;
        const problem =
          cause instanceof JourneySourceError
            ? cause
            : new JourneySourceError('failed', String((cause as Error | null)?.message ?? cause), {
                cause,
              });
        if (problem.code === 'customer_not_found') {
          this.#clear('notfound');
          ({customer} = this); // Their names may be somebody else's by now.
          pauseMs = again();
        } else {
          this.#connect('lost');
          this._problem = problem;
          // What is on the screen stays; a banner says what is wrong.
          if (this._status !== 'ready') this._status = statusOf(problem);
          if (problem.isPassing) {
            pauseMs = Math.max(problem.retryAfterMs ?? 0, 300 + backoffMs(attempt));
          }
          if (problem.code === 'forbidden') this.#clear('forbidden');
          if (problem.isToken) {
            // Who did not hear it, or could not get one, is asked again.
            pauseMs = again();
            // After this update: the host may set the token while it handles the event.
            void this.updateComplete.then(
              () => !signal.aborted && this.dispatchEvent(new JourneyTokenEvent()),
            );
          }
        }
      }
      await this.#pause(pauseMs, signal);
    }
  }

  /** Reads the newest page and listens. Returns when they were erased or merged. */
  async #follow(
    source: JourneySource,
    customer: string,
    outer: AbortSignal,
    onSuccess: () => void,
  ) {
    const stop = new AbortController();
    const signal = AbortSignal.any([outer, stop.signal]);
    const {promise, resolve, reject} = Promise.withResolvers<void>();
    const read = (again = false) =>
      this.#readNewest(source, customer, signal, again).then(() => {
        onSuccess();
        if (this.#merged) resolve();
      }, reject);
    const listen = async () => {
      const lastId = this.#log.touchpoints.at(-1)?.id ?? null;
      let again = false;
      for await (const event of source.live(customer, {signal, lastId})) {
        if (signal.aborted) return;
        if (event.type === 'touchpoint') this.#arrive(event.touchpoint);
        else if (event.type === 'open') {
          this.#connect('on');
          // Read again: between the first page and this moment something may have happened.
          void read(again);
          again = true;
        } else if (event.type === 'lost') this.#connect('lost');
        else if (event.type === 'merged') {
          this.#merged = true;
          return resolve();
        } else if (event.type === 'erased') {
          this.#clear('erased');
          return resolve();
        }
      }
      // It has no more to say: what was read stands, and is not live.
      if (!signal.aborted) this.#connect('none');
    };
    try {
      void read();
      void listen().catch(reject);
      await promise;
    } finally {
      stop.abort();
    }
  }

  async #readNewest(source: JourneySource, customer: string, signal: AbortSignal, again: boolean) {
    const total = this._total!;
    const page = await source.timeline(customer, {limit: PAGE, signal});
    if (signal.aborted) return;
    if (this.#merged) {
      this.#log = journeyLog(); // In place of it, so that nothing blinks.
      this._total = null;
    }
    const log = this.#log;
    const had = this._total !== null;
    const unread = this._total! - log.touchpoints.length;
    const read = [...page.touchpoints];
    let {next} = page;
    // After a long break the newest page may not reach what is known: read on until it does.
    for (let pages = 1; had && next && !this.#reaches(read); pages++) {
      if (pages === GAP_PAGES) {
        this.#log = journeyLog();
        this._next = next;
        break;
      }
      const older = await source.timeline(customer, {limit: PAGE, before: next, signal});
      if (signal.aborted) return;
      read.push(...older.touchpoints);
      next = older.next;
    }
    this.#log.add(read);
    const isSame = had && log === this.#log;
    const sum = log.touchpoints.length + unread;
    // What nobody read is more, or less, than it was: who they are changed while nobody listened. What has come
    // since it was asked for the page may lack.
    this.#merged =
      again && isSame && (page.total > sum || page.total < sum - (this._total! - total));
    if (!had) {
      this._next = page.next;
      this.#lastLook ??= page.lookedAt;
    }
    this._total = isSame && page.total < sum ? sum : page.total;
    this._problem = null;
    this._status = 'ready';
    this._revision++;
    void this.#conclude();
  }

  #reaches(read: readonly Touchpoint[]) {
    return read.some(({id}) => this.#log.has(id));
  }

  #arrive(touchpoint: Touchpoint) {
    if (this.#log.add([touchpoint]).length === 0) return;
    if (this._total !== null) this._total++;
    this._revision++;
    this.#concludeSoon();
  }

  /** Once at a time: whoever asks meanwhile waits for the same page. */
  readonly #readOlder = () => {
    if (!this._loadingOlder) this.#older = this.#readPage();
    return this.#older;
  };

  async #readPage() {
    const signal = this.#run?.signal;
    const before = this._next;
    const log = this.#log;
    if (!signal || !before) return;
    this._loadingOlder = true;
    this._olderFailed = false;
    try {
      const page = await this.#sourceNow()!.timeline(this.#found, {limit: PAGE, before, signal});
      if (signal.aborted) return;
      log.add(page.touchpoints);
      // Where all was read anew meanwhile, it goes on from there.
      if (log === this.#log) ({next: this._next, total: this._total} = page);
      this._revision++;
    } catch (error) {
      if (signal.aborted) return;
      this._olderFailed = true;
      if (error instanceof JourneySourceError && error.isToken) {
        this.dispatchEvent(new JourneyTokenEvent());
      }
    }
    if (!signal.aborted) this._loadingOlder = false;
  }

  /** A stream ends with its token, and with each restart of a proxy: a moment without it is no news. */
  #connect(connection: JourneyPanel['_connection']) {
    clearTimeout(this.#losing);
    const say = () => (this._connection = connection);
    if (connection === 'lost') this.#losing = setTimeout(say, BREAK_MS);
    else say();
  }

  /** Takes everything about the customer off the screen and out of memory. */
  #clear(status: PanelStatus) {
    this.#log = journeyLog();
    this._journey = this._total = this._next = null;
    this.#told = this.#asks + 1;
    this.#generation++;
    this._known = [];
    this.#connect('none');
    this._status = status;
    this._revision++;
  }

  /** Waits so long, or until somebody asks to go on. */
  async #pause(ms: number, signal: AbortSignal) {
    const awake = new AbortController();
    this.#wake = () => awake.abort();
    const either = AbortSignal.any([signal, awake.signal]);
    await wait(ms, either);
    this.#wake = null;
  }
}

/** The state that explains an error. */
const statusOf = (problem: JourneySourceError): 'offline' | 'token' | 'forbidden' | 'error' => {
  if (problem.isToken) return 'token';
  const {code} = problem;
  return code === 'offline' || code === 'forbidden' ? code : 'error';
};

/** What another sentence can follow. */
const sentenceOf = (problem: JourneySourceError | null) =>
  problem?.message.replace(/[^.!?]$/, '$&.') ?? '';

declare global {
  interface HTMLElementTagNameMap {
    'journey-panel': JourneyPanel;
  }
}
