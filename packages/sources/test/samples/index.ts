/** Everything that any vendor says in the tests, by source. */
import type {Sample} from '../kit.ts';
import {shopifySamples, stripeSamples, woocommerceSamples} from './shop.ts';

export const samples: Readonly<Record<string, Readonly<Record<string, Sample>>>> = {
  stripe: stripeSamples,
  shopify: shopifySamples,
  woocommerce: woocommerceSamples,
};
