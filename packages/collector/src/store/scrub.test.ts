import {randomUUID} from 'node:crypto';
import {createReadStream, mkdtempSync} from 'node:fs';
import {readdir, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {PassThrough} from 'node:stream';
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
import {openSpool} from '../event-log/spool.ts';
import type {EventLog} from '../event-log/event-log.ts';
import {createCollector, createTenant, type Collector} from '../index.ts';
import {restoreBackup, writeBackup} from './backup.ts';
import type {Database} from './database.ts';
import {eraseAgain} from './erase-again.ts';
import {eraseCustomer} from './erase.ts';
import {erasuresOf, readErasures, type Tombstone} from './erasures.ts';
import {tenantNamed} from './registry.ts';
import {scrub} from './scrub.ts';
import {deleteTenant} from './tenants.ts';

/** The files under a folder that hold a text, by their paths within. */
const holding = async (folder: string, text: string): Promise<string[]> => {
  const found: string[] = [];
  for (const entry of await readdir(folder, {recursive: true, withFileTypes: true})) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // One may be taken away while we look.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (bytes.includes(text)) found.push(path.slice(folder.length + 1));
  }
  return found;
};

describe('the bytes of whoever was erased', () => {
  let store: TestDatabase;
  let spool: EventLog;
  let collector: Collector;
  let log = '';
  const spoolFolder = mkdtempSync(join(tmpdir(), 'throughline-spool-'));
  beforeAll(async () => {
    store = await embeddedDatabase();
    spool = await openSpool({folder: spoolFolder, segmentMs: 200});
    const stream = new PassThrough();
    stream.on('data', (chunk) => (log += String(chunk)));
    collector = await createCollector(store.database, {
      log: stream,
      logLevel: 'trace',
      eventLog: spool,
    });
  });
  afterAll(async () => {
    await collector?.close();
    await spool?.close();
    await store?.close();
    await rm(spoolFolder, {recursive: true, force: true});
  });

  /** Everywhere that a person can be: rows of several weeks, identifiers, quarantine, a merge. */
  const known = async (shop: TestCollector, canary: string) => {
    const user = {kind: 'user', value: canary};
    const of = (value: string) => [{kind: 'anonymous', value: `${canary}-${value}`}];
    const weeks = [0, 8, 20].map((days) => Date.now() - days * 86_400_000);
    await shop.send(
      weeks.flatMap((occurredAt) =>
        Array.from({length: 20}, () =>
          aTouchpoint({occurredAt, identifiers: of('1'), properties: {canary}}),
        ),
      ),
    );
    await shop.send([aTouchpoint({identifiers: [...of('1'), user], properties: {canary}})]);
    await shop.send([aTouchpoint({identifiers: [...of('2'), user]})]);
    await shop.send([{...aTouchpoint({identifiers: of('2')}), name: `Not A Name ${canary}`}]);
    let customer: string | undefined;
    while (!customer || (await shop.timeline(customer)).total < 62)
      customer = await shop.find('user', canary);
    return customer;
  };
  /** Until the spool has forgotten what is kept. */
  const spooled = async (canary: string) => {
    while ((await holding(spoolFolder, canary)).length > 0) await sleep(50);
  };
  const settled = async () => {
    await store.database.outside(async (sql) => {
      await sql.query('analyze');
      await sql.query('checkpoint'); // So that the files hold what the memory does.
    });
  };

  it('are in no file of the database, the spool or the log', async () => {
    const shop = await aTenantOf(collector);
    const neighbour = await aTenantOf(collector);
    const [canary, other] = [`canary${randomUUID()}`, `canary${randomUUID()}`];
    const customer = await known(shop, canary);
    const theirs = await known(neighbour, other);
    await settled();
    const folder = store.database.folder!;
    const before = await holding(folder, canary);
    expect(before.length).toBeGreaterThan(4);

    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    await eraseCustomer(store.database, id, customer);
    await spooled(canary);
    await settled();
    // No row leads there, and the bytes are there.
    expect((await holding(folder, canary)).length).toBeGreaterThan(0);
    expect(await scrub(store.database)).toMatchObject({
      busy: [],
      statistics: true,
      log: expect.any(Number),
    });
    expect(await holding(folder, canary)).toEqual([]);
    expect(log).not.toContain(canary);
    expect((await holding(folder, other)).length).toBeGreaterThan(0);
    expect((await neighbour.timeline(theirs)).total).toBe(62);
    expect((await shop.send([aTouchpoint()])).body).toMatchObject({stored: 1}); // It goes on.
  });

  it('are not there either where the server hears late that it should keep no segment of its log', async () => {
    const canary = `canary${randomUUID()}`;
    const shop = await aTenantOf(collector);
    const customer = await known(shop, canary);
    await settled();
    await eraseCustomer(
      store.database,
      (await tenantNamed(store.database, shop.tenant))!.id,
      customer,
    );
    await spooled(canary);
    let told: Promise<unknown> | undefined;
    const late: Database = {
      ...store.database,
      outside: (work) =>
        store.database.outside((sql) =>
          work({
            ...sql,
            async query(text, values) {
              if (told || text !== 'select pg_reload_conf()') return sql.query(text, values);
              told = sleep(1000).then(() => store.database.system((each) => each.query(text)));
              return [];
            },
          }),
        ),
    };
    expect(await scrub(late)).toMatchObject({busy: [], log: expect.any(Number)});
    await told;
    expect(await holding(store.database.folder!, canary)).toEqual([]);
  });

  it('stay for who still sees them, and that is told', async () => {
    const canary = `canary${randomUUID()}`;
    const shop = await aTenantOf(collector);
    const customer = await known(shop, canary);
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    const folder = store.database.folder!;
    await store.database.outside(async (sql) => {
      await sql.query('begin isolation level repeatable read');
      await sql.query('select pg_current_snapshot()');
      await eraseCustomer(store.database, id, customer);
      await spooled(canary);
      expect(await scrub(store.database, {waitMs: 100})).toMatchObject({watching: 1});
      expect((await holding(folder, canary)).length).toBeGreaterThan(0);
      setTimeout(() => void sql.query('commit').catch(() => {}), 300);
      expect(await scrub(store.database)).toMatchObject({watching: 0, busy: []});
      expect(await holding(folder, canary)).toEqual([]);
    });
  });

  it('and those of a tenant that was deleted are not there either', async () => {
    const canary = `canary${randomUUID()}`;
    const shop = await aTenantOf(collector, `t-${canary.toLowerCase()}`);
    await known(shop, canary);
    await createTenant(store.database, shop.tenant, {
      panelOrigins: [`https://${canary}.example`],
    });
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    await deleteTenant(store.database, id);
    await spooled(canary);
    await settled();
    const folder = store.database.folder!;
    expect((await holding(folder, canary)).length).toBeGreaterThan(0);
    await scrub(store.database);
    expect(await holding(folder, canary)).toEqual([]);
  });
});

