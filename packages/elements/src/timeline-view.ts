import type {Touchpoint} from '@throughline/contracts';
import {reasonIn, sessionsOf, type Day, type Session} from '@throughline/journey';
import {formatFor, type Format, type FormatOptions} from './format.ts';
import type {Icon} from './icons.ts';
import {fill} from './messages.ts';
import {own} from './own.ts';
import {turnOf} from './turn.ts';
import {channelIcon, pathOf, wordsOf, type Tone} from './words.ts';

/** A journey as it is read: by day, by session or contact, row by row, newest first. */
export interface TimelineView {
  days: DayView[];
}

export interface DayView {
  day: Day;
  /** "Today", "Yesterday", "Thursday, 19 November 2026". */
  label: string;
  cards: CardView[];
}

/** A session or a contact. */
export interface CardView {
  key: string;
  kind: 'session' | 'contact';
  icon: Icon;
  /** "Website visit", "Call". */
  title: string;
  startedAt: number;
  endedAt: number;
  /** "14:02" or, where it began on another day than its last touchpoint, "19 Nov, 23:50". */
  start: string;
  /** "12 min"; empty where it did not last. */
  duration: string;
  /** "12 touchpoints"; empty where there is one. */
  count: string;
  /** "from Kettles", or the queue of a contact; empty where nothing is known. */
  origin: string;
  /** "now" in place of `start` where it goes on; else empty. */
  now: string;
  /** Whose turn a contact of the last three days is: "Our turn". Null where nobody waits. */
  turn: {of: 'us' | 'customer'; text: string} | null;
  rows: RowView[];
}

/** One touchpoint. */
export interface RowView {
  id: string;
  at: number;
  /** "14:02", with the date where it is not that of the card. */
  time: string;
  icon: Icon;
  tone: Tone;
  /** `words` in two parts, to be set apart. */
  title: string;
  rest: string;
  /** The sentence: "Added to cart: Pour-over kettle × 1, €79.90". */
  words: string;
}

export interface TimelineViewOptions extends FormatOptions {
  /** What "today" is measured from, in ms. */
  now: number;
}

/** The whole view-model. Elements make the same views one by one, for what is on the screen only. */
export const timelineView = (
  touchpoints: readonly Touchpoint[],
  {now, ...options}: TimelineViewOptions,
): TimelineView => {
  return {days: timelineDays(sessionsOf(touchpoints), formatFor(options), now)};
};

/** The days of sessions that are known already; `all` without a filter. */
export const timelineDays = (
  sessions: readonly Session[],
  format: Format,
  now: number,
  all = sessions,
): DayView[] => {
  const days: DayView[] = [];
  for (const session of sessions) {
    const day = dayOfSession(session, format);
    const card = {
      ...cardHead(session, format, now, sessions, all),
      rows: session.touchpoints.toReversed().map((touchpoint) => rowView(touchpoint, format, day)),
    };
    const last = days.at(-1);
    if (last?.day === day) last.cards.push(card);
    else days.push({day, label: format.day(day, now), cards: [card]});
  }
  return days;
};

/** A session stands on the day of its last touchpoint, so that days follow one another. */
export const dayOfSession = (session: Session, format: Format): Day =>
  format.dayOf(session.touchpoints.at(-1)!.occurredAt);

/** A session is going on when something happened within this. */
const ONGOING_MS = 5 * 60_000;
/** Nobody waits any longer for an answer that never came. */
const TURN_MS = 3 * 24 * 3_600_000;

/** A card without its rows. `sessions`: the newest first; `all`: what they are without a filter. */
export const cardHead = (
  session: Session,
  format: Format,
  now: number,
  sessions: readonly Session[],
  all: readonly Session[],
): Omit<CardView, 'rows'> => {
  const {key, kind, channel, startedAt, endedAt, touchpoints} = session;
  const {messages} = format;
  const ongoing = session === sessions[0] && now - touchpoints.at(-1)!.occurredAt < ONGOING_MS;
  // Of all of it, whatever a filter hides.
  const whole = now - endedAt < TURN_MS && all.find((each) => each.key === key);
  const turn = whole ? turnOf(whole.touchpoints) : null;
  const isContact = kind === 'contact';
  const lasted = endedAt - startedAt;
  return {
    key,
    kind,
    icon: format.own?.icon?.(channel) ?? channelIcon(channel, isContact),
    title: touchpoints[0]!.crawler ? format.name('crawler') : channelName(kind, channel, format),
    startedAt,
    endedAt,
    start: format.clockOn(startedAt, dayOfSession(session, format)),
    duration: lasted >= 1000 ? format.duration(lasted) : '',
    count:
      touchpoints.length > 1 ? format.count(messages.timeline.touchpoints, touchpoints.length) : '',
    origin: isContact ? contactOrigin(touchpoints, format) : sessionOrigin(touchpoints, format),
    now: ongoing ? messages.timeline.now : '',
    turn: turn && {of: turn, text: messages.turn[turn]},
  };
};

const contactOrigin = (touchpoints: readonly Touchpoint[], {messages}: Format) => {
  const name =
    touchpoints.map(reasonIn).findLast(Boolean) ??
    touchpoints.findLast(({contact}) => contact?.queue)?.contact?.queue;
  return name ? fill(messages.parts.fact, {fact: name}) : '';
};

const sessionOrigin = (touchpoints: readonly Touchpoint[], {messages}: Format) => {
  const page = touchpoints.find((touchpoint) => touchpoint.page)?.page;
  const name = page && (page.title || page.path || pathOf(page.url));
  return name ? fill(messages.timeline.from, {page: name}) : '';
};

/** One row. Its details are made when it is opened: `detailsOf`. */
export const rowView = (touchpoint: Touchpoint, format: Format, day: Day): RowView => {
  const {id, occurredAt: at} = touchpoint;
  const words = wordsOf(touchpoint, format);
  return {id, at, time: format.clockOn(at, day), ...words, words: words.title + words.rest};
};

/** "Website visit", "Call"; of a channel of the tenant's own, its name. */
export const channelName = (kind: Session['kind'], channel: string, format: Format) =>
  own(format.messages.names, `${kind} ${channel}`) ?? format.name(channel);
