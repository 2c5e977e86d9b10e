import {describe, expect, it} from 'vitest';
import {english, englishFormat} from './english.ts';
import {say} from './say.ts';

describe('the English of a duration', () => {
  const {duration} = englishFormat();
  const minutes = (n: number) => duration(n * 60_000);

  it('is one hour, and then several', () => {
    expect([1, 59, 60, 89, 90, 47 * 60].map(minutes)).toEqual([
      '1 min',
      '59 min',
      '1 hour',
      '1 hour',
      '2 hours',
      '47 hours',
    ]);
    expect(minutes(48 * 60)).toBe('2 days');
  });
});

it('says of which year an instant is, but for that of now', () => {
  const [at, now] = [Date.UTC(2025, 2, 3, 14, 5), Date.UTC(2026, 2, 4)];
  expect(englishFormat().instant(at)).toBe('3 Mar 2025, 14:05');
  expect(englishFormat({now}).instant(at)).toBe('3 Mar 2025, 14:05');
  expect(englishFormat({now: at}).instant(at)).toBe('3 Mar, 14:05');
  const newYear = {now: Date.UTC(2026, 0, 1, 0, 30), timeZone: 'America/New_York'};
  expect(englishFormat(newYear).instant(Date.UTC(2025, 11, 31, 12))).toBe('31 Dec, 07:00');
});

it('counts one friction as well as several', () => {
  const frictions = (value: number) =>
    say({key: 'fact.frictions', values: {value}}, english, englishFormat());
  expect([1, 2].map(frictions)).toEqual(['frictions: 1', 'frictions: 2']);
});
