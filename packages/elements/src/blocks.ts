import type {Day, Session} from '@throughline/journey';

/** Rows in one block: small enough to draw at once, large enough that few are drawn. */
export const BLOCK_ROWS = 20;

/** A session, or a part of a long one: what is drawn or left out as a whole. */
export interface Block {
  /** Stable: parts are counted from the session's oldest row, so that live rows move none. */
  key: string;
  session: Session;
  day: Day;
  /** Rows `from` to `to` (exclusive) of the session's touchpoints, oldest first. */
  from: number;
  to: number;
  /** Carries the card's head: the newest part of its session. */
  head: boolean;
  /** Ends the card: the oldest part. */
  foot: boolean;
  /** In px, once drawn. */
  height: number | null;
}

/** Blocks `start` to `end` (exclusive). */
export interface Range {
  start: number;
  end: number;
}

/** How much room is kept for the blocks around a range. In px. */
export interface Room {
  before: number;
  after: number;
}

export interface BlockSizes {
  /** Of a day's heading. */
  day: number;
  /** Of a card's head with its margins. */
  head: number;
  row: number;
}

/**
 * The blocks of a timeline, their heights measured or guessed, and which of them are near the
 * viewport. Pure arithmetic: the element draws and measures. A block is made when it is asked for;
 * of the others, however many, there are a few numbers.
 */
export interface Blocks {
  /** What a row that is not drawn yet is taken for. In px. */
  readonly rowHeight: number;
  /** The blocks of a range, the newest first. */
  slice(range: Range): Block[];
  /** Replaces the sessions; those that did not change keep their blocks and heights. */
  update(sessions: readonly Session[], dayOf: (session: Session) => Day): void;
  /** Learns a drawn block's height. */
  measure(block: Block, height: number): void;
  /** Forgets all heights: the width changed. */
  forget(): void;
  /** The blocks that touch `from` to `to` px of the list. */
  range(from: number, to: number): Range;
  room(range: Range): Room;
  /** Where a block begins, or what became of it, in px of the list; null when it is gone. */
  offsetOf(block: Block): number | null;
  /** The block that holds a session's row. */
  find(touchpointId: string): Block | undefined;
}

