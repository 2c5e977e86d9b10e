import type {Database} from './store/database.ts';
import type {Changes} from './store/keep.ts';

/** What a panel hears: these touchpoints are new; or the customer is now that one; or is erased. */
export type LiveHint =
  | {readonly kind: 'touchpoints'; readonly ids: readonly string[]}
  | {readonly kind: 'merged'; readonly customer: string}
  | {readonly kind: 'erased'};

export interface Live {
  /** Tells every collector's panels, soon: hints of 20 ms go together. */
  readonly announce: (tenant: number, changes: Changes) => void;
  announceErased(tenant: number, customer: string): Promise<void>;
  /** Calls `heard` for a customer; gives back its undoing. */
  follow(tenant: number, customer: string, heard: (hint: LiveHint) => void): () => void;
  close(): Promise<void>;
}

const channel = 'throughline_live';
/** PostgreSQL carries 8,000 bytes; 150 ids of 36 characters stay below it. */
const idsPerMessage = 150;
const coalesceMs = 20;

/**
 * Carries hints between collectors through the database's own notifications, after the commit and
 * never inside it: PostgreSQL lines up transactions that notify. A hint that is lost costs a panel
 * time, not truth: it reads the timeline again whenever it connects.
 */
export const openLive = async (database: Database): Promise<Live> => {
  const followers = new Map<string, Set<(hint: LiveHint) => void>>();
  const keyOf = (tenant: number, customer: string) => `${tenant} ${customer}`;
  const stop = await database.listen(channel, (payload) => {
    const [tenant, customer, hint] = JSON.parse(payload) as [number, string, LiveHint];
    for (const heard of followers.get(keyOf(tenant, customer)) ?? []) heard(hint);
  });

  let waiting: [tenant: number, customer: string, hint: LiveHint][] = [];
  let timer: NodeJS.Timeout | undefined;
  const send = async () => {
    timer = undefined;
    const messages = joined(waiting);
    waiting = [];
    for (const message of messages) {
      // Panels that missed it refetch when they next connect; the touchpoint itself is kept.
      await database.notify(channel, JSON.stringify(message)).catch(() => {});
    }
  };

  return {
    announce(tenant, {touchpoints, merged}) {
      for (const [from, to] of merged) waiting.push([tenant, from, {kind: 'merged', customer: to}]);
      for (const [customer, ids] of touchpoints)
        waiting.push([tenant, customer, {kind: 'touchpoints', ids}]);
      if (waiting.length > 0) timer ??= setTimeout(() => void send(), coalesceMs);
    },
    announceErased: (tenant, customer) =>
      database.notify(channel, JSON.stringify([tenant, customer, {kind: 'erased'}])),
    follow(tenant, customer, heard) {
      const key = keyOf(tenant, customer);
      const set = followers.get(key) ?? new Set();
      followers.set(key, set.add(heard));
      return () => {
        set.delete(heard);
        if (set.size === 0 && followers.get(key) === set) followers.delete(key);
      };
    },
    async close() {
      clearTimeout(timer);
      await send();
      await stop();
    },
  };
};

/** One message per customer where they fit, in the order they came. */
const joined = (hints: [number, string, LiveHint][]) => {
  const messages: [number, string, LiveHint][] = [];
  const open = new Map<string, string[]>();
  for (const [tenant, customer, hint] of hints) {
    if (hint.kind !== 'touchpoints') {
      messages.push([tenant, customer, hint]);
      continue;
    }
    for (const id of hint.ids) {
      const key = `${tenant} ${customer}`;
      const ids = open.get(key);
      if (ids && ids.length < idsPerMessage) {
        ids.push(id);
        continue;
      }
      const fresh = [id];
      open.set(key, fresh);
      messages.push([tenant, customer, {kind: 'touchpoints', ids: fresh}]);
    }
  }
  return messages;
};
