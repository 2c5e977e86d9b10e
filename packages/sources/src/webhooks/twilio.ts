import type {Channel} from '@throughline/contracts';
import type {Heard, Incoming, Source} from '../source.ts';
import {
  conversationOf,
  heard,
  hearJson,
  keyOf,
  unknown,
  type Draft,
  type Meaning,
} from './hearing.ts';
import {
  duration,
  formOf,
  get,
  id,
  identifier,
  iso,
  jsonOf,
  list,
  mailDate,
  own,
  text,
  textOf,
} from './reading.ts';
import {hexOf, hmacSigned, isSameText, joined, mistakenIf, type Claim} from './signatures.ts';

/** Calls by their status callbacks; calls, tasks and messages by Event Streams. */
export const twilio: Source = {
  name: 'twilio',
  title: 'Twilio',
  verify: async (incoming, secret) => {
    // A webhooks rule of Twilio's, with a key of its own, signs with another hash, and says so.
    const settings = incoming.headers['x-twilio-webhooks-signature-settings'] ?? '';
    const verify = settings.includes('HMAC_SHA256') ? sha256 : sha1;
    for (const url of spellingsOf(incoming.url)) {
      if (await verify({...incoming, url}, secret)) return true;
    }
    return false;
  },
  mistaken: mistakenIf(
    (line) => /^(AC|SK)[\da-f]{32}$/.test(line),
    'the name (SID) of an account or an API key: the auth token stands beside it',
  ),
  hear: (incoming) => (isForm(incoming) ? hearCallback(incoming) : hearStream(incoming)),
};

const isForm = ({body}: Incoming) => jsonOf(body) === undefined;

