import {controlOf} from '../control.ts';
import type {TouchpointSource} from '@throughline/contracts';
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
 * `gtag()`, from Segment-style `analytics.track()`, and from `data-journey` markup. They are sent
 * in the words in which they were said; the collector translates.
 */
export const commerce = ({
  dataLayer = 'dataLayer',
  analytics = 'analytics',
}: CommerceOptions = {}): TrackerPlugin => ({
  name: 'commerce',

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

    const hear = (source: TouchpointSource) => (name: unknown, fields: unknown) => {
      if (HEARD.test(name as string)) track(name as string, fields as Fields, undefined, source);
    };
    const google = hear('ga4');
    const undo = [
      hearLayer(dataLayer, ({event, ecommerce, 0: command, 1: name, 2: fields}) => {
        if (command === 'event') google(name, fields);
        else if (ecommerce) google(event, ecommerce);
      }),
      whenThere(analytics, (segment: Fields) =>
        (segment.track as {call?: unknown} | undefined)?.call
          ? wrap(segment, 'track', hear('segment'))
          : undefined,
      ),
    ];
    return () => undo.forEach((off) => off());
  },
});

/** Of what others say only commerce is heard: a page's other events are not ours. */
export const HEARD =
  /^((products?|order|cart|checkout|payment|coupon)[\W_].*|(view|select)_(item(_list)?|cart|promotion)|add_(to_(cart|wishlist)|(shipping|payment)_info)|remove_from_cart|purchase|begin_checkout|search|refund)$/i;
