import type {Touchpoint} from '@throughline/contracts';
import {isReached, overAt, ticketOf} from './matters.ts';

/** What goes on with a contact begins this soon after it; 30 minutes, as long as a session may pause. */
const SOON_MS = 30 * 60_000;
const SPOKEN = /^(voice|callback|chat|video|co_browse|in_store)$/;
const TALKED = /^(contact_(answered|ended)|chat_ended)$/;
const TAKEN_ON = /^(contact_(offered|queued|answered)|chat_started)$/;

interface Before {
  id: string;
  /** ms. */
  until: number;
}

/**
 * The same touchpoints, those of one contact under one id, which other systems give another: a ticket
 * that was opened in a call, or just after it, was opened by who took the call, and a chat to which a
 * bot hands over is still the same.
 */
export const inOneContact = (ordered: readonly Touchpoint[]): Touchpoint[] => {
  const ids = new Map<string, string>();
  let call: Before | undefined;
  let handed: Before | undefined;
  return ordered.map((touchpoint) => {
    const {name, channel, mode, occurredAt, contact} = touchpoint;
    if (!contact) return touchpoint;
    let id = ids.get(contact.id);
    if (id === undefined) {
      const isTicket = name === 'ticket_created' && ticketOf(touchpoint) !== '';
      const before = isTicket ? call : TAKEN_ON.test(name) ? handed : undefined;
      id = before && occurredAt - before.until <= SOON_MS ? before.id : contact.id;
      ids.set(contact.id, id);
      // A bot hands over to one.
      if (before === handed) handed = undefined;
    }
    if (name === 'bot_handover') handed = {id, until: occurredAt};
    if (TALKED.test(name) && mode !== 'bot' && SPOKEN.test(channel) && isReached(touchpoint)) {
      const until = call?.id === id ? call.until : 0;
      call = {id, until: Math.max(until, overAt(touchpoint))};
    }
    return id === contact.id ? touchpoint : {...touchpoint, contact: {...contact, id}};
  });
};
