/** Everything that any vendor says in the tests, by source. */
import type {Sample} from '../kit.ts';
import {shopifySamples, stripeSamples, woocommerceSamples} from './shop.ts';
import {
  freshdeskSamples,
  intercomSamples,
  requestTrackerSamples,
  zammadSamples,
  zendeskSamples,
} from './tickets.ts';

export const samples: Readonly<Record<string, Readonly<Record<string, Sample>>>> = {
  stripe: stripeSamples,
  shopify: shopifySamples,
  woocommerce: woocommerceSamples,
  zendesk: zendeskSamples,
  zammad: zammadSamples,
  freshdesk: freshdeskSamples,
  intercom: intercomSamples,
  'request-tracker': requestTrackerSamples,
};
