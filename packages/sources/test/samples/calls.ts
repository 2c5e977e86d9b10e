import type {Sample} from '../kit.ts';

const form = (fields: Record<string, string>): Sample => ({
  headers: {'content-type': 'application/x-www-form-urlencoded'},
  body: new URLSearchParams({
    AccountSid: 'AC00000000000000000000000000000001',
    CallSid: 'CA00000000000000000000000000000001',
    From: '+4915112345678',
    To: '+4930123456',
    Direction: 'inbound',
    Timestamp: 'Tue, 25 Nov 2025 10:00:00 +0000',
    SequenceNumber: '3',
    ...fields,
  }).toString(),
});

const cloudEvent = (type: string, data: object): object => ({
  specversion: '1.0',
  type: `com.twilio.${type}`,
  source: '/2010-04-01/Accounts/AC1',
  id: `EZ-${type}`,
  time: '2025-11-25T10:00:00.000Z',
  datacontenttype: 'application/json',
  data,
});

const task = (type: string, over: object = {}) =>
  cloudEvent(`taskrouter.${type}`, {
    payload: {
      task_sid: 'WT00000000000000000000000000000001',
      task_attributes: JSON.stringify({
        from: '+4915112345678',
        call_sid: 'CA00000000000000000000000000000001',
        direction: 'inbound',
      }),
      task_queue_name: 'Kettles',
      task_channel_unique_name: 'voice',
      task_age: '95',
      worker_sid: 'WK00000000000000000000000000000007',
      worker_name: 'grace',
      ...over,
    },
  });

export const twilioSamples = {
  completed: form({CallStatus: 'completed', CallDuration: '240'}),
  missed: form({CallStatus: 'no-answer'}),
  outbound: form({
    CallStatus: 'busy',
    Direction: 'outbound-api',
    From: '+4930123456',
    To: '+4915112345678',
  }),
  agentLeg: form({
    CallStatus: 'in-progress',
    CallSid: 'CA00000000000000000000000000000002',
    ParentCallSid: 'CA00000000000000000000000000000001',
    Direction: 'outbound-dial',
    To: '+4930999999',
  }),
  agentLegOver: form({
    CallStatus: 'completed',
    ParentCallSid: 'CA00000000000000000000000000000001',
    CallDuration: '200',
  }),
  ringing: form({CallStatus: 'ringing'}),
  stream: {
    body: [
      task('task.created'),
      task('reservation.accepted'),
      task('task.transfer-completed'),
      task('task.completed', {task_age: 300}),
      task('task.canceled', {task_canceled_reason: 'hangup'}),
    ],
  },
  messages: {
    body: [
      cloudEvent('messaging.inbound-message.received', {
        messageSid: 'SM1',
        from: 'whatsapp:+4915112345678',
        to: 'whatsapp:+4930123456',
        body: 'My kettle leaks',
        timestamp: '2025-11-25T09:59:59Z',
      }),
      cloudEvent('messaging.message.sent', {
        messageSid: 'SM3',
        from: '+4930123456',
        to: '+4915112345678',
      }),
      cloudEvent('messaging.message.failed', {
        messageSid: 'SM2',
        from: '+4930123456',
        to: '+4915112345678',
        errorCode: 30_003,
      }),
    ],
  },
  call: {
    body: cloudEvent('voice.status-callback.call.completed', {
      sid: 'CA00000000000000000000000000000001',
      eventSid: 'VW00000000000000000000000000000001',
      requestDateCreated: 'Tue, 25 Nov 2025 10:00:01 +0000',
      timestamp: '2025-11-25T10:00:00.000Z',
      request: {
        method: 'POST',
        url: 'https://collect.example/v1/sources/twilio',
        parameters: {
          CallSid: 'CA00000000000000000000000000000001',
          CallStatus: 'completed',
          CallDuration: '240',
          Direction: 'inbound',
          From: '+4915112345678',
          To: '+4930123456',
          Timestamp: 'Tue, 25 Nov 2025 10:00:00 +0000',
          CallbackSource: 'call-progress-events',
        },
      },
      response: {responseCode: 200, requestDuration: 40},
    }),
  },
  silent: {
    body: [
      task('reservation.created'),
      task('reservation.wrapup'),
      task('task.updated'),
      task('task.transfer-initiated'),
      task('task-queue.entered'),
      task('workflow.target-matched'),
      cloudEvent('taskrouter.worker.activity.update', {payload: {worker_name: 'grace'}}),
      cloudEvent('messaging.message.queued', {messageSid: 'SM3'}),
      cloudEvent('messaging.message.delivered', {messageSid: 'SM3'}),
    ],
  },
  read: {
    body: cloudEvent('messaging.message.read', {
      messageSid: 'SM3',
      from: 'whatsapp:+4930123456',
      to: 'whatsapp:+4915112345678',
    }),
  },
  test: {body: [cloudEvent('eventstreams.test-event', {test_id: '1'})]},
} satisfies Record<string, Sample>;

