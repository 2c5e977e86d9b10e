import 'fake-indexeddb/auto';
import {describe, expect, it} from 'vitest';
import {memoryStore, openStore, read} from './store.ts';

const entry = (id: string) => ({id, body: '{}', level: 1, at: 1});

describe('openStore', () => {
  it('makes no database without leave', async () => {
    await expect(openStore('none', false)).rejects.toThrow();
    expect((await indexedDB.databases()).map(({name}) => name)).not.toContain('none');
  });

  it('opens without leave what is there already', async () => {
    const made = await openStore('some', true);
    await made.update((queue, state) => {
      queue.put(entry('a'));
      state.choice = {purposes: ['support'], at: 5};
    });
    made.close();
    const again = await openStore('some', false);
    expect(
      await again.update(async (queue, {choice}) => [await read(queue.count()), choice?.at]),
    ).toEqual([1, 5]);
    again.close();
  });

  it('changes queue and state together or not at all', async () => {
    const store = await openStore('atomic', true);
    await expect(
      store.update(async (queue, state) => {
        state.size = 9;
        await read(queue.put(entry('a')));
        queue.put({...entry('b'), body: (() => {}) as never});
      }),
    ).rejects.toThrow();
    expect(await store.update(async (queue, {size}) => [await read(queue.count()), size])).toEqual([
      0, 0,
    ]);
    store.close();
  });

  it('does not stand in the way of whoever deletes the database', async () => {
    const store = await openStore('gone', true);
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase('gone');
      request.onsuccess = resolve;
      request.onerror = request.onblocked = reject;
    });
    await expect(store.update(() => 1)).rejects.toThrow();
  });
});

describe('memoryStore', () => {
  it('lets one work at a time, and goes on after one that failed', async () => {
    const store = memoryStore();
    const order: number[] = [];
    const first = store.update(async () => {
      await new Promise((done) => setTimeout(done, 5));
      order.push(1);
      throw new Error('mine');
    });
    const second = store.update(() => order.push(2));
    await expect(first).rejects.toThrow('mine');
    await second;
    expect(order).toEqual([1, 2]);
  });
});
