import {commerceFields} from '../commerce-fields.ts';
import {controlOf} from '../control.ts';
import type {Fields, TrackerPlugin} from '../plugin.ts';
import {hearLayer, whenThere, wrap} from '../wrap.ts';

export interface CommerceOptions {
  /** The name of the page's data layer. @defaultValue `'dataLayer'` */
  dataLayer?: string;
  /** The name of a Segment-style object, whose `track` calls are heard. @defaultValue `'analytics'` */
  analytics?: string;
}

/**
 * Records products, carts, checkouts and orders: from GA4 e-commerce in the `dataLayer` and by
 * `gtag()`, from Segment-style `analytics.track()`, from `data-journey` markup and from `track()`,
 * whose flat product and order fields it puts in their place.
 */
export const commerce = ({
  dataLayer = 'dataLayer',
  analytics = 'analytics',
}: CommerceOptions = {}): TrackerPlugin => ({
  name: 'commerce',
  map: commerceFields,

  setup({track, listen, page}) {
    const markup = ({dataset}: HTMLElement) => {
      const fields: Fields = {};
      for (const key in dataset) {
        // `data-journey-order-id` is `journeyOrderId` here, and `orderId` to us.
        const field = /^journey([A-Z])(?!n$|abel$)(.*)/.exec(key);
        if (field) fields[field[1]!.toLowerCase() + field[2]!] = dataset[key];
      }
      track(dataset.journey!, fields);
    };
    listen(document, 'click submit', (event) => {
      const control = controlOf(event, '[data-journey]:not([data-journey-on])');
      // A form counts when it is sent, all else when it is clicked.
      if (control && control.matches('form') === (event.type === 'submit')) markup(control);
    });
    listen(page, 'view', () => {
      document.querySelectorAll<HTMLElement>('[data-journey-on=view]').forEach(markup);
    });

    const hear = (title: unknown, fields: unknown = {}) => {
      const name = `${title as string}`.replace(/\W+/g, '_').toLowerCase();
      if (Object.hasOwn(NAMES, name)) track(NAMES[name]!, fields as Fields);
      // Of the rest only commerce is heard: a page's other events are not ours.
      else if (/^(product|cart|checkout|payment|order|coupon)_/.test(name)) {
        track(name, fields as Fields);
      }
    };
    const undo = [
      hearLayer(dataLayer, ({event, ecommerce, 0: command, 1: name, 2: fields}) => {
        if (command === 'event') hear(name, fields);
        else if (ecommerce) hear(event, ecommerce);
      }),
      whenThere(analytics, (segment: Fields) =>
        segment.track ? wrap(segment, 'track', hear) : undefined,
      ),
    ];
    return () => undo.forEach((off) => off());
  },
});

/** Names of others, and ours: GA4 e-commerce, then Segment where it differs. */
const NAMES: Record<string, string> = {
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
  products_searched: 'product_searched',
  product_added_to_wishlist: 'wishlist_added',
  product_removed_from_wishlist: 'wishlist_removed',
  product_reviewed: 'review_submitted',
};
