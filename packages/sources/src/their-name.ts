import {ga4} from './ga4.ts';
import {segment} from './segment.ts';
import {snowplow} from './snowplow.ts';

const VOCABULARIES = {ga4, segment, snowplow} as const;

/** Segment's names that are ours as well, but for case and blanks. */
const SAME = (
  'product_list_viewed product_list_filtered product_clicked product_viewed ' +
  'product_added product_removed product_shared cart_viewed cart_shared ' +
  'checkout_started checkout_step_viewed checkout_step_completed ' +
  'payment_info_entered order_completed order_updated order_cancelled ' +
  'order_refunded coupon_entered coupon_applied coupon_denied coupon_removed ' +
  'promotion_viewed promotion_clicked'
).split(' ');

/**
 * What another system calls a touchpoint of ours: `product_added` is Segment's `Product Added`, GA4's
 * and Snowplow's `add_to_cart`. Undefined where it has no name for it: Segment takes any, and the
 * others an event of one's own.
 */
export const theirName = (
  name: string,
  vocabulary: keyof typeof VOCABULARIES,
): string | undefined => {
  const theirs = BACK[vocabulary].get(name);
  return vocabulary === 'segment' ? theirs && titled(theirs) : theirs;
};

/** Where several of theirs mean one of ours, the first of them. */
const backOf = (names: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(names)
      .toReversed()
      .map(([theirs, ours]) => [ours, theirs]),
  );

const BACK = {
  ga4: backOf(ga4.names),
  segment: new Map([
    ...backOf(segment.names),
    ...SAME.map((name): [string, string] => [name, name]),
  ]),
  snowplow: new Map([...backOf(snowplow.names), ['checkout_started', 'checkout_step'] as const]),
};

/** `product_added_to_wishlist` is written `Product Added to Wishlist`. */
const titled = (name: string) =>
  name
    .split('_')
    .map((word) => (/^(to|from)$/.test(word) ? word : `${word[0]!.toUpperCase()}${word.slice(1)}`))
    .join(' ');
