import {describe, expect, it} from 'vitest';
import {createTurns} from './turns.ts';

const round = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('come one in each round of the event loop, in order', async () => {
    const turns = createTurns<string>();
    const seen: string[] = [];
    const all = ['a', 'b', 'c'].map((name) => turns.take('key', 1).then(() => seen.push(name)));
    // Whatever else is ready in a round comes between.
    setImmediate(() => {
      seen.push('between');
      setImmediate(() => seen.push('between'));
    });
    await Promise.all(all);
    expect(seen).toEqual(['a', 'between', 'b', 'between', 'c']);
    await turns.take('key', 1);
  });

  it('are refused to those who have waited too long', async () => {
    const turns = createTurns<string>({patience: -1});
    const answers = await Promise.allSettled([turns.take('key', 1), turns.take('key', 1)]);
    expect(answers).toMatchObject([
      {status: 'rejected', reason: {code: 'overloaded'}},
      {status: 'rejected', reason: {code: 'overloaded'}},
    ]);
  });

  it('are taken by one key after the other, however many one of them asks for', async () => {
    const turns = createTurns<string>();
    const seen: string[] = [];
    const keys = ['much', 'much', 'much', 'much', 'little', 'little'];
    await Promise.all(keys.map((key) => turns.take(key, 1).then(() => seen.push(key))));
    expect(seen).toEqual(['much', 'little', 'much', 'little', 'much', 'much']);
  });

  it('are refused at once where too many bytes of a key wait, and not to another', async () => {
    const turns = createTurns<string>({mostBytes: 10});
    const first = turns.take('much', 100); // One always may, whatever its size.
    await expect(turns.take('much', 1)).rejects.toMatchObject({code: 'overloaded'});
    await turns.take('little', 10);
    await first;
    await turns.take('much', 10);
  });

  it('wait while the store is behind with a key, and are not held up for another', async () => {
    let behind = true;
    const turns = createTurns<string>({isBehind: (key) => behind && key === 'much'});
    const seen: string[] = [];
    const much = turns.take('much', 1).then(() => seen.push('much'));
    await turns.take('little', 1).then(() => seen.push('little'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen).toEqual(['little']);
    behind = false;
    await much;
  });

  it('leave pauses between those of a burst while somebody who sends little is under way', async () => {
    let clock = 0;
    const turns = createTurns<string>({now: () => clock});
    for (let request = 0; request < 20; request += 1) turns.begin('much');
    const over = turns.begin('little');
    const work = () => void (clock += 10);
    await turns.take('much', 1).then(work);
    const second = turns.take('much', 1).then(work);
    for (let times = 0; times < 10; times += 1) await round();
    expect(clock).toBe(10);
    await turns.take('little', 1);
    clock = 39;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(clock).toBe(39);
    clock = 40;
    await second;
    expect(clock).toBe(50);

    over();
    await turns.take('much', 1);
    await turns.take('much', 1);
  });
});
