import type {Channel, Consent, Contact, Identifier, Purpose} from '@throughline/contracts';
import type {HeardSent} from './heard-sent.ts';
import {pageOf, withoutAddress} from './page.ts';
import {defined, instantOf, isRecord, listOf, recordOf, textOf, type Payload} from './payload.ts';
import {segment} from './segment.ts';
import {isReadable, snakeCase} from './snake-case.ts';
import type {ToldWhen, Unknown} from './source.ts';
import {keys, withoutAddresses} from './without-addresses.ts';

/** The verbs of Segment's tracking API, which RudderStack and others speak as well. */
export const SEGMENT_CALLS = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type SegmentCall = (typeof SEGMENT_CALLS)[number];

/**
 * Hears a request of Segment's HTTP tracking API: one message, or a batch of them, each with its
 * `type`. An identify is a claim, and so is an address among the traits.
 *
 * @param call - Of the path, which says what a single message is.
 */
export const hearSegment = (
  call: SegmentCall | 'batch',
  body: unknown,
  receivedAt: number,
): HeardSent => {
  const {batch, context, sentAt} = recordOf(body);
  const messages =
    call === 'batch'
      ? listOf(batch).map((message) => withDefaults(message, context))
      : [isRecord(body) ? {...body, type: call} : body];
  const told: ToldWhen[] = [];
  const unknown: Unknown[] = [];
  messages.forEach((message, seq) => {
    const heard = hearMessage(message, {seq, receivedAt});
    if ('reason' in heard) unknown.push(heard);
    else told.push(heard);
  });
  const first = recordOf(messages[0]).sentAt;
  return {
    touchpoints: told,
    unknown,
    sentAt: instantOf(sentAt) ?? instantOf(first) ?? receivedAt,
  };
};

/** A batch may say once what holds for all its messages. */
const withDefaults = (message: unknown, context: unknown): unknown =>
  isRecord(message) && isRecord(context)
    ? {...message, context: {...context, ...recordOf(message.context)}}
    : message;

interface Place {
  readonly seq: number;
  readonly receivedAt: number;
}

const hearMessage = (message: unknown, {seq, receivedAt}: Place): ToldWhen | Unknown => {
  if (!isRecord(message)) return {reason: 'the message: is not an object', payload: message};
  const type = message.type ?? message.action;
  const identifiers = identifiersOf(type, message);
  const refused = (reason: string): Unknown => ({reason, payload: message, identifiers});
  if (!isCall(type)) return refused(`type: is none of ${SEGMENT_CALLS.join(', ')}`);
  if (identifiers.length === 0) return refused('identifiers: neither userId nor anonymousId');
  const said = verbs[type](message);
  if (typeof said === 'string') return refused(said);
  const time = message.originalTimestamp ?? message.timestamp;
  const happened = instantOf(time);
  if (happened === undefined && time !== undefined && time !== null) {
    return refused('timestamp: is not a time');
  }
  const context = recordOf(message.context);
  const {properties, ...rest} = said;
  const messageId = textOf(message.messageId);
  return {
    // Without an id it cannot be known again, as Segment itself would not.
    key: messageId ?? `${receivedAt} ${seq} ${JSON.stringify(message)}`,
    ...(happened === undefined && messageId !== undefined && {undated: true as const}),
    source: 'segment',
    occurredAt: happened ?? receivedAt,
    seq,
    channel: channelOf(type, message),
    identifiers,
    ...defined({
      sessionId: textOf(context.sessionId),
      consent: consentOf(context),
      page: pageOf(recordOf(context.page)),
    }),
    ...rest,
    properties: defined({
      ...campaignOf(context),
      group: textOf(context.groupId),
      timezone: textOf(context.timezone),
      ...properties,
    }),
  } as ToldWhen;
};

const isCall = (type: unknown): type is SegmentCall => SEGMENT_CALLS.includes(type as SegmentCall);

type Said = Partial<ToldWhen> & {name: string};

/** What each verb says; a text is the reason why it says nothing. */
const verbs: Record<SegmentCall, (message: Payload) => Said | string> = {
  track({event, properties}) {
    const called = textOf(event);
    if (!called) return 'event: is missing';
    const snake = snakeCase(called);
    const name = snake || 'event_tracked';
    const contact = chatOf(name, recordOf(properties));
    return {
      name,
      fields: fieldsOf(properties, contact ? CHAT : undefined),
      ...(contact && {contact, channel: 'chat', direction: CHAT_DIRECTION[name] ?? 'inbound'}),
      ...(isReadable(called) ? {} : {properties: {event: called}}),
    };
  },

  identify: ({traits, context}) => ({
    name: 'customer_identified',
    fields: fieldsOf({...recordOf(recordOf(context).traits), ...recordOf(traits)}, PERSONAL),
  }),

  page({name, category, properties, context}) {
    const said = recordOf(properties);
    const page = pageOf({...recordOf(recordOf(context).page), ...said});
    return {
      name: 'page_viewed',
      ...(page && {page}),
      fields: fieldsOf(said, PAGE),
      properties: defined({
        pageName: textOf(name) ?? textOf(said.name),
        category: textOf(category) ?? textOf(said.category),
      }),
    };
  },

  screen: ({name, category, properties}) => ({
    name: 'screen_viewed',
    fields: fieldsOf(properties),
    properties: defined({
      screen: textOf(name) ?? textOf(recordOf(properties).name),
      category: textOf(category),
    }),
  }),

  group({groupId, traits}) {
    const group = textOf(groupId);
    if (!group) return 'groupId: is missing';
    return {name: 'group_joined', fields: fieldsOf(traits, PERSONAL), properties: {group}};
  },

  alias: ({previousId}) =>
    textOf(previousId)
      ? {name: 'customer_identified', properties: {alias: true}}
      : 'previousId: is missing',
};

