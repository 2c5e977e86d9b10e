import {uuidV7, type TouchpointInput} from '@throughline/contracts';
import type {ChatRelay, QueuedContact} from '../chat-relay.ts';

/**
 * Tells the collector what becomes of each chat of the shop: that it began, was answered, and
 * ended. What was written is not told, nor anything of a visitor who did not agree to be known.
 *
 * @returns what ends that
 */
export const recordContacts = (
  chat: ChatRelay,
  {agent, send}: {agent: string; send: (touchpoints: TouchpointInput[]) => void},
): (() => void) => {
  const told = new Map<string, Set<string>>();

  return chat.subscribe((contact) => {
    const {id, generated, identifiers, status, since, subject, messages} = contact;
    if (generated || identifiers.length === 0) return;
    const names = told.get(id) ?? new Set();
    told.set(id, names);

    const tell = (name: string, at: number, over: Partial<TouchpointInput['contact']> = {}) => {
      if (names.has(name)) return;
      names.add(name);
      const about = {id, ...(subject && {reason: subject}), queue: 'Halden chat', ...over};
      send([touchpointOf(contact, name, at, about)]);
    };

    tell('chat_started', since);
    const answer = messages.find(({from}) => from === 'agent');
    if (answer) tell('contact_answered', answer.at, {agent, queueMs: answer.at - since});
    if (status === 'closed') {
      const now = Date.now();
      tell('contact_ended', now, {agent, endedAt: now});
      // It may be taken up again, and is then another stretch of the same contact.
      told.delete(id);
    }
  });
};

const touchpointOf = (
  {identifiers}: QueuedContact,
  name: string,
  occurredAt: number,
  contact: NonNullable<TouchpointInput['contact']>,
): TouchpointInput => ({
  id: uuidV7(occurredAt),
  name,
  occurredAt,
  channel: 'chat',
  direction: 'inbound',
  mode: 'assisted',
  identifiers,
  consent: {purposes: ['support'], basis: 'consent'},
  contact,
  ...(name === 'contact_ended' && {outcome: {status: 'success'}}),
});
