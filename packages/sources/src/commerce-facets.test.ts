import {Commerce} from '@throughline/contracts';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {commerceFacets} from './commerce-facets.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

const fields = (given: Record<string, unknown>, name = 'product_added') =>
  JSON.parse(JSON.stringify(commerceFacets(name, given))) as Record<string, unknown>;

describe('commerceFacets', () => {
  it('makes one product of flat fields', () => {
    expect(fields({sku: 'A1', name: 'Kettle', price: 79.9, currency: 'eur', quantity: 1})).toEqual({
      commerce: {
        currency: 'EUR',
        items: [{sku: 'A1', name: 'Kettle', priceMinor: 7990, quantity: 1}],
      },
    });
  });

  it.each([
    ['EUR', 1.005, 101],
    ['EUR', '12.50', 1250],
    ['JPY', 500, 500],
    ['KWD', 1.234, 1234],
    ['EUR', 0, 0],
    ['EUR', -5, -500],
  ])('writes an amount in %s as minor units: %s', (currency, value, minor) => {
    expect(fields({currency, value}).commerce).toEqual({currency, valueMinor: minor});
  });

  it('takes items of both generations, and numbers as their ids', () => {
    const items = [
      {item_id: 7, item_name: 'Mug', item_category: 'Cups', price: 12, quantity: 2, index: 0},
      {id: 'B2', name: 'Kettle', variant: 3, price: '79.90', quantity: '1'},
    ];
    expect(fields({currency: 'EUR', value: 103.9, items, transaction_id: 'T1'}).commerce).toEqual({
      currency: 'EUR',
      valueMinor: 10390,
      orderId: 'T1',
      items: [
        {sku: '7', name: 'Mug', category: 'Cups', priceMinor: 1200, quantity: 2, position: 0},
        {sku: 'B2', name: 'Kettle', variant: '3', priceMinor: 7990, quantity: 1},
      ],
    });
  });

  it('loses no order by what a page says badly of an item', () => {
    const badly = {
      item_name: 7,
      item_category: ['a'],
      item_variant: {},
      quantity: 'two',
      index: -1,
    };
    const {commerce} = fields({
      transaction_id: {},
      coupon: ['A'],
      items: [
        {item_id: 'A', ...badly},
        {item_id: 'B', quantity: -2},
        {item_id: 'C', quantity: NaN},
      ],
    });
    expect(Commerce.parse(commerce)).toEqual({
      items: [{sku: 'A', name: '7'}, {sku: 'B'}, {sku: 'C'}],
    });
  });

  it('reads what a template has written with blanks and breaks around it', () => {
    const {commerce, outcome} = fields({
      status: 'success\n',
      transaction_id: '1001\n',
      coupon: ' MAY ',
      currency: ' eur\n',
      value: ' 79.90\n',
      items: [{item_id: '\n    A1\n  ', item_name: '\tKettle'}, {item_id: '\n  '}],
    });
    expect(Commerce.parse(commerce)).toEqual({
      orderId: '1001',
      coupon: 'MAY',
      currency: 'EUR',
      valueMinor: 7990,
      items: [{sku: 'A1', name: 'Kettle'}],
    });
    expect(outcome).toEqual({status: 'success'});
  });

  it('takes the total of an order before its revenue, whichever is written first', () => {
    const given = {currency: 'EUR', revenue: 25, total: 27.5};
    const {revenue, ...totalFirst} = given;
    const worth = (fields: object) => commerceFacets('order_completed', {...fields})['commerce'];
    for (const fields of [given, {...totalFirst, revenue}]) {
      expect(worth(fields)).toMatchObject({valueMinor: 2750});
    }
    expect(worth({currency: 'EUR', revenue: 25, total: ''})).toMatchObject({valueMinor: 2500});
  });

  it('keeps amounts as they are where no currency says what they mean', () => {
    expect(fields({sku: 'A1', price: 79.9, value: 80})).toEqual({
      commerce: {items: [{sku: 'A1'}]},
      price: 79.9,
      value: 80,
    });
  });

  it('makes a failure of names that say so', () => {
    expect(fields({reason: 'card_declined', orderId: 'O1'}, 'payment_failed')).toEqual({
      commerce: {orderId: 'O1'},
      outcome: {status: 'failure', reason: 'card_declined'},
    });
  });

  it('leaves a reason alone that explains no outcome', () => {
    expect(fields({reason: 'changed_mind'}, 'order_cancelled')).toEqual({reason: 'changed_mind'});
  });

  it('leaves fields of other touchpoints where they are', () => {
    expect(fields({name: 'Ada', step: 2, colour: 'red'}, 'quiz_answered')).toEqual({
      commerce: {step: '2'},
      name: 'Ada',
      colour: 'red',
    });
  });

  it('never throws, whatever the page pushes', () => {
    const odd = fc.dictionary(
      fc.constantFrom('sku', 'items', 'currency', 'value', 'price', 'status', '__proto__', 'x'),
      fc.anything(),
    );
    fc.assert(fc.property(odd, (given) => void commerceFacets('product_added', given)));
    const untold = Object.create(null) as object; // Has no toString().
    for (const value of [untold, Symbol('x'), [untold], {toString: 1}]) {
      const odder = {sku: value, price: value, currency: value, status: value, reason: value};
      commerceFacets('payment_failed', {...odder, items: [odder, value], step: value, value});
    }
  });
});