/** Twilio signs the URL with its port at times, and at times without. */
const spellingsOf = (url: string): readonly string[] => {
  const parts =
    /^(?<origin>(?<scheme>https?):\/\/[^/:?#]+)(?<port>:\d{1,5})?(?<rest>[/?#].*)?$/.exec(url);
  const {origin = '', scheme = '', port, rest = ''} = parts?.groups ?? {};
  if (!parts) return [url];
  return [url, port ? origin + rest : `${origin}:${scheme === 'https' ? 443 : 80}${rest}`];
};

/** The URL, then the form's fields by name, each with its value; of JSON the URL holds the hash. */
const claimOf = async ({url, headers, body}: Incoming): Promise<Claim | undefined> => {
  const signature = headers['x-twilio-signature'];
  if (!signature || !URL.canParse(url)) return undefined;
  const hash = new URL(url).searchParams.get('bodySHA256');
  if (hash !== null) {
    const made = hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', joined(body))));
    return isSameText(made, hash.toLowerCase()) ? {signatures: [signature], over: url} : undefined;
  }
  const fields = [...new URLSearchParams(textOf(body))];
  const names = [...new Set(fields.map(([name]) => name))].toSorted(byCodeUnit);
  const pairs = names.map((name) => {
    const values = fields.filter(([each]) => each === name).map(([, value]) => value);
    return [...new Set(values)]
      .toSorted(byCodeUnit)
      .map((value) => name + value)
      .join('');
  });
  return {signatures: [signature], over: url + pairs.join('')};
};

const byCodeUnit = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

const sha1 = hmacSigned('SHA-1', 'base64', claimOf);
const sha256 = hmacSigned('SHA-256', 'base64', claimOf);

const hearCallback = ({body}: Incoming): Heard => {
  const call = formOf(body);
  if (Object.keys(call).length === 0) return heard(unknown('holds no field'), textOf(body));
  if (!id(call, 'CallSid')) return heard(unknown('is of no call'), call);
  return heard(callbackMeaning(call), call);
};

const callbackMeaning = (call: unknown): Meaning => callMeaning(call, timeOf(call));

const timeOf = (call: unknown) => mailDate(call, 'Timestamp') ?? iso(call, 'Timestamp');

/** What a status of a call says, in a callback or in a stream. */
const callMeaning = (call: unknown, at: number | undefined): Meaning => {
  const status = text(call, 'CallStatus') ?? '';
  const parent = id(call, 'ParentCallSid');
  const sid = id(call, 'CallSid');
  const isInbound = text(call, 'Direction') === 'inbound';
  const draft: Draft = {
    key: keyOf('call', sid, status),
    name: '',
    occurredAt: at,
    channel: 'voice',
    // A leg to an agent goes out, whoever has called; and it has the agent's number in it: of the
    // customer the call tells that it belongs to.
    direction: parent ? undefined : isInbound ? 'inbound' : 'outbound',
    mode: 'assisted',
    identifiers: [
      parent ? undefined : phoneOf(call, isInbound ? 'From' : 'To'),
      identifier('twilio_call', parent ?? sid),
    ],
    contact: {id: parent ?? sid, detail: 'Twilio'},
    relations: [{type: 'call', id: sid}],
  };
  if (status === 'in-progress' || status === 'answered')
    return {...draft, name: 'contact_answered'};
  if (/^(?:queued|initiated|ringing)$/.test(status)) return [];
  if (!ENDS.test(status)) return unknown('has another status');
  if (parent) return []; // How long the customer's own leg lasted says it all.

  const talkMs = duration(call, 'CallDuration');
  const isTalk = status === 'completed';
  return {
    ...draft,
    name:
      isInbound && /^(?:no-answer|canceled)$/.test(status) ? 'contact_abandoned' : 'contact_ended',
    occurredAt: at === undefined ? undefined : Math.max(0, at - (talkMs ?? 0)),
    contact: {...draft.contact, endedAt: at, talkMs: isTalk ? talkMs : undefined},
    outcome: isTalk
      ? {status: 'success'}
      : {status: isInbound ? 'abandoned' : 'failure', reason: status.replaceAll('-', '_')},
  };
};

const ENDS = /^(?:completed|busy|failed|no-answer|canceled)$/;

const hearStream = hearJson(
  (event) => {
    // The fields of a callback that were not understood, heard again.
    if (id(event, 'CallSid')) return callbackMeaning(event);
    if (text(event, 'specversion') !== '1.0')
      return unknown('is no event of the version that is known');
    const type = text(event, 'type')?.replace('com.twilio.', '') ?? '';
    const [, status] = CALL.exec(type) ?? [];
    if (status) return streamedCall(event, status);
    const of = own(meanings, type);
    if (of) return of(event, get(event, 'data.payload') ?? get(event, 'data'));
    return SILENT.some((each) => each.test(type)) ? [] : unknown('is an event of another type');
  },
  (payload) => (Array.isArray(payload) ? list(payload) : [payload]),
);

/** With `webhook` as it was called before. */
const CALL = /^voice\.(?:webhook\.)?status-callback\.call\.([a-z-]{1,32})$/;

/** Of what there is (https://www.twilio.com/docs/events/event-types): what is no news of a contact. */
const SILENT: readonly RegExp[] = [
  /^taskrouter\.(?:worker|workflow|task-queue|reservation)\./,
  /^taskrouter\.task\.(?:updated|wrapup|deleted|system-deleted)$/,
  /^taskrouter\.task\.transfer-(?:initiated|failed|canceled|attempt-failed)$/,
  /^messaging\.message\.(?:queued|delivered)$/,
];

/**
 * A status callback, told of once more: its fields are those of the request that the callback made, as
 * Voice.WebhookEvent has it (https://www.twilio.com/docs/events/event-types/voice/call-progress-event).
 */
const streamedCall = (event: unknown, status: string): Meaning => {
  const fields = get(event, 'data.request.parameters');
  const call = {
    ...(typeof fields === 'object' ? fields : undefined),
    CallSid: id(fields, 'CallSid') ?? id(event, 'data.sid'),
    CallStatus: text(fields, 'CallStatus') ?? status,
  };
  const at = iso(event, 'data.timestamp') ?? iso(event, 'time');
  return callMeaning(call, timeOf(fields) ?? at);
};

const taskDraft = (event: unknown, task: unknown): Draft => {
  const attributes = attributesOf(task);
  const sid = id(task, 'task_sid');
  const call = id(attributes, 'call_sid');
  const conversation = id(attributes, 'conversations.conversation_id') ?? call ?? sid;
  const isOutbound = text(attributes, 'direction')?.startsWith('outbound') ?? false;
  return {
    key: keyOf('event', id(event, 'id')),
    name: '',
    occurredAt: iso(event, 'time'),
    channel: own(TASK_CHANNELS, get(task, 'task_channel_unique_name')) ?? 'voice',
    direction: isOutbound ? 'outbound' : 'inbound',
    mode: 'assisted',
    identifiers: [
      phoneOf(attributes, isOutbound ? 'outbound_to' : 'from'),
      phoneOf(attributes, 'customerAddress'),
      identifier('email', attributes, 'customers.email'),
      identifier('twilio_call', call),
      identifier('twilio_task', sid),
    ],
    contact: {
      id: conversation,
      detail: 'Twilio',
      queue: text(task, 'task_queue_name'),
      agent: id(task, 'worker_sid'),
    },
    relations: [{type: 'task', id: sid}],
  };
};

/** The tenant's own attributes of a task come as JSON in a text. */
const attributesOf = (task: unknown): unknown => {
  const attributes = get(task, 'task_attributes');
  return typeof attributes === 'string' ? jsonOf(joined(attributes)) : attributes;
};

const task = (name: string) => (event: unknown, payload: unknown) => ({
  ...taskDraft(event, payload),
  name,
});

const message =
  (name: string) =>
  (event: unknown, data: unknown): Draft => {
    const isReceived = name === 'message_received';
    const isInbound = isReceived || name === 'message_read';
    const end = text(data, isReceived ? 'from' : 'to') ?? '';
    const sid = id(data, 'messageSid');
    const occurredAt = iso(data, 'timestamp') ?? iso(event, 'time');
    return {
      key: keyOf(name, sid),
      name,
      occurredAt,
      channel: end.includes(':') ? 'messaging' : 'sms',
      direction: isInbound ? 'inbound' : 'outbound',
      mode: isInbound ? 'self' : 'automated',
      identifiers: [
        phoneOf(end),
        end.startsWith('messenger:') ? identifier('messenger_user', bare(end)) : undefined,
      ],
      contact: {
        id: conversationOf(bare(data, isReceived ? 'to' : 'from'), occurredAt),
        detail: 'Twilio',
        message: text(data, 'body'),
      },
      outcome:
        name === 'message_failed' ? {status: 'failure', reason: id(data, 'errorCode')} : undefined,
    };
  };

/** `whatsapp:+4915112345678`; but the digits of `client:12345` or `messenger:12345` are no number. */
const phoneOf = (value: unknown, path = '') =>
  identifier('phone', text(value, path)?.replace(/^(?:whatsapp|rcs):/, ''));

const bare = (value: unknown, path = '') => text(value, path)?.replace(/^[a-z]{1,16}:/, '');

const meanings: Readonly<Record<string, (event: unknown, payload: unknown) => Meaning>> = {
  'eventstreams.test-event': () => [],
  'taskrouter.task.created': task('contact_queued'),
  'taskrouter.reservation.accepted': (event, payload) => {
    const draft = taskDraft(event, payload);
    const queueMs = duration(payload, 'task_age');
    return {...draft, name: 'contact_answered', contact: {...draft.contact, queueMs}};
  },
  'taskrouter.task.transfer-completed': task('contact_transferred'),
  'taskrouter.task.canceled': (event, payload) => {
    const draft = taskDraft(event, payload);
    return {
      ...draft,
      name: 'contact_abandoned',
      contact: {...draft.contact, queueMs: duration(payload, 'task_age')},
      outcome: {status: 'abandoned', reason: text(payload, 'task_canceled_reason')},
    };
  },
  // A task is as old as the contact: from its queue to the end of the work after it.
  'taskrouter.task.completed': (event, payload) => {
    const draft = taskDraft(event, payload);
    const {occurredAt} = draft;
    const age = duration(payload, 'task_age') ?? 0;
    return {
      ...draft,
      name: 'contact_ended',
      occurredAt: occurredAt === undefined ? undefined : Math.max(0, occurredAt - age),
      contact: {...draft.contact, endedAt: occurredAt},
      outcome: {status: 'success', reason: text(payload, 'task_completed_reason')},
    };
  },
  'messaging.inbound-message.received': message('message_received'),
  'messaging.message.sent': message('message_sent'),
  'messaging.message.read': message('message_read'),
  'messaging.message.undelivered': message('message_failed'),
  'messaging.message.failed': message('message_failed'),
};

const TASK_CHANNELS: Readonly<Record<string, Channel>> = {
  voice: 'voice',
  chat: 'chat',
  sms: 'sms',
  email: 'email',
  video: 'video',
};
