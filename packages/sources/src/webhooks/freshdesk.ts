import type {Channel} from '@throughline/contracts';
import type {Incoming, Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Meaning} from './hearing.ts';
import {get, id, identifier, iso, millis, number, own, plain, seconds, text} from './reading.ts';
import {sharedSecret} from './signatures.ts';
import {messageDraft, stateName, ticketDraft, type Ticket} from './tickets.ts';

/** Tickets: as an app of theirs hears of them, or as a rule of automation sends them. */
export const freshdesk: Source = {
  name: 'freshdesk',
  title: 'Freshdesk',
  issues: ['ticket'],
  verify: sharedSecret,
  hear: hearJson((payload, incoming) => {
    if (get(payload, 'freshdesk_webhook') !== undefined) return ofRule(payload, incoming);
    const of = own(meanings, get(payload, 'event'));
    return of ? of(payload) : unknown('is an event of another type');
  }),
};

const meanings: Readonly<Record<string, (payload: unknown) => Meaning>> = {
  onTicketCreate: (payload) => {
    const ticket = ticketOf(payload);
    const draft = ticketDraft(ticket, 'ticket_created', {
      key: keyOf('created', ticket.id),
      occurredAt: iso(payload, 'data.ticket.created_at'),
    });
    const message = text(payload, 'data.ticket.description_text');
    const isOurs = id(payload, 'data.ticket.source') === OUTBOUND;
    return {
      ...draft,
      direction: isOurs ? 'outbound' : 'inbound',
      contact: {...draft.contact, message},
    };
  },
  onTicketUpdate: (payload) => {
    const ticket = ticketOf(payload);
    const [before, after] = [0, 1].map((at) =>
      statusOf(payload, `data.ticket.changes.status.${at}`),
    );
    const occurredAt = timeOf(payload) ?? iso(payload, 'data.ticket.updated_at');
    return ticketDraft(ticket, stateName(after, before), {
      key: keyOf('updated', ticket.id, occurredAt),
      occurredAt,
    });
  },
  onConversationCreate: (payload) => {
    const isIncoming = get(payload, 'data.conversation.incoming') === true;
    return messageDraft(
      {...ticketOf(payload), id: id(payload, 'data.conversation.ticket_id')},
      {
        id: id(payload, 'data.conversation.id'),
        occurredAt: iso(payload, 'data.conversation.created_at'),
        from: isIncoming ? 'customer' : 'agent',
        isInternal: get(payload, 'data.conversation.private') !== false,
        agent: isIncoming ? undefined : id(payload, 'data.conversation.user_id'),
        text:
          text(payload, 'data.conversation.body_text') ?? plain(payload, 'data.conversation.body'),
      },
    );
  },
};

/** In seconds, with a fraction or without, or in ms: both are sent. */
const timeOf = (payload: unknown) =>
  (number(payload, 'timestamp') ?? 0) > 1e11
    ? millis(payload, 'timestamp')
    : seconds(payload, 'timestamp');

/**
 * A rule says no time: it is that of its arrival, as Freshdesk sends at once. Sent again, a change is
 * another one, since it has no id either; but a ticket is made once.
 */
const ofRule = (payload: unknown, {receivedAt}: Incoming): Meaning => {
  const rule = get(payload, 'freshdesk_webhook');
  const ticket: Ticket = {
    id: id(rule, 'ticket_id')?.replace(/^#/, ''),
    vendor: 'Freshdesk',
    channel: own(CHANNELS, text(rule, 'ticket_source')?.toLowerCase()) ?? 'crm',
    identifiers: [
      identifier('email', rule, 'ticket_requester_email'),
      identifier('phone', rule, 'ticket_requester_phone'),
    ],
    subject: text(rule, 'ticket_subject'),
    status: text(rule, 'ticket_status')?.toLowerCase(),
    priority: text(rule, 'ticket_priority')?.toLowerCase(),
    queue: text(rule, 'ticket_group_name'),
  };
  const event = text(rule, 'triggered_event') ?? '';
  const name = /ticket_action: ?created/.test(event)
    ? 'ticket_created'
    : event.includes('ticket_status')
      ? stateName(ticket.status, reopenedFrom(event))
      : 'ticket_updated';
  if (name === 'ticket_created') {
    const key = keyOf('rule', ticket.id, name);
    return {...ticketDraft(ticket, name, {key, occurredAt: receivedAt}), undated: true};
  }
  const key = keyOf('rule', ticket.id, name, receivedAt);
  return ticketDraft(ticket, name, {key, occurredAt: receivedAt});
};

/** `{ticket_status:{from:Resolved,to:Open}}` */
const reopenedFrom = (event: string) => {
  const before = /from: ?(?<status>\w+)/.exec(event)?.groups?.['status'];
  return own(STATUSES, before) ?? before;
};

const ticketOf = (payload: unknown): Ticket => ({
  id: id(payload, 'data.ticket.id'),
  vendor: 'Freshdesk',
  channel: own(CHANNELS, id(payload, 'data.ticket.source')) ?? 'crm',
  identifiers: [
    identifier('email', payload, 'data.requester.email'),
    identifier('phone', payload, 'data.requester.mobile'),
    identifier('phone', payload, 'data.requester.phone'),
    identifier('freshdesk_contact', payload, 'data.requester.id'),
  ],
  subject: text(payload, 'data.ticket.subject'),
  status: statusOf(payload, 'data.ticket.status'),
  queue: id(payload, 'data.ticket.group_id'),
  agent: id(payload, 'data.ticket.responder_id'),
});

const statusOf = (payload: unknown, path: string) =>
  own(STATUSES, id(payload, path)) ?? text(payload, path)?.toLowerCase();

const STATUSES: Readonly<Record<string, string>> = {
  2: 'open',
  3: 'pending',
  4: 'resolved',
  5: 'closed',
};

/** An agent wrote first. */
const OUTBOUND = '10';

const CHANNELS: Readonly<Record<string, Channel>> = {
  1: 'email',
  2: 'web',
  3: 'voice',
  7: 'chat',
  9: 'web',
  [OUTBOUND]: 'email',
  13: 'messaging',
  email: 'email',
  portal: 'web',
  phone: 'voice',
  chat: 'chat',
  'feedback widget': 'web',
  'outbound email': 'email',
};
