import type {Survey} from '@throughline/contracts';
import {own} from './own.ts';
import {scales, type Scale, type SurveyType, type SurveyWords} from './survey-scales.ts';
import {surveyStyles} from './survey-styles.ts';

/** A customer has answered. Cancel it, and the tracker is not told. */
export class JourneyAnswerEvent extends Event {
  readonly survey: Survey;

  constructor(survey: Survey) {
    super('journeyanswer', {bubbles: true, composed: true, cancelable: true});
    this.survey = survey;
  }
}

/** There is none on a server, where a page may be drawn. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? class {};

/**
 * One question to a customer, with a scale and room for a text: a survey of NPS, CSAT or CES.
 *
 * The answer goes to whoever listens, and to the tracker of the page, which keeps it only with the
 * visitor's consent. Nothing is stored here, and nothing is read but what is put into it. Made
 * without Lit: it is for a shop's pages, where each kilobyte counts.
 *
 * @fires journeyanswer - A customer sent an answer: `event.survey`. Cancel it, and the tracker is not told.
 * @csspart card - The whole survey.
 * @csspart send - The button that sends the answer.
 * @cssproperty [--journey-accent=#2b5bc4] - Colour of what is chosen, and of the button.
 * @cssproperty [--journey-on-accent] - Colour of text on it.
 * @cssproperty [--journey-ink] - Colour of text.
 * @cssproperty [--journey-muted] - Colour of lesser text.
 * @cssproperty [--journey-surface] - Colour of the card.
 * @cssproperty [--journey-line] - Colour of lines.
 * @cssproperty [--journey-radius=14px] - Roundness of the card.
 * @cssproperty [--journey-font=inherit] - Font.
 */
export class JourneySurvey extends Base {
  static readonly observedAttributes: readonly string[] = [
    'type',
    'question',
    'low',
    'high',
    'comment',
    'optional',
    'send',
    'thanks',
  ];

  #root: ShadowRoot | undefined;
  #words: Partial<SurveyWords> = {};
  /** What it says, and how. */
  #said = '';

  /** `nps` (0 to 10), `csat` (1 to 5) or `ces` (1 to 7). @defaultValue `'csat'` */
  get type(): SurveyType {
    const type = this.getAttribute('type') ?? '';
    return own(scales, type) ? (type as SurveyType) : 'csat';
  }
  set type(type: SurveyType) {
    this.setAttribute('type', type);
  }

  /** Its words in another language; an attribute of the same name goes before. English without. */
  get words(): Partial<SurveyWords> {
    return this.#words;
  }
  set words(words: Partial<SurveyWords>) {
    this.#words = words;
    this.#draw();
  }

  /** What the tracker is told beside the answer, such as `{orderId: 'A-1001'}`. */
  declare fields?: Readonly<Record<string, unknown>>; // What was given before it was defined stays.

  connectedCallback(): void {
    // What a page gave it before it was defined is given again.
    for (const name of ['type', 'words'] as const) {
      if (!Object.hasOwn(this, name)) continue;
      const given = this[name];
      Reflect.deleteProperty(this, name);
      Object.assign(this, {[name]: given});
    }
    if (!this.#root) {
      this.#root = this.attachShadow({mode: 'open', delegatesFocus: true});
      this.#root.adoptedStyleSheets = [surveyStyles()];
      this.#draw();
    }
  }

  attributeChangedCallback(): void {
    this.#draw();
  }

  /** Asks again, as if nothing had been chosen. */
  reset(): void {
    this.#said = '';
    this.#draw();
  }

