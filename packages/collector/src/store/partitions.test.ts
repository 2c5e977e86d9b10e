import {uuidV7, uuidV7Time} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {storedId} from './partitions.ts';

const now = Date.UTC(2026, 10, 23);
const year = 366 * 86_400_000;

describe('storedId', () => {
  it.each([
    ['now', 0, false],
    ['a month ago', -year / 12, false],
    ['nine years ago, as an import is', -9 * year, true],
    ['tomorrow, by a clock that is ahead', 86_400_000, false],
  ])('is the id itself when that was made %s', (_, offset, history) => {
    const id = uuidV7(now + offset);
    expect(storedId(id.toUpperCase(), now, history)).toBe(id);
  });

  it.each([
    ['a month ahead', year / 12],
    ['three months back', -year / 4],
  ])('has no time, and all its random bits, when the clock was %s', (_, offset) => {
    const id = uuidV7(now + offset);
    expect(uuidV7Time(storedId(id, now))).toBe(0);
    expect(storedId(id, now).slice(14)).toBe(id.slice(14));
  });
});
