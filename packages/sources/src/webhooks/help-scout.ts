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
    const event = headers['x-helpscout-event'] ?? '';
    const of = own(meanings, event);
    if (of) return of(payload);
    return SILENT.test(event) ? [] : unknown('is an event of another type');
  }),
};

/** Nothing happened to a customer, or it says too little. */
const SILENT =
  /^(?:convo\.(?:custom-fields|deleted|merged|moved|tags)|customer\.(?:created|updated)|(?:organization|tag)\.\w{1,20}|user\.status\.changed)$/;

const SCORES: Readonly<Record<string, number>> = {bad: 1, okay: 2, great: 3};

type Kind = 'customer' | 'agent' | 'note';

/**
 * With a conversation come its threads, in an order that nobody promises, and not all are words:
 * https://developer.helpscout.com/mailbox-api/endpoints/conversations/threads/list/
 */
const kindOf = (thread: unknown): Kind | undefined => {
  if (/^(?:draft|hidden)$/.test(text(thread, 'state') ?? '')) return undefined;
  const type = text(thread, 'type') ?? '';
  if (/^(?:chat|phone|beaconchat)$/.test(type)) {
    return text(thread, 'createdBy.type') === 'customer' ? 'customer' : 'agent';
  }
  return own(KINDS, type);
};

const KINDS: Readonly<Record<string, Kind>> = {
  customer: 'customer',
  message: 'agent',
  note: 'note',
};

/** By time, of these kinds. */
const threadsOf = (conversation: unknown, ...kinds: readonly Kind[]): readonly unknown[] =>
  list(conversation, '_embedded.threads')
    .filter((thread) => kinds.some((kind) => kind === kindOf(thread)))
    .toSorted((one, other) => (iso(one, 'createdAt') ?? 0) - (iso(other, 'createdAt') ?? 0));

const wrote = (kind: Kind) => (conversation: unknown) => {
  const thread = threadsOf(conversation, kind).at(-1);
  return messageDraft(ticketOf(conversation), {
    id: id(thread, 'id'),
    occurredAt: iso(thread, 'createdAt'),
    from: kind === 'customer' ? 'customer' : 'agent',
    isInternal: kind === 'note',
    agent: kind === 'customer' ? undefined : id(thread, 'createdBy.id'),
    text: plain(thread, 'body'),
  });
};

const meanings: Readonly<Record<string, (payload: unknown) => Meaning>> = {
  'convo.created': (conversation) => {
    const draft = ticketDraft(ticketOf(conversation), 'ticket_created', {
      key: keyOf('created', id(conversation, 'id')),
      occurredAt: iso(conversation, 'createdAt'),
    });
    // What it begins with is no reply, of which another event would tell.
    const [first] = threadsOf(conversation, 'customer', 'agent');
    return {
      ...draft,
      direction: kindOf(first) === 'agent' ? 'outbound' : 'inbound',
      contact: {...draft.contact, message: plain(first, 'body')},
    };
  },
  'convo.assigned': (conversation) => {
    const occurredAt = iso(conversation, 'userUpdatedAt');
    const ticket = ticketOf(conversation);
    const key = keyOf('assigned', ticket.id, ticket.agent ?? '', occurredAt);
    return ticketDraft(ticket, 'ticket_updated', {key, occurredAt}, {changed: 'agent'});
  },
  'convo.status': (conversation) => {
    const isClosed = text(conversation, 'status') === 'closed';
    const occurredAt = iso(conversation, isClosed ? 'closedAt' : 'userUpdatedAt');
    const key = keyOf('status', id(conversation, 'id'), text(conversation, 'status'), occurredAt);
    const name = stateName(text(conversation, 'status'));
    return ticketDraft(ticketOf(conversation), name, {key, occurredAt});
  },
  'convo.customer.reply.created': wrote('customer'),
  'convo.agent.reply.created': wrote('agent'),
  'convo.note.created': wrote('note'),
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
