import type {Journey} from '@throughline/contracts';
import type {Rephrase} from '@throughline/journey';
import {html, nothing, type PropertyDeclarations, type PropertyValues} from 'lit';
import {
  briefView,
  briefWords,
  type ActionView,
  type ReasonView,
  type SentenceView,
} from './brief-view.ts';
import {JourneyActionEvent, JourneyEvidenceEvent} from './brief-events.ts';
import {icon} from './icon.ts';
import {INTERNAL} from './internal.ts';
import {styles} from './journey-brief.styles.ts';
import {JourneyElement} from './journey-element.ts';
import type {JourneySource} from './journey-source.ts';
import {fill} from './messages.ts';

/** A sentence as it is shown, and whether in other words. */
type SaidView = SentenceView & {isOther: boolean};

/** What is longer, in letters, may be cut off: somebody's own words can be a page. Its button's focus shows all. */
const LONG = 300;
const LONG_REASON = 120;

/** The best one; more would be read before the customer is greeted. */
const SHOWN = 1;

/**
 * What an agent needs before the first sentence: why the customer is probably in touch, what
 * happened, what they tried, and what to do next. Every sentence leads to what it rests on.
 *
 * @tag journey-brief
 * @fires journeyevidence - An agent asks for what a sentence rests on; cancel to show it your own way.
 * @fires journeyaction - An agent took an action on, or said that it is wrong here.
 * @csspart brief - The card.
 * @csspart action - A suggested action.
 */
export class JourneyBrief extends JourneyElement {
  static override readonly properties: PropertyDeclarations = {
    journey: {attribute: false},
    source: {attribute: false},
    customer: {},
    rephrase: {attribute: false},
    _other: INTERNAL,
    _original: INTERNAL,
    _failed: INTERNAL,
    _verdicts: INTERNAL,
    _all: INTERNAL,
  };

  static override readonly styles = styles;

  /** What the touchpoints come to. */
  journey: Journey | null = null;

  /** Where an answer to a suggestion is kept; where that takes none, the event alone tells of it. */
  source: JourneySource | null = null;
  customer = '';

  /**
   * Says the sentences in other words: a language model of yours. What adds something is not taken, what is taken
   * is marked, and the sentences as they are stand one button away.
   */
  rephrase: Rephrase | null = null;

  /** What a sentence is in other words, by what it is without. */
  private _other: ReadonlyMap<string, string> = new Map();
  /** The reader wants it as it is. */
  private _original = false;
  /** What was asked about, and whether its answer is still waited for. */
  #asked: {by: Rephrase; about: string; over: AbortController} | null = null;

  private _all = false;
  /** The action whose answer could not be kept. */
  private _failed = '';
  private _verdicts: Readonly<Record<string, JourneyActionEvent['verdict']>> = {};

  override willUpdate(changed: PropertyValues<this>) {
    super.willUpdate(changed);
    if (!changed.has('customer')) return;
    // What was answered about somebody else says nothing here.
    this._verdicts = {};
    this._failed = '';
    this._all = this._original = false;
  }

  override render() {
    const {format} = this;
    const view = briefView(this.journey, format);
    if (!view) return nothing;
    const {label, reason, sentences, actions, basis} = view;
    const words = briefWords(format);
    const said = sentences.map((sentence) => this.#inOtherWords(sentence));
    return html`
      <section part="brief" dir=${format.direction} aria-label=${label}>
        ${reason ? this.#renderReason(reason) : nothing}
        <dl>
          ${said.map(
            (sentence) =>
              html`<div>
                <dt>${sentence.question}</dt>
                <dd>${this.#renderSentence(sentence, words)}</dd>
              </div>`,
          )}
        </dl>
        ${
          said.some(({isOther}) => isOther) || this._original
            ? html`<button
                class="sentence more"
                aria-pressed=${this._original ? 'true' : 'false'}
                @click=${() => (this._original = !this._original)}
              >
                ${words.original}
              </button>`
            : nothing
        }
        ${actions
          .slice(0, this._all ? undefined : SHOWN)
          .map((action) => this.#renderAction(action, words))}
        ${
          actions.length > SHOWN && !this._all
            ? html`<button class="sentence more" @click=${this.#more}>
                ${fill(words.more, {n: format.number(actions.length - SHOWN)})}
              </button>`
            : nothing
        }
        ${basis ? html`<p class="basis">${basis}</p>` : nothing}
      </section>
    `;
  }

  #renderReason({text, share, why, touchpoints}: ReasonView) {
    return html`<button class="reason" @click=${() => this.#show(touchpoints)}>
      ${icon('help')}
      <span
        ><b
          class=${text.length > LONG_REASON ? 'long' : ''}
          title=${text.length > LONG_REASON ? text : nothing}
          >${text}</b
        >
        ${share ? html`<span class="share">${share}</span>` : nothing}
        ${why ? html`<span class="why">${why}</span>` : nothing}</span
      >
    </button>`;
  }

  #renderSentence(
    {text, inward, touchpoints, isOther}: SaidView,
    {rephrased}: ReturnType<typeof briefWords>,
  ) {
    const mark = (label: string) => html` <span class="inward">${label}</span>`;
    return html`<button class="sentence" @click=${() => this.#show(touchpoints)}>
      ${text.length > LONG ? html`<span class="long" title=${text}>${text}</span>` : text}
      ${inward ? mark(inward) : nothing}${isOther ? mark(rephrased) : nothing}
    </button>`;
  }

  #inOtherWords(sentence: SentenceView): SaidView {
    const other = this.rephrase && !this._original ? this._other.get(sentence.text) : undefined;
    return {...sentence, text: other ?? sentence.text, isOther: other !== undefined};
  }

