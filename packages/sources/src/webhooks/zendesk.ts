import type {Channel} from '@throughline/contracts';
import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Meaning} from './hearing.ts';
import {get, id, identifier, iso, own, plain, text} from './reading.ts';
import {hmacSigned, joined} from './signatures.ts';
import {messageDraft, stateName, ticketDraft, type Message, type Ticket} from './tickets.ts';

/** Tickets and what is written in them; and new customers, whose address joins their tickets to them. */
export const zendesk: Source = {
  name: 'zendesk',
  title: 'Zendesk',
  issues: ['ticket'],
  verify: hmacSigned('SHA-256', 'base64', ({headers, body}) => {
    const signature = headers['x-zendesk-webhook-signature'];
    const time = headers['x-zendesk-webhook-signature-timestamp'];
    if (!signature || !time) return undefined;
    return {signatures: [signature], over: joined(time, body), at: iso(time)};
  }),
  hear: hearJson((event) => {
    if (!VERSIONS.has(get(event, 'zendesk_event_version'))) return unknown('is of another version');
    const type = text(event, 'type') ?? '';
    const name = type.replace('zen:event-type:', '');
    const of = own(meanings, name);
    if (of) return of(event);
    return SILENT.test(name) ? [] : unknown('is an event of another type');
  }),
};

const VERSIONS: ReadonlySet<unknown> = new Set(['2022-06-20', '2022-11-06']);

/**
 * What is taken of none, or another event says as well. Of what there is:
 * https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events
 */
const SILENT =
  /^ticket\.(?:attachment_linked_to_comment|merged|(?:brand|custom_field|custom_status|description|email_ccs|external_id|followers|form|next_sla_breach|ola_policy|organization|problem_link|schedule|sla_policy|submitter|tags|task_due_at|type)_changed)$/;

const changed = (what: string) => (event: unknown) =>
  ticketDraft(ticketOf(event), 'ticket_updated', at(event), {changed: what});

const identified = (event: unknown): Meaning => {
  if (text(event, 'detail.role') !== 'end-user') return []; // An agent.
  return {
    ...at(event),
    name: 'customer_identified',
    channel: 'crm',
    mode: 'automated',
    identifiers: [
      identifier('email', event, 'detail.email'),
      identifier('zendesk_user', event, 'detail.id'),
    ],
  };
};

const meanings: Readonly<Record<string, (event: unknown) => Meaning>> = {
  'ticket.created': (event) => {
    const ticket = ticketOf(event);
    const draft = ticketDraft(ticket, 'ticket_created', at(event));
    return {...draft, contact: {...draft.contact, message: plain(event, 'detail.description')}};
  },
  'ticket.status_changed': (event) =>
    ticketDraft(
      ticketOf(event),
      stateName(text(event, 'event.current'), text(event, 'event.previous')),
      at(event),
    ),
  'ticket.comment_added': (event) => {
    const author = id(event, 'event.comment.author.id');
    const isStaff = get(event, 'event.comment.author.is_staff') === true;
    const isPublic = get(event, 'event.comment.is_public') === true;
    // What a messenger's ticket begins with is Zendesk's own words in the name of the customer.
    if (!isStaff && !isPublic && ticketOf(event).channel === 'messaging') return [];
    return messageDraft(ticketOf(event), {
      id: id(event, 'event.comment.id') ?? id(event, 'id'),
      occurredAt: iso(event, 'time'),
      from: author === SYSTEM ? 'rule' : isStaff ? 'agent' : 'customer',
      // Absent, it is taken for a note: a note shown as a letter to the customer would be worse.
      isInternal: !isPublic,
      agent: isStaff && author !== SYSTEM ? author : undefined,
      text: plain(event, 'event.comment.body'),
    });
  },
  /**
   * Of the ticket it says no more than its id:
   * https://developer.zendesk.com/api-reference/webhooks/event-types/messaging-events
   */
  'messaging_ticket.message_added': (event) => {
    const from = own(ACTORS, get(event, 'event.actor.type'));
    if (!from) return unknown('was written by somebody of another type');
    const actor = id(event, 'event.actor.id');
    const ticket: Ticket = {
      id: id(event, 'detail.id'),
      vendor: 'Zendesk',
      channel: 'messaging',
      // Messengers have ids of their own.
      identifiers:
        from === 'customer' && /^\d+$/.test(actor ?? '') ? [identifier('zendesk_user', actor)] : [],
    };
    return messageDraft(ticket, {
      id: id(event, 'event.message.id'),
      occurredAt: iso(event, 'time'),
      from,
      agent: from === 'agent' ? actor : undefined,
      text: plain(event, 'event.message.body'),
    });
  },
  'ticket.priority_changed': changed('priority'),
  'ticket.group_assignment_changed': changed('group'),
  'ticket.agent_assignment_changed': changed('agent'),
  'ticket.subject_changed': changed('subject'),
  'ticket.csat_requested': (event) => ({
    ...ticketDraft(ticketOf(event), 'survey_sent', at(event)),
    direction: 'outbound',
    mode: 'automated',
  }),
  'user.created': identified,
  'user.identity_created': identified,
};

/** Zendesk itself, among its users: what triggers and automations write. */
const SYSTEM = '-1';

const at = (event: unknown) => ({
  key: keyOf('event', id(event, 'id')),
  occurredAt: iso(event, 'time'),
});

const ticketOf = (event: unknown): Ticket => ({
  id: id(event, 'detail.id'),
  vendor: 'Zendesk',
  channel: own(CHANNELS, get(event, 'detail.via.channel')) ?? 'crm',
  identifiers: [identifier('zendesk_user', known(event, 'detail.requester_id'))],
  subject: text(event, 'detail.subject'),
  status: text(event, 'detail.status')?.toLowerCase(),
  priority: text(event, 'detail.priority')?.toLowerCase(),
  queue: known(event, 'detail.group_id'),
  agent: known(event, 'detail.assignee_id'),
});

/** Where nobody is meant it says 0. */
const known = (event: unknown, path: string) => {
  const found = id(event, path);
  return found === '0' ? undefined : found;
};

const ACTORS: Readonly<Record<string, Message['from']>> = {
  end_user: 'customer',
  agent: 'agent',
  trigger: 'rule',
  system: 'bot',
};

const CHANNELS: Readonly<Record<string, Channel>> = {
  email: 'email',
  mail: 'email',
  web: 'web',
  web_service: 'api',
  api: 'api',
  chat: 'chat',
  native_messaging: 'messaging',
  whatsapp: 'messaging',
  voice: 'voice',
  phone: 'voice',
  sms: 'sms',
  twitter: 'social',
  facebook: 'social',
  mobile: 'mobile_app',
  mobile_sdk: 'mobile_app',
};
