import {markup} from '../../markup.ts';
import {CATEGORIES, CURRENCY, ga4Item, productOf} from '../catalogue.ts';
import {icon} from './icon.ts';
import type {Page} from './layout.ts';
import {picture, productCard} from './product-card.ts';

const FAVOURITES = ['pour-over-kettle', 'hand-grinder', 'stoneware-mug', 'morgen-beans'].map(
  (slug) => productOf(slug)!,
);
const FACES = {
  brew: 'ceramic-dripper',
  grind: 'electric-grinder',
  drink: 'double-wall-glass',
  beans: 'kveld-beans',
};

export const homePage = (): Page => ({
  title: 'Halden Coffee Goods: kettles, grinders, cups and beans',
  main: markup`
    <section class="hero">
      <div class="hero-words">
        <p class="eyebrow">New: the pour-over kettle</p>
        <h1>Five quiet minutes, every morning</h1>
        <p class="lead">
          Well-made things for good coffee at home. Drawn in our studio in Halden, made to be
          repaired, and yours to try for 60 days.
        </p>
        <p class="hero-actions">
          <a class="button" href="/products/pour-over-kettle">See the kettle</a>
          <a class="link" href="/shop/brew">All for brewing ${icon('arrow')}</a>
        </p>
      </div>
      <div class="hero-scene" aria-hidden="true">
        <img class="hero-carafe" src="/products/glass-carafe.svg" alt="" width="400" height="400" />
        <img
          class="hero-kettle"
          src="/products/pour-over-kettle.svg"
          alt=""
          width="400"
          height="400"
        />
        <img class="hero-mug" src="/products/stoneware-mug.svg" alt="" width="400" height="400" />
      </div>
    </section>

    <section class="band" aria-labelledby="favourites">
      <div class="band-head">
        <h2 id="favourites">What people come back for</h2>
      </div>
      <ul class="grid">
        ${FAVOURITES.map((product) => productCard(product))}
      </ul>
    </section>

    <section class="band" aria-labelledby="categories">
      <div class="band-head"><h2 id="categories">Start anywhere</h2></div>
      <ul class="doors">
        ${CATEGORIES.map(
          ({slug, name, lead}) => markup`
            <li class="door">
              <a href="/shop/${slug}">
                ${picture(productOf(FACES[slug])!, '')}
                <b>${name}</b><span>${lead}</span>
              </a>
            </li>
          `,
        )}
      </ul>
    </section>

    <ul class="promises">
      <li>${icon('truck')}<b>Free from €60</b>Posted the same day if you order before 15:00.</li>
      <li>${icon('back')}<b>60 days to try</b>Return it free of charge, used or not.</li>
      <li>
        ${icon('shield')}<b>Five years of warranty</b>And spare parts for as long as we exist.
      </li>
    </ul>
  `,
  pushes: [
    {
      event: 'view_item_list',
      ecommerce: {
        currency: CURRENCY,
        item_list_id: 'favourites',
        item_list_name: 'What people come back for',
        items: FAVOURITES.map((product, index) => ga4Item(product, {index})),
      },
    },
  ],
});
