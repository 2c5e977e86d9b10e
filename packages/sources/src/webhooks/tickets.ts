/** What helpdesks tell, in whatever words: tickets that change, and messages in them. */
import type {Channel, Identifier} from '@throughline/contracts';
import {keyOf, relation, type Draft} from './hearing.ts';
import {own} from './reading.ts';

export interface Ticket {
  readonly id: string | undefined;
  /**
   * The kind of its id among identifiers: `ticket`, by which an agent's desktop names it, unless it is
   * a conversation, whose small numbers would be another tool's tickets.
   */
  readonly kind?: string;
  /** The vendor, for a person. */
  readonly vendor: string;
  readonly channel: Channel;
  readonly identifiers: readonly (Identifier | undefined)[];
  readonly subject?: string | undefined;
  readonly status?: string | undefined;
  readonly priority?: string | undefined;
  readonly queue?: string | undefined;
  /** An opaque id. */
  readonly agent?: string | undefined;
}

/** Something that happened to a ticket. */
export const ticketDraft = (
  ticket: Ticket,
  name: string,
  {key, occurredAt}: Pick<Draft, 'key' | 'occurredAt'>,
  properties: Draft['properties'] = {},
): Draft => ({
  key,
  name,
  occurredAt,
  channel: ticket.channel,
  direction: name === 'ticket_created' ? 'inbound' : 'internal',
  mode: 'assisted',
  identifiers: identifiersOf(ticket),
  contact: contactOf(ticket),
  relations: relationsOf(ticket),
  properties: {
    ticket: ticket.kind ? undefined : ticket.id,
    subject: ticket.subject,
    status: ticket.status,
    priority: ticket.priority,
    ...properties,
  },
});

export interface Message {
  readonly id: string | undefined;
  readonly occurredAt: number | undefined;
  /** A `rule` says what it always says, such as that the message has come: it answers nothing. */
  readonly from: 'customer' | 'agent' | 'bot' | 'rule';
  /** Customers do not see it. */
  readonly isInternal?: boolean;
  readonly agent?: string | undefined;
  readonly text: string | undefined;
}

/** Something that was written in it. */
export const messageDraft = (ticket: Ticket, message: Message): Draft => ({
  key: keyOf('message', message.id),
  name: message.isInternal
    ? 'agent_note_added'
    : message.from === 'customer'
      ? 'message_received'
      : 'message_sent',
  occurredAt: message.occurredAt,
  channel: ticket.channel,
  direction: message.isInternal ? 'internal' : message.from === 'customer' ? 'inbound' : 'outbound',
  mode: MODES[message.from],
  identifiers: identifiersOf(ticket),
  contact: {
    ...contactOf({...ticket, agent: message.agent ?? ticket.agent}),
    message: message.text,
  },
  relations: relationsOf(ticket),
});

const MODES = {customer: 'assisted', agent: 'assisted', bot: 'bot', rule: 'automated'} as const;

const identifiersOf = ({id, kind = 'ticket', identifiers}: Ticket) => [
  ...identifiers,
  id === undefined ? undefined : {kind, value: id},
];

const relationsOf = ({id, kind}: Ticket) => [relation(kind ? 'conversation' : 'ticket', id)];

const contactOf = ({id, queue, agent, vendor}: Ticket): Draft['contact'] => ({
  id,
  queue,
  agent,
  detail: vendor,
});

/** The name of a change of state. Of states that helpdesks call by other names, it knows theirs. */
export const stateName = (state: string | undefined, before?: string): string => {
  const now = own(STATES, state?.toLowerCase()) ?? 'open';
  const then = own(STATES, before?.toLowerCase()) ?? 'open';
  if (now !== 'open') return now === then ? 'ticket_updated' : `ticket_${now}`;
  return then === 'open' ? 'ticket_updated' : 'ticket_reopened';
};

const STATES: Readonly<Record<string, 'resolved' | 'closed'>> = {
  solved: 'resolved',
  resolved: 'resolved',
  closed: 'closed',
  rejected: 'closed',
  deleted: 'closed',
  merged: 'closed',
};
