import {Refusal} from './errors.ts';

export interface Turns<Key> {
  /** Resolves when it is the key's turn; refuses who waits too long, or where too much waits. */
  take(key: Key, bytes: number): Promise<void>;
  /** Says that a request of the key is under way; call what it gives back when it is answered. */
  begin(key: Key): () => void;
  /** Whether a burst is under way, of one key or of all together. */
  isBusy(): boolean;
}

/** More requests under way than this are a burst. */
const few = 8;
/** How much longer than a turn of a burst the pause after it is, while others are under way. */
const pauses = 3;
/** Until it is looked again whether the store has caught up, ms. */
const lookAgainMs = 5;

/**
 * Lets requests take their turns at what keeps the processor busy, one in each round of the event
 * loop, so that the database's answers to others come in between. Without it a burst is parsed and
 * judged as a whole first: transactions of several round trips stand still for so long that all of it is
 * kept too late and nothing is acknowledged.
 *
 * Keys take turns as well: one who sends much waits for its own. And while somebody who sends little
 * is under way, a burst leaves the loop free for most of the time.
 */
export const createTurns = <Key>({
  /** Whoever has waited longer is refused, ms. */
  patience = 1500,
  /** Bytes of one key that may wait. It is told to come back at once, not when its time is over. */
  mostBytes = 4 * 1024 * 1024,
  /** Whether the store has so much of a key to keep that more would only be judged to be refused. */
  isBehind = (_key: Key): boolean => false,
  now = () => performance.now(),
} = {}): Turns<Key> => {
  interface Waiting {
    readonly since: number;
    readonly bytes: number;
    readonly resolve: () => void;
    readonly reject: (why: Refusal) => void;
  }
  interface Lane {
    readonly waiting: Waiting[];
    bytes: number;
  }
  /** Whose turn is next comes first. */
  const lanes = new Map<Key, Lane>();
  const underWay = new Map<Key, number>();
  let ofAll = 0;
  const notBefore = new Map<Key, number>();
  let running = false;

  const isBurst = (key: Key) => (underWay.get(key) ?? 0) > few;
  const othersAreUnderWay = (key: Key) => {
    for (const other of underWay.keys()) if (other !== key && !isBurst(other)) return true;
    return false;
  };

  const remove = (lane: Lane) => {
    const first = lane.waiting.shift();
    lane.bytes -= first?.bytes ?? 0;
    return first;
  };
  const dropLate = (lane: Lane) => {
    const expired = now() - patience;
    while (lane.waiting[0] && lane.waiting[0].since < expired)
      remove(lane)!.reject(new Refusal('overloaded'));
  };

  const isPausing = (key: Key, at: number) =>
    at < (notBefore.get(key) ?? 0) && othersAreUnderWay(key);
  const pause = (key: Key, began: number) => {
    if (!isBurst(key) || !othersAreUnderWay(key)) return;
    // A tick comes when all is done that follows from what was just resolved.
    queueMicrotask(() =>
      process.nextTick(() => notBefore.set(key, now() + pauses * (now() - began))),
    );
  };

  const next = () => {
    const at = now();
    let taken = false;
    for (const [key, lane] of lanes) {
      dropLate(lane);
      if (lane.waiting.length === 0) lanes.delete(key);
      else if (isBehind(key) || isPausing(key, at)) continue;
      else {
        notBefore.delete(key);
        lanes.delete(key);
        const {resolve} = remove(lane)!;
        if (lane.waiting.length > 0) lanes.set(key, lane); // Behind all others.
        taken = true;
        resolve();
        pause(key, at);
        break;
      }
    }
    running = lanes.size > 0 || taken;
    if (taken) setImmediate(next);
    else if (running) setTimeout(next, lookAgainMs);
  };

  return {
    take: (key, bytes) =>
      new Promise((resolve, reject) => {
        const lane = lanes.get(key) ?? {waiting: [], bytes: 0};
        if (lane.waiting.length > 0 && lane.bytes + bytes > mostBytes)
          return reject(new Refusal('overloaded'));
        lane.waiting.push({since: now(), bytes, resolve, reject});
        lane.bytes += bytes;
        lanes.set(key, lane);
        if (running) return;
        running = true;
        setImmediate(next);
      }),
    begin(key) {
      underWay.set(key, (underWay.get(key) ?? 0) + 1);
      ofAll += 1;
      let over = false;
      return () => {
        if (over) return;
        over = true;
        ofAll -= 1;
        const left = underWay.get(key)! - 1;
        if (left > 0) underWay.set(key, left);
        else underWay.delete(key);
      };
    },
    isBusy: () => ofAll > few,
  };
};