export const createBlocks = (sizes: BlockSizes): Blocks => {
  let sessions: readonly Session[] = [];
  // What is known of each, side by side: to look into each of many costs more than all else.
  let days: Day[] = [];
  let rows: number[] = [];
  /** Which of all blocks is its first. */
  let firsts: number[] = [];
  /** Its blocks, once one was asked for. */
  let made: (Block[] | undefined)[] = [];
  let count = 0;
  /** Where each block begins, its day's heading before it; then where all end. Null: out of date. */
  let known: Float64Array | null = null;
  // Learnt from what was drawn, so that guesses get better on the agent's own screen.
  let rowHeight = sizes.row;

  const headingOf = (index: number) => (days[index] === days[index - 1] ? 0 : sizes.day);

  const tops = () => {
    if (known) return known;
    known = new Float64Array(count + 1);
    let top = 0;
    for (let index = 0; index < sessions.length; index++) {
      const blocks = made[index];
      const parts = partsOf(rows[index]!);
      for (let part = 0; part < parts; part++) {
        known[firsts[index]! + part] = top;
        // All parts are full but the newest, which bears the head.
        const full = (parts - 1) * BLOCK_ROWS;
        const its = part ? BLOCK_ROWS : rows[index]! - full;
        if (!part) top += headingOf(index);
        // In whole steps of what screens of all densities scroll by: a row that arrives above the reader moves
        // the place that they are kept at by just as much.
        const guess = (part ? 0 : sizes.head) + its * rowHeight;
        top += blocks?.[part]!.height ?? 4 * Math.round(guess / 4);
      }
    }
    known[count] = top;
    return known;
  };

  const sessionAt = (block: number) =>
    lastAtMost(sessions.length, block, (index) => firsts[index]!);
  const blocksAt = (index: number) => (made[index] ??= blocksOf(sessions[index]!, days[index]!));

  return {
    get rowHeight() {
      return rowHeight;
    },

    slice({start, end}) {
      return Array.from({length: end - start}, (_, nth) => {
        const index = sessionAt(start + nth);
        return blocksAt(index)[start + nth - firsts[index]!]!;
      });
    },

    update(next, dayOf) {
      const before = sessions;
      // Mostly all but the newest stand as they stood, counted from the oldest.
      const moved = next.length - before.length;
      let fresh = next.length;
      while (fresh && next[fresh - 1] === before[fresh - 1 - moved]) fresh--;
      let places: Map<string, number> | undefined;
      const newer = next.slice(0, fresh).map((session, index) => {
        let place = index;
        if (before[place] !== session) {
          places ??= new Map(before.map(({key}, nth) => [key, nth]));
          place = places.get(session.key) ?? -1;
        }
        const blocks = made[place];
        if (before[place] === session) return {day: days[place]!, all: rows[place]!, blocks};
        const day = dayOf(session);
        const all = session.touchpoints.length;
        return {day, all, blocks: blocks && blocksOf(session, day, blocks)};
      });
      sessions = next.slice(); // Theirs may be another by the next time.
      days = newer.map(({day}) => day).concat(days.slice(fresh - moved));
      rows = newer.map(({all}) => all).concat(rows.slice(fresh - moved));
      made = newer.map(({blocks}) => blocks).concat(made.slice(fresh - moved));
      count = 0;
      firsts = rows.map((all) => (count += partsOf(all)) - partsOf(all));
      known = null;
    },

    measure(block, height) {
      if (block.height === height) return;
      block.height = height;
      known = null;
      const its = block.to - block.from;
      // One long row says little about the others.
      if (its > 3) rowHeight += 0.2 * ((height - (block.head ? sizes.head : 0)) / its - rowHeight);
    },

    forget() {
      for (const block of made.flat()) if (block) block.height = null;
      known = null;
    },

    range(from, to) {
      const all = tops();
      const start = lastAtMost(count, from, (block) => all[block]!);
      let end = start;
      while (end < count && all[end]! < to) end++;
      return {start, end};
    },

    room({start, end}) {
      const all = tops();
      let before = all[start]!;
      // The heading of the first drawn day is drawn with it, wherever its day began.
      const index = sessionAt(start);
      if (start > 0 && !(firsts[index] === start && headingOf(index))) before -= sizes.day;
      return {before, after: all[count]! - all[end]!};
    },

    offsetOf({session: {key}, from}) {
      const index = sessions.findIndex((session) => session.key === key);
      if (index < 0) return null;
      const part = partsOf(rows[index]!) - 1 - from / BLOCK_ROWS;
      return tops()[firsts[index]! + part]! + (part ? 0 : headingOf(index));
    },

    find(touchpointId) {
      for (const [index, {touchpoints}] of sessions.entries()) {
        const row = touchpoints.findIndex(({id}) => id === touchpointId);
        if (row >= 0) return blocksAt(index).find(({from}) => from <= row);
      }
      return undefined;
    },
  };
};

const partsOf = (rows: number) => Math.ceil(rows / BLOCK_ROWS);

/** The last of `count` places, in order, whose number is at most `wanted`; else the first. */
const lastAtMost = (count: number, wanted: number, numberAt: (place: number) => number) => {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numberAt(middle) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
};

const blocksOf = (session: Session, day: Day, before: readonly Block[] = []): Block[] => {
  const rows = session.touchpoints.length;
  const parts = partsOf(rows);
  const blocks: Block[] = [];
  for (let part = parts - 1; part >= 0; part--) {
    const from = part * BLOCK_ROWS;
    const to = Math.min(rows, from + BLOCK_ROWS);
    const head = part === parts - 1;
    const key = `${session.key}#${part}`;
    const same = before.find((old) => old.key === key && old.to === to && old.head === head);
    blocks.push({
      key,
      session,
      day,
      from,
      to,
      head,
      foot: part === 0,
      height: same?.height ?? null,
    });
  }
  return blocks;
};
