import {Refusal} from '../errors.ts';

/**
 * Group commit: what is asked for while one transaction runs goes together into the next, so that
 * the cost of being safe is paid per group and not per request.
 *
 * When a group fails and the store is well, its members are tried one by one: one bad request does
 * not fail its neighbours.
 *
 * @param commit - Gets a group, gives back one result for each of its members.
 */
export const grouped = <Key, Item, Result>(
  commit: (key: Key, items: Item[]) => Promise<Result[]>,
  {
    /** Weight of an item. @defaultValue 1 */
    weigh = () => 1,
    /** Weight of one group. @defaultValue 2000 */
    most = 2000,
    /** Groups of one key under way at the same time. @defaultValue 1 */
    atOnce = 1,
    /** Groups of all keys together under way at the same time; keys take turns. @defaultValue no limit */
    atOnceOfAll = Number.POSITIVE_INFINITY,
    /** A group that takes longer counts no more among them, ms: what one waits for holds up nobody else. */
    slowMs = 250,
    /** Weight waiting for one key before new items are refused. @defaultValue 12,000 */
    limit = 12_000,
    /** Weight waiting for all keys together before new items are refused. @defaultValue 24,000 */
    limitOfAll = 24_000,
    /**
     * Whoever has waited longer is refused when their turn comes, ms. They are about to be told to
     * come back: to keep them first would leave no time for those who still wait for an answer.
     * @defaultValue 2000
     */
    patience = 2000,
  }: {
    weigh?: (item: Item) => number;
    most?: number;
    atOnce?: number;
    atOnceOfAll?: number;
    slowMs?: number;
    limit?: number;
    limitOfAll?: number;
    patience?: number;
  } = {},
) => {
  interface Waiting {
    item: Item;
    weight: number;
    since: number;
    resolve: (result: Result) => void;
    reject: (error: unknown) => void;
  }
  interface Lane {
    waiting: Waiting[];
    weight: number;
    running: number;
  }
  const lanes = new Map<Key, Lane>();
  let weightOfAll = 0;
  const inPlace = places(atOnceOfAll, slowMs);

  const run = async (key: Key, lane: Lane) => {
    lane.running += 1;
    while (lane.waiting.length > 0) {
      await inPlace(async () => {
        const group = take(lane);
        if (group.length > 0) await commitGroup(key, group);
      });
    }
    lane.running -= 1;
    if (lane.running === 0) lanes.delete(key);
  };

  const take = (lane: Lane) => {
    const expired = performance.now() - patience;
    const late = lane.waiting.findIndex(({since}) => since > expired);
    const dropped = lane.waiting.splice(0, late === -1 ? lane.waiting.length : late);
    for (const each of dropped) {
      lane.weight -= each.weight;
      weightOfAll -= each.weight;
      each.reject(new Refusal('overloaded'));
    }

    let weight = 0;
    let count = 0;
    while (
      count < lane.waiting.length &&
      (count === 0 || weight + lane.waiting[count]!.weight <= most)
    ) {
      weight += lane.waiting[count]!.weight;
      count += 1;
    }
    lane.weight -= weight;
    weightOfAll -= weight;
    return lane.waiting.splice(0, count);
  };

  const commitGroup = async (key: Key, group: Waiting[]): Promise<void> => {
    try {
      const results = await commit(
        key,
        group.map(({item}) => item),
      );
      for (const [index, {resolve}] of group.entries()) resolve(results[index]!);
    } catch (error) {
      if (group.length === 1 || error instanceof Refusal) {
        for (const {reject} of group) reject(error);
        return;
      }
      for (const member of group) await commitGroup(key, [member]);
    }
  };

  const add = (key: Key, item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      const weight = weigh(item);
      const lane = lanes.get(key) ?? {waiting: [], weight: 0, running: 0};
      if (lane.weight + weight > limit || weightOfAll + weight > limitOfAll) {
        reject(new Refusal('overloaded'));
        return;
      }
      lane.waiting.push({item, weight, since: performance.now(), resolve, reject});
      lane.weight += weight;
      weightOfAll += weight;
      if (lane.running >= atOnce) return;
      lanes.set(key, lane);
      void run(key, lane);
    });
  return Object.assign(add, {
    /** Weight that waits for a group now; of one key, or of all together. */
    waiting: (key?: Key) => (key === undefined ? weightOfAll : (lanes.get(key)?.weight ?? 0)),
  });
};

/** Lets so many works be under way, and the next in the order in which they came; who is slow is not counted. */
const places = (most: number, slowMs: number) => {
  const queue: (() => void)[] = [];
  let free = most;
  const leave = () => {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  };
  return async (work: () => Promise<void>) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => queue.push(resolve));
    let isIn = true;
    const leaveOnce = () => {
      if (isIn) leave();
      isIn = false;
    };
    const timer = setTimeout(leaveOnce, slowMs);
    try {
      await work();
    } finally {
      clearTimeout(timer);
      leaveOnce();
    }
  };
};
