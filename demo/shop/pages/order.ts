import {markup} from '../../markup.ts';
import {icon} from './icon.ts';
import type {Page} from './layout.ts';

/** Filled by `order.js`: the order is in the visitor's browser. */
export const orderPage = (id: string): Page => ({
  title: `Order ${id} · Halden`,
  scripts: ['order.js'],
  asks: true,
  main: markup`
    <div class="order" id="order" data-order="${id}">
      <span class="order-mark">${icon('check')}</span>
      <h1>Thank you</h1>
      <p class="lead">Your order <b>${id}</b> is in. We pack it within two hours.</p>
      <p>
        Something wrong with it?
        <a href="/help/articles/change-or-cancel-an-order" data-journey-help="order-change"
          >Change or cancel it</a
        >, or <button class="plain" type="button" data-journey-chat="order">chat with us</button>.
      </p>
      <journey-survey
        id="how-was-it"
        type="ces"
        question="How easy was it to order with us?"
        comment="What could have been easier?"
        thanks="Thank you. We read every answer."
      ></journey-survey>
      <p><a class="button outline" href="/">Back to the shop</a></p>
      <section class="summary" id="bought" aria-labelledby="bought-title" hidden>
        <h2 id="bought-title">What is coming</h2>
        <ul class="small-lines" id="small-lines"></ul>
        <dl id="sums"></dl>
      </section>
    </div>
  `,
});
