import 'fake-indexeddb/auto';
import {describe, expect, it} from 'vitest';
import {memoryStore, openStore, read} from './store.ts';
import {stubPage} from '../test/stub-page.ts';

const entry = (id: string) => ({id, body: '{}', level: 1, at: 1});

const page = stubPage();

const opened = async (name: string, create = true) => (await openStore(name, create))!;

describe('openStore', () => {
  it('makes no database without leave', async () => {
    expect(await openStore('none', false)).toBeUndefined();
    expect((await indexedDB.databases()).map(({name}) => name)).not.toContain('none');
  });

  it('opens without leave what is there already', async () => {
    const made = await opened('some');
    await made.update((queue, state) => {
      queue.put(entry('a'));
      state.choice = {purposes: ['support'], at: 5};
    });
    made.close();
    const again = await opened('some', false);
    expect(
      await again.update(async (queue, {choice}) => [await read(queue.count()), choice?.at]),
    ).toEqual([1, 5]);
    again.close();
  });

  it('changes queue and state together or not at all', async () => {
    const store = await opened('atomic');
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
    const store = await opened('gone');
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase('gone');
      request.onsuccess = resolve;
      request.onerror = request.onblocked = reject;
    });
    await expect(store.update(() => 1)).rejects.toThrow();
  });
});

describe('a page that goes away', () => {
  it('holds up nobody, and does what it was at when it is back', async () => {
    const [store, later] = [await opened('left'), await opened('left')];
    let tries = 0;
    let left = () => {};
    const leaving = new Promise<void>((done) => (left = done));
    const work = store.update(async (queue, state) => {
      tries += 1;
      state.size += 2;
      queue.put(entry('a'));
      await read(queue.count());
      if (tries === 1) {
        page.dispatchEvent(new Event('pagehide'));
        left();
      }
      return read(queue.count());
    });
    await leaving;
    expect(await later.update(async (queue, {size}) => [await read(queue.count()), size])).toEqual([
      0, 0,
    ]);
    expect(tries).toBe(1);
    page.dispatchEvent(new Event('pageshow'));
    expect(await work).toBe(1);
    expect(await later.update((_queue, {size}) => size)).toBe(2);
    store.close();
    later.close();
  });

  it('keeps what was done already', async () => {
    const store = await opened('done');
    await store.update((queue) => void queue.put(entry('a')));
    page.dispatchEvent(new Event('pagehide'));
    expect(await store.update((queue) => read(queue.count()))).toBe(1);
    store.close();
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
