import type {BriefSentence, Journey, NextAction} from '@throughline/contracts';
import {html, nothing, type PropertyDeclarations} from 'lit';
import {briefEnglish} from './brief-english.ts';
import {JourneyActionEvent, JourneyEvidenceEvent} from './events.ts';
import {icon} from './icon.ts';
import {INTERNAL} from './internal.ts';
import {styles} from './journey-brief.styles.ts';
import {JourneyElement} from './journey-element.ts';
import {fill} from './messages.ts';
import {say} from './say.ts';

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
  };

  static override readonly styles = styles;

  /** What the touchpoints come to. */
  journey: Journey | null = null;

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
        ${nextActions.map((action) => this.#renderAction(action))}
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
    const why = because.map((phrase) => say(phrase, format));
    return html`<button class="reason" @click=${() => this.#show(touchpoints)}>
      ${icon('help')}
      <span
        ><b>${fill(pattern, {reason: format.name(reason).toLocaleLowerCase(format.locale)})}</b>
        ${source === 'declared' ? nothing : html`<span class="share">${format.percent(confidence)}</span>`}
        ${why.length > 0 ? html`<span class="why">${format.list(why)}</span>` : nothing}</span
      >
    </button>`;
  }

  #renderSentence(sentence: BriefSentence) {
    const {inward} = this.words;
    return html`<button class="sentence" @click=${() => this.#show(sentence.touchpoints)}>
      ${say(sentence, this.format)}${
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
        ${icon(name)}${label}
      </button>`;
    return html`
      <div class="action ${verdict ?? ''}" part="action">
        <button class="sentence" @click=${() => this.#show(touchpoints)}>
          <b>${title ?? format.name(action)}</b>
          <span class="why">${format.list(because.map((phrase) => say(phrase, format)))}</span>
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
