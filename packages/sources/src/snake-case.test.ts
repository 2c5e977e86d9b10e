import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {isReadable, snakeCase} from './snake-case.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

describe('snakeCase', () => {
  it.each([
    ['Product Added', 'product_added'],
    ['productAdded', 'product_added'],
    ['  --Order: completed!  ', 'order_completed'],
    ['Straße geöffnet', 'stra_e_geoffnet'],
    ['v2Checkout', 'v2_checkout'],
    ['2026 sale', 'sale'],
    ['注文', ''],
    ['x'.repeat(63) + ' y', 'x'.repeat(63)],
  ])('writes %s as %s', (name, snake) => {
    expect(snakeCase(name)).toBe(snake);
  });

  it('gives a name that the contract takes, or none, and the same of what it gave', () => {
    fc.assert(
      fc.property(fc.string({unit: 'binary', maxLength: 100}), (text) => {
        const snake = snakeCase(text);
        expect(snake).toMatch(/^([a-z][a-z0-9_]{0,63})?$/);
        expect(snakeCase(snake)).toBe(snake);
      }),
    );
  });

  it('knows what a reader would miss', () => {
    expect(['Product Added', 'a.b/c-d'].every(isReadable)).toBe(true);
    expect(['Café', '2 for 1', 'x'.repeat(65), ''].some(isReadable)).toBe(false);
  });
});
