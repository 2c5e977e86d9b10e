import type {Channel} from '@throughline/contracts';
import type {Source} from '../source.ts';
import {hearJson, keyOf, unknown, type Draft, type Meaning} from './hearing.ts';
import {duration, get, id, identifier, iso, list, millis, number, own, text} from './reading.ts';
import {sharedSecret} from './signatures.ts';

/**
 * Conversations of Genesys Cloud: whole, as its analytics details give one after its end, with what
 * each part of it took; or event by event while it goes on, as EventBridge or a trigger sends them.
 * What an event holds: `AcdEndDetailEventTopicAcdEndEvent` and its like in Genesys' platform client.
 */
export const genesys: Source = {
  name: 'genesys',
  title: 'Genesys Cloud',
  verify: sharedSecret,
  hear: hearJson(
    (payload) => {
      if (Array.isArray(get(payload, 'participants'))) return ofConversation(payload);
      const topic = text(payload, 'detail.topicName') ?? text(payload, 'topicName') ?? '';
      const body = get(payload, 'detail.eventBody') ?? get(payload, 'eventBody');
      const [, kind] =
        /^v2\.detail\.events\.conversation\.[^.]{1,64}\.([a-z.]{1,32})$/.exec(topic) ?? [];
      const of = own(meanings, kind);
      if (of) return of(body);
      return SILENT.test(kind ?? '') ? [] : unknown('is of another topic');
    },
    (payload) => (get(payload, 'conversations') ? list(payload, 'conversations') : [payload]),
  ),
};

interface Metric {
  readonly name: string | undefined;
  readonly value: number | undefined;
  readonly at: number | undefined;
}

/** One thing, with a touchpoint of its own for each transfer. */
const ofConversation = (conversation: unknown): Meaning => {
  const conversationId = id(conversation, 'conversationId');
  const participants = list(conversation, 'participants');
  const sessions = participants.flatMap((each) => list(each, 'sessions'));
  const metrics = sessions
    .flatMap((each) => list(each, 'metrics'))
    .map((metric): Metric => ({
      name: text(metric, 'name'),
      value: number(metric, 'value'),
      at: iso(metric, 'emitDate'),
    }));
  const segments = sessions.flatMap((each) => list(each, 'segments'));
  const agents = participants.filter((each) => get(each, 'purpose') === 'agent');
  const customer = participants.find((each) =>
    /^(?:customer|external)$/.test(text(each, 'purpose') ?? ''),
  );
  const session = list(customer, 'sessions')[0] ?? sessions[0];
  const isAbandoned = metrics.some(({name}) => name === 'tAbandon');
  const draft: Draft = {
    key: keyOf('conversation', conversationId),
    name: isAbandoned ? 'contact_abandoned' : 'contact_ended',
    occurredAt: iso(conversation, 'conversationStart'),
    channel: channelOf(session),
    direction: text(conversation, 'originatingDirection') === 'outbound' ? 'outbound' : 'inbound',
    mode: agents.length > 0 || isAbandoned ? 'assisted' : 'bot',
    identifiers: whoOf(session, conversationId),
    contact: {
      id: conversationId,
      detail: 'Genesys Cloud',
      queue: segments.map((each) => id(each, 'queueId')).find(Boolean),
      // Whoever had it last.
      agent: id(agents.at(-1), 'userId'),
      endedAt: iso(conversation, 'conversationEnd'),
      queueMs: total(metrics, 'tAcd'),
      talkMs: total(metrics, 'tTalk'),
      holdMs: total(metrics, 'tHeld'),
      wrapMs: total(metrics, 'tAcw'),
    },
    outcome: {status: isAbandoned ? 'abandoned' : 'success'},
    relations: [{type: 'call', id: conversationId}],
  };
  // Not over yet: its numbers would be the first that are kept, and the last.
  if (draft.contact?.endedAt === undefined) return unknown('is not over');
  const transfers = metrics.filter(({name}) => name === 'nTransferred');
  return [
    draft,
    ...transfers.map(({at}, nth) => ({
      ...draft,
      key: keyOf('transfer', conversationId, nth),
      name: 'contact_transferred',
      occurredAt: at,
      contact: {id: conversationId, detail: 'Genesys Cloud'},
      outcome: undefined,
    })),
  ];
};

