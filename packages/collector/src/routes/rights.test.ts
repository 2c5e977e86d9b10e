import {Duplex, Writable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import type {Asked} from '../route.ts';
import {appendAudit, readAudit, verifyAudit} from '../store/audit.ts';
import {tenantNamed} from '../store/registry.ts';
import {getExport} from './rights.ts';

let store: TestDatabase;
let collector: Collector;
let origin: string;
beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await aCollector(store.database);
  origin = await collector.listen({port: 0, host: '127.0.0.1'});
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

const visitor = {kind: 'anonymous', value: 'v'};
const address = {kind: 'email', value: 'ada@example.com'};

/** A shop that has seen a visitor 1,200 times, and their address once. */
const aShop = async () => {
  const shop = await aTenantOf(collector);
  for (let batch = 0; batch < 3; batch += 1) {
    await shop.send(Array.from({length: 400}, () => aTouchpoint({identifiers: [visitor]})));
  }
  await shop.send([aTouchpoint({identifiers: [visitor, address], name: 'chat_started'})]);
  const customer = (await shop.find('email', address.value))!;
  return {shop, customer, admin: await shop.token({role: 'admin', agent: 'chief'})};
};

interface Line {
  what: string;
  identifiers?: object[];
  touchpoint?: {id: string};
  look?: {actor: string; action: string};
}

describe('access: GET /v1/customers/{customer}/export', () => {
  it('gives every identifier of whoever has more than a panel is shown, who can be taken apart', async () => {
    const shop = await aTenantOf(collector);
    await shop.send([aTouchpoint({identifiers: [{kind: 'user', value: 'till'}, address]})]);
    const customer = (await shop.find('user', 'till'))!;
    const tenant = (await tenantNamed(store.database, shop.tenant))!.id;
    await store.database.tenant(tenant, (sql) =>
      sql.query(
        `insert into throughline.identifier (tenant, visitor, kind, display, customer, origin, first_seen)
         select $1, 'order:' || n, 'order', n::text, $2, $2, n from generate_series(1, 5001) n`,
        [tenant, customer],
      ),
    );
    const token = await shop.token({role: 'admin'});
    const {body} = await shop.ask(`/v1/customers/${customer}/export`, {token});
    const [first] = (body as string).split('\n');
    expect((JSON.parse(first!) as Line).identifiers).toHaveLength(5003);

    const path = `/v1/customers/${customer}`;
    const shown = (await shop.ask(`${path}/identity`, {token})).body;
    expect([shown.identifiers.length, shown.total]).toEqual([5000, 5003]);
    const asked = {token, body: {identifiers: [{kind: 'user', value: 'till'}]}};
    const found = (await shop.ask('/v1/customers/find', asked)).body;
    expect([found.identifiers.length, found.total]).toEqual([100, 5003]);
    const {evidence} = JSON.parse(first!) as {evidence: {other: string}[]};
    const detach = {token, body: {visitor: evidence[0]!.other}};
    expect((await shop.ask(`${path}/detach`, detach)).status).toBe(200);
    expect(await shop.find('email', address.value)).not.toBe(customer);
  });

  it('gives all touchpoints, identifiers, evidence, what waits in quarantine, and who has looked', async () => {
    const {shop, customer, admin} = await aShop();
    await shop.timeline(customer);
    await shop.send([{...aTouchpoint({identifiers: [address]}), name: 'Not A Name'}]);
    await shop.send([{...aTouchpoint(), name: 'Not Theirs'}]);
    const {status, headers, body} = await shop.ask(`/v1/customers/${customer}/export`, {
      token: admin,
    });
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'application/jsonl; charset=utf-8',
      'no-store',
    ]);
    const lines = (body as string)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const of = (what: string) => lines.filter((line) => line.what === what);
    expect(of('customer')).toMatchObject([
      {
        customer,
        identifiers: [
          {kind: 'anonymous', value: 'v'},
          {kind: 'email', value: 'a•••@example.com'},
        ],
        evidence: [{revokedAt: null}],
      },
    ]);
    expect(new Set(of('touchpoint').map(({touchpoint}) => touchpoint!.id)).size).toBe(1201);
    expect(of('look').map(({look}) => `${look!.actor} ${look!.action}`)).toEqual([
      'chief export',
      'agent-1 timeline',
      'agent-1 find',
    ]);
    expect(of('quarantine')).toMatchObject([{body: {name: 'Not A Name'}}]);
    expect(of('journey')).toMatchObject([
      {journey: {customer, basis: {touchpoints: 1201, total: 1201}, inference: true}},
    ]);
    expect(lines).toHaveLength(1 + 1 + 1201 + 1 + 3);
  });

  it('gives what waits under a number of theirs that does not say whose it is, as an erasure takes it', async () => {
    const shop = await aTenantOf(collector);
    const order = {kind: 'order', value: '1001'};
    await shop.send([aTouchpoint({identifiers: [{...order, scope: 'shopify'}]})]);
    await shop.send([{...aTouchpoint({identifiers: [order]}), name: 'Not A Name'}]);
    const customer = (await shop.find('order', '1001'))!;
    const token = await shop.token({role: 'admin'});
    const {body} = await shop.ask(`/v1/customers/${customer}/export`, {token});
    expect((body as string).match(/"what":"quarantine"/g)).toHaveLength(1);
    const erased = await shop.ask(`/v1/customers/${customer}/erase`, {
      token,
      body: {confirm: customer},
    });
    expect(erased.body).toMatchObject({quarantined: 1});
  });

  /** Of a reader of our own. */
  const exportedTo = async (out: Writable, customer: string, token: string) => {
    const {services} = collector;
    const raw = Object.assign(out, {writeHead: () => {}});
    const reply = {raw, hijack: () => {}, getHeaders: () => ({})};
    const access = await services.tokens.verify(token);
    const asked = {params: {customer}, access, reply, services} as unknown as Asked<
      unknown,
      unknown,
      Record<string, unknown>
    >;
    return getExport.handle(asked);
  };

  it('ends when its reader has left', async () => {
    const {customer, admin} = await aShop();
    const out = new Writable({write: () => {}});
    const ended = exportedTo(out, customer, admin).then(() => 'ended');
    await sleep(200); // It waits for room by now.
    out.destroy();
    expect(await Promise.race([ended, sleep(20_000, 'waits on')])).toBe('ended');
  });

  it('gives all of who turns out to be somebody meanwhile', async () => {
    const shop = await aTenantOf(collector);
    const known = {kind: 'anonymous', value: 'known before'};
    await shop.send([aTouchpoint({identifiers: [known]})]);
    await sleep(2); // Of two, the older one lives on.
    const theirs = Array.from({length: 1200}, () => aTouchpoint({identifiers: [visitor]}));
    for (const part of [0, 400, 800]) await shop.send(theirs.slice(part, part + 400));
    const customer = (await shop.find('anonymous', visitor.value))!;
    const joined = aTouchpoint({identifiers: [known, visitor]});
    let text = '';
    const out = Duplex.from(async (source: AsyncIterable<Buffer>) => {
      for await (const chunk of source) {
        if (text === '') await shop.send([joined]);
        text += String(chunk);
      }
    });
    await exportedTo(out, customer, await shop.token({role: 'admin'}));
    expect(await shop.find('anonymous', visitor.value)).not.toBe(customer);
    const given = new Set(text.match(/(?<="touchpoint":\{"id":")[^"]*/g));
    expect(theirs.filter(({id}) => !given.has(id))).toEqual([]);
  });
});

