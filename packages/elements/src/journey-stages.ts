import type {Journey} from '@throughline/contracts';
import {html, nothing, svg} from 'lit';
import {InsightElement} from './insights-element.ts';
import {fill} from './messages.ts';
import {ownStage, stageName} from './titles.ts';

/** The latest visits tell where somebody is; the others are counted. */
const SHOWN = 12;

type Visit = NonNullable<Journey['stages']>[number];

/**
 * The stages a customer went through, the latest first: for how long, and whether that is long.
 *
 * @tag journey-stages
 * @fires journeyevidence - An agent asks what says so.
 */
export class JourneyStages extends InsightElement {
  override render() {
    const {format, words, journey} = this;
    const visits = (journey?.stages ?? []).toReversed();
    const shown = visits.slice(0, SHOWN);
    const dwell = (visit: Visit) => (visit.leftAt ?? journey!.asOf) - visit.enteredAt;
    // A month beside a minute: the square root keeps both visible.
    const longest = Math.max(...shown.map((visit) => Math.sqrt(dwell(visit))), 1);
    return html`
      <section dir=${format.direction}>
        <h3>${words.stages}</h3>
        ${visits.length === 0 ? html`<p>${words.noStages}</p>` : nothing}
        <ol class="stages" role="list">
          ${shown.map((visit, index) => {
            const share = Math.max(8, (100 * Math.sqrt(dwell(visit))) / longest);
            const stuck = index === 0 && visit.leftAt === null && journey!.stuck;
            const note = stuck ? this.#stuck(stuck) : visit.leftAt === null && this.#target(visit);
            return html`<li
              class="stage ${visit.leftAt === null ? 'current' : ''} ${stuck ? 'stuck' : ''}"
            >
              <button @click=${() => this.show(visit.evidence)}>
                <span class="name">${stageName(visit.stage, journey!.ownStages, format)}</span>
                <svg class="bar" preserveAspectRatio="none" viewBox="0 0 100 6" aria-hidden="true">
                  ${svg`<rect width=${share} height="6" rx="0"></rect>`}
                </svg>
                <span class="value">${format.duration(dwell(visit))}</span>
                <time datetime=${new Date(visit.enteredAt).toISOString()}
                  >${visit.leftAt === null ? words.now : this.when(visit.enteredAt)}</time
                >
              </button>
              ${note ? html`<p class=${stuck ? 'note' : ''}>${note}</p>` : nothing}
            </li>`;
          })}
        </ol>
        ${
          visits.length > SHOWN
            ? html`<p>${fill(words.earlier, {n: format.number(visits.length - SHOWN)})}</p>`
            : nothing
        }
      </section>
    `;
  }

  #stuck({level, basis, thresholdMs}: NonNullable<Journey['stuck']>) {
    const pattern = this.words[basis === 'past' ? level : 'policy'];
    return fill(pattern, {time: this.format.duration(thresholdMs)});
  }

  /** How long they should be there, where the tenant says so. */
  #target({stage}: Visit) {
    const {targetMs} = ownStage(stage, this.journey?.ownStages) ?? {};
    return targetMs && fill(this.words.target, {time: this.format.duration(targetMs)});
  }
}
