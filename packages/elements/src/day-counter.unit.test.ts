import {journeyLog} from '@throughline/journey';
import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {dayCounter, together, withFound} from './day-counter.ts';

const DAY = 86_400_000;
const dayOf = (at: number) => Math.floor(at / DAY);
const called = (at: number, id: string) =>
  aTouchpoint(at, {name: 'contact_queued', channel: 'voice', contact: {id}});

describe('a count by day', () => {
  it('takes in what arrives, a conversation on the day on which it began', () => {
    const log = journeyLog();
    const count = dayCounter(log, dayOf);
    log.add([called(2 * DAY, 'a'), called(3 * DAY, 'a'), called(3 * DAY + 1, 'b')]);
    expect(count()).toEqual([
      {day: 2, touchpoints: 1, frictions: 0, contacts: 1},
      {day: 3, touchpoints: 2, frictions: 0, contacts: 1},
    ]);
    // An older page: it had begun before.
    log.add([called(DAY, 'a')]);
    expect(count().map(({day, contacts}) => [day, contacts])).toEqual([
      [1, 1],
      [2, 0],
      [3, 1],
    ]);
    expect(count()).toBe(count());
  });

  it('takes in what was found of the journey, where that is more', () => {
    const day = (day: number, frictions: number) => ({day, touchpoints: 9, frictions, contacts: 0});
    const found = [1, 1, 1, 2, 7].map((each) => ({
      type: 'loop' as const,
      severity: 2,
      source: 'rule' as const,
      at: each * DAY + 1,
      touchpoints: ['x'],
    }));
    const days = [day(1, 2), day(2, 5), day(3, 1)];
    const frictions = withFound(days, found, dayOf).map((each) => each.frictions);
    expect(frictions).toEqual([3, 5, 1]);
    expect(withFound(days, undefined, dayOf)).toBe(days);
  });

  it('goes, of a day that is loaded, before what the source has counted', () => {
    const counts = (day: number, touchpoints: number) => ({
      day,
      touchpoints,
      frictions: 0,
      contacts: 0,
    });
    const all = together([counts(1, 10), counts(2, 5)], [counts(2, 6), counts(3, 1)]);
    expect(all.map(({touchpoints}) => touchpoints)).toEqual([10, 6, 1]);
    // Of a day half of which is loaded, the source knows more.
    expect(together([counts(1, 10)], [counts(1, 4)])[0]!.touchpoints).toBe(10);
  });
});
