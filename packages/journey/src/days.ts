const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** A calendar day: days since 1 January 1970, in the time zone it was asked for. */
export type Day = number;

/** As in "1/1/1970, GMT-05:00"; "GMT" alone is none. Before there were time zones, with seconds. */
const OFFSET = /GMT([+-])(\d\d):(\d\d):?(\d\d)?/;

/** A day and what fell into it. */
export interface DayGroup<T> {
  day: Day;
  items: T[];
}

/**
 * Reads the calendar of a time zone (IANA name). Asking `Intl` costs microseconds, so the zone's
 * offset is looked up once a week of the past and taken as steady inside a week whose two ends
 * agree.
 */
export const calendar = (timeZone: string): {dayOf: (instant: number) => Day} => {
  const format = new Intl.DateTimeFormat('en', {timeZone, timeZoneName: 'longOffset'});
  const offsetAt = (instant: number) => {
    const [, sign, hours, minutes, seconds = 0] = OFFSET.exec(format.format(instant)) ?? [];
    if (!sign) return 0;
    return Number(`${sign}1000`) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  };
  const edges = new Map<number, number>();
  const edge = (week: number) => {
    const known = edges.get(week);
    if (known !== undefined) return known;
    const offset = offsetAt(week * WEEK);
    edges.set(week, offset);
    return offset;
  };
  // Instants mostly come in their order: the week is that of the one before.
  let last = NaN;
  let steady: number | null = null;
  return {
    dayOf(instant) {
      const week = Math.floor(instant / WEEK);
      if (week !== last) {
        last = week;
        steady = edge(week) === edge(week + 1) ? edge(week) : null;
      }
      const offset = steady ?? offsetAt(instant);
      return Math.floor((instant + offset) / DAY);
    },
  };
};

/** Noon of a day, UTC: what to hand a date format whose time zone is UTC. */
export const noonOf = (day: Day): number => day * DAY + DAY / 2;

/** Items by calendar day, in the order they come: neighbours of one day share a group. */
export const daysOf = <T>(
  items: readonly T[],
  timeZone: string,
  at: (item: T) => number,
): DayGroup<T>[] => {
  const {dayOf} = calendar(timeZone);
  const days: DayGroup<T>[] = [];
  for (const item of items) {
    const day = dayOf(at(item));
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({day, items: [item]});
  }
  return days;
};
