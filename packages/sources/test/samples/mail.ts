import type {Sample} from '../kit.ts';

const sendgridEvent = (event: string, over: object = {}): object => ({
  email: 'ada@example.com',
  event,
  timestamp: 1_764_064_800,
  sg_event_id: `ev-${event}`,
  sg_message_id: 'abcKettle.filterdrecv-1-2-3.0',
  'smtp-id': '<abcKettle@shop.example>',
  category: ['orders'],
  ...over,
});

export const sendgridSamples = {
  all: {
    body: [
      sendgridEvent('processed'),
      sendgridEvent('delivered', {response: '250 OK'}),
      sendgridEvent('open', {sg_machine_open: false}),
      sendgridEvent('open', {sg_machine_open: true}),
      sendgridEvent('click', {url: 'https://shop.example/orders?who=ada@example.com&t=1'}),
      sendgridEvent('bounce', {reason: '550 no such user', type: 'bounce'}),
      sendgridEvent('spamreport'),
      sendgridEvent('group_unsubscribe'),
    ],
  },
  test: {
    body: [
      sendgridEvent('delivered', {
        email: 'example@test.com',
        sg_message_id: '14c5d75ce93.dfd.64b469.filter0001.1.0.0',
      }),
    ],
  },
};

const mailgunEvent = (event: string, over: object = {}): Sample => ({
  body: {
    signature: {timestamp: '1764064800', token: 't'.repeat(50), signature: '00'},
    'event-data': {
      event,
      id: `mg-${event}`,
      timestamp: 1_764_064_800.25,
      recipient: 'ada@example.com',
      message: {headers: {'message-id': 'abcKettle@shop.example', subject: 'Your kettle', to: 'x'}},
      'client-info': {bot: ''},
      ...over,
    },
  },
});

export const mailgunSamples = {
  delivered: mailgunEvent('delivered'),
  opened: mailgunEvent('opened'),
  byBot: mailgunEvent('opened', {'client-info': {bot: 'apple'}}),
  failed: mailgunEvent('failed', {
    severity: 'permanent',
    reason: 'bounce',
    'delivery-status': {code: 550, message: 'no such user'},
  }),
  postponed: mailgunEvent('failed', {severity: 'temporary'}),
  complained: mailgunEvent('complained'),
  rejected: mailgunEvent('rejected', {
    recipient: undefined,
    message: {headers: {'message-id': 'abcKettle@shop.example', to: 'ada@example.com'}},
    reject: {reason: 'Free accounts are for test purposes only', description: ''},
  }),
  clicked: mailgunEvent('clicked', {url: 'https://shop.example/orders?t=1'}),
  left: mailgunEvent('unsubscribed'),
  test: mailgunEvent('opened', {
    recipient: 'alice@example.com',
    message: {headers: {'message-id': '20130503182626.18666.16540@shop.example'}},
  }),
};

export const postmarkSamples = {
  test: {
    body: {
      RecordType: 'Delivery',
      MessageID: '883953f4-6105-42a2-a16a-77a8eac79483',
      Recipient: 'john@example.com',
      DeliveredAt: '2025-11-25T10:00:00Z',
    },
  },
  delivered: {
    body: {
      RecordType: 'Delivery',
      MessageID: '1f6c0d2e-5b7a-4c3d-9e8f-a1b2c3d4e5f6',
      Recipient: 'ada@example.com',
      DeliveredAt: '2025-11-25T10:00:00.0000000Z',
      Tag: 'orders',
    },
  },
  bounced: {
    body: {
      RecordType: 'Bounce',
      ID: 4_323_372_036_854,
      Type: 'HardBounce',
      MessageID: '1f6c0d2e-5b7a-4c3d-9e8f-a1b2c3d4e5f6',
      Email: 'ada@example.com',
      BouncedAt: '2025-11-25T10:00:00Z',
      Subject: 'Your kettle',
    },
  },
  soft: {
    body: {
      RecordType: 'Bounce',
      ID: 5,
      Type: 'Transient',
      Email: 'ada@example.com',
      BouncedAt: '2025-11-25T10:00:00Z',
    },
  },
  leftByMail: {
    body: {
      RecordType: 'Bounce',
      ID: 6,
      Type: 'Unsubscribe',
      Email: 'ada@example.com',
      BouncedAt: '2025-11-25T10:00:00Z',
    },
  },
  answeredByProgram: {
    body: {
      RecordType: 'Bounce',
      ID: 7,
      Type: 'ChallengeVerification',
      Email: 'ada@example.com',
      BouncedAt: '2025-11-25T10:00:00Z',
    },
  },
  clicked: {
    body: {
      RecordType: 'Click',
      MessageID: '1f6c0d2e-5b7a-4c3d-9e8f-a1b2c3d4e5f6',
      Recipient: 'ada@example.com',
      ReceivedAt: '2025-11-25T10:00:00Z',
      OriginalLink: 'https://shop.example/orders?token=1',
    },
  },
  opened: {
    body: {
      RecordType: 'Open',
      MessageID: '1f6c0d2e-5b7a-4c3d-9e8f-a1b2c3d4e5f6',
      Recipient: 'ada@example.com',
      ReceivedAt: '2025-11-25T10:00:00Z',
      FirstOpen: true,
    },
  },
  reported: {
    body: {
      RecordType: 'SpamComplaint',
      ID: 42,
      MessageID: '1f6c0d2e-5b7a-4c3d-9e8f-a1b2c3d4e5f6',
      Email: 'ada@example.com',
      BouncedAt: '2025-11-25T10:00:00Z',
    },
  },
  left: {
    body: {
      RecordType: 'SubscriptionChange',
      MessageID: '1f6c0d2e-5b7a-4c3d-9e8f-a1b2c3d4e5f6',
      Recipient: 'ada@example.com',
      ChangedAt: '2025-11-25T10:00:00Z',
      SuppressSending: true,
      SuppressionReason: 'ManualSuppression',
    },
  },
  received: {
    body: {
      FromFull: {Email: 'ada@example.com', Name: 'Ada Lovelace'},
      From: 'ada@example.com',
      Subject: 'Re: Your kettle',
      MessageID: 'a8c1040e-db1c-4e18-ac79-bc5f64c7ce2c',
      Date: 'Tue, 25 Nov 2025 11:00:00 +0100',
      TextBody: 'It leaks.\n\nOn Monday, the shop wrote:\n> Your kettle is on its way',
      Headers: [
        {Name: 'Message-ID', Value: '<reply-1@mail.example>'},
        {Name: 'References', Value: '<abcKettle@shop.example> <x@y>'},
      ],
    },
  },
} satisfies Record<string, Sample>;

