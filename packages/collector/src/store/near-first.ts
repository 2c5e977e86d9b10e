import {tolerance} from './partitions.ts';
import type {PageOptions, Place, Placed, TimelineFilter} from './touchpoints.ts';

const day = 24 * 3_600_000;
/** Where a first look ends: most of what is asked for lies within, and in few partitions. */
const nearMs = 28 * day;

/** The last instant that fits into an id. */
export const latest = 2 ** 48 - 1;
const zeroId = '00000000-0000-0000-0000-000000000000';

/** What lies before a place, in the partitions of `from` and later, and in that of ids without a time. */
export interface Look {
  readonly place: Place;
  readonly limit: number;
  readonly filter: TimelineFilter;
  readonly from: number;
}

/** Looks into the partitions of the last weeks, and into the others only if that is not enough. */
export const nearFirst = async (
  {limit, before, filter = {}}: PageOptions,
  read: (look: Look) => Promise<Placed[]>,
): Promise<Placed[]> => {
  const place = before ?? {occurredAt: latest, seq: 0, id: zeroId};
  const near = Math.min(place.occurredAt, Date.now()) - nearMs;
  const rows = await read({place, limit, filter, from: near});
  // What lies in older partitions happened earlier than this.
  const sure = rows.filter((row) => row.place.occurredAt >= near + tolerance);
  return sure.length >= limit ? rows : read({place, limit, filter, from: 0});
};