/** One call of three legs: 6 minutes on hold in all, transferred twice. */
const record = (nth: number, over: object): object => ({
  AWSAccountId: '123456789012',
  AWSContactTraceRecordFormatVersion: '2017-03-10',
  Attributes: {},
  Channel: 'VOICE',
  ContactId: `a0000000-0000-4000-8000-00000000000${nth}`,
  InitialContactId: 'a0000000-0000-4000-8000-000000000001',
  PreviousContactId: nth > 1 ? `a0000000-0000-4000-8000-00000000000${nth - 1}` : null,
  NextContactId: nth < 3 ? `a0000000-0000-4000-8000-00000000000${nth + 1}` : null,
  InitiationMethod: nth > 1 ? 'TRANSFER' : 'INBOUND',
  InitiationTimestamp: `2025-11-25T10:0${nth}:00Z`,
  DisconnectTimestamp: `2025-11-25T10:0${nth + 1}:00Z`,
  TransferCompletedTimestamp: nth < 3 ? `2025-11-25T10:0${nth + 1}:00Z` : null,
  DisconnectReason: nth < 3 ? null : 'CUSTOMER_DISCONNECT',
  CustomerEndpoint: {Address: '+4915112345678', Type: 'TELEPHONE_NUMBER'},
  SystemEndpoint: {Address: '+4930123456', Type: 'TELEPHONE_NUMBER'},
  Queue: {
    ARN: `arn:aws:connect:eu-central-1:123456789012:instance/i-1/queue/q-${nth}`,
    Name: `Kettles ${nth}`,
    Duration: 10 * nth,
  },
  Agent: {
    ARN: `arn:aws:connect:eu-central-1:123456789012:instance/i-1/agent/agent-${nth}`,
    Username: 'Grace Hopper',
    AgentInteractionDuration: 30,
    CustomerHoldDuration: 120,
    AfterContactWorkDuration: 15,
  },
  ...over,
});

const contactEvent = (eventType: string, over: object = {}): Sample => ({
  body: {
    version: '0',
    id: 'e-1',
    'detail-type': 'Amazon Connect Contact Event',
    source: 'aws.connect',
    time: '2025-11-25T10:00:02Z',
    detail: {
      eventType,
      contactId: 'a0000000-0000-4000-8000-000000000001',
      channel: 'VOICE',
      initiationMethod: 'INBOUND',
      queueInfo: {
        queueArn: 'arn:aws:connect:eu-central-1:123456789012:instance/i-1/queue/q-1',
        enqueueTimestamp: '2025-11-25T10:00:01Z',
      },
      agentInfo: {
        agentArn: 'arn:aws:connect:eu-central-1:123456789012:instance/i-1/agent/agent-1',
        connectedToAgentTimestamp: '2025-11-25T10:00:01Z',
      },
      ...over,
    },
  },
});

export const amazonConnectSamples = {
  transferred: {body: [record(1, {}), record(2, {}), record(3, {})]},
  abandoned: {
    body: record(1, {
      Agent: null,
      NextContactId: null,
      TransferCompletedTimestamp: null,
      DisconnectReason: 'CUSTOMER_DISCONNECT',
    }),
  },
  menu: {
    body: record(1, {
      Agent: null,
      Queue: null,
      NextContactId: null,
      TransferCompletedTimestamp: null,
      DisconnectReason: 'CONTACT_FLOW_DISCONNECT',
    }),
  },
  callback: {body: record(3, {InitiationMethod: 'CALLBACK'})},
  chat: {
    body: record(3, {
      Channel: 'CHAT',
      InitiationMethod: 'API',
      CustomerEndpoint: null,
      Agent: null,
      Queue: null,
    }),
  },
  dialled: {body: record(3, {InitiationMethod: 'API'})},
  monitored: {body: record(3, {InitiationMethod: 'MONITOR'})},
  thirdParty: {
    body: record(2, {
      InitiationMethod: 'EXTERNAL_OUTBOUND',
      CustomerEndpoint: {Address: '+4989555555', Type: 'TELEPHONE_NUMBER'},
    }),
  },
  kinesis: {body: {records: [{data: btoa(JSON.stringify(record(3, {})))}]}},
  queued: contactEvent('QUEUED'),
  answered: contactEvent('CONNECTED_TO_AGENT'),
  over: contactEvent('DISCONNECTED'),
  updated: contactEvent('CONTACT_DATA_UPDATED'),
  listening: contactEvent('CONNECTED_TO_AGENT', {initiationMethod: 'MONITOR'}),
} satisfies Record<string, Sample>;

