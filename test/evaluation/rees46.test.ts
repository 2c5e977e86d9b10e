import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {LIMITS, uuidV7, type TouchpointInput} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../packages/collector/test/fixtures.ts';
import {tenantNamed} from '../../packages/collector/src/store/registry.ts';
import type {Collector} from '../../packages/collector/src/index.ts';
import {hasShared, sharedPath} from './shared.ts';

const file = 'data/rees46-ecommerce/2019-Oct-slice.csv';
const names = {view: 'product_viewed', cart: 'product_added', purchase: 'order_completed'} as const;

/** A real shop's clickstream as touchpoints, moved to the recent past; the last line is cut off. */
const touchpointsOf = (csv: string): TouchpointInput[] => {
  const rows = csv
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','))
    .filter((cells) => cells.length === 9 && cells[8] !== '');
  const first = Date.parse(rows[0]![0]!);
  const start = Date.now() - 86_400_000;
  return rows.map(([time, type, product, , category, brand, price, user, session], index) => {
    const occurredAt = start + Date.parse(time!) - first;
    return {
      // The same line gives the same id, so that a second import adds nothing.
      id: uuidV7(occurredAt, createHash('sha256').update(String(index)).digest()),
      name: names[type as keyof typeof names],
      occurredAt,
      seq: index,
      sessionId: session!,
      channel: 'web',
      identifiers: [{kind: 'user', value: user!}],
      commerce: {
        currency: 'USD',
        items: [
          {
            sku: product!,
            priceMinor: Math.round(Number(price) * 100),
            ...(brand ? {brand} : {}),
            ...(category ? {category} : {}),
          },
        ],
      },
    };
  });
};

describe.skipIf(!hasShared(file))(
  'a real shop’s morning, REES46 (skipped where the data is missing)',
  () => {
    let store: TestDatabase;
    let collector: Collector;
    let shop: TestCollector;
    let touchpoints: TouchpointInput[];
    beforeAll(async () => {
      store = await embeddedDatabase();
      collector = await aCollector(store.database);
      shop = await aTenantOf(collector);
      touchpoints = touchpointsOf(await readFile(sharedPath(file), 'utf8'));
    });
    afterAll(async () => {
      await collector?.close();
      await store?.close();
    });

    const sendAll = async () => {
      const totals = {stored: 0, duplicates: 0, refused: 0};
      const size = LIMITS.batch / 2; // Their JSON stays below 256 KiB.
      for (let at = 0; at < touchpoints.length; at += size) {
        const {body} = await shop.send(touchpoints.slice(at, at + size));
        expect(body.refused).toEqual([]);
        totals.stored += body.stored;
        totals.duplicates += body.duplicates;
        totals.refused += body.refused.length;
      }
      return totals;
    };

    it('is stored whole, and stored once', async () => {
      expect(await sendAll()).toEqual({stored: 17_434, duplicates: 0, refused: 0});
      expect(await sendAll()).toEqual({stored: 0, duplicates: 17_434, refused: 0});
    });

    it('gives the published counts of views, carts, purchases, sessions and customers', async () => {
      const {id} = (await tenantNamed(store.database, shop.tenant))!;
      const counts = await store.database.tenant(id, (sql) =>
        sql.query<{name: string; n: number}>(
          `select body->>'name' as name, count(*)::int as n from throughline.touchpoint group by 1 order by 1`,
        ),
      );
      expect(Object.fromEntries(counts.map(({name, n}) => [name, n]))).toEqual({
        product_viewed: 17_055,
        product_added: 165,
        order_completed: 214,
      });
      const [people] = await store.database.tenant(id, (sql) =>
        sql.query<{sessions: number; customers: number; withCart: number; withBoth: number}>(
          `select (select count(distinct body->>'sessionId')::int from throughline.touchpoint) as sessions,
                (select count(*)::int from throughline.customer) as customers,
                (select count(distinct body->>'sessionId')::int from throughline.touchpoint
                 where body->>'name' = 'product_added') as "withCart",
                (select count(*)::int from (
                   select body->>'sessionId' from throughline.touchpoint where body->>'name' = 'product_added'
                   intersect
                   select body->>'sessionId' from throughline.touchpoint where body->>'name' = 'order_completed') s
                ) as "withBoth"`,
        ),
      );
      expect(people).toEqual({sessions: 5066, customers: 4504, withCart: 118, withBoth: 65});
    });
  },
);
