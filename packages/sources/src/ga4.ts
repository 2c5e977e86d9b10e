import type {Vocabulary} from './vocabulary.ts';

/** Google Analytics 4 e-commerce, and what is left of Universal Analytics' in its fields. */
export const ga4: Vocabulary = {
  names: {
    view_item_list: 'product_list_viewed',
    select_item: 'product_clicked',
    view_item: 'product_viewed',
    add_to_cart: 'product_added',
    remove_from_cart: 'product_removed',
    view_cart: 'cart_viewed',
    begin_checkout: 'checkout_started',
    add_shipping_info: 'checkout_step_completed',
    add_payment_info: 'payment_info_entered',
    purchase: 'order_completed',
    refund: 'order_refunded',
    add_to_wishlist: 'wishlist_added',
    view_promotion: 'promotion_viewed',
    select_promotion: 'promotion_clicked',
    search: 'product_searched',
    page_view: 'page_viewed',
  },
  fields: {
    item_id: 'sku',
    item_name: 'name',
    item_brand: 'brand',
    item_category: 'category',
    item_variant: 'variant',
    index: 'position',
    transaction_id: 'orderId',
    payment_type: 'paymentMethod',
    shipping_tier: 'shippingMethod',
    item_list_name: 'list',
    search_term: 'query',
  },
};
