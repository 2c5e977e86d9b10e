import type {Sample} from '../kit.ts';

const zendeskEvent = (type: string, event: object, detail: object = {}): Sample => ({
  body: {
    type: `zen:event-type:${type}`,
    account_id: 22_129_848,
    id: '01KAXC0FFEE5T3A',
    time: '2025-11-25T10:00:00Z',
    zendesk_event_version: '2022-11-06',
    subject: 'zen:ticket:35436',
    detail: {
      id: '35436',
      subject: 'Kettle leaks',
      description: 'It leaks.<br>Please help',
      status: 'OPEN',
      priority: 'HIGH',
      requester_id: '8447388090494',
      assignee_id: '8447320466430',
      group_id: '8447320466431',
      via: {channel: 'email'},
      created_at: '2025-11-25T09:59:59Z',
      updated_at: '2025-11-25T10:00:00Z',
      ...detail,
    },
    event: {meta: {sequence: {id: '1', position: 1}}, ...event},
  },
});

const zendeskComment = (over: object) =>
  zendeskEvent('ticket.comment_added', {
    comment: {
      id: '4899688111',
      body: 'Is there any news?',
      is_public: true,
      author: {id: '8447388090494', is_staff: false, name: 'Ada Lovelace'},
      ...over,
    },
  });

const zendeskChat = (actor: object): Sample => ({
  body: {
    type: 'zen:event-type:messaging_ticket.message_added',
    account_id: 22_129_848,
    id: '01KAXC0FFEE7CHAT',
    time: '2025-11-25T10:00:00.000000123Z',
    zendesk_event_version: '2022-11-06',
    subject: 'zen:ticket:35436',
    detail: {id: '35436'},
    event: {
      actor: {name: 'Ada Lovelace', ...actor},
      conversation_id: '65f00ba2c0ffee',
      message: {id: '65f00ba2c0ffee01', body: 'Is anybody there?'},
    },
  },
});

export const zendeskSamples = {
  created: zendeskEvent('ticket.created', {}),
  solved: zendeskEvent('ticket.status_changed', {current: 'SOLVED', previous: 'OPEN'}),
  closed: zendeskEvent('ticket.status_changed', {current: 'CLOSED', previous: 'SOLVED'}),
  reopened: zendeskEvent('ticket.status_changed', {current: 'OPEN', previous: 'SOLVED'}),
  pending: zendeskEvent('ticket.status_changed', {current: 'PENDING', previous: 'OPEN'}),
  asked: zendeskComment({}),
  answered: zendeskComment({author: {id: '8447320466430', is_staff: true, name: 'Grace Hopper'}}),
  noted: zendeskComment({is_public: false, author: {id: '8447320466430', is_staff: true}}),
  chatBegan: zendeskEvent(
    'ticket.comment_added',
    {
      comment: {
        id: '4899688112',
        body: 'Conversation',
        is_public: false,
        author: {id: '8447388090494'},
      },
    },
    {via: {channel: 'native_messaging'}},
  ),
  chatted: zendeskChat({id: '65f00ba2c0ffee99', type: 'end_user'}),
  chatAnswered: zendeskChat({id: '8447320466430', type: 'agent'}),
  chatBot: zendeskChat({id: 'zd:answerBot', type: 'system'}),
  priority: zendeskEvent('ticket.priority_changed', {current: 'HIGH', previous: 'LOW'}),
  unassigned: zendeskEvent('ticket.agent_assignment_changed', {}, {assignee_id: '0'}),
  tagged: zendeskEvent('ticket.tags_changed', {tags_added: ['leak'], tags_removed: []}),
  deadline: zendeskEvent('ticket.next_sla_breach_changed', {}),
  surveyed: zendeskEvent('ticket.csat_requested', {}),
  user: zendeskEvent(
    'user.created',
    {},
    {id: '8447388090494', email: 'ada@example.com', role: 'end-user'},
  ),
  agent: zendeskEvent(
    'user.created',
    {},
    {id: '8447320466430', email: 'g@desk.example', role: 'agent'},
  ),
};

const zammadTicket = {
  id: 81,
  number: '31001',
  title: 'Kettle leaks',
  customer_id: 12,
  owner_id: 7,
  article_count: 3,
  close_at: null as string | null,
  created_at: '2025-11-25T09:00:00.123Z',
  updated_at: '2025-11-25T10:00:00.456Z',
  create_article_type: 'email',
  state: 'open',
  priority: {id: 2, name: '2 normal'},
  group: {id: 1, name: 'Kettles'},
  customer: {id: 12, email: 'ada@example.com', mobile: '', firstname: 'Ada', lastname: 'Lovelace'},
};

const zammadArticle = {
  id: 205,
  sender: 'Customer',
  type: 'email',
  internal: false,
  body: 'Is there any <b>news</b>?',
  created_by_id: 12,
  created_at: '2025-11-25T10:00:00.400Z',
};

const zammadTrigger = (ticket: object, article: object, trigger = 'Throughline'): Sample => ({
  headers: {'x-zammad-trigger': trigger, 'x-zammad-delivery': '9cc7ad0c'},
  body: {ticket: {...zammadTicket, ...ticket}, article},
});

