import {LitElement, type PropertyDeclarations, type PropertyValues} from 'lit';
import {formatFor, type Format} from './format.ts';
import {loadWords, messagesFor} from './languages.ts';
import type {Looks} from './looks.ts';
import type {RowRenderers, ownRows} from './own-rows.ts';

/** What changes how things are said. */
const SPOKEN = ['lang', 'timeZone', 'looks', 'renderers'] as const;

/**
 * What all elements share: the language and the time zone they speak in, and their look (`tokens.ts`).
 *
 * @cssproperty --journey-ink - Colour of text.
 * @cssproperty --journey-muted - Colour of what matters less.
 * @cssproperty --journey-surface - Colour of header and cards.
 * @cssproperty --journey-ground - Colour behind the cards.
 * @cssproperty --journey-line - Colour of rules and edges.
 * @cssproperty --journey-hover - Colour under the pointer.
 * @cssproperty --journey-accent - Colour of the stage, contacts, links and focus.
 * @cssproperty --journey-accent-soft - The same, behind text.
 * @cssproperty --journey-good - Colour of what went well.
 * @cssproperty --journey-warn - Colour of what may need somebody.
 * @cssproperty --journey-warn-soft - The same, behind text.
 * @cssproperty --journey-bad - Colour of what went wrong.
 * @cssproperty --journey-bad-soft - The same, behind text.
 * @cssproperty [--journey-radius=10px] - How round corners are.
 * @cssproperty [--journey-font=system-ui, sans-serif] - Font family.
 * @cssproperty [--journey-font-size=14px] - Font size.
 * @cssproperty [--journey-max-height=100dvh] - Where the page gives no height.
 */
export abstract class JourneyElement extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    lang: {},
    timeZone: {attribute: 'time-zone'},
    looks: {attribute: false},
    renderers: {attribute: false},
  };

  /** BCP 47; the page's own unless set. */
  override lang = '';

  /** IANA name; the browser's own unless set. */
  timeZone = '';

  /** Icons, colours and names of touchpoints, kinds and channels. */
  looks: Looks | null = null;

  /** What makes the words of a row, by the name of a touchpoint. */
  renderers: RowRenderers | null = null;

  /** Comes with the first of both. */
  #own: typeof ownRows | undefined;

  /** How this element says numbers, times and words. */
  protected format: Format = formatFor();

  protected get language(): string {
    return `${this.lang || languageOf(this)}`;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && !SPOKEN.some((name) => changed.has(name))) return;
    this.#speak();
    const again = () => this.requestUpdate('lang', '-');
    again(); // Whatever it was, the words may be others now.
    const words = messagesFor(this.language);
    // Until they have come it speaks English, and goes on so where they do not.
    void loadWords(this.language)?.then(() => messagesFor(this.language) !== words && again());
    if (!this.#own && (this.looks || this.renderers)) {
      import('./own-rows.ts').then(
        ({ownRows}) => {
          this.#own = ownRows;
          again();
        },
        () => {}, // The page's policy, or a version that is gone: the defaults stay.
      );
    }
  }

  #speak() {
    const format = formatFor({
      lang: this.language,
      ...(this.timeZone && {timeZone: this.timeZone}),
    });
    this.format = this.#own?.(format, this) ?? format;
  }
}

/** The language an element stands in. */
export const languageOf = (element: Element): string =>
  element.closest<HTMLElement>('[lang]:not([lang=""])')?.lang ||
  element.ownerDocument.documentElement.lang ||
  'en';
