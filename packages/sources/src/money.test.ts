import {describe, expect, it} from 'vitest';
import {currencyOf, minorFrom, minorOf} from './money.ts';

describe('money', () => {
  it.each([
    ['79.90', 'EUR', 7990],
    [1.005, 'EUR', 101],
    ['500', 'JPY', 500],
    ['1.234', 'KWD', 1234],
    ['79,90', 'EUR', 7990],
    ['-1,5', 'EUR', -150],
    ['1,299', 'EUR', undefined],
    ['1.299,00', 'EUR', undefined],
    ['-5', 'EUR', -500],
    [0, 'EUR', 0],
    ['', 'EUR', undefined],
    ['x', 'EUR', undefined],
    ['0x10', 'EUR', undefined],
    [0.1 + 0.2 - 0.3, 'EUR', 0],
    [' 5. ', 'EUR', 500],
    ['.5', 'EUR', 50],
    ['1e30', 'EUR', undefined],
    [null, 'EUR', undefined],
    [[5], 'EUR', undefined],
    ['5', undefined, undefined],
  ])('%j in %s is %j', (amount, currency, minor) => {
    expect(minorOf(amount, currency)).toBe(minor);
  });

  it('is counted in the currency’s own units, whatever the vendor counts in', () => {
    expect(minorFrom(12_345, 'EUR', 2)).toBe(12_345);
    expect(minorFrom(500_000, 'ISK', 2)).toBe(5000);
    expect(minorFrom(12_345_000, 'EUR', 5)).toBe(12_345);
  });

  it('is of a currency with three letters', () => {
    expect([currencyOf('eur'), currencyOf('€'), currencyOf('EURO'), currencyOf(5)]).toEqual([
      'EUR',
      undefined,
      undefined,
      undefined,
    ]);
  });
});