  override updated() {
    const {rephrase: by, journey, format, isConnected} = this;
    const texts = briefView(journey, format)?.sentences.map(({text}) => text) ?? [];
    const about = JSON.stringify([format.locale, texts]);
    if (this.#asked?.by === by && this.#asked?.about === about) return;
    this.#asked?.over.abort();
    this.#asked = null;
    if (!by || texts.length === 0 || !isConnected) return;
    const over = new AbortController();
    this.#asked = {by, about, over};
    void this.#ask(texts, by, over.signal);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#asked?.over.abort();
    this.#asked = null;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.requestUpdate(); // Whoever was asked before waits no more.
  }

  async #ask(texts: readonly string[], by: Rephrase, signal: AbortSignal) {
    try {
      const {rephrased} = await import('./other-words.ts');
      const said = await rephrased(texts, by, {lang: this.format.locale, signal});
      if (signal.aborted) return;
      this._other = new Map(
        texts.flatMap((text, n) => (said[n] === text ? [] : [[text, said[n]!] as const])),
      );
    } catch {
      // The page's policy, or a version that is gone: the sentences stay as they are.
    }
  }

  #renderAction(
    {action, text, why, touchpoints}: ActionView,
    words: ReturnType<typeof briefWords>,
  ) {
    const verdict = this._verdicts[action];
    const answer = (value: JourneyActionEvent['verdict'], label: string, name: 'check' | 'cross') =>
      html`<button
        class="button ${value}"
        @click=${({currentTarget}: Event) => {
          // It goes, and takes the focus with it.
          (currentTarget as Element)
            .closest('.action')!
            .querySelector<HTMLElement>('.sentence')!
            .focus();
          void this.#judge(action, value);
        }}
      >
        ${icon(name)}<span>${label}</span>
      </button>`;
    return html`
      <div class="action ${verdict ?? ''}" part="action">
        <button class="sentence" @click=${() => this.#show(touchpoints)}>
          <b>${text}</b>
          <span class="why">${why}</span>
        </button>
        <p role="status">
          ${
            verdict
              ? words[verdict === 'wrong' ? 'refused' : 'accepted']
              : html`${answer('accepted', words.accept, 'check')}
                ${answer('wrong', words.wrong, 'cross')}
                ${this._failed === action ? words.notNoted : nothing}`
          }
        </p>
      </div>
    `;
  }

  async #judge(action: string, verdict: JourneyActionEvent['verdict']) {
    this._verdicts = {...this._verdicts, [action]: verdict};
    this._failed = '';
    // A desktop that keeps answers itself cancels it.
    if (!this.dispatchEvent(new JourneyActionEvent(action, verdict))) return;
    try {
      await this.source?.remark?.(this.customer, {type: 'action', action, verdict});
    } catch {
      const {[action]: _, ...others} = this._verdicts;
      this._verdicts = others;
      this._failed = action;
    }
  }

  readonly #more = async () => {
    this._all = true;
    await this.updateComplete;
    this.renderRoot.querySelectorAll<HTMLElement>('.action > .sentence')[SHOWN]?.focus();
  };

  #show(touchpoints: readonly string[]) {
    this.dispatchEvent(new JourneyEvidenceEvent(touchpoints));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'journey-brief': JourneyBrief;
  }
}
