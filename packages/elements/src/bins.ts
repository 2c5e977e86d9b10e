import {calendar, noonOf, type Day} from '@throughline/journey';

/** What happened on a day, or on several in a row. */
export interface Counts {
  touchpoints: number;
  /** Touchpoints that declare friction, or are one by their name; those found of the journey where they are more. */
  frictions: number;
  /** Conversations that began. */
  contacts: number;
}

export interface DayCounts extends Counts {
  day: Day;
}

/** One bar: the days from `start` to `end` (exclusive). */
export interface Bin extends Counts {
  start: Day;
  end: Day;
}

export type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year';

const MONTHS = {month: 1, quarter: 3, year: 12};
/** Days it lasts at least. */
const LENGTHS: Record<Unit, number> = {day: 1, week: 7, month: 28, quarter: 90, year: 365};

/** The finest unit of which these days take no more than so many bars. */
export const unitOf = (from: Day, to: Day, most: number): Unit =>
  (Object.keys(LENGTHS) as Unit[]).find((unit) => (to - from) / LENGTHS[unit] + 1 <= most) ??
  'year';

/** Bars without a gap, oldest first, from the first day to the last one. */
export const binsOf = (days: readonly DayCounts[], unit: Unit): Bin[] => {
  const bins: Bin[] = [];
  for (const {day, touchpoints, frictions, contacts} of days) {
    let bin = bins.at(-1);
    while (!bin || day >= bin.end) {
      const start = bin?.end ?? startOf(day, unit);
      bin = {start, end: endOf(start, unit), touchpoints: 0, frictions: 0, contacts: 0};
      bins.push(bin);
    }
    bin.touchpoints += touchpoints;
    bin.frictions += frictions;
    bin.contacts += contacts;
  }
  return bins;
};

/** Which of them holds a day, or the nearest one. */
export const binAt = (bins: readonly Bin[], day: Day): number => {
  const index = bins.findLastIndex(({start}) => start <= day);
  return Math.max(0, index);
};

/** All of these together. */
export const sumOf = (all: readonly Counts[]): Counts => {
  const sum = {touchpoints: 0, frictions: 0, contacts: 0};
  for (const {touchpoints, frictions, contacts} of all) {
    sum.touchpoints += touchpoints;
    sum.frictions += frictions;
    sum.contacts += contacts;
  }
  return sum;
};

/** When a day begins in a time zone, in ms. */
export const startOfDay = (day: Day, timeZone: string): number => {
  const {dayOf} = calendar(timeZone);
  // No zone is further from UTC than this, and days do not go back: the first minute is halved for.
  let [before, within] = [noonOf(day) - 30 * HOUR, noonOf(day) + 15 * HOUR];
  while (within - before > MINUTE) {
    const middle = Math.floor((before + within) / 2 / MINUTE) * MINUTE;
    if (dayOf(middle) < day) before = middle;
    else within = middle;
  }
  return within;
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 1 January 1970 was a Thursday; weeks begin on Mondays. */
const THURSDAY = 3;

const startOf = (day: Day, unit: Unit): Day => {
  if (unit === 'day') return day;
  if (unit === 'week') return Math.floor((day + THURSDAY) / 7) * 7 - THURSDAY;
  const date = new Date(noonOf(day));
  const months = MONTHS[unit];
  return dayOfMonth(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months);
};

const endOf = (start: Day, unit: Unit): Day => {
  if (unit === 'day') return start + 1;
  if (unit === 'week') return start + 7;
  const date = new Date(noonOf(start));
  return dayOfMonth(date.getUTCFullYear(), date.getUTCMonth() + MONTHS[unit]);
};

const dayOfMonth = (year: number, month: number): Day =>
  Math.floor(Date.UTC(year, month) / (24 * HOUR));