/**
 * Whose it is. Of an alias, its earlier id as well: mostly it is one from before the login, and two
 * logins are never joined by a claim.
 */
const identifiersOf = (type: unknown, message: Payload): Identifier[] => {
  const context = recordOf(message.context);
  const traits = {...recordOf(context.traits), ...recordOf(message.traits)};
  const user = textOf(message.userId);
  const previous = type === 'alias' ? textOf(message.previousId) : undefined;
  // The traits of a group are not the customer's.
  const {email, phone} = type === 'group' ? recordOf(context.traits) : traits;
  return once([
    ['user', user],
    ['anonymous', textOf(message.anonymousId)],
    ['email', textOf(email) ?? (user?.includes('@') ? user : undefined)],
    ['phone', textOf(phone)],
    ['anonymous', previous],
    ['user', previous === textOf(message.anonymousId) ? undefined : previous],
  ]);
};

const once = (pairs: readonly [kind: string, value: string | undefined][]): Identifier[] => [
  ...new Map(
    pairs.flatMap(([kind, value]) =>
      value === undefined ? [] : [[`${kind} ${value}`, {kind, value}] as const],
    ),
  ).values(),
];

const channelOf = (type: SegmentCall, {channel, context}: Payload): Channel => {
  const {page, device, library, os} = recordOf(context);
  if (channel === 'web' || channel === 'browser') return 'web';
  if (channel === 'mobile' || type === 'screen') return 'mobile_app';
  if (channel === 'server') return 'api';
  const name = textOf(recordOf(library).name) ?? '';
  if (isRecord(page) || name.startsWith('analytics.js')) return 'web';
  return isRecord(device) || isRecord(os) ? 'mobile_app' : 'api';
};

/** Segment's consent categories are the site's own; ours are known by our names for them. */
const consentOf = (context: Payload): Consent | undefined => {
  const {categoryPreferences} = recordOf(context.consent);
  const given = new Map(
    Object.entries(recordOf(categoryPreferences)).map(([key, yes]) => [key.toLowerCase(), yes]),
  );
  const {allowedConsentIds, deniedConsentIds} = recordOf(context.consentManagement);
  for (const id of listOf(allowedConsentIds)) given.set(String(id).toLowerCase(), true);
  for (const id of listOf(deniedConsentIds)) given.set(String(id).toLowerCase(), false);
  const known = (['support', 'analytics'] satisfies Purpose[]).filter((key) => given.has(key));
  if (known.length === 0) return undefined;
  return {purposes: known.filter((key) => given.get(key) === true), basis: 'consent'};
};

/** By the names that addresses have for them. */
const campaignOf = (context: Payload) =>
  Object.fromEntries(
    Object.entries(recordOf(context.campaign)).flatMap(([key, value]) => {
      const text = textOf(value);
      return text ? [[`utm_${key === 'name' ? 'campaign' : key}`, withoutAddress(text)]] : [];
    }),
  );

const CHAT_DIRECTION: Readonly<Record<string, 'outbound'>> = {
  live_chat_message_received: 'outbound', // Received by the customer.
};

const chatOf = (name: string, properties: Payload): Contact | undefined => {
  const id = textOf(properties.conversation_id);
  if (!name.startsWith('live_chat_') || !Object.hasOwn(segment.names, name) || !id)
    return undefined;
  return {
    id,
    ...defined({agent: textOf(properties.agent_id), message: textOf(properties.message_body)}),
  };
};

/** Said in `contact`; and an agent's names, which are nobody's business here. */
const CHAT = keys('conversation_id agent_id agent_name agent_username message_body');

/** Said in `page`; and where the visit began, which its first page says. */
const PAGE = keys(
  'name category url path title referrer search tab_url referring_domain ' +
    'initial_referrer initial_referring_domain',
);

/** Traits that would only say who somebody is. */
const PERSONAL = keys(
  'name first_name last_name full_name username avatar gender age birthday ' +
    'date_of_birth street postal_code city',
);

/** A facet of ours: a library's object of that name is none. */
const FACET = /^(page|commerce|contact|survey|sentiment|friction|vital|outcome|relations)$/;

const fieldsOf = (given: unknown, isElsewhere: (key: string) => boolean = () => false): Payload =>
  Object.fromEntries(
    Object.entries(withoutAddresses(recordOf(given)))
      .filter(([key]) => !isElsewhere(key))
      .map(([key, value]) => [
        key,
        FACET.test(key) && typeof value === 'object' ? JSON.stringify(value) : value,
      ]),
  );
