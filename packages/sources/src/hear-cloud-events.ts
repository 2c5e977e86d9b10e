import {IDENTIFIER_KINDS, type Identifier} from '@throughline/contracts';
import type {HeardSent} from './heard-sent.ts';
import {defined, instantOf, isRecord, listOf, textOf, type Payload} from './payload.ts';
import {snakeCase} from './snake-case.ts';
import type {ToldWhen, Unknown} from './source.ts';
import {unpacked} from './unpacked.ts';
import {jsonOf} from './webhooks/reading.ts';

/** Headers by their names in lower case, and the body as JSON. */
export interface CloudEventsRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
  readonly receivedAt: number;
}

/**
 * Hears CloudEvents 1.0 in the three modes of their HTTP binding: one event as JSON, a list of them,
 * or attributes in `ce-` headers with the data as the body. `source` and `id` together are what an
 * event is known by.
 */
export const hearCloudEvents = ({headers, body, receivedAt}: CloudEventsRequest): HeardSent => {
  const events = headers['ce-specversion'] ? [binary(headers, body)] : [body].flat();
  const told: ToldWhen[] = [];
  const unknown: Unknown[] = [];
  for (const event of events) {
    const heard = hearEvent(event, receivedAt);
    if ('reason' in heard) unknown.push(heard);
    else told.push(heard);
  }
  return {touchpoints: told, unknown, sentAt: receivedAt};
};

/** An event whose attributes are headers; what is not ASCII in them is percent-encoded. */
const binary = (headers: CloudEventsRequest['headers'], data: unknown): Payload => ({
  ...Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith('ce-'))
      .map(([name, value]) => [name.slice(3), decoded(String(value))]),
  ),
  data,
});

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Somebody who writes a bare % means that.
  }
};

const hearEvent = (event: unknown, receivedAt: number): ToldWhen | Unknown => {
  if (!isRecord(event)) return {reason: 'the event: is not an object', payload: event};
  const {specversion, id, source, type, subject} = event;
  // What JSON has as null is unset: https://github.com/cloudevents/spec/blob/main/cloudevents/formats/json-format.md
  const time = event.time ?? undefined;
  const data = event.data ?? inBase64(event.data_base64);
  const identifiers = identifiersOf(subject, data);
  const refused = (reason: string): Unknown => ({reason, payload: event, identifiers});
  if (specversion !== '1.0') return refused('specversion: is not 1.0');
  for (const [key, value] of Object.entries({id, source, type})) {
    if (typeof value !== 'string' || value === '') return refused(`${key}: is missing`);
  }
  const happened = instantOf(time);
  if (happened === undefined && time !== undefined) return refused('time: is not a time');
  // JSON keeps the two apart: a source may hold any sign.
  const common = {key: JSON.stringify([source, id])};
  if (isTouchpoint(data)) {
    const {id: _id, ...touchpoint} = data;
    const given = touchpoint.occurredAt;
    const at = given === undefined ? happened : instantOf(given);
    if (given !== undefined && at === undefined) return refused('occurredAt: is not a time');
    return {
      ...touchpoint,
      ...common,
      ...(at === undefined && {undated: true}),
      occurredAt: at ?? receivedAt,
      identifiers: touchpoint.identifiers ?? identifiers,
    } as ToldWhen;
  }
  const name = nameOf(String(type));
  if (name === '') return refused('type: holds no name');
  if (identifiers.length === 0) return refused('identifiers: subject and data name nobody');
  const seq = Number(event.sequence);
  return {
    ...common,
    ...(happened === undefined && {undated: true as const}),
    name,
    occurredAt: happened ?? receivedAt,
    seq: Number.isInteger(seq) && seq >= 0 && seq <= MOST_SEQ ? seq : 0,
    channel: 'api',
    mode: 'automated',
    identifiers,
    ...defined({sessionId: textOf(event.sessionid)}),
    fields: isRecord(data) ? withoutIdentifiers(data) : defined({data}),
    properties: {...extensionsOf(event), event_type: String(type), event_source: String(source)},
  };
};

/** The last place that a touchpoint may have among those of one time. */
const MOST_SEQ = 2_147_483_647;

