import type {Journey, Touchpoint} from '@throughline/contracts';
import type {TemplateResult} from 'lit';
import type {JourneySource} from './journey-source.ts';
import type {Looks} from './looks.ts';
import {html} from './own-html.ts';

interface TabOptions {
  lang: string;
  timeZone: string;
  looks: Looks | null;
  source: JourneySource | null;
  /** Whose identity `source` is asked for. */
  customer: string;
  journey: Journey | null;
  /** Those that are loaded. */
  touchpoints: readonly Touchpoint[];
}

/** What stands under the panel's second and third tab. */
export const tab = (
  name: string,
  {lang, timeZone, looks, source, customer, journey, touchpoints}: TabOptions,
): TemplateResult =>
  name === 'identity'
    ? html`<journey-identity
        .source=${source}
        .customer=${customer}
        .lang=${lang}
        .timeZone=${timeZone}
        .looks=${looks}
      ></journey-identity>`
    : html`<journey-stages
          .journey=${journey}
          .lang=${lang}
          .timeZone=${timeZone}
          .looks=${looks}
        ></journey-stages>
        <journey-feeling
          .journey=${journey}
          .lang=${lang}
          .timeZone=${timeZone}
          .looks=${looks}
        ></journey-feeling>
        <journey-frictions
          .journey=${journey}
          .touchpoints=${touchpoints}
          .lang=${lang}
          .timeZone=${timeZone}
          .looks=${looks}
        ></journey-frictions>
        <journey-cart
          .journey=${journey}
          .lang=${lang}
          .timeZone=${timeZone}
          .looks=${looks}
        ></journey-cart>`;
