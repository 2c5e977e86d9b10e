import type {Touchpoint, Waiting} from '@throughline/contracts';
import {ticketOf} from './matters.ts';
import {mergeTouchpoints} from './order.ts';

/** A turn that nobody takes for this long is over; 30 days. */
const FORGOTTEN_MS = 30 * 86_400_000;

interface Turn {
  on: 'us' | 'customer';
  since: number;
  because: string;
  touchpoints: string[];
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

  for (const touchpoint of mergeTouchpoints(touchpoints)) {
    const {id, occurredAt} = touchpoint;
    const move = moveOf(touchpoint);
    if (!move) continue;
    const {key, on, because} = move;
    const turn = turns.get(key);
    if (on === 'nobody') {
      const ended = move.ends?.filter((each) => turns.delete(each)) ?? [];
      if (turns.delete(key) || ended.length > 0)
        last = {on, since: null, because, touchpoints: [id]};
    } else if (turn?.on === on) {
      turn.touchpoints = [turn.touchpoints[0]!, id];
    } else {
      turns.set(key, {on, since: occurredAt, because, touchpoints: [id]});
    }
  }
  const open = [...turns.values()].filter(({since}) => now - since <= forgottenMs);
  const bySince = open.toSorted((a, b) => a.since - b.since);
  return bySince.find(({on}) => on === 'us') ?? bySince.at(-1) ?? last;
};

interface Move {
  /** What it is about: a conversation, a ticket, a promise. */
  key: string;
  on: 'us' | 'customer' | 'nobody';
  because: string;
  /** What else it settles. */
  ends?: string[];
}

const CALL = 'call';

const moveOf = (touchpoint: Touchpoint): Move | null => {
  const {name, mode, direction, contact, outcome, properties} = touchpoint;
  const ticket = ticketOf(touchpoint);
  const key = contact ? `contact ${contact.id}` : CALL;
  const about = ticket ? `ticket ${ticket}` : key;
  if (/^message_(sent|received)$/.test(name)) {
    // A newsletter asks for no answer, and "we have got your message" is none.
    if (mode === 'automated') return null;
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
      return {key: CALL, on: 'us', because: 'abandoned'};
    case 'callback_requested':
      return {key: CALL, on: 'us', because: 'callback'};
    case 'contact_answered':
    case 'contact_ended':
    case 'chat_ended':
      return {key, on: 'nobody', because: 'answer', ends: [CALL]};
    case 'ticket_created':
    case 'ticket_reopened':
      return {key: about, on: 'us', because: 'ticket'};
    case 'ticket_updated':
      return /pending|waiting|customer/.test(String(properties?.['status'] ?? outcome?.status))
        ? {key: about, on: 'customer', because: 'ticket'}
        : null;
    case 'ticket_resolved':
    case 'ticket_closed':
      return {key: about, on: 'nobody', because: 'answer'};
    case 'promise_made':
    case 'promise_broken':
      return {key: `promise ${String(properties?.['promise'])}`, on: 'us', because: 'promise'};
    case 'promise_kept':
      return {key: `promise ${String(properties?.['promise'])}`, on: 'nobody', because: 'answer'};
    default:
      return null;
  }
};
