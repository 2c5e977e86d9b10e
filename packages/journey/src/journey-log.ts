import type {Touchpoint} from '@throughline/contracts';
import {compareText, compareTouchpoints, isEarlierCopy} from './order.ts';
import {SESSION_GAP_MS, type Session, type SessionOptions} from './session.ts';

/**
 * A journey that grows: touchpoints in their order and in their sessions, kept up as more arrive,
 * in whatever order, at the cost of what arrives and not of what is there.
 */
export interface JourneyLog {
  /** Oldest first, each id once. Changed in place by `add`. */
  readonly touchpoints: readonly Touchpoint[];
  /** The latest first. A session that changes is replaced by a new one. */
  readonly sessions: readonly Session[];
  /** In the order of their arrival: what was added since a reader last looked is its tail. */
  readonly arrivals: readonly Touchpoint[];
  has(id: string): boolean;
  /** Adds what is not yet there, and answers what that was. */
  add(touchpoints: readonly Touchpoint[]): readonly Touchpoint[];
}

/** Makes an empty log. */
export const journeyLog = ({gapMs = SESSION_GAP_MS}: SessionOptions = {}): JourneyLog => {
  const known = new Map<string, Touchpoint>();
  const arrivals: Touchpoint[] = [];
  let touchpoints: Touchpoint[] = [];
  const groups = new Map<string, Touchpoint[]>();
  const sessions: Session[] = [];
  const shown = new Map<string, Session[]>();

  const regroup = (key: string) => {
    const old = shown.get(key);
    if (old) for (const session of old) removeSorted(sessions, session, compareSessions);
    const made = sessionsIn(key, groups.get(key)!, gapMs);
    for (const session of made) insertSorted(sessions, session, compareSessions);
    shown.set(key, made);
  };

  /** From nothing, in bulk: one sort in place of many insertions. */
  const rebuild = () => {
    touchpoints = [...known.values()];
    // Pages come newest first: turning them round is cheaper than sorting.
    if (!isSorted(touchpoints, compareTouchpoints)) touchpoints.reverse();
    if (!isSorted(touchpoints, compareTouchpoints)) touchpoints.sort(compareTouchpoints);
    groups.clear();
    shown.clear();
    sessions.length = 0;
    let group: Touchpoint[] = [];
    let last: Touchpoint | undefined;
    for (const touchpoint of touchpoints) {
      if (!last || !isTogether(last, touchpoint)) {
        const key = groupOf(touchpoint);
        group = groups.get(key) ?? [];
        groups.set(key, group);
      }
      last = touchpoint;
      group.push(touchpoint);
    }
    for (const [key, members] of groups) {
      const made = sessionsIn(key, members, gapMs);
      shown.set(key, made);
      for (const session of made) sessions.push(session);
    }
    sessions.sort(compareSessions);
  };

  return {
    get touchpoints() {
      return touchpoints;
    },
    sessions,
    arrivals,
    has: (id) => known.has(id),

    add(more) {
      const added: Touchpoint[] = [];
      let replaced = false;
      for (const touchpoint of more) {
        const copy = known.get(touchpoint.id);
        if (copy) {
          if (!isEarlierCopy(touchpoint, copy)) continue;
          replaced = true;
        } else {
          added.push(touchpoint);
          arrivals.push(touchpoint);
        }
        known.set(touchpoint.id, touchpoint);
      }
      if (replaced || added.length > 200) {
        rebuild();
        return added;
      }
      const touched = new Set<string>();
      for (const touchpoint of added) {
        insertSorted(touchpoints, touchpoint, compareTouchpoints);
        const key = groupOf(touchpoint);
        touched.add(key);
        const group = groups.get(key);
        if (group) insertSorted(group, touchpoint, compareTouchpoints);
        else groups.set(key, [touchpoint]);
      }
      for (const key of touched) regroup(key);
      return added;
    },
  };
};

const groupOf = ({contact, sessionId, channel}: Touchpoint) =>
  contact ? `contact:${contact.id}` : sessionId ? `session:${sessionId}` : `gap:${channel}`;

/** Whether two neighbours are of one session for certain: told without making their keys. */
const isTogether = (a: Touchpoint, b: Touchpoint) =>
  !a.contact && !b.contact && a.sessionId !== undefined && a.sessionId === b.sessionId;

/** The sessions of one group, oldest first. */
const sessionsIn = (key: string, members: readonly Touchpoint[], gapMs: number): Session[] => {
  if (!key.startsWith('gap:')) return [asSession(key, members.slice())];
  const made: Session[] = [];
  let from = 0;
  for (let to = 1; to <= members.length; to++) {
    const next = members[to];
    if (next && next.occurredAt - members[to - 1]!.occurredAt <= gapMs) continue;
    made.push(asSession(`gap:${members[from]!.id}`, members.slice(from, to)));
    from = to;
  }
  return made;
};

const asSession = (key: string, touchpoints: readonly Touchpoint[]): Session => {
  const first = touchpoints[0]!;
  let endedAt = touchpoints[touchpoints.length - 1]!.occurredAt;
  for (const {contact} of touchpoints) endedAt = Math.max(endedAt, contact?.endedAt ?? 0);
  return {
    key,
    kind: first.contact ? 'contact' : 'session',
    id: first.contact?.id ?? first.sessionId ?? null,
    channel: first.channel,
    startedAt: first.occurredAt,
    endedAt,
    touchpoints,
  };
};

/** The latest first, by what last happened in them. */
const compareSessions = (a: Session, b: Session) =>
  compareTouchpoints(b.touchpoints.at(-1)!, a.touchpoints.at(-1)!) || compareText(a.key, b.key);

type Compare<T> = (a: T, b: T) => number;

const insertSorted = <T>(list: T[], item: T, compare: Compare<T>) => {
  const last = list[list.length - 1];
  if (last === undefined || compare(last, item) <= 0) list.push(item);
  else list.splice(lowerBound(list, item, compare), 0, item);
};

const removeSorted = <T>(list: T[], item: T, compare: Compare<T>) => {
  list.splice(lowerBound(list, item, compare), 1);
};

/** The first place whose item does not come before `item`. */
const lowerBound = <T>(list: readonly T[], item: T, compare: Compare<T>) => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(list[middle]!, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
};

const isSorted = <T>(list: readonly T[], compare: Compare<T>) => {
  for (let i = 1; i < list.length; i++) if (compare(list[i - 1]!, list[i]!) > 0) return false;
  return true;
};
