import type {Source} from './source.ts';
import {shopify} from './webhooks/shopify.ts';
import {stripe} from './webhooks/stripe.ts';
import {woocommerce} from './webhooks/woocommerce.ts';

/** Every system that can tell us of customers, by the name in `POST /v1/sources/NAME`. */
export const sources: Readonly<Record<string, Source>> = Object.fromEntries(
  [stripe, shopify, woocommerce].map((source) => [source.name, source]),
);
