import {currencyOf, minorOf} from './money.ts';
import {ourFields} from './our-fields.ts';
import type {Fields} from './vocabularies.ts';

/**
 * Moves product, cart and order fields into a `commerce` facet, and `status` and `reason` into an
 * `outcome`. Amounts are decimals and become minor units; without a currency they stay as they are.
 */
export const commerceFacets = (name: string, given: Fields): Fields => {
  const fields = ourFields(given);
  const {sku, items, reason} = fields;
  const currency = currencyOf(fields.currency);
  const lines =
    items === undefined ? (sku ? [line(fields, currency)] : []) : linesOf(items, currency);
  // A list of none says that there is none: a cart is empty.
  const isList = lines[0] !== undefined || (Array.isArray(items) && !items[0]);
  const said = word(fields.status);
  const status = STATUS.test(said) ? said : /_(failed|denied)$/.test(name) && 'failure';

  const commerce: [string, unknown][] = [];
  const rest: [string, unknown][] = [];
  for (const entry of Object.entries(fields)) {
    const [key, value] = entry;
    if (key === 'currency' && currency) commerce.push([key, currency]);
    else if (key === 'value' && currency) commerce.push(['valueMinor', minorOf(value, currency)]);
    else if (ORDER.has(key)) {
      if (word(value)) commerce.push([key, word(value)]);
    } else if (
      !(status && (key === 'status' || key === 'reason')) &&
      !(sku && (LINE.has(key) || (key === 'price' && currency))) &&
      !(isList && key === 'items')
    ) {
      rest.push(entry);
    }
  }
  if (isList) commerce.push(['items', lines.filter((each) => each.sku)]);
  if (status) rest.unshift(['outcome', {status, ...(reason ? {reason: word(reason)} : {})}]);
  if (commerce[0]) rest.unshift(['commerce', Object.fromEntries(commerce)]);
  return Object.fromEntries(rest);
};

const STATUS = /^(success|failure|abandoned|pending)$/;
const ORDER = new Set([
  'cartId',
  'orderId',
  'coupon',
  'step',
  'paymentMethod',
  'shippingMethod',
  'list',
]);
const LINE = new Set(['sku', 'name', 'brand', 'category', 'variant', 'quantity', 'position']);

const linesOf = (items: unknown, currency: string | undefined): Fields[] =>
  (Array.isArray(items) ? items : [items])
    .filter((item): item is Fields => typeof item === 'object' && item !== null)
    .map((item) => line(ourFields(item), currency));

/**
 * Text, without blanks and breaks around it, which an id may not hold; numbers and the like as text; of
 * anything else nothing: not all of it can be text.
 */
const word = (value: unknown) => {
  if (typeof value === 'string') return value.trim();
  return /^(b|n)/.test(typeof value) ? String(value) : '';
};

// An order is not to be refused because a page says one thing of one item badly: what is none goes.
const text = (value: unknown) => word(value) || undefined;
const count = (value: unknown) => {
  const whole = Math.round(Number(word(value) || NaN));
  return whole >= 0 && whole <= 1_000_000 ? whole : undefined;
};

const line = (item: Fields, currency: string | undefined): Fields => {
  const {id, sku = id, name, brand, category, variant, price, quantity, position} = item;
  return {
    sku: sku && word(sku),
    name: text(name),
    brand: text(brand),
    category: text(category),
    variant: text(variant),
    priceMinor: minorOf(price, currency),
    quantity: count(quantity),
    position: count(position),
  };
};
