import {describe, expect, it} from 'vitest';
import {binAt, binsOf, startOfDay, sumOf, unitOf, type DayCounts} from './bins.ts';

const dayOf = (date: string) => Date.parse(`${date}T00:00Z`) / 86_400_000;
const on = (date: string, touchpoints = 1, over: Partial<DayCounts> = {}): DayCounts => ({
  day: dayOf(date),
  touchpoints,
  frictions: 0,
  contacts: 0,
  ...over,
});
const dates = (days: readonly number[]) =>
  days.map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10));

describe('bars of a history', () => {
  it.each([
    [10, 'day'],
    [80, 'day'],
    [81, 'week'],
    [550, 'week'],
    [900, 'month'],
    [5_000, 'quarter'],
    [20_000, 'year'],
  ])('are, of %s days, one for each %s', (days, unit) => {
    expect(unitOf(0, days - 1, 80)).toBe(unit);
  });

  it.each([
    ['day', ['2024-02-28', '2024-02-29', '2024-03-01']],
    ['week', ['2024-02-26']],
    ['month', ['2024-02-01', '2024-03-01']],
    ['quarter', ['2024-01-01']],
    ['year', ['2024-01-01']],
  ] as const)('follow one another without a gap, by %s', (unit, starts) => {
    const bins = binsOf([on('2024-02-28', 3), on('2024-03-01', 4)], unit);
    expect(dates(bins.map(({start}) => start))).toEqual(starts);
    expect(bins.slice(1).map(({start}) => start)).toEqual(bins.slice(0, -1).map(({end}) => end));
    expect(sumOf(bins)).toEqual({touchpoints: 7, frictions: 0, contacts: 0});
  });

  it('count what fell into them, and are found by a day', () => {
    const bins = binsOf(
      [
        on('2024-01-31', 1, {frictions: 1}),
        on('2024-02-10', 2, {contacts: 1}),
        on('2024-02-11', 3),
      ],
      'month',
    );
    expect(bins.map(({touchpoints}) => touchpoints)).toEqual([1, 5]);
    expect(bins[1]).toMatchObject({frictions: 0, contacts: 1});
    const found = ['2023-01-01', '2024-01-31', '2024-02-01', '2030-01-01'].map((date) =>
      binAt(bins, dayOf(date)),
    );
    expect(found).toEqual([0, 0, 1, 1]);
  });
});

describe('the beginning of a day', () => {
  it.each([
    ['UTC', '2026-03-29', '2026-03-29T00:00Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00Z'], // The clocks were put forward.
    ['America/New_York', '2026-11-01', '2026-11-01T04:00Z'],
    ['Asia/Kathmandu', '2026-03-29', '2026-03-28T18:15Z'],
    ['Pacific/Kiritimati', '2026-03-29', '2026-03-28T10:00Z'],
    ['Pacific/Pago_Pago', '2026-03-29', '2026-03-29T11:00Z'],
  ])('is by the clock of %s on %s', (zone, date, instant) => {
    expect(new Date(startOfDay(dayOf(date), zone))).toEqual(new Date(instant));
  });
});
