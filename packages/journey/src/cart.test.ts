import type {Touchpoint} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {cartOf} from './index.ts';

let at = 0;
const step = (name: string, commerce?: Touchpoint['commerce']) =>
  aTouchpoint({name, occurredAt: ++at, ...(commerce && {commerce})});
const kettle = {sku: 'kettle', name: 'Kettle', priceMinor: 7990, quantity: 1};
const mug = {sku: 'mug', priceMinor: 1850, quantity: 2};
const added = (...items: NonNullable<NonNullable<Touchpoint['commerce']>['items']>) =>
  step('product_added', {currency: 'EUR', items});

describe('cartOf', () => {
  it('adds up what was added', () => {
    expect(cartOf([added(kettle), added(mug), added(kettle)])).toMatchObject({
      lines: [
        {sku: 'kettle', quantity: 2},
        {sku: 'mug', quantity: 2},
      ],
      quantity: 4,
      totalMinor: 2 * 7990 + 2 * 1850,
      currency: 'EUR',
    });
  });

  it('takes away what was removed', () => {
    const journey = [added(mug), step('product_removed', {items: [{...mug, quantity: 1}]})];
    expect(cartOf(journey)).toMatchObject({quantity: 1, totalMinor: 1850});
  });

  it('believes a whole cart over its own sum', () => {
    const before = added(mug);
    const viewed = step('cart_viewed', {currency: 'EUR', valueMinor: 7000, items: [kettle]});
    const cart = cartOf([before, viewed]);
    expect(cart).toMatchObject({quantity: 1, totalMinor: 7000, touchpoints: [viewed.id]});
  });

  it('is gone with the order', () => {
    expect(cartOf([added(mug), step('order_completed', {items: [mug]})])).toBeNull();
  });

  it('is none when everything was removed', () => {
    expect(cartOf([added(mug), step('product_removed', {items: [mug]})])).toBeNull();
  });

  it('is none when it was seen to be empty, unless that is said to be worth something', () => {
    const seen = (valueMinor?: number) =>
      step('cart_viewed', {items: [], ...(valueMinor !== undefined && {valueMinor})});
    expect(cartOf([added(mug), seen()])).toBeNull();
    expect(cartOf([added(mug), seen(3700)])).toMatchObject({quantity: 2});
    expect(cartOf([added(mug), step('checkout_started', {items: []})])).toMatchObject({
      quantity: 2,
    });
  });

  it('has no total where a price is missing or currencies mix', () => {
    expect(cartOf([added({sku: 'gift'})])).toMatchObject({totalMinor: null});
    const journey = [added(kettle), step('product_added', {currency: 'USD', items: [mug]})];
    expect(cartOf(journey)).toMatchObject({totalMinor: null, currency: null});
    // One more of the first currency makes no sum of what came before.
    expect(cartOf([...journey, added(kettle)])).toMatchObject({totalMinor: null, currency: null});
    const viewed = step('cart_viewed', {currency: 'EUR', items: [mug]});
    expect(cartOf([...journey, viewed])).toMatchObject({totalMinor: 3700, currency: 'EUR'});
  });

  it('is not back when the checkout of an order is told of once more', () => {
    const checkout = (name: string) => step(name, {cartId: 'one', currency: 'EUR', items: [mug]});
    const bought = [checkout('checkout_started'), checkout('order_completed')];
    expect(cartOf([...bought, checkout('checkout_updated')])).toBeNull();
    expect(cartOf([...bought, checkout('product_added')])).toMatchObject({quantity: 2});
    const next = step('checkout_started', {cartId: 'two', items: [kettle]});
    expect(cartOf([...bought, next])).toMatchObject({lines: [{sku: 'kettle'}]});
  });

  it('rests on nothing that was before it, nor on a removal from no cart', () => {
    const removed = step('product_removed', {items: [mug]});
    const [first, all, again] = [
      added(mug),
      step('product_removed', {items: [mug]}),
      added(kettle),
    ];
    expect(cartOf([removed, first])!.touchpoints).toEqual([first.id]);
    expect(cartOf([first, all, again])!.touchpoints).toEqual([again.id]);
  });

  it('starts over with another cart id', () => {
    const first = step('product_added', {cartId: 'one', items: [kettle]});
    const second = step('product_added', {cartId: 'two', items: [mug]});
    expect(cartOf([first, second])).toMatchObject({lines: [{sku: 'mug'}]});
  });
});