describe('erasure: POST /v1/customers/{customer}/erase', () => {
  it('reaches what waits in quarantine and names them in no way that is known', async () => {
    const {shop, customer, admin} = await aShop();
    const somebody = {identifiers: [{kind: 'anonymous', value: 'somebody'}]};
    const waiting = async () =>
      (
        await store.database.tenant((await tenantNamed(store.database, shop.tenant))!.id, (sql) =>
          sql.query<{body: string}>('select body from throughline.quarantine'),
        )
      ).map(({body}) => body);
    await shop.send([
      {...aTouchpoint(), identifiers: [{kind: 'E-Mail', value: address.value}]},
      {...aTouchpoint(somebody), name: 'Not A Name', properties: {from: `<${address.value}>`}},
      {...aTouchpoint(somebody), name: 'Not Theirs'},
    ]);
    const body = {writeKey: shop.writeKey, anonymousId: 'somebody', event: '', messageId: 'm1'};
    await shop.ask('/v1/track', {body: {...body, properties: {for: address.value.toUpperCase()}}});
    expect(await waiting()).toHaveLength(4);
    await shop.ask(`/v1/customers/${customer}/erase`, {token: admin, body: {confirm: customer}});
    expect(await waiting()).toEqual([expect.stringContaining('Not Theirs')]);
  });

  it('forgets for good, once it was said twice, and stays on record', async () => {
    const {shop, customer, admin} = await aShop();
    const path = `/v1/customers/${customer}/erase`;
    const once = await shop.ask(path, {token: admin, body: {confirm: 'c_somebody'}});
    expect(once.body.error).toMatchObject({code: 'invalid_request'});
    const twice = await shop.ask(path, {token: admin, body: {confirm: customer}});
    expect(twice.body).toEqual({customer, touchpoints: 1201, identifiers: 2, quarantined: 0});

    expect(await shop.find('email', address.value)).toBeUndefined();
    const late = aTouchpoint({identifiers: [address], occurredAt: Date.now() - 3_600_000});
    expect((await shop.send([late])).body).toMatchObject({
      stored: 0,
      refused: [{code: 'customer_erased'}],
    });
    const {entries} = (await shop.ask('/v1/audit', {token: admin})).body;
    expect(entries[1]).toMatchObject({actor: 'chief', action: 'erase', customer});
  });

  it('reaches an open panel of whom something of theirs was moved to', async () => {
    const shop = await aTenantOf(collector);
    const theirs = aTouchpoint({identifiers: [{kind: 'user', value: 'leaver'}]});
    await shop.send([theirs, aTouchpoint({identifiers: [{kind: 'user', value: 'stayer'}]})]);
    const [leaver, stayer] = [
      (await shop.find('user', 'leaver'))!,
      (await shop.find('user', 'stayer'))!,
    ];
    const token = await shop.token({role: 'admin'});
    const told: string[] = [];
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    onTestFinished(
      collector.services.live.follow(id, stayer, ({hint}) => void told.push(hint.kind)),
    );
    const body = {touchpoint: theirs.id, customer: stayer};
    await shop.ask(`/v1/customers/${leaver}/move`, {token, body});
    await expect.poll(() => told).toEqual(['merged']); // It reads again.
    expect((await shop.timeline(stayer)).total).toBe(2);
    await shop.ask(`/v1/customers/${leaver}/erase`, {token, body: {confirm: leaver}});
    await expect.poll(() => told).toEqual(['merged', 'merged']);
    expect((await shop.timeline(stayer)).total).toBe(1);
  });

  it('is answered as done where only the panels could not be told', async () => {
    const {shop, customer, admin} = await aShop();
    const {live} = collector.services;
    const announceErased = () => Promise.reject(new Error('no connection'));
    Object.assign(collector.services, {live: {...live, announceErased}});
    onTestFinished(() => void Object.assign(collector.services, {live}));
    const {status, body} = await shop.ask(`/v1/customers/${customer}/erase`, {
      token: admin,
      body: {confirm: customer},
    });
    expect([status, body]).toMatchObject([200, {touchpoints: 1201}]);
  });
});

