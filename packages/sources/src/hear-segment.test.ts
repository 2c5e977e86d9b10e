import {TouchpointInput, uuidV7} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {hearSegment, liftTouchpoint, type HeardSent, type SegmentCall} from './index.ts';

const receivedAt = Date.parse('2026-03-01T12:00:05.000Z');
const at = '2026-03-01T12:00:00.000Z';

/** A message as analytics.js writes it. */
const aMessage = (over: Record<string, unknown> = {}) => ({
  messageId: 'm-1',
  anonymousId: 'visitor-1',
  timestamp: at,
  sentAt: '2026-03-01T12:00:01.000Z',
  context: {
    page: {
      url: 'https://shop.example/kettles?utm_source=mail&token=abc#top',
      path: '/kettles',
      title: 'Kettles',
      referrer: 'https://search.example/?q=ada@example.com',
    },
    library: {name: 'analytics.js', version: 'npm:next-1.0.0'},
    ip: '203.0.113.7',
  },
  ...over,
});
const hear = (call: SegmentCall, over: Record<string, unknown> = {}) =>
  hearSegment(call, aMessage(over), receivedAt);
/** What the collector makes of it; it must pass the contract. */
const kept = ({touchpoints: [told]}: HeardSent) => {
  const {key: _key, undated: _undated, ...rest} = told!;
  return TouchpointInput.parse(liftTouchpoint({...rest, id: uuidV7(rest.occurredAt)}));
};

