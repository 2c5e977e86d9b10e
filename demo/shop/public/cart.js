import {stored} from './storage.js';

/**
 * The cart is in the visitor's browser:
 * `{lines: [{slug, tint, priceMinor, quantity, item}], percent, coupon}`, where `item` is GA4's.
 */
const cart = stored('halden.cart', {lines: []});

const change = (value) => {
  cart.set(value);
  dispatchEvent(new Event('cartchange'));
};

export const CURRENCY = 'EUR';
export const readCart = () => cart.get();
export const emptyCart = () => change({lines: []});

export const addLine = (product, quantity) => {
  const {lines, ...rest} = readCart();
  const known = lines.find(({slug}) => slug === product.slug);
  const others = lines.filter((line) => line !== known);
  const line = {...product, quantity: Math.min((known?.quantity ?? 0) + quantity, 99)};
  change({
    ...rest,
    lines: known ? lines.map((old) => (old === known ? line : old)) : [...others, line],
  });
};

/** Sets how many there are of one product; 0 takes it out. */
export const setQuantity = (slug, quantity) => {
  const {lines, ...rest} = readCart();
  change({
    ...rest,
    lines: lines
      .map((line) => (line.slug === slug ? {...line, quantity} : line))
      .filter((line) => line.quantity > 0),
  });
};

export const setCoupon = (coupon, percent) => change({...readCart(), coupon, percent});

/** All in cents. Without a chosen delivery, the standard one is assumed. */
export const sumsOf = ({lines, percent = 0}, deliveryMinor = 490, id = 'standard') => {
  const goods = lines.reduce((sum, line) => sum + line.priceMinor * line.quantity, 0);
  const discount = Math.round((goods * percent) / 100);
  const delivery = goods === 0 || (id === 'standard' && goods >= 6000) ? 0 : deliveryMinor;
  return {goods, discount, delivery, total: goods - discount + delivery};
};

/** The lines as GA4's items. */
export const itemsOf = ({lines}) => lines.map(({item, quantity}) => ({...item, quantity}));
export const countOf = ({lines}) => lines.reduce((sum, {quantity}) => sum + quantity, 0);

const euro = new Intl.NumberFormat('en-IE', {style: 'currency', currency: CURRENCY});
export const price = (minor) => euro.format(minor / 100);
