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
    const of = own(meanings, get(event, 'topic'));
    return of ? of(event, get(event, 'data.item')) : unknown('is of another topic');
  }),
};

const happened = (name: string) => (event: unknown, item: unknown) =>
  ticketDraft(ticketOf(item), name, at(event));

const wrote = (from: 'customer' | 'agent', isInternal: boolean) => (_: unknown, item: unknown) => {
  const part = list(item, 'conversation_parts.conversation_parts').at(-1);
  const isBot = text(part, 'author.type') === 'bot';
  return messageDraft(ticketOf(item), {
    id: id(part, 'id'),
    occurredAt: seconds(part, 'created_at'),
    from: isBot ? 'bot' : from,
    isInternal,
    agent: from === 'agent' ? id(part, 'author.id') : undefined,
    text: plain(part, 'body'),
  });
};

const meanings: Readonly<Record<string, (event: unknown, item: unknown) => Meaning>> = {
  ping: () => [],
  'conversation.user.created': (event, item) => {
    const draft = ticketDraft(ticketOf(item), 'chat_started', at(event));
    const message = plain(item, 'source.body');
    return {...draft, direction: 'inbound', contact: {...draft.contact, message}};
  },
  'conversation.user.replied': wrote('customer', false),
  'conversation.admin.replied': wrote('agent', false),
  'conversation.admin.noted': wrote('agent', true),
  'conversation.admin.closed': happened('chat_ended'),
  'conversation.admin.opened': happened('ticket_reopened'),
  'conversation.admin.assigned': happened('ticket_updated'),
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
  'ticket.closed': happened('ticket_closed'),
  'ticket.state.updated': (event, item) =>
    ticketDraft(ticketOf(item), stateName(text(item, 'ticket_state')), at(event)),
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
    channel: text(item, 'source.type') === 'email' ? 'email' : 'chat',
    identifiers: [
      isThem ? identifier('email', author, 'email') : undefined,
      identifier('email', contact, 'email'),
      identifier('intercom_contact', contact, 'id'),
      // What the site calls them, or what a visitor says that it does: no login of ours.
      identifier('intercom_user', contact, 'external_id'),
    ],
    subject: plain(item, 'ticket_attributes._default_title_') ?? plain(item, 'source.subject'),
    status: text(item, 'state') ?? text(item, 'ticket_state'),
    agent: id(item, 'admin_assignee_id'),
  };
};
