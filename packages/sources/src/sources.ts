import type {Source} from './source.ts';
import {freshdesk} from './webhooks/freshdesk.ts';
import {intercom} from './webhooks/intercom.ts';
import {requestTracker} from './webhooks/request-tracker.ts';
import {shopify} from './webhooks/shopify.ts';
import {stripe} from './webhooks/stripe.ts';
import {woocommerce} from './webhooks/woocommerce.ts';
import {zammad} from './webhooks/zammad.ts';
import {zendesk} from './webhooks/zendesk.ts';

const all: readonly Source[] = [
  stripe,
  shopify,
  woocommerce,
  zendesk,
  zammad,
  freshdesk,
  intercom,
  requestTracker,
];

/** Every system that can tell us of customers, by the name in `POST /v1/sources/NAME`. */
export const sources: Readonly<Record<string, Source>> = Object.fromEntries(
  all.map((source) => [source.name, source]),
);
