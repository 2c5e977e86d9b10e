import type {Identifier, Purpose} from '@throughline/contracts';
import {wrap} from 'idb';
import type {Session} from './plugin.ts';

/** A touchpoint that waits to be sent. */
export interface Entry {
  id: string;
  /** As JSON, so that its size is known and a batch is a join. */
  body: string;
  /** 0 goes first when the queue is full, 2 last. */
  level: number;
  /** When it was captured, ms. */
  at: number;
}

/** What is remembered beside the queue, and changes together with it or not at all. */
export interface State {
  /** The account: `captured`, `stored`, and what was dropped by its reason. */
  tally: Record<string, number>;
  /** Characters in the queue. */
  size: number;
  /** The visitor's own choice; no purposes is a refusal. Absent until they choose. */
  choice?: {purposes: readonly Purpose[]; at: number} | undefined;
  /** Who the visitor is to us, the anonymous id first; since when; and when that last changed. */
  who?: {ids: Identifier[]; since: number; at: number};
  session?: Session;
  /** The collector asked not to be called before; ms since the epoch. */
  notBefore?: number;
  /** When the collector last answered. */
  answered?: number;
  /** The losses that have been reported, as JSON. */
  told?: string;
}

/** The part of an object store that the tracker uses. In memory it answers at once: {@link read}. */
export interface Queue {
  getAll(query?: null, count?: number): Answer<Entry[]>;
  get(id: string): Answer<Entry | undefined>;
  put(entry: Entry): unknown;
  delete(id: string): unknown;
  clear(): unknown;
  count(): Answer<number>;
}
type Answer<T> = T | IDBRequest<T>;

/** What a queue answers. */
export const read = <T>(answer: Answer<T>): Promise<T> | T => wrap(answer as IDBRequest<T>);

/** Resolves at the next event of a type. */
export const next = (target: EventTarget, type: string): Promise<Event> =>
  new Promise((done) => target.addEventListener(type, done, {once: true}));

export interface Store {
  /** Runs `work` alone: what it changes in the queue and the state is kept together, or not at all. */
  update<T>(work: (queue: Queue, state: State) => T | Promise<T>): Promise<T>;
  close(): void;
}

const emptyState = (): State => ({tally: {}, size: 0});

/** For where storage is blocked: kept as long as the page is. */
export const memoryStore = (): Store => {
  const state = emptyState();
  const queue = new MemoryQueue();
  let turn: Promise<unknown> = Promise.resolve();
  return {
    update(work) {
      const done = turn.then(() => work(queue, state));
      turn = done.catch(() => {}); // The caller is told; the next in line is not to blame.
      return done;
    },
    close() {},
  };
};

class MemoryQueue extends Map<string, Entry> implements Queue {
  getAll(_query?: null, count?: number) {
    return [...this.values()].slice(0, count);
  }
  put(entry: Entry) {
    this.set(entry.id, entry);
  }
  count() {
    return this.size;
  }
}

/**
 * The queue in IndexedDB. A kill of the browser keeps what was committed, where localStorage
 * loses the last seconds.
 *
 * @param create - Whether the database may be made. Without leave (before the visitor agreed)
 * there is no store where there is none, and nothing is written.
 */
export const openStore = async (name: string, create: boolean): Promise<Store | undefined> => {
  if (!create && !(await indexedDB.databases()).some((each) => each.name === name)) {
    return undefined;
  }
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('queue', {keyPath: 'id'});
    request.result.createObjectStore('state');
  };
  await read(request);
  const database = request.result;
  // Another tab deletes or upgrades the database: never stand in its way.
  database.onversionchange = () => database.close();
  return {
    async update(work) {
      for (;;) {
        const transaction = database.transaction(['queue', 'state'], 'readwrite');
        // A page in the back-forward cache gets no answers: in WebKit what waits for one keeps every
        // later page of the site from the queue. It is undone, and done again when the page is back.
        let back: Promise<unknown> | undefined;
        let result;
        const leave = () => {
          back = next(window, 'pageshow');
          try {
            transaction.abort();
          } catch {} // It has just ended.
        };
        addEventListener('pagehide', leave, {once: true});
        try {
          const states: IDBObjectStore = transaction.objectStore('state');
          const state = ((await read(states.get(0))) as State | undefined) ?? emptyState();
          result = await work(transaction.objectStore('queue'), state);
          states.put(state, 0);
          transaction.commit(); // Needs no answer any more.
        } catch (error) {
          if (!back) {
            transaction.abort(); // Else what was done so far would be kept.
            throw error;
          }
          await back;
          continue;
        } finally {
          removeEventListener('pagehide', leave);
        }
        await new Promise((committed, failed) => {
          transaction.oncomplete = committed;
          transaction.onabort = () => failed(transaction.error);
        });
        return result;
      }
    },
    close: () => database.close(),
  };
};
