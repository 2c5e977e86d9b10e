// What each role sees of a touchpoint, field by field: every text of the contract has a canary in it,
// and each answer is looked through for all of them.
import {Touchpoint, type Identifier, type TouchpointInput} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import * as z from 'zod';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  inMemoryDatabase,
  type TestCollector,
  type TestDatabase,
} from '../test/fixtures.ts';
import type {Collector} from './index.ts';

let store: TestDatabase;
let collector: Collector;
let shop: TestCollector;
let address: string;
beforeAll(async () => {
  store = await inMemoryDatabase();
  collector = await aCollector(store.database);
  shop = await aTenantOf(collector);
  address = await collector.listen({port: 0, host: '127.0.0.1'});
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

/** The texts of a touchpoint that anybody can fill, by their paths: `relations.id`. */
const textsOf = (schema: z.core.JSONSchema.BaseSchema, path: string): string[] => {
  if (schema.items) return textsOf(schema.items as z.core.JSONSchema.BaseSchema, path);
  const isOpen = typeof schema.additionalProperties === 'object';
  if (isOpen || (schema.type === 'string' && !schema.enum && schema.format !== 'uuid'))
    return [path];
  return Object.entries(schema.properties ?? {}).flatMap(([key, each]) =>
    textsOf(each as z.core.JSONSchema.BaseSchema, path === '' ? key : `${path}.${key}`),
  );
};

/** What who sees no names and no words sees of it: a field that is not in here fails. */
const seen: Record<string, 'shown' | 'hidden' | 'as said below'> = {
  name: 'shown',
  sessionId: 'shown',
  'identifiers.kind': 'shown',
  'identifiers.value': 'as said below',
  'identifiers.scope': 'shown',
  'page.url': 'as said below',
  'page.path': 'as said below',
  'page.title': 'shown',
  'page.referrer': 'as said below',
  'page.element': 'shown',
  'commerce.items.sku': 'shown',
  'commerce.items.name': 'shown',
  'commerce.items.brand': 'shown',
  'commerce.items.category': 'shown',
  'commerce.items.variant': 'shown',
  'commerce.currency': 'as said below',
  'commerce.cartId': 'hidden',
  'commerce.orderId': 'hidden',
  'commerce.coupon': 'shown',
  'commerce.step': 'shown',
  'commerce.paymentMethod': 'shown',
  'commerce.shippingMethod': 'shown',
  'commerce.list': 'shown',
  'contact.id': 'hidden',
  'contact.reason': 'shown',
  'contact.queue': 'shown',
  'contact.agent': 'shown',
  'contact.detail': 'shown',
  'contact.message': 'hidden',
  'survey.verbatim': 'hidden',
  'sentiment.label': 'shown',
  'sentiment.method': 'shown',
  'friction.evidence': 'as said below',
  'vital.target': 'shown',
  'outcome.reason': 'shown',
  'relations.type': 'shown',
  'relations.id': 'hidden',
  'relations.qualifier': 'shown',
  properties: 'as said below',
};

/** Letters alone, so that it may stand in a name and is nobody's number. */
const c = (path: string) =>
  `canary${path.replace(/\W/g, '').toLowerCase().replace('identifiers', 'who')}`;

const everything = (over: Partial<TouchpointInput> = {}): TouchpointInput => ({
  ...aTouchpoint({
    name: c('name'),
    sessionId: c('sessionId'),
    identifiers: [
      {kind: 'anonymous', value: 'browser1'},
      {kind: 'user', value: 'canaryuser'},
      {kind: 'order', value: 'canaryorder'},
      {kind: 'ticket', value: 'canaryticket', scope: c('identifiers.scope')},
      {kind: c('identifiers.kind'), value: 'canaryownkind'},
    ],
    page: {
      url: `https://shop.example/orders/1canaryinurl/${c('page.url')}?q=canarysearched&utm_source=canarymail`,
      path: `/users/canaryinpath/${c('page.path')}`,
      title: `${c('page.title')} for canarytyped`,
      referrer: `https://else.example/${c('page.referrer')}?q=canarysearched#canaryfragment`,
      element: c('page.element'),
    },
    commerce: {
      items: [
        {
          sku: c('commerce.items.sku'),
          name: c('commerce.items.name'),
          brand: c('commerce.items.brand'),
          category: c('commerce.items.category'),
          variant: c('commerce.items.variant'),
        },
      ],
      currency: 'EUR',
      cartId: c('commerce.cartId'),
      orderId: c('commerce.orderId'),
      coupon: c('commerce.coupon'),
      step: c('commerce.step'),
      paymentMethod: c('commerce.paymentMethod'),
      shippingMethod: c('commerce.shippingMethod'),
      list: c('commerce.list'),
    },
    contact: {
      id: c('contact.id'),
      reason: `${c('contact.reason')} of ${c('commerce.orderId')}`,
      queue: c('contact.queue'),
      agent: c('contact.agent'),
      detail: c('contact.detail'),
      message: `where is it, ${c('contact.message')}?`,
    },
    survey: {type: 'nps', score: 3, min: 0, max: 10, verbatim: c('survey.verbatim')},
    sentiment: {
      valence: -1,
      source: 'self',
      label: c('sentiment.label'),
      method: c('sentiment.method'),
    },
    friction: {
      type: 'search_no_result',
      severity: 2,
      evidence: {
        query: 'canaryinevidence',
        selector: 'canaryselector',
        from: 'https://shop.example/users/canaryfrom',
      },
    },
    vital: {name: 'LCP', value: 1, rating: 'good', target: c('vital.target')},
    outcome: {status: 'failure', reason: c('outcome.reason')},
    relations: [
      {type: c('relations.type'), id: c('relations.id'), qualifier: c('relations.qualifier')},
      {type: 'ticket', id: 'canaryrelated'},
      {type: 'agent', id: 'canaryagent'},
    ],
    properties: {
      query: 'canarytyped',
      subject: 'canarysubject',
      ticket: 'canaryproperty',
      trackingNumber: 'canaryparcel',
      order_ids: ['canaryone', 'canarytwo'],
      customer_name: 'canaryada',
      again: `canaryplain of ${c('contact.id')}`,
      status: 'canarystatus',
      link: 'https://shop.example/orders/1canaryinlink/canarylink',
      links: ['https://shop.example/tickets/2canaryoflinks'],
      results: 3,
    },
    ...over,
  }),
});

const shown = new Set([
  ...Object.keys(seen)
    .filter((path) => seen[path] === 'shown')
    .map(c),
  // Of an address, what leads to no person; of flat fields, what no key says is a name or words.
  ...['page.url', 'page.path', 'page.referrer'].map(c),
  'canarymail',
  'canaryagent',
  'canaryselector',
  'canaryplain',
  'canarystatus',
  'canarylink',
]);

const canariesIn = (text: string): string[] => [...new Set(text.match(/canary[a-z]+/g))].sort();

const read = async (role: string, customer: string) => {
  const token = await shop.token({role});
  const ask = async (path: string, body?: unknown) =>
    JSON.stringify(
      (await shop.ask(`/v1/customers/${path}`, {token, ...(body !== undefined && {body})})).body,
    );
  return {
    timeline: await ask(`${customer}/timeline`),
    journey: await ask(`${customer}/journey`),
    days: await ask(`${customer}/days`),
    identity: await ask(`${customer}/identity`),
    find: await ask('find', {identifiers: [{kind: 'anonymous', value: 'browser1'}]}),
  };
};

/** What a stream says until it has told of a touchpoint. */
const streamed = async (role: string, customer: string, send: () => Promise<string>) => {
  const stop = new AbortController();
  const {body} = await fetch(`${address}/v1/customers/${customer}/live`, {
    headers: {authorization: `Bearer ${await shop.token({role})}`},
    signal: stop.signal,
  });
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  const id = await send();
  let text = '';
  while (!(text.includes(`id: ${id}`) && text.endsWith('\n\n')))
    text += (await reader.read()).value;
  stop.abort();
  return text;
};

describe('a role', () => {
  const all = canariesIn(JSON.stringify(everything()));

  it('has a rule for every text of the contract', () => {
    const schema = z.toJSONSchema(Touchpoint, {io: 'input'});
    expect(textsOf(schema, '').sort()).toEqual(Object.keys(seen).sort());
    expect(all.length).toBeGreaterThan(50);
    for (const each of shown) expect(all).toContain(each);
  });

  it.each(['analyst', 'machine', 'agent', 'supervisor', 'admin'])(
    'shows %s the same by every way',
    async (role) => {
      const identifiers: Identifier[] = [{kind: 'anonymous', value: 'browser1'}];
      await shop.send([aTouchpoint({identifiers})]);
      const before = (await shop.find('anonymous', 'browser1'))!;
      const live = await streamed(role, before, async () => {
        const touchpoint = everything();
        expect((await shop.send([touchpoint])).body).toMatchObject({stored: 1});
        return touchpoint.id;
      });
      const customer = (await shop.find('anonymous', 'browser1'))!;
      const answers = await read(role, customer);
      const masked = role === 'analyst' || role === 'machine';
      const may = masked ? all.filter((each) => shown.has(each)) : all;
      expect(canariesIn(answers.timeline)).toEqual(may);
      expect(canariesIn(live)).toEqual(may);
      for (const answer of Object.values(answers))
        for (const each of canariesIn(answer)) expect(may).toContain(each);
      expect(answers.timeline.includes('•••')).toBe(masked);
    },
  );

  it('tells numbers apart that it does not show, and the same one wherever it stands', async () => {
    const identifiers = [{kind: 'anonymous', value: 'browser2'}];
    const about = (ticket: string, name: string) =>
      aTouchpoint({
        name,
        identifiers,
        contact: {id: ticket},
        relations: [{type: 'ticket', id: ticket}],
      });
    await shop.send([about('4711', 'ticket_created'), about('4712', 'ticket_created')]);
    await shop.send([about('4711', 'ticket_closed')]);
    const customer = (await shop.find('anonymous', 'browser2'))!;
    const token = await shop.token({role: 'analyst'});
    const ask = async (path: string) =>
      (await shop.ask(`/v1/customers/${customer}/${path}`, {token})).body;
    const {touchpoints} = (await ask('timeline')) as {touchpoints: Touchpoint[]};
    const contacts = touchpoints.map(({contact}) => contact!.id);
    expect(new Set(contacts).size).toBe(2);
    expect(touchpoints.map(({relations}) => relations![0]!.id)).toEqual(contacts);
    for (const contact of contacts) expect(contact).toMatch(/^•••[\w-]{8}$/);

    // One of two is closed: the other waits, as an agent sees it.
    const told = await ask('journey');
    const asAgent = (
      await shop.ask(`/v1/customers/${customer}/journey`, {token: await shop.token()})
    ).body;
    expect(told.waiting).toEqual(asAgent.waiting);
    expect(told.waiting).toMatchObject({on: 'us', because: 'ticket'});

    // By what is shown it is found, and by what is hidden it is not.
    expect(await ask(`timeline?contact=${encodeURIComponent(contacts[0]!)}`)).toMatchObject({
      total: contacts.filter((each) => each === contacts[0]).length,
    });
    for (const contact of ['4711', '4713'])
      expect(await ask(`timeline?contact=${contact}`)).toMatchObject({total: 0, touchpoints: []});
    expect((await shop.timeline(customer)).total).toBe(3);
  });

  it('calls a number otherwise for another tenant', async () => {
    const aliases = await Promise.all(
      [shop, await aTenantOf(collector)].map(async (each) => {
        const identifiers = [{kind: 'anonymous', value: 'browser3'}];
        await each.send([aTouchpoint({identifiers, contact: {id: '4711'}})]);
        const customer = await each.find('anonymous', 'browser3');
        const token = await each.token({role: 'analyst'});
        const {body} = await each.ask(`/v1/customers/${customer}/timeline`, {token});
        return (body.touchpoints[0] as Touchpoint).contact!.id;
      }),
    );
    expect(new Set(aliases).size).toBe(2);
  });
});
