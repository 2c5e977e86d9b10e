import {uuidV7, type Purpose} from '@throughline/contracts';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  hasServer,
  inMemoryDatabase,
  keptOf,
  sendUntilTaken,
  serverDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import {chdb, clickHouseDatabase} from '../../test/clickhouse.ts';
import {createTenant, type Collector} from '../index.ts';
import {Refusal} from '../errors.ts';
import type {Arrival} from '../judge.ts';
import type {Database} from './database.ts';
import {tenantTables} from './schema.ts';
import {readAccount} from './account.ts';
import {verifyAudit} from './audit.ts';
import {eraseCustomer, erasureLock} from './erase.ts';
import {identityLock} from './merge-customers.ts';
import {applyRetention, retentionOf, setRetention} from './retention.ts';
import {tenantNamed} from './registry.ts';
import type {Touchpoints} from './touchpoints.ts';

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

/** What any database under the collector must do. */
const describeStore = (
  name: string,
  open: () => Promise<TestDatabase>,
  /**
   * It has one transaction at a time: none waits for another's lock. Or one of a tenant at a time that
   * keeps touchpoints: none meets another.
   */
  {oneAtATime = false, keepsOneAtATime = false} = {},
) => {
  describe(name, () => {
    let store: TestDatabase;
    let collector: Collector;
    let shop: TestCollector;
    const numberOf = async ({tenant}: TestCollector) =>
      (await tenantNamed(store.database, tenant))!.id;

    beforeAll(async () => {
      store = await open();
      collector = await aCollector(store.database);
    });
    afterAll(async () => {
      await collector?.close();
      await store?.close();
    });
    const aShop = async () => (shop = await aTenantOf(collector));
    /** As a tracker does: who is told to come back, as on a slow machine, comes back with the same. */
    const ingestUntilTaken = async (
      each: Collector,
      tenant: number,
      arrival: Arrival,
    ): Promise<void> => {
      try {
        await each.services.ingest(tenant, arrival);
      } catch (error) {
        if (!(error instanceof Refusal) || !error.retryAfter) throw error;
        await ingestUntilTaken(each, tenant, arrival);
      }
    };

    it('stores a touchpoint once, however often and with whomever it is sent', async () => {
      await aShop();
      const [one, two] = [aTouchpoint(), aTouchpoint()];
      expect((await shop.send([one, two])).body).toEqual({stored: 2, duplicates: 0, refused: []});
      expect((await shop.send([two, aTouchpoint(), one])).body).toMatchObject({
        stored: 1,
        duplicates: 2,
      });
      const same = aTouchpoint();
      expect((await shop.send([same, same])).body).toMatchObject({stored: 1, duplicates: 1});
    });

    it('stores a touchpoint once that several send at the same time', async () => {
      await aShop();
      const batch = Array.from({length: 20}, () => aTouchpoint());
      const answers = await Promise.all(
        Array.from({length: 6}, () => sendUntilTaken(shop, [...batch, aTouchpoint()])),
      );
      const sum = (what: 'stored' | 'duplicates') =>
        answers.reduce((all, {body}) => all + Number(body[what]), 0);
      expect([sum('stored'), sum('duplicates')]).toEqual([26, 100]);
    });

    it('keeps concurrent batches of one visitor under one customer', async () => {
      await aShop();
      await Promise.all(Array.from({length: 20}, () => sendUntilTaken(shop, [aTouchpoint()])));
      const customer = await shop.find('anonymous', 'visitor-1');
      expect((await shop.timeline(customer!)).total).toBe(20);
    });

    it('makes one customer of a visitor whom two collectors meet at once', async () => {
      await aShop();
      const second = await aCollector(store.database);
      const id = await numberOf(shop);
      for (let round = 0; round < 10; round += 1) {
        const arrival = () => {
          const identifiers = [`a${round}`, `b${round}`].map((value) => ({
            kind: 'anonymous',
            value,
          }));
          return {
            site: 'main',
            touchpoints: [aTouchpoint({identifiers})],
            sentAt: Date.now(),
            receivedAt: Date.now(),
          };
        };
        await Promise.all([collector, second].map((each) => ingestUntilTaken(each, id, arrival())));
        const customer = await shop.find('anonymous', `a${round}`);
        expect(await shop.find('anonymous', `b${round}`)).toBe(customer);
        expect((await shop.timeline(customer!)).total).toBe(2);
      }
      await second.close();
    });

    it('makes one customer of each of many visitors whom collectors meet at once, in any order', async () => {
      await aShop();
      const second = await aCollector(store.database);
      const id = await numberOf(shop);
      const anonymous = (value: string) => ({kind: 'anonymous', value});
      for (let round = 0; round < 5; round += 1) {
        const visitors = Array.from({length: 12}, (_, n) => `visitor ${round}-${n}`);
        // Some are met under that name alone, and one of them with another at the same time.
        const groups = [
          visitors.map((value) => [anonymous(value)]),
          visitors.toReversed().map((value) => [anonymous(value)]),
          visitors.map((value) => [anonymous(value)]),
          visitors
            .toReversed()
            .map((value, n) => [anonymous(value), anonymous(`${value} too ${n}`)]),
        ];
        await Promise.all(
          groups.map((lists, index) =>
            ingestUntilTaken([collector, second][index % 2]!, id, {
              site: 'main',
              touchpoints: lists.map((identifiers) => aTouchpoint({identifiers})),
              sentAt: Date.now(),
              receivedAt: Date.now(),
            }),
          ),
        );
        for (const [n, value] of visitors.toReversed().entries()) {
          const customer = await shop.find('anonymous', value);
          expect((await shop.timeline(customer!)).total).toBe(4);
          expect(await shop.find('anonymous', `${value} too ${n}`)).toBe(customer);
        }
      }
      const ofNobody = await store.database.tenant(id, (sql) =>
        sql.query(
          `select id from throughline.customer c where merged_into is null
           and not exists (select from throughline.identifier i where i.customer = c.id)`,
        ),
      );
      expect(ofNobody).toEqual([]);
      await second.close();
    });

    it('keeps what is well when its neighbours are not, and these in quarantine, once', async () => {
      await aShop();
      const bad = {...aTouchpoint(), name: 'Not Snake'};
      for (const _ of [1, 2]) await shop.send([bad, aTouchpoint()]);
      const rows = await store.database.tenant(await numberOf(shop), (sql) =>
        sql.query<{code: string; reason: string}>(
          'select code, reason from throughline.quarantine',
        ),
      );
      expect(rows).toEqual([
        {code: 'invalid_touchpoint', reason: expect.stringContaining('name:')},
      ]);
    });

    it('keeps fields in the facets where they belong, and by our names', async () => {
      await aShop();
      const {commerce: _, ...plain} = aTouchpoint();
      const items = [{item_id: 'A1', price: 79.9, quantity: 1}];
      await shop.send([
        {
          ...plain,
          name: 'purchase',
          source: 'ga4',
          fields: {transaction_id: 'T1', currency: 'EUR', value: 79.9, items, gift: true},
        },
      ]);
      const customer = await shop.find('anonymous', 'visitor-1');
      const {touchpoints} = await shop.timeline(customer!);
      expect(touchpoints).toHaveLength(1);
      expect(touchpoints[0]).toMatchObject({
        name: 'order_completed',
        commerce: {
          orderId: 'T1',
          currency: 'EUR',
          valueMinor: 7990,
          items: [{sku: 'A1', priceMinor: 7990, quantity: 1}],
        },
        properties: {gift: true},
      });
      expect(touchpoints[0]).not.toHaveProperty('fields');
      expect(touchpoints[0]).not.toHaveProperty('source');
    });

    it('puts in quarantine what came, and not what was made of it', async () => {
      await aShop();
      const sent = {
        ...aTouchpoint(),
        name: 'add_to_cart',
        source: 'ga4',
        fields: {items: [{item_id: 'x'.repeat(200)}]},
      };
      const {body} = await shop.send([sent]);
      expect(body.refused).toEqual([
        {
          id: sent.id,
          code: 'invalid_touchpoint',
          reason: expect.stringContaining('commerce.items.0.sku'),
        },
      ]);
      const rows = await store.database.tenant(await numberOf(shop), (sql) =>
        sql.query<{body: string}>('select body from throughline.quarantine'),
      );
      expect(rows.map((row) => JSON.parse(row.body))).toEqual([sent]);
    });

    it('shows a timeline newest first, in pages that do not shift while new ones arrive', async () => {
      await aShop();
      const start = Date.now() - 60_000;
      const all = Array.from({length: 25}, (_, index) =>
        // Two touchpoints an instant, so that only `seq` tells them apart.
        aTouchpoint({occurredAt: start + Math.floor(index / 2), seq: index}),
      );
      await shop.send(all.toReversed());
      const customer = await shop.find('anonymous', 'visitor-1');
      const token = await shop.token();
      const ids: string[] = [];
      let next: string | null = '';
      while (next !== null) {
        const {body} = await shop.ask(
          `/v1/customers/${customer}/timeline?limit=10${next && `&before=${next}`}`,
          {token},
        );
        ids.push(...body.touchpoints.map(({id}: {id: string}) => id));
        next = body.next;
        await shop.send([aTouchpoint()]);
      }
      expect(ids).toEqual(all.toReversed().map(({id}) => id));
    });

    describe('filters', () => {
      const aVisit = async () => {
        await aShop();
        const start = Date.now() - 60_000;
        const at = (index: number) => start + index * 1000;
        await shop.send([
          aTouchpoint({occurredAt: at(0), page: {url: 'https://a.example/k', title: 'Kettles'}}),
          aTouchpoint({
            occurredAt: at(1),
            name: 'product_added',
            commerce: {currency: 'EUR', items: [{sku: 'K', name: 'Pour-over “kettle” (100 %)'}]},
          }),
          aTouchpoint({
            occurredAt: at(2),
            name: 'friction_detected',
            sessionId: 's2',
            friction: {type: 'rage_click', severity: 2},
          }),
          aTouchpoint({
            occurredAt: at(3),
            name: 'message_sent',
            channel: 'chat',
            contact: {id: 'c1', message: 'Where is my KETTLE?'},
          }),
        ]);
        const customer = await shop.find('anonymous', 'visitor-1');
        const token = await shop.token();
        const ask = (query: string) =>
          shop.ask(`/v1/customers/${customer}/timeline?limit=1&${query}`, {token});
        const all = async (query: string) => {
          const names: string[] = [];
          let total = 0;
          for (let next: string | null = ''; next !== null;) {
            const {body} = await ask(`${query}${next && `&before=${next}`}`);
            names.push(...body.touchpoints.map(({name}: {name: string}) => name));
            ({next, total} = body);
          }
          return {names: names.toReversed(), total};
        };
        return {at, ask, all};
      };

      it.each([
        ['names=product_added,message_sent', ['product_added', 'message_sent']],
        ['channels=chat', ['message_sent']],
        ['session=s2', ['friction_detected']],
        ['contact=c1', ['message_sent']],
        ['friction=true', ['friction_detected']],
        ['text=kettle', ['page_viewed', 'product_added', 'message_sent']],
        [`text=${encodeURIComponent('“kettle” (100 %)')}`, ['product_added']],
        ['text=kettle&channels=web&names=product_added', ['product_added']],
        ['text=currency', []],
        ['text=.*', []],
      ])('%s shows those touchpoints, with their true total', async (query, names) => {
        const {all} = await aVisit();
        expect(await all(query)).toEqual({names, total: names.length});
      });

      it('by time take what began in it', async () => {
        const {at, all} = await aVisit();
        const {names} = await all(`since=${at(1) - 500}&until=${at(3) - 500}`);
        expect(names).toEqual(['product_added', 'friction_detected']);
      });

      it('find nothing by what is not shown: what was inferred of who objects, what a role may not read', async () => {
        await aShop();
        const guess = {valence: -2, source: 'inferred', label: 'cross', method: 'vader/1'} as const;
        const evidence = {why: 'quill "and\\ink"'};
        const felt = {type: 'negative_sentiment', severity: 2, evidence} as const;
        const stuck = {type: 'stuck', severity: 2, evidence} as const;
        const told = {valence: -1, source: 'survey', label: 'cross'} as const;
        const note = {properties: {note: 'cross', inferred: 'quill'}};
        await shop.send(
          [
            {sentiment: guess, friction: felt},
            {sentiment: guess, friction: stuck},
            {sentiment: told, friction: felt},
            {friction: felt},
            {sentiment: guess, ...note},
            {contact: {id: 'c1', message: 'cross'}},
          ].map((over, n) => aTouchpoint({occurredAt: Date.now() - 60_000 + n * 1000, ...over})),
        );
        const customer = (await shop.find('anonymous', 'visitor-1'))!;
        const read = async (query: string, token: string) =>
          (await shop.ask(`/v1/customers/${customer}/timeline?${query}`, {token})).body as {
            touchpoints: Record<string, unknown>[];
            total: number;
            error?: {code: string};
          };
        /** Every text within, without the names. */
        const textsOf = (value: unknown): string[] =>
          typeof value === 'string'
            ? [value]
            : typeof value === 'object' && value !== null
              ? Object.values(value).flatMap(textsOf)
              : [];
        const agent = await shop.token();
        const analyst = await shop.token({role: 'analyst'});
        const words = ['cross', 'CROSS', 'vader', 'inferred', 'negative_sentiment', 'quill "and\\'];
        const totals: number[][] = [];
        for (const objected of [false, true, false]) {
          await shop.ask(`/v1/customers/${customer}/objections`, {token: agent, body: {objected}});
          const found: number[] = [];
          for (const token of [agent, analyst]) {
            const {touchpoints: all} = await read('', token);
            expect(all).toHaveLength(6);
            const agrees = async (
              query: string,
              isFound: (each: Record<string, unknown>) => boolean,
            ) => {
              const {touchpoints, total} = await read(query, token);
              expect([query, touchpoints]).toEqual([query, all.filter(isFound)]);
              expect(total).toBe(touchpoints.length);
              found.push(total);
            };
            await agrees('friction=true', (each) => 'friction' in each);
            if (token === analyst) {
              for (const contact of ['c1', 'c2'])
                expect(await read(`contact=${contact}`, token)).toMatchObject({total: 0});
              continue;
            }
            for (const word of words)
              await agrees(`text=${encodeURIComponent(word)}`, (each) =>
                textsOf(each).some((text) => text.toLowerCase().includes(word.toLowerCase())),
              );
          }
          totals.push(found);
          // Not even whether there is any.
          expect(await read('text=cross', analyst)).toMatchObject({error: {code: 'forbidden'}});
        }
        // friction, the six words; friction for the analyst.
        const everything = [4, 5, 5, 3, 3, 3, 4, 4];
        expect(totals).toEqual([everything, [2, 3, 3, 0, 0, 1, 2, 2], everything]);
      });

      it.each(['names=', 'text=%00', 'since=yesterday', `text=${'x'.repeat(201)}`])(
        '%s is answered, and not by a failure of ours',
        async (query) => {
          const {ask} = await aVisit();
          expect((await ask(query)).status).toBeLessThan(500);
        },
      );
    });

    describe('days', () => {
      const noon = Date.UTC(2026, 2, 28, 12);
      const hour = 3_600_000;
      const friction = {type: 'rage_click', severity: 2} as const;
      const aWeekend = async () => {
        await aShop();
        // By the clock that is kept: what is older than a month would be moved.
        const anAge = (at: number, over: object = {}) =>
          aTouchpoint({occurredAt: at, id: uuidV7(at), ...over});
        const touchpoints = [
          // Friction by its name, whatever else was inferred of it.
          anAge(noon, {
            name: 'payment_failed',
            friction: {type: 'negative_sentiment', severity: 1},
            sentiment: {valence: -1, source: 'inferred'},
          }),
          anAge(noon + hour, {contact: {id: 'c0'}, channel: 'chat'}),
          anAge(noon + 11.5 * hour, {friction}), // 23:30 in London, and the next day in Berlin.
          anAge(noon + 24 * hour, {contact: {id: 'c1'}, channel: 'chat'}),
          anAge(noon + 24 * hour, {contact: {id: 'c0'}, channel: 'chat'}), // It goes on.
          anAge(noon + 25 * hour, {contact: {id: 'c1'}, channel: 'chat'}),
          anAge(noon + 26 * hour, {contact: {id: 'c2'}, channel: 'chat'}),
          anAge(noon + 27 * hour, {
            friction: {type: 'negative_sentiment', severity: 1},
            sentiment: {valence: -1, source: 'inferred'},
          }),
        ];
        await collector.services.ingest(await numberOf(shop), {
          site: 'main',
          touchpoints,
          sentAt: noon + 28 * hour,
          receivedAt: noon + 28 * hour,
        });
        const customer = (await shop.find('anonymous', 'visitor-1'))!;
        const token = await shop.token({role: 'admin'});
        const days = async (query = '') =>
          (await shop.ask(`/v1/customers/${customer}/days${query}`, {token})).body;
        return {customer, token, days};
      };
      const day = Math.floor(noon / (24 * hour));

      it('are counted of all there is, by the calendar of a zone', async () => {
        const {days} = await aWeekend();
        expect(await days()).toEqual({
          timeZone: 'UTC',
          days: [
            {day, touchpoints: 3, frictions: 2, contacts: 1},
            {day: day + 1, touchpoints: 5, frictions: 1, contacts: 2},
          ],
        });
        // The clocks are put forward that night.
        expect(await days('?zone=Europe/Berlin')).toEqual({
          timeZone: 'Europe/Berlin',
          days: [
            {day, touchpoints: 2, frictions: 1, contacts: 1},
            {day: day + 1, touchpoints: 6, frictions: 2, contacts: 2},
          ],
        });
        expect((await days('?zone=Mars/Base')).error.code).toBe('invalid_request');
      });

      it('count nothing that was inferred of who objects', async () => {
        const {customer, token, days} = await aWeekend();
        await shop.ask(`/v1/customers/${customer}/objections`, {token, body: {objected: true}});
        expect((await days()).days).toEqual([
          {day, touchpoints: 3, frictions: 2, contacts: 1},
          {day: day + 1, touchpoints: 5, frictions: 0, contacts: 2},
        ]);
      });
    });

    describe('retention', () => {
      const days = (number: number) => number * 86_400_000;

      it('drops what is older than the tenant keeps, whole weeks where nobody keeps it', async () => {
        await aShop();
        const other = await aTenantOf(collector);
        await createTenant(store.database, shop.tenant, {retentionDays: 100});
        const ages = [10, 90, 200, 900];
        const now = Date.now();
        for (const each of [shop, other]) {
          const touchpoints = ages.map((age) => {
            const occurredAt = now - days(age);
            const identifiers = [{kind: 'anonymous', value: `aged ${age}`}];
            return aTouchpoint({occurredAt, id: uuidV7(occurredAt), identifiers});
          });
          await collector.services.ingest(await numberOf(each), {
            site: 'import',
            touchpoints,
            sentAt: now,
            receivedAt: now,
            history: true,
          });
        }
        const left = (each: TestCollector) =>
          Promise.all(
            ages.map(async (age) => Boolean(await each.find('anonymous', `aged ${age}`))),
          );
        expect(await left(shop)).toEqual([true, true, true, true]);

        const {partitions, touchpoints} = await applyRetention(store.database, now);
        expect(partitions).toHaveLength(1);
        expect(touchpoints).toBe(1); // The one of 900 days went with its week.
        // Identifiers go when they were first seen that long ago as well.
        const agesOf = async (each: TestCollector) =>
          (await keptOf(store, await numberOf(each))).map(({at}) =>
            Math.round((now - Number(at)) / days(1)),
          );
        expect(await agesOf(shop)).toEqual([10, 90]);
        expect(await agesOf(other)).toEqual([10, 90, 200]);
        expect(await applyRetention(store.database, now)).toMatchObject({touchpoints: 0});
        // And the account says where the others are: by rows and by whole partitions.
        const account = async (each: TestCollector) => {
          const {days: entries} = await readAccount(store.database, await numberOf(each), {
            days: 2,
          });
          return entries.map(({site, received, stored, expired}) => [
            site,
            received,
            stored,
            expired,
          ]);
        };
        expect(await account(shop)).toEqual([
          ['import', 4, 4, undefined],
          ['retention', 0, 0, 2],
        ]);
        expect(await account(other)).toEqual([
          ['import', 4, 4, undefined],
          ['retention', 0, 0, 1],
        ]);
      });

      it('keeps at once what comes of a week that was just dropped', async () => {
        await aShop();
        const tenant = await numberOf(shop);
        const occurredAt = Date.now() - days(1200);
        const old = () => ({
          site: 'import',
          touchpoints: [aTouchpoint({occurredAt})],
          sentAt: Date.now(),
          receivedAt: Date.now(),
          history: true,
        });
        expect(await collector.services.ingest(tenant, old())).toMatchObject({stored: 1});
        expect((await applyRetention(store.database)).partitions).toHaveLength(1);
        // This collector has seen that week, and believes that it is there.
        expect(await collector.services.ingest(tenant, old())).toMatchObject({stored: 1});
        expect(await keptOf(store, tenant)).toHaveLength(1);
      });

      it('forgets who has nothing left', async () => {
        await aShop();
        await shop.send([aTouchpoint()]);
        await createTenant(store.database, shop.tenant, {retentionDays: 100});
        const gone = await applyRetention(store.database, Date.now() + days(101));
        expect(gone.identifiers).toBeGreaterThan(0);
        expect(await shop.find('anonymous', 'visitor-1')).toBeUndefined();
      });

      it.skipIf(oneAtATime)('keeps who comes back at that moment', async () => {
        await aShop();
        await shop.send([aTouchpoint()]);
        await createTenant(store.database, shop.tenant, {retentionDays: 100});
        const {touchpoints} = store.database;
        const later = Date.now() + days(101);
        await touchpoints.prepare([uuidV7(later)]);
        let isBack = false;
        const slow: Database = {
          ...store.database,
          touchpoints: {
            ...touchpoints,
            async idle(...whom) {
              const idle = await touchpoints.idle(...whom);
              if (!isBack && idle.length > 0) {
                isBack = true;
                const occurredAt = later;
                await collector.services.ingest(await numberOf(shop), {
                  site: 'main',
                  touchpoints: [aTouchpoint({occurredAt, id: uuidV7(occurredAt)})],
                  sentAt: later,
                  receivedAt: later,
                  history: true,
                });
              }
              return idle;
            },
          },
        };
        await applyRetention(slow, later);
        expect(isBack).toBe(true);
        const customer = await shop.find('anonymous', 'visitor-1');
        expect(customer).toBeDefined();
        expect((await shop.timeline(customer!)).total).toBe(1);
      });

      it('drops what is kept for a purpose alone when that is due, and with several with the last', async () => {
        await aShop();
        const tenant = await numberOf(shop);
        const now = Date.now();
        const consents: Purpose[][] = [['support'], ['analytics'], ['support', 'analytics'], []];
        const touchpoints = [20, 40, 100].flatMap((age) =>
          consents.map((purposes) => {
            const occurredAt = now - days(age);
            return aTouchpoint({
              occurredAt,
              id: uuidV7(occurredAt),
              identifiers: [{kind: 'anonymous', value: 'of purposes'}],
              consent: {purposes, basis: 'consent'},
            });
          }),
        );
        const arrival = {site: 'import', sentAt: now, receivedAt: now, history: true};
        await collector.services.ingest(tenant, {...arrival, touchpoints});
        const left = async () =>
          (await keptOf(store, tenant))
            .map(({at, body}) => {
              const {consent} = JSON.parse(body) as {consent: {purposes: string[]}};
              return `${Math.round((now - Number(at)) / days(1))} ${consent.purposes.join('+')}`;
            })
            .toSorted();
        await setRetention(store.database, tenant, {
          days: 200,
          purposes: {analytics: 30, support: 90},
        });
        await applyRetention(store.database, now);
        expect(await left()).toEqual([
          '100 ', // Nobody has said what for: as long as all else.
          '20 ',
          '20 analytics',
          '20 support',
          '20 support+analytics',
          '40 ',
          '40 support',
          '40 support+analytics',
        ]);
        // Once a day, until somebody sets it anew.
        const later = now + days(80);
        await applyRetention(store.database, later);
        expect(await left()).toEqual(['100 ', '20 ', '40 ']);
        await setRetention(store.database, tenant, {days: 200, purposes: {}});
        await applyRetention(store.database, later);
        expect(await retentionOf(store.database, tenant)).toEqual({days: 200, purposes: {}});
        await expect(
          setRetention(store.database, tenant, {days: 10, purposes: {support: 11}}),
        ).rejects.toThrow(/longer/);
      });

      it('forgets whom it knew for a purpose that is over', async () => {
        await aShop();
        const tenant = await numberOf(shop);
        await shop.send([aTouchpoint({consent: {purposes: ['analytics'], basis: 'consent'}})]);
        await setRetention(store.database, tenant, {days: 400, purposes: {analytics: 30}});
        await applyRetention(store.database, Date.now() + days(20));
        expect(await shop.find('anonymous', 'visitor-1')).toBeDefined();
        await applyRetention(store.database, Date.now() + days(32));
        expect(await shop.find('anonymous', 'visitor-1')).toBeUndefined();
      });

      it('keeps a touchpoint whose clock is years behind for as long as any other', async () => {
        await aShop();
        const wrong = Date.now() - days(2000);
        await shop.send([aTouchpoint({occurredAt: wrong, id: uuidV7(wrong)})], {sentAt: wrong});
        await applyRetention(store.database);
        const {total} = await shop.timeline((await shop.find('anonymous', 'visitor-1'))!);
        expect(total).toBe(1);
      });
    });

    it('tells what became of everything: stored, less what is gone, is what is there', async () => {
      const who = fc.integer({min: 0, max: 3});
      const step = fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({
            send: fc.integer({min: 1, max: 3}),
            who,
            // Two of them are one from then on.
            withUser: fc.option(who, {nil: undefined}),
            age: fc.constantFrom(0, 0, 50, 150, 900),
            purpose: fc.constantFrom<Purpose>('support', 'analytics'),
          }),
        },
        {weight: 1, arbitrary: fc.record({again: fc.nat()})},
        {weight: 1, arbitrary: fc.record({moveFrom: who, to: who})},
        {weight: 2, arbitrary: fc.record({erase: who})},
        {weight: 1, arbitrary: fc.constant('retention' as const)},
      );
      const days = 86_400_000;
      const all = {stored: 0, expired: 0, erased: 0};
      type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
      const play = async (steps: readonly Step[]) => {
        await aShop();
        const tenant = await numberOf(shop);
        await setRetention(store.database, tenant, {days: 100, purposes: {analytics: 30}});
        const sent: Parameters<typeof collector.services.ingest>[1][] = [];
        for (const each of steps) {
          if (each === 'retention') await applyRetention(store.database);
          else if ('send' in each) {
            const occurredAt = Date.now() - each.age * days;
            const touchpoints = Array.from({length: each.send}, (_, index) =>
              aTouchpoint({
                occurredAt: occurredAt - index,
                identifiers: [
                  {kind: 'anonymous', value: `visitor ${each.who}`},
                  ...(each.withUser === undefined
                    ? []
                    : [{kind: 'user', value: `user ${each.withUser}`}]),
                ],
                consent: {purposes: [each.purpose], basis: 'consent'},
              }),
            );
            const now = Date.now();
            const arrival = {site: 'main', sentAt: now, receivedAt: now, history: true};
            sent.push({...arrival, touchpoints: [...touchpoints, {broken: each.who}]});
            await collector.services.ingest(tenant, sent.at(-1)!);
          } else if ('again' in each) {
            const arrival = sent[each.again % Math.max(1, sent.length)];
            if (arrival) await collector.services.ingest(tenant, arrival);
          } else if ('erase' in each) {
            const customer = await shop.find('anonymous', `visitor ${each.erase}`);
            if (customer) await eraseCustomer(store.database, tenant, customer);
          } else {
            const from = await shop.find('anonymous', `visitor ${each.moveFrom}`);
            const to = await shop.find('anonymous', `visitor ${each.to}`);
            const touchpoint = from && (await shop.timeline(from)).touchpoints[0]?.id;
            if (!touchpoint || !to || from === to) continue;
            const body = {touchpoint, customer: to};
            await shop.ask(`/v1/customers/${from}/move`, {token: await shop.token(), body});
          }
        }
        const {days: entries} = await readAccount(store.database, tenant, {days: 2});
        const sum = (what: keyof typeof all) =>
          entries.reduce((total, entry) => total + (entry[what] ?? 0), 0);
        for (const what of Object.keys(all) as (keyof typeof all)[]) all[what] += sum(what);
        expect((await keptOf(store, tenant)).length).toBe(
          sum('stored') - sum('expired') - sum('erased'),
        );
        for (const entry of entries) {
          const refused = Object.values(entry.refused).reduce((total, n) => total + n, 0);
          expect(entry.received).toBe(entry.stored + entry.duplicates + refused);
        }
      };
      const sending = {send: 2, withUser: undefined, purpose: 'support'} as const;
      const ofAllKinds: Step[] = [
        {...sending, who: 0, age: 150},
        {...sending, who: 0, age: 0},
        {...sending, who: 1, age: 0},
        {moveFrom: 0, to: 1},
        'retention',
        {erase: 1},
        {again: 0},
      ];
      await fc.assert(fc.asyncProperty(fc.array(step, {minLength: 10, maxLength: 20}), play), {
        numRuns: store.kept ? 2 : 8, // There an erasure takes half a second.
        examples: [[ofAllKinds]],
        endOnFailure: true,
      });
      for (const n of Object.values(all)) expect(n).toBeGreaterThan(0);
    });

    it('gives back what arrived after a place, in the order of arrival, and what is asked for by id', async () => {
      await aShop();
      const tenant = await numberOf(shop);
      const now = Date.now();
      const sent = [3, 1, 2].map((n) => aTouchpoint({occurredAt: now - n * 1000}));
      for (const [index, touchpoint] of sent.entries()) {
        const at = now + index;
        const arrival = {site: 'main', touchpoints: [touchpoint], sentAt: at, receivedAt: at};
        await collector.services.ingest(tenant, arrival);
      }
      const customer = (await shop.find('anonymous', 'visitor-1'))!;
      const some = async (which: Parameters<Touchpoints['some']>[3]) => {
        const found = await store.database.tenant(tenant, (sql) =>
          store.database.touchpoints.some(sql, tenant, customer, which),
        );
        return found.map(({id}) => sent.findIndex((each) => each.id === id));
      };
      const after = (index: number) => ({receivedAt: now + index, id: sent[index]!.id});
      expect(await some({after: {receivedAt: 0, id: sent[0]!.id}, limit: 2})).toEqual([0, 1]);
      expect(await some({after: after(1), limit: 2})).toEqual([2]);
      expect(await some({after: after(2), limit: 2})).toEqual([]);
      expect(await some({ids: sent.map(({id}) => id)})).toEqual([0, 2, 1]);
      expect(await some({ids: [uuidV7(now)]})).toEqual([]);
    });

    it('gives back text exactly as it came', async () => {
      await aShop();
      await fc.assert(
        // A NUL, and half of a surrogate pair, the contract refuses.
        fc.asyncProperty(fc.string({unit: 'binary', maxLength: 200}), async (given) => {
          const note = given.toWellFormed().replaceAll('\u0000', '');
          const touchpoint = aTouchpoint({
            identifiers: [{kind: 'anonymous', value: 'text'}],
            properties: {note},
          });
          expect((await shop.send([touchpoint])).body.stored).toBe(1);
          const {touchpoints} = await shop.timeline((await shop.find('anonymous', 'text'))!);
          expect(touchpoints.find(({id}) => id === touchpoint.id)).toMatchObject({
            properties: {note},
          });
        }),
        {numRuns: 15},
      );
    });

    it('keeps a touchpoint of a clock that is decades wrong, and keeps it once', async () => {
      await aShop();
      const wrong = Date.UTC(2071, 0, 1);
      const touchpoint = aTouchpoint({occurredAt: wrong, id: uuidV7(wrong)});
      for (const stored of [1, 0]) {
        const {body} = await shop.send([touchpoint], {sentAt: wrong + 1000});
        expect(body.stored).toBe(stored);
      }
      const {touchpoints} = await shop.timeline((await shop.find('anonymous', 'visitor-1'))!);
      expect(
        Math.abs((touchpoints[0] as unknown as {occurredAt: number}).occurredAt - Date.now()),
      ).toBeLessThan(20_000);
    });

    describe('identity', () => {
      const anonymous = (value: string) => ({kind: 'anonymous', value});
      const user = (value: string) => ({kind: 'user', value});
      const email = (value: string) => ({kind: 'email', value});
      const see = (...identifiers: {kind: string; value: string}[]) =>
        shop.send([aTouchpoint({identifiers})]);

      it('joins what a visitor did before a login to the person who logs in', async () => {
        await aShop();
        await see(anonymous('a'));
        await see(anonymous('a'), user('ada'), email('Ada@Example.com '));
        const customer = await shop.find('email', 'ada@example.com');
        expect(customer).toBe(await shop.find('anonymous', 'a'));
        expect((await shop.timeline(customer!)).total).toBe(2);
      });

      it('joins two devices of one login, and old ids keep resolving', async () => {
        await aShop();
        await see(anonymous('phone'));
        await see(anonymous('laptop'));
        const [phone, laptop] = [
          await shop.find('anonymous', 'phone'),
          await shop.find('anonymous', 'laptop'),
        ];
        expect(phone).not.toBe(laptop);
        await see(anonymous('phone'), user('ada'));
        await see(anonymous('laptop'), user('ada'));
        for (const id of [phone, laptop]) expect((await shop.timeline(id!)).total).toBe(4);
      });

      it('never joins two people with logins, whatever they share', async () => {
        await aShop();
        await see(anonymous('kiosk'), user('ada'), email('family@example.com'));
        await see(anonymous('kiosk'), user('bob'), email('family@example.com'));
        await see(anonymous('kiosk'), email('family@example.com'));
        const [ada, bob] = [await shop.find('user', 'ada'), await shop.find('user', 'bob')];
        expect(ada).not.toBe(bob);
        expect((await shop.timeline(bob!)).total).toBe(1);
      });

      it('does not join strangers by a value that names nobody', async () => {
        await aShop();
        await see(anonymous('a'), user('null'));
        await see(anonymous('b'), user('null'));
        expect(await shop.find('anonymous', 'a')).not.toBe(await shop.find('anonymous', 'b'));
      });

      it('keeps no address in clear', async () => {
        await aShop();
        await see(anonymous('a'), email('grace.hopper@example.com'));
        const tenant = await numberOf(shop);
        const everything = await Promise.all([
          keptOf(store, tenant),
          ...tenantTables.map((table) =>
            store.database.tenant(tenant, (sql) => sql.query(`select * from throughline.${table}`)),
          ),
        ]);
        expect(JSON.stringify(everything)).toContain('g•••@example.com');
        const {touchpoints} = await shop.timeline((await shop.find('anonymous', 'a'))!);
        expect(touchpoints[0]).toMatchObject({
          identifiers: [anonymous('a'), email('g•••@example.com')],
        });
        expect(JSON.stringify(everything)).not.toContain('grace.hopper');
      });
    });

    describe('the wall', () => {
      it('shows a transaction of one tenant nothing of another, even when it asks for all', async () => {
        const [mine, other] = [await aShop(), await aTenantOf(collector)];
        await other.send([aTouchpoint(), {name: 'bad'}]);
        await other.timeline((await other.find('anonymous', 'visitor-1'))!);
        const tenant = await numberOf(mine);
        for (const table of tenantTables) {
          const rows = await store.database.tenant(tenant, (sql) =>
            sql.query(`select 1 from throughline.${table}`),
          );
          expect(rows, table).toEqual([]);
        }
      });

      it('refuses a write under another tenant’s number', async () => {
        const [mine, other] = [
          await numberOf(await aShop()),
          await numberOf(await aTenantOf(collector)),
        ];
        const write = store.database.tenant(mine, (sql) =>
          sql.query(
            `insert into throughline.customer (tenant, id, created_at) values ($1, 'x', 0)`,
            [other],
          ),
        );
        await expect(write).rejects.toThrow(/row-level security/);
      });
    });

    it('forgets a customer, and late touchpoints do not bring them back', async () => {
      await aShop();
      const identifiers = [
        {kind: 'anonymous', value: 'leaver'},
        {kind: 'email', value: 'leaver@example.com'},
      ];
      await shop.send([aTouchpoint({identifiers}), {...aTouchpoint({identifiers}), name: 'Bad'}]);
      const tenant = await numberOf(shop);
      const late = aTouchpoint({identifiers, occurredAt: Date.now() - 5000});
      const customer = await shop.find('email', 'leaver@example.com');
      expect(await eraseCustomer(store.database, tenant, customer!)).toEqual({
        customer,
        others: [],
        touchpoints: 1,
        identifiers: 2,
        quarantined: 1,
      });

      expect((await shop.send([late])).body).toEqual({
        stored: 0,
        duplicates: 0,
        refused: [
          {id: late.id, code: 'customer_erased', reason: expect.stringMatching(/forgotten|forget/)},
        ],
        purge: true,
      });
      const elsewhere = [{kind: 'anonymous', value: 'another browser'}, identifiers[1]!];
      const offline = aTouchpoint({identifiers: elsewhere, occurredAt: Date.now() - 5000});
      expect((await shop.send([offline])).body.refused).toMatchObject([{id: offline.id}]);
      expect(await shop.find('anonymous', 'leaver')).toBeUndefined();
      expect(await shop.find('email', 'leaver@example.com')).toBeUndefined();
    });

    it('refuses what waited for so long that its own time is not believed', async () => {
      const day = 86_400_000;
      await aShop();
      const tenant = await numberOf(shop);
      const identifiers = [{kind: 'anonymous', value: 'long gone'}];
      await shop.send([aTouchpoint({identifiers})]);
      const before = aTouchpoint({identifiers, occurredAt: Date.now() - 5000});
      await eraseCustomer(store.database, tenant, (await shop.find('anonymous', 'long gone'))!);
      const receivedAt = Date.now() + 40 * day;
      const arrival = {site: 'main', sentAt: receivedAt, receivedAt};
      for (const touchpoints of [[before], [{...before, name: 'Bad'}]])
        expect(await collector.services.ingest(tenant, {...arrival, touchpoints})).toMatchObject({
          stored: 0,
        });
      expect(await keptOf(store, tenant)).toEqual([]);
      expect(
        await store.database.tenant(tenant, (sql) =>
          sql.query('select from throughline.quarantine'),
        ),
      ).toEqual([]);
      // Who comes back does.
      const after = aTouchpoint({identifiers, occurredAt: receivedAt - day});
      expect(
        await collector.services.ingest(tenant, {...arrival, touchpoints: [after]}),
      ).toMatchObject({stored: 1});
    });

    it('forgets also what is being kept at that moment', {timeout: 300_000}, async () => {
      await aShop();
      const tenant = await numberOf(shop);
      const second = await aCollector(store.database);
      const arrival = (value: string) => {
        const occurredAt = Date.now() - 3_600_000; // Before any of these erasures.
        const touchpoints = [aTouchpoint({occurredAt, identifiers: [{kind: 'anonymous', value}]})];
        return {site: 'main', touchpoints, sentAt: Date.now(), receivedAt: Date.now()};
      };
      const deliver = (each: Collector, value: string) =>
        ingestUntilTaken(each, tenant, arrival(value));
      for (let round = 0; round < 15; round += 1) {
        const visitor = `racing ${round}`;
        await deliver(collector, visitor);
        const customer = (await shop.find('anonymous', visitor))!;
        await Promise.all([
          ...[collector, second, collector, second].map((each) => deliver(each, visitor)),
          eraseCustomer(store.database, tenant, customer),
          ...[second, collector].map((each) => deliver(each, visitor)),
        ]);
      }
      await second.close();
      expect(await keptOf(store, tenant)).toEqual([]);
    });

    it('records every look in a chain that shows a change', async () => {
      await aShop();
      await shop.send([aTouchpoint()]);
      await shop.timeline((await shop.find('anonymous', 'visitor-1'))!);
      const tenant = await numberOf(shop);
      expect(await verifyAudit(store.database, tenant)).toEqual({rows: 2, broken: null});
      await expect(
        store.database.tenant(tenant, (sql) =>
          sql.query(`update throughline.audit set entry = '{}' where n = 1`),
        ),
      ).rejects.toThrow(/permission denied/);
      await store.database.system((sql) =>
        sql.query(
          `update throughline.audit set entry = replace(entry, 'agent-1', 'agent-2') where tenant = $1`,
          [tenant],
        ),
      );
      expect(await verifyAudit(store.database, tenant)).toEqual({rows: 0, broken: 1});
    });

    if (!keepsOneAtATime)
      it('keeps whom another makes at the same moment, however often', async () => {
        await aShop();
        const id = await numberOf(shop);
        const arrivalOf = (visitors: readonly string[]) => ({
          site: 'main',
          touchpoints: visitors.map((value) =>
            aTouchpoint({identifiers: [{kind: 'anonymous', value}]}),
          ),
          sentAt: Date.now(),
          receivedAt: Date.now(),
        });
        const visitors = Array.from({length: 20}, (_, n) => `met at once ${n}`);
        let met = 0;
        // Each time it has looked who is known, one of them becomes so.
        const late: Database = {
          ...store.database,
          tenant: (tenant, work) =>
            store.database.tenant(tenant, (sql) =>
              work({
                ...sql,
                async query<Row extends object>(text: string, values?: readonly unknown[]) {
                  const rows = await sql.query<Row>(text, values);
                  if (text.includes('throughline.tombstone') && met < visitors.length)
                    await collector.services.ingest(id, arrivalOf([visitors[met++]!]));
                  return rows;
                },
              }),
            ),
        };
        const other = await aCollector(late);
        onTestFinished(() => other.close());
        expect(await other.services.ingest(id, arrivalOf(visitors))).toMatchObject({stored: 20});
        expect(met).toBeGreaterThan(0);
        for (const value of visitors.slice(0, 2)) {
          const customer = await shop.find('anonymous', value);
          const twice = visitors.indexOf(value) < met;
          expect((await shop.timeline(customer!)).total).toBe(twice ? 2 : 1);
        }
      });

    if (!oneAtATime)
      it('keeps no plan of what it looks for among people: one of few reads all of many', async () => {
        const planned = new Set<string>();
        const watching: Database = {
          ...store.database,
          tenant: (tenant, work) =>
            store.database.tenant(tenant, (sql) =>
              work({
                ...sql,
                prepared(text, values) {
                  planned.add(text);
                  return sql.prepared(text, values);
                },
              }),
            ),
        };
        const watched = await aCollector(watching);
        onTestFinished(() => watched.close());
        const shop = await aTenantOf(watched);
        const identifiers = [
          {kind: 'anonymous', value: 'a-1'},
          {kind: 'user', value: 'u-1'},
          {kind: 'order', value: 'o-1'},
        ];
        await shop.send([aTouchpoint({identifiers: identifiers.slice(0, 1)})]);
        await shop.send([aTouchpoint({identifiers: identifiers.slice(1, 2)})]);
        await shop.send([aTouchpoint({identifiers})]);
        const texts = [...planned];
        expect(texts.join()).toContain('insert into throughline.evidence');
        const looksAmong =
          /(from|join|update) throughline\.(identifier|evidence|tombstone|customer)\b/;
        expect(texts.filter((text) => looksAmong.test(text))).toEqual([]);
      });

    if (!oneAtATime)
      describe('who waits for a lock', () => {
        /** Holds a lock of these tenants until it is told to let go. */
        const hold = async (lock: number, tenants: readonly number[]) => {
          const {promise: told, resolve: letGo} = Promise.withResolvers<void>();
          const held = Promise.withResolvers<void>();
          const done = store.database.system(async (sql) => {
            for (const tenant of tenants)
              await sql.query('select pg_advisory_xact_lock($1, $2)', [lock, tenant]);
            held.resolve();
            await told;
          });
          await held.promise;
          const over = async () => {
            letGo();
            await done;
          };
          onTestFinished(over); // Where the test fails before it lets go.
          return over;
        };
        const visitor = (value: string) => [{kind: 'anonymous', value}];

        it('holds up no other tenant, however many of them wait', async () => {
          const waiting = [];
          for (let n = 0; n < 4; n += 1) waiting.push(await aTenantOf(collector));
          const shop = await aTenantOf(collector);
          const letGo = await hold(erasureLock, await Promise.all(waiting.map(numberOf)));
          const sent = waiting.map((each) => each.send([aTouchpoint()]));
          expect((await shop.send([aTouchpoint()])).body).toMatchObject({stored: 1});
          await letGo();
          for (const answer of await Promise.all(sent))
            expect(answer.body).toMatchObject({stored: 1});
        });

        it('is not who is merely new, while people of the tenant are joined', async () => {
          const shop = await aTenantOf(collector);
          await shop.send([aTouchpoint({identifiers: visitor('known before')})]);
          const letGo = await hold(identityLock, [await numberOf(shop)]);
          const answer = await shop.send([
            aTouchpoint({identifiers: visitor('new here')}),
            aTouchpoint({identifiers: visitor('known before')}),
          ]);
          expect(answer.body).toMatchObject({stored: 2});
          let isJoined = false;
          const joining = shop
            .send([
              aTouchpoint({identifiers: [...visitor('new here'), {kind: 'user', value: 'u-1'}]}),
            ])
            .finally(() => (isJoined = true));
          await new Promise((resolve) => setTimeout(resolve, 300));
          expect(isJoined).toBe(false);
          await letGo();
          expect((await joining).body).toMatchObject({stored: 1});
          expect(await shop.find('user', 'u-1')).toBe(await shop.find('anonymous', 'new here'));
        });
      });
  });
};

describeStore('the embedded PostgreSQL', embeddedDatabase);
describeStore('PGlite', inMemoryDatabase, {oneAtATime: true, keepsOneAtATime: true});
describe.skipIf(!hasServer)('a server by URL', () =>
  describeStore('the distribution’s PostgreSQL', serverDatabase),
);
const library = await chdb();
describe.skipIf(!library)('ClickHouse', {timeout: 120_000}, () =>
  describeStore('touchpoints in ClickHouse', () => clickHouseDatabase(library!), {
    keepsOneAtATime: true,
  }),
);