describe('restriction: POST /v1/customers/{customer}/restrict', () => {
  it('keeps on keeping, shows it to an admin alone, and goes along with a merge and a detach', async () => {
    const {shop, customer, admin} = await aShop();
    const restrict = async (restricted: boolean) =>
      (await shop.ask(`/v1/customers/${customer}/restrict`, {token: admin, body: {restricted}}))
        .body;
    expect(await restrict(true)).toEqual({customer, restrictedAt: expect.any(Number)});
    const agent = await shop.token();
    for (const path of ['timeline', 'days', 'live', 'identity']) {
      const {status, body} = await shop.ask(`/v1/customers/${customer}/${path}`, {token: agent});
      expect([path, status, body.error.code]).toEqual([path, 403, 'customer_restricted']);
    }
    expect(await shop.find('email', address.value)).toBeUndefined();

    const login = {kind: 'user', value: 'ada'};
    await shop.send([aTouchpoint({identifiers: [login]})]);
    await shop.send([aTouchpoint({identifiers: [login, address]})]); // They turn out to be one.
    expect(await shop.find('user', 'ada')).toBeUndefined();
    const seen = await shop.ask(`/v1/customers/${customer}/timeline`, {token: admin});
    expect(seen.body.total).toBe(1203);

    const {body: identity} = await shop.ask(`/v1/customers/${customer}/identity`, {token: admin});
    const {visitor: theirs} = identity.identifiers.find(
      ({kind}: {kind: string}) => kind === 'email',
    );
    const {body: parted} = await shop.ask(`/v1/customers/${identity.customer}/detach`, {
      token: admin,
      body: {visitor: theirs},
    });
    const other = await shop.ask(`/v1/customers/${parted.detached}/timeline`, {token: agent});
    expect(other.body.error.code).toBe('customer_restricted');

    await shop.ask(`/v1/customers/${identity.customer}/attach`, {
      token: admin,
      body: {customer: parted.detached},
    });
    expect(await restrict(false)).toMatchObject({restrictedAt: null});
    expect((await shop.timeline(customer)).total).toBe(1203);
  });
});

