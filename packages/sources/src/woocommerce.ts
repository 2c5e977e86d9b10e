import type {Vocabulary} from './vocabulary.ts';

/** The events of WooCommerce's cart and checkout, and the data of its buttons. */
export const woocommerce: Vocabulary = {
  names: {
    added_to_cart: 'product_added',
    removed_from_cart: 'product_removed',
    applied_coupon: 'coupon_applied',
    removed_coupon: 'coupon_removed',
    checkout_error: 'order_failed',
  },
  fields: {product_sku: 'sku'},
  implied: {checkout_error: {reason: 'checkout_error'}},
};
