import type {Sample} from '../kit.ts';

const contact = {
  id: 12,
  name: 'Ada Lovelace',
  email: 'ada@example.com',
  phone_number: '+4915112345678',
  identifier: 'user-42',
  type: 'contact',
};

const conversation = {
  id: 45,
  channel: 'Channel::WebWidget',
  inbox_id: 3,
  status: 'open',
  priority: null,
  contact_inbox: {source_id: '9ab1', hmac_verified: true},
  meta: {sender: contact, assignee: {id: 7, name: 'Grace Hopper'}},
  created_at: 1_764_064_800,
  updated_at: 1_764_064_900.5,
};

const message = (over: object): Sample => ({
  body: {
    event: 'message_created',
    id: '901',
    content: 'My kettle leaks',
    content_type: 'text',
    message_type: 'incoming',
    private: false,
    created_at: '2025-11-25 10:00:00 UTC',
    sender: contact,
    conversation,
    ...over,
  },
});

const asksHowItWas = {
  event: 'message_updated',
  id: 908,
  message_type: 'template',
  content_type: 'input_csat',
  content: 'How was it?',
  sender: null,
};

const chatwootRating = (given: object): Sample => ({
  ...message({
    ...asksHowItWas,
    content_attributes: {submitted_values: {csat_survey_response: given}},
  }),
  isTimeless: true,
});

export const chatwootSamples = {
  started: {body: {event: 'conversation_created', ...conversation}},
  claimed: {
    body: {
      event: 'conversation_created',
      ...conversation,
      contact_inbox: {source_id: '9ab1', hmac_verified: false},
    },
  },
  resolved: {
    body: {
      event: 'conversation_status_changed',
      ...conversation,
      status: 'resolved',
      changed_attributes: [{status: {previous_value: 'open', current_value: 'resolved'}}],
    },
  },
  reopened: {
    body: {
      event: 'conversation_status_changed',
      ...conversation,
      changed_attributes: [{status: {previous_value: 'resolved', current_value: 'open'}}],
    },
  },
  snoozed: {body: {event: 'conversation_status_changed', ...conversation, status: 'snoozed'}},
  asked: message({}),
  answered: message({
    id: 902,
    message_type: 1,
    created_at: 1_764_064_860,
    sender: {id: 7, name: 'Grace Hopper', email: 'grace@desk.example', type: 'user'},
  }),
  bot: message({id: 903, message_type: 'outgoing', sender: {id: 2, type: 'agent_bot'}}),
  captain: message({
    id: 906,
    message_type: 'outgoing',
    sender: {id: 1, name: 'Captain', type: 'captain_assistant'},
    conversation: {...conversation, meta: {}},
  }),
  greeting: message({id: 907, message_type: 'template', sender: null}),
  noted: message({id: 904, message_type: 'outgoing', private: true, sender: {id: 7, type: 'user'}}),
  surveyed: message({...asksHowItWas, event: 'message_created'}),
  rated: chatwootRating({rating: 2, feedback_message: ''}),
  remarked: chatwootRating({rating: 2, feedback_message: 'Still leaks'}),
  read: message({event: 'message_updated', id: 902, status: 'read'}),
  changed: {body: {event: 'conversation_updated', ...conversation}},
  activity: message({id: 905, message_type: 'activity', content: 'Assigned to Grace Hopper'}),
  typing: {body: {event: 'conversation_typing_on', conversation}},
} satisfies Record<string, Sample>;

const cloud = (value: object, field = 'messages'): Sample => ({
  body: {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [
          {
            field,
            value: {
              messaging_product: 'whatsapp',
              metadata: {display_phone_number: '4930123456', phone_number_id: '106540352242922'},
              ...value,
            },
          },
        ],
      },
    ],
  },
});

const whatsappStatus = (status: string, over: object = {}) => ({
  id: 'wamid.HBgNOurs',
  status,
  timestamp: '1764064860',
  recipient_id: '4915112345678',
  ...over,
});