const total = (metrics: readonly Metric[], name: string): number | undefined => {
  const values = metrics
    .filter((metric) => metric.name === name)
    .map(({value}) => value ?? Number.NaN);
  const sum = values.reduce((one, other) => one + other, 0);
  return values.length > 0 ? duration({sum}, 'sum', 1) : undefined;
};

const eventDraft = (name: string, body: unknown): Draft => {
  const conversationId = id(body, 'conversationId');
  const occurredAt = millis(body, 'eventTime') ?? iso(body, 'eventTime');
  return {
    key: keyOf(
      name,
      conversationId,
      id(body, 'sessionId') ?? id(body, 'participantId'),
      occurredAt,
    ),
    name,
    occurredAt,
    channel: channelOf(body),
    direction: text(body, 'direction')?.toLowerCase() === 'outbound' ? 'outbound' : 'inbound',
    mode: 'assisted',
    identifiers: whoOf(body, conversationId),
    contact: {
      id: conversationId,
      detail: 'Genesys Cloud',
      queue: id(body, 'queueId'),
      agent: id(body, 'userId'),
    },
    relations: [{type: 'call', id: conversationId}],
  };
};

const meanings: Readonly<Record<string, (body: unknown) => Meaning>> = {
  'acd.start': (body) => eventDraft('contact_queued', body),
  'acd.end': (body) => {
    if (!/abandon/i.test(text(body, 'acdOutcome') ?? '')) return [];
    const draft = eventDraft('contact_abandoned', body);
    const queueMs = duration(body, 'connectedDurationMs', 1);
    return {...draft, contact: {...draft.contact, queueMs}, outcome: {status: 'abandoned'}};
  },
  'user.start': (body) => eventDraft('contact_answered', body),
  'user.end': (body) => {
    const [talkMs, holdMs, rangMs] = ['interacting', 'held', 'alerting'].map((what) =>
      duration(body, `${what}DurationMs`, 1),
    );
    // It rang, and whoever it rang for did not take it.
    if (rangMs && !talkMs && !holdMs) return [];
    const reason = text(body, 'disconnectType')?.toLowerCase();
    const isTransfer = reason?.includes('transfer');
    const draft = eventDraft(isTransfer ? 'contact_transferred' : 'contact_ended', body);
    const {occurredAt} = draft;
    const lasted = (talkMs ?? 0) + (holdMs ?? 0);
    return {
      ...draft,
      occurredAt: occurredAt === undefined ? undefined : Math.max(0, occurredAt - lasted),
      contact: {...draft.contact, endedAt: occurredAt, talkMs, holdMs},
      outcome: {
        status: /^(?:error|transport_failure)$/.test(reason ?? '') ? 'failure' : 'success',
        reason,
      },
    };
  },
  acw: (body) => {
    const draft = eventDraft('wrapup_completed', body);
    const wrapMs = duration(body, 'wrapupDurationMs', 1);
    return {
      ...draft,
      direction: 'internal',
      contact: {...draft.contact, wrapMs, reason: text(body, 'wrapupCode')},
    };
  },
};

/** What the others say as well, or what a flow does before anybody waits. */
const SILENT = /^(?:(?:customer|flow|voicemail|bot)\.(?:start|end)|attributes|contact|outbound)$/;

const whoOf = (session: unknown, conversationId: string | undefined) => {
  const isOutbound = text(session, 'direction')?.toLowerCase() === 'outbound';
  const end =
    text(session, isOutbound ? 'dnis' : 'ani') ??
    text(session, isOutbound ? 'addressTo' : 'addressFrom');
  // `tel:+4915112345678`, `sip:+4915112345678@10.0.0.1;user=phone`: no address of e-mail.
  const [, number] = /^(?:tel|sips?):([^@;]*)/.exec(end ?? '') ?? [];
  return [
    identifier('phone', number ?? end),
    number === undefined ? identifier('email', end) : undefined,
    identifier('genesys_conversation', conversationId),
  ];
};

const channelOf = (value: unknown): Channel =>
  own(MESSAGES, text(value, 'messageType')?.toLowerCase()) ??
  own(CHANNELS, text(value, 'mediaType')?.toLowerCase()) ??
  'voice';

const MESSAGES: Readonly<Record<string, Channel>> = {sms: 'sms', webmessaging: 'chat'};

const CHANNELS: Readonly<Record<string, Channel>> = {
  voice: 'voice',
  chat: 'chat',
  webchat: 'chat',
  email: 'email',
  message: 'messaging',
  callback: 'callback',
  video: 'video',
};
