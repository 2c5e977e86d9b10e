import type {Fields, TrackerPlugin} from '../plugin.ts';

interface Pixel {
  subscribe(name: string, heard: (event: {name: string; data?: Fields}) => void): unknown;
}

/**
 * Records Shopify's customer events, for a custom pixel: there `analytics.subscribe` is the way to
 * hear them. Does nothing where there is none.
 */
export const shopify = (
  pixel = (globalThis as {analytics?: Partial<Pixel>}).analytics,
): TrackerPlugin => ({
  name: 'shopify',

  setup({track}) {
    let listening = true;
    pixel?.subscribe?.('all_standard_events', ({name, data = {}}) => {
      const title = NAMES[name];
      if (listening && title) track(title, fieldsOf(data));
    });
    // Shopify has no way to unsubscribe.
    return () => {
      listening = false;
    };
  },
});

const NAMES: Record<string, string> = {
  product_viewed: 'product_viewed',
  collection_viewed: 'product_list_viewed',
  search_submitted: 'product_searched',
  product_added_to_cart: 'product_added',
  product_removed_from_cart: 'product_removed',
  cart_viewed: 'cart_viewed',
  checkout_started: 'checkout_started',
  checkout_shipping_info_submitted: 'checkout_step_completed',
  payment_info_submitted: 'payment_info_entered',
  checkout_completed: 'order_completed',
};

/** A field of a field of what may not be there. */
const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((from, key) => (from as Fields | undefined)?.[key], value);

const item = (variant: unknown, quantity?: unknown): Fields => ({
  sku: at(variant, 'sku') || at(variant, 'id'),
  name: at(variant, 'product.title') ?? at(variant, 'title'),
  brand: at(variant, 'product.vendor'),
  category: at(variant, 'product.type'),
  variant: at(variant, 'title'),
  price: at(variant, 'price.amount'),
  quantity,
});

const fieldsOf = (data: Fields): Fields => {
  const {cart, checkout, cartLine, productVariant, collection} = data;
  const lines = (at(checkout, 'lineItems') ??
    at(cart, 'lines') ??
    (cartLine ? [cartLine] : [])) as Fields[];
  const items = lines.map((line) => item(line.merchandise ?? line.variant, line.quantity));
  if (productVariant) items.push(item(productVariant));
  for (const each of (at(collection, 'productVariants') ?? []) as unknown[]) items.push(item(each));
  return {
    items,
    currency:
      at(checkout, 'currencyCode') ??
      at(cart, 'cost.totalAmount.currencyCode') ??
      at(cartLine, 'cost.totalAmount.currencyCode') ??
      at(productVariant, 'price.currencyCode'),
    value:
      at(checkout, 'totalPrice.amount') ??
      at(cart, 'cost.totalAmount.amount') ??
      at(cartLine, 'cost.totalAmount.amount'),
    orderId: at(checkout, 'order.id'),
    query: at(data, 'searchResult.query'),
    list: at(collection, 'title'),
  };
};
