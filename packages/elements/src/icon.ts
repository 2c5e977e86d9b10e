import {html, type TemplateResult} from 'lit';
import {ICONS, type IconName} from './icons.ts';

/** An icon beside words that say the same: hidden from who listens. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg viewBox="0 0 20 20" aria-hidden="true"><path d=${ICONS[name]}></path></svg>`;
