import {describe, expect, it, onTestFinished, vi} from 'vitest';
import {Refusal} from '../errors.ts';
import {grouped} from './grouped.ts';

/** A commit that waits until it is let go, and remembers its groups. */
const aCommit = () => {
  const groups: string[][] = [];
  let release = () => {};
  const commit = async (_key: string, items: string[]) => {
    groups.push(items);
    await new Promise<void>((resolve) => (release = resolve));
    if (items.includes('bad')) throw new Error('bad');
    if (items.includes('store is away')) throw new Refusal('store_unavailable');
    return items.map((item) => item.toUpperCase());
  };
  const letGo = async () => {
    release();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {commit, groups, letGo};
};

/** Commits that are each let go by the first of their items. */
const commits = () => {
  const groups: string[][] = [];
  const open = new Map<string, () => void>();
  const commit = async (_key: string, items: string[]) => {
    groups.push(items);
    await new Promise<void>((resolve) => open.set(items[0]!, resolve));
    return items;
  };
  const end = async (first: string) => {
    open.get(first)!();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return {groups, commit, end};
};

describe('grouped', () => {
  it('commits together what came while the last group was under way', async () => {
    const {commit, groups, letGo} = aCommit();
    const add = grouped(commit);
    const results = ['a', 'b', 'c'].map((item) => add('key', item));
    await letGo();
    await letGo();
    expect(await Promise.all(results)).toEqual(['A', 'B', 'C']);
    expect(groups).toEqual([['a'], ['b', 'c']]);
  });

  it('fails the one that is bad, and not its neighbours', async () => {
    const {commit, groups, letGo} = aCommit();
    const add = grouped(commit);
    const results = Promise.allSettled(
      ['first', 'good', 'bad', 'fine'].map((item) => add('key', item)),
    );
    for (let group = 0; group < 6; group += 1) await letGo();
    expect((await results).map(({status}) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(groups).toEqual([['first'], ['good', 'bad', 'fine'], ['good'], ['bad'], ['fine']]);
  });

  it('does not try again one by one when the store is away', async () => {
    const {commit, groups, letGo} = aCommit();
    const add = grouped(commit);
    const results = Promise.allSettled(
      ['first', 'store is away', 'other'].map((item) => add('key', item)),
    );
    for (let group = 0; group < 3; group += 1) await letGo();
    expect((await results).map(({status}) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(groups).toHaveLength(2);
  });

  it('keeps keys apart, and refuses what is over the limit of one', async () => {
    const {commit, groups} = aCommit();
    const add = grouped(commit, {limit: 2});
    const first = add('one', 'a');
    void Promise.allSettled([first, add('one', 'b'), add('one', 'c'), add('two', 'd')]);
    await expect(add('one', 'e')).rejects.toMatchObject({code: 'overloaded', retryAfter: 1});
    expect(groups).toEqual([['a'], ['d']]);
  });

  it('has no more groups of all keys under way than it may, and lets keys take turns', async () => {
    const {groups, commit, end} = commits();
    const add = grouped(commit, {atOnceOfAll: 2});
    const results = [
      add('one', 'a'),
      add('one', 'b'),
      add('two', 'c'),
      add('three', 'd'),
      add('four', 'e'),
      add('one', 'f'),
    ];
    expect(groups).toEqual([['a'], ['c']]);
    for (const [ended, next] of [
      ['a', ['d']],
      ['c', ['e']],
      // Behind the others, and together.
      ['d', ['b', 'f']],
    ] as const) {
      await end(ended);
      expect(groups.at(-1)).toEqual(next);
    }
    for (const last of ['e', 'b']) await end(last);
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('lets nobody wait for a group that takes long', async () => {
    vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
    onTestFinished(() => void vi.useRealTimers());
    const {groups, commit, end} = commits();
    const add = grouped(commit, {atOnceOfAll: 1, slowMs: 100});
    const slow = add('one', 'slow');
    const other = add('two', 'other');
    await vi.advanceTimersByTimeAsync(99);
    expect(groups).toEqual([['slow']]);
    await vi.advanceTimersByTimeAsync(1);
    expect(groups).toEqual([['slow'], ['other']]);
    // What was given away once comes back once.
    await end('slow');
    const third = add('three', 'third');
    expect(groups).toHaveLength(2);
    await end('other');
    expect(groups).toEqual([['slow'], ['other'], ['third']]);
    await end('third');
    expect(await Promise.all([slow, other, third])).toEqual(['slow', 'other', 'third']);
  });

  it('refuses who has waited too long, and keeps who has not', async () => {
    vi.useFakeTimers({toFake: ['performance']});
    onTestFinished(() => void vi.useRealTimers());
    const {commit, groups, letGo} = aCommit();
    const add = grouped(commit, {patience: 50});
    const first = add('key', 'first');
    const late = expect(add('key', 'late')).rejects.toMatchObject({code: 'overloaded'});
    vi.advanceTimersByTime(100);
    const fresh = add('key', 'fresh');
    await letGo();
    await letGo();
    expect(await first).toBe('FIRST');
    await late;
    expect(await fresh).toBe('FRESH');
    expect(groups).toEqual([['first'], ['fresh']]);
  });
});
