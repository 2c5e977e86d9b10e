// What other people's files say, imported, counted and exported again, by the command.
import {mkdtempSync} from 'node:fs';
import {readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createReadStream} from 'node:fs';
import {createGunzip} from 'node:zlib';
import type {Ocel, XesEvent} from '@throughline/sources';
import {Ajv} from 'ajv';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {readXes} from '../../packages/collector/src/commands/read-xes.ts';
import {openDatabase} from '../../packages/collector/src/store/database.ts';
import {throughline} from '../e2e/processes.ts';
import {hasShared, sharedPath} from './shared.ts';

const rees46 = 'data/rees46-ecommerce/2019-Oct-slice.csv';
const helpdesk = 'data/helpdesk-italian/helpdesk.xes.gz';
const ocel = 'data/ocel/ocel20_example.jsonocel';

describe.skipIf(![rees46, helpdesk, ocel].every(hasShared))(
  'history (skipped where the data is missing)',
  () => {
    let data: string;
    beforeAll(async () => {
      data = mkdtempSync(join(tmpdir(), 'throughline-history-'));
      for (const name of ['shop', 'desk', 'purchasing']) {
        const args = ['--retention-days', '36500', '--data', data, '--json'];
        await throughline('tenant', 'create', name, ...args);
      }
    });
    afterAll(async () => {
      await rm(data, {recursive: true, force: true});
    });

    const importInto = async (
      tenant: string,
      file: string,
      ...args: string[]
    ): Promise<unknown> => {
      const given = ['import', '--tenant', tenant, sharedPath(file), '--data', data, ...args];
      return JSON.parse(await throughline(...given));
    };
    const exported = (tenant: string, format: string, ...args: string[]): Promise<string> =>
      throughline(
        'export',
        '--all',
        '--tenant',
        tenant,
        '--format',
        format,
        '--data',
        data,
        ...args,
      );
    const asked = async <T extends object>(text: string): Promise<T> => {
      const database = await openDatabase({data});
      try {
        const [row] = await database.system((sql) => sql.query<T>(text));
        return row!;
      } finally {
        await database.close();
      }
    };

    it('REES46 by a map of its columns gives its published counts, twice over', async () => {
      const map = join(data, 'map.json');
      await writeFile(
        map,
        JSON.stringify({
          name: {
            column: 'event_type',
            values: {view: 'product_viewed', cart: 'product_added', purchase: 'order_completed'},
          },
          occurredAt: 'event_time',
          identifiers: {user: 'user_id'},
          sessionId: 'user_session',
          fields: {sku: 'product_id', category: 'category_code', brand: 'brand', price: 'price'},
          constants: {currency: 'USD'},
        }),
      );
      const first = (await importInto('shop', rees46, '--map', map)) as {refused: number};
      expect(first.refused).toBe(1); // The line that is cut off, kept in quarantine.
      const again = await importInto('shop', rees46, '--map', map);
      expect(again).toMatchObject({stored: 0, refused: 1});
      const counts = await asked(
        `select count(*) filter (where body->>'name' = 'product_added')::int as carts,
                count(*) filter (where body->>'name' = 'order_completed')::int as purchases,
                count(distinct body->>'sessionId')::int as sessions,
                count(distinct visitor)::int as customers,
                count(*) filter (where body->'commerce'->'items'->0->>'priceMinor' is null)::int as unpriced
         from throughline.touchpoint t join throughline.tenant on tenant.id = t.tenant where tenant.name = 'shop'`,
      );
      expect(counts).toEqual({
        carts: 165,
        purchases: 214,
        sessions: 5066,
        customers: 4504,
        unpriced: 0,
      });
    });

    const eventsOf = async (input: Parameters<typeof readXes>[0]): Promise<XesEvent[]> => {
      const events: XesEvent[] = [];
      for await (const some of readXes(input)) events.push(...some);
      return events;
    };
    /** What a log says, whatever the order of its traces and of attributes. */
    const saidBy = (events: readonly XesEvent[]) =>
      events
        .map(({trace, index, attributes}) => {
          const said = Object.entries(attributes)
            .filter(([key]) => !key.startsWith('throughline:'))
            .map(([key, value]) => [
              key,
              key === 'time:timestamp' ? Date.parse(String(value)) : value,
            ])
            .toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1));
          return JSON.stringify([trace, index, said]);
        })
        .toSorted();

    it('the Italian helpdesk goes through XES and comes back event for event', async () => {
      expect(await importInto('desk', helpdesk)).toEqual({
        stored: 21_348,
        duplicates: 0,
        refused: 0,
      });
      const text = await exported('desk', 'xes', '--case', 'ticket');
      const file = join(data, 'desk.xes');
      await writeFile(file, text);
      const before = await eventsOf(createReadStream(sharedPath(helpdesk)).pipe(createGunzip()));
      const after = await eventsOf(createReadStream(file));
      expect(new Set(after.map(({trace}) => trace)).size).toBe(4580);
      expect(saidBy(after)).toEqual(saidBy(before));
    });

    it('OCEL 2.0 is read, and what is written is valid by its schema', async () => {
      const schema = JSON.parse(await readFile(sharedPath('data/ocel/schema_ocel2.json'), 'utf8'));
      const isValid = new Ajv({strict: false, validateFormats: false}).compile(schema);
      const log = JSON.parse(await readFile(sharedPath(ocel), 'utf8')) as Ocel;
      expect(isValid(log)).toBe(true);

      await expect(importInto('purchasing', ocel)).rejects.toThrow(/Purchase Order/);
      const identify = [
        '--identify',
        'Purchase Order=order',
        '--identify',
        'Purchase Requisition=requisition',
      ];
      const totals = (await importInto('purchasing', ocel, ...identify)) as {
        stored: number;
        refused: number;
      };
      expect(totals.stored + totals.refused).toBe(13);
      const back = JSON.parse(await exported('purchasing', 'ocel')) as Ocel;
      expect(isValid(back), JSON.stringify(isValid.errors)).toBe(true);
      const said = (of: Ocel) =>
        new Map(
          of.events.map(({id, type, time, relationships}) => [
            id,
            [
              type,
              Date.parse(time),
              relationships.map((each) => `${each.objectId} ${each.qualifier}`),
            ],
          ]),
        );
      const before = said(log);
      for (const [id, [type, time, related]] of said(back)) {
        const [ownType, ownTime, own] = before.get(id)!;
        expect([type, time]).toEqual([ownType, ownTime]);
        expect(related).toEqual(expect.arrayContaining(own as string[]));
      }
    });

    it('the exports of a shop are valid, and no cell of CSV is a formula', async () => {
      const lines = (await exported('shop', 'csv')).trimEnd().split('\r\n');
      const {stored} = await asked<{stored: number}>(
        `select count(*)::int as stored from throughline.touchpoint t
         join throughline.tenant on tenant.id = t.tenant where tenant.name = 'shop'`,
      );
      expect(lines).toHaveLength(stored + 1);
      expect(lines.filter((line) => /(^|,)"?[=+@-]/.test(line))).toEqual([]);
    });
  },
);
