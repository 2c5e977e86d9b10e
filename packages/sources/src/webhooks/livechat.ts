import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Draft, type Meaning} from './hearing.ts';
import {get, id, identifier, iso, jsonOf, list, own, text, whole} from './reading.ts';
import {isSameText, secretsOf} from './signatures.ts';
import {ratingDrafts} from './survey.ts';

/** Chats, what is written in them, and how they were rated. */
export const livechat: Source = {
  name: 'livechat',
  title: 'LiveChat',
  // It does not sign: it sends the secret of its webhook along, in the body.
  verify: async ({body}, secret) => {
    const given = get(jsonOf(body), 'secret_key');
    if (typeof given !== 'string') return false;
    return secretsOf(secret)
      .map((each) => isSameText(each, given))
      .includes(true);
  },
  hear: (incoming) => {
    const {touchpoints, unknown: others} = hear(incoming);
    return {
      touchpoints,
      // What is kept aside must not hold the secret.
      unknown: others.map((each) => ({...each, payload: withoutSecret(each.payload)})),
    };
  },
};

const withoutSecret = (payload: unknown): unknown =>
  typeof payload === 'object' && payload !== null && !Array.isArray(payload)
    ? Object.fromEntries(Object.entries(payload).filter(([key]) => key !== 'secret_key'))
    : payload;

const hear = hearJson((event, {receivedAt}) => {
  const of = own(meanings, get(event, 'action'));
  return of ? of(get(event, 'payload'), receivedAt) : unknown('is another action');
});

const meanings: Readonly<Record<string, (payload: unknown, receivedAt: number) => Meaning>> = {
  incoming_chat: (payload) => {
    const chat = get(payload, 'chat');
    const started: Draft = {
      ...draftOf(chat, id(chat, 'id')),
      key: keyOf('started', id(chat, 'thread.id')),
      name: 'chat_started',
      occurredAt: iso(chat, 'thread.created_at'),
      direction: 'inbound',
    };
    const customers = list(chat, 'users').filter((user) => get(user, 'type') === 'customer');
    const written = list(chat, 'thread.events').filter((each) => get(each, 'type') === 'message');
    return [
      started,
      ...written.map((each) => ({
        ...messageOf(each, id(chat, 'id'), customers),
        identifiers: started.identifiers,
      })),
    ];
  },
  incoming_event: (payload) => {
    if (get(payload, 'event.type') !== 'message') return [];
    return messageOf(get(payload, 'event'), id(payload, 'chat_id'), []);
  },
  // None of these says when: it is sent at once.
  chat_transferred: (payload, occurredAt) => ({
    ...draftOf(undefined, id(payload, 'chat_id')),
    // By whom and to whom: sent again it is the same.
    key: keyOf(
      'transferred',
      id(payload, 'thread_id'),
      id(payload, 'requester_id') ?? '',
      ...['agent_ids', 'group_ids'].map((kind) => list(payload, `transferred_to.${kind}`).join()),
    ),
    name: 'contact_transferred',
    occurredAt,
    undated: true,
    direction: 'internal',
    properties: {reason: text(payload, 'reason')},
  }),
  chat_deactivated: (payload, occurredAt) => ({
    ...draftOf(undefined, id(payload, 'chat_id')),
    key: keyOf('ended', id(payload, 'thread_id')),
    name: 'chat_ended',
    occurredAt,
    undated: true,
  }),
  /** How the customer rated it: https://platform.text.com/docs/messaging/references/default-properties */
  thread_properties_updated: (payload, occurredAt) =>
    ratingDrafts({
      id: id(payload, 'thread_id'),
      occurredAt,
      identifiers: [identifier('livechat_chat', payload, 'chat_id')],
      channel: 'chat',
      contact: id(payload, 'chat_id'),
      type: 'csat',
      score: whole(payload, 'properties.rating.score'),
      min: 0,
      max: 1,
      verbatim: text(payload, 'properties.rating.comment'),
    }),
};

const draftOf = (chat: unknown, chatId: string | undefined): Draft => ({
  key: undefined,
  name: '',
  occurredAt: undefined,
  channel: 'chat',
  mode: 'assisted',
  identifiers: [
    ...list(chat, 'users')
      .filter((user) => get(user, 'type') === 'customer')
      // One chat, one customer: told of together, two would be one person.
      .slice(0, 1)
      .flatMap((user) => [
        identifier('email', user, 'email'),
        identifier('livechat_customer', user, 'id'),
      ]),
    identifier('livechat_chat', chatId),
  ],
  contact: {id: chatId, detail: 'LiveChat'},
});

const messageOf = (
  event: unknown,
  chatId: string | undefined,
  customers: readonly unknown[],
): Draft => {
  const author = id(event, 'author_id');
  // Customers are known by UUIDs, agents by their addresses, which are no opaque ids, and bots by 32
  // digits without a dash, as create_bot of the Configuration API gives them.
  const isBot = /^[\da-f]{32}$/.test(author ?? '');
  const isCustomer =
    customers.some((each) => id(each, 'id') === author) || !(isBot || author?.includes('@'));
  const draft = draftOf(undefined, chatId);
  const isInternal = get(event, 'visibility') === 'agents';
  return {
    ...draft,
    key: keyOf('message', chatId, id(event, 'id')),
    name: isInternal ? 'agent_note_added' : isCustomer ? 'message_received' : 'message_sent',
    occurredAt: iso(event, 'created_at'),
    direction: isInternal ? 'internal' : isCustomer ? 'inbound' : 'outbound',
    mode: isBot ? 'bot' : 'assisted',
    contact: {...draft.contact, message: text(event, 'text')},
  };
};
