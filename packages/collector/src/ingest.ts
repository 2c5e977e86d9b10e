import {randomInt, type KeyObject} from 'node:crypto';
import {uuidV7, type BatchResult, type RefusedTouchpoint} from '@throughline/contracts';
import * as z from 'zod';
import {errors, Refusal} from './errors.ts';
import type {EventLog} from './event-log/event-log.ts';
import {keepFrom} from './event-log/keeper.ts';
import {createPace} from './event-log/pace.ts';
import {judge, reasonOf, type Arrival} from './judge.ts';
import type {Database} from './store/database.ts';
import {grouped} from './store/grouped.ts';
import {keep, type Changes, type Delivery, type Quarantined} from './store/keep.ts';
import {openRegistry, type Registry} from './store/registry.ts';
import {hasSealed, withoutSealed} from './store/sealed.ts';

export interface Ingest {
  /**
   * Resolves with what became of each touchpoint: after the commit; with a log in front, once the log
   * has them, so that all that passed count as stored and what they turn out to be is in the account.
   */
  (tenant: number, arrival: Arrival): Promise<BatchResult>;
  /** Touchpoints that wait for a transaction now; of one tenant, or of all. */
  readonly waiting: (tenant?: number) => number;
  /** Hands no more of the log to the store. */
  readonly stop: () => void;
}

/** The way in with its second half by itself, for what is judged in another thread. */
export interface IngestInHalves extends Ingest {
  readonly judged: (tenant: number, delivery: Delivery) => Promise<BatchResult>;
}

/** Somebody who times the two halves of the way in. Each is given its work, and gives its result. */
export interface IngestWatch {
  judge(work: () => Delivery): Delivery;
  commit<T>(tenant: number, deliveries: readonly Delivery[], work: () => Promise<T>): Promise<T>;
}

const unwatched: IngestWatch = {
  judge: (work) => work(),
  commit: (_tenant, _deliveries, work) => work(),
};

/**
 * The way in. Each touchpoint is judged by itself: what breaks the contract goes to quarantine with
 * its reason, and the rest of the batch is kept.
 */
export const createIngest = (
  database: Database,
  {
    pepper,
    changed,
    watch = unwatched,
    log,
    logsFirst = log !== undefined,
    isBusy = () => false,
    registry = openRegistry(database),
    most = 0,
  }: {
    pepper: KeyObject;
    changed: (tenant: number, changes: Changes) => void;
    watch?: IngestWatch;
    /** What is kept from; and first written to, unless `logsFirst` is false. */
    log?: EventLog | undefined;
    logsFirst?: boolean;
    /** Whether so many wait for an answer that what is in the log can wait as well. */
    isBusy?: () => boolean;
    registry?: Pick<Registry, 'identityPolicy'>;
    /**
     * Touchpoints that one transaction may take where nobody waits for anything else of this process.
     * @defaultValue as many as the store likes
     */
    most?: number;
  },
): IngestInHalves => {
  const {groups} = database.touchpoints;
  const part = randomInt(16);
  const commit = grouped(
    (tenant: number, deliveries: Delivery[]) =>
      watch.commit(tenant, deliveries, async () => {
        const {kept, changes} = await keep(database, tenant, deliveries, {part});
        changed(tenant, changes);
        return kept;
      }),
    {
      weigh: ({accepted, quarantined}) => accepted.length + quarantined.length,
      ...groups,
      most: Math.max(most, groups.most),
    },
  );

  const refuseWhereFull = () => {
    if (database.isFull?.()) throw new Refusal('overloaded', {detail: 'The disk is full.'});
  };
  const judged = async (tenant: number, delivery: Delivery): Promise<BatchResult> => {
    refuseWhereFull();
    if (log && logsFirst) {
      await log.append({id: uuidV7(Date.now()), tenant, delivery});
      const refused = delivery.quarantined.map(refusalOf);
      return {stored: delivery.accepted.length, duplicates: 0, refused};
    }
    const {fates} = await commit(tenant, delivery);
    const erased = delivery.accepted.filter((_, index) => fates[index] === 'erased');
    return {
      stored: fates.filter((fate) => fate === 'stored').length,
      duplicates: fates.filter((fate) => fate === 'duplicate').length,
      refused: [
        ...delivery.quarantined.map(refusalOf),
        ...erased.map(({id}) => ({
          id,
          code: 'customer_erased',
          reason: errors.customer_erased[1],
        })),
      ],
      ...(erased.length > 0 && {purge: true as const}),
    };
  };
  const ingest = async (tenant: number, arrival: Arrival): Promise<BatchResult> => {
    refuseWhereFull();
    const policy = await registry.identityPolicy(tenant);
    return judged(
      tenant,
      watch.judge(() => judge(tenant, arrival, {pepper, policy})),
    );
  };
  const stopping = new AbortController();
  /** What waits in a log may have been judged by what a tenant no longer wants. */
  const commitLogged = async (tenant: number, delivery: Delivery) => {
    const isWanted = !hasSealed(delivery) || (await registry.identityPolicy(tenant)).keepsAddresses;
    return commit(tenant, isWanted ? delivery : withoutSealed(delivery));
  };
  if (log) keepFrom(log, commitLogged, {signal: stopping.signal, pace: createPace({isBusy})});
  return Object.assign(ingest, {
    judged,
    waiting: commit.waiting,
    stop: () => stopping.abort(),
  });
};

const WithId = z.object({id: z.string()});

const refusalOf = ({body, code, reason}: Quarantined): RefusedTouchpoint => {
  const parsed = WithId.safeParse(JSON.parse(body));
  return {id: parsed.data?.id ?? null, code, reason};
};

/** A batch as JSON text, checked as far as its envelope. */
export const orRefuse = <Output>(schema: z.ZodType<Output>, value: unknown): Output => {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw new Refusal('invalid_request', {detail: reasonOf(checked.error, 'the request')});
};
