import {markup} from '../../markup.ts';
import type {Page} from './layout.ts';

/** Filled by `cart-page.js`: the cart is in the visitor's browser. */
export const cartPage = (): Page => ({
  title: 'Your cart · Halden',
  current: 'cart',
  scripts: ['cart-page.js'],
  main: markup`
    <div class="page-head"><h1>Your cart</h1></div>
    <p class="empty" id="cart-empty" hidden>
      Nothing in it yet. <a href="/shop/brew">Have a look at the kettles</a>, they are new.
    </p>
    <div class="cart" id="cart" hidden>
      <ul class="lines" id="lines" aria-label="Things in your cart"></ul>
      <aside class="summary" aria-label="Summary">
        <h2>Summary</h2>
        <dl id="sums"></dl>
        <form class="coupon" id="coupon">
          <label for="code">Discount code</label>
          <div>
            <input id="code" name="code" autocomplete="off" maxlength="32" />
            <button class="button outline small">Apply</button>
          </div>
          <p class="field-note" id="code-note" role="status">Try HALDEN10, or one that is wrong.</p>
        </form>
        <a class="button wide" href="/checkout">Go to checkout</a>
        <p class="field-note centred">
          Questions?
          <button class="plain" type="button" data-journey-chat="cart">Chat with us</button>
        </p>
      </aside>
    </div>
    <template id="line">
      <li class="line">
        <a class="picture"><img alt="" width="400" height="400" /></a>
        <div class="line-words"><a class="line-name"></a><span class="line-price"></span></div>
        <div class="stepper" role="group">
          <button type="button" data-less aria-label="One less">−</button>
          <output></output>
          <button type="button" data-more aria-label="One more">+</button>
        </div>
        <b class="line-total"></b>
        <button class="plain" type="button" data-remove>Remove</button>
      </li>
    </template>
  `,
});
