import type {Vocabulary} from './vocabulary.ts';

/**
 * The actions of Snowplow's e-commerce schema, and what is left of its older events. Of two names
 * for one of ours the first is the one it is told back by. The first checkout step starts it.
 */
export const snowplow: Pick<Vocabulary, 'names'> = {
  names: {
    page_view: 'page_viewed',
    page_ping: 'page_pinged',
    screen_view: 'screen_viewed',
    product_view: 'product_viewed',
    list_view: 'product_list_viewed',
    list_click: 'product_clicked',
    add_to_cart: 'product_added',
    remove_from_cart: 'product_removed',
    checkout_step: 'checkout_step_completed',
    transaction: 'order_completed',
    trns_error: 'order_failed',
    refund: 'order_refunded',
    promo_view: 'promotion_viewed',
    promo_click: 'promotion_clicked',
    site_search: 'product_searched',
    link_click: 'link_clicked',
    focus_form: 'form_focused',
    change_form: 'form_changed',
    submit_form: 'form_submitted',
    web_vitals: 'web_vital_measured',
  },
};
