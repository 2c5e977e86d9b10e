import type {Fields} from './plugin.ts';

/**
 * Moves product, cart and order fields into a `commerce` facet, and `status` and `reason` into an
 * `outcome`. Amounts are decimals and become minor units; without a currency they stay as they are.
 */
export const commerceFields = (name: string, given: Fields): Fields => {
  const fields = ours(given);
  const {sku, items = sku && [fields], reason} = fields;
  const rest: Fields = {};
  const commerce: Fields = {};
  const currency = /^[a-z]{3}$/i.test(word(fields.currency))
    ? word(fields.currency).toUpperCase()
    : '';
  const lines = [items]
    .flat()
    .filter((item) => typeof item === 'object' && item)
    .map((item) => line(item as Fields, currency));
  const status = /^(success|failure|abandoned|pending)$/.test(word(fields.status))
    ? fields.status
    : /_(failed|denied)$/.test(name) && 'failure';

  for (const [key, value] of Object.entries(fields)) {
    if (key === 'currency' && currency) commerce.currency = currency;
    else if (key === 'value' && currency) commerce.valueMinor = minor(value, currency);
    else if (/^((cart|order)Id|coupon|step|(payment|shipping)Method|list)$/.test(key)) {
      commerce[key] = word(value);
    } else if (
      !(status && /^(status|reason)$/.test(key)) &&
      !(sku && (LINE.test(key) || (key === 'price' && currency))) &&
      !(lines[0] && key === 'items')
    ) {
      rest[key] = value;
    }
  }
  if (lines[0]) commerce.items = lines.filter((each) => each.sku);
  if (status) rest.outcome = {status, reason: reason && word(reason)};
  return Object.keys(commerce)[0] ? {commerce, ...rest} : rest;
};

const LINE = /^(sku|name|brand|category|variant|quantity|position)$/;

/** What GA4, Universal Analytics and Segment call our fields. */
const NAMES: Fields = {
  item_id: 'sku',
  product_id: 'sku',
  item_name: 'name',
  item_brand: 'brand',
  item_category: 'category',
  item_variant: 'variant',
  index: 'position',
  products: 'items',
  transaction_id: 'orderId',
  order_id: 'orderId',
  cart_id: 'cartId',
  checkout_id: 'cartId',
  payment_type: 'paymentMethod',
  payment_method: 'paymentMethod',
  shipping_tier: 'shippingMethod',
  shipping_method: 'shippingMethod',
  item_list_name: 'list',
  revenue: 'value',
  total: 'value',
  search_term: 'query',
};

/** Text, numbers and the like as text; of anything else nothing: not all of it can be text. */
const word = (value: unknown) => (/^(b|n|st)/.test(typeof value) ? String(value) : '');

/** By our names, without what is empty. Where two names mean one field, the later wins. */
const ours = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([key, value]) => [Object.hasOwn(NAMES, key) ? NAMES[key] : key, value]),
  );

const line = (item: Fields, currency: string): Fields => {
  const {id, sku = id, name, brand, category, variant, price, quantity, position} = ours(item);
  return {
    sku: sku && word(sku),
    name,
    brand,
    category,
    variant: variant && word(variant),
    priceMinor: currency ? minor(price, currency) : undefined,
    quantity: quantity && Math.round(+word(quantity)),
    position: position && Math.round(+word(position)),
  };
};

/** `79.9` in EUR is 7990, `500` in JPY is 500. Undefined where it is no amount. */
const minor = (amount: unknown, currency: string) => {
  const {maximumFractionDigits} = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  // By exponent, not by multiplication: 1.005 * 100 is 100.49999999999999.
  const units = Math.round(+`${word(amount)}e${maximumFractionDigits!}`);
  return Number.isSafeInteger(units) ? units : undefined;
};
