import type {FeelingSign} from '@throughline/contracts';
import {html, nothing, svg} from 'lit';
import {InsightElement} from './insights-element.ts';
import {fill} from './messages.ts';

const WIDTH = 400;
const HEIGHT = 72;
/** The latest signs; older ones are seldom why somebody writes today. */
const SHOWN = 40;
/** What stands for a method that the sender did not name. */
const UNNAMED = 'inferred';

/**
 * How a customer felt over time. What they said, and what was read off text and clicks, stand on
 * lanes of their own: experience is not mixed with observation.
 *
 * @tag journey-feeling
 * @fires journeyevidence - An agent asks what a point rests on.
 */
export class JourneyFeeling extends InsightElement {
  override render() {
    const {format, words, journey} = this;
    const {feeling, inference} = journey ?? {};
    const signs = (feeling?.signs ?? []).slice(-SHOWN);
    const methods = [
      ...new Set(
        signs
          .filter(({kind, method}) => kind === 'inferred' && method !== UNNAMED)
          .map(({method}) => method),
      ),
    ];
    const trend = feeling?.trend;
    return html`
      <section dir=${format.direction}>
        <h3>
          ${words.feeling}
          ${trend ? html`<span class="value ${trend}">${words[trend]}</span>` : nothing}
        </h3>
        ${inference === false ? html`<p>${words.objected}</p>` : nothing}
        ${
          signs.length === 0
            ? inference === false
              ? nothing
              : html`<p>${words.notEnough}</p>`
            : html`${this.#renderLane(
                words.stated,
                signs,
                signs.filter(({kind}) => kind !== 'inferred'),
              )}${this.#renderLane(
                words.observed,
                signs,
                signs.filter(({kind}) => kind === 'inferred'),
              )}`
        }
        ${methods.length > 0 ? html`<p>${fill(words.how, {methods: format.list(methods)})}</p>` : nothing}
      </section>
    `;
  }

  #renderLane(label: string, all: readonly FeelingSign[], signs: readonly FeelingSign[]) {
    if (signs.length === 0) return nothing;
    const {words} = this;
    const rtl = this.format.direction === 'rtl';
    // In turns, not to scale: years of quiet would press what matters into one point.
    const place = (sign: FeelingSign) => {
      const along = (all.indexOf(sign) + 0.5) / all.length;
      return {
        x: 12 + (WIDTH - 24) * (rtl ? 1 - along : along),
        y: HEIGHT / 2 - (sign.valence / 2) * (HEIGHT / 2 - 9),
      };
    };
    const points = signs.map((sign) => ({sign, ...place(sign)}));
    // Big enough for a finger where there is room, and nobody takes a neighbour's click.
    const hit = Math.min(26, Math.max(6, WIDTH / all.length / 2));
    const last = signs.at(-1)!;
    return html`<figure>
      <figcaption>
        ${label}
        <span class="value">${this.#valence(last.valence)} · ${this.when(last.at)}</span>
      </figcaption>
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" class="lane" role="group" aria-label=${label}>
        <line x1="0" x2=${WIDTH} y1=${HEIGHT / 2} y2=${HEIGHT / 2}></line>
        <polyline points=${points.map(({x, y}) => `${x},${y}`).join(' ')}></polyline>
        ${points.map(({sign, x, y}) => {
          const valence = this.#valence(sign.valence);
          const at = this.when(sign.at);
          const told =
            sign.method === UNNAMED
              ? `${valence} · ${at}`
              : fill(words.sign, {valence, method: sign.method, at});
          const tone = sign.valence < 0 ? 'bad' : sign.valence > 0 ? 'good' : '';
          const show = () => this.show([sign.touchpoint]);
          const onKey = (event: KeyboardEvent) => {
            if (event.key !== 'Enter' && event.key !== ' ') return;
            event.preventDefault(); // The blank would scroll.
            show();
          };
          return svg`<g class=${tone} tabindex="0" role="button" aria-label=${told} @click=${show} @keydown=${onKey}>
            <title>${told}</title>
            <circle class="hit" cx=${x} cy=${y} r=${hit}></circle>
            <circle cx=${x} cy=${y} r="6"></circle>
          </g>`;
        })}
      </svg>
    </figure>`;
  }

  #valence(valence: number) {
    const {good, bad} = this.words;
    const sign = valence > 0 ? '+' : '';
    const name = valence > 0 ? good : valence < 0 ? bad : '';
    return `${sign}${this.format.number(valence)} ${name}`.trim();
  }
}
