import type {Channel} from '@throughline/contracts';
import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Draft, type Meaning} from './hearing.ts';
import {get, id, identifier, list, number, own, plain, seconds, text} from './reading.ts';
import {bodySigned} from './signatures.ts';
import {messageDraft, stateName, ticketDraft, type Ticket} from './tickets.ts';

/** Conversations, their messages and ratings, and tickets. */
export const intercom: Source = {
  name: 'intercom',
  title: 'Intercom',
  issues: ['ticket'],
  verify: bodySigned('SHA-1', 'hex', 'x-hub-signature', 'sha1='),
  hear: hearJson((event) => {
    const topic = text(event, 'topic') ?? '';
    const item = get(event, 'data.item');
    // A reply to a ticket, and since version 2.15 its end, come beside the ticket.
    const about = topic.startsWith('ticket.') ? (get(item, 'ticket') ?? item) : item;
    const of = own(meanings, topic);
    if (of) return of(event, about, get(item, 'ticket_part'));
    return SILENT.test(topic) ? [] : unknown('is of another topic');
  }),
};

/**
 * What is no news of a customer, or another topic says as well. Of what there is:
 * https://developers.intercom.com/docs/references/webhooks/webhook-models
 */
const SILENT =
  /^(?:conversation\.(?:admin\.open\.assigned|read|deleted|(?:contact|company)\.\w{1,20})|conversation_part\.[a-z.]{1,20}|ticket\.contact\.(?:attached|detached))$/;

const happened = (name: string) => (event: unknown, item: unknown) =>
  ticketDraft(ticketOf(item), name, at(event));

const wrote =
  (from: 'customer' | 'agent', isInternal: boolean) =>
  (_: unknown, item: unknown, ticketPart: unknown) => {
    const part = ticketPart ?? list(item, 'conversation_parts.conversation_parts').at(-1);
    const isBot = text(part, 'author.type') === 'bot';
    return messageDraft(ticketOf(item), {
      id: id(part, 'id'),
      occurredAt: seconds(part, 'created_at'),
      from: isBot ? 'bot' : from,
      isInternal,
      agent: from === 'agent' && !isBot ? id(part, 'author.id') : undefined,
      text: plain(part, 'body'),
    });
  };

/** By its state, not by its event: two topics tell that a ticket is resolved. */
const stateChanged = (event: unknown, ticket: unknown) => {
  const {status, ...known} = ticketOf(ticket);
  const before = text(list(ticket, 'ticket_parts.ticket_parts').at(-1), 'previous_ticket_state');
  const {occurredAt} = at(event);
  const key = keyOf('state', known.id, status, occurredAt);
  return ticketDraft({...known, status}, stateName(status, before), {key, occurredAt});
};

type Of = (event: unknown, item: unknown, ticketPart: unknown) => Meaning;

const meanings: Readonly<Record<string, Of>> = {
  ping: () => [],
  'conversation.user.created': (event, item) => {
    const draft = ticketDraft(ticketOf(item), 'chat_started', at(event));
    const message = plain(item, 'source.body');
    return {...draft, direction: 'inbound', contact: {...draft.contact, message}};
  },
  'conversation.admin.single.created': (event, item) =>
    messageDraft(ticketOf(item), {
      id: id(item, 'source.id'),
      occurredAt: seconds(event, 'created_at'),
      from: 'agent',
      agent: id(item, 'source.author.id'),
      text: plain(item, 'source.body'),
    }),
  'conversation.user.replied': wrote('customer', false),
  'conversation.operator.replied': wrote('agent', false),
  'conversation.admin.replied': wrote('agent', false),
  'conversation.admin.noted': wrote('agent', true),
  'conversation.admin.closed': happened('chat_ended'),
  'conversation.admin.opened': happened('ticket_reopened'),
  'conversation.admin.assigned': happened('ticket_updated'),
  'conversation.admin.snoozed': happened('ticket_updated'),
  'conversation.admin.unsnoozed': happened('ticket_updated'),
  'conversation.priority.updated': happened('ticket_updated'),
  'conversation.rating.added': (event, item): Draft => ({
    ...ticketDraft(ticketOf(item), 'survey_answered', at(event)),
    direction: 'inbound',
    survey: {
      type: 'csat',
      score: number(item, 'conversation_rating.rating'),
      min: 1,
      max: 5,
      verbatim: text(item, 'conversation_rating.remark'),
    },
  }),
  'ticket.created': happened('ticket_created'),
  'ticket.contact.replied': wrote('customer', false),
  'ticket.admin.replied': wrote('agent', false),
  'ticket.note.created': wrote('agent', true),
  'ticket.admin.assigned': happened('ticket_updated'),
  'ticket.team.assigned': happened('ticket_updated'),
  'ticket.attribute.updated': happened('ticket_updated'),
  'ticket.state.updated': stateChanged,
  'ticket.resolved': stateChanged,
  'ticket.closed': happened('ticket_closed'),
};

const at = (event: unknown) => ({
  key: keyOf('event', id(event, 'id')),
  occurredAt: seconds(event, 'created_at'),
});

const ticketOf = (item: unknown): Ticket => {
  const contact = get(item, 'contacts.contacts.0');
  const author = get(item, 'source.author');
  // In a conversation of several the author may be another than the first.
  const isThem =
    /^(?:user|lead|contact)$/.test(text(author, 'type') ?? '') &&
    id(author, 'id') === id(contact, 'id');
  return {
    id: id(item, 'id'),
    kind: 'intercom_conversation',
    vendor: 'Intercom',
    channel: own(CHANNELS, get(item, 'source.type') ?? get(item, 'channel')) ?? 'chat',
    identifiers: [
      isThem ? identifier('email', author, 'email') : undefined,
      identifier('email', contact, 'email'),
      identifier('intercom_contact', contact, 'id'),
      // What the site calls them, or what a visitor says that it does: no login of ours.
      identifier('intercom_user', contact, 'external_id'),
      // As a person names it; its id is that of the conversation.
      identifier('ticket', item, 'ticket_id'),
    ],
    subject: plain(item, 'ticket_attributes._default_title_') ?? plain(item, 'source.subject'),
    status:
      text(item, 'state') ?? text(item, 'ticket_state.category') ?? text(item, 'ticket_state'),
    // Of nobody's it is 0.
    agent: id(item, 'admin_assignee_id') === '0' ? undefined : id(item, 'admin_assignee_id'),
  };
};

const CHANNELS: Readonly<Record<string, Channel>> = {
  email: 'email',
  sms: 'sms',
  whatsapp: 'messaging',
  facebook: 'messaging',
  instagram: 'messaging',
  twitter: 'social',
  phone_call: 'voice',
  phone_switch: 'voice',
};
