import {account, identify, orders, userIdOf} from './account-store.js';
import {price} from './cart.js';

const form = document.getElementById('sign-in');

const orderElement = ({id, at, sums}) => {
  const entry = document.createElement('li');
  const link = document.createElement('a');
  link.href = `/orders/${id}`;
  link.textContent = id;
  const when = document.createElement('span');
  when.textContent = new Date(at).toLocaleDateString();
  const value = document.createElement('b');
  value.textContent = price(sums.total);
  entry.append(link, when, value);
  return entry;
};

const show = () => {
  const who = account.get();
  form.hidden = Boolean(who);
  document.getElementById('signed-in').hidden = !who;
  if (!who) return;
  document.getElementById('account-lead').textContent = `Welcome, ${who.name}.`;
  document.getElementById('orders').replaceChildren(...orders.get().map(orderElement));
  document.getElementById('no-orders').hidden = orders.get().length > 0;
};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const email = form.email.value.trim();
  const who = {id: userIdOf(email), name: form.elements.name.value.trim(), email};
  account.set(who);
  identify(who);
  dispatchEvent(new Event('accountchange'));
  show();
});

document.getElementById('sign-out').addEventListener('click', () => {
  account.set(undefined);
  window.throughline('reset');
  location.reload();
});

show();
