import type {BriefSentence, Journey, NextAction, Phrase} from '@throughline/contracts';
import {say} from '@throughline/journey';
import {english} from '@throughline/journey/english';
import {html, nothing, type PropertyDeclarations} from 'lit';
import {briefEnglish} from './brief-english.ts';
import {JourneyActionEvent, JourneyEvidenceEvent} from './events.ts';
import {icon} from './icon.ts';
import {INTERNAL} from './internal.ts';
import {styles} from './journey-brief.styles.ts';
import {JourneyElement} from './journey-element.ts';
import {fill} from './messages.ts';
import {own} from './own.ts';
import {inSentence, phraseFormat} from './phrase-format.ts';

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
    _verdicts: INTERNAL,
    _all: INTERNAL,
  };

  static override readonly styles = styles;

  /** What the touchpoints come to. */
  journey: Journey | null = null;

  private _all = false;
  private _verdicts: Readonly<Record<string, JourneyActionEvent['verdict']>> = {};

  override render() {
    const {journey, format} = this;
    const {words} = this;
    const {brief = [], nextActions = [], reason, basis} = journey ?? {};
    if (!reason && brief.length + nextActions.length === 0) return nothing;
    return html`
      <section part="brief" dir=${format.direction} aria-label=${words.label}>
        ${reason ? this.#renderReason(reason) : nothing}
        <dl>
          ${brief.map(
            (sentence) =>
              html`<div>
                <dt>${words[sentence.question]}</dt>
                <dd>${this.#renderSentence(sentence)}</dd>
              </div>`,
          )}
        </dl>
        ${nextActions
          .slice(0, this._all ? undefined : SHOWN)
          .map((action) => this.#renderAction(action))}
        ${
          nextActions.length > SHOWN && !this._all
            ? html`<button class="sentence more" @click=${() => (this._all = true)}>
                ${fill(words.more, {n: format.number(nextActions.length - SHOWN)})}
              </button>`
            : nothing
        }
        ${
          basis && basis.touchpoints < basis.total
            ? html`<p class="basis">
                ${fill(words.basis, {
                  n: format.number(basis.touchpoints),
                  total: format.number(basis.total),
                })}
              </p>`
            : nothing
        }
      </section>
    `;
  }

  protected get words(): typeof briefEnglish {
    return {...briefEnglish, ...this.format.messages.brief};
  }

  #say(phrase: Phrase | BriefSentence) {
    const {phrases} = this.format.messages;
    const now = this.journey?.asOf ?? 0;
    return say(phrase, {...english, ...phrases}, phraseFormat(this.format, now));
  }

  /** As a sentence begins. */
  #begin(text: string) {
    return text.charAt(0).toLocaleUpperCase(this.format.locale) + text.slice(1);
  }

  #why(because: readonly Phrase[]) {
    return this.#begin(this.format.list(because.map((phrase) => this.#say(phrase))));
  }

  #renderReason({
    reason,
    source,
    confidence,
    because,
    touchpoints,
  }: NonNullable<Journey['reason']>) {
    const {format} = this;
    const {words} = this;
    const pattern = words[source === 'declared' ? 'declared' : 'about'];
    // What a contact declares is mostly a word we know, spelt its own way: "Payment".
    const name = own(format.messages.names, reason.toLowerCase()) ?? format.name(reason);
    return html`<button class="reason" @click=${() => this.#show(touchpoints)}>
      ${icon('help')}
      <span
        ><b>${fill(pattern, {reason: inSentence(name, format)})}</b>
        ${source === 'declared' ? nothing : html`<span class="share">${format.percent(confidence)}</span>`}
        ${because.length > 0 ? html`<span class="why">${this.#why(because)}</span>` : nothing}</span
      >
    </button>`;
  }

  #renderSentence(sentence: BriefSentence) {
    const {inward} = this.words;
    return html`<button class="sentence" @click=${() => this.#show(sentence.touchpoints)}>
      ${this.#begin(this.#say(sentence))}${
        sentence.sayable ? nothing : html` <span class="inward">${inward}</span>`
      }
    </button>`;
  }

  #renderAction({action, title, because, touchpoints}: NextAction) {
    const {format} = this;
    const {words} = this;
    const verdict = this._verdicts[action];
    const answer = (value: JourneyActionEvent['verdict'], label: string, name: 'check' | 'cross') =>
      html`<button class="button ${value}" @click=${() => this.#judge(action, value)}>
        ${icon(name)}<span>${label}</span>
      </button>`;
    return html`
      <div class="action ${verdict ?? ''}" part="action">
        <button class="sentence" @click=${() => this.#show(touchpoints)}>
          <b>${title ?? format.name(action)}</b>
          <span class="why">${this.#why(because)}</span>
        </button>
        <p role="status">
          ${
            verdict
              ? words[verdict === 'wrong' ? 'refused' : 'accepted']
              : html`${answer('accepted', words.accept, 'check')}
                ${answer('wrong', words.wrong, 'cross')}`
          }
        </p>
      </div>
    `;
  }

  #judge(action: string, verdict: JourneyActionEvent['verdict']) {
    this._verdicts = {...this._verdicts, [action]: verdict};
    this.dispatchEvent(new JourneyActionEvent(action, verdict));
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
