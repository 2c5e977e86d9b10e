import type {StageSet, Touchpoint} from '@throughline/contracts';
import {
  calendar,
  compareTouchpoints,
  journeyLog,
  journeyOf,
  mergeTouchpoints,
} from '@throughline/journey';
import {dayCounter} from './day-counter.ts';
import type {JourneySource, LiveEvent} from './journey-source.ts';

/** A journey is read off the latest touchpoints: older ones say little about now. */
const RECENT = 2000;

/** A source that can be added to: what is added arrives live in every panel that shows it. */
export interface MemorySource extends JourneySource {
  add(touchpoints: readonly Touchpoint[]): void;
}

export interface MemoryOptions {
  /** What the one customer is called. */
  customer?: string;
  /** Whose stages: a customer's experience, a deal, or a tenant's own. @defaultValue `'cx'` */
  stages?: StageSet;
}

/**
 * A journey out of a list, for tests, demonstrations, and desktops that already hold the
 * touchpoints. It knows one customer, found by any identifier of any touchpoint.
 */
export const memorySource = (
  touchpoints: readonly Touchpoint[],
  {customer = 'memory', stages = 'cx'}: MemoryOptions = {},
): MemorySource => {
  let newestFirst = mergeTouchpoints(touchpoints).reverse();
  const readers = new Set<(event: LiveEvent) => void>();

  return {
    add(more) {
      const known = new Set(newestFirst.map(({id}) => id));
      const added = more.filter(({id}) => !known.has(id));
      newestFirst = mergeTouchpoints(newestFirst, added).reverse();
      for (const read of readers) {
        for (const touchpoint of added) read({type: 'touchpoint', touchpoint});
      }
    },

    async find(identifiers) {
      const wanted = new Set(identifiers.map(({kind, value}) => `${kind}\n${value}`));
      const known = newestFirst.some((touchpoint) =>
        touchpoint.identifiers?.some(({kind, value}) => wanted.has(`${kind}\n${value}`)),
      );
      if (!known) return null;
      const all = new Map(
        newestFirst
          .slice(0, 1000)
          .flatMap((touchpoint) => touchpoint.identifiers ?? [])
          .map((identifier) => [`${identifier.kind}\n${identifier.value}`, identifier]),
      );
      return {customer, identifiers: [...all.values()]};
    },

    searches: true,
    async timeline(_, {limit = 50, before, since = 0, until = Infinity, text = ''} = {}) {
      const within =
        since > 0 || until < Infinity
          ? newestFirst.filter(({occurredAt: at}) => at >= since && at < until)
          : newestFirst;
      const wanted = text.toLowerCase();
      const all = wanted ? within.filter((each) => isIn(each, wanted)) : within;
      const last = before ? all.find(({id}) => id === before) : undefined;
      const from = last
        ? all.findIndex((touchpoint) => compareTouchpoints(touchpoint, last) < 0)
        : 0;
      const page = from < 0 ? [] : all.slice(from, from + limit);
      const more = from >= 0 && from + limit < all.length;
      return {
        touchpoints: page,
        total: all.length,
        next: more ? page.at(-1)!.id : null,
      };
    },

    async days(_, {timeZone = 'UTC'} = {}) {
      const log = journeyLog();
      log.add(newestFirst);
      return {timeZone, days: dayCounter(log, calendar(timeZone).dayOf)()};
    },

    async journey() {
      const {length: total} = newestFirst;
      const recent = newestFirst.slice(0, RECENT);
      return {
        customer,
        basis: {touchpoints: recent.length, total},
        ...journeyOf(recent, {now: Date.now(), stages}),
      };
    },

    async *live(_, {signal} = {}) {
      const waiting: LiveEvent[] = [{type: 'open'}];
      let wake = () => {};
      const read = (event: LiveEvent) => {
        waiting.push(event);
        wake();
      };
      const stop = () => wake();
      readers.add(read);
      signal?.addEventListener('abort', stop);
      try {
        while (!signal?.aborted) {
          const event = waiting.shift();
          if (event) yield event;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        readers.delete(read);
        signal?.removeEventListener('abort', stop);
      }
    },
  };
};

/** Whether a text stands in any value that is one, however deep. */
const isIn = (value: unknown, wanted: string): boolean =>
  typeof value === 'string'
    ? value.toLowerCase().includes(wanted)
    : typeof value === 'object' &&
      value !== null &&
      Object.values(value).some((each) => isIn(each, wanted));
