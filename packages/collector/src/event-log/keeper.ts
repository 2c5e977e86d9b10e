import {setTimeout as sleep} from 'node:timers/promises';
import type {Touchpoint} from '@throughline/contracts';
import {tombstonesOf} from '../store/identifiers.ts';
import type {Delivery, Kept, Quarantined} from '../store/keep.ts';
import {weightOf, type Entry, type EventLog} from './event-log.ts';
import type {Pace} from './pace.ts';

/** Between two tries of an entry that the store did not take, ms. */
const againMs = 250;

/**
 * Keeps what the log hands over, each entry until it is kept: a store that is away or overloaded is
 * asked again. What the store will never take, since it has no room for a value, goes to quarantine.
 */
export const keepFrom = (
  log: EventLog,
  commit: (tenant: number, delivery: Delivery) => Promise<Kept>,
  {signal, pace}: {signal: AbortSignal; pace: Pace},
): void => {
  const keep = async ({id, tenant, delivery}: Entry): Promise<void> => {
    await pace.take(weightOf(delivery));
    let next: Delivery = {...delivery, entry: {log: log.name, id}};
    while (!signal.aborted) {
      try {
        await commit(tenant, next);
        return;
      } catch (error) {
        if (isAboutValues(error) && next.accepted.length > 0) next = refused(next, error);
        else await sleep(againMs, undefined, {signal}).catch(() => {});
      }
    }
    // Not kept, so not forgotten: whoever opens the log next is given it again.
    await new Promise<never>(() => {});
  };
  log.deliver(keep);
};

/**
 * Classes 22 and 23: another try will not mend it. A group has been taken apart before. But for a row that
 * somebody else has made at the same moment: it is there the next time.
 */
const isAboutValues = (error: unknown): error is Error & {code: string} =>
  error instanceof Error && 'code' in error && /^2[23](?!505)\w{3}$/.test(String(error.code));

const refused = (delivery: Delivery, {code}: {code: string}): Delivery => ({
  ...delivery,
  accepted: [],
  quarantined: [
    ...delivery.quarantined,
    ...delivery.accepted.map(({body, identifiers, unsigned = [], source}): Quarantined => {
      const touchpoint = JSON.parse(body) as Touchpoint;
      return {
        code: 'invalid_touchpoint',
        reason: `the store has no room for a value (SQLSTATE ${code})`,
        body: JSON.stringify(asSent(touchpoint)),
        visitors: [...identifiers, ...unsigned].flatMap(tombstonesOf),
        occurredAt: touchpoint.occurredAt,
        sentAt: touchpoint.clocks.sent,
        receivedAt: touchpoint.clocks.received,
        source,
        crawler: touchpoint.crawler,
      };
    }),
  ],
});

/** Without what the collector has added, which no sender may say: else it could not be replayed. */
const asSent = (touchpoint: Touchpoint) => {
  const {clocks, crawler: _, ...sent} = touchpoint;
  return {...sent, occurredAt: clocks.client};
};
