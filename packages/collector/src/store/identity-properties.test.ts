// What holds of the identity graph whatever comes, in whatever order. Sightings are generated, the same
// in every run.
import {createHmac} from 'node:crypto';
import {uuidV7} from '@throughline/contracts';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {knownIdentifiers} from './identifiers.ts';
import {makeIdentitySecret} from './identity-policy.ts';
import {tenantNamed} from './registry.ts';

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

interface Named {
  readonly kind: string;
  readonly value: string;
  readonly scope?: string;
}
/** What one touchpoint names, and whether a server has signed its login. */
interface Sighting {
  readonly named: readonly Named[];
  readonly signed?: boolean;
}

const people = [0, 1, 2].map((n) => ({
  login: {kind: 'user', value: `u${n}`},
  browser: {kind: 'anonymous', value: `a${n}`},
  // The ticket has the same number for everybody, at a helpdesk of their own.
  others: [
    {kind: 'anonymous', value: `b${n}`},
    {kind: 'email', value: `e${n}@example.com`},
    {kind: 'ticket', value: '1', scope: `desk-${n}`},
  ],
}));
const pool: readonly Named[] = people.flatMap(({login, browser, others}) => [
  login,
  browser,
  ...others,
]);
const nameOf = ({kind, value, scope = ''}: Named) => `${kind} ${value} ${scope}`;

const seeded = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};
const random = seeded(20_261_125);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const shuffled = <T>(list: readonly T[]): T[] =>
  list
    .map((item) => [random(), item] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, item]) => item);

/** Touchpoints of each person, with some who claim another's browser, which its own login has signed for. */
const sightings = (): Sighting[] => [
  ...Array.from({length: 9}, (): Sighting => {
    const {login, browser, others} = pick(people);
    const named = [login, browser, ...others].filter(() => random() < 0.4);
    return {named: named.length > 0 ? named : [browser]};
  }),
  ...people.flatMap(({login, browser}, n): Sighting[] =>
    random() < 0.7
      ? [{named: [login, browser], signed: true}, {named: [people[(n + 1) % 3]!.login, browser]}]
      : [],
  ),
];

/** Who belongs together by what is named on one touchpoint; a claim on a signed browser counts for nothing. */
const togetherBy = (all: readonly Sighting[]) => {
  const groups = new Map<string, Set<string>>();
  const isClaim = ({named}: Sighting) =>
    named.length === 2 &&
    named[0]!.kind === 'user' &&
    named[1]!.kind === 'anonymous' &&
    named[0]!.value.slice(1) !== named[1]!.value.slice(1);
  for (const sighting of all) {
    for (const part of isClaim(sighting) ? [[sighting.named[0]!]] : [sighting.named]) {
      const joined = new Set(
        part.flatMap((each) => [...(groups.get(nameOf(each)) ?? [nameOf(each)])]),
      );
      for (const each of joined) groups.set(each, joined);
    }
  }
  return groups;
};
const inOrder = (one: string, other: string) => (one < other ? -1 : Number(one > other));
const listed = (groups: Iterable<Iterable<string>>): string[] => {
  const texts = [...groups].map((group) => [...group].toSorted(inOrder).join(', '));
  return [...new Set(texts)].toSorted(inOrder);
};

interface Shop extends TestCollector {
  readonly number: number;
  readonly secret: string;
}
const aShop = async (): Promise<Shop> => {
  const shop = await aTenantOf(collector);
  const number = (await tenantNamed(store.database, shop.tenant))!.id;
  return {...shop, number, secret: await makeIdentitySecret(store.database, number)};
};

const touchpointOf = ({secret}: Shop, {named, signed = false}: Sighting, n: number) => {
  const signature = createHmac('sha256', secret).update(named[0]!.value).digest('hex');
  return aTouchpoint({
    id: uuidV7(Date.now() - n),
    identifiers: named.map((each) => ({...each})),
    ...(signed && {name: 'customer_identified', properties: {signature}}),
  });
};

/** In batches of any size. */
const sendAll = async (shop: Shop, all: readonly Sighting[]) => {
  const touchpoints = all.map((each, n) => touchpointOf(shop, each, n));
  while (touchpoints.length > 0) {
    const batch = touchpoints.splice(0, 1 + Math.floor(random() * 5));
    expect((await shop.send(batch)).body).toMatchObject({stored: batch.length});
  }
};

/** The customer of each visitor that is known. */
const customersOf = async ({number}: Shop): Promise<Map<string, string>> => {
  const rows = await store.database.tenant(number, (sql) =>
    sql.query<{visitor: string; customer: string}>(
      'select visitor, customer from throughline.identifier where tenant = $1',
      [number],
    ),
  );
  return new Map(rows.map(({visitor, customer}) => [visitor, customer]));
};

/** Who is together, by our names for them. */
const togetherIn = ({number}: Shop, customers: ReadonlyMap<string, string>) => {
  const {pepper} = collector.services;
  const named = pool.flatMap((each) => {
    const [known] = knownIdentifiers(number, [each], pepper);
    const customer = customers.get(known!.visitor);
    return customer === undefined ? [] : [{name: nameOf(each), customer}];
  });
  const groups = Map.groupBy(named, ({customer}) => customer);
  return listed([...groups.values()].map((group) => group.map(({name}) => name)));
};

const loginsOf = (customers: ReadonlyMap<string, string>, ...ids: string[]) =>
  [...customers].filter(
    ([visitor, id]) => visitor.startsWith('user:') && (ids.length === 0 || ids.includes(id)),
  );
const expectOneLoginEach = (customers: ReadonlyMap<string, string>) => {
  const logins = loginsOf(customers);
  expect(new Set(logins.map(([, id]) => id)).size).toBe(logins.length);
};

it('the same sightings make the same customers, in any order and any batches', async () => {
  for (let round = 0; round < 6; round += 1) {
    const all = sightings();
    const expected = listed(togetherBy(all).values());
    for (const order of [all, all.toReversed(), shuffled(all)]) {
      const shop = await aShop();
      await sendAll(shop, order);
      const customers = await customersOf(shop);
      expectOneLoginEach(customers);
      expect(togetherIn(shop, customers), JSON.stringify(order)).toEqual(expected);
    }
  }
});

it('two customers who are attached and detached are who they were, and never have two logins', async () => {
  let attached = 0;
  for (let round = 0; round < 12; round += 1) {
    const shop = await aShop();
    await sendAll(shop, sightings());
    const before = await customersOf(shop);
    const token = await shop.token();
    const ids = [...new Set(before.values())];
    const [one, other] = [pick(ids), pick(ids)];
    if (one === other) continue;
    const answer = await shop.ask(`/v1/customers/${one}/attach`, {token, body: {customer: other}});
    expectOneLoginEach(await customersOf(shop));
    expect(answer.status).toBe(loginsOf(before, one, other).length > 1 ? 409 : 200);
    if (answer.status !== 200) continue;
    attached += 1;
    const {customer} = answer.body as {customer: string};
    const gone = customer === one ? other : one;
    const stated = await store.database.tenant(shop.number, (sql) =>
      sql.query<{visitor: string; other: string}>(
        'select visitor, other from throughline.evidence where tenant = $1 and stated_by is not null',
        [shop.number],
      ),
    );
    const visitor = stated
      .flatMap((each) => [each.visitor, each.other])
      .find((each) => before.get(each) === gone)!;
    await shop.ask(`/v1/customers/${customer}/detach`, {token, body: {visitor}});
    expect(await customersOf(shop)).toEqual(before);
  }
  expect(attached).toBeGreaterThan(1);
});