describe('the bytes of what had been moved to whoever was erased', () => {
  const user = (value: string) => ({kind: 'user', value});
  const canaries = ['before', 'after', 'apart', 'stays'].map((name) => `${name}${randomUUID()}`);
  const [before, after, apart, stays] = canaries as [string, string, string, string];
  let source: TestDatabase;
  let collector: Collector;
  let tenant: number;
  let backup: string[];

  /**
   * Ada has four touchpoints. One is moved to Bob before the backup, one after it; one is moved to Cy,
   * from whom the browser is then taken out. Then Bob and Cy are erased, with what was moved to them.
   */
  beforeAll(async () => {
    source = await embeddedDatabase();
    collector = await aCollector(source.database);
    const shop = await aTenantOf(collector);
    tenant = (await tenantNamed(source.database, shop.tenant))!.id;
    const hers = canaries.map((canary) =>
      aTouchpoint({identifiers: [user('ada')], properties: {canary}}),
    );
    await shop.send([
      ...hers,
      aTouchpoint({identifiers: [user('bob')]}),
      aTouchpoint({identifiers: [user('cy'), {kind: 'anonymous', value: 'shared'}]}),
    ]);
    const token = await shop.token();
    const [ada, bob, cy] = await Promise.all(
      ['ada', 'bob', 'cy'].map(async (name) => (await shop.find('user', name))!),
    );
    const move = async (index: number, customer: string) =>
      shop.ask(`/v1/customers/${ada}/move`, {
        token,
        body: {touchpoint: hers[index]!.id, customer},
      });
    await move(0, bob!);
    await move(2, cy!);
    let text = '';
    await writeBackup(source.database, async (part) => void (text += part));
    backup = text.split('\n').slice(0, -1);

    await move(1, bob!);
    const {body} = await shop.ask(`/v1/customers/${cy}/identity`, {token});
    const {visitor} = body.identifiers.find(({kind}: {kind: string}) => kind === 'anonymous');
    await shop.ask(`/v1/customers/${cy}/detach`, {token, body: {visitor}});
    expect(await eraseCustomer(source.database, tenant, bob!)).toMatchObject({touchpoints: 3});
    expect(await eraseCustomer(source.database, tenant, cy!)).toMatchObject({touchpoints: 2});
  });
  afterAll(async () => {
    await collector?.close();
    await source?.close();
  });

  const journal = () =>
    readErasures(createInterface({input: createReadStream(source.database.erasures!)}), () => {
      throw new Error('A line is damaged.');
    });
  const erasuresIn = async ({database}: TestDatabase) => {
    const all: Tombstone[] = [];
    for await (const each of erasuresOf(database)) all.push(each);
    return all;
  };
  const printed = () => erasuresIn(source);
  /** As an earlier version wrote it. */
  const ofVisitors = async () =>
    (await journal()).filter(({touchpoint}) => touchpoint === undefined);

  it.each([
    ['the file beside the database', journal, [before, after, apart]],
    ['what `throughline erasures` prints', printed, [before, after, apart]],
    ['a file that says nothing of moves', ofVisitors, [before]],
  ])('are gone after a restore, by %s', async (_, erasures, gone) => {
    const known = await erasures();
    for (const canary of canaries) expect(JSON.stringify(known)).not.toContain(canary);
    const target = await embeddedDatabase();
    try {
      const {database} = target;
      await restoreBackup(
        database,
        (async function* () {
          yield* backup;
        })(),
      );
      const checkpoint = () =>
        database.outside(async (sql) => void (await sql.query('checkpoint')));
      await checkpoint();
      for (const canary of canaries)
        expect((await holding(database.folder!, canary)).length).toBeGreaterThan(0); // All are back.

      await eraseAgain(database, known);
      await scrub(database);
      await checkpoint();
      for (const canary of gone) expect(await holding(database.folder!, canary)).toEqual([]);
      expect((await holding(database.folder!, stays)).length).toBeGreaterThan(0);
      // The next restore hears of it from this one.
      const again = await erasuresIn(target);
      const moved = (all: readonly Tombstone[]) => all.filter((each) => each.touchpoint).length;
      expect(moved(again)).toBe(gone.length);
      expect(await eraseAgain(database, known)).toEqual({tenants: 0, customers: 0, touchpoints: 0});
    } finally {
      await target.close();
    }
  });
});
