import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Meaning} from './hearing.ts';
import {get, id, identifier, iso, list, own, plain, text} from './reading.ts';
import {bodySigned} from './signatures.ts';
import {answerDraft} from './survey.ts';
import {messageDraft, stateName, ticketDraft, type Ticket} from './tickets.ts';

/** Conversations, what is written in them, and how they were rated. */
export const helpScout: Source = {
  name: 'help-scout',
  title: 'Help Scout',
  issues: ['ticket'],
  verify: bodySigned('SHA-1', 'base64', 'x-helpscout-signature'),
  headers: ['x-helpscout-event'],
  hear: hearJson((payload, {headers}) => {
    const of = own(meanings, headers['x-helpscout-event']);
    return of ? of(payload) : unknown('is an event of another type');
  }),
};

const SCORES: Readonly<Record<string, number>> = {bad: 1, okay: 2, great: 3};

const wrote = (from: 'customer' | 'agent', isInternal: boolean) => (conversation: unknown) => {
  const [thread] = list(conversation, '_embedded.threads');
  return messageDraft(ticketOf(conversation), {
    id: id(thread, 'id'),
    occurredAt: iso(thread, 'createdAt'),
    from,
    isInternal,
    agent: from === 'agent' ? id(thread, 'createdBy.id') : undefined,
    text: plain(thread, 'body'),
  });
};

const meanings: Readonly<Record<string, (payload: unknown) => Meaning>> = {
  'convo.created': (conversation) =>
    ticketDraft(ticketOf(conversation), 'ticket_created', {
      key: keyOf('created', id(conversation, 'id')),
      occurredAt: iso(conversation, 'createdAt'),
    }),
  'convo.status': (conversation) => {
    const isClosed = text(conversation, 'status') === 'closed';
    const occurredAt = iso(conversation, isClosed ? 'closedAt' : 'userUpdatedAt');
    const key = keyOf('status', id(conversation, 'id'), text(conversation, 'status'), occurredAt);
    const name = stateName(text(conversation, 'status'));
    return ticketDraft(ticketOf(conversation), name, {key, occurredAt});
  },
  'convo.customer.reply.created': wrote('customer', false),
  'convo.agent.reply.created': wrote('agent', false),
  'convo.note.created': wrote('agent', true),
  'satisfaction.ratings': (rating) => {
    const score = own(SCORES, text(rating, 'rating')?.toLowerCase());
    if (score === undefined) return unknown('is another rating');
    const occurredAt = iso(rating, 'modifiedAt') ?? iso(rating, 'createdAt');
    return answerDraft({
      // Rated again, it is another answer.
      id: keyOf(id(rating, 'id'), occurredAt),
      occurredAt,
      identifiers: whoOf(get(rating, 'customer')),
      ticket: id(rating, 'ticketId'),
      channel: 'email',
      type: 'csat',
      score,
      min: 1,
      max: 3,
      verbatim: text(rating, 'comments'),
    });
  },
};

const whoOf = (customer: unknown) => [
  identifier('email', customer, 'email'),
  ...list(customer, 'emails').map((each) => identifier('email', each, 'value')),
  identifier('help_scout_customer', customer, 'id'),
];

const ticketOf = (conversation: unknown): Ticket => ({
  id: id(conversation, 'id'),
  vendor: 'Help Scout',
  channel: text(conversation, 'type') === 'chat' ? 'chat' : 'email',
  identifiers: whoOf(get(conversation, 'primaryCustomer')),
  subject: text(conversation, 'subject'),
  status: text(conversation, 'status'),
  queue: id(conversation, 'mailboxId'),
  agent: id(conversation, 'assignee.id'),
});
