import {uuidV7, uuidV7Time} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {bound, storedId} from './partitions.ts';

const now = Date.UTC(2026, 10, 23);
const hour = 3_600_000;

describe('storedId', () => {
  it.each([
    ['when it happened', 0],
    ['a day earlier, by a clock in another zone', -24 * hour],
    ['a day later', 24 * hour],
  ])('is the id itself when that was made %s', (_, offset) => {
    const id = uuidV7(now + offset);
    expect(storedId(id.toUpperCase(), now)).toBe(id);
  });

  it.each([
    ['two days ahead', 48 * hour],
    ['years back', -3 * 366 * 24 * hour],
  ])('has no time, and all its random bits, when the clock was %s', (_, offset) => {
    const id = uuidV7(now + offset);
    expect(uuidV7Time(storedId(id, now))).toBe(0);
    expect(storedId(id, now).slice(14)).toBe(id.slice(14));
  });
});

describe('bound', () => {
  it('of an instant before 1970, as a tenant that keeps all for a century asks for, is the lowest id', () => {
    expect(bound(now - 100 * 366 * 24 * hour)).toBe(bound(0));
  });
});
