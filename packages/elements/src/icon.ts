import {html, type TemplateResult} from 'lit';
import {pathOfIcon, type Icon} from './icons.ts';

/** An icon beside words that say the same: hidden from who listens. */
export const icon = (icon: Icon): TemplateResult =>
  html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d=${pathOfIcon(icon)}></path></svg>`;
