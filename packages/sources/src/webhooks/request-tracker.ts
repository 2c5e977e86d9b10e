import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Meaning} from './hearing.ts';
import {get, id, identifier, iso, list, plain, text} from './reading.ts';
import {standardOrShared} from './signatures.ts';
import {messageDraft, stateName, ticketDraft, type Ticket} from './tickets.ts';

/**
 * Tickets of Request Tracker: `{ticket, transaction}`, each as its REST 2 gives it, which a scrip
 * sends. The transaction's text is in `Content`.
 */
export const requestTracker: Source = {
  name: 'request-tracker',
  title: 'Request Tracker',
  issues: ['ticket'],
  verify: standardOrShared,
  hear: hearJson((payload): Meaning => {
    const transaction = get(payload, 'transaction');
    const creator = id(transaction, 'Creator.id') ?? id(transaction, 'Creator');
    // Of several requestors whoever wrote: told of together, they would be one person.
    const requestors = list(payload, 'ticket.Requestor');
    const writer = requestors.find((each) => creator !== undefined && id(each, 'id') === creator);
    const ticket = ticketOf(get(payload, 'ticket'), writer ?? requestors[0]);
    const occurredAt = iso(transaction, 'Created');
    const key = keyOf('transaction', id(transaction, 'id'));
    const content = plain(transaction, 'Content');
    switch (get(transaction, 'Type')) {
      case 'Create': {
        const draft = ticketDraft(ticket, 'ticket_created', {key, occurredAt});
        return {...draft, contact: {...draft.contact, message: content}};
      }
      case 'Correspond':
      case 'Comment':
        return messageDraft(ticket, {
          id: id(transaction, 'id'),
          occurredAt,
          from: writer ? 'customer' : 'agent',
          isInternal: get(transaction, 'Type') === 'Comment',
          text: content,
        });
      case 'Status': {
        const name = stateName(text(transaction, 'NewValue'), text(transaction, 'OldValue'));
        return ticketDraft(ticket, name, {key, occurredAt});
      }
      case 'Set':
      case 'Take':
      case 'Steal':
      case 'Give':
      case 'SetWatcher':
        return ticketDraft(
          ticket,
          'ticket_updated',
          {key, occurredAt},
          {
            changed: text(transaction, 'Field'),
          },
        );
      case 'EmailRecord':
      case 'CommentEmailRecord':
        return []; // That it mailed what it says elsewhere.
      default:
        return unknown('is a transaction of another type');
    }
  }),
};

const ticketOf = (ticket: unknown, requestor: unknown): Ticket => ({
  id: id(ticket, 'id'),
  vendor: 'Request Tracker',
  channel: 'email',
  // A requestor is known by the name of their account, which mostly is their address.
  identifiers: [
    identifier('email', requestor, 'EmailAddress') ??
      identifier('email', requestor, 'id') ??
      identifier('rt_user', requestor, 'id'),
  ],
  subject: text(ticket, 'Subject'),
  status: text(ticket, 'Status'),
  queue: text(ticket, 'Queue.Name') ?? text(ticket, 'Queue.id'),
  // No agent: it knows them by their accounts' names alone.
});
