import type {Channel} from '@throughline/contracts';
import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Draft} from './hearing.ts';
import {get, id, identifier, iso, own, plain, text} from './reading.ts';
import {bodySigned} from './signatures.ts';
import {messageDraft, ticketDraft, type Ticket} from './tickets.ts';

/** Tickets and their articles, as its triggers send them. */
export const zammad: Source = {
  name: 'zammad',
  title: 'Zammad',
  issues: ['ticket'],
  verify: bodySigned('SHA-1', 'hex', 'x-hub-signature', 'sha1='),
  headers: ['x-zammad-trigger'],
  hear: hearJson((payload, {headers}) => {
    if (id(payload, 'ticket.id') === undefined) return unknown('holds no ticket');
    const ticket = ticketOf(payload);
    const article = articleDraft(ticket, get(payload, 'article'));
    const change = changeDraft(ticket, payload, headers['x-zammad-trigger'] ?? '', !article);
    return [change, article].filter((draft) => draft !== undefined);
  }),
};

const articleDraft = (ticket: Ticket, article: unknown): Draft | undefined => {
  const sender = named(article, 'sender');
  if (id(article, 'id') === undefined || sender === 'System') return undefined;
  const isAgent = sender !== 'Customer';
  return messageDraft(ticket, {
    id: id(article, 'id'),
    occurredAt: iso(article, 'created_at'),
    from: isAgent ? 'agent' : 'customer',
    isInternal: get(article, 'internal') !== false,
    agent: isAgent ? id(article, 'created_by_id') : undefined,
    text: plain(article, 'body'),
  });
};

/**
 * Zammad says what a ticket is, not what happened to it: the trigger's name may, such as
 * "Throughline: reopened". Without it a first article says that it was opened, its state the rest.
 */
const changeDraft = (
  ticket: Ticket,
  payload: unknown,
  trigger: string,
  isAlone: boolean,
): Draft | undefined => {
  const said = /\b(?:created|updated|reopened|resolved|closed)\b/i.exec(trigger)?.[0].toLowerCase();
  const updatedAt = iso(payload, 'ticket.updated_at');
  const closedAt = iso(payload, 'ticket.close_at');
  const to = (name: string, occurredAt: number | undefined) =>
    ticketDraft(ticket, `ticket_${name}`, {
      key: keyOf(name, ticket.id, name === 'created' ? 0 : occurredAt),
      occurredAt,
    });
  const isFirst = get(payload, 'ticket.article_count') === 1 && ticket.status !== 'closed';
  if (said === 'created' || (!said && isFirst)) {
    return to('created', iso(payload, 'ticket.created_at'));
  }
  if (said) return to(said, said === 'closed' ? (closedAt ?? updatedAt) : updatedAt);
  if (ticket.status === 'closed') return to('closed', closedAt ?? updatedAt);
  return isAlone ? to('updated', updatedAt) : undefined;
};

const ticketOf = (payload: unknown): Ticket => ({
  id: id(payload, 'ticket.number') ?? id(payload, 'ticket.id'),
  vendor: 'Zammad',
  channel: own(CHANNELS, named(payload, 'ticket.create_article_type')) ?? 'crm',
  identifiers: [
    identifier('email', payload, 'ticket.customer.email'),
    identifier('phone', payload, 'ticket.customer.mobile'),
    identifier('phone', payload, 'ticket.customer.phone'),
    identifier('zammad_user', payload, 'ticket.customer_id'),
  ],
  subject: text(payload, 'ticket.title'),
  status: named(payload, 'ticket.state')?.toLowerCase(),
  priority: named(payload, 'ticket.priority'),
  queue: named(payload, 'ticket.group'),
  // Whoever has no owner belongs to user 1, the system.
  agent: id(payload, 'ticket.owner_id') === '1' ? undefined : id(payload, 'ticket.owner_id'),
});

/** By name, or as an object that has one. */
const named = (value: unknown, path: string) => text(value, path) ?? text(value, `${path}.name`);

const CHANNELS: Readonly<Record<string, Channel>> = {
  email: 'email',
  phone: 'voice',
  web: 'web',
  chat: 'chat',
  sms: 'sms',
  'whatsapp message': 'messaging',
  'telegram personal-message': 'messaging',
  'twitter status': 'social',
  'facebook feed post': 'social',
};
