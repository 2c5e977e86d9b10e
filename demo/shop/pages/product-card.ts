import {markup, type Markup} from '../../markup.ts';
import {price, type Product} from '../catalogue.ts';

export const picture = ({slug, tint}: Product, alt: string): Markup => markup`
  <span class="picture ${tint}">
    <img src="/products/${slug}.svg" alt="${alt}" width="400" height="400" />
  </span>
`;

export const productCard = (product: Product): Markup => markup`
  <li class="card">
    <a href="/products/${product.slug}">
      ${picture(product, '')}
      <b>${product.name}</b>
      <span class="card-tagline">${product.tagline}</span>
      <span class="price">${price(product.priceMinor)}</span>
    </a>
  </li>
`;