const mail = (lines: readonly string[], headers: Record<string, string> = {}): Sample => ({
  headers,
  body: lines.join('\r\n'),
});

const HEAD = [
  'Received: from mail.example by mx.shop.example; Tue, 25 Nov 2025 10:00:01 +0000',
  'From: =?UTF-8?Q?Ada_L=C3=B6velace?= <ada@example.com>',
  'To: "Shop, the" <help@shop.example>',
  'Date: Tue, 25 Nov 2025 11:00:00 +0100',
  'Message-ID: <reply-1@mail.example>',
];

export const emailSamples = {
  question: mail([
    ...HEAD,
    'Subject: =?utf-8?B?S2V0dGw=?=',
    ' =?utf-8?B?ZSBsZWFrcw==?=',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'It leaks =E4nd hisses, a lo=',
    't.',
    '-- ',
    'Ada',
  ]),
  reply: mail([
    ...HEAD,
    'Subject: Re: Your kettle',
    'In-Reply-To: <second@shop.example>',
    'References: <abcKettle@shop.example>',
    '\t<second@shop.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="outer"',
    '',
    'For old programs.',
    '--outer',
    'Content-Type: multipart/alternative; boundary=inner',
    '',
    '--inner',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Still leaks</p>',
    '--inner',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    btoa('Still leaks.\r\n> Yes?\r\nOn Monday, the shop\r\nwrote:\r\n> Does it?'),
    '--inner--',
    '--outer',
    'Content-Type: text/plain; name=secret.txt',
    'Content-Disposition: attachment; filename=secret.txt',
    '',
    'attached',
    '--outer--',
  ]),
  html: mail([
    ...HEAD,
    'Subject: Hi',
    'Content-Type: text/html',
    '',
    '<p>It <b>leaks</b></p><p>a &lt; b</p>',
  ]),
  outlook: mail([
    ...HEAD,
    'Subject: Hi',
    'Content-Type: text/html',
    '',
    '<html><head><meta charset="utf-8"><title>Hi</title><style>p.MsoNormal { margin: 0 }</style>',
    '<!--[if mso]><xml><o:Dpi>96</o:Dpi></xml><![endif]--></head><body>',
    '<header>To you</header><p class="MsoNormal">It&#8217;s leaking &#x2013; still</p></body></html>',
  ]),
  delayed: mail([
    'From: MAILER-DAEMON@mx.example',
    'To: help@shop.example',
    'Date: Tue, 25 Nov 2025 10:00:00 +0000',
    'Message-ID: <delay-1@mx.example>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Final-Recipient: rfc822; ada@example.com',
    'Action: delayed',
    '--b--',
  ]),
  answer: mail(
    [
      ...HEAD.slice(0, 1),
      'From: help@shop.example',
      'To: Ada <ada@example.com>',
      ...HEAD.slice(3),
      'Subject: Re',
      '',
      'Tomorrow.',
    ],
    {
      'x-throughline-direction': 'outbound',
    },
  ),
  absent: mail([...HEAD, 'Auto-Submitted: auto-replied', 'Subject: Away', '', 'I am away.']),
  bounce: mail([
    'From: MAILER-DAEMON@mx.example',
    'To: help@shop.example',
    'Date: Tue, 25 Nov 2025 10:00:00 +0000',
    'Message-ID: <bounce-1@mx.example>',
    'In-Reply-To: <abcKettle@shop.example>',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    '',
    'Sorry.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    '',
    'Final-Recipient: rfc822; ada@example.com',
    'Action: failed',
    'Status: 5.1.1',
    '--b--',
  ]),
} satisfies Record<string, Sample>;
