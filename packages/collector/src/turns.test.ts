import {describe, expect, it} from 'vitest';
import {createTurns} from './turns.ts';

describe('turns', () => {
  it('come one in each round of the event loop, in order', async () => {
    const turn = createTurns();
    const seen: string[] = [];
    const turns = ['a', 'b', 'c'].map((name) => turn().then(() => seen.push(name)));
    // Whatever else is ready in a round comes between.
    setImmediate(() => {
      seen.push('between');
      setImmediate(() => seen.push('between'));
    });
    await Promise.all(turns);
    expect(seen).toEqual(['a', 'between', 'b', 'between', 'c']);
    await turn();
  });

  it('are refused to those who have waited too long', async () => {
    const turn = createTurns({patience: -1});
    const answers = await Promise.allSettled([turn(), turn()]);
    expect(answers).toMatchObject([
      {status: 'rejected', reason: {code: 'overloaded'}},
      {status: 'rejected', reason: {code: 'overloaded'}},
    ]);
  });
});
