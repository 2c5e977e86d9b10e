import {html, nothing} from 'lit';
import {InsightElement} from './insights-element.ts';
import {fill} from './messages.ts';

/**
 * What lies in the customer's cart, as last known.
 *
 * @tag journey-cart
 * @fires journeyevidence - An agent asks what says so.
 */
export class JourneyCart extends InsightElement {
  override render() {
    const {format, words, journey} = this;
    const cart = journey?.cart;
    const money = (minor: number | null) =>
      minor !== null && cart?.currency ? format.money(minor, cart.currency) : '';
    return html`
      <section dir=${format.direction}>
        <h3>${words.cart}</h3>
        ${
          cart
            ? html`<ol role="list">
                  ${cart.lines.map(
                    ({name, sku, variant, quantity, priceMinor}) =>
                      html`<li class="line">
                        <span
                          >${format.number(quantity)} ×
                          ${name ?? sku}${
                            variant ? html`<span class="where">${variant}</span>` : nothing
                          }</span
                        >
                        <span class="value"
                          >${money(priceMinor === null ? null : priceMinor * quantity)}</span
                        >
                      </li>`,
                  )}
                  ${
                    cart.totalMinor === null
                      ? nothing
                      : html`<li class="line sum">
                          <span>${words.total}</span
                          ><span class="value">${money(cart.totalMinor)}</span>
                        </li>`
                  }
                </ol>
                <button class="link" @click=${() => this.show(cart.touchpoints)}>
                  ${fill(words.lastKnown, {at: this.when(cart.at)})}
                </button>`
            : html`<p>${words.noCart}</p>`
        }
      </section>
    `;
  }
}
