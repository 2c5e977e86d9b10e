import {randomUUID} from 'node:crypto';
import type {Identifier} from '@throughline/contracts';

export interface Message {
  id: string;
  from: 'customer' | 'agent' | 'notice';
  text: string;
  /** ms since the epoch */
  at: number;
}

/** One conversation in the desktop's queue. */
export interface QueuedContact {
  id: string;
  channel: 'chat' | 'mail' | 'call';
  brand: string;
  /** As the agent reads it; never taken for an identity. */
  name: string;
  /** What it is about, as the customer has said; absent where nobody knows yet. */
  subject?: string;
  /** Whose it is. Empty when the visitor did not agree to be known. */
  identifiers: Identifier[];
  status: 'waiting' | 'open' | 'closed';
  /** When the customer began to wait; ms since the epoch. */
  since: number;
  /** Invented by the demo, and labelled so. */
  generated: boolean;
  messages: Message[];
}

export type ContactDraft = Omit<QueuedContact, 'messages' | 'status'> & {
  messages?: Omit<Message, 'id'>[];
};

/** Carries messages between the shop's chat windows and the desktop's queue, in memory. */
export const chatRelay = () => {
  const contacts = new Map<string, QueuedContact>();
  const listeners = new Set<(contact: QueuedContact) => void>();

  const tell = (contact: QueuedContact) => {
    for (const listener of listeners) listener(contact);
  };

  return {
    all: (): QueuedContact[] => [...contacts.values()],
    get: (id: string): QueuedContact | undefined => contacts.get(id),

    /** Adds a contact. One that is there already stays as it is. */
    open({messages = [], ...draft}: ContactDraft): QueuedContact {
      const known = contacts.get(draft.id);
      if (known) return known;
      const contact: QueuedContact = {
        ...draft,
        status: 'waiting',
        messages: messages.map((message) => ({...message, id: randomUUID()})),
      };
      contacts.set(contact.id, contact);
      tell(contact);
      return contact;
    },

    change(id: string, change: Partial<Omit<QueuedContact, 'id' | 'messages'>>) {
      const contact = contacts.get(id);
      if (!contact) return;
      Object.assign(contact, change);
      tell(contact);
    },

    say(id: string, from: Message['from'], text: string, at = Date.now()) {
      const contact = contacts.get(id);
      if (!contact) return;
      contact.messages.push({id: randomUUID(), from, text, at});
      if (from === 'agent' && contact.status === 'waiting') contact.status = 'open';
      if (from === 'customer' && contact.status === 'closed') {
        Object.assign(contact, {status: 'waiting', since: at});
      }
      tell(contact);
    },

    /** Calls back on every change. Returns what ends that. */
    subscribe(listener: (contact: QueuedContact) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

export type ChatRelay = ReturnType<typeof chatRelay>;

/** What shop and desktop of one process share unless they are given another. */
export const sharedRelay = chatRelay();