  #draw() {
    const root = this.#root;
    if (!root) return;
    const scale = scales[this.type];
    const words = this.#wordsOf(scale);
    const said = JSON.stringify([this.type, words, this.getAttribute('comment')]);
    // A page may say the same again whenever it draws itself: what was chosen stays.
    if (said === this.#said) return;
    this.#said = said;
    const text = make('textarea', {id: 'text', rows: '3', maxlength: '2000'});
    const more = make('div', {class: 'more', hidden: ''}, [
      ...(this.getAttribute('comment') === 'none'
        ? []
        : [
            make('label', {for: 'text'}, [
              words.comment,
              make('span', {class: 'optional'}, [` ${words.optional}`]),
            ]),
            text,
          ]),
      make('button', {type: 'submit', class: 'send', part: 'send'}, [words.send]),
    ]);
    const form = make('form', {class: 'card', part: 'card', novalidate: ''}, [
      make('fieldset', {}, [
        make('legend', {}, [words.question]),
        make(
          'div',
          {class: `scale of-${scale.max - scale.min + 1}${scale.faces ? ' faces' : ''}`},
          choicesOf(scale, words),
        ),
        // Said with the first and the last choice as well: here it is for the eye.
        make('div', {class: 'ends', 'aria-hidden': 'true'}, [
          make('span', {}, [words.low]),
          make('span', {}, [words.high]),
        ]),
      ]),
      more,
    ]);
    form.addEventListener('change', () => {
      more.hidden = false;
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const chosen = form.querySelector<HTMLInputElement>(':checked');
      if (chosen) this.#answer(scale, Number(chosen.value), text.value.trim(), words.thanks);
    });
    root.replaceChildren(form);
  }

  #wordsOf({words}: Scale): SurveyWords {
    const given = Object.keys(words).flatMap((key) => {
      const said = this.getAttribute(key) ?? this.#words[key as keyof SurveyWords];
      return said ? [[key, said]] : [];
    });
    return {...words, ...(Object.fromEntries(given) as Partial<SurveyWords>)};
  }

  #answer({min, max}: Scale, score: number, verbatim: string, thanks: string) {
    const survey: Survey = {type: this.type, score, min, max, ...(verbatim && {verbatim})};
    // The button that has the focus goes: whoever reads by ear is taken to what comes in its place.
    const said = make('p', {class: 'card thanks', part: 'card', tabindex: '-1'}, [tick(), thanks]);
    this.#root?.replaceChildren(said);
    said.focus();
    if (this.dispatchEvent(new JourneyAnswerEvent(survey))) tellTracker({...this.fields, survey});
  }
}

/** The page's tracker knows whether the visitor agreed. Where there is none, the event is all. */
const tellTracker = (fields: object) => {
  const {throughline} = globalThis as {throughline?: unknown};
  if (typeof throughline === 'function') throughline('track', 'survey_answered', fields);
};

const choicesOf = ({min, max, faces}: Scale, {low, high}: SurveyWords): HTMLElement[] =>
  Array.from({length: max - min + 1}, (_, index) => {
    const score = min + index;
    const end = score === min ? low : score === max ? high : '';
    const name = faces ? end || faces[index]! : end && `, ${end}`;
    return make('label', {class: 'choice'}, [
      make('input', {type: 'radio', name: 'score', value: String(score)}),
      make('span', {class: 'mark'}, [faces ? face(index / (max - min)) : String(score)]),
      make('span', {class: faces ? 'name' : 'unseen'}, [name]),
    ]);
  });

const make = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  children: readonly (Node | string)[] = [],
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const drawing = (...paths: readonly string[]) => {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 32 32');
  svg.setAttribute('aria-hidden', 'true');
  for (const d of paths) {
    const path = document.createElementNS(namespace, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
};

/** @param mood - From 0, the mouth's corners down, to 1, up. */
const face = (mood: number) => {
  const bend = 20.5 + (mood - 0.5) * 9;
  const corners = 20.5 - (mood - 0.5) * 3;
  return drawing(
    'M16 3a13 13 0 1 0 0 26a13 13 0 1 0 0-26z',
    'M11.5 12.4v1.4M20.5 12.4v1.4',
    `M10.5 ${corners}Q16 ${bend} 21.5 ${corners}`,
  );
};

const tick = () => drawing('M16 3a13 13 0 1 0 0 26a13 13 0 1 0 0-26z', 'M10.5 16.5l4 4l7.5-8');

declare global {
  interface HTMLElementTagNameMap {
    'journey-survey': JourneySurvey;
  }
  interface HTMLElementEventMap {
    journeyanswer: JourneyAnswerEvent;
  }
}