describe('objection: POST /v1/customers/{customer}/objections', () => {
  const felt = (over: object = {}) =>
    aTouchpoint({
      identifiers: [visitor],
      sentiment: {valence: -2, source: 'inferred'},
      friction: {type: 'negative_sentiment', severity: 2},
      ...over,
    });
  const rated = felt({sentiment: {valence: -1, source: 'survey'}});
  const stuck = felt({friction: {type: 'stuck', severity: 2}});

  /** What of each touchpoint is about a feeling, newest first; and whether one may be inferred. */
  const shown = async (shop: TestCollector, customer: string, token: string) => {
    const {body} = await shop.ask(`/v1/customers/${customer}/timeline`, {token});
    const list = body.touchpoints as {sentiment?: {source: string}; friction?: {type: string}}[];
    return [body.inference, ...list.map((each) => [each.sentiment?.source, each.friction?.type])];
  };
  const all = [
    ['inferred', 'stuck'],
    ['survey', 'negative_sentiment'],
    ['inferred', 'negative_sentiment'],
  ];
  const told = [
    [undefined, 'stuck'],
    ['survey', 'negative_sentiment'],
    [undefined, undefined],
  ];

  it('shows nothing that was inferred, goes along with merge and detach, and can be taken back', async () => {
    const shop = await aTenantOf(collector);
    const at = Date.now() - 60_000;
    const in3 = [felt(), rated, stuck].map((each, n) => ({...each, occurredAt: at + n, seq: n}));
    await shop.send(in3);
    const customer = (await shop.find('anonymous', 'v'))!;
    const agent = await shop.token({why: 'call-4711'});
    const object = async (id: string, objected: boolean) =>
      (await shop.ask(`/v1/customers/${id}/objections`, {token: agent, body: {objected}})).body;
    expect(await shown(shop, customer, agent)).toEqual([true, ...all]);
    const frictions = async () => {
      const {body} = await shop.ask(`/v1/customers/${customer}/journey`, {token: agent});
      const list = body.frictions as {type: string; source: string}[];
      return list.map(({type, source}) => `${type} ${source}`);
    };
    const feltWithoutWord = 'negative_sentiment inferred';
    expect(await frictions()).toContain(feltWithoutWord);

    const {objectedAt} = await object(customer, true);
    expect(objectedAt).toEqual(expect.any(Number));
    expect(await object(customer, true)).toEqual({customer, objectedAt}); // Since the first time.
    expect(await shown(shop, customer, agent)).toEqual([false, ...told]);
    const {body: journey} = await shop.ask(`/v1/customers/${customer}/journey`, {token: agent});
    expect(journey).toMatchObject({inference: false, basis: {touchpoints: 3, total: 3}});
    expect(JSON.stringify(journey)).not.toContain('inferred');
    expect(await frictions()).toEqual(['negative_sentiment declared', 'stuck declared']);

    // They turn out to be somebody with a login, who has not objected.
    await shop.send([
      aTouchpoint({identifiers: [{kind: 'user', value: 'ada'}], occurredAt: at - 9}),
    ]);
    await shop.send([
      aTouchpoint({identifiers: [{kind: 'user', value: 'ada'}, visitor], occurredAt: at - 8}),
    ]);
    const ada = (await shop.find('user', 'ada'))!;
    expect(ada).not.toBe(customer);
    expect((await shown(shop, ada, agent)).slice(0, 4)).toEqual([false, ...told]);

    const {body: identity} = await shop.ask(`/v1/customers/${ada}/identity`, {token: agent});
    const {visitor: browser} = identity.identifiers.find(
      ({kind}: {kind: string}) => kind === 'anonymous',
    );
    const {body: parted} = await shop.ask(`/v1/customers/${ada}/detach`, {
      token: agent,
      body: {visitor: browser},
    });
    expect(await shown(shop, parted.detached, agent)).toEqual([false, ...told]);

    const admin = await shop.token({role: 'admin'});
    const exported = await shop.ask(`/v1/customers/${parted.detached}/export`, {token: admin});
    const [first, ...rest] = (exported.body as string).trim().split('\n');
    expect(JSON.parse(first!)).toMatchObject({what: 'customer', objectedAt, restrictedAt: null});
    // Who asks what is kept of them is told all of it.
    expect(rest.filter((line) => line.includes('"inferred"'))).toHaveLength(2);

    expect(await object(parted.detached, false)).toMatchObject({objectedAt: null});
    expect(await shown(shop, parted.detached, agent)).toEqual([true, ...all]);
    const {entries} = (await shop.ask(`/v1/audit?customer=${parted.detached}`, {token: admin}))
      .body;
    expect(entries.map(({action}: {action: string}) => action)).toEqual(
      expect.arrayContaining(['object', 'withdraw']),
    );
  });

  it('reaches a panel that is open', async () => {
    const shop = await aTenantOf(collector);
    await shop.send([felt()]);
    const customer = (await shop.find('anonymous', 'v'))!;
    const token = await shop.token();
    const stream = await fetch(`${origin}/v1/customers/${customer}/live`, {
      headers: {authorization: `Bearer ${token}`},
    });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const until = async (word: string) => {
      while (!text.includes(word)) text += (await reader.read()).value;
    };
    await until('open');
    await shop.ask(`/v1/customers/${customer}/objections`, {token, body: {objected: true}});
    await until('merged'); // It reads again, and sees that there is no inference.
    await shop.send([felt({name: 'page_left'})]);
    await until('page_left');
    await reader.cancel();
    expect(text).not.toContain('inferred');
  });
});

