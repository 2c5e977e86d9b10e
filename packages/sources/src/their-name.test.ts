import {TOUCHPOINT_NAMES} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {hearSegment, hearSnowplow, liftTouchpoint, theirName} from './index.ts';

/** What we make of a name of theirs, by the way in that their libraries take. */
const heardAs = {
  segment: (event: string) => {
    const message = {event, anonymousId: 'a', messageId: 'm', timestamp: 1};
    return ours(hearSegment('track', message, 1).touchpoints[0]);
  },
  ga4: (name: string) => ours({name, source: 'ga4'}),
  snowplow: (type: string) => {
    const schema =
      'iglu:com.snowplowanalytics.snowplow.ecommerce/snowplow_ecommerce_action/jsonschema/1-0-0';
    const ue_pr = JSON.stringify({data: {schema, data: {type}}});
    const events = [{e: 'ue', eid: 'e', dtm: '1', duid: 'a', ue_pr}];
    return ours(hearSnowplow({data: events}, 1).touchpoints[0]);
  },
};
const ours = (touchpoint: unknown) => (liftTouchpoint(touchpoint) as {name: string}).name;

const commerce = TOUCHPOINT_NAMES.filter((name) =>
  /^(product|cart|checkout|order|coupon|wishlist|promotion|payment_info|review)_/.test(name),
);

describe('theirName', () => {
  it.each(['segment', 'ga4', 'snowplow'] as const)(
    '%s: what is told back is heard as the same',
    (whose) => {
      const told = TOUCHPOINT_NAMES.flatMap((name) => {
        const theirs = theirName(name, whose);
        return theirs ? [[name, heardAs[whose](theirs)]] : [];
      });
      expect(told.length).toBeGreaterThan(9);
      for (const [name, heard] of told) {
        // The step's number, which is not in a name, tells the two apart.
        if (whose === 'snowplow' && name === 'checkout_started') continue;
        expect(heard).toBe(name);
      }
    },
  );

  it('has a name of Segment’s for all of commerce but what it does not know', () => {
    expect(commerce.filter((name) => !theirName(name, 'segment'))).toEqual([
      'order_failed',
      'order_shipped',
      'order_delivered',
    ]);
  });

  it.each([
    ['product_added', 'Product Added', 'add_to_cart', 'add_to_cart'],
    ['wishlist_added', 'Product Added to Wishlist', 'add_to_wishlist', undefined],
    ['product_searched', 'Products Searched', 'search', 'site_search'],
    ['checkout_started', 'Checkout Started', 'begin_checkout', 'checkout_step'],
    ['order_completed', 'Order Completed', 'purchase', 'transaction'],
    ['order_failed', undefined, undefined, 'trns_error'],
    ['message_received', 'Live Chat Message Received', undefined, undefined],
    ['page_viewed', undefined, 'page_view', 'page_view'],
    ['ticket_created', undefined, undefined, undefined],
  ])('%s is %s, %s, %s', (name, ...theirs) => {
    expect(
      (['segment', 'ga4', 'snowplow'] as const).map((whose) => theirName(name, whose)),
    ).toEqual(theirs);
  });
});
