import type {Channel} from '@throughline/contracts';
import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Draft, type Meaning} from './hearing.ts';
import {duration, get, id, identifier, iso, jsonOf, list, own, text} from './reading.ts';
import {sharedSecret} from './signatures.ts';

/**
 * Contact records, one for each leg of a contact, with what each part of it took; and contact
 * events, which tell of the same while it goes on. As EventBridge or Kinesis hands them over.
 */
export const amazonConnect: Source = {
  name: 'amazon-connect',
  title: 'Amazon Connect',
  verify: sharedSecret,
  hear: hearJson(
    (event) => {
      if (get(event, 'detail-type') === 'Amazon Connect Contact Event') return ofEvent(event);
      const version = get(event, 'AWSContactTraceRecordFormatVersion');
      if (version === undefined) return unknown('is no contact record and no contact event');
      return version === '2017-03-10' ? ofRecord(event) : unknown('is of another version');
    },
    (payload) =>
      (Array.isArray(payload)
        ? list(payload)
        : get(payload, 'records')
          ? list(payload, 'records')
          : [payload]
      ).map(unwrapped),
  ),
};

/** A record of Kinesis or Firehose holds the contact's as base64. */
const unwrapped = (record: unknown): unknown => {
  const data = get(record, 'kinesis.data') ?? get(record, 'data');
  if (typeof data !== 'string') return record;
  try {
    return jsonOf(Uint8Array.from(atob(data), (each) => each.charCodeAt(0))) ?? record;
  } catch {
    return record; // Not base64: it is judged as it is.
  }
};

const ofRecord = (record: unknown): Meaning => {
  const method = text(record, 'InitiationMethod');
  if (method === 'MONITOR') return []; // A supervisor listened in, whose record this is.
  const contact = id(record, 'InitialContactId') ?? id(record, 'ContactId');
  const agent = get(record, 'Agent') ?? undefined;
  const queue = get(record, 'Queue') ?? undefined;
  const reason = text(record, 'DisconnectReason')?.toLowerCase();
  const isTransferred = Boolean(
    id(record, 'TransferCompletedTimestamp') ?? id(record, 'NextContactId'),
  );
  const isAbandoned = !agent && queue !== undefined && !isTransferred;
  const channel = channelOf(record, 'Channel');
  const isAlone = !agent && queue === undefined && /^(?:voice|chat)$/.test(channel);
  return {
    key: keyOf('contact', id(record, 'ContactId')),
    name: isTransferred
      ? 'contact_transferred'
      : isAbandoned
        ? 'contact_abandoned'
        : 'contact_ended',
    occurredAt: iso(record, 'InitiationTimestamp'),
    channel: method === 'CALLBACK' ? 'callback' : isAlone && channel === 'voice' ? 'ivr' : channel,
    direction: directionOf(method, channel),
    mode: isAlone ? 'bot' : 'assisted',
    identifiers: [
      ...customerOf(method, get(record, 'CustomerEndpoint.Address')),
      identifier('connect_contact', contact),
    ],
    contact: {
      id: contact,
      detail: 'Amazon Connect',
      queue: text(queue, 'Name') ?? lastOf(queue, 'ARN'),
      agent: lastOf(agent, 'ARN'),
      endedAt: iso(record, 'DisconnectTimestamp'),
      queueMs: duration(queue, 'Duration'),
      talkMs: duration(agent, 'AgentInteractionDuration'),
      holdMs: duration(agent, 'CustomerHoldDuration'),
      wrapMs: duration(agent, 'AfterContactWorkDuration'),
    },
    outcome: {
      status: isAbandoned ? 'abandoned' : FAILURES.test(reason ?? '') ? 'failure' : 'success',
      reason,
    },
    relations: [{type: 'call', id: id(record, 'ContactId')}],
  };
};

const FAILURES =
  /^(?:telecom_|barged|contact_flow_disconnect_error|outbound_|api_error|system_error|agent_network_disconnect|customer_connection_not_established|other$)/;

/** By API a call is made to a customer; but a chat or a task by it is what a customer begins. */
const directionOf = (method: string | undefined, channel: Channel) =>
  /^(?:OUTBOUND|CALLBACK|EXTERNAL_OUTBOUND|AGENT_REPLY)$/.test(method ?? '') ||
  (method === 'API' && channel === 'voice')
    ? 'outbound'
    : 'inbound';

/** Whom the agent has called in is another: the endpoint is then theirs, not the customer's. */
const customerOf = (method: string | undefined, address: unknown) =>
  method === 'EXTERNAL_OUTBOUND'
    ? []
    : [identifier('phone', address), identifier('email', address)];

const ofEvent = (event: unknown): Meaning => {
  const detail = get(event, 'detail');
  const method = text(detail, 'initiationMethod');
  if (method === 'MONITOR') return [];
  const contact = id(detail, 'initialContactId') ?? id(detail, 'contactId');
  const channel = channelOf(detail, 'channel');
  const draft: Draft = {
    key: keyOf('event', id(detail, 'contactId'), text(detail, 'eventType')),
    name: '',
    occurredAt: iso(event, 'time'),
    channel,
    direction: directionOf(method, channel),
    mode: 'assisted',
    identifiers: [
      ...customerOf(method, get(detail, 'customerEndpoint.address')),
      identifier('connect_contact', contact),
    ],
    contact: {
      id: contact,
      detail: 'Amazon Connect',
      queue: lastOf(detail, 'queueInfo.queueArn'),
      agent: lastOf(detail, 'agentInfo.agentArn'),
    },
    relations: [{type: 'call', id: id(detail, 'contactId')}],
  };
  switch (get(detail, 'eventType')) {
    case 'QUEUED': {
      const occurredAt = iso(detail, 'queueInfo.enqueueTimestamp') ?? draft.occurredAt;
      return {...draft, name: 'contact_queued', occurredAt};
    }
    case 'CONNECTED_TO_AGENT': {
      const occurredAt = iso(detail, 'agentInfo.connectedToAgentTimestamp') ?? draft.occurredAt;
      return {...draft, name: 'contact_answered', occurredAt};
    }
    case 'INITIATED':
    case 'CONNECTED_TO_SYSTEM':
    case 'DISCONNECTED':
    case 'COMPLETED':
      return []; // The contact's record says more, and says it once.
    case 'CONTACT_DATA_UPDATED':
    case 'AMD_DISABLED':
    case 'PAUSED':
    case 'RESUMED':
      return []; // Attributes, tags and routing; a task that is laid aside.
    default:
      return unknown('is an event of another type');
  }
};

/** The id at the end of an ARN; never the name that may stand beside it. */
const lastOf = (value: unknown, path: string) => {
  const arn = id(value, path) ?? text(value, path);
  return id(arn?.slice(arn.lastIndexOf('/') + 1));
};

/** In capitals in records; the documentation has it as `Voice` in an event. */
const channelOf = (value: unknown, path: string): Channel =>
  own(CHANNELS, text(value, path)?.toUpperCase()) ?? 'voice';

const CHANNELS: Readonly<Record<string, Channel>> = {
  VOICE: 'voice',
  CHAT: 'chat',
  EMAIL: 'email',
  TASK: 'crm',
};
