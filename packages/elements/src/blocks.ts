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

/** What is known of every session. */
interface Entry {
  session: Session;
  day: Day;
  /** Of the session: to look into each of many costs more than all else. */
  rows: number;
  /** Which of all blocks is its first. */
  first: number;
  /** Once one was asked for. */
  blocks: Block[] | undefined;
}

export const createBlocks = (sizes: BlockSizes): Blocks => {
  let entries: Entry[] = [];
  let count = 0;
  /** Where each block begins, its day's heading before it; then where all end. Null: out of date. */
  let known: Float64Array | null = null;
  // Learnt from what was drawn, so that guesses get better on the agent's own screen.
  let rowHeight = sizes.row;

  const headingOf = (index: number) =>
    entries[index]!.day === entries[index - 1]?.day ? 0 : sizes.day;

  const tops = () => {
    if (known) return known;
    known = new Float64Array(count + 1);
    let top = 0;
    for (let index = 0; index < entries.length; index++) {
      const {rows: all, first, blocks} = entries[index]!;
      const parts = partsOf(all);
      for (let part = 0; part < parts; part++) {
        known[first + part] = top;
        // All parts are full but the newest, which bears the head.
        const full = (parts - 1) * BLOCK_ROWS;
        const rows = part ? BLOCK_ROWS : all - full;
        if (!part) top += headingOf(index);
        // In whole steps of what screens of all densities scroll by: a row that arrives above the reader moves
        // the place that they are kept at by just as much.
        const guess = (part ? 0 : sizes.head) + rows * rowHeight;
        top += blocks?.[part]!.height ?? 4 * Math.round(guess / 4);
      }
    }
    known[count] = top;
    return known;
  };

  const entryAt = (block: number) =>
    lastAtMost(entries.length, block, (index) => entries[index]!.first);
  const blocksAt = (index: number) => {
    const entry = entries[index]!;
    return (entry.blocks ??= blocksOf(entry.session, entry.day));
  };

  return {
    get rowHeight() {
      return rowHeight;
    },

    slice({start, end}) {
      return Array.from({length: end - start}, (_, nth) => {
        const index = entryAt(start + nth);
        return blocksAt(index)[start + nth - entries[index]!.first]!;
      });
    },

    update(sessions, dayOf) {
      const before = entries;
      const moved = sessions.length - before.length;
      let byKey: Map<string, Entry> | undefined;
      count = 0;
      entries = sessions.map((session, index) => {
        // Mostly all but a few stand as they stood, counted from the newest or from the oldest.
        let entry = before[index];
        if (entry?.session !== session) entry = before[index - moved];
        if (entry?.session !== session) {
          byKey ??= new Map(before.map((each) => [each.session.key, each]));
          entry = byKey.get(session.key);
        }
        if (entry?.session !== session) {
          const day = dayOf(session);
          const blocks = entry?.blocks && blocksOf(session, day, entry.blocks);
          entry = {session, day, rows: session.touchpoints.length, first: 0, blocks};
        }
        entry.first = count;
        count += partsOf(entry.rows);
        return entry;
      });
      known = null;
    },

    measure(block, height) {
      if (block.height === height) return;
      block.height = height;
      known = null;
      const rows = block.to - block.from;
      // One long row says little about the others.
      if (rows > 3)
        rowHeight += 0.2 * ((height - (block.head ? sizes.head : 0)) / rows - rowHeight);
    },

    forget() {
      for (const {blocks = []} of entries) for (const block of blocks) block.height = null;
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
      const entry = entryAt(start);
      if (start > 0 && !(entries[entry]!.first === start && headingOf(entry))) before -= sizes.day;
      return {before, after: all[count]! - all[end]!};
    },

    offsetOf({session: {key}, from}) {
      const index = entries.findIndex(({session}) => session.key === key);
      if (index < 0) return null;
      const {rows, first} = entries[index]!;
      const part = partsOf(rows) - 1 - from / BLOCK_ROWS;
      return tops()[first + part]! + (part ? 0 : headingOf(index));
    },

    find(touchpointId) {
      for (const [index, {session}] of entries.entries()) {
        const row = session.touchpoints.findIndex(({id}) => id === touchpointId);
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
