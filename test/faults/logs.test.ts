// A log in front of the store: what it has acknowledged is kept, whatever ends in between. With
// `--log spool` on one machine, and with two collectors and three NATS servers as beyond one.
import {mkdtempSync} from 'node:fs';
import {readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {openDatabase} from '../../packages/collector/src/index.ts';
import {hasNats, startNats, type Nats} from './nats.ts';
import {
  aTouchpoint,
  ask,
  send,
  serve,
  until,
  write,
  type Service,
  type Writers,
} from './service.ts';
import {CYCLES, embeddedStore, keptIn, LONG, signal, type Store} from './stores.ts';

/** The same store, reached by a collector with a log in front. */
const behind = (store: Store, ...args: readonly string[]): Store => ({
  ...store,
  args: [...store.args, ...args],
});

/** Waits until everything acknowledged is kept, then looks that it is there once and counted once. */
const expectKept = async (store: Store, all: readonly Writers[]): Promise<number> => {
  const acknowledged = all.flatMap((each) => [...each.acknowledged]);
  expect(acknowledged.length).toBeGreaterThan(0);
  const missing = async () => {
    const kept = await keptIn(store);
    return acknowledged.filter((id) => !kept.has(id));
  };
  for (const end = Date.now() + 60_000; (await missing()).length > 0 && Date.now() < end;)
    await sleep(200);
  expect(await missing()).toEqual([]);
  await sleep(500); // What was handed over twice would come now.
  const kept = await keptIn(store);
  expect([...kept.values()].filter((times) => times > 1)).toEqual([]);
  const {there, ...counted} = await countedIn(store);
  expect(counted).toEqual({stored: there});
  return acknowledged.length;
};

/**
 * The account, summed over all days, and how much is there: of one instant, since what nobody was
 * promised may still be on its way.
 */
const countedIn = async ({args: [, data]}: Store): Promise<Record<string, number>> => {
  const database = await openDatabase({data});
  try {
    const rows = await database.system((sql) =>
      sql.query<{what: string; n: string}>(
        `select what, sum(n) as n from throughline.account group by what
         union all select 'there', count(distinct id) from throughline.touchpoint`,
      ),
    );
    return Object.fromEntries(rows.map(({what, n}) => [what, Number(n)]));
  } finally {
    await database.close();
  }
};

describe('a spool in front of the store', () => {
  let bare: Store;
  let store: Store;
  let service: Service;
  let folder: string;
  let keys: Service | undefined;
  beforeAll(async () => {
    bare = await embeddedStore();
    folder = mkdtempSync(join(tmpdir(), 'throughline-spool-'));
    store = behind(bare, '--log', 'spool', '--spool', folder);
  });
  beforeEach(async () => {
    keys = service = await serve(store, keys);
  });
  afterEach(async () => {
    signal(bare.processes(), 'SIGCONT');
    await service?.running.stop('SIGKILL');
  });
  afterAll(async () => {
    await bare?.remove();
    await rm(folder, {recursive: true, force: true});
  });

  it('F1: keeps what it acknowledged before it was killed, and counts it once', async () => {
    const all: Writers[] = [];
    for (let cycle = 0; cycle < CYCLES; cycle += 1) {
      const writers = write(service);
      all.push(writers);
      while (writers.acknowledged.size === 0) await sleep(10);
      await sleep(Math.random() * 1000);
      await service.running.stop('SIGKILL');
      await writers.stop();
      service = await serve(store, service);
    }
    const count = await expectKept(store, all);
    console.log(`F1, spool: ${CYCLES} kills, ${count} acknowledged, 0 lost, 0 counted twice`);
  });

  it('F6: acknowledges while the database stands still, and keeps it afterwards', async () => {
    expect((await send(service, [aTouchpoint()])).status).toBe(200);
    const held = store.processes();
    expect(held.length).toBeGreaterThan(1);
    signal(held, 'SIGSTOP');
    const writers = write(service);
    await sleep(LONG ? 20_000 : 7000); // Longer than a write key is known without being looked up.
    const while_ = writers.replies.length;
    expect((await ask(service, '/readyz')).status).toBe(200);
    signal(held, 'SIGCONT');
    await writers.stop();
    expect(new Set(writers.replies.map(({status}) => status))).toEqual(new Set([200]));
    expect(while_).toBeGreaterThan(20);
    await expectKept(store, [writers]);
  });

  it('is emptied by a collector without it, and removed from the disk', async () => {
    const {stored: before = 0} = await countedIn(store);
    expect((await send(service, [aTouchpoint()])).status).toBe(200);
    const held = store.processes();
    signal(held, 'SIGSTOP');
    const touchpoints = Array.from({length: 20}, () => aTouchpoint());
    expect((await send(service, touchpoints)).status).toBe(200);
    await service.running.stop('SIGKILL');
    signal(held, 'SIGCONT');
    service = await serve(behind(bare, '--spool', folder), service);
    const isEmpty = async () => {
      for (;;) {
        const files = (await readdir(folder)).filter((file) => file.endsWith('.log'));
        if (files.length === 0) return;
        await sleep(50);
      }
    };
    await isEmpty();
    const kept = await keptIn(store);
    expect(touchpoints.filter(({id}) => !kept.has(id))).toEqual([]);
    expect(await countedIn(store)).toEqual({stored: before + 21, there: before + 21});
  });

  it('is of one collector alone', async () => {
    await expect(serve({args: store.args})).rejects.toThrow(/used by another collector/);
  });
});

describe.skipIf(!hasNats())('two collectors behind three NATS servers', () => {
  let nats: Nats;
  let store: Store;
  let bare: Store;
  let services: [Service, Service];
  beforeEach(async () => {
    nats = await startNats();
    bare = await embeddedStore();
    store = behind(bare, '--log', nats.url);
    const first = await serve(store);
    const {port: _, ...keys} = await serve(store, {...first, port: 0});
    services = [first, {...keys, port: Number(/:(\d+)$/.exec(keys.running.lines.at(-1)!)![1])}];
  });
  afterEach(async () => {
    for (const {running} of services ?? []) await running.stop('SIGKILL');
    await bare?.remove();
    await nats?.remove();
  });

  it('lose nothing when a server is killed, when a collector is, and when both come back', async () => {
    const all: Writers[] = [];
    for (let cycle = 0; cycle < Math.max(1, CYCLES / 2); cycle += 1) {
      const writers = services.map((service) => write(service, {writers: 4}));
      all.push(...writers);
      for (const {acknowledged} of writers) while (acknowledged.size === 0) await sleep(10);
      const leader = await nats.leader('throughline');
      await nats.kill(leader);
      const seen = writers.map(({acknowledged}) => acknowledged.size);
      // The other two choose a leader, and go on.
      for (const [index, {acknowledged}] of writers.entries())
        while (acknowledged.size < seen[index]! + 100) await sleep(10);
      await services[0].running.stop('SIGKILL');
      await sleep(500);
      await nats.start(leader);
      await Promise.all(writers.map((each) => each.stop()));
      services[0] = await serve(store, services[0]);
      const statuses = writers.flatMap(({replies}) => replies.map(({status}) => status));
      expect(statuses.filter((status) => ![0, 200, 503].includes(status))).toEqual([]);
    }
    const count = await expectKept(store, all);
    console.log(`JetStream: ${count} acknowledged, 0 lost, 0 counted twice`);
    await until(
      60_000,
      async () => ({status: await nats.messages('throughline'), headers: {}, text: '', ms: 0}),
      ({status}) => status === 0,
    );
    expect(await nats.messages('throughline')).toBe(0);
  });

  it('start while the servers have nobody who leads them', async () => {
    const [leader, other] = [await nats.leader('throughline'), 0];
    const gone = [leader, leader === other ? 1 : other];
    await services[0].running.stop('SIGKILL');
    for (const node of gone) await nats.kill(node);
    const starting = serve(store, services[0]);
    await sleep(6000); // Longer than an answer is waited for.
    for (const node of gone) await nats.start(node);
    services[0] = await starting;
    // A leader may go once more; whoever sends tries again.
    const reply = await until(
      30_000,
      () => send(services[0], [aTouchpoint()]),
      ({status}) => status === 200,
    );
    expect(reply.status).toBe(200);
  }, 120_000);
});
