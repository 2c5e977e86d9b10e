import type {Touchpoint} from '@throughline/contracts';
import type {Day, JourneyLog, Session} from '@throughline/journey';

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
 * viewport. Pure arithmetic: the element draws and measures. Blocks are made from the newest on, as far
 * as somebody asks; of the sessions beyond, however many, nothing is known but how many there are.
 */
export interface Blocks {
  /** What a row that is not drawn yet is taken for. In px. */
  readonly rowHeight: number;
  /** The blocks of a range, the newest first. */
  slice(range: Range): Block[];
  /**
   * Replaces the sessions; those that did not change keep their blocks and heights, as long as their
   * days are told in the same time zone.
   */
  update(
    journey: Pick<JourneyLog, 'sessions' | 'touchpoints'>,
    dayOf: (session: Session) => Day,
    timeZone?: string,
  ): void;
  /** Learns a drawn block's height. */
  measure(block: Block, height: number): void;
  /** Forgets the heights: the width changed. */
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
  let dayOf: (session: Session) => Day;
  /** Of the newest sessions, as far as somebody asked. */
  let blocks: Block[] = [];
  /** How many sessions those are, and how many rows the others have. */
  let taken = 0;
  let rest = 0;
  /** Where each block begins, its day's heading before it; then where the last of them ends. */
  let tops = [0];
  /** By how much the guesses before came out too low, in px. */
  let owed = 0;
  // Learnt from what was drawn, so that guesses get better on the agent's own screen.
  let rowHeight = sizes.row;

  /** What was made of a session, by its oldest touchpoint: it stays while the session grows. */
  let made = new WeakMap<Touchpoint, Block[]>();
  let zone: string | undefined;

  const take = () => {
    const session = sessions[taken++]!;
    const [oldest] = session.touchpoints;
    let its = made.get(oldest!);
    if (its?.[0]!.session !== session) its = blocksOf(session, dayOf(session), its);
    made.set(oldest!, its);
    rest -= session.touchpoints.length;
    blocks.push(...its);
  };

  const headingOf = (index: number) =>
    blocks[index]!.day === blocks[index - 1]?.day ? 0 : sizes.day;

  /** Finds where one block more ends, if there is one. */
  const goOn = () => {
    const index = tops.length - 1;
    if (index === blocks.length) {
      if (taken === sessions.length) return false;
      take();
    }
    let {height} = blocks[index]!;
    if (height === null) {
      const {from, to, head} = blocks[index]!;
      owed += (head ? sizes.head : 0) + (to - from) * rowHeight;
      // In whole steps of what screens of all densities scroll by: a row that arrives above the reader moves
      // the place that they are kept at by just as much.
      height = 4 * Math.round(owed / 4);
      owed -= height;
    }
    tops.push(tops[index]! + headingOf(index) + height);
    return true;
  };

  const startAnew = () => {
    tops = [0];
    owed = 0;
  };

  return {
    get rowHeight() {
      return rowHeight;
    },

    slice: ({start, end}) => blocks.slice(start, end),

    update(journey, dayIn, timeZone) {
      if (timeZone !== zone) made = new WeakMap();
      zone = timeZone;
      sessions = journey.sessions.slice(); // Theirs may be another by the next time.
      rest = journey.touchpoints.length;
      dayOf = dayIn;
      blocks = [];
      taken = 0;
      startAnew();
    },

    measure(block, height) {
      if (block.height === height) return;
      block.height = height;
      startAnew();
      const its = block.to - block.from;
      // One long row says little about the others.
      if (its > 3) rowHeight += 0.2 * ((height - (block.head ? sizes.head : 0)) / its - rowHeight);
    },

    forget() {
      for (const block of blocks) block.height = null;
      startAnew();
    },

    range(from, to) {
      while (tops.at(-1)! < to && goOn());
      // There may be less than it was taken for: then it ends where they end.
      const start = lastAtMost(tops, from - Math.max(0, to - tops.at(-1)!));
      let end = start;
      while (end < tops.length - 1 && tops[end]! < to) end++;
      return {start, end};
    },

    room({start, end}) {
      while (tops.length <= blocks.length) goOn();
      let before = tops[start]!;
      // The heading of the first drawn day is drawn with it, wherever its day began.
      if (start > 0 && !headingOf(start)) before -= sizes.day;
      let after = tops.at(-1)! - tops[end]!;
      const next = sessions[taken];
      if (next) {
        // As much as there would be of sessions that are spread over all of the days.
        const left = sessions.length - taken;
        const days = dayOf(next) - dayOf(sessions.at(-1)!) + 1;
        after += rest * rowHeight + left * sizes.head + Math.min(left, days) * sizes.day;
      }
      return {before, after};
    },

    offsetOf({key}) {
      for (let index = 0; index < tops.length - 1 || goOn(); index++)
        if (blocks[index]!.key === key) return tops[index]! + headingOf(index);
      return null;
    },

    find(touchpointId) {
      for (const [index, {key, touchpoints}] of sessions.entries()) {
        const row = touchpoints.findIndex(({id}) => id === touchpointId);
        if (row < 0) continue;
        while (taken <= index) take();
        return blocks.find(({session, from}) => session.key === key && from <= row);
      }
      return undefined;
    },
  };
};

const partsOf = (rows: number) => Math.ceil(rows / BLOCK_ROWS);

/** The last place whose number is at most `wanted`; else the first. The last number ends the last. */
const lastAtMost = (numbers: readonly number[], wanted: number) => {
  let low = 0;
  let high = Math.max(0, numbers.length - 2);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= wanted) low = middle;
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
