import {uuidV7, type Touchpoint} from '@throughline/contracts';
import {acceptedOf, type Accepted, type Delivery} from '../store/keep.ts';

/** One delivery, judged, on its way to the store. */
export interface Entry {
  /** UUIDv7. The store counts an entry once, however often it is handed over. */
  readonly id: string;
  readonly tenant: number;
  readonly delivery: Delivery;
}

/**
 * What stands between the answer and the store: an entry that was appended outlives a crash of the
 * collector, and is handed over until it is kept. Raw identifiers are not in it: a delivery holds
 * keyed hashes and what a person may see.
 */
export interface EventLog {
  /** What it is, in words for a person. */
  readonly description: string;
  /** By which the store remembers what it has kept of this log. */
  readonly name: string;
  /**
   * Resolves when the entry is where a crash does not reach it.
   *
   * @throws Refusal - `overloaded` where there is no room, `store_unavailable` where it cannot be reached.
   */
  append(entry: Entry): Promise<void>;
  /**
   * Hands over each entry that is not forgotten yet, those of earlier runs too, and forgets it when
   * `keep` resolves. In no certain order, and seldom more than once.
   */
  deliver(keep: (entry: Entry) => Promise<void>): void;
  /** What waits to be kept, as far as this process knows. */
  waiting(): {readonly entries: number; readonly bytes: number};
  /** Resolves if an entry could be appended now; else throws why not. */
  ready(): Promise<void>;
  /** Ends the handing over; what was not kept stays. */
  close(): Promise<void>;
}

/** Touchpoints handed over and not kept yet, at most. Below what waits for a transaction at most. */
export const mostUnderWay = 8000;

export const weightOf = ({accepted, quarantined}: Delivery): number =>
  accepted.length + quarantined.length;

/** A version is added to when an older collector could not read an entry any more. */
const version = 2;

/** An entry as one line of JSON. */
export const encode = ({id, tenant, delivery}: Entry): string =>
  JSON.stringify({version, id, tenant, delivery});

/** What cannot be read here, and is not lost: a newer collector reads it. */
export class NewerEntry extends Error {}

/** @throws NewerEntry - where it was written by a newer collector. */
export const decode = (line: string): Entry => {
  const {version: its, id, tenant, delivery} = JSON.parse(line) as Entry & {version: number};
  if (its > version) {
    throw new NewerEntry(`The entry ${id} was written by a newer collector. Start that one.`);
  }
  return {id, tenant, delivery: its === 1 ? ofFirst(delivery as DeliveryOfFirst) : delivery};
};

/** As version 1 had it: each touchpoint as an object. */
type DeliveryOfFirst = Omit<Delivery, 'accepted'> & {
  readonly accepted: readonly (Accepted & {readonly touchpoint: Touchpoint})[];
};

const ofFirst = ({accepted, ...delivery}: DeliveryOfFirst): Delivery => ({
  ...delivery,
  accepted: accepted.map(({touchpoint, ...whose}) => acceptedOf(touchpoint, whose)),
});

/** The two halves of an entry, as entries; undefined where it is of one touchpoint. */
export const halved = ({tenant, delivery}: Entry): [Entry, Entry] | undefined => {
  const {site, accepted, quarantined} = delivery;
  if (weightOf(delivery) < 2) return undefined;
  const [half, rest] = [Math.ceil(accepted.length / 2), Math.floor(quarantined.length / 2)];
  const part = (from: number, to: number, first: number, last: number): Entry => ({
    id: uuidV7(Date.now()),
    tenant,
    delivery: {
      site,
      accepted: accepted.slice(from, to),
      quarantined: quarantined.slice(first, last),
    },
  });
  return [part(0, half, 0, rest), part(half, accepted.length, rest, quarantined.length)];
};
