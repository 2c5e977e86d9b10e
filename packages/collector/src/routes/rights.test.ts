import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';

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
  it('gives all touchpoints, identifiers, evidence, and who has looked', async () => {
    const {shop, customer, admin} = await aShop();
    await shop.timeline(customer);
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
    expect(lines).toHaveLength(1 + 1201 + 3);
  });
});

describe('erasure: POST /v1/customers/{customer}/erase', () => {
  it('forgets for good, once it was said twice, and stays on record', async () => {
    const {shop, customer, admin} = await aShop();
    const path = `/v1/customers/${customer}/erase`;
    const once = await shop.ask(path, {token: admin, body: {confirm: 'c_somebody'}});
    expect(once.body.error).toMatchObject({code: 'invalid_request'});
    const twice = await shop.ask(path, {token: admin, body: {confirm: customer}});
    expect(twice.body).toEqual({customer, touchpoints: 1201, identifiers: 2, quarantined: 0});

    expect(await shop.find('email', address.value)).toBeUndefined();
    const late = aTouchpoint({identifiers: [address], occurredAt: Date.now() - 60_000});
    expect((await shop.send([late])).body).toMatchObject({
      stored: 0,
      refused: [{code: 'customer_erased'}],
    });
    const {entries} = (await shop.ask('/v1/audit', {token: admin})).body;
    expect(entries[1]).toMatchObject({actor: 'chief', action: 'erase', customer});
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
    for (const path of ['timeline', 'live', 'identity']) {
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

describe('the record: GET /v1/audit', () => {
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
