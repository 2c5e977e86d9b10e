import {uuidV7} from '@throughline/contracts/uuid';
import {html, nothing, type PropertyDeclarations} from 'lit';
import {briefWords} from './brief-view.ts';
import {icon} from './icon.ts';
import {INTERNAL} from './internal.ts';
import {JourneyElement} from './journey-element.ts';
import {styles} from './journey-note.styles.ts';
import type {JourneySource} from './journey-source.ts';

/** Characters of a note, as the collector takes it. */
const MOST = 2000;

/**
 * Where an agent writes a note about the customer, for whoever takes over. Nothing of it is kept before
 * it is sent, and a note that could not be sent stays where it was written.
 *
 * @tag journey-note
 * @csspart note - The field and its buttons.
 */
export class JourneyNote extends JourneyElement {
  static override readonly properties: PropertyDeclarations = {
    source: {attribute: false},
    customer: {},
    _state: INTERNAL,
  };

  static override readonly styles = styles;

  /** Where it is kept. Nothing shows where that takes no remarks. */
  source: JourneySource | null = null;
  customer = '';

  private _state: 'closed' | 'open' | 'sending' | 'failed' | 'kept' = 'closed';
  /** The same for each try, so that a note is kept once. */
  #id = '';

  override render() {
    const {format, _state: state} = this;
    if (!this.source?.remark || !this.customer) return nothing;
    const words = briefWords(format);
    if (state === 'closed' || state === 'kept')
      return html`<p dir=${format.direction}>
        <button class="button" @click=${this.#open}>${icon('note')} ${words.note}</button>
        <span role="status">${state === 'kept' ? words.noted : ''}</span>
      </p>`;
    const sending = state === 'sending';
    return html`<form
      part="note"
      dir=${format.direction}
      @submit=${this.#send}
      @keydown=${this.#key}
    >
      <label for="text">${words.note}</label>
      <textarea
        id="text"
        rows="3"
        maxlength=${MOST}
        required
        ?readonly=${sending}
        aria-describedby="hint"
      ></textarea>
      <p id="hint">${words.noteHint}</p>
      <p>
        <button class="button" ?disabled=${sending}>${words.save}</button>
        <button class="button" type="button" ?disabled=${sending} @click=${this.#close}>
          ${words.cancel}
        </button>
        <span role="status" class=${state}>${state === 'failed' ? words.notNoted : ''}</span>
      </p>
    </form>`;
  }

  get #text() {
    return this.renderRoot.querySelector('textarea');
  }

  async #to(state: JourneyNote['_state'], focus: string) {
    this._state = state;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(focus)?.focus();
  }

  readonly #open = () => {
    this.#id = uuidV7(Date.now());
    void this.#to('open', 'textarea');
  };

  readonly #close = () => void this.#to('closed', 'button');

  readonly #key = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.#close();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      (event.currentTarget as HTMLFormElement).requestSubmit();
    }
  };

  readonly #send = async (event: Event) => {
    event.preventDefault();
    const text = this.#text?.value.trim();
    if (!text || this._state === 'sending') return;
    this._state = 'sending';
    try {
      await this.source!.remark!(this.customer, {type: 'note', id: this.#id, text});
      await this.#to('kept', 'button');
    } catch {
      await this.#to('failed', 'textarea');
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'journey-note': JourneyNote;
  }
}
