import type {Journey} from '@throughline/contracts';
import {html, nothing, type PropertyDeclarations} from 'lit';
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
 * @cssproperty --journey-accent - Colour of the likely reason and of links.
 */
export class JourneyBrief extends JourneyElement {
  static override readonly properties: PropertyDeclarations = {
    journey: {attribute: false},
    source: {attribute: false},
    customer: {},
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

  private _all = false;
  /** The action whose answer could not be kept. */
  private _failed = '';
  private _verdicts: Readonly<Record<string, JourneyActionEvent['verdict']>> = {};

  override render() {
    const {format} = this;
    const view = briefView(this.journey, format);
    if (!view) return nothing;
    const {label, reason, sentences, actions, basis} = view;
    const words = briefWords(format);
    return html`
      <section part="brief" dir=${format.direction} aria-label=${label}>
        ${reason ? this.#renderReason(reason) : nothing}
        <dl>
          ${sentences.map(
            (sentence) =>
              html`<div>
                <dt>${sentence.question}</dt>
                <dd>${this.#renderSentence(sentence)}</dd>
              </div>`,
          )}
        </dl>
        ${actions
          .slice(0, this._all ? undefined : SHOWN)
          .map((action) => this.#renderAction(action, words))}
        ${
          actions.length > SHOWN && !this._all
            ? html`<button class="sentence more" @click=${() => (this._all = true)}>
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
        ><b>${text}</b> ${share ? html`<span class="share">${share}</span>` : nothing}
        ${why ? html`<span class="why">${why}</span>` : nothing}</span
      >
    </button>`;
  }

  #renderSentence({text, inward, touchpoints}: SentenceView) {
    return html`<button class="sentence" @click=${() => this.#show(touchpoints)}>
      ${text}${inward ? html` <span class="inward">${inward}</span>` : nothing}
    </button>`;
  }

  #renderAction(
    {action, text, why, touchpoints}: ActionView,
    words: ReturnType<typeof briefWords>,
  ) {
    const verdict = this._verdicts[action];
    const answer = (value: JourneyActionEvent['verdict'], label: string, name: 'check' | 'cross') =>
      html`<button class="button ${value}" @click=${() => this.#judge(action, value)}>
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

  #show(touchpoints: readonly string[]) {
    this.dispatchEvent(new JourneyEvidenceEvent(touchpoints));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'journey-brief': JourneyBrief;
  }
}
