import type {ContactDraft} from '../chat-relay.ts';

export interface Brand {
  id: string;
  name: string;
  /** What stands for it in the rail. */
  initial: string;
  /** Whether this desktop holds a token for its tenant. */
  connected: boolean;
}

/** Whom the outsourcer answers for. Each is a tenant of its own; the demo runs one of them. */
export const BRANDS: readonly Brand[] = [
  {id: 'halden', name: 'Halden Coffee Goods', initial: 'H', connected: true},
  {id: 'varg', name: 'Varg Bikes', initial: 'V', connected: false},
  {id: 'osk', name: 'Osk Tea', initial: 'O', connected: false},
];

/** Contacts of the brands that are not connected, so that the queue is not empty. */
export const otherContacts = (now: number): ContactDraft[] => [
  {
    id: 'varg-1',
    channel: 'mail',
    brand: 'varg',
    name: 'Rikard Holm',
    subject: 'Frame size between M and L',
    identifiers: [],
    since: now - 52 * 60_000,
    generated: true,
    messages: [
      {
        from: 'customer',
        text: 'Hello,\n\nI am 178 cm tall, with long arms. Your table says M, a friend says L. Which one should I order?\n\nRikard',
        at: now - 52 * 60_000,
      },
    ],
  },
  {
    id: 'osk-1',
    channel: 'chat',
    brand: 'osk',
    name: 'Lena Fuchs',
    subject: 'Allergy question',
    identifiers: [],
    since: now - 4 * 60_000,
    generated: true,
    messages: [
      {from: 'customer', text: 'Is there any nut in the winter blend?', at: now - 4 * 60_000},
    ],
  },
];
