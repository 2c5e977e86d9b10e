import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {calendar, daysOf, noonOf} from './index.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Apia',
];

/** The date as the platform writes it: slow, and right. */
const dateIn = (timeZone: string, at: number) =>
  new Intl.DateTimeFormat('en-CA', {timeZone, dateStyle: 'short'}).format(at);

describe('calendar', () => {
  it.each(zones)('knows the days of %s', (timeZone) => {
    const {dayOf} = calendar(timeZone);
    const instants = fc.integer({min: Date.UTC(2015, 0), max: Date.UTC(2032, 0)});
    fc.assert(
      fc.property(instants, (at) => {
        expect(new Date(noonOf(dayOf(at))).toISOString().slice(0, 10)).toBe(dateIn(timeZone, at));
      }),
      {numRuns: 300},
    );
  });

  it.each([
    ['in spring', '2026-03-29T00:59:59.999Z', '2026-03-29T01:00:00Z'],
    ['around midnight before it', '2026-03-28T22:59:59.999Z', '2026-03-28T23:00:00Z'],
    ['around midnight after it', '2026-03-29T21:59:59.999Z', '2026-03-29T22:00:00Z'],
  ])('is right where clocks change, %s', (_, before, after) => {
    const {dayOf} = calendar('Europe/Berlin');
    for (const text of [before, after]) {
      const at = Date.parse(text);
      expect(new Date(noonOf(dayOf(at))).toISOString().slice(0, 10)).toBe(
        dateIn('Europe/Berlin', at),
      );
    }
  });
});

describe('daysOf', () => {
  it('puts what happened an hour apart on two days where midnight lies between', () => {
    const times = [Date.UTC(2026, 10, 23, 22, 30), Date.UTC(2026, 10, 23, 23, 30)];
    expect(daysOf(times, 'Europe/Berlin', (at) => at)).toHaveLength(2);
    expect(daysOf(times, 'UTC', (at) => at)).toHaveLength(1);
  });
});
