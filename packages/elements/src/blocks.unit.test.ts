import {sessionsOf, type Session} from '@throughline/journey';
import {describe, expect, it} from 'vitest';
import {aTouchpoint, manyTouchpoints} from '../gallery/data.ts';
import {BLOCK_ROWS, createBlocks} from './blocks.ts';

const sizes = {day: 30, head: 50, row: 10};
const oneDay = () => 0;
const longSession = (rows: number) =>
  Array.from({length: rows}, (_, n) => aTouchpoint(n, {name: 'page_viewed', sessionId: 's'}));

describe('blocks', () => {
  it('cut a long session where live rows do not move the cuts', () => {
    const blocks = createBlocks(sizes);
    const rows = longSession(95);
    blocks.update(sessionsOf(rows.slice(0, 90)), oneDay);
    const before = blocks.list.map(({key, from, to}) => ({key, from, to}));
    blocks.update(sessionsOf(rows), oneDay);
    const after = blocks.list.map(({key, from, to}) => ({key, from, to}));

    expect(before.map(({from, to}) => to - from)).toEqual([10, BLOCK_ROWS, BLOCK_ROWS]);
    expect(after.slice(1)).toEqual(before.slice(1));
    expect(after[0]).toMatchObject({key: before[0]!.key, to: 95});
  });

  it('keep what was measured of sessions that did not change', () => {
    const blocks = createBlocks(sizes);
    const sessions = sessionsOf(longSession(3));
    blocks.update(sessions, oneDay);
    blocks.measure(blocks.list[0]!, 123);
    const next = aTouchpoint(99, {name: 'page_viewed', sessionId: 'next'});
    blocks.update([...sessionsOf([next]), ...sessions], oneDay);
    expect(blocks.list.map(({height}) => height)).toEqual([null, 123]);
  });

  it('leave room for exactly what is not drawn', () => {
    const blocks = createBlocks(sizes);
    const dayOf = ({endedAt}: Session) => Math.floor(endedAt / 86_400_000);
    blocks.update(sessionsOf(manyTouchpoints(1200, 1_790_000_000_000)), dayOf);
    const whole = blocks.range(0, Infinity);
    expect(whole).toMatchObject({start: 0, end: 100, before: 0, after: 0});

    const total = blocks.offsetOf(blocks.list.at(-1)!) + 50 + 12 * 10;
    for (const from of [0, 777, 5_000, 12_345, total - 500]) {
      const {start, end, before, after} = blocks.range(from, from + 500);
      const days = new Set(blocks.list.slice(start, end).map(({day}) => day)).size;
      const drawn = (end - start) * (50 + 12 * 10) + days * 30;
      expect(before + drawn + after).toBe(total);
      expect(before).toBeLessThanOrEqual(Math.max(0, from));
      expect(before + drawn).toBeGreaterThanOrEqual(Math.min(total, from + 500));
    }
  });

  it('look at nothing but the session that changed', () => {
    const blocks = createBlocks(sizes);
    const sessions = sessionsOf(manyTouchpoints(10_000, 1_790_000_000_000));
    blocks.update(sessions, oneDay);
    const looked: string[] = [];
    const [live] = sessionsOf([aTouchpoint(99, {name: 'page_viewed', sessionId: 'live'})]);
    blocks.update([live!, ...sessions], ({key}) => {
      looked.push(key);
      return 0;
    });
    expect(looked).toEqual([live!.key]);
  });
});
