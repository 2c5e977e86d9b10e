import {markup} from '../../markup.ts';
import {CURRENCY, PRODUCTS, ga4Item, type Category} from '../catalogue.ts';
import type {Page} from './layout.ts';
import {productCard} from './product-card.ts';

export const categoryPage = ({slug, name, lead}: Category): Page => {
  const products = PRODUCTS.filter(({category}) => category === slug);
  return {
    title: `${name} · Halden`,
    current: slug,
    main: markup`
      <div class="page-head">
        <h1>${name}</h1>
        <p class="lead">${lead}</p>
      </div>
      <ul class="grid">
        ${products.map((product) => productCard(product))}
      </ul>
    `,
    pushes: [
      {
        event: 'view_item_list',
        ecommerce: {
          currency: CURRENCY,
          item_list_id: slug,
          item_list_name: name,
          items: products.map((product, index) => ga4Item(product, {index})),
        },
      },
    ],
  };
};
