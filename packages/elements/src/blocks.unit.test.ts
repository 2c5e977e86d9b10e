import {sessionsOf, type Session} from '@throughline/journey';
import {describe, expect, it} from 'vitest';
import {aTouchpoint, manyTouchpoints} from '../gallery/data.ts';
import {BLOCK_ROWS, createBlocks, type Blocks} from './blocks.ts';

const sizes = {day: 30, head: 52, row: 10};
const oneDay = () => 0;
const listOf = (blocks: Blocks) => blocks.slice(blocks.range(0, Infinity));
const all = (sessions: readonly Session[]) => ({
  sessions,
  touchpoints: sessions.flatMap(({touchpoints}) => touchpoints),
});
const longSession = (rows: number) =>
  Array.from({length: rows}, (_, n) => aTouchpoint(n, {name: 'page_viewed', sessionId: 's'}));

describe('blocks', () => {
  it('cut a long session where live rows do not move the cuts', () => {
    const blocks = createBlocks(sizes);
    const rows = longSession(2 * BLOCK_ROWS + 15);
    blocks.update(all(sessionsOf(rows.slice(0, 2 * BLOCK_ROWS + 10))), oneDay);
    const before = listOf(blocks).map(({key, from, to}) => ({key, from, to}));
    blocks.update(all(sessionsOf(rows)), oneDay);
    const after = listOf(blocks).map(({key, from, to}) => ({key, from, to}));

    expect(before.map(({from, to}) => to - from)).toEqual([10, BLOCK_ROWS, BLOCK_ROWS]);
    expect(after.slice(1)).toEqual(before.slice(1));
    expect(after[0]).toMatchObject({key: before[0]!.key, to: 2 * BLOCK_ROWS + 15});
  });

  it('keep what was measured of sessions that did not change', () => {
    const blocks = createBlocks(sizes);
    const sessions = sessionsOf(longSession(3));
    blocks.update(all(sessions), oneDay);
    blocks.measure(listOf(blocks)[0]!, 123);
    const next = aTouchpoint(99, {name: 'page_viewed', sessionId: 'next'});
    blocks.update(all([...sessionsOf([next]), ...sessions]), oneDay);
    expect(listOf(blocks).map(({height}) => height)).toEqual([null, 123]);
  });

  it('stand under another day in another time zone', () => {
    const blocks = createBlocks(sizes);
    const sessions = sessionsOf(longSession(3));
    const dayOfSession = (zone: string) => {
      blocks.update(all(sessions), () => Number(zone === 'Asia/Tokyo'), zone);
      return listOf(blocks)[0]!.day;
    };
    expect(['Europe/Berlin', 'Asia/Tokyo', 'Europe/Berlin'].map(dayOfSession)).toEqual([0, 1, 0]);
  });

  it('leave room for exactly what is not drawn', () => {
    const blocks = createBlocks(sizes);
    const dayOf = ({endedAt}: Session) => Math.floor(endedAt / 86_400_000);
    blocks.update(all(sessionsOf(manyTouchpoints(1200, 1_790_000_000_000))), dayOf);
    const whole = blocks.range(0, Infinity);
    expect(whole).toEqual({start: 0, end: 100});
    expect(blocks.room(whole)).toEqual({before: 0, after: 0});

    const total = blocks.offsetOf(listOf(blocks).at(-1)!)! + 52 + 12 * 10;
    for (const from of [0, 777, 5_000, 12_345, total - 500]) {
      const range = blocks.range(from, from + 500);
      const {start, end} = range;
      const {before, after} = blocks.room(range);
      const days = new Set(
        listOf(blocks)
          .slice(start, end)
          .map(({day}) => day),
      ).size;
      const drawn = (end - start) * (52 + 12 * 10) + days * 30;
      expect(before + drawn + after).toBe(total);
      expect(before).toBeLessThanOrEqual(Math.max(0, from));
      expect(before + drawn).toBeGreaterThanOrEqual(Math.min(total, from + 500));
    }
  });

  it('stand where they stood, whatever comes, goes or grows around them', () => {
    const blocks = createBlocks(sizes);
    const sessions = sessionsOf(manyTouchpoints(360, 1_790_000_000_000));
    const dayOf = ({endedAt}: Session) => Math.floor(endedAt / 86_400_000);
    const [live, grown] = ['live', sessions[7]!.id!].map(
      (sessionId, n) =>
        sessionsOf([
          ...(n ? sessions[7]!.touchpoints : []),
          aTouchpoint(1_790_000_000_000 + n, {name: 'page_viewed', sessionId}),
        ])[0]!,
    );
    for (const next of [
      sessions.slice(0, 20),
      sessions,
      [live!, ...sessions],
      [grown!, live!, ...sessions.filter(({key}) => key !== grown!.key)],
      sessions.filter((_, n) => n % 3),
      [],
      sessions,
    ]) {
      blocks.update(all(next), dayOf);
      const list = listOf(blocks);
      list.forEach((block, n) => blocks.measure(block, 100 + n));
      const anew = createBlocks(sizes);
      anew.update(all(next), dayOf);
      listOf(anew).forEach((block, n) => anew.measure(block, 100 + n));

      expect(list).toEqual(listOf(anew));
      const placesIn = (all: Blocks) => listOf(all).map((block) => all.offsetOf(block));
      expect(placesIn(blocks)).toEqual(placesIn(anew));
      expect(blocks.range(900, 1500)).toEqual(anew.range(900, 1500));
      if (next.length > 2)
        expect(blocks.room({start: 1, end: 2})).toEqual(anew.room({start: 1, end: 2}));
    }
  });

  it('are moved by whole px by what arrives above, however high a row turned out to be', () => {
    const blocks = createBlocks(sizes);
    const rows = longSession(400);
    blocks.update(all(sessionsOf(rows.slice(0, 360))), oneDay);
    const [, , place] = listOf(blocks);
    blocks.measure(place!, 20 * 33.37);
    const places = rows.slice(360).map((_, n) => {
      blocks.update(all(sessionsOf(rows.slice(0, 361 + n))), oneDay);
      return blocks.offsetOf(place!)!;
    });
    for (const [n, at] of places.slice(1).entries()) expect((at - places[n]!) % 4).toBe(0);
    expect(places.at(-1)! - places[0]!).toBeGreaterThan(39 * 10);
  });

  it('see what became of a list that grew where it stood', () => {
    const blocks = createBlocks(sizes);
    const list = sessionsOf(longSession(30)).slice();
    blocks.update(all(list), oneDay);
    list[0] = sessionsOf(longSession(50))[0]!;
    blocks.update(all(list), oneDay);
    expect(listOf(blocks).map(({from, to}) => to - from)).toEqual([10, BLOCK_ROWS, BLOCK_ROWS]);
  });

  it('look at nothing but the session that changed', () => {
    const blocks = createBlocks(sizes);
    const sessions = sessionsOf(manyTouchpoints(10_000, 1_790_000_000_000));
    blocks.update(all(sessions), oneDay);
    listOf(blocks);
    const looked: string[] = [];
    const [live] = sessionsOf([aTouchpoint(99, {name: 'page_viewed', sessionId: 'live'})]);
    blocks.update(all([live!, ...sessions]), ({key}) => {
      looked.push(key);
      return 0;
    });
    listOf(blocks);
    expect(looked).toEqual([live!.key]);
  });

  it('keep room for all there is, and look at no more than what is asked for and the oldest', () => {
    const blocks = createBlocks(sizes);
    const journey = all(sessionsOf(manyTouchpoints(12_000, 1_790_000_000_000)));
    const looked = new Set<number>();
    const sessions = journey.sessions.map((session, nth) => ({
      ...session,
      get touchpoints() {
        looked.add(nth);
        return session.touchpoints;
      },
    }));
    blocks.update({...journey, sessions}, ({touchpoints}) =>
      Math.floor(touchpoints.at(-1)!.occurredAt / 86_400_000),
    );
    const range = blocks.range(0, 700);
    const {after} = blocks.room(range);
    expect([...looked]).toEqual([0, 1, 2, 3, 4, 999]);

    // Every day has its sessions here: at most the next one's heading is too much.
    listOf(blocks);
    const over = after - blocks.room(range).after;
    expect(over).toBeGreaterThanOrEqual(0);
    expect(over).toBeLessThanOrEqual(30);
  });

  it('end where their room ends, when there is less than it was taken for', () => {
    const blocks = createBlocks(sizes);
    blocks.update(all(sessionsOf(manyTouchpoints(1200, 1_790_000_000_000))), oneDay);
    const {after} = blocks.room(blocks.range(0, 700));
    const {start, end} = blocks.range(after + 100, after + 800);
    expect(end).toBe(100);
    expect(end - start).toBeGreaterThan(3);
  });
});
