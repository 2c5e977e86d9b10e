import {uuidV7} from '@throughline/contracts/uuid';
import {html, type PropertyDeclarations} from 'lit';
import {correctEnglish} from './correct-english.ts';
import {INTERNAL} from './internal.ts';
import {JourneyElement} from './journey-element.ts';
import type {JourneySource} from './journey-source.ts';
import {styles} from './journey-note.styles.ts';

/**
 * Where an agent sets right what was read off a customer's words: that they say nothing of how the
 * customer felt.
 *
 * @tag journey-correct
 */
export class JourneyCorrect extends JourneyElement {
  static override readonly properties: PropertyDeclarations = {
    source: {attribute: false},
    customer: {},
    touchpoint: {},
    _state: INTERNAL,
  };

  static override readonly styles = styles;

  /** Where it is kept. */
  source: JourneySource | null = null;
  customer = '';
  /** The id of what was misread. */
  touchpoint = '';

  private _state: 'asked' | 'sending' | 'kept' | 'failed' = 'asked';
  /** The same for each try. */
  readonly #id = uuidV7(Date.now());

  override render() {
    const {_state: state} = this;
    const words = {...correctEnglish, ...this.format.messages.correct};
    const done = state === 'sending' || state === 'kept';
    return html`<p dir=${this.format.direction}>
      <button class="button" ?disabled=${done} @click=${this.#send}>${words.unfelt}</button>
      <span role="status" class=${state}
        >${state === 'kept' ? words.kept : state === 'failed' ? words.failed : ''}</span
      >
    </p>`;
  }

  readonly #send = async () => {
    const {source, customer, touchpoint} = this;
    this._state = 'sending';
    try {
      await source!.remark!(customer, {type: 'feeling', id: this.#id, touchpoint, valence: null});
      this._state = 'kept';
    } catch {
      this._state = 'failed';
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'journey-correct': JourneyCorrect;
  }
}