export const zammadSamples = {
  created: zammadTrigger({article_count: 1}, zammadArticle),
  asked: zammadTrigger({}, zammadArticle),
  answered: zammadTrigger({}, {...zammadArticle, sender: {name: 'Agent'}, created_by_id: 7}),
  noted: zammadTrigger({}, {...zammadArticle, sender: 'Agent', internal: true}),
  closed: zammadTrigger({state: {name: 'closed'}, close_at: '2025-11-25T10:00:00Z'}, {}),
  closedUnanswered: zammadTrigger(
    {article_count: 1, state: 'closed', close_at: '2025-11-25T10:00:00Z'},
    {},
  ),
  reopened: zammadTrigger({}, {}, 'Throughline: Reopened'),
  resolved: zammadTrigger({owner_id: 1}, {}, 'Throughline: resolved'),
  updated: zammadTrigger({}, {}),
};

const freshdeskData = (over: object = {}) => ({
  ticket: {
    id: 4711,
    subject: 'Kettle leaks',
    description_text: 'It leaks.',
    source: 1,
    status: 2,
    priority: 2,
    group_id: 55,
    responder_id: 66,
    created_at: '2025-11-25T09:00:00Z',
    updated_at: '2025-11-25T10:00:00Z',
    ...over,
  },
  requester: {id: 77, name: 'Ada Lovelace', email: 'ada@example.com', mobile: null, phone: null},
  actor: {id: 66, name: 'Grace Hopper'},
});

const freshdeskRule = (over: object): Sample => ({
  isTimeless: true,
  body: {
    freshdesk_webhook: {
      ticket_id: 4711,
      ticket_subject: 'Kettle leaks',
      ticket_status: 'Open',
      ticket_source: 'Portal',
      ticket_requester_name: 'Ada Lovelace',
      ticket_requester_email: 'ada@example.com',
      triggered_event: '{ticket_status:{from:Resolved,to:Open}}',
      ...over,
    },
  },
});

const freshdeskMessage = (over: object): Sample => ({
  body: {
    event: 'onConversationCreate',
    timestamp: 1_764_064_800,
    data: {
      conversation: {
        id: 900,
        ticket_id: 4711,
        incoming: true,
        private: false,
        user_id: 77,
        body: '<div>Any news?</div>',
        created_at: '2025-11-25T10:00:00Z',
        ...over,
      },
      requester: {id: 77, email: 'ada@example.com'},
    },
  },
});

export const freshdeskSamples = {
  created: {body: {event: 'onTicketCreate', timestamp: 1_764_061_200.5, data: freshdeskData()}},
  resolved: {
    body: {
      event: 'onTicketUpdate',
      timestamp: 1_764_064_800.25,
      data: freshdeskData({status: 4, changes: {status: [2, 4]}}),
    },
  },
  reopened: {
    body: {
      event: 'onTicketUpdate',
      timestamp: 1_764_064_900,
      data: freshdeskData({changes: {status: [4, 2]}}),
    },
  },
  closed: {
    body: {
      event: 'onTicketUpdate',
      timestamp: 1_764_064_950,
      data: freshdeskData({status: 5, changes: {status: [4, 5]}}),
    },
  },
  assigned: {
    body: {
      event: 'onTicketUpdate',
      timestamp: 1_764_064_960,
      data: freshdeskData({changes: {responder_id: [null, 66]}}),
    },
  },
  inMs: {
    body: {
      event: 'onTicketUpdate',
      timestamp: 1_764_064_800_250,
      data: freshdeskData({status: 4, changes: {status: [2, 4]}}),
    },
  },
  written: {body: {event: 'onTicketCreate', timestamp: 1, data: freshdeskData({source: 10})}},
  asked: freshdeskMessage({}),
  answered: freshdeskMessage({id: 901, incoming: false, user_id: 66}),
  noted: freshdeskMessage({id: 902, incoming: false, private: true, user_id: 66}),
  rule: freshdeskRule({}),
  ruleCreated: freshdeskRule({triggered_event: '{ticket_action:created}'}),
} satisfies Record<string, Sample>;

const intercomTopic = (topic: string, item: object = {}): Sample => ({
  body: {
    type: 'notification_event',
    app_id: 'a1b2c3',
    id: 'notif_25b1',
    topic,
    created_at: 1_764_064_800,
    data: {
      type: 'notification_event_data',
      item: {
        type: 'conversation',
        id: '1122',
        state: 'open',
        admin_assignee_id: 814_860,
        source: {
          type: 'conversation',
          subject: '',
          body: '<p>My kettle leaks &amp; hisses</p>',
          author: {type: 'user', id: '5310d8e7', email: 'ada@example.com', name: 'Ada Lovelace'},
        },
        contacts: {type: 'contact.list', contacts: [{id: '5310d8e7', external_id: 'user-42'}]},
        conversation_parts: {
          conversation_parts: [
            {
              id: '77',
              part_type: 'comment',
              body: '<p>Any news?</p>',
              created_at: 1_764_064_790,
              author: {type: 'admin', id: '814860', name: 'Grace Hopper'},
            },
          ],
        },
        conversation_rating: {rating: 2, remark: 'Slow', created_at: 1_764_064_795},
        ...item,
      },
    },
  },
});

