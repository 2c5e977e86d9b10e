import type {Day, Session} from '@throughline/journey';

/** Rows in one block: small enough to draw at once, large enough that few are drawn. */
export const BLOCK_ROWS = 40;

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

/** Which blocks are drawn, and how much room is kept for the others. In px. */
export interface Range {
  /** Blocks `start` to `end` (exclusive). */
  start: number;
  end: number;
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
 * viewport. Pure arithmetic: the element draws and measures.
 */
export interface Blocks {
  readonly list: readonly Block[];
  /** Replaces the sessions; those that did not change keep their blocks and heights. */
  update(sessions: readonly Session[], dayOf: (session: Session) => Day): void;
  /** Learns a drawn block's height. */
  measure(block: Block, height: number): void;
  /** Forgets all heights: the width changed. */
  forget(): void;
  /** The blocks that touch `from` to `to` px of the list. */
  range(from: number, to: number): Range;
  /** Where a block begins, in px of the list. */
  offsetOf(block: Block): number;
  /** The block that holds a session's row. */
  find(touchpointId: string): Block | undefined;
}

export const createBlocks = (sizes: BlockSizes): Blocks => {
  let list: Block[] = [];
  const cache = new WeakMap<Session, Block[]>();
  let byKey = new Map<string, Block[]>();
  // Learnt from what was drawn, so that guesses get better on the agent's own screen.
  let rowHeight = sizes.row;

  const guess = ({from, to, head}: Block) => (head ? sizes.head : 0) + (to - from) * rowHeight;
  const heightOf = (block: Block) => block.height ?? guess(block);
  const opensDay = (index: number) => list[index]!.day !== list[index - 1]?.day;
  const slot = (index: number) => heightOf(list[index]!) + (opensDay(index) ? sizes.day : 0);

  return {
    get list() {
      return list;
    },

    update(sessions, dayOf) {
      const next: Block[] = [];
      const nextByKey = new Map<string, Block[]>();
      for (const session of sessions) {
        let blocks = cache.get(session);
        if (!blocks) {
          blocks = blocksOf(session, dayOf(session), byKey.get(session.key));
          cache.set(session, blocks);
        }
        nextByKey.set(session.key, blocks);
        for (const block of blocks) next.push(block);
      }
      list = next;
      byKey = nextByKey;
    },

    measure(block, height) {
      block.height = height;
      const rows = block.to - block.from;
      // One long row says little about the others.
      if (rows > 3)
        rowHeight += 0.2 * ((height - (block.head ? sizes.head : 0)) / rows - rowHeight);
    },

    forget() {
      for (const block of list) block.height = null;
    },

    range(from, to) {
      let start = 0;
      let before = 0;
      while (start < list.length - 1) {
        const height = slot(start);
        if (before + height > from) break;
        before += height;
        start++;
      }
      let end = start;
      let bottom = before;
      while (end < list.length && bottom < to) bottom += slot(end++);
      let after = 0;
      for (let index = end; index < list.length; index++) after += slot(index);
      // The heading of the first drawn day is drawn with it, wherever its day began.
      if (start > 0 && !opensDay(start)) before = Math.max(0, before - sizes.day);
      return {start, end, before, after};
    },

    offsetOf(block) {
      let top = 0;
      for (let index = 0; index < list.length; index++) {
        if (list[index] === block) return top + (opensDay(index) ? sizes.day : 0);
        top += slot(index);
      }
      return top;
    },

    find: (touchpointId) =>
      list.find(({session, from, to}) => {
        for (let index = from; index < to; index++) {
          if (session.touchpoints[index]!.id === touchpointId) return true;
        }
        return false;
      }),
  };
};

const blocksOf = (session: Session, day: Day, before: readonly Block[] = []): Block[] => {
  const rows = session.touchpoints.length;
  const parts = Math.ceil(rows / BLOCK_ROWS);
  const known = new Map(before.map((block) => [block.key, block]));
  const blocks: Block[] = [];
  for (let part = parts - 1; part >= 0; part--) {
    const from = part * BLOCK_ROWS;
    const to = Math.min(rows, from + BLOCK_ROWS);
    const head = part === parts - 1;
    const key = `${session.key}#${part}`;
    const old = known.get(key);
    const same = old && old.from === from && old.to === to && old.head === head;
    blocks.push({
      key,
      session,
      day,
      from,
      to,
      head,
      foot: part === 0,
      height: same ? old.height : null,
    });
  }
  return blocks;
};
