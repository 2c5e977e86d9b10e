import type {Journey, Touchpoint} from '@throughline/contracts';
import {html, nothing, type PropertyDeclarations} from 'lit';
import {icon} from './icon.ts';
import {InsightElement} from './insights-element.ts';
import {fill} from './messages.ts';
import {inSentence} from './phrase-format.ts';
import {pathOf} from './words.ts';

type Friction = NonNullable<Journey['frictions']>[number];

/**
 * What got in a customer's way, the latest first: on which page, at which control, and what was slow
 * because of what.
 *
 * @tag journey-frictions
 * @fires journeyevidence - An agent asks what says so.
 */
export class JourneyFrictions extends InsightElement {
  static override readonly properties: PropertyDeclarations = {touchpoints: {attribute: false}};

  /** Those that are loaded: they tell page and control. */
  touchpoints: readonly Touchpoint[] = [];

  override render() {
    const {format, words} = this;
    const frictions = (this.journey?.frictions ?? []).toSorted((a, b) => b.at - a.at);
    const wanted = new Set(frictions.flatMap(({touchpoints}) => touchpoints));
    const known = new Map(
      this.touchpoints
        .filter(({id}) => wanted.has(id))
        .map((touchpoint) => [touchpoint.id, touchpoint]),
    );
    return html`
      <section dir=${format.direction}>
        <h3>${words.frictions}</h3>
        ${frictions.length === 0 ? html`<p>${words.noFrictions}</p>` : nothing}
        <ol role="list">
          ${frictions.map((friction) => {
            const where = this.#where(friction, known);
            return html`<li>
              <button class="friction" @click=${() => this.show(friction.touchpoints)}>
                <span
                  class="mark ${friction.severity > 2 ? 'bad' : 'warn'}"
                  title=${words[`severity${friction.severity as 1 | 2 | 3}`]}
                  >${icon('alert')}</span
                >
                <span
                  ><span class="name">${format.name(friction.type)}</span>
                  ${where ? html`<span class="where">${where}</span>` : nothing}</span
                >
                <time datetime=${new Date(friction.at).toISOString()}
                  >${this.when(friction.at)}</time
                >
              </button>
            </li>`;
          })}
        </ol>
      </section>
    `;
  }

  #where({touchpoints, confidence, source}: Friction, known: ReadonlyMap<string, Touchpoint>) {
    const {format, words} = this;
    const told = touchpoints.map((id) => known.get(id)).filter((one) => one !== undefined);
    const {page, vital, friction, outcome} = told.at(-1) ?? {};
    const parts = [
      confidence && words[source === 'inferred' ? 'observed' : 'stated'],
      page && (page.title || page.path || pathOf(page.url)),
      page?.element,
      outcome?.reason && format.name(outcome.reason),
      vital &&
        fill(words.took, {
          name: vital.name,
          value: vital.name === 'CLS' ? format.number(vital.value) : format.duration(vital.value),
        }),
      vital?.target && fill(words.because, {target: vital.target}),
      ...Object.entries(friction?.evidence ?? {}).map(([key, value]) =>
        key.endsWith('Ms') && typeof value === 'number'
          ? format.duration(value)
          : typeof value === 'number'
            ? `${format.number(value)} ${inSentence(format.name(key), format)}`
            : value,
      ),
    ];
    return parts
      .filter(Boolean)
      .map((part) => fill(format.messages.parts.fact, {fact: String(part)}))
      .join(' · ');
  }
}