const intercomTicket = (category: string) => ({
  type: 'ticket',
  id: '2154',
  ticket_id: '66040342',
  ticket_attributes: {_default_title_: 'Kettle leaks'},
  ticket_state: {type: 'ticket_state', id: '45', category, internal_label: 'A word of ours'},
  contacts: {contacts: [{type: 'contact', id: '5310d8e7', external_id: 'user-42'}]},
  admin_assignee_id: '0',
  channel: 'email',
  // Of a conversation alone.
  source: undefined,
  state: undefined,
  conversation_parts: undefined,
});

const intercomPart = (type: string, id: string) => ({
  type: 'ticket_ticket_part',
  ticket: intercomTicket('in_progress'),
  ticket_part: {
    type: 'ticket_part',
    id: '3740',
    part_type: 'comment',
    body: '<p>It is on its way</p>',
    created_at: 1_764_064_790,
    author: {type, id, name: 'Somebody'},
  },
});

export const intercomSamples = {
  started: intercomTopic('conversation.user.created'),
  asked: intercomTopic('conversation.user.replied'),
  answered: intercomTopic('conversation.admin.replied'),
  noted: intercomTopic('conversation.admin.noted'),
  closed: intercomTopic('conversation.admin.closed'),
  opened: intercomTopic('conversation.admin.opened'),
  assigned: intercomTopic('conversation.admin.assigned'),
  rated: intercomTopic('conversation.rating.added'),
  greeted: intercomTopic('conversation.admin.single.created', {
    source: {
      id: '3381828',
      type: 'conversation',
      body: '<p>How is the kettle?</p>',
      author: {type: 'admin', id: '814860'},
    },
  }),
  fin: intercomTopic('conversation.operator.replied', {
    conversation_parts: {
      conversation_parts: [
        {
          id: '78',
          part_type: 'comment',
          body: '<p>Have you descaled it?</p>',
          created_at: 1_764_064_795,
          author: {type: 'bot', id: '960', name: 'Fin', from_ai_agent: true},
        },
      ],
    },
  }),
  snoozed: intercomTopic('conversation.admin.snoozed'),
  read: intercomTopic('conversation.read'),
  ticket: intercomTopic('ticket.created', intercomTicket('submitted')),
  resolved: intercomTopic('ticket.state.updated', intercomTicket('resolved')),
  resolvedToo: intercomTopic('ticket.resolved', intercomTicket('resolved')),
  reopened: intercomTopic('ticket.state.updated', {
    ...intercomTicket('in_progress'),
    ticket_parts: {
      ticket_parts: [{id: '90', ticket_state: 'in_progress', previous_ticket_state: 'resolved'}],
    },
  }),
  ticketAsked: intercomTopic('ticket.contact.replied', intercomPart('user', '5310d8e7')),
  ticketAnswered: intercomTopic('ticket.admin.replied', intercomPart('admin', '814860')),
  ticketNoted: intercomTopic('ticket.note.created', intercomPart('admin', '814860')),
  ticketClosed: intercomTopic('ticket.closed', {
    type: 'conversation',
    ticket: intercomTicket('resolved'),
  }),
  ping: {body: {type: 'notification_event', topic: 'ping', data: {item: {type: 'ping'}}}},
};

const rtTransaction = (transaction: object): Sample => ({
  body: {
    ticket: {
      id: '7',
      type: 'ticket',
      Subject: 'Kettle leaks',
      Status: 'open',
      Queue: {id: '1', type: 'queue', Name: 'Kettles'},
      Owner: {id: 'root', type: 'user'},
      Requestor: [
        {id: 'ada@example.com', type: 'user', _url: 'https://rt.example/REST/2.0/user/ada'},
      ],
    },
    transaction: {
      id: '93',
      type: 'transaction',
      Created: '2025-11-25T10:00:00Z',
      Creator: {id: 'root', type: 'user'},
      ...transaction,
    },
  },
});

export const requestTrackerSamples = {
  created: rtTransaction({Type: 'Create', Creator: {id: 'ada@example.com'}, Content: 'It leaks.'}),
  asked: rtTransaction({Type: 'Correspond', Creator: {id: 'ada@example.com'}, Content: 'News?'}),
  answered: rtTransaction({Type: 'Correspond', Content: 'Tomorrow.'}),
  noted: rtTransaction({Type: 'Comment', Content: 'Call the warehouse.'}),
  resolved: rtTransaction({
    Type: 'Status',
    Field: 'Status',
    OldValue: 'open',
    NewValue: 'resolved',
  }),
  reopened: rtTransaction({
    Type: 'Status',
    Field: 'Status',
    OldValue: 'resolved',
    NewValue: 'open',
  }),
  rejected: rtTransaction({Type: 'Status', OldValue: 'open', NewValue: 'rejected'}),
  set: rtTransaction({Type: 'Set', Field: 'Subject', OldValue: 'x', NewValue: 'y'}),
  mailed: rtTransaction({Type: 'EmailRecord'}),
};
