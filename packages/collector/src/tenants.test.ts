import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  sendUntilTaken,
  type Answer,
  type TestCollector,
  type TestDatabase,
} from '../test/fixtures.ts';
import {createBudgets} from './budgets.ts';
import {createTenant, type Collector} from './index.ts';
import {makeSecretKey, openSecrets, rotateSigningKey} from './store/keys.ts';
import {tenantNamed} from './store/registry.ts';
import {createOperator, createSite} from './store/tenants.ts';
import {openTokens} from './tokens.ts';

let store: TestDatabase;
let collector: Collector;
beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await aCollector(store.database);
});
afterAll(async () => {
  await collector?.close();
  await store?.close();
});

const codeOf = ({status, body}: Answer) => [status, body.error?.code];
const numberOf = async ({tenant}: TestCollector) => (await tenantNamed(store.database, tenant))!.id;
const today = () => new Date().toISOString().slice(0, 10);

describe('the account', () => {
  it('says what became of everything that arrived, by site', async () => {
    const shop = await aTenantOf(collector);
    const app = await createSite(store.database, await numberOf(shop), 'app');
    const touchpoint = aTouchpoint();
    await shop.send([touchpoint, aTouchpoint(), {...aTouchpoint(), channel: 'pigeon'}, 'nothing']);
    await shop.send([touchpoint, aTouchpoint()], {key: app});

    const {body} = await shop.ask('/v1/account', {token: await shop.token({role: 'supervisor'})});
    expect(body).toEqual({
      days: [
        {day: today(), site: 'app', received: 2, stored: 1, duplicates: 1, refused: {}},
        {
          day: today(),
          site: 'main',
          received: 4,
          stored: 2,
          duplicates: 0,
          refused: {invalid_touchpoint: 2},
        },
      ],
      quarantined: 2,
    });
  });

  it('adds up, whatever arrives at once and however often', async () => {
    const shop = await aTenantOf(collector);
    const batches = Array.from({length: 12}, (_, index) =>
      Array.from({length: index + 1}, () => aTouchpoint()),
    );
    const answers = await Promise.all(
      [...batches, ...batches].map((batch) =>
        sendUntilTaken(shop, [...batch, {broken: randomUUID()}]),
      ),
    );
    const sum = (field: 'stored' | 'duplicates') =>
      answers.reduce((total, {body}) => total + body[field], 0);
    expect(sum('stored')).toBe(batches.flat().length);

    const {body} = await shop.ask('/v1/account', {token: await shop.token({role: 'admin'})});
    expect(body.days).toEqual([
      {
        day: today(),
        site: 'main',
        received: 2 * batches.flat().length + 24,
        stored: sum('stored'),
        duplicates: sum('duplicates'),
        refused: {invalid_touchpoint: 24},
      },
    ]);
  });
});

describe('a site', () => {
  it('has origins of its own', async () => {
    const shop = await aTenantOf(collector);
    const key = await createSite(store.database, await numberOf(shop), 'app', [
      'https://app.example',
    ]);
    const from = (origin: string) =>
      shop.ask('/v1/touchpoints', {
        body: {key, sentAt: Date.now(), touchpoints: [aTouchpoint()]},
        headers: {origin},
      });
    expect(codeOf(await from('https://shop.example'))).toEqual([403, 'origin_forbidden']);
    expect((await from('https://app.example')).status).toBe(200);
  });
});

describe('roles', () => {
  const aCustomer = async () => {
    const shop = await aTenantOf(collector);
    await shop.send([
      aTouchpoint({
        name: 'message_sent',
        identifiers: [
          {kind: 'anonymous', value: 'a1'},
          {kind: 'user', value: 'u-77'},
        ],
        contact: {id: 'k1', message: 'Where is my parcel?'},
        properties: {query: 'refund for Ada', results: 1},
      }),
    ]);
    const customer = (await shop.find('anonymous', 'a1'))!;
    const timeline = async (role: string) =>
      (await shop.ask(`/v1/customers/${customer}/timeline`, {token: await shop.token({role})})).body
        .touchpoints[0];
    return {shop, customer, timeline};
  };

  it.each(['agent', 'supervisor', 'admin'])('let %s see names and words', async (role) => {
    const {timeline} = await aCustomer();
    expect(await timeline(role)).toMatchObject({
      identifiers: [
        {kind: 'user', value: 'u-77'},
        {kind: 'anonymous', value: 'a1'},
      ],
      contact: {id: 'k1', message: 'Where is my parcel?'},
      properties: {query: 'refund for Ada', results: 1},
    });
  });

  it.each(['analyst', 'machine'])('hide names and words from %s, and say so', async (role) => {
    const {shop, timeline} = await aCustomer();
    expect(await timeline(role)).toMatchObject({
      identifiers: [
        {kind: 'user', value: '•••'},
        {kind: 'anonymous', value: 'a1'},
      ],
      contact: {id: expect.stringMatching(/^•••[\w-]{8}$/), message: '•••'},
      properties: {query: '•••', results: 1},
    });
    const found = await shop.ask('/v1/customers/find', {
      token: await shop.token({role}),
      body: {identifiers: [{kind: 'user', value: 'u-77'}]},
    });
    expect(JSON.stringify(found.body)).not.toContain('u-77');
  });

  it('keep the account from agents', async () => {
    const shop = await aTenantOf(collector);
    const asked = await shop.ask('/v1/account', {token: await shop.token({role: 'agent'})});
    expect(codeOf(asked)).toEqual([403, 'forbidden']);
  });
});

