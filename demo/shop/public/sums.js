import {price} from './cart.js';

const row = (name, value, className = '') => {
  const group = document.createElement('div');
  group.className = className;
  const term = document.createElement('dt');
  const definition = document.createElement('dd');
  term.textContent = name;
  definition.textContent = value;
  group.append(term, definition);
  return group;
};

/** Fills the page's list of sums. */
export const showSums = ({goods, discount, delivery, total}) => {
  const rows = [row('Goods', price(goods))];
  if (discount) rows.push(row('Discount', `−${price(discount)}`));
  rows.push(row('Delivery', delivery ? price(delivery) : 'Free'));
  rows.push(row('Total', price(total), 'total'));
  document.getElementById('sums').replaceChildren(...rows);
};

/** Fills the page's short list of things bought. */
export const showSmallLines = (lines) => {
  const items = lines.map(({slug, tint, item, quantity, priceMinor}) => {
    const entry = document.createElement('li');
    const picture = document.createElement('span');
    picture.className = `picture ${tint}`;
    const image = new Image(400, 400);
    image.alt = '';
    image.src = `/products/${slug}.svg`;
    picture.append(image);
    const name = document.createElement('span');
    name.textContent = `${item.item_name} × ${quantity}`;
    const value = document.createElement('b');
    value.textContent = price(priceMinor * quantity);
    entry.append(picture, name, value);
    return entry;
  });
  document.getElementById('small-lines').replaceChildren(...items);
};

export const describe = row;
