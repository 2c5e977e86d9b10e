import type {Sample} from '../kit.ts';

const answer = {
  id: 'answer-1',
  type: 'ces',
  score: 2,
  min: 1,
  max: 7,
  verbatim: 'I had to call twice',
  at: '2025-11-25T10:00:00Z',
  identifiers: [
    {kind: 'email', value: 'ada@example.com'},
    {kind: 'order', value: '1001'},
  ],
  channel: 'sms',
  contact: 'call-1',
  name: 'After a call',
};

export const surveySamples = {
  effort: {body: answer},
  several: {
    body: [
      {...answer, type: 'nps', score: 9, min: undefined, max: undefined, at: 1_764_064_800_000},
      {...answer, id: 'answer-2', type: 'csat', score: 6, min: 1, max: 5},
    ],
  },
} satisfies Record<string, Sample>;

export const satismeterSamples = {
  nps: {
    body: {
      event: 'response',
      response: {
        id: '692581a0',
        created: '2025-11-25T10:00:00.000Z',
        metric: 'nps',
        rating: 4,
        category: 'detractor',
        feedback: 'It leaks',
        method: 'In-app',
        campaign: 'After purchase',
        user: {id: 'sm-1', userId: 'user-42', email: 'ada@example.com', name: 'Ada Lovelace'},
      },
    },
  },
  csat: {
    body: {
      response: {
        id: '692581a1',
        created: '2025-11-25T10:00:00.000Z',
        metric: 'csat',
        rating: 2,
        method: 'Email',
        answers: [{type: 'long-text', value: 'Slow'}],
        user: {id: 'sm-1'},
      },
    },
  },
} satisfies Record<string, Sample>;

const survicateAnswer = (over: object): Sample => ({
  body: {
    messageId: 'c0101a21',
    deliveryTries: 0,
    event: {
      questionAnswered: {
        responseUuid: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
        survey: {id: 'b92b6eca', name: 'After a call'},
        url: 'https://survey.survicate.com/43f2',
        timestamp: '2025-11-25T10:00:00+00:00',
        respondent: {
          id: '534759',
          uuid: '279cd4ab-8a07-4e9e-ac79-bcea32792bbc',
          attributes: [{name: 'email', value: 'ada@example.com'}],
        },
        question: {id: 12123, body: 'Would you recommend us?'},
        ...over,
      },
    },
  },
});

export const survicateSamples = {
  nps: survicateAnswer({choice: {id: 3, body: 'detractor', comment: 'It leaks'}}),
  choice: survicateAnswer({choice: {id: 21573, body: 'Great', comment: null}}),
  text: survicateAnswer({
    text: 'The kettle leaks',
    respondent: {uuid: 'r-1', attributes: {user_id: 'user-42'}},
  }),
  ticked: survicateAnswer({
    choices: [
      {id: 1, body: 'The price', comment: null},
      {id: 2, body: 'The service', comment: 'nobody answered'},
    ],
  }),
  rows: survicateAnswer({
    matrix: [
      {id: 1, body: 'Waiting', value: 'Bad'},
      {id: 2, body: 'Advice', value: 'Good'},
    ],
  }),
  whole: {body: {event: {surveyCompleted: {responseUuid: '3fa85f64'}}}},
} satisfies Record<string, Sample>;

const helpScoutEvent = (event: string, body: object): Sample => ({
  headers: {'x-helpscout-event': event},
  body,
});

const helpScoutConversation = {
  id: 1_560_011,
  number: 300,
  type: 'email',
  status: 'closed',
  subject: 'Kettle leaks',
  mailboxId: 1234,
  createdAt: '2025-11-25T09:00:00Z',
  closedAt: '2025-11-25T10:00:00Z',
  assignee: {id: 7, first: 'Grace', email: 'grace@desk.example'},
  primaryCustomer: {id: 449_379, first: 'Ada', last: 'Lovelace', email: 'ada@example.com'},
  _embedded: {
    threads: [
      {
        id: 3_002_090,
        type: 'lineitem',
        status: 'active',
        action: {type: 'default', text: 'Status changed'},
        createdAt: '2025-11-25T09:59:00Z',
        createdBy: {id: 7, type: 'user'},
      },
      {
        id: 3_002_088,
        type: 'note',
        state: 'published',
        body: 'Out of warranty',
        createdAt: '2025-11-25T09:50:00Z',
        createdBy: {id: 8, type: 'user'},
      },
      {
        id: 3_002_086,
        type: 'message',
        state: 'published',
        body: 'Where does it leak?',
        createdAt: '2025-11-25T09:40:00Z',
        createdBy: {id: 7, type: 'user'},
      },
      {
        id: 3_002_084,
        type: 'customer',
        body: 'It leaks.<br/>Badly',
        createdAt: '2025-11-25T09:30:00Z',
        createdBy: {id: 449_379, type: 'customer'},
      },
      {
        id: 3_002_080,
        type: 'customer',
        state: 'published',
        body: 'My kettle leaks.',
        createdAt: '2025-11-25T09:00:00Z',
        createdBy: {id: 449_379, type: 'customer'},
      },
    ],
  },
};

export const helpScoutSamples = {
  rated: helpScoutEvent('satisfaction.ratings', {
    id: 5434,
    customer: {
      id: 449_379,
      firstName: 'Ada',
      lastName: 'Lovelace',
      emails: [{id: 1, value: 'ada@example.com', location: 'work'}],
    },
    ticketId: 1_560_011,
    threadId: 3_002_084,
    rating: 'Okay',
    comments: 'Kind, but slow',
    createdAt: '2025-11-25T09:59:00Z',
    modifiedAt: '2025-11-25T10:00:00Z',
  }),
  created: helpScoutEvent('convo.created', helpScoutConversation),
  closed: helpScoutEvent('convo.status', helpScoutConversation),
  opened: helpScoutEvent('convo.status', {
    ...helpScoutConversation,
    status: 'active',
    userUpdatedAt: '2025-11-25T11:00:00Z',
  }),
  asked: helpScoutEvent('convo.customer.reply.created', helpScoutConversation),
  answered: helpScoutEvent('convo.agent.reply.created', helpScoutConversation),
  noted: helpScoutEvent('convo.note.created', helpScoutConversation),
  assigned: helpScoutEvent('convo.assigned', {
    ...helpScoutConversation,
    userUpdatedAt: '2025-11-25T10:00:00Z',
  }),
  tagged: helpScoutEvent('convo.tags', helpScoutConversation),
};

const hubspotEvent = (over: object) => ({
  eventId: 100,
  subscriptionId: 1,
  portalId: 62_515,
  appId: 54_321,
  occurredAt: 1_764_064_800_000,
  subscriptionType: 'ticket.creation',
  attemptNumber: 0,
  objectId: 1_246_965,
  changeSource: 'CRM',
  ...over,
});

export const hubspotSamples = {
  created: {body: [hubspotEvent({})]},
  changed: {
    body: [
      hubspotEvent({
        subscriptionType: 'ticket.propertyChange',
        propertyName: 'hs_pipeline_stage',
        propertyValue: '4',
      }),
      hubspotEvent({subscriptionType: 'object.creation', objectTypeId: '0-5', eventId: 101}),
    ],
  },
} satisfies Record<string, Sample>;
