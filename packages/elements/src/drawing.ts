import type {Block, Blocks, Range, Room} from './blocks.ts';

/** Drawn beyond the viewport on either side, in px, so that scrolling meets rows, not gaps. */
const OVERSCAN = 300;
/** How many rows may be new in one frame, while others are seen; the next one draws the next. */
const FRAME_ROWS = 3;
/** Where nothing is drawn yet: a screen. */
const FIRST_ROWS = 24;

/** Rows of a block's session, `from` to `to` (exclusive). */
interface Rows {
  from: number;
  to: number;
}

/** What is seen, as blocks; both by where the reader is now. */
interface Place {
  /** What is on the screen, and so many px beyond it. */
  within: (beyond: number) => Range;
  /** The block in the middle of the screen. */
  middle: number;
}

/** What of a list is drawn: what is seen, then what is near; of what is new, so much in a frame. */
export interface Drawing {
  readonly range: Range;
  /** Not all that is to be drawn is. */
  readonly isUnfinished: boolean;
  /** Which rows of a block are drawn; undefined where none is. */
  rowsOf(block: Block): Rows | undefined;
  /** How many of a block's newer rows are not drawn, and of its older ones. */
  missing(block: Block): readonly [newer: number, older: number];
  /** What is kept free for all that is not drawn. */
  room(): Room;
  /** Chooses what to draw. Of the first picture: what is seen alone. */
  plan(place: Place, isFirst: boolean): void;
  /** More than half of the screen has gone by: a screen is drawn at once. */
  leap(): void;
  /** All of it is drawn in this frame. */
  hurry(): void;
  /** Other rows stand where these did. */
  forget(): void;
}

export const createDrawing = (blocks: Blocks): Drawing => {
  let range: Range = {start: 0, end: 0};
  let isUnfinished = false;
  /** By their block's key. */
  let rows = new Map<string | undefined, Rows>();
  /** In which frame, and how many rows more may be new in it. */
  let frame: CSSNumberish | null = null;
  let left = 0;
  let leapt = false;

  const missing = ({key, from, to}: Block) => {
    const drawn = rows.get(key)!;
    return [to - drawn.to, drawn.from - from] as const;
  };

  return {
    get range() {
      return range;
    },
    get isUnfinished() {
      return isUnfinished;
    },
    rowsOf: ({key}) => rows.get(key),
    missing,

    room() {
      const {before, after} = blocks.room(range);
      const drawn = blocks.slice(range);
      const height = (block: Block | undefined, side: 0 | 1) =>
        block ? missing(block)[side] * blocks.rowHeight : 0;
      return {before: before + height(drawn[0], 0), after: after + height(drawn.at(-1), 1)};
    },

    plan({within, middle: start}, isFirst) {
      // The next frame draws what is near.
      const near = within(isFirst ? 0 : OVERSCAN);
      const all = blocks.slice(near);
      const before = rows;
      const now = document.timeline.currentTime;
      if (leapt || !before.has(all[start - near.start]?.key)) left = Math.max(left, FIRST_ROWS);
      else if (now !== frame) left = FRAME_ROWS;
      frame = now;
      leapt = false;
      rows = new Map();
      isUnfinished = isFirst;
      const take = (index: number, edge: 'from' | 'to') => {
        const block = all[index - near.start]!;
        const old = before.get(block.key);
        if (!old && left <= 0 && start < end) return false;
        let {from, to} = old ?? {from: block[edge], to: block[edge]};
        for (; left > 0 && to < block.to; to++) left--;
        for (; left > 0 && from > block.from; from--) left--;
        rows.set(block.key, {from, to});
        isUnfinished ||= from > block.from || to < block.to;
        return true;
      };
      // From the middle on.
      let end = start;
      for (const {start: first, end: last} of [within(0), near]) {
        while (end < last && take(end, 'to')) end++;
        while (start > first && take(start - 1, 'from')) start--;
      }
      range = {start, end};
      isUnfinished ||= start > near.start || end < near.end;
    },

    leap() {
      leapt = true;
    },
    hurry() {
      frame = document.timeline.currentTime;
      left = Infinity;
    },
    forget() {
      rows.clear();
    },
  };
};