describe('the record: GET /v1/audit', () => {
  it('says what was seen, and what for', async () => {
    const {shop, customer, admin} = await aShop();
    await shop.ask(`/v1/customers/${customer}/timeline`, {
      token: await shop.token({role: 'analyst', why: 'ticket-7'}),
    });
    await shop.ask(`/v1/customers/${customer}/identity`, {token: await shop.token()});
    const {entries} = (await shop.ask(`/v1/audit?customer=${customer}`, {token: admin})).body;
    expect(entries[2]).toMatchObject({
      action: 'timeline',
      role: 'analyst',
      fields: ['identifiers', 'touchpoints'],
      why: 'ticket-7',
    });
    expect(entries[1]).toMatchObject({fields: ['identifiers', 'names', 'evidence']});
    expect(entries[1]).not.toHaveProperty('why');
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    expect(await verifyAudit(store.database, id)).toMatchObject({broken: null});
  });

  it('tells an agent when they last read a timeline', async () => {
    const shop = await aTenantOf(collector);
    const login = {kind: 'user', value: 'u'};
    for (const each of [visitor, login]) await shop.send([aTouchpoint({identifiers: [each]})]);
    const [one, other] = [(await shop.find('anonymous', 'v'))!, (await shop.find('user', 'u'))!];
    const lookedAt = async (agent: string, query = '') => {
      const token = await shop.token({agent});
      const path = `/v1/customers/${one}/timeline?limit=1${query}`;
      const {body} = await shop.ask(path, {token});
      return body as {lookedAt?: number | null; next: string};
    };
    const from = Date.now();
    expect(await lookedAt('ann')).toMatchObject({lookedAt: null});
    // What somebody else has read, and what else there is to see, is not it.
    await shop.ask(`/v1/customers/${one}/days`, {token: await shop.token({agent: 'bob'})});
    expect(await lookedAt('bob')).toMatchObject({lookedAt: null});
    const again = await lookedAt('ann');
    expect(again.lookedAt).toBeGreaterThanOrEqual(from);
    expect(again.lookedAt).toBeLessThanOrEqual(Date.now());
    // Merged into another: they are one, and so are the looks at them.
    await shop.send([aTouchpoint({identifiers: [visitor, login]})]);
    const joined = await lookedAt('ann');
    expect(joined.lookedAt).toBeGreaterThanOrEqual(again.lookedAt!);
    expect(other).not.toBe(one);
    // An older page asks nothing of it.
    expect(joined.next).toEqual(expect.any(String));
    expect(await lookedAt('ann', `&before=${joined.next}`)).not.toHaveProperty('lookedAt');
  });

  it('says whom a stream goes on to follow', async () => {
    const shop = await aTenantOf(collector);
    const login = {kind: 'user', value: 'u'};
    for (const each of [visitor, login]) await shop.send([aTouchpoint({identifiers: [each]})]);
    const before = (await shop.find('anonymous', 'v'))!;
    const after = (await shop.find('user', 'u'))!;
    const stream = await fetch(`${origin}/v1/customers/${before}/live`, {
      headers: {authorization: `Bearer ${await shop.token()}`},
    });
    const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
    await shop.send([aTouchpoint({identifiers: [visitor, login]})]);
    for (let text = ''; !text.includes('merged');) text += (await reader.read()).value;
    await reader.cancel();
    const token = await shop.token({role: 'admin'});
    const {entries} = (await shop.ask('/v1/audit', {token})).body;
    expect(
      entries.flatMap((each: {action: string; customer: string}) =>
        each.action === 'live' ? [each.customer] : [],
      ),
    ).toEqual([after, before]);
  });

  it('is read of one customer by an index, behind the lock between tenants', async () => {
    const {shop, customer} = await aShop();
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    const look = {at: 1, actor: 'a', role: 'agent', action: 'find'} as const;
    const entries = Array.from({length: 3000}, (_, n) => ({...look, customer: `c_${n % 1000}`}));
    await appendAudit(store.database, id, entries);
    await store.database.system((sql) => sql.query('analyze throughline.audit'));
    const plan = await store.database.tenant(id, (sql) =>
      sql.query<{'QUERY PLAN': string}>(
        `explain select n, entry from throughline.audit
         where tenant = ${id} and customer = any(array['${customer}', 'c_1']) order by n desc limit 500`,
      ),
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('audit_customer');
    const mine = await store.database.tenant(id, (sql) =>
      readAudit(sql, id, {customers: ['c_1', 'c_"x'], limit: 10}),
    );
    expect(mine.map((each) => each.customer)).toEqual(['c_1', 'c_1', 'c_1']);
  });

  it('is read by a token for one customer of that one alone', async () => {
    const {shop, customer} = await aShop();
    await shop.send([aTouchpoint({identifiers: [{kind: 'user', value: 'another'}]})]);
    const another = (await shop.find('user', 'another'))!;
    await shop.timeline(another);
    await shop.timeline(customer);
    const token = await shop.token({role: 'admin', customer});
    const {entries} = (await shop.ask('/v1/audit', {token})).body;
    expect(entries.map((each: {customer: string}) => each.customer)).toContain(customer);
    expect(new Set(entries.map((each: {customer: string}) => each.customer)).size).toBe(1);
    const all = await shop.ask(`/v1/audit?customer=${another}`, {token});
    expect(all.body.error.code).toBe('customer_not_found');
    expect((await shop.ask('/v1/account', {token})).body.error.code).toBe('forbidden');
  });

  it('is read in pages, of one customer or of all, and a look at it is on it', async () => {
    const {shop, customer, admin} = await aShop();
    await shop.send([aTouchpoint({identifiers: [{kind: 'anonymous', value: 'other'}]})]);
    const other = (await shop.find('anonymous', 'other'))!;
    for (let n = 0; n < 5; n += 1) await shop.timeline(customer);
    const page = async (query: string) =>
      (await shop.ask(`/v1/audit?${query}`, {token: admin})).body;

    const first = await page('limit=4');
    expect(first.entries.map(({action}: {action: string}) => action)).toEqual([
      'audit',
      'timeline',
      'timeline',
      'timeline',
    ]);
    const second = await page(`limit=100&before=${first.next}`);
    expect(second.entries.map(({customer: of}: {customer: string}) => of)).toEqual([
      customer,
      customer,
      other,
      customer,
    ]);
    expect(second.next).toBeNull();

    const theirs = await page(`customer=${other}`);
    expect(theirs.entries.map(({action}: {action: string}) => action)).toEqual(['audit', 'find']);
    expect((await shop.ask('/v1/audit', {token: await shop.token()})).status).toBe(403);
  });
});
