import type {Vocabulary} from './vocabulary.ts';

/** Segment Ecommerce v2, whose names are ours but for these. */
export const segment: Vocabulary = {
  names: {
    products_searched: 'product_searched',
    product_added_to_wishlist: 'wishlist_added',
    product_removed_from_wishlist: 'wishlist_removed',
    product_reviewed: 'review_submitted',
  },
  fields: {
    product_id: 'sku',
    products: 'items',
    order_id: 'orderId',
    cart_id: 'cartId',
    checkout_id: 'cartId',
    payment_method: 'paymentMethod',
    shipping_method: 'shippingMethod',
    revenue: 'value',
    total: 'value',
  },
};
