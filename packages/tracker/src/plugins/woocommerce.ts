import type {Fields, TrackerPlugin} from '../plugin.ts';
import {whenThere} from '../wrap.ts';

type Handler = (event: {type: string}, ...values: never[]) => void;
type Query = (target: Element) => Record<'on' | 'off', (types: string, handler: Handler) => void>;

/** Records what WooCommerce's cart and checkout say through jQuery. */
export const woocommerce = (): TrackerPlugin => ({
  name: 'woocommerce',

  setup: ({track}) =>
    whenThere('jQuery', (query: Query) => {
      const heard: Handler = ({type}, first: string, _hash, button?: {data?(): Fields}) => {
        const {product_id, product_sku, quantity} = button?.data?.() ?? {};
        const fields = /coupon/.test(type) ? {coupon: first} : {product_id, product_sku, quantity};
        track(type, fields, undefined, 'woocommerce');
      };
      const types = 'applied_coupon removed_coupon removed_from_cart added_to_cart checkout_error';
      const body = query(document.body);
      body.on(types, heard);
      return () => body.off(types, heard);
    }),
});