const genesysEvent = (kind: string, over: object = {}): Sample => ({
  body: {
    'detail-type': `v2.detail.events.conversation.{id}.${kind}`,
    source: 'aws.partner/genesys.com/cloud/org/name',
    time: '2025-11-25T10:00:01Z',
    detail: {
      topicName: `v2.detail.events.conversation.c0000000-0000-4000-8000-000000000001.${kind}`,
      version: '2',
      eventBody: {
        eventTime: 1_764_064_800_000,
        conversationId: 'c0000000-0000-4000-8000-000000000001',
        participantId: 'p-1',
        sessionId: 's-1',
        mediaType: 'VOICE',
        direction: 'INBOUND',
        ani: 'tel:+4915112345678',
        dnis: 'tel:+4930123456',
        queueId: 'q-1',
        ...over,
      },
    },
  },
});

const metric = (name: string, value: number, emitDate = '2025-11-25T10:05:00Z') => ({
  name,
  value,
  emitDate,
});

export const genesysSamples = {
  conversation: {
    body: {
      conversationId: 'c0000000-0000-4000-8000-000000000001',
      conversationStart: '2025-11-25T10:00:00.000Z',
      conversationEnd: '2025-11-25T10:15:00.000Z',
      originatingDirection: 'inbound',
      participants: [
        {
          purpose: 'customer',
          participantName: 'Ada Lovelace',
          sessions: [{mediaType: 'voice', direction: 'inbound', ani: 'tel:+4915112345678'}],
        },
        {
          purpose: 'acd',
          sessions: [{metrics: [metric('tAcd', 40_000)], segments: [{queueId: 'q-1'}]}],
        },
        {
          purpose: 'agent',
          userId: 'u-1',
          sessions: [
            {
              metrics: [
                metric('tTalk', 60_000),
                metric('tHeld', 120_000),
                metric('nTransferred', 1),
              ],
              segments: [{queueId: 'q-1'}],
            },
          ],
        },
        {
          purpose: 'agent',
          userId: 'u-2',
          sessions: [
            {
              metrics: [
                metric('tTalk', 90_000),
                metric('tHeld', 240_000),
                metric('tAcw', 20_000),
                metric('nTransferred', 1, '2025-11-25T10:10:00Z'),
              ],
            },
          ],
        },
      ],
    },
  },
  gaveUp: {
    body: {
      conversations: [
        {
          conversationId: 'c0000000-0000-4000-8000-000000000002',
          conversationStart: '2025-11-25T10:00:00.000Z',
          conversationEnd: '2025-11-25T10:03:00.000Z',
          participants: [
            {
              purpose: 'customer',
              sessions: [
                {
                  mediaType: 'voice',
                  ani: 'tel:+4915112345678',
                  metrics: [metric('tAbandon', 170_000), metric('tAcd', 170_000)],
                },
              ],
            },
          ],
        },
      ],
    },
  },
  queued: genesysEvent('acd.start'),
  abandoned: genesysEvent('acd.end', {acdOutcome: 'ABANDON', connectedDurationMs: 42_000}),
  routed: genesysEvent('acd.end', {acdOutcome: 'ANSWERED'}),
  answered: genesysEvent('user.start', {userId: 'u-1'}),
  ended: genesysEvent('user.end', {
    userId: 'u-1',
    disconnectType: 'CLIENT',
    alertingDurationMs: 4_000,
    interactingDurationMs: 70_000,
    heldDurationMs: 30_000,
  }),
  notTaken: genesysEvent('user.end', {
    userId: 'u-1',
    disconnectType: 'NO_ANSWER_TRANSFER',
    alertingDurationMs: 8_000,
    interactingDurationMs: 0,
  }),
  transferred: genesysEvent('user.end', {userId: 'u-1', disconnectType: 'TRANSFER'}),
  wrapped: genesysEvent('acw', {userId: 'u-1', wrapupDurationMs: 20_000, wrapupCode: 'w-1'}),
  left: genesysEvent('customer.end'),
  menu: genesysEvent('flow.start', {flowId: 'f-1', flowType: 'INBOUNDCALL'}),
  attributes: genesysEvent('attributes', {attributes: {segment: 'gold'}}),
  bySip: genesysEvent('acd.start', {ani: 'sip:+4915112345678@10.0.0.1;user=phone'}),
  ourMessage: genesysEvent('user.start', {
    mediaType: 'MESSAGE',
    messageType: 'SMS',
    direction: 'OUTBOUND',
    ani: undefined,
    dnis: undefined,
    addressFrom: '+4930123456',
    addressTo: '+4915112345678',
  }),
  webChat: genesysEvent('acd.start', {
    mediaType: 'MESSAGE',
    messageType: 'WEBMESSAGING',
    ani: undefined,
    dnis: undefined,
    addressFrom: '5f2885408f05c815b2b570e8',
  }),
} satisfies Record<string, Sample>;
