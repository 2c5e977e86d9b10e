import type {Source} from '../source.ts';
import {conversationOf, hearJson, keyOf, unknown, type Draft, type Meaning} from './hearing.ts';
import {get, id, identifier, list, seconds, text} from './reading.ts';
import {bodySigned, isSameText, secretsOf} from './signatures.ts';

const signed = bodySigned('SHA-256', 'hex', 'x-hub-signature-256', 'sha256=');

/** Stands before the word that answers Meta's greeting: it comes in a URL, so it must sign nothing. */
const GREETING = 'verify:';

/**
 * Messages of WhatsApp's Cloud API, and what became of ours. Of those who are known by an id alone:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export const whatsapp: Source = {
  name: 'whatsapp',
  title: 'WhatsApp Cloud',
  verify: async (incoming, secret) => {
    const keys = secretsOf(secret).filter((each) => !each.startsWith(GREETING));
    return signed(incoming, keys.join('\n'));
  },
  mistaken: async (secret) =>
    secretsOf(secret).every((each) => each.startsWith(GREETING))
      ? 'the word of the greeting alone: give the app secret in a line above it'
      : undefined,
  greet: ({url}, secret) => {
    const query = URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
    const challenge = query.get('hub.challenge') ?? '';
    const given = query.get('hub.verify_token') ?? '';
    const isKnown = secretsOf(secret)
      .filter((each) => each.startsWith(GREETING) && each.length > GREETING.length)
      .map((each) => isSameText(each.slice(GREETING.length), given))
      .includes(true);
    const isGreeting = query.get('hub.mode') === 'subscribe' && /^[\w-]{1,128}$/.test(challenge);
    return isKnown && isGreeting ? challenge : undefined;
  },
  hear: hearJson(
    (event) => {
      const about = get(event, 'about');
      if (about === undefined) return unknown('is of another field');
      // "Test" in Meta's dashboard tells of a message of 2017, to this number of nobody's.
      if (id(event, 'ours') === '123456123') return [];
      return get(event, 'kind') === 'message' ? messageOf(about, event) : statusOf(about, event);
    },
    (payload) =>
      // An event of ours, or a change: heard again by itself.
      get(payload, 'about') || get(payload, 'field')
        ? eventsOf(payload)
        : list(payload, 'entry').flatMap((entry) => list(entry, 'changes').flatMap(eventsOf)),
  ),
};

/** `ours` is our number's id, and `user` what Meta calls them. */
const eventsOf = (change: unknown): readonly unknown[] => {
  const ours = id(change, 'value.metadata.phone_number_id');
  const contacts = list(change, 'value.contacts');
  const of = (kind: 'message' | 'status', path: string, field: string) =>
    list(change, path).map((about) => ({
      kind,
      about,
      ours,
      user: id(about, field) ?? (contacts.length === 1 ? id(contacts[0], 'user_id') : undefined),
    }));
  const events = [
    ...of('message', 'value.messages', 'from_user_id'),
    ...of('status', 'value.statuses', 'recipient_user_id'),
  ];
  return get(change, 'field') === 'messages' && events[0] ? events : [change];
};

const draftOf = (about: unknown, event: unknown, path: string): Draft => {
  const occurredAt = seconds(about, 'timestamp');
  const number = id(about, path);
  return {
    key: undefined,
    name: '',
    occurredAt,
    channel: 'messaging',
    identifiers: [
      identifier('phone', number && `+${number.replace(/^\+/, '')}`),
      // Since 2026 whoever has a name there keeps their number to themselves: by this alone.
      identifier('whatsapp_user', event, 'user'),
    ],
    contact: {
      id: conversationOf(id(event, 'ours') ?? 'whatsapp', occurredAt),
      detail: 'WhatsApp',
    },
  };
};

const messageOf = (message: unknown, event: unknown): Meaning => {
  if (text(message, 'type') === 'system') return []; // A number that is another's now, say.
  const draft = draftOf(message, event, 'from');
  return {
    ...draft,
    key: keyOf('message', id(message, 'id')),
    name: 'message_received',
    direction: 'inbound',
    contact: {...draft.contact, message: wordsOf(message)},
    properties: {type: text(message, 'type')},
  };
};

/** Of a picture or a place only that it was sent. */
const wordsOf = (message: unknown) =>
  text(message, 'text.body') ??
  text(message, 'button.text') ??
  text(message, 'interactive.button_reply.title') ??
  text(message, 'interactive.list_reply.title') ??
  text(message, 'image.caption') ??
  text(message, 'video.caption') ??
  text(message, 'document.caption') ??
  text(message, 'reaction.emoji');

/**
 * What Meta bills as a template: mostly a program sends it. An answer to what a customer wrote is a
 * `service`: https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
 */
const TEMPLATES = /^(?:authentication|marketing|utility)/;

const statusOf = (status: unknown, event: unknown): Meaning => {
  const draft: Draft = {
    ...draftOf(status, event, 'recipient_id'),
    key: keyOf(text(status, 'status'), id(status, 'id')),
    direction: 'outbound',
    mode: TEMPLATES.test(text(status, 'pricing.category') ?? '') ? 'automated' : 'assisted',
  };
  switch (get(status, 'status')) {
    case 'sent':
      return {...draft, name: 'message_sent'};
    case 'read':
      return {...draft, name: 'message_read', direction: 'inbound'};
    case 'failed':
      return {
        ...draft,
        name: 'message_failed',
        outcome: {status: 'failure', reason: id(status, 'errors.0.code')},
      };
    case 'delivered':
      return []; // Between sent and read it is no news.
    default:
      return unknown('has another status');
  }
};