describe('origins', () => {
  it.each(['https://desk"x.example', "https://desk';x.example", 'https://desk.example/x', 'desk'])(
    'that could say more than where a page is from are none: %s',
    async (origin) => {
      const shop = await aTenantOf(collector);
      await expect(
        createTenant(store.database, shop.tenant, {panelOrigins: [origin]}),
      ).rejects.toThrow('is not an origin');
    },
  );

  it('of any name and port that a page can have are kept', async () => {
    const shop = await aTenantOf(collector);
    const panelOrigins = ['https://bücher.example', 'http://[::1]:8080', 'http://a_b.local/'];
    await createTenant(store.database, shop.tenant, {panelOrigins});
    expect((await tenantNamed(store.database, shop.tenant))!.panelOrigins.toSorted()).toEqual([
      'http://[::1]:8080',
      'http://a_b.local',
      'https://xn--bcher-kva.example',
    ]);
  });
});

describe('secret keys', () => {
  it('can be limited to tokens of some roles', async () => {
    const shop = await aTenantOf(collector);
    const tenant = await numberOf(shop);
    const key = await store.database.system((sql) =>
      makeSecretKey(sql, {tenant}, {roles: ['agent']}),
    );
    const grant = (role: string) => shop.ask('/v1/tokens', {token: key, body: {agent: 'a', role}});
    expect((await grant('agent')).status).toBe(200);
    expect(codeOf(await grant('admin'))).toEqual([403, 'forbidden']);
    expect((await shop.ask('/v1/tokens', {token: shop.secretKey, body: {agent: 'a'}})).status).toBe(
      200,
    );
  });

  it('are what a token is made with: who comes with something else is told so', async () => {
    const shop = await aTenantOf(collector);
    const ask = (token: string | undefined, body: object) =>
      shop.ask('/v1/tokens', {...(token && {token}), body});
    for (const token of [undefined, shop.writeKey])
      expect((await ask(token, {agent: 'a'})).body).toMatchObject({
        error: {message: expect.stringContaining('takes a secret key (sk_...)')},
      });
    expect((await ask(shop.secretKey, {agent: 'a', rol: 'admin'})).body).toMatchObject({
      error: {message: expect.stringContaining('the request: Unrecognized key: "rol"')},
    });
  });

  it('of an operator open each of its tenants, one a token, and no other', async () => {
    const [one, two, other] = [
      await aTenantOf(collector),
      await aTenantOf(collector),
      await aTenantOf(collector),
    ];
    const key = await createOperator(store.database, `o-${randomUUID().slice(0, 8)}`, [
      one.tenant,
      two.tenant,
    ]);
    const grant = (tenant?: string) =>
      one.ask('/v1/tokens', {token: key, body: {agent: 'a', ...(tenant && {tenant})}});
    await two.send([aTouchpoint()]);
    const {body} = await grant(two.tenant);
    const find = {identifiers: [{kind: 'anonymous', value: 'visitor-1'}]};
    expect((await two.ask('/v1/customers/find', {token: body.token, body: find})).status).toBe(200);
    expect(codeOf(await grant())).toEqual([400, 'invalid_request']);
    expect(codeOf(await grant(other.tenant))).toEqual([403, 'forbidden']);
    expect(codeOf(await grant('nobody'))).toEqual([403, 'forbidden']);
  });
});

