import type {Touchpoint} from '@throughline/contracts';
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

/**
 * The cart as last known, or null when there is none: never seen, emptied, or ordered. A touchpoint
 * that lists the whole cart (viewed, checkout) replaces what was added and removed before it.
 */
export const cartOf = (touchpoints: readonly Touchpoint[]): Cart | null => {
  let cart = null as Cart | null;
  let id: string | undefined;
  for (const touchpoint of mergeTouchpoints(touchpoints)) {
    const {name, commerce, occurredAt} = touchpoint;
    if (name === 'order_completed') cart = null;
    const effect = effectOf(name);
    const items = commerce?.items ?? [];
    if (!effect || (items.length === 0 && commerce?.valueMinor !== 0)) continue;

    const another = commerce?.cartId !== undefined && id !== undefined && commerce.cartId !== id;
    id = commerce?.cartId ?? id;
    const before: Cart | null = another || effect === 'replace' ? null : cart;
    const lines = (before?.lines ?? []).map((line) => ({...line}));
    for (const {sku, variant = null, name: title = null, quantity, priceMinor} of items) {
      const line = lines.find((other) => other.sku === sku && other.variant === variant);
      if (effect === 'remove') {
        if (line) line.quantity -= quantity ?? line.quantity;
      } else if (line) {
        line.quantity += quantity ?? 1;
        line.priceMinor = priceMinor ?? line.priceMinor;
      } else {
        lines.push({
          sku,
          variant,
          name: title,
          quantity: quantity ?? 1,
          priceMinor: priceMinor ?? null,
        });
      }
    }
    const left = lines.filter((line) => line.quantity > 0);
    const mixed = before?.currency && commerce?.currency && before.currency !== commerce.currency;
    cart = {
      lines: left,
      quantity: left.reduce((sum, line) => sum + line.quantity, 0),
      totalMinor: mixed
        ? null
        : effect === 'replace'
          ? (commerce?.valueMinor ?? totalOf(left))
          : totalOf(left),
      currency: mixed ? null : (commerce?.currency ?? before?.currency ?? null),
      at: occurredAt,
      touchpoints: [...(before?.touchpoints ?? []), touchpoint.id],
    };
  }
  return cart && cart.lines.length > 0 ? cart : null;
};

/** A removal of what was never added says nothing, so it needs a cart before it. */
const effectOf = (name: string): 'add' | 'remove' | 'replace' | null => {
  if (name === 'product_added') return 'add';
  if (name === 'product_removed') return 'remove';
  return name === 'cart_viewed' || /^(checkout_|payment_)/.test(name) ? 'replace' : null;
};

const totalOf = (lines: readonly CartLine[]) => {
  let total = 0;
  for (const {priceMinor, quantity} of lines) {
    if (priceMinor === null) return null;
    total += priceMinor * quantity;
  }
  return total;
};
