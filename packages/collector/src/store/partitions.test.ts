import {uuidV7, uuidV7Time} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {storedId} from './partitions.ts';

const now = Date.UTC(2026, 10, 23);
const year = 366 * 86_400_000;

describe('storedId', () => {
  it.each([
    ['now', 0],
    ['nine years ago, as an import is', -9 * year],
    ['tomorrow, by a clock that is ahead', 86_400_000],
  ])('is the id itself when that was made %s', (_, offset) => {
    const id = uuidV7(now + offset);
    expect(storedId(id.toUpperCase(), now)).toBe(id);
  });

  it.each([
    ['a month ahead', year / 12],
    ['eleven years back', -11 * year],
  ])('has no time, and all its random bits, when the clock was %s', (_, offset) => {
    const id = uuidV7(now + offset);
    expect(uuidV7Time(storedId(id, now))).toBe(0);
    expect(storedId(id, now).slice(14)).toBe(id.slice(14));
  });
});