describe('signing keys', () => {
  it('rotate: tokens of the earlier one are taken, new ones are of the new one', async () => {
    let now = Date.now();
    const read = async () => (await openSecrets(store.database)).signingKeys;
    const here = await openTokens(read, {now: () => now});
    const elsewhere = await openTokens(read, {now: () => now});
    const request = {agent: 'a', role: 'agent', ttl: 300} as const;
    const {token: before} = await here.grant(1, request);

    const {kid} = await rotateSigningKey(store.database);
    now += 61_000;
    const {token: after} = await here.grant(1, request);
    expect(JSON.parse(Buffer.from(after.split('.')[0]!, 'base64url').toString()).kid).toBe(kid);
    for (const token of [before, after]) {
      expect(await elsewhere.verify(token)).toMatchObject({tenant: 1, agent: 'a'});
    }
    const {keys} = await here.jwks();
    expect(keys).toHaveLength(2);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  it('end for whoever only reads, once they have retired', async () => {
    let now = 0;
    const read = async () => (await openSecrets(store.database)).signingKeys;
    const here = await openTokens(read, {now: () => now});
    const {token} = await here.grant(1, {agent: 'a', role: 'agent', ttl: 300});
    await rotateSigningKey(store.database);
    await store.database.system((sql) =>
      sql.query('update throughline.signing_key set retires_at = 1 where retires_at is not null'),
    );
    now += 61_000;
    await expect(here.verify(token)).rejects.toMatchObject({code: 'token_invalid'});
  });

  it('are taken from all who ask at the moment at which a new one is first seen', async () => {
    let now = 0;
    const read = async () => (await openSecrets(store.database)).signingKeys;
    const here = await openTokens(read, {now: () => now});
    await rotateSigningKey(store.database);
    const elsewhere = await openTokens(read);
    const {token} = await elsewhere.grant(1, {agent: 'a', role: 'agent', ttl: 300});
    now += 6000;
    const both = await Promise.all([here.verify(token), here.verify(token)]);
    expect(both).toMatchObject([{agent: 'a'}, {agent: 'a'}]);
  });
});

describe('budgets', () => {
  it('refuse with the time to wait, and leave other tenants alone', async () => {
    const [greedy, other] = [await aTenantOf(collector), await aTenantOf(collector)];
    await createTenant(store.database, greedy.tenant, {touchpointsPerSecond: 10});
    const batch = () => Array.from({length: 150}, () => aTouchpoint());
    expect((await greedy.send(batch())).status).toBe(200);
    const refused = await greedy.send(batch());
    expect(codeOf(refused)).toEqual([429, 'over_budget']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await other.send(batch())).status).toBe(200);
  });

  it('leave room for others while who is over them waits for the answer', async () => {
    const [greedy, other] = [await aTenantOf(collector), await aTenantOf(collector)];
    await createTenant(store.database, greedy.tenant, {touchpointsPerSecond: 1});
    expect((await greedy.send(Array.from({length: 20}, () => aTouchpoint()))).status).toBe(200);
    // By what each may come to, all that the collector takes in hand at a time.
    const body = {key: greedy.writeKey, sentAt: 1, touchpoints: [aTouchpoint()]};
    const refused = Array.from({length: 24}, () =>
      collector.app.inject({
        method: 'POST',
        url: '/v1/touchpoints?encoding=gzip',
        headers: {'content-type': 'text/plain'},
        payload: gzipSync(JSON.stringify(body)),
      }),
    );
    await sleep(300);
    expect((await other.send([aTouchpoint()])).status).toBe(200);
    const statuses = (await Promise.all(refused)).map(({statusCode}) => statusCode);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(8);
  });

  it('hold for reads as well', async () => {
    const shop = await aTenantOf(collector);
    await createTenant(store.database, shop.tenant, {readsPerSecond: 1});
    const token = await shop.token();
    const find = () =>
      shop.ask('/v1/customers/find', {
        token,
        body: {identifiers: [{kind: 'anonymous', value: 'x'}]},
      });
    // One for each second that this takes may follow the ten.
    const codes = [];
    do codes.push((await find()).status);
    while (codes.length < 100 && codes.at(-1) === 404);
    expect(codes.slice(0, 10)).toEqual(Array.from({length: 10}, () => 404));
    expect(codes.at(-1)).toBe(429);
  });

  it('fill again at their rate', () => {
    let now = 0;
    const budgets = createBudgets({now: () => now});
    budgets.spend('t', 5, 20);
    expect(() => budgets.check('t', 5)).toThrow('budget');
    now = 2100;
    budgets.check('t', 5);
    budgets.spend('t', null, 1e9);
    budgets.check('t', null);
  });
});
