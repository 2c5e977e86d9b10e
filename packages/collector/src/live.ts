import type {Touchpoint} from '@throughline/contracts';
import type {Database} from './store/database.ts';
import type {Changes} from './store/keep.ts';

/** What a panel hears: these touchpoints are new; or the customer is now that one, or has become more; or is erased. */
export type LiveHint =
  | {readonly kind: 'touchpoints'; readonly ids: readonly string[]}
  | {readonly kind: 'merged'; readonly customer: string}
  | {readonly kind: 'erased'};

/** A hint that has come, and how to get what it names: read once, for however many follow. */
export interface HeardHint {
  readonly hint: LiveHint;
  readonly touchpoints: () => Promise<readonly Touchpoint[]>;
}

export interface Live {
  /** Tells every collector's panels, at once, but then not again for 20 ms: what comes goes together. */
  readonly announce: (tenant: number, changes: Changes) => void;
  /** The `others` have lost what was moved to them. */
  announceErased(tenant: number, customer: string, others: readonly string[]): Promise<void>;
  /** Calls `heard` for a customer; gives back its undoing. */
  follow(tenant: number, customer: string, heard: (heard: HeardHint) => void): () => void;
  close(): Promise<void>;
}

const channel = 'throughline_live';
/** PostgreSQL carries 8,000 bytes a message. All of it is ASCII. */
const mostBytes = 7900;
/** What a panel that does not read keeps in memory: the touchpoints of one hint. */
const idsPerEntry = 50;
const coalesceMs = 20;

type Entry = [tenant: number, customer: string, hint: LiveHint];

/**
 * Carries hints between collectors through the database's own notifications, after the commit and
 * never inside it: PostgreSQL lines up transactions that notify. A hint that is lost costs a panel
 * time, not truth: it reads the timeline again whenever it connects.
 */
export const openLive = async (database: Database): Promise<Live> => {
  const followers = new Map<string, Set<(heard: HeardHint) => void>>();
  const keyOf = (tenant: number, customer: string) => `${tenant} ${customer}`;
  const tell = (entries: readonly Entry[]) => {
    for (const [tenant, customer, hint] of entries) {
      const following = followers.get(keyOf(tenant, customer));
      if (!following) continue;
      let read: Promise<readonly Touchpoint[]> | undefined;
      const touchpoints = () =>
        (read ??= database.tenant(tenant, (sql) =>
          database.touchpoints.some(sql, tenant, customer, {
            ids: hint.kind === 'touchpoints' ? hint.ids : [],
          }),
        ));
      for (const heard of following) heard({hint, touchpoints});
    }
  };
  const stop = await database.listen(channel, (payload) => {
    try {
      tell(JSON.parse(payload) as Entry[]);
    } catch {
      // No hint of ours: whoever may enter the database may say anything here.
    }
  });

  let waiting: Entry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sent = Number.NEGATIVE_INFINITY;
  let sending = Promise.resolve();
  const send = () => {
    timer = undefined;
    sent = performance.now();
    const messages = packed(waiting);
    waiting = [];
    // One after the other, in their order. Panels that missed one read again when they next connect;
    // the touchpoint itself is kept.
    if (messages.length > 0) {
      sending = sending.then(() => database.notify(channel, messages)).catch(() => {});
    }
    return sending;
  };

  return {
    announce(tenant, {touchpoints, merged}) {
      for (const [from, to] of merged)
        for (const each of new Set([from, to]))
          waiting.push([tenant, each, {kind: 'merged', customer: to}]);
      for (const [customer, ids] of touchpoints)
        waiting.push([tenant, customer, {kind: 'touchpoints', ids}]);
      if (waiting.length === 0) return;
      timer ??= setTimeout(() => void send(), Math.max(0, sent + coalesceMs - performance.now()));
    },
    announceErased: (tenant, erased, others) =>
      database.notify(
        channel,
        packed([
          [tenant, erased, {kind: 'erased'}],
          ...others.map((customer): Entry => [tenant, customer, {kind: 'merged', customer}]),
        ]),
      ),
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

/**
 * One entry per customer, in the order they came, and another after each merge; then as many entries in a
 * message as fit.
 */
const packed = (hints: readonly Entry[]): string[] => {
  const entries: Entry[] = [];
  const open = new Map<string, string[]>();
  for (const entry of hints) {
    const [tenant, customer, hint] = entry;
    const key = `${tenant} ${customer}`;
    if (hint.kind !== 'touchpoints') {
      entries.push(entry);
      open.delete(key);
      continue;
    }
    for (const id of hint.ids) {
      const ids = open.get(key);
      if (ids && ids.length < idsPerEntry) ids.push(id);
      else {
        const fresh = [id];
        open.set(key, fresh);
        entries.push([tenant, customer, {kind: 'touchpoints', ids: fresh}]);
      }
    }
  }
  const messages: string[] = [];
  let message = '';
  for (const text of entries.map((entry) => JSON.stringify(entry))) {
    if (message && message.length + text.length > mostBytes) {
      messages.push(`[${message}]`);
      message = '';
    }
    message += `${message && ','}${text}`;
  }
  return message ? [...messages, `[${message}]`] : messages;
};
