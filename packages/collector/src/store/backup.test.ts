import pg from 'pg';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  hasServer,
  inMemoryDatabase,
  serverDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector, Database} from '../index.ts';
import {openDatabase} from './database.ts';
import {appendAudit, verifyAudit, type AuditEntry} from './audit.ts';
import {restoreBackup, writeBackup} from './backup.ts';
import {eraseCustomer} from './erase.ts';
import {migrate} from './schema.ts';

/** What a JSON column keeps and PostgreSQL's own text cannot hold, and what COPY would escape. */
const naughty = ['\u0000', '\ud800', '"},{"', "'; drop", '\\N\\t\\', 'a\nb\r\n', '(,")', '😀', ''];

const backedUp = async (database: Database) => {
  let text = '';
  const rows = await writeBackup(database, async (part) => void (text += part));
  return {rows, lines: text.split('\n').slice(0, -1)};
};
const from = async function* (lines: readonly string[]) {
  yield* lines;
};
const contents = (database: Database, tenant: number) =>
  database.tenant(tenant, async (sql) => {
    const tables = ['customer', 'identifier', 'evidence', 'touchpoint', 'quarantine', 'tombstone'];
    const all = [];
    for (const table of tables) {
      all.push(await sql.query(`select r::text from throughline.${table} r order by 1`));
    }
    return all;
  });

let source: TestDatabase;
let collector: Collector;
let shops: TestCollector[];
const ids: number[] = [];
let customer: string;
/** Before anybody was erased, however slow this machine is. */
const began = Date.now();
beforeAll(async () => {
  source = await embeddedDatabase();
  collector = await aCollector(source.database);
  shops = [await aTenantOf(collector, 'one'), await aTenantOf(collector, 'two')];
  for (const shop of shops) {
    const {id} = (await collector.services.registry.byName(shop.tenant))!;
    ids.push(id);
    const identifiers = [
      {kind: 'anonymous', value: 'visitor'},
      {kind: 'email', value: `ada@${shop.tenant}.example`},
    ];
    const week = 7 * 86_400_000;
    await shop.send([
      ...naughty.map((value) => aTouchpoint({identifiers, properties: {value, [`${value}x`]: 1}})),
      aTouchpoint({occurredAt: Date.now() - 3 * week, identifiers}),
      {name: 'broken', identifiers, value: naughty.join('')},
    ]);
    await shop.send([aTouchpoint({identifiers: [{kind: 'user', value: 'leaver'}]})]);
    await eraseCustomer(source.database, id, (await shop.find('user', 'leaver'))!);
    const entries = Array.from({length: 450}, (_, n): AuditEntry => {
      const actor = naughty[n % naughty.length]!.toWellFormed().replaceAll('\u0000', '');
      return {at: n, actor, role: 'agent', action: 'find', customer: null};
    });
    await appendAudit(source.database, id, entries);
  }
  customer = (await shops[0]!.find('email', 'ada@one.example'))!;
}, 120_000);
afterAll(async () => {
  await collector?.close();
  await source?.close();
});

/** A role that owns its database and nothing else: what many a hosted PostgreSQL gives. */
const plainOwner = async (): Promise<TestDatabase> => {
  const server = await embeddedDatabase();
  const host = `${server.database.folder}/socket`;
  const client = new pg.Client({host, user: 'throughline', database: 'postgres'});
  await client.connect();
  for (const statement of [
    'create role throughline_app nologin',
    'create role plain login in role throughline_app',
    'create database plain owner plain',
  ])
    await client.query(statement);
  await client.end();
  const databaseUrl = `postgres://plain@/plain?host=${encodeURIComponent(host)}`;
  const database = await openDatabase({databaseUrl});
  return {
    database,
    async close() {
      await database.close();
      await server.close();
    },
  };
};

const targets: [string, () => Promise<TestDatabase>][] = [
  ['the embedded database', embeddedDatabase],
  ['a database of a plain owner', plainOwner],
  ['PGlite', inMemoryDatabase],
];
if (hasServer) targets.push(['a server of one’s own', serverDatabase]);