describe('hearSegment', () => {
  it('makes a product in the cart of `Product Added`', () => {
    const heard = hear('track', {
      event: 'Product Added',
      userId: 42,
      properties: {product_id: 'A1', name: 'Kettle', price: 79.9, currency: 'EUR', quantity: 1},
    });
    expect(heard.touchpoints[0]!.key).toBe('m-1');
    expect(kept(heard)).toMatchObject({
      name: 'product_added',
      occurredAt: Date.parse(at),
      channel: 'web',
      identifiers: [
        {kind: 'user', value: '42'},
        {kind: 'anonymous', value: 'visitor-1'},
      ],
      commerce: {
        currency: 'EUR',
        items: [{sku: 'A1', name: 'Kettle', priceMinor: 7990, quantity: 1}],
      },
    });
  });

  it('keeps by whose clock the sender lives', () => {
    const context = {...aMessage().context, timezone: 'Europe/Lisbon'};
    expect(kept(hear('track', {event: 'Probed', context})).properties).toEqual({
      timezone: 'Europe/Lisbon',
    });
  });

  it('keeps of a page’s address what says nothing of a person', () => {
    expect(kept(hear('page', {name: 'Kettles', category: 'Shop'}))).toMatchObject({
      name: 'page_viewed',
      page: {
        url: 'https://shop.example/kettles?utm_source=mail',
        path: '/kettles',
        title: 'Kettles',
        referrer: 'https://search.example/',
      },
      properties: {pageName: 'Kettles', category: 'Shop'},
    });
  });

  it('takes the page’s own properties before the context’s', () => {
    const url = 'https://shop.example/mugs';
    expect(kept(hear('page', {properties: {url, title: 'Mugs', path: '/mugs'}})).page).toEqual({
      url,
      path: '/mugs',
      title: 'Mugs',
      referrer: 'https://search.example/',
    });
  });

  it('makes identifiers of traits, and keeps of the others what is not personal', () => {
    const traits = {
      email: 'ada@example.com',
      phone: '+31 6 12345678',
      firstName: 'Ada',
      address: {street: 'Main'},
      plan: 'pro',
    };
    const {identifiers, properties, name} = kept(hear('identify', {userId: 'u-1', traits}));
    expect({name, properties}).toEqual({name: 'customer_identified', properties: {plan: 'pro'}});
    expect(identifiers).toEqual([
      {kind: 'user', value: 'u-1'},
      {kind: 'anonymous', value: 'visitor-1'},
      {kind: 'email', value: 'ada@example.com'},
      {kind: 'phone', value: '+31 6 12345678'},
    ]);
  });

  it('joins both names of an alias, whichever kind the earlier one is', () => {
    expect(kept(hear('alias', {userId: 'u-1', previousId: 'before'})).identifiers).toEqual([
      {kind: 'user', value: 'u-1'},
      {kind: 'anonymous', value: 'visitor-1'},
      {kind: 'anonymous', value: 'before'},
      {kind: 'user', value: 'before'},
    ]);
    const own = kept(hear('alias', {userId: 'u-1', previousId: 'visitor-1'})).identifiers;
    expect(own).toEqual([
      {kind: 'user', value: 'u-1'},
      {kind: 'anonymous', value: 'visitor-1'},
    ]);
  });

  it('takes no number for a name that JSON has rounded to another’s', () => {
    const [big, other] = ['{"userId":12345678901234567891}', '{"userId":12345678901234567890}'].map(
      (text) => kept(hear('track', {event: 'Probed', ...(JSON.parse(text) as object)})).identifiers,
    );
    expect(big).toEqual([{kind: 'anonymous', value: 'visitor-1'}]);
    expect(other).toEqual(big);
  });

  it('keeps a group as a property; its address is not the customer’s', () => {
    const traits = {email: 'office@acme.example', plan: 'team'};
    const {identifiers, properties} = kept(hear('group', {groupId: 'acme', traits}));
    expect(properties).toEqual({group: 'acme', plan: 'team'});
    expect(identifiers).toEqual([{kind: 'anonymous', value: 'visitor-1'}]);
  });

  it('makes a chat of the Live Chat names, without the agent’s', () => {
    const properties = {
      conversation_id: 'c-1',
      agent_id: 'agent-7',
      agent_name: 'Peter',
      message_body: 'Where is my kettle?',
      conversation_duration: 45,
    };
    const chat = (event: string) => kept(hear('track', {event, properties}));
    expect(chat('Live Chat Message Sent')).toMatchObject({
      name: 'message_sent',
      channel: 'chat',
      direction: 'inbound',
      contact: {id: 'c-1', agent: 'agent-7', message: 'Where is my kettle?'},
      properties: {conversation_duration: 45},
    });
    expect(chat('Live Chat Message Received')).toMatchObject({
      name: 'message_received',
      direction: 'outbound',
    });
    expect(chat('Live Chat Conversation Started').name).toBe('chat_started');
    expect(chat('Live Chat Conversation Ended').name).toBe('chat_ended');
    expect(JSON.stringify(chat('Live Chat Message Sent'))).not.toContain('Peter');
  });

  it.each([
    ['productAdded', 'product_added', undefined],
    ['Ordered: 2nd time', 'ordered_2nd_time', undefined],
    ['注文完了', 'event_tracked', '注文完了'],
    ['Café visité', 'cafe_visite', 'Café visité'],
    ['2 for 1', 'for_1', '2 for 1'],
  ])('writes the name %s as %s', (event, name, said) => {
    const touchpoint = kept(hear('track', {event}));
    expect([touchpoint.name, touchpoint.properties?.['event']]).toEqual([name, said]);
  });

  it.each([
    [{channel: 'server', context: {}}, 'api'],
    [{context: {library: {name: 'analytics-node'}}}, 'api'],
    [{context: {device: {id: 'd'}, library: {name: 'analytics-ios'}}}, 'mobile_app'],
    [{channel: 'mobile'}, 'mobile_app'],
    [{channel: 'web', context: {}}, 'web'],
  ])('tells from %j that it was %s', (over, channel) => {
    expect(kept(hear('track', {event: 'Probed', ...over})).channel).toBe(channel);
  });

  it.each([
    [{consent: {categoryPreferences: {Support: true, Analytics: false}}}, ['support']],
    [{consentManagement: {allowedConsentIds: ['analytics'], deniedConsentIds: []}}, ['analytics']],
    [{consent: {categoryPreferences: {support: false}}}, []],
  ])('takes over what was agreed to: %j', (consent, purposes) => {
    const context = {...aMessage().context, ...consent};
    expect(kept(hear('track', {event: 'Probed', context})).consent).toEqual({
      purposes,
      basis: 'consent',
    });
  });

  it('says that nothing is stated where the categories are a site’s own', () => {
    const context = {consent: {categoryPreferences: {C0002: true}}};
    expect(kept(hear('track', {event: 'Probed', context})).consent.basis).toBe('unstated');
  });

  it('keeps neither addresses in clear nor what a library knows of the device', () => {
    const properties = {
      email: 'friend@example.com',
      Phone: '0612345678',
      url: 'https://a.example/?t=1',
    };
    const text = JSON.stringify(hear('track', {event: 'Invite Sent', properties}).touchpoints);
    expect(text).not.toMatch(/friend|0612345678|203\.0\.113|t=1/);
  });

  it('keeps none however deep it is, under what key, or in a campaign', () => {
    const context = {...aMessage().context, campaign: {name: 'spring', email: 'ada@example.com'}};
    const properties = {
      customer: {Email: 'friend@example.com', tier: 'gold', links: ['https://a.example/?t=1']},
      people: [{phone: '0612345678', seat: 4}],
      invitee: 'friend@example.com',
      sources: ['https://a.example/?t=2', 'by hand', 'http:'],
      products: [{product_id: 'A1', name: 'Kettle', url: 'https://a.example/k?t=3'}],
    };
    const touchpoint = kept(hear('track', {event: 'Invite Sent', properties, context}));
    expect(touchpoint.properties).toEqual({
      utm_campaign: 'spring',
      utm_email: '[email]',
      customer: '{"tier":"gold","links":["https://a.example/"]}',
      people: '[{"seat":4}]',
      invitee: '[email]',
      sources: ['https://a.example/', 'by hand'],
    });
    expect(touchpoint.commerce?.items).toEqual([{sku: 'A1', name: 'Kettle'}]);
  });

  it('takes a property named like a facet for a property', () => {
    const touchpoint = kept(
      hear('track', {event: 'Probed', properties: {contact: {a: 1}, page: 3}}),
    );
    expect(touchpoint.properties).toEqual({contact: '{"a":1}', page: 3});
    expect(touchpoint.contact).toBeUndefined();
  });

  it('hears each message of a batch by its type, with what the batch says for all', () => {
    const batch = [
      {type: 'identify', userId: 'u-1', messageId: 'a', timestamp: at},
      {type: 'track', event: 'Order Completed', userId: 'u-1', messageId: 'b', timestamp: at},
    ];
    const context = {campaign: {name: 'spring', source: 'mail'}};
    const heard = hearSegment('batch', {batch, context, sentAt: at}, receivedAt);
    expect(heard.sentAt).toBe(Date.parse(at));
    expect(heard.touchpoints.map(({name, seq, key}) => [name, seq, key])).toEqual([
      ['customer_identified', 0, 'a'],
      ['order_completed', 1, 'b'],
    ]);
    expect(heard.touchpoints[1]!.properties).toEqual({utm_campaign: 'spring', utm_source: 'mail'});
  });

  it('says by whose clock it was sent', () => {
    expect(hear('track', {event: 'Probed'}).sentAt).toBe(Date.parse('2026-03-01T12:00:01.000Z'));
    expect(hear('track', {event: 'Probed', sentAt: undefined}).sentAt).toBe(receivedAt);
  });

  it('goes by the sender’s own time before a time that was corrected for it', () => {
    const original = '2026-03-01T11:59:00.000Z';
    const [told] = hear('track', {event: 'Probed', originalTimestamp: original}).touchpoints;
    expect(told!.occurredAt).toBe(Date.parse(original));
  });

  it.each([
    ['2026-03-01 11:00:00', '2026-03-01T11:00:00Z'],
    ['2026-03-01 11:00:00+01', '2026-03-01T10:00:00Z'],
    ['2026-03-01 11:00:00 UTC', '2026-03-01T11:00:00Z'],
    ['2026-03-01 11:00:00 +0100', '2026-03-01T10:00:00Z'],
    ['2026-03-01T11:00:00.123456+01:00', '2026-03-01T10:00:00.123Z'],
    [1_772_362_800_000, '2026-03-01T11:00:00Z'],
  ])('reads the time %s, in UTC where it has no zone', (timestamp, is) => {
    const [told] = hear('track', {event: 'Probed', timestamp}).touchpoints;
    expect(told!.occurredAt).toBe(Date.parse(is));
  });

  it('believes no clock that cannot be', () => {
    expect(hear('track', {event: 'Probed', sentAt: 1e300}).sentAt).toBe(receivedAt);
    expect(hear('track', {event: 'Probed', timestamp: -5}).unknown).toHaveLength(1);
  });

  it('knows a message by its id alone where it has no time', () => {
    const [told] = hear('track', {event: 'Probed', timestamp: undefined}).touchpoints;
    expect(told).toMatchObject({key: 'm-1', occurredAt: receivedAt, undated: true});
  });

  it.each([
    ['no event', 'track', {}, 'event: is missing'],
    [
      'nobody',
      'track',
      {event: 'Probed', anonymousId: null},
      'identifiers: neither userId nor anonymousId',
    ],
    [
      'a time that is none',
      'track',
      {event: 'Probed', timestamp: 'yesterday'},
      'timestamp: is not a time',
    ],
    ['no group', 'group', {}, 'groupId: is missing'],
    ['no earlier id', 'alias', {userId: 'u'}, 'previousId: is missing'],
  ] as const)(
    'hands on what it does not understand, with whose it is: %s',
    (_, call, over, reason) => {
      const {touchpoints, unknown} = hear(call, over);
      expect(touchpoints).toEqual([]);
      expect(unknown).toEqual([
        expect.objectContaining({reason, payload: expect.objectContaining({messageId: 'm-1'})}),
      ]);
      if (!('anonymousId' in over)) {
        expect(unknown[0]!.identifiers).toContainEqual({kind: 'anonymous', value: 'visitor-1'});
      }
    },
  );

  it.each([null, 3, 'text', [], {type: 'delete', userId: 'u'}])(
    'survives %j in a batch',
    (message) => {
      const {touchpoints, unknown} = hearSegment('batch', {batch: [message]}, receivedAt);
      expect(touchpoints).toEqual([]);
      expect(unknown).toHaveLength(1);
    },
  );
});
