import {CURRENCY, itemsOf, price, readCart, setCoupon, setQuantity, sumsOf} from './cart.js';
import {push} from './data-layer.js';
import {showSums} from './sums.js';

const template = document.getElementById('line');

const lineElement = ({slug, tint, priceMinor, quantity, item}) => {
  const line = template.content.cloneNode(true);
  const href = `/products/${slug}`;
  const [picture, name] = line.querySelectorAll('a');
  picture.href = name.href = href;
  picture.classList.add(tint);
  picture.tabIndex = -1;
  picture.setAttribute('aria-hidden', 'true');
  line.querySelector('img').src = `${href}.svg`;
  name.textContent = item.item_name;
  line.querySelector('.line-price').textContent = `${price(priceMinor)} each`;
  line.querySelector('.line-total').textContent = price(priceMinor * quantity);
  line.querySelector('.stepper').setAttribute('aria-label', `Quantity of ${item.item_name}`);
  line.querySelector('output').textContent = quantity;

  const change = (by, {slug: of}) => {
    const event = by > 0 ? 'add_to_cart' : 'remove_from_cart';
    const count = Math.abs(by);
    setQuantity(of, quantity + by);
    push(event, {
      currency: CURRENCY,
      value: (priceMinor * count) / 100,
      items: [{...item, quantity: count}],
    });
    show();
  };
  line.querySelector('[data-less]').addEventListener('click', () => change(-1, {slug}));
  line.querySelector('[data-more]').addEventListener('click', () => change(1, {slug}));
  const remove = line.querySelector('[data-remove]');
  remove.setAttribute('aria-label', `Remove ${item.item_name}`);
  remove.addEventListener('click', () => change(-quantity, {slug}));
  return line;
};

const show = () => {
  const cart = readCart();
  const isEmpty = cart.lines.length === 0;
  document.getElementById('cart').hidden = isEmpty;
  document.getElementById('cart-empty').hidden = !isEmpty;
  document.getElementById('lines').replaceChildren(...cart.lines.map(lineElement));
  showSums(sumsOf(cart));
};

document.getElementById('coupon').addEventListener('submit', (event) => {
  event.preventDefault();
  const code = event.target.code.value.trim().toUpperCase();
  if (!code) return;
  const isGood = code === 'HALDEN10';
  const name = isGood ? 'coupon_applied' : 'coupon_denied';
  window.throughline('track', name, {coupon: code, ...(!isGood && {reason: 'unknown_code'})});
  setCoupon(isGood ? code : undefined, isGood ? 10 : 0);
  document.getElementById('code-note').textContent = isGood
    ? 'Ten per cent off, with our thanks.'
    : `We do not know “${code}”. Codes are on the card in the parcel.`;
  show();
});

show();
const cart = readCart();
if (cart.lines.length > 0) {
  push('view_cart', {
    currency: CURRENCY,
    value: sumsOf(cart).goods / 100,
    items: itemsOf(cart),
  });
}
