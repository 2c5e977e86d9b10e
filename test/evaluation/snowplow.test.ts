import {readFile} from 'node:fs/promises';
import type {Touchpoint} from '@throughline/contracts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  embeddedDatabase,
  keptOf,
  type TestCollector,
  type TestDatabase,
} from '../../packages/collector/test/fixtures.ts';
import type {Collector} from '../../packages/collector/src/index.ts';
import {tenantNamed} from '../../packages/collector/src/store/registry.ts';
import {hasShared, sharedPath} from './shared.ts';

type Row = Readonly<Record<string, string>>;

/** RFC 4180: quoted cells may hold commas, lines and doubled quotes. */
const csv = async (path: string): Promise<Row[]> => {
  const text = await readFile(sharedPath(path), 'utf8');
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
  )) {
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') lines.push([]);
  }
  const [head, ...rows] = lines.filter((cells) => cells.length > 1);
  return rows.map((cells) => Object.fromEntries(head!.map((name, at) => [name, cells[at] ?? ''])));
};

const entity = (vendor: string, name: string, data: unknown) => ({
  schema: `iglu:${vendor}/${name}/jsonschema/1-0-0`,
  data,
});
const COLUMN =
  /^contexts_(com_snowplowanalytics\w*?)_((?:web_page|user|cart|product|checkout_step|transaction|client_session))_\d/;

const ACTION =
  'unstruct_event_com_snowplowanalytics_snowplow_ecommerce_snowplow_ecommerce_action_1_0_0';

const sessionOf = (row: Row): string => {
  const [session] = JSON.parse(
    row['contexts_com_snowplowanalytics_snowplow_client_session_1_0_1'] || '[]',
  );
  return row['domain_sessionid'] || (session?.sessionId ?? '');
};
const timeOf = (text: string) => Date.parse(`${text.slice(0, 23).replace(' ', 'T')}Z`);

/** A stored event as the tracker posted it, in so far as the columns still say; `shift` ms later. */
const eventOf = (row: Row, shift: number): Record<string, string> => {
  const entities = Object.entries(row).flatMap(([column, cell]) => {
    const [, vendor, name] = COLUMN.exec(column) ?? [];
    if (!vendor || !name || !cell) return [];
    return (JSON.parse(cell) as object[]).map((data) =>
      entity(vendor.replaceAll('_', '.'), name, data),
    );
  });
  // Some actions of the demo shop are of a schema of its own, which says nothing here.
  const action = row[ACTION];
  const said = action?.includes('"type": "') ? JSON.parse(action) : undefined;
  const vendor = said ? 'com.snowplowanalytics.snowplow.ecommerce' : row['event_vendor']!;
  const kinds: Row = {page_view: 'pv', page_ping: 'pp', struct: 'se', unstruct: 'ue'};
  const texts = {
    e: kinds[row['event']!] ?? '',
    eid: row['event_id'],
    dtm: String(timeOf(row['dvce_created_tstamp']!) + shift),
    p: row['platform'],
    uid: row['user_id'],
    duid: row['domain_userid'],
    tnuid: row['network_userid'],
    sid: row['domain_sessionid'],
    url: row['page_url'],
    page: row['page_title'],
    refr: row['page_referrer'],
    se_ca: row['se_category'],
    se_ac: row['se_action'],
    se_la: row['se_label'],
    co: JSON.stringify(entity('c.s', 'contexts', entities)),
    ue_pr:
      row['event'] === 'unstruct'
        ? JSON.stringify(
            entity('c.s', 'unstruct_event', entity(vendor, row['event_name']!, said ?? {})),
          )
        : '',
  };
  return Object.fromEntries(
    Object.entries(texts).filter((pair): pair is [string, string] => Boolean(pair[1])),
  );
};

/** One for all: what is posted again must say the same. */
const now = Date.now();

/**
 * Posts stored events as a tracker would. They are years old: each session is moved to an hour of the
 * last weeks, so that its events keep their distances.
 */
const post = async (shop: TestCollector, rows: readonly Row[]) => {
  const sessions = [...Map.groupBy(rows, sessionOf).values()];
  for (const [index, session] of sessions.entries()) {
    const first = Math.min(...session.map((row) => timeOf(row['dvce_created_tstamp']!)));
    const shift = now - (20 * 24 - index) * 3_600_000 - first;
    for (let at = 0; at < session.length; at += 50) {
      const data = session.slice(at, at + 50).map((row) => eventOf(row, shift));
      const {status, body} = await shop.ask(
        `/com.snowplowanalytics.snowplow/tp2?key=${shop.writeKey}`,
        {body: {schema: 'iglu:c.s/payload_data/jsonschema/1-0-4', data}},
      );
      expect([status, body]).toEqual([200, {ok: true}]);
    }
  }
};

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

/** What is kept of a tenant, oldest first, and how many were refused. */
const keptBy = async (shop: TestCollector) => {
  const {id} = (await tenantNamed(store.database, shop.tenant))!;
  const [counts] = await store.database.tenant(id, (sql) =>
    sql.query<{refused: number}>('select count(*)::int as refused from throughline.quarantine'),
  );
  const rows = (await keptOf(store, id)).toReversed();
  return {...counts!, touchpoints: rows.map(({body}) => JSON.parse(body) as Touchpoint)};
};
const distinct = (list: readonly unknown[]) => new Set(list.filter(Boolean)).size;
const anonymousOf = ({identifiers}: Touchpoint) =>
  identifiers.find(({kind}) => kind === 'anonymous')?.value;

