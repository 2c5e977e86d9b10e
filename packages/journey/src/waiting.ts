import type {Touchpoint, Waiting} from '@throughline/contracts';
import {isClosing} from './closing.ts';
import {isSettled, isReached, overAt, ticketOf} from './matters.ts';
import {mergeTouchpoints} from './order.ts';

/** A turn without a word for this long is over; 30 days. */
const FORGOTTEN_MS = 30 * 86_400_000;

interface Turn extends Pick<Move, 'because' | 'within'> {
  on: 'us' | 'customer';
  since: number;
  /** When the latest of its touchpoints happened. */
  lastAt: number;
  touchpoints: string[];
  /** A bot has handed it to a person: it is not over when the bot leaves. */
  isHanded: boolean;
}

/**
 * Whose turn it is, over all channels. Whoever asked and was not answered waits; the longest wait for
 * us counts, and without one the latest for the customer.
 */
export const waitingOf = (
  touchpoints: readonly Touchpoint[],
  {now, forgottenMs = FORGOTTEN_MS}: {now: number; forgottenMs?: number},
): Waiting => {
  const turns = new Map<string, Turn>();
  let last: Waiting = {on: 'nobody', since: null, because: null, touchpoints: []};
  const moves = mergeTouchpoints(touchpoints).flatMap((touchpoint) => {
    const move = moveOf(touchpoint);
    const {id, name, mode} = touchpoint;
    const by = {isBot: mode === 'bot', isHanded: name === 'bot_handover'};
    return move ? [{...move, ...by, id, at: overAt(touchpoint)}] : [];
  });

  for (const move of moves.toSorted(byTime)) {
    const {id, at, key, on, because, ends = [], whose, within, isBot, isHanded} = move;
    const ended = ends.filter((each) => {
      const turn = turns.get(each);
      const goesOn =
        turn?.within === (within ?? '') ||
        (isBot && turn?.isHanded) ||
        (whose && turn?.on !== whose);
      return !goesOn && turns.delete(each);
    });
    const turn = turns.get(key);
    // Whoever wrote after they gave up waiting, and has an answer, waits for no call.
    const isAnswer = on === 'customer' && !isBot && turn?.on === 'us';
    if (isAnswer && (turns.get(LEFT)?.since ?? Infinity) <= turn.since) turns.delete(LEFT);
    if (on === 'nobody') {
      if (ended.length > 0) last = {on, since: null, because, touchpoints: [id]};
    } else if (turn?.on === on && at - turn.lastAt <= forgottenMs) {
      const ids = [turn.touchpoints[0]!, id];
      Object.assign(turn, {lastAt: at, within, touchpoints: ids});
      turn.isHanded ||= isHanded;
    } else {
      turns.set(key, {on, since: at, lastAt: at, because, within, touchpoints: [id], isHanded});
    }
  }
  const open = [...turns.values()].filter(({lastAt}) => now - lastAt <= forgottenMs);
  const bySince = open.toSorted((a, b) => a.since - b.since);
  const longest = bySince.find(({on}) => on === 'us') ?? bySince.at(-1);
  if (!longest) return last;
  const {on, since, because, touchpoints: ids} = longest;
  return {on, since, because, touchpoints: ids};
};

interface Move {
  /** What it is about: a conversation, a ticket, a promise. */
  key: string;
  on: 'us' | 'customer' | 'nobody';
  because: string;
  /** What of it is over. */
  ends?: string[];
  /** And of that, only what is theirs. */
  whose?: 'customer';
  /** The contact in which somebody asked to be called: that its end is no call is known by it. */
  within?: string | undefined;
}

const byTime = (a: {at: number}, b: {at: number}) => a.at - b.at;

const CALL = 'call';
const LEFT = 'left';

const moveOf = (touchpoint: Touchpoint): Move | null => {
  const {name, mode, direction, contact, outcome, properties} = touchpoint;
  const ticket = ticketOf(touchpoint);
  const key = contact ? `contact ${contact.id}` : CALL;
  const about = ticket ? `ticket ${ticket}` : key;
  // Who asks for a call does not ask for a bot.
  const isCall = mode !== 'bot';
  const promise = `promise ${String(properties?.['promise'])}`;
  if (/^message_(sent|received)$/.test(name)) {
    // A newsletter asks for no answer, and "we have got your message" is none.
    if (mode === 'automated') return null;
    // Whoever only thanks waits for no answer, unless they did before.
    if (direction === 'inbound' && isClosing(contact?.message ?? ''))
      return {key: about, on: 'nobody', because: 'answer', ends: [about], whose: 'customer'};
    // Of a ticket it is the ticket's turn: an answer in it is one to whoever opened it.
    if (direction === 'inbound') return {key: about, on: 'us', because: 'message'};
    return direction === 'outbound' ? {key: about, on: 'customer', because: 'answer'} : null;
  }
  switch (name) {
    case 'contact_offered':
    case 'contact_queued':
    case 'chat_started':
    case 'bot_handover':
      return {key, on: 'us', because: 'queue'};
    // Whoever gave up waiting did not get what they came for: they are to be called back.
    case 'contact_abandoned':
      return {
        key: LEFT,
        on: 'us',
        because: 'abandoned',
        ...(contact && {ends: [key], within: contact.id}),
      };
    case 'callback_requested':
      return {key: CALL, on: 'us', because: 'callback', within: contact?.id};
    case 'contact_answered':
      return {key, on: 'nobody', because: 'answer', ends: isCall ? [key, CALL, LEFT] : [key]};
    case 'contact_ended':
    case 'chat_ended':
      return {
        key,
        on: 'nobody',
        because: 'answer',
        ends: isCall && isReached(touchpoint) ? [key, CALL, LEFT] : contact ? [key] : [],
        within: direction === 'outbound' ? undefined : contact?.id,
      };
    case 'ticket_created':
    case 'ticket_reopened':
      return {key: about, on: 'us', because: 'ticket'};
    case 'ticket_updated':
      if (isSettled(touchpoint))
        return {key: about, on: 'nobody', because: 'answer', ends: [about]};
      return isTheirs(String(properties?.['status'] ?? outcome?.status))
        ? {key: about, on: 'customer', because: 'ticket'}
        : null;
    case 'ticket_resolved':
    case 'ticket_closed':
      return {key: about, on: 'nobody', because: 'answer', ends: [about]};
    case 'promise_made':
    case 'promise_broken':
      return {key: promise, on: 'us', because: 'promise'};
    case 'promise_kept':
      return {key: promise, on: 'nobody', because: 'answer', ends: [promise]};
    default:
      return null;
  }
};

/** A ticket waits for the customer, unless its status says for whom else: "waiting for support". */
const isTheirs = (status: string) =>
  /^(pending|a?waiting)|(on|for|with).customer/i.test(status) &&
  !/us$|agent|support|staff|internal|third|vendor/i.test(status);
