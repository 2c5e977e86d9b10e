import {ourFields} from './our-fields.ts';
import type {Fields} from './vocabularies.ts';

/**
 * Moves product, cart and order fields into a `commerce` facet, and `status` and `reason` into an
 * `outcome`. Amounts are decimals and become minor units; without a currency they stay as they are.
 */
export const commerceFacets = (name: string, given: Fields): Fields => {
  const fields = ourFields(given);
  const {sku, items = sku ? [fields] : undefined, reason} = fields;
  const currency = /^[a-z]{3}$/i.test(word(fields.currency))
    ? word(fields.currency).toUpperCase()
    : '';
  const lines = [items]
    .flat()
    .filter((item): item is Fields => typeof item === 'object' && item !== null)
    .map((item) => line(item, currency));
  const status = /^(success|failure|abandoned|pending)$/.test(word(fields.status))
    ? fields.status
    : /_(failed|denied)$/.test(name) && 'failure';

  const commerce: [string, unknown][] = [];
  const rest: [string, unknown][] = [];
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'currency' && currency) commerce.push([key, currency]);
    else if (key === 'value' && currency) commerce.push(['valueMinor', minor(value, currency)]);
    else if (/^((cart|order)Id|coupon|step|(payment|shipping)Method|list)$/.test(key)) {
      commerce.push([key, word(value)]);
    } else if (
      !(status && /^(status|reason)$/.test(key)) &&
      !(sku && (LINE.test(key) || (key === 'price' && currency))) &&
      !(lines[0] && key === 'items')
    ) {
      rest.push([key, value]);
    }
  }
  if (lines[0]) commerce.push(['items', lines.filter((each) => each.sku)]);
  if (status) rest.unshift(['outcome', {status, ...(reason ? {reason: word(reason)} : {})}]);
  if (commerce[0]) rest.unshift(['commerce', Object.fromEntries(commerce)]);
  return Object.fromEntries(rest);
};

const LINE = /^(sku|name|brand|category|variant|quantity|position)$/;

/** Text, numbers and the like as text; of anything else nothing: not all of it can be text. */
const word = (value: unknown) => (/^(b|n|st)/.test(typeof value) ? String(value) : '');

const line = (item: Fields, currency: string): Fields => {
  const {id, sku = id, name, brand, category, variant, price, quantity, position} = ourFields(item);
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
  // By exponent, not by multiplication: 1.005 * 100 is 100.49999999999999.
  const units = Math.round(+`${word(amount)}e${decimalsOf(currency)}`);
  return Number.isSafeInteger(units) ? units : undefined;
};

/** Remembered: to ask takes longer than all the rest. There are only so many currencies. */
const decimals = new Map<string, number>();
const decimalsOf = (currency: string): number => {
  const known =
    decimals.get(currency) ??
    new Intl.NumberFormat('en', {style: 'currency', currency}).resolvedOptions()
      .maximumFractionDigits!;
  decimals.set(currency, known);
  return known;
};
