import {CURRENCY, addLine} from './cart.js';
import {block, push} from './data-layer.js';
import {stored} from './storage.js';
import {toast} from './toast.js';

const product = block('product');

document.getElementById('buy').addEventListener('submit', (event) => {
  event.preventDefault();
  const quantity = Number(event.target.quantity.value);
  addLine(product, quantity);
  push('add_to_cart', {
    currency: CURRENCY,
    value: (product.priceMinor * quantity) / 100,
    items: [{...product.item, quantity}],
  });
  toast(`${product.item.item_name} is in your cart.`, {href: '/cart', text: 'See the cart'});
});

// There is no push for the wish list: its button says in markup what a click on it means.
const wishes = stored('halden.wishes', []);
const wish = document.querySelector('[data-wish]');
const showWish = () => {
  const kept = wishes.get().includes(product.slug);
  wish.setAttribute('aria-pressed', String(kept));
  wish.dataset.journey = kept ? 'wishlist_removed' : 'wishlist_added';
};
wish.addEventListener('click', () => {
  const all = wishes.get();
  wishes.set(
    all.includes(product.slug)
      ? all.filter((slug) => slug !== product.slug)
      : [...all, product.slug],
  );
  showWish();
});
showWish();
