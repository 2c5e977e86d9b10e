import {countOf, readCart} from './cart.js';
import {startChat} from './chat.js';
import {startConsent} from './consent.js';
import {block, push} from './data-layer.js';

const showCount = () => {
  const count = countOf(readCart());
  const badge = document.querySelector('[data-cart-count]');
  badge.textContent = count;
  badge.hidden = count === 0;
};

showCount();
addEventListener('cartchange', showCount);
addEventListener('storage', showCount);
startConsent();
startChat();
for (const {event, ecommerce} of block('pushes') ?? []) push(event, ecommerce);