describe('a backup', () => {
  it.each(targets)(
    'brings back everything as it was, into %s and out of it again',
    async (_, make) => {
      const {rows, lines} = await backedUp(source.database);
      const target = await make();
      try {
        expect((await restoreBackup(target.database, from(lines))).rows).toEqual(rows);
        for (const id of ids) {
          expect(await contents(target.database, id)).toEqual(await contents(source.database, id));
          expect(await verifyAudit(target.database, id)).toMatchObject({broken: null});
        }
        const again = await backedUp(target.database);
        // Rows come in whatever order the planner likes.
        const dated = (all: string[]) => all.slice(1).toSorted();
        expect(dated(again.lines)).toEqual(dated(lines));
      } finally {
        await target.close();
      }
    },
  );

  it('goes on where it stopped: keys, tokens, hashes, the erased, and new rows', async () => {
    const token = await shops[0]!.token();
    const {lines} = await backedUp(source.database);
    const target = await embeddedDatabase();
    await restoreBackup(target.database, from(lines));
    const restored = await aCollector(target.database);
    const ask = async (method: 'GET' | 'POST', url: string, bearer: string, payload?: object) =>
      (
        await restored.app.inject({
          method,
          url,
          headers: {authorization: `Bearer ${bearer}`, 'content-type': 'application/json'},
          ...(payload && {payload: JSON.stringify(payload)}),
        })
      ).json();
    const timeline = `/v1/customers/${customer}/timeline`;
    expect(await ask('GET', timeline, token)).toEqual(await shops[0]!.timeline(customer));
    expect(await ask('POST', '/v1/tokens', shops[0]!.secretKey, {agent: 'a'})).toHaveProperty(
      'token',
    );
    const late = aTouchpoint({
      occurredAt: began,
      identifiers: [{kind: 'user', value: 'leaver'}],
    });
    const fresh = aTouchpoint({identifiers: [{kind: 'email', value: 'ADA@one.example'}]});
    const sent = {key: shops[0]!.writeKey, sentAt: Date.now(), touchpoints: [late, fresh, {}]};
    expect(await ask('POST', '/v1/touchpoints', '', sent)).toMatchObject({
      stored: 1,
      refused: [{code: 'invalid_touchpoint'}, {code: 'customer_erased'}],
    });
    expect((await ask('GET', timeline, token)).touchpoints[0].id).toBe(fresh.id);
    const {tenant} = await aTenantOf(restored, 'three');
    expect(ids).not.toContain((await restored.services.registry.byName(tenant))!.id);
    await restored.close();
    await target.close();
  });

  it('is not restored over what is there', async () => {
    const {lines} = await backedUp(source.database);
    await expect(restoreBackup(source.database, from(lines))).rejects.toThrow(/not empty/);
    const begun = await inMemoryDatabase();
    await migrate(begun.database); // Its schema may be newer than that of the backup.
    await expect(restoreBackup(begun.database, from(lines))).rejects.toThrow(/not empty/);
    await begun.close();
  });
});

it('is restored once into a database, by whoever comes first', async () => {
  const target = await embeddedDatabase();
  const {lines} = await backedUp(source.database);
  const restores = [1, 2].map(() => restoreBackup(target.database, from(lines)));
  const ended = await Promise.allSettled(restores);
  expect(ended.map(({status}) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const refused = ended.find((each) => each.status === 'rejected');
  expect(refused?.reason).toMatchObject({message: expect.stringContaining('is not empty')});
  expect(await contents(target.database, ids[0]!)).toEqual(
    await contents(source.database, ids[0]!),
  );
  await target.close();
});

describe('into an empty database', () => {
  let target: TestDatabase;
  beforeAll(async () => {
    target = await inMemoryDatabase();
  });
  afterAll(() => target?.close());

  it('there is nothing to back up', async () => {
    await expect(backedUp(target.database)).rejects.toThrow(/nothing to back up/);
  });

  it.each([
    ['is cut short', (lines: string[]) => lines.slice(0, -1), /ends too soon/],
    [
      'lacks a row',
      (lines: string[]) =>
        lines.toSpliced(
          lines.findLastIndex((line) => line.startsWith('"')),
          1,
        ),
      /damaged: \d+ of \d+ rows/,
    ],
    ['is garbled', (lines: string[]) => lines.with(-2, '{"table"'), /not readable/],
    [
      'names what is no partition of ours',
      (lines: string[]) =>
        lines.toSpliced(1, 0, '{"partition":"x","of":"touchpoint","bound":"DEFAULT"}'),
      /not readable/,
    ],
    ['is something else', () => ['{"hello": "world"}'], /not a backup/],
    [
      'is of touchpoints in ClickHouse',
      (lines: string[]) => {
        const row = lines.findIndex((line) => line.startsWith('{"table":"store"')) + 1;
        return lines.with(row, lines[row]!.replace('postgres', 'clickhouse'));
      },
      /say where, with --clickhouse-url/,
    ],
    [
      'is of a version to come',
      (lines: string[]) => lines.with(0, lines[0]!.replace(/"step":\d+/, '"step":9999')),
      /newer version/,
    ],
  ])('a backup that %s restores nothing', async (_, harm, message) => {
    const {lines} = await backedUp(source.database);
    await expect(restoreBackup(target.database, from(harm(lines)))).rejects.toThrow(message);
  });

  it('goes what is whole, after all that was refused', async () => {
    const {rows, lines} = await backedUp(source.database);
    expect((await restoreBackup(target.database, from(lines))).rows).toEqual(rows);
  });
});
