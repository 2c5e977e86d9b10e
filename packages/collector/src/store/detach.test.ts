import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import type {Database} from './database.ts';
import {attach} from './detach.ts';
import {eraseCustomer} from './erase.ts';
import {objectedSince, objectToInference, restrict, restrictedSince} from './read.ts';
import {tenantNamed} from './registry.ts';
import {applyRetention} from './retention.ts';

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

const anonymous = (value: string) => ({kind: 'anonymous', value});
const email = (value: string) => ({kind: 'email', value: `${value}@example.com`});
const user = (value: string) => ({kind: 'user', value});

interface Identity {
  customer: string;
  identifiers: {visitor: string; kind: string; value: string}[];
  evidence: {visitor: string; other: string; revokedAt: number | null; revokedBy: string | null}[];
}

/** Asks as an agent of the shop. */
const asking = async (shop: TestCollector, role = 'agent') => {
  const token = await shop.token({role});
  return {
    identity: async (customer: string): Promise<Identity> =>
      (await shop.ask(`/v1/customers/${customer}/identity`, {token})).body,
    post: async (path: string, body: unknown) => shop.ask(`/v1/customers/${path}`, {token, body}),
    detach: async (customer: string, kind: string) => {
      const {identifiers} = (await shop.ask(`/v1/customers/${customer}/identity`, {token}))
        .body as Identity;
      const {visitor} = identifiers.find((each) => each.kind === kind)!;
      const answer = await shop.ask(`/v1/customers/${customer}/detach`, {token, body: {visitor}});
      return (answer.body as {detached: string}).detached;
    },
  };
};

const see = (shop: TestCollector, ...identifiers: {kind: string; value: string}[]) =>
  shop.send([aTouchpoint({identifiers})]);

