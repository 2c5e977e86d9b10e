import type {Vocabulary} from './vocabulary.ts';

/**
 * Segment Ecommerce v2, whose names are ours but for these; Live Chat; and what is left of Ecommerce
 * v1. Of two names for one of ours the first is the one it is told back by.
 */
export const segment: Vocabulary = {
  names: {
    products_searched: 'product_searched',
    product_added_to_wishlist: 'wishlist_added',
    product_removed_from_wishlist: 'wishlist_removed',
    product_reviewed: 'review_submitted',
    wishlist_product_added_to_cart: 'product_added',
    live_chat_conversation_started: 'chat_started',
    live_chat_conversation_ended: 'chat_ended',
    live_chat_message_sent: 'message_sent',
    live_chat_message_received: 'message_received',
    viewed_product_category: 'product_list_viewed',
    viewed_product: 'product_viewed',
    added_product: 'product_added',
    removed_product: 'product_removed',
    completed_order: 'order_completed',
  },
  fields: {
    product_id: 'sku',
    products: 'items',
    order_id: 'orderId',
    cart_id: 'cartId',
    checkout_id: 'cartId',
    payment_method: 'paymentMethod',
    review_body: 'comment',
    shipping_method: 'shippingMethod',
    revenue: 'value',
    total: 'value',
  },
};
