import {markup, type Markup} from '../../markup.ts';
import {price} from '../catalogue.ts';
import {icon} from './icon.ts';
import type {Page} from './layout.ts';

export const STEPS = ['details', 'delivery', 'payment', 'review'] as const;
const TITLES = {
  details: 'Your details',
  delivery: 'Delivery',
  payment: 'Payment',
  review: 'Review and pay',
};

const DELIVERIES = [
  {id: 'standard', name: 'Standard', note: 'Two to four working days', priceMinor: 490},
  {id: 'express', name: 'Express', note: 'The next working day', priceMinor: 990},
  {id: 'pickup', name: 'Pick up in Halden', note: 'Ready in two hours', priceMinor: 0},
] as const;

/** One document for all steps: `checkout.js` moves between them with `history.pushState`. */
export const checkoutPage = (): Page => ({
  title: 'Checkout · Halden',
  scripts: ['checkout.js'],
  main: markup`
    <div class="page-head"><h1>Checkout</h1></div>
    <p class="empty" id="cart-empty" hidden>
      There is nothing to pay for yet. <a href="/shop/brew">Back to the shop</a>
    </p>
    <div class="checkout" id="checkout" hidden>
      <div>
        <ol class="steps" aria-label="Steps">
          ${STEPS.map(
            (step) =>
              markup`<li data-step-mark="${step}">
                <a href="/checkout/${step}">${TITLES[step]}</a>
              </li>`,
          )}
        </ol>
        <div class="alert" id="declined" role="alert" hidden></div>
        <template id="declined-words">
          <h2>Your card was declined</h2>
          <p>
            Your bank did not accept this payment, and nothing was charged. Try another card, or see
            <a href="/help/articles/my-card-was-declined" data-journey-help="card-declined"
              >what usually helps</a
            >.
          </p>
          <button class="button outline small" type="button" data-journey-chat="card-declined">
            ${icon('chat')} Chat with us
          </button>
        </template>
        ${details()}${delivery()}${payment()}${review()}
      </div>
      <aside class="summary" aria-label="Your order">
        <h2>Your order</h2>
        <ul class="small-lines" id="small-lines"></ul>
        <dl id="sums"></dl>
      </aside>
    </div>
  `,
});

const step = (name: (typeof STEPS)[number], button: string, content: Markup) => markup`
  <form class="step" name="checkout-${name}" data-step="${name}" aria-labelledby="step-${name}" hidden>
    <h2 id="step-${name}" tabindex="-1">${TITLES[name]}</h2>
    ${content}
    <p class="step-actions">
      <button class="button" type="submit">${button}</button>
    </p>
  </form>
`;

const field = (
  name: string,
  label: string,
  autocomplete: string,
  {type = 'text', note = '', half = false, inputmode = ''} = {},
) => markup`
  <div class="field ${half && 'half'}">
    <label for="${name}">${label}</label>
    <input
      id="${name}"
      name="${name}"
      type="${type}"
      autocomplete="${autocomplete}"
      ${inputmode && markup`inputmode="${inputmode}"`}
      ${note && markup`aria-describedby="${name}-note"`}
      required
    />
    ${note && markup`<p class="field-note" id="${name}-note">${note}</p>`}
  </div>
`;

const details = () =>
  step(
    'details',
    'Continue to delivery',
    markup`<div class="fields">
      ${field('email', 'E-mail', 'email', {type: 'email', note: 'For the confirmation, no ads.'})}
      ${field('name', 'Full name', 'name')}
      ${field('street', 'Street and number', 'street-address')}
      ${field('postcode', 'Postcode', 'postal-code', {half: true})}
      ${field('city', 'City', 'address-level2', {half: true})}
    </div>`,
  );

const delivery = () =>
  step(
    'delivery',
    'Continue to payment',
    markup`<fieldset class="choices">
      <legend class="unseen">How shall it come?</legend>
      ${DELIVERIES.map(
        ({id, name, note, priceMinor}, at) =>
          markup`<label class="choice">
            <input
              type="radio"
              name="delivery"
              value="${id}"
              data-price="${priceMinor}"
              ${at === 0 && markup`checked`}
            />
            <span><b>${name}</b><small>${note}</small></span>
            <span>${priceMinor ? price(priceMinor) : 'Free'}</span>
          </label>`,
      )}
    </fieldset>`,
  );

const payment = () =>
  step(
    'payment',
    'Continue to review',
    markup`<div class="fields">
        ${field('number', 'Card number', 'cc-number', {inputmode: 'numeric'})}
        ${field('expiry', 'Expires (MM/YY)', 'cc-exp', {half: true, inputmode: 'numeric'})}
        ${field('code', 'Security code', 'cc-csc', {half: true, inputmode: 'numeric'})}
      </div>
      <div class="hint">
        <b>Demo cards</b>
        <button class="plain" type="button" data-card="4242 4242 4242 4242">
          4242 4242 4242 4242
        </button>
        <span>is accepted</span>
        <button class="plain" type="button" data-card="4000 0000 0000 0002">
          4000 0000 0000 0002
        </button>
        <span>is declined</span>
      </div>`,
  );

const review = () =>
  step(
    'review',
    'Pay now',
    markup`<dl class="review" id="review"></dl>
      <p class="field-note">
        ${icon('shield')} Nothing is charged: this is a demo, and the card number does not leave
        this page.
      </p>`,
  );
