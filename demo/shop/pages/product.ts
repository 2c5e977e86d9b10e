import {dataBlock, markup} from '../../markup.ts';
import {CURRENCY, PRODUCTS, categoryOf, ga4Item, price, type Product} from '../catalogue.ts';
import {icon} from './icon.ts';
import type {Page} from './layout.ts';
import {picture, productCard} from './product-card.ts';

export const productPage = (product: Product): Page => {
  const category = categoryOf(product.category)!;
  const others = PRODUCTS.filter(({slug}) => slug !== product.slug)
    .sort((a, b) => nearness(b, product) - nearness(a, product))
    .slice(0, 4);
  return {
    title: `${product.name} · Halden`,
    current: product.category,
    scripts: ['product.js'],
    main: markup`
      <nav class="crumbs" aria-label="Where you are">
        <a href="/">Home</a><span aria-hidden="true">/</span
        ><a href="/shop/${category.slug}">${category.name}</a>
      </nav>
      <article class="product">
        ${picture(product, product.name)}
        <div class="product-words">
          <h1>${product.name}</h1>
          <p class="tagline">${product.tagline}</p>
          <p class="rating">
            <span class="stars" aria-hidden="true">★</span> ${product.rating}
            <span>from ${product.reviews} reviews</span>
          </p>
          <p class="price large">${price(product.priceMinor)} <small>VAT included</small></p>
          <p>${product.description}</p>
          <form class="buy" id="buy" data-journey-ignore>
            <label class="unseen" for="quantity">Quantity</label>
            <select id="quantity" name="quantity">
              ${[1, 2, 3, 4, 5, 6].map((count) => markup`<option>${count}</option>`)}
            </select>
            <button class="button" type="submit">Add to cart</button>
            <button
              class="icon-button boxed"
              type="button"
              aria-pressed="false"
              aria-label="Keep on the wish list"
              data-wish
              data-journey="wishlist_added"
              data-journey-sku="${product.sku}"
              data-journey-name="${product.name}"
              data-journey-price="${product.priceMinor / 100}"
              data-journey-currency="${CURRENCY}"
            >
              ${icon('heart')}
            </button>
          </form>
          <ul class="assurances">
            <li>${icon('truck')} In stock, posted today before 15:00</li>
            <li>
              ${icon('back')}
              <a href="/help/articles/returns-and-refunds" data-journey-help="product-returns"
                >60 days to try it, return free of charge</a
              >
            </li>
          </ul>
          <dl class="specs">
            ${product.specs.map(
              ([name, value]) =>
                markup`<div>
                  <dt>${name}</dt>
                  <dd>${value}</dd>
                </div>`,
            )}
          </dl>
        </div>
      </article>
      <section class="band" aria-labelledby="others">
        <div class="band-head"><h2 id="others">Goes well with it</h2></div>
        <ul class="grid">
          ${others.map((other) => productCard(other))}
        </ul>
      </section>
      ${dataBlock('product', {
        slug: product.slug,
        tint: product.tint,
        priceMinor: product.priceMinor,
        item: ga4Item(product),
      })}
    `,
    pushes: [
      {
        event: 'view_item',
        ecommerce: {
          currency: CURRENCY,
          value: product.priceMinor / 100,
          items: [ga4Item(product, {quantity: 1})],
        },
      },
    ],
  };
};

/** Something of another kind first, then the better liked. */
const nearness = (other: Product, product: Product) =>
  (other.category === product.category ? 0 : 1) + other.rating / 10;
