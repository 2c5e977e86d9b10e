import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  keptOf,
  type TestDatabase,
} from '../../test/fixtures.ts';
import {chdb, clickHouseDatabase} from '../../test/clickhouse.ts';
import type {Collector} from '../index.ts';
import {eraseCustomer} from './erase.ts';
import {tenantNamed} from './registry.ts';
import {applyRetention, setRetention} from './retention.ts';

const user = (value: string) => ({kind: 'user', value});
const anonymous = (value: string) => ({kind: 'anonymous', value});

const describeMoves = (name: string, open: () => Promise<TestDatabase>) => {
  describe(name, () => {
    let store: TestDatabase;
    let collector: Collector;
    beforeAll(async () => {
      store = await open();
      collector = await aCollector(store.database);
    });
    afterAll(async () => {
      await collector?.close();
      await store?.close();
    });

    /** Ada with three touchpoints, Bob with one; and an agent of theirs. */
    const aShop = async () => {
      const shop = await aTenantOf(collector);
      const start = Date.now() - 60_000;
      const at = (n: number, value: string, name = 'page_viewed') =>
        aTouchpoint({occurredAt: start + n * 1000, name, identifiers: [user(value)]});
      const [first, second, third] = [at(0, 'ada'), at(2, 'ada', 'help_clicked'), at(3, 'ada')];
      const his = at(1, 'bob');
      await shop.send([first, second, third, his]);
      const [ada, bob] = [(await shop.find('user', 'ada'))!, (await shop.find('user', 'bob'))!];
      const token = await shop.token();
      const move = (touchpoint: string, from: string, customer: string) =>
        shop.ask(`/v1/customers/${from}/move`, {token, body: {touchpoint, customer}});
      const ids = async (customer: string, query = '') => {
        const {body} = await shop.ask(`/v1/customers/${customer}/timeline?${query}`, {token});
        expect(body.touchpoints).toHaveLength(body.total);
        return body.touchpoints.map(({id}: {id: string}) => id) as string[];
      };
      const number = (await tenantNamed(store.database, shop.tenant))!.id;
      return {shop, ada, bob, first, second, third, his, move, ids, number, token};
    };

    it('shows a moved touchpoint with the other customer alone, in its place; and back again', async () => {
      const {ada, bob, first, second, third, his, move, ids, ...rest} = await aShop();
      const {shop, number, token} = rest;
      const before = await keptOf(store, number);
      expect((await move(second.id, ada, bob)).body).toEqual({
        touchpoint: second.id,
        customer: bob,
      });
      expect(await ids(ada)).toEqual([third.id, first.id]);
      expect(await ids(bob)).toEqual([second.id, his.id]);
      expect(await ids(bob, 'names=help_clicked')).toEqual([second.id]);
      expect(await ids(ada, 'names=help_clicked')).toEqual([]);
      const journeys = await store.database.tenant(number, (sql) =>
        store.database.touchpoints.journeys(sql, number, [ada, bob]),
      );
      expect([...journeys.values()].map((list) => list.map(({id}) => id))).toEqual([
        [first.id, third.id],
        [his.id, second.id],
      ]);
      // One page after the other, as a panel reads.
      const paged: string[] = [];
      for (let next: string | null = ''; next !== null;) {
        const {body} = await shop.ask(
          `/v1/customers/${bob}/timeline?limit=1${next && `&before=${next}`}`,
          {token},
        );
        paged.push(...body.touchpoints.map(({id}: {id: string}) => id));
        next = body.next;
      }
      expect(paged).toEqual([second.id, his.id]);
      for (const each of [ada, bob]) {
        const {body} = await shop.ask(`/v1/customers/${each}/identity`, {token});
        expect(body.moved).toMatchObject([
          {touchpoint: second.id, from: ada, to: bob, movedBy: 'agent-1'},
        ]);
      }
      expect(await keptOf(store, number)).toEqual(before); // A touchpoint is never rewritten.

      expect((await shop.send([second])).body).toMatchObject({stored: 0, duplicates: 1});
      expect((await move(second.id, bob, ada)).status).toBe(200);
      expect(await ids(ada)).toEqual([third.id, second.id, first.id]);
      expect(await ids(bob)).toEqual([his.id]);
      const audit = await shop.ask('/v1/audit', {token: await shop.token({role: 'admin'})});
      const moves = audit.body.entries.filter(({action}: {action: string}) => action === 'move');
      expect(moves.map(({customer}: {customer: string}) => customer).toSorted()).toEqual(
        [ada, ada, bob, bob].toSorted(),
      );
    });

    it('is read live and again after a break as it is shown', async () => {
      const {ada, bob, second, third, move, number} = await aShop();
      await move(second.id, ada, bob);
      const some = (
        customer: string,
        which: Parameters<typeof store.database.touchpoints.some>[3],
      ) =>
        store.database.tenant(number, async (sql) =>
          (await store.database.touchpoints.some(sql, number, customer, which)).map(({id}) => id),
        );
      const hint = {ids: [second.id, third.id]};
      expect(await some(ada, hint)).toEqual([third.id]);
      expect(await some(bob, hint)).toEqual([second.id]);
      const after = {after: {receivedAt: 0, id: second.id}, limit: 10};
      expect(await some(ada, after)).not.toContain(second.id);
      expect(await some(bob, after)).toContain(second.id);
    });

    it('goes along with a merge, and comes back with its undoing', async () => {
      const {shop, ada, second, move, ids, token} = await aShop();
      await shop.send([
        aTouchpoint({identifiers: [user('cy')]}),
        aTouchpoint({identifiers: [anonymous('browser')]}),
      ]);
      const cy = (await shop.find('user', 'cy'))!;
      const browser = (await shop.find('anonymous', 'browser'))!;
      await move(second.id, ada, browser);
      await shop.send([aTouchpoint({identifiers: [user('cy'), anonymous('browser')]})]);
      expect(await shop.find('anonymous', 'browser')).toBe(cy);
      expect(await ids(cy)).toContain(second.id);

      const {body} = await shop.ask(`/v1/customers/${cy}/identity`, {token});
      const {visitor} = body.identifiers.find(({kind}: {kind: string}) => kind === 'anonymous');
      await shop.ask(`/v1/customers/${cy}/detach`, {token, body: {visitor}});
      expect(await ids(cy)).not.toContain(second.id);
      expect(await ids(browser)).toContain(second.id);
    });

    it('is refused of a touchpoint that the customer has not, or not any more', async () => {
      const {ada, bob, second, his, move} = await aShop();
      expect((await move(his.id, ada, bob)).status).toBe(400);
      await move(second.id, ada, bob);
      expect((await move(second.id, ada, bob)).status).toBe(400);
    });

    it('is erased with whom it was moved to, and shown to nobody if it comes again', async () => {
      const {shop, ada, bob, first, second, third, move, ids, number} = await aShop();
      await move(second.id, ada, bob);
      expect(await eraseCustomer(store.database, number, bob)).toMatchObject({touchpoints: 2});
      const kept = async () => (await keptOf(store, number)).map(({id}) => id);
      expect(await kept()).not.toContain(second.id);
      await shop.send([second]);
      expect(await ids(ada)).toEqual([third.id, first.id]);
      await eraseCustomer(store.database, number, ada);
      expect(await kept()).toEqual([]);
    });

    it('keeps whom it was moved to from being forgotten, under whatever id that was', async () => {
      const {shop, ada, second, move, ids, number} = await aShop();
      const day = 86_400_000;
      const now = Date.now();
      const receivedAt = now - 90 * day;
      for (const value of ['one', 'two']) {
        const identifiers = [anonymous(value)];
        const touchpoints = [aTouchpoint({occurredAt: receivedAt, identifiers})];
        const arrival = {site: 'import', touchpoints, sentAt: receivedAt, receivedAt};
        await collector.services.ingest(number, {...arrival, history: true});
      }
      const find = async (value: string) => (await shop.find('anonymous', value))!;
      const [one, two] = [await find('one'), await find('two')].toSorted() as [string, string];
      await move(second.id, ada, two);
      await shop.ask(`/v1/customers/${one}/attach`, {
        token: await shop.token(),
        body: {customer: two},
      });
      expect(await ids(one)).toContain(second.id);
      await setRetention(store.database, number, {days: 100, purposes: {}});
      await applyRetention(store.database, now + 20 * day);
      expect(await ids(one)).toEqual([second.id]);
    });

    it('is erased with whom its identifier is of as well', async () => {
      const {ada, bob, second, his, move, ids, number} = await aShop();
      await move(second.id, ada, bob);
      await eraseCustomer(store.database, number, ada);
      expect(await ids(bob)).toEqual([his.id]);
    });
  });
};

describeMoves('a move in embedded PostgreSQL', embeddedDatabase);

const engine = await chdb();
if (engine) describeMoves('a move in ClickHouse', () => clickHouseDatabase(engine));
else it.skip('ClickHouse: there is none for this machine', () => {});