describe('detach', () => {
  it('takes a browser out of a login, with what is known only by it; attach undoes it', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, anonymous('a')); // Before the login: somebody of their own.
    const before = await shop.find('anonymous', 'a');
    await see(shop, user('ada'));
    await see(shop, anonymous('a'), email('shared'));
    await see(shop, user('ada'), anonymous('a'));
    const ada = (await shop.find('user', 'ada'))!;
    expect(await shop.find('anonymous', 'a')).toBe(ada);
    expect((await shop.timeline(ada)).total).toBe(4);

    const agent = await asking(shop);
    const detached = await agent.detach(ada, 'anonymous');
    expect(detached).toBe(before); // Who it was.
    expect(await shop.find('anonymous', 'a')).toBe(before);
    expect(await shop.find('email', 'shared@example.com')).toBe(before);
    expect(await shop.find('user', 'ada')).toBe(ada);
    expect((await shop.timeline(ada)).total).toBe(2);
    expect((await shop.timeline(detached)).total).toBe(2);
    const {evidence} = await agent.identity(ada);
    expect(evidence).toMatchObject([{revokedBy: 'agent-1', revokedAt: expect.any(Number)}]);

    // What joined them does not join them again.
    await see(shop, user('ada'), anonymous('a'));
    expect(await shop.find('anonymous', 'a')).toBe(before);

    const undone = await agent.post(`${ada}/attach`, {customer: detached});
    expect(undone.body).toEqual({customer: ada});
    expect(await shop.find('anonymous', 'a')).toBe(ada);
    expect((await shop.timeline(ada)).total).toBe(5);
    expect((await shop.timeline(before!)).total).toBe(5); // The old id keeps resolving.
  });

  it('cuts the ways around as well', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, user('u'), anonymous('x'), email('e'));
    await see(shop, anonymous('x'), email('e'));
    const customer = (await shop.find('user', 'u'))!;
    const detached = await (await asking(shop)).detach(customer, 'anonymous');
    expect(await shop.find('anonymous', 'x')).toBe(detached);
    expect(await shop.find('email', 'e@example.com')).toBe(customer);
  });

  it('keeps the login’s customer, whichever identifier is oldest', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, anonymous('old'));
    await see(shop, user('late'), anonymous('old'));
    const customer = (await shop.find('user', 'late'))!;
    const detached = await (await asking(shop)).detach(customer, 'anonymous');
    expect(await shop.find('user', 'late')).toBe(customer);
    expect(detached).not.toBe(customer);
  });

  it('gives nobody back to a customer whom they were taken out of before', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, user('one'), anonymous('shared'));
    const one = (await shop.find('user', 'one'))!;
    const agent = await asking(shop);
    await agent.detach(one, 'anonymous');
    await see(shop, user('two'), anonymous('shared'));
    const two = (await shop.find('user', 'two'))!;
    expect(await shop.find('anonymous', 'shared')).toBe(two);
    const detached = await agent.detach(two, 'anonymous');
    expect([one, two]).not.toContain(detached);
  });

  it('joins no two logins, whatever a login takes along', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, email('old'));
    await see(shop, user('one'), anonymous('shared'));
    const one = (await shop.find('user', 'one'))!;
    const agent = await asking(shop);
    await agent.detach(one, 'anonymous');
    await see(shop, user('two'), anonymous('shared'), email('old'));
    await agent.detach((await shop.find('user', 'two'))!, 'user');
    expect(await shop.find('anonymous', 'shared')).toBe(await shop.find('user', 'two'));
    expect(await shop.find('user', 'two')).not.toBe(one);
    expect(await shop.find('user', 'one')).toBe(one);
  });

  it('holds against a claim by any other identifier; the tenant’s own word joins', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, user('ada'), anonymous('desk'), email('ada'));
    const ada = (await shop.find('user', 'ada'))!;
    const agent = await asking(shop);
    const other = await agent.detach(ada, 'anonymous');

    await see(shop, anonymous('desk'), email('ada'));
    await see(shop, anonymous('phone'), email('ada'));
    await see(shop, anonymous('desk'), anonymous('tablet'));
    await see(shop, anonymous('phone'), anonymous('tablet')); // By way of who is new.
    expect(await shop.find('email', 'ada@example.com')).toBe(ada);
    expect(await shop.find('anonymous', 'phone')).toBe(ada);
    expect(await shop.find('anonymous', 'desk')).toBe(other);
    expect(await shop.find('anonymous', 'tablet')).toBe(other);
    expect((await shop.timeline(other)).total).toBe(2);
    const {evidence} = await agent.identity(other);
    expect(evidence.filter(({revokedAt}) => revokedAt === null)).toHaveLength(1);

    const event = {specversion: '1.0', id: '1', source: '/crm', type: 'called'};
    const data = {name: 'called', identifiers: [anonymous('desk'), email('ada')]};
    await shop.ask('/v1/events', {token: shop.secretKey, body: {...event, data}});
    expect(await shop.find('anonymous', 'desk')).toBe(ada);
  });

  it('holds against claims that come together, by way of who is new', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, user('ada'), anonymous('desk'), email('ada'));
    const ada = (await shop.find('user', 'ada'))!;
    const other = await (await asking(shop)).detach(ada, 'anonymous');
    await shop.send([
      aTouchpoint({identifiers: [anonymous('desk'), anonymous('tablet')]}),
      aTouchpoint({identifiers: [anonymous('tablet'), email('ada')]}),
    ]);
    expect(await shop.find('anonymous', 'tablet')).toBe(other);
    expect(await shop.find('email', 'ada@example.com')).toBe(ada);
  });

  it('is remembered where what joined the two is on record no more', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, user('ada'), anonymous('desk'));
    const ada = (await shop.find('user', 'ada'))!;
    const tenant = (await tenantNamed(store.database, shop.tenant))!.id;
    await store.database.tenant(tenant, (sql) => sql.query('delete from throughline.evidence'));
    const agent = await asking(shop);
    const other = await agent.detach(ada, 'anonymous');
    await see(shop, user('ada'), anonymous('desk'));
    expect(await shop.find('anonymous', 'desk')).toBe(other);

    const {customer} = (await agent.post(`${ada}/attach`, {customer: other})).body;
    expect((await agent.identity(customer)).evidence).toMatchObject([{statedBy: 'agent-1'}]);
  });

  it('is remembered for longer than the touchpoint that it is about', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, user('ada'), anonymous('desk'));
    await see(shop, user('ada'), anonymous('phone'));
    const ada = (await shop.find('user', 'ada'))!;
    const agent = await asking(shop);
    const other = await agent.detach(ada, 'anonymous');
    const tenant = (await tenantNamed(store.database, shop.tenant))!.id;
    const ask = (text: string) => store.database.tenant(tenant, (sql) => sql.query(text));
    await ask('update throughline.evidence set at = 1');
    await applyRetention(store.database);
    // So is why two are one, for as long as both are known.
    expect(await ask('select from throughline.evidence')).toHaveLength(2);
    await see(shop, user('ada'), anonymous('desk'));
    expect(await shop.find('anonymous', 'desk')).toBe(other);

    await ask(`delete from throughline.identifier where kind = 'user'`);
    await applyRetention(store.database);
    expect(await ask('select from throughline.evidence')).toEqual([]);
  });

  it('refuses what is all of a customer, or is not theirs', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, anonymous('alone'));
    await see(shop, anonymous('another'));
    const [alone, another] = [
      (await shop.find('anonymous', 'alone'))!,
      (await shop.find('anonymous', 'another'))!,
    ];
    const agent = await asking(shop);
    const {visitor} = (await agent.identity(alone)).identifiers[0]!;
    for (const customer of [alone, another]) {
      const answer = await agent.post(`${customer}/detach`, {visitor});
      expect(answer.body.error).toMatchObject({code: 'invalid_request'});
    }
  });
});

