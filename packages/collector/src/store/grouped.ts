import {Refusal} from '../errors.ts';

/**
 * Group commit: what is asked for while one transaction runs goes together into the next, so that
 * the cost of being safe is paid per group and not per request. One group at a time for each key.
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
    /** Weight of one group. */
    most = 4000,
    /** Weight waiting for one key before new items are refused. */
    limit = 40_000,
  }: {weigh?: (item: Item) => number; most?: number; limit?: number} = {},
) => {
  interface Waiting {
    item: Item;
    weight: number;
    resolve: (result: Result) => void;
    reject: (error: unknown) => void;
  }
  const lanes = new Map<Key, {waiting: Waiting[]; weight: number}>();

  const run = async (key: Key, lane: {waiting: Waiting[]; weight: number}) => {
    while (lane.waiting.length > 0) await commitGroup(key, take(lane));
    lanes.delete(key);
  };

  const take = (lane: {waiting: Waiting[]; weight: number}) => {
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

  return (key: Key, item: Item): Promise<Result> =>
    new Promise((resolve, reject) => {
      const weight = weigh(item);
      const lane = lanes.get(key) ?? {waiting: [], weight: 0};
      if (lane.weight + weight > limit) {
        reject(new Refusal('overloaded'));
        return;
      }
      lane.waiting.push({item, weight, resolve, reject});
      lane.weight += weight;
      if (lanes.has(key)) return;
      lanes.set(key, lane);
      void run(key, lane);
    });
};
