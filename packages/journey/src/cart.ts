import type {CommerceItem, Touchpoint} from '@throughline/contracts';
import {mergeTouchpoints} from './order.ts';

/** One line of a cart. */
export interface CartLine {
  sku: string;
  variant: string | null;
  name: string | null;
  quantity: number;
  /** Of one piece, in minor units. */
  priceMinor: number | null;
}

/** The cart as the touchpoints last tell it: the shop itself may know better. */
export interface Cart {
  lines: CartLine[];
  /** Pieces in all. */
  quantity: number;
  /** Minor units; null where a price is missing or currencies mix. */
  totalMinor: number | null;
  /** ISO 4217. */
  currency: string | null;
  /** When it last changed. */
  at: number;
  /** The touchpoints it is read from, oldest first. */
  touchpoints: string[];
}

/** What is known so far of a cart that is not empty. */
interface Known {
  lines: Map<string, CartLine>;
  currencies: Set<string>;
  /** What the shop said it comes to, where nothing has changed since. */
  valueMinor: number | undefined;
  at: number;
  touchpoints: string[];
}

/**
 * The cart as last known, or null when there is none: never seen, emptied, or ordered. A touchpoint
 * that lists the whole cart (viewed, checkout) replaces what was added and removed before it.
 */
export const cartOf = (touchpoints: readonly Touchpoint[]): Cart | null => {
  let cart: Known | null = null;
  let id: string | undefined;
  let ordered: string | undefined;
  for (const {id: touchpoint, name, commerce, occurredAt: at} of mergeTouchpoints(touchpoints)) {
    if (name === 'order_completed') {
      cart = null;
      ordered = commerce?.cartId;
    }
    const effect = effectOf(name);
    const items = commerce?.items ?? [];
    // A checkout without items may be one whose page lists none; a cart that is listed is empty.
    const isEmpty = name === 'cart_viewed' && commerce?.items && !commerce.valueMinor;
    if (!effect || (items.length === 0 && commerce?.valueMinor !== 0 && !isEmpty)) continue;
    // A shop tells of a checkout once more when it has become an order.
    if (ordered !== undefined && ordered === commerce?.cartId && PAID.test(name)) continue;

    const another = commerce?.cartId !== undefined && id !== undefined && commerce.cartId !== id;
    id = commerce?.cartId ?? id;
    if (another || effect === 'replace') cart = null;
    if (!cart && effect === 'remove') continue;
    cart ??= {lines: new Map(), currencies: new Set(), valueMinor: undefined, at, touchpoints: []};
    for (const item of items) change(cart.lines, item, effect);
    if (cart.lines.size === 0) {
      cart = null;
      continue;
    }
    if (commerce?.currency) cart.currencies.add(commerce.currency);
    cart.valueMinor = effect === 'replace' ? commerce?.valueMinor : undefined;
    cart.at = at;
    cart.touchpoints.push(touchpoint);
  }
  return cart && asCart(cart);
};

const PAID = /^(checkout_|payment_)/;

const change = (
  lines: Known['lines'],
  item: CommerceItem,
  effect: 'add' | 'remove' | 'replace',
) => {
  const {sku, variant = null, name = null, quantity, priceMinor} = item;
  const key = JSON.stringify([sku, variant]);
  const line = lines.get(key) ?? {sku, variant, name, quantity: 0, priceMinor: null};
  if (effect === 'remove') line.quantity -= quantity ?? line.quantity;
  else {
    line.quantity += quantity ?? 1;
    line.priceMinor = priceMinor ?? line.priceMinor;
  }
  if (line.quantity > 0) lines.set(key, line);
  else lines.delete(key);
};

const asCart = ({lines: known, currencies, valueMinor, at, touchpoints}: Known): Cart => {
  const lines = [...known.values()];
  const [currency, ...others] = currencies;
  const isMixed = others.length > 0;
  return {
    lines,
    quantity: lines.reduce((sum, line) => sum + line.quantity, 0),
    totalMinor: isMixed ? null : (valueMinor ?? totalOf(lines)),
    currency: isMixed ? null : (currency ?? null),
    at,
    touchpoints,
  };
};

/** A removal of what was never added says nothing: it needs a cart before it. */
const effectOf = (name: string): 'add' | 'remove' | 'replace' | null => {
  if (name === 'product_added') return 'add';
  if (name === 'product_removed') return 'remove';
  return name === 'cart_viewed' || PAID.test(name) ? 'replace' : null;
};

const totalOf = (lines: readonly CartLine[]) => {
  let total = 0;
  for (const {priceMinor, quantity} of lines) {
    if (priceMinor === null) return null;
    total += priceMinor * quantity;
  }
  return total;
};