describe('attach', () => {
  it('joins by a person’s word, which is on record and can be detached', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, anonymous('one'));
    await see(shop, email('two'));
    const [one, two] = [
      (await shop.find('anonymous', 'one'))!,
      (await shop.find('email', 'two@example.com'))!,
    ];
    const agent = await asking(shop);
    expect((await agent.post(`${two}/attach`, {customer: one})).body).toEqual({customer: one});
    expect((await shop.timeline(one)).total).toBe(2);
    expect((await agent.identity(one)).evidence).toMatchObject([
      {touchpoint: null, statedBy: 'agent-1', revokedAt: null},
    ]);
    expect(await agent.detach(one, 'email')).toBe(two);
    expect(await shop.find('email', 'two@example.com')).toBe(two);
  });

  it('never joins two logins', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, user('one'));
    await see(shop, user('two'));
    const [one, two] = [(await shop.find('user', 'one'))!, (await shop.find('user', 'two'))!];
    const answer = await (await asking(shop)).post(`${one}/attach`, {customer: two});
    expect([answer.status, answer.body.error.code]).toEqual([409, 'customers_distinct']);
    expect(await shop.find('user', 'two')).toBe(two);
  });
});

describe('between the question who somebody is and what is done', () => {
  const by = {by: 'agent-1', at: 1};
  const numberOf = async (shop: TestCollector) =>
    (await tenantNamed(store.database, shop.tenant))!.id;

  /** Somebody who was found, and has become another since. */
  const overtaken = async () => {
    const shop = await aTenantOf(collector);
    const number = await numberOf(shop);
    for (const value of ['living', 'gone', 'third']) await see(shop, anonymous(value));
    const find = async (value: string) => (await shop.find('anonymous', value))!;
    const [living, gone, third] = [await find('living'), await find('gone'), await find('third')];
    await store.database.tenant(number, (sql) => attach(sql, number, [living, gone], by));
    return {shop, number, living, gone, third, find};
  };

  it('an erasure forgets whom they have become', async () => {
    const {shop, number, living, gone, find} = await overtaken();
    expect(await eraseCustomer(store.database, number, gone)).toMatchObject({
      customer: living,
      touchpoints: 2,
    });
    expect(await find('living')).toBeUndefined();
    expect(await find('gone')).toBeUndefined();
    expect(await shop.find('anonymous', 'third')).toBeDefined();
  });

  it('a wish is that of whom they have become', async () => {
    const {number, living, gone} = await overtaken();
    const since = await store.database.tenant(number, async (sql) => {
      await restrict(sql, number, gone, 5);
      await objectToInference(sql, number, gone, 6);
      return [await restrictedSince(sql, number, living), await objectedSince(sql, number, living)];
    });
    expect(since).toEqual([5, 6]);
  });

  it('whom they are joined to is joined to whom they have become', async () => {
    const {shop, number, living, gone, third, find} = await overtaken();
    const home = await store.database.tenant(number, (sql) =>
      attach(sql, number, [gone, third], by),
    );
    expect(home).toBe(living);
    expect(await find('third')).toBe(living);
    expect((await shop.timeline(living)).total).toBe(3);
    expect(
      await store.database.tenant(number, (sql) => attach(sql, number, [gone, living], by)),
    ).toBe(living);
  });

  it.each(['erased', 'other'])(
    'nobody is lost where one of two is erased: from the %s',
    async (from) => {
      const shop = await aTenantOf(collector);
      const number = await numberOf(shop);
      for (const value of ['one', 'two']) await see(shop, anonymous(value));
      const [one, two] = [
        (await shop.find('anonymous', 'one'))!,
        (await shop.find('anonymous', 'two'))!,
      ];
      const [erased, other] = from === 'erased' ? [two, one] : [one, two];
      const {database} = store;
      let joining: Promise<unknown> | undefined;
      const slow: Database = {
        ...database,
        touchpoints: {
          ...database.touchpoints,
          async erase(...what) {
            joining = database
              .tenant(number, (sql) => attach(sql, number, [erased, other], by))
              .catch((error: unknown) => error);
            await Promise.race([joining, sleep(300)]);
            return database.touchpoints.erase(...what);
          },
        },
      };
      await eraseCustomer(slow, number, erased);
      expect(await joining).toMatchObject({code: 'customer_not_found'});
      expect((await shop.timeline(other)).total).toBe(1);
      expect(
        await database.tenant(number, (sql) => sql.query('select from throughline.evidence')),
      ).toEqual([]);
    },
  );

  it('a remark on who is being erased brings nobody back', async () => {
    const shop = await aTenantOf(collector);
    const number = await numberOf(shop);
    await see(shop, anonymous('one'));
    const customer = (await shop.find('anonymous', 'one'))!;
    const token = await shop.token();
    const {database} = store;
    let remarking: ReturnType<TestCollector['ask']> | undefined;
    const slow: Database = {
      ...database,
      touchpoints: {
        ...database.touchpoints,
        async erase(...what) {
          await sleep(5); // A remark of the instant of the erasure is refused anyhow.
          const body = {type: 'note', text: 'Asked to be forgotten.'};
          remarking = shop.ask(`/v1/customers/${customer}/remarks`, {token, body});
          await Promise.race([remarking, sleep(300)]);
          return database.touchpoints.erase(...what);
        },
      },
    };
    await eraseCustomer(slow, number, customer);
    expect((await remarking)!.body.error).toMatchObject({code: 'customer_not_found'});
    expect(await shop.find('anonymous', 'one')).toBeUndefined();
  });
});

