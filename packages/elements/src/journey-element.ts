import {LitElement, type PropertyDeclarations, type PropertyValues} from 'lit';
import {formatFor, type Format} from './format.ts';
import {loadWords} from './languages.ts';

/** What all elements share: the language and the time zone they speak in. */
export abstract class JourneyElement extends LitElement {
  static override readonly properties: PropertyDeclarations = {
    lang: {},
    timeZone: {attribute: 'time-zone'},
  };

  /** BCP 47; the page's own unless set. */
  override lang = '';

  /** IANA name; the browser's own unless set. */
  timeZone = '';

  /** How this element says numbers, times and words. */
  protected format: Format = formatFor();

  protected get language(): string {
    return this.lang || languageOf(this);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('lang') && !changed.has('timeZone') && this.hasUpdated) return;
    this.#speak();
    // Until they have come it speaks English.
    void loadWords(this.language)?.then(() => {
      this.#speak();
      this.requestUpdate('lang', '-');
    });
  }

  #speak() {
    this.format = formatFor({
      lang: this.language,
      ...(this.timeZone && {timeZone: this.timeZone}),
    });
  }
}

/** The language an element stands in. */
export const languageOf = (element: Element): string =>
  element.closest<HTMLElement>('[lang]:not([lang=""])')?.lang ||
  element.ownerDocument.documentElement.lang ||
  'en';
