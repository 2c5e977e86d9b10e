import {account, identify, orders, userIdOf} from './account-store.js';
import {CURRENCY, emptyCart, itemsOf, readCart, sumsOf} from './cart.js';
import {push} from './data-layer.js';
import {pay} from './payment.js';
import {stored} from './storage.js';
import {describe, showSmallLines, showSums} from './sums.js';

const STEPS = ['details', 'delivery', 'payment', 'review'];
const forms = Object.fromEntries(
  STEPS.map((step) => [step, document.querySelector(`[data-step="${step}"]`)]),
);
// Address and delivery survive a reload. The card does not: it is read when it is needed.
const kept = stored('halden.checkout', {done: []}, 'sessionStorage');
const cart = readCart();

const chosen = () => {
  const option = forms.delivery.querySelector(':checked');
  return {
    id: option.value,
    name: option.closest('label').querySelector('b').textContent,
    priceMinor: Number(option.dataset.price),
  };
};
const sums = () => sumsOf(cart, chosen().priceMinor, chosen().id);
const order = () => ({
  currency: CURRENCY,
  value: sums().total / 100,
  ...(cart.coupon && {coupon: cart.coupon}),
  items: itemsOf(cart),
});

/** The step an address names, or the first one that is still to be done. */
const stepAt = (path) => {
  const wanted = path.split('/')[2] || 'details';
  const {done} = kept.get();
  const reachable = STEPS.find((step) => !done.includes(step) || step === wanted) ?? wanted;
  return wanted === 'review' && !forms.payment.number.value ? firstOf(reachable) : reachable;
};
const firstOf = (reachable) => (reachable === 'review' ? 'payment' : reachable);

const show = (step, {moveFocus = true} = {}) => {
  for (const name of STEPS) {
    forms[name].hidden = name !== step;
    const mark = document.querySelector(`[data-step-mark="${name}"]`);
    mark.classList.toggle('done', kept.get().done.includes(name));
    if (name === step) mark.setAttribute('aria-current', 'step');
    else mark.removeAttribute('aria-current');
  }
  const heading = forms[step].querySelector('h2');
  document.title = `Checkout: ${heading.textContent.toLowerCase()} · Halden`;
  if (step !== 'payment') document.getElementById('declined').hidden = true;
  if (step === 'review') showReview();
  if (moveFocus) heading.focus();
};

const go = (step) => {
  history.pushState(null, '', `/checkout/${step}`);
  show(step);
};

const finish = (step) => {
  const {done, ...rest} = kept.get();
  kept.set({...rest, done: [...new Set([...done, step])]});
};

const showReview = () => {
  const {email, name, street, postcode, city} = forms.details;
  const card = forms.payment.number.value.replace(/\D/g, '').slice(-4);
  document
    .getElementById('review')
    .replaceChildren(
      describe('To', `${name.value}, ${street.value}, ${postcode.value} ${city.value}`),
      describe('E-mail', email.value),
      describe('Delivery', chosen().name),
      describe('Card', `ends in ${card}`),
    );
};

const next = {
  details() {
    const {email, name, street, postcode, city} = forms.details;
    kept.set({
      ...kept.get(),
      details: Object.fromEntries(
        [email, name, street, postcode, city].map((f) => [f.name, f.value]),
      ),
    });
    const who = {id: userIdOf(email.value), name: name.value, email: email.value};
    account.set(who);
    identify(who);
    dispatchEvent(new Event('accountchange'));
    go('delivery');
  },
  delivery() {
    kept.set({...kept.get(), delivery: chosen().id});
    push('add_shipping_info', {...order(), shipping_tier: chosen().name});
    go('payment');
  },
  payment() {
    push('add_payment_info', {...order(), payment_type: 'card'});
    go('review');
  },
  async review() {
    const button = forms.review.querySelector('button');
    button.disabled = true;
    button.textContent = 'Asking your bank …';
    const {accepted, reason} = await pay({number: forms.payment.number.value});
    button.disabled = false;
    button.textContent = 'Pay now';
    if (accepted) return complete();
    // GA4 has no event for this, so the shop says it in its own words.
    window.throughline('track', 'payment_failed', {
      reason,
      value: sums().total / 100,
      currency: CURRENCY,
      paymentMethod: 'card',
      step: 'review',
    });
    decline();
  },
};

const decline = () => {
  go('payment');
  forms.payment.number.value = '';
  const alert = document.getElementById('declined');
  alert.replaceChildren(document.getElementById('declined-words').content.cloneNode(true));
  alert.hidden = false;
  alert.scrollIntoView({block: 'center'});
};

const complete = () => {
  const id = `HCG-${10_000 + (crypto.getRandomValues(new Uint16Array(1))[0] % 90_000)}`;
  push('purchase', {
    ...order(),
    transaction_id: id,
    shipping: sums().delivery / 100,
    tax: Math.round(sums().total / 5) / 100,
  });
  orders.set([{id, at: Date.now(), lines: cart.lines, sums: sums()}, ...orders.get()]);
  emptyCart();
  kept.set(undefined);
  location.assign(`/orders/${id}`);
};

const start = () => {
  document.getElementById('checkout').hidden = false;
  const {details = account.get() ?? {}, delivery} = kept.get();
  for (const [name, value] of Object.entries(details)) {
    if (forms.details[name] instanceof HTMLInputElement) forms.details[name].value = value;
  }
  const option = forms.delivery.querySelector(`[value="${delivery}"]`);
  if (option) option.checked = true;

  showSmallLines(cart.lines);
  showSums(sums());
  forms.delivery.addEventListener('change', () => showSums(sums()));

  for (const step of STEPS) {
    forms[step].addEventListener('submit', (event) => {
      event.preventDefault();
      finish(step);
      void next[step]();
    });
    document.querySelector(`[data-step-mark="${step}"] a`).addEventListener('click', (event) => {
      event.preventDefault();
      go(stepAt(`/checkout/${step}`));
    });
  }
  for (const button of document.querySelectorAll('[data-card]')) {
    button.addEventListener('click', () => {
      const {number, expiry, code} = forms.payment;
      number.value = button.dataset.card;
      expiry.value ||= '12/30';
      code.value ||= '123';
      number.focus(); // Of what a script fills in, not all browsers tell: the click would be a dead one.
    });
  }
  addEventListener('popstate', () => show(stepAt(location.pathname)));

  const step = stepAt(location.pathname);
  if (location.pathname !== '/checkout') history.replaceState(null, '', `/checkout/${step}`);
  show(step, {moveFocus: false});
  push('begin_checkout', order());
};

if (cart.lines.length > 0) start();
else document.getElementById('cart-empty').hidden = false;