describe('a shared device', () => {
  it('does not glue people who leave their address on it', async () => {
    const shop = await aTenantOf(collector);
    for (let n = 0; n < 8; n += 1) await see(shop, anonymous('kiosk'), email(`guest${n}`));
    const kiosk = (await shop.find('anonymous', 'kiosk'))!;
    const {identifiers} = await (await asking(shop)).identity(kiosk);
    expect(identifiers.filter(({kind}) => kind === 'email')).toHaveLength(5);
    expect((await shop.timeline(kiosk)).total).toBe(8); // No touchpoint is lost by it.
  });
});

/** Numbers that are the same in every run. */
const seeded = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

describe('any sightings, detached and attached at random', () => {
  it(
    'never join two logins, and attach after detach is where it was',
    {timeout: 120_000},
    async () => {
      const random = seeded(20_261_125);
      const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
      for (let round = 0; round < 8; round += 1) {
        const shop = await aTenantOf(collector);
        const pool = [
          ...['u1', 'u2', 'u3'].map(user),
          ...['a', 'b', 'c', 'd'].map(anonymous),
          ...['e', 'f'].map(email),
        ];
        for (let n = 0; n < 25; n += 1) {
          const some = pool.filter(() => random() < 0.25);
          if (some.length > 0) await see(shop, ...some);
        }
        const tenant = (await tenantNamed(store.database, shop.tenant))!.id;
        const state = async (): Promise<Record<string, string>> => {
          const rows = await store.database.tenant(tenant, (sql) =>
            sql.query<{who: string; customer: string}>(
              `select kind || ' ' || visitor as who, customer from throughline.identifier order by 1`,
            ),
          );
          return Object.fromEntries(rows.map(({who, customer}) => [who, customer]));
        };
        const distinctLogins = (homes: Record<string, string>) => {
          const logins = Object.entries(homes).filter(([key]) => key.startsWith('user'));
          expect(new Set(logins.map(([, id]) => id)).size).toBe(logins.length);
        };
        const agent = await asking(shop);
        for (let step = 0; step < 4; step += 1) {
          const before = await state();
          distinctLogins(before);
          const customer = pick(Object.values(before));
          const {identifiers} = await agent.identity(customer);
          const outsiders = identifiers.filter(({kind}) => kind !== 'user');
          if (identifiers.length < 2 || outsiders.length === 0) continue;
          const {visitor} = pick(outsiders);
          const answer = await agent.post(`${customer}/detach`, {visitor});
          expect(answer.status).toBe(200);
          const between = await state();
          distinctLogins(between);
          expect(between).not.toEqual(before);
          const {detached} = answer.body as {detached: string};
          const undone = await agent.post(`${customer}/attach`, {customer: detached});
          expect(undone.status).toBe(200);
          expect(await state()).toEqual(before);
          if (random() < 0.5) await agent.post(`${customer}/detach`, {visitor});
        }
      }
    },
  );
});