/** What a sender holds as bytes comes in base64; mostly it is JSON all the same. */
const inBase64 = (data: unknown): unknown => {
  const bytes = typeof data === 'string' ? unpacked(data) : undefined;
  return bytes && jsonOf(bytes);
};

/** Whether an event's data is a touchpoint of ours already. */
const isTouchpoint = (data: unknown): data is Payload & {occurredAt?: unknown} =>
  isRecord(data) && typeof data.name === 'string' && typeof data.channel === 'string';

/**
 * `com.example.order.completed.v2` is `order_completed`: without whose it is, which a type begins
 * with by custom, and without its version.
 */
const nameOf = (type: string): string => {
  const labels = type.split(/[./:]/).filter((label) => !/^v\d{1,9}$/i.test(label));
  const isCountry = labels[0]?.length === 2 && /^(co|com|org|net|ac|gov)$/.test(labels[1] ?? '');
  const isDomain = /^([a-z]{2}|com|org|net|dev|app|cloud|tech|shop)$/.test(labels[0] ?? '');
  const from = isCountry ? 3 : isDomain ? 2 : 0;
  return snakeCase((labels.length > from ? labels.slice(from) : labels.slice(-1)).join('_'));
};

/** What a subject may begin with, and which kind of identifier follows. */
const KINDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(IDENTIFIER_KINDS.map((kind) => [kind, kind])),
  customer: 'user',
  users: 'user',
  customers: 'user',
  orders: 'order',
  tickets: 'ticket',
  mailto: 'email',
  tel: 'phone',
};

const identifiersOf = (subject: unknown, data: unknown): Identifier[] => {
  const about = typeof subject === 'string' ? subjectOf(subject) : [];
  if (!isRecord(data)) return about;
  const said = Object.entries(FIELDS).flatMap(([field, kind]) => {
    const value = textOf(data[field]);
    return value ? [{kind, value}] : [];
  });
  const listed = listOf(data.identifiers).flatMap((each) => {
    const [kind, value] = isRecord(each) ? [textOf(each.kind), textOf(each.value)] : [];
    return kind && value ? [{kind, value}] : [];
  });
  const all = [...about, ...listed, ...said];
  return [...new Map(all.map((each) => [`${each.kind} ${each.value}`, each])).values()];
};

/** `user/42`, `mailto:ada@example.com`; without a kind an address, a number, or else a login. */
const subjectOf = (subject: string): Identifier[] => {
  const [, prefix, rest] = /^([a-z_]+)[:/](.+)$/.exec(subject) ?? [];
  if (prefix && rest) {
    const kind = Object.hasOwn(KINDS, prefix) ? KINDS[prefix] : undefined;
    return kind ? [{kind, value: rest}] : [];
  }
  if (subject === '' || subject.includes('/')) return [];
  if (subject.includes('@')) return [{kind: 'email', value: subject}];
  return [{kind: /^\+\d+$/.test(subject) ? 'phone' : 'user', value: subject}];
};

/** Fields of data that name somebody. */
const FIELDS: Readonly<Record<string, string>> = {
  userId: 'user',
  user_id: 'user',
  customerId: 'user',
  customer_id: 'user',
  anonymousId: 'anonymous',
  anonymous_id: 'anonymous',
  email: 'email',
  phone: 'phone',
};

/** Facets of ours may be in there under their names: a server that sends them means them. */
const withoutIdentifiers = (data: Payload): Payload =>
  Object.fromEntries(
    Object.entries(data).filter(([key]) => key !== 'identifiers' && !Object.hasOwn(FIELDS, key)),
  );

const ATTRIBUTES = (
  'specversion id source type subject time data data_base64 datacontenttype ' +
  'dataschema sequence sessionid'
).split(' ');

/** What the standard leaves to its users: flat, and kept. */
const extensionsOf = (event: Payload) =>
  Object.fromEntries(
    Object.entries(event).flatMap(([key, value]) =>
      ATTRIBUTES.includes(key) || typeof value === 'object' ? [] : [[key, value]],
    ),
  ) as Record<string, string | number | boolean>;
