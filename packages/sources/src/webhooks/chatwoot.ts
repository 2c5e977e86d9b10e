import type {Channel} from '@throughline/contracts';
import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Meaning} from './hearing.ts';
import {get, id, identifier, iso, list, number, own, seconds, text, whole} from './reading.ts';
import {hmacSigned, joined} from './signatures.ts';
import {ratingDrafts} from './survey.ts';
import {messageDraft, stateName, ticketDraft, type Ticket} from './tickets.ts';

/** Conversations in any of its inboxes, their messages, and how they were rated. */
export const chatwoot: Source = {
  name: 'chatwoot',
  title: 'Chatwoot',
  verify: hmacSigned('SHA-256', 'hex', ({headers, body}) => {
    const signature = headers['x-chatwoot-signature'] ?? '';
    const time = headers['x-chatwoot-timestamp'];
    if (!signature.startsWith('sha256=') || !time) return undefined;
    return {
      signatures: [signature.slice(7)],
      over: joined(`${time}.`, body),
      at: Number(time) * 1000,
    };
  }),
  hear: hearJson((event, {receivedAt}) => {
    const of = own(meanings, get(event, 'event'));
    return of ? of(event, receivedAt) : unknown('is an event of another type');
  }),
};

const meanings: Readonly<Record<string, (event: unknown, receivedAt: number) => Meaning>> = {
  conversation_created: (conversation) => ({
    ...ticketDraft(ticketOf(conversation), 'chat_started', {
      key: keyOf('started', id(conversation, 'id')),
      occurredAt: time(conversation, 'created_at'),
    }),
    direction: 'inbound',
  }),
  conversation_status_changed: (conversation) => {
    const before = list(conversation, 'changed_attributes')
      .map((each) => text(each, 'status.previous_value'))
      .find(Boolean);
    const name = stateName(text(conversation, 'status'), before);
    const occurredAt = time(conversation, 'updated_at') ?? time(conversation, 'timestamp');
    return ticketDraft(ticketOf(conversation), name === 'ticket_resolved' ? 'chat_ended' : name, {
      key: keyOf('status', id(conversation, 'id'), text(conversation, 'status'), occurredAt),
      occurredAt,
    });
  },
  message_created: (message) => {
    const type = own(TYPES, id(message, 'message_type'));
    if (type === 'activity') return []; // "Assigned to ..." in words, with names.
    if (!type) return unknown('is a message of another type');
    const isCustomer = type === 'incoming';
    const draft = messageDraft(ticketOf(get(message, 'conversation'), get(message, 'sender')), {
      id: id(message, 'id'),
      occurredAt: time(message, 'created_at'),
      from: isCustomer ? 'customer' : senderOf(message),
      isInternal: get(message, 'private') === true,
      agent: !isCustomer && senderOf(message) === 'agent' ? id(message, 'sender.id') : undefined,
      text: text(message, 'content'),
    });
    return isRating(message) ? {...draft, name: 'survey_sent'} : draft;
  },
  /** That it was delivered or read; and, of a question how it was, the answer, without its time. */
  message_updated: (message, occurredAt) => {
    if (!isRating(message)) return [];
    const ticket = ticketOf(get(message, 'conversation'));
    const given = get(message, 'content_attributes.submitted_values.csat_survey_response');
    return ratingDrafts({
      id: id(message, 'id'),
      occurredAt,
      identifiers: [...ticket.identifiers, identifier('chatwoot_conversation', ticket.id)],
      channel: ticket.channel,
      contact: ticket.id,
      type: 'csat',
      score: whole(given, 'rating'),
      verbatim: text(given, 'feedback_message'),
    });
  },
  conversation_updated: () => [],
  contact_created: () => [],
  contact_updated: () => [],
  webwidget_triggered: () => [],
  conversation_typing_on: () => [],
  conversation_typing_off: () => [],
};

const isRating = (message: unknown) => text(message, 'content_type') === 'input_csat';

/** Of what is ours. A greeting, or what a rule of automation says, nobody has sent. */
const senderOf = (message: unknown) => {
  if (!get(message, 'sender')) return 'rule';
  return BOTS.test(text(message, 'sender.type') ?? '') ? 'bot' : 'agent';
};

const BOTS = /^(?:agent_bot|captain_assistant)$/;

/** By name, or as its database numbers them. */
const TYPES: Readonly<Record<string, 'incoming' | 'outgoing' | 'activity'>> = {
  incoming: 'incoming',
  outgoing: 'outgoing',
  template: 'outgoing',
  activity: 'activity',
  0: 'incoming',
  1: 'outgoing',
  2: 'activity',
  3: 'outgoing',
};

const ticketOf = (conversation: unknown, sender?: unknown): Ticket => {
  const known = get(conversation, 'meta.sender');
  // A sender who is an agent is nobody we follow.
  const type = text(sender, 'type') ?? '';
  const contact = known ?? (type === 'user' || BOTS.test(type) ? undefined : sender);
  const isVerified =
    get(conversation, 'meta.hmac_verified') === true ||
    get(conversation, 'contact_inbox.hmac_verified') === true;
  return {
    id: id(conversation, 'id'),
    kind: 'chatwoot_conversation',
    vendor: 'Chatwoot',
    channel: own(CHANNELS, get(conversation, 'channel')) ?? 'chat',
    identifiers: [
      // Without it, any visitor can say that they are user 42.
      isVerified ? identifier('user', contact, 'identifier') : undefined,
      identifier('email', contact, 'email'),
      identifier('phone', contact, 'phone_number'),
      identifier('chatwoot_contact', contact, 'id'),
    ],
    status: text(conversation, 'status'),
    priority: text(conversation, 'priority'),
    queue: id(conversation, 'inbox_id'),
    agent: id(conversation, 'meta.assignee.id'),
  };
};

const time = (value: unknown, path: string) =>
  number(value, path) === undefined ? iso(value, path) : seconds(value, path);

const CHANNELS: Readonly<Record<string, Channel>> = {
  'Channel::WebWidget': 'chat',
  'Channel::Email': 'email',
  'Channel::Whatsapp': 'messaging',
  'Channel::Telegram': 'messaging',
  'Channel::Line': 'messaging',
  'Channel::FacebookPage': 'messaging',
  'Channel::Instagram': 'messaging',
  'Channel::TwilioSms': 'sms',
  'Channel::Sms': 'sms',
  'Channel::TwitterProfile': 'social',
  'Channel::Api': 'api',
};