const ecommerce = 'data/snowplow-ecommerce';
describe.skipIf(!hasShared(ecommerce))(
  'Snowplow’s demo shop, as its tracker posted it (skipped where the data is missing)',
  () => {
    let kept: Awaited<ReturnType<typeof keptBy>>;
    let expected: Row[];
    let rows: Row[];
    beforeAll(async () => {
      const shop = await aTenantOf(collector);
      const all = await csv(`${ecommerce}/source/snowplow_ecommerce_events.csv`);
      // The published model leaves one application out.
      rows = all.filter((row) => row['app_id'] !== 'skip-me');
      expected = await csv(
        `${ecommerce}/expected/default/snowplow_ecommerce_sessions_expected.csv`,
      );
      await post(shop, rows);
      await post(shop, rows); // A tracker sends again what it was not sure of.
      kept = await keptBy(shop);
    });

    it('is stored whole and once', () => {
      expect([rows.length, kept.touchpoints.length, kept.refused]).toEqual([833, 833, 0]);
    });

    it('gives the published sessions and visitors', () => {
      const sessions = new Set(kept.touchpoints.map(({sessionId}) => sessionId));
      expect(sessions).toEqual(new Set(expected.map((row) => row['domain_sessionid'])));
      expect(distinct(kept.touchpoints.map(anonymousOf))).toBe(
        distinct(expected.map((row) => row['domain_userid'])),
      );
    });

    it('gives each session’s published views, carts, checkouts and orders', () => {
      const bySession = Map.groupBy(kept.touchpoints, ({sessionId}) => sessionId!);
      const found = expected.map((row) => {
        const session = bySession.get(row['domain_sessionid']!)!;
        const named = (name: string) => session.filter((touchpoint) => touchpoint.name === name);
        const orders = distinct(named('order_completed').map(({commerce}) => commerce?.orderId));
        // As the model has it: a cart is made when all that is in it has just been added.
        const carts = named('product_added').filter(({commerce}) => {
          const sum = commerce?.items?.reduce((total, {priceMinor = 0}) => total + priceMinor, 0);
          return sum === commerce?.valueMinor;
        }).length;
        const hasCart = session.some(({name}) => /^product_(added|removed)$/.test(name));
        return {
          session: row['domain_sessionid'],
          added: named('product_added').length,
          // The model counts lists as well.
          views: [...named('product_viewed'), ...named('product_list_viewed')].length,
          removed: named('product_removed').length,
          orders,
          abandoned: hasCart ? carts > orders : null,
          succeeded: orders > 0,
        };
      });
      const claim = (cell: string | undefined) => cell?.toLowerCase() === 'true';
      expect(found).toEqual(
        expected.map((row) => ({
          session: row['domain_sessionid'],
          added: Number(row['number_add_to_carts']),
          views: Number(row['number_product_views']),
          removed: Number(row['number_remove_from_carts']),
          orders: Number(row['total_number_transactions'] || 0),
          abandoned: row['session_cart_abandoned'] ? claim(row['session_cart_abandoned']) : null,
          succeeded: claim(row['checkout_succeeded']),
        })),
      );
      expect(found.filter(({abandoned}) => abandoned)).toHaveLength(11);
      expect(found.filter(({succeeded}) => succeeded)).toHaveLength(8);
      expect(found.reduce((sum, {orders}) => sum + orders, 0)).toBe(14);
    });
  },
);

const web = 'data/snowplow-web';
describe.skipIf(!hasShared(web))(
  'Snowplow’s own website, as its tracker posted it (skipped where the data is missing)',
  () => {
    let kept: Awaited<ReturnType<typeof keptBy>>;
    let rows: Row[];
    beforeAll(async () => {
      const shop = await aTenantOf(collector);
      rows = await csv(`${web}/source/snowplow_web_events.csv`);
      await post(shop, rows);
      kept = await keptBy(shop);
    });

    it('is stored whole; three events that are in there twice are stored once', () => {
      expect([rows.length, kept.touchpoints.length, kept.refused]).toEqual([160, 157, 0]);
    });

    it('gives each published page view, in its session, of its visitor', async () => {
      const expected = await csv(`${web}/expected/snowplow_web_page_views_expected.csv`);
      const views = Map.groupBy(
        kept.touchpoints.filter(({name}) => name === 'page_viewed'),
        ({properties}) => properties?.['pageViewId'],
      );
      const found = expected.map(({page_view_id: id}) => {
        const [view] = views.get(id)!;
        return [id, view!.sessionId, anonymousOf(view!), view!.page!.path];
      });
      expect(found).toHaveLength(43);
      expect(found).toEqual(
        expected.map((row) => [
          row['page_view_id'],
          row['original_domain_sessionid'],
          row['original_domain_userid'] || undefined,
          row['page_urlpath'],
        ]),
      );
      // The model leaves out what came late or after three days of one session. We do not.
      expect(distinct([...views.keys()])).toBe(47);
    });

    it('gives the published sessions and users', async () => {
      const sessions = await csv(`${web}/expected/default/snowplow_web_sessions_expected.csv`);
      const users = await csv(`${web}/expected/snowplow_web_users_expected.csv`);
      const ours = new Set(kept.touchpoints.map(({sessionId}) => sessionId));
      const visitors = new Set(kept.touchpoints.map(anonymousOf));
      expect([sessions.length, users.length]).toEqual([18, 11]);
      expect(sessions.filter((row) => !ours.has(row['original_domain_sessionid']))).toEqual([]);
      expect(users.filter((row) => !visitors.has(row['original_domain_userid']))).toEqual([]);
    });
  },
);