export const whatsappSamples = {
  text: cloud({
    contacts: [{profile: {name: 'Ada Lovelace'}, wa_id: '4915112345678'}],
    messages: [
      {
        from: '4915112345678',
        id: 'wamid.HBgNTheirs',
        timestamp: '1764064800',
        type: 'text',
        text: {body: 'My kettle leaks'},
      },
      {
        from: '4915112345678',
        id: 'wamid.HBgNButton',
        timestamp: '1764064801',
        type: 'interactive',
        interactive: {type: 'button_reply', button_reply: {id: 'b1', title: 'Yes'}},
      },
    ],
  }),
  statuses: cloud({
    statuses: [
      whatsappStatus('sent'),
      whatsappStatus('delivered'),
      whatsappStatus('read'),
      whatsappStatus('failed', {errors: [{code: 131_047, title: 'Re-engagement message'}]}),
    ],
  }),
  numberless: cloud({
    contacts: [{profile: {name: 'Ada Lovelace', username: 'ada'}, user_id: 'DE.1349120865'}],
    messages: [
      {
        from_user_id: 'DE.1349120865',
        id: 'wamid.HBgNNameless',
        timestamp: '1764064800',
        type: 'text',
        text: {body: 'My kettle leaks'},
      },
    ],
  }),
  numberlessRead: cloud({
    contacts: [{profile: {name: 'Ada Lovelace'}, user_id: 'DE.1349120865'}],
    statuses: [whatsappStatus('read', {recipient_id: undefined})],
  }),
  moved: cloud({
    contacts: [{profile: {name: 'Ada Lovelace'}, wa_id: '4915112345678'}],
    messages: [
      {
        from: '4915112345678',
        id: 'wamid.HBgNMoved',
        timestamp: '1764064800',
        type: 'system',
        system: {type: 'user_changed_number', body: 'Ada changed', wa_id: '4915187654321'},
      },
    ],
  }),
  test: cloud({
    metadata: {display_phone_number: '16505551111', phone_number_id: '123456123'},
    contacts: [{profile: {name: 'somebody'}, wa_id: '16315550100'}],
    messages: [
      {
        from: '16315550100',
        id: 'ABGGFlTest',
        timestamp: '1504900000',
        type: 'text',
        text: {body: 'a test'},
      },
    ],
  }),
};

const livechatAction = (action: string, payload: object, isTimeless = false): Sample => ({
  isTimeless,
  body: {
    webhook_id: 'wh-1',
    secret_key: 's3cret-of-ours',
    action,
    organization_id: 'org-1',
    payload,
    additional_data: {},
  },
});

const livechatThread = (properties: object) =>
  livechatAction(
    'thread_properties_updated',
    {chat_id: 'PJ0MRSHTDG', thread_id: 'PZ070E0W1B', properties},
    true,
  );

const livechatMessage = (over: object = {}) => ({
  id: 'PZ070E0W1B_3',
  type: 'message',
  text: 'My kettle leaks',
  author_id: 'b5657aff-34dd-4d8e-8d8c-4ee49dd1e17a',
  created_at: '2025-11-25T10:00:05.120000Z',
  visibility: 'all',
  ...over,
});

export const livechatSamples = {
  started: livechatAction('incoming_chat', {
    chat: {
      id: 'PJ0MRSHTDG',
      users: [
        {
          id: 'b5657aff-34dd-4d8e-8d8c-4ee49dd1e17a',
          type: 'customer',
          name: 'Ada Lovelace',
          email: 'ada@example.com',
        },
        {id: 'grace@desk.example', type: 'agent', name: 'Grace Hopper'},
      ],
      thread: {
        id: 'PZ070E0W1B',
        created_at: '2025-11-25T10:00:00.000000Z',
        events: [livechatMessage(), {id: 'PZ070E0W1B_4', type: 'system_message', text: 'x'}],
      },
    },
  }),
  asked: livechatAction('incoming_event', {
    chat_id: 'PJ0MRSHTDG',
    thread_id: 'PZ070E0W1B',
    event: livechatMessage(),
  }),
  answered: livechatAction('incoming_event', {
    chat_id: 'PJ0MRSHTDG',
    event: livechatMessage({id: 'PZ070E0W1B_5', author_id: 'grace@desk.example'}),
  }),
  noted: livechatAction('incoming_event', {
    chat_id: 'PJ0MRSHTDG',
    event: livechatMessage({
      id: 'PZ070E0W1B_6',
      author_id: 'grace@desk.example',
      visibility: 'agents',
    }),
  }),
  bot: livechatAction('incoming_event', {
    chat_id: 'PJ0MRSHTDG',
    event: livechatMessage({
      id: 'PZ070E0W1B_7',
      author_id: '0123456789abcdef0123456789abcdef',
      text: 'Have you descaled it?',
    }),
  }),
  file: livechatAction('incoming_event', {chat_id: 'PJ0MRSHTDG', event: {type: 'file'}}),
  transferred: livechatAction(
    'chat_transferred',
    {
      chat_id: 'PJ0MRSHTDG',
      thread_id: 'PZ070E0W1B',
      reason: 'manual',
      transferred_to: {group_ids: [1]},
    },
    true,
  ),
  ended: livechatAction('chat_deactivated', {chat_id: 'PJ0MRSHTDG', thread_id: 'PZ070E0W1B'}, true),
  rated: livechatThread({rating: {score: 0, comment: 'Still leaks'}}),
  remarked: livechatThread({rating: {comment: 'Nobody called'}}),
  routed: livechatThread({routing: {idle: true}}),
} satisfies Record<string, Sample>;
