// Touchpoints in ClickHouse, all else in PostgreSQL, and each of the three processes killed while
// senders write: F5c of docs/faults.md. ClickHouse is real, and here a library behind its protocol.
import {execFile} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  chdb,
  clickHouseNode,
  type ClickHouseNode,
} from '../../packages/collector/test/clickhouse.ts';
import {throughline} from '../e2e/processes.ts';
import {ask, aTouchpoint, send, serve, tokenOf, type Reply, type Service} from './service.ts';
import {CYCLES, embeddedStore, signal, type Store, untilGone, within} from './stores.ts';

const library = await chdb();
const bin = fileURLToPath(new URL('../../packages/collector/bin/throughline.js', import.meta.url));
const run = (...words: string[]) => promisify(execFile)(process.execPath, [bin, ...words]);

/** Senders as trackers are: a batch is sent until somebody says what became of it. */
const sendFor = (service: () => Service, prefix: string) => {
  const visitors = Array.from({length: 8}, (_, index) => `${prefix}-${index}`);
  const sent = new Map<string, Set<string>>();
  const replies: Reply[] = [];
  let stopped = false;
  const working = visitors.map(async (visitor) => {
    const ids = new Set<string>();
    sent.set(visitor, ids);
    while (!stopped) {
      const identifiers = [{kind: 'anonymous', value: visitor}];
      const batch = Array.from({length: 20}, () => aTouchpoint({identifiers}));
      for (const {id} of batch) ids.add(id);
      for (let isKept = false; !isKept;) {
        const reply = await send(service(), batch);
        replies.push(reply);
        isKept = reply.status === 200;
        if (!isKept) await sleep(50);
      }
    }
  });
  return {
    sent,
    replies,
    answered: () => replies.filter(({status}) => status === 200).length,
    async stop() {
      stopped = true;
      await Promise.all(working);
    },
  };
};

type Senders = ReturnType<typeof sendFor>;

/** All that is shown of a visitor, page by page. */
const shown = async (service: Service, visitor: string) => {
  const token = await tokenOf(service);
  const body = JSON.stringify({identifiers: [{kind: 'anonymous', value: visitor}]});
  const found = await ask(service, '/v1/customers/find', {token, body});
  const {customer} = JSON.parse(found.text) as {customer: string};
  const ids: string[] = [];
  let total = 0;
  for (let next: string | null = ''; next !== null;) {
    const path = `/v1/customers/${customer}/timeline?limit=200${next && `&before=${next}`}`;
    const {text, status} = await ask(service, path, {token});
    expect(status).toBe(200);
    const page = JSON.parse(text) as {
      touchpoints: {id: string}[];
      total: number;
      next: string | null;
    };
    ids.push(...page.touchpoints.map(({id}) => id));
    ({next, total} = page);
  }
  return {ids, total};
};

describe.skipIf(!library)('touchpoints in ClickHouse', () => {
  let node: ClickHouseNode;
  let store: Store;
  let service: Service;
  let args: string[];
  beforeAll(async () => {
    node = await clickHouseNode(library!);
    store = await embeddedStore();
    args = [...store.args, '--clickhouse-url', node.url];
    service = await serve({args});
  });
  afterAll(async () => {
    await service?.running.stop('SIGKILL');
    await store?.remove();
    await node?.remove();
  });

  const stored = async () => {
    const body = JSON.stringify({agent: 'agent-1', role: 'supervisor'});
    const granted = await ask(service, '/v1/tokens', {body, token: service.secretKey});
    const {token} = JSON.parse(granted.text) as {token: string};
    const {text} = await ask(service, '/v1/account', {token});
    const {days} = JSON.parse(text) as {days: {stored: number}[]};
    return days.reduce((sum, day) => sum + day.stored, 0);
  };

  /** All that was sent is shown once; gives back how much that is. */
  const expectShown = async ({sent}: Senders) => {
    let count = 0;
    for (const [visitor, ids] of sent) {
      const timeline = await shown(service, visitor);
      expect(new Set(timeline.ids)).toEqual(ids);
      expect([timeline.ids.length, timeline.total]).toEqual([ids.size, ids.size]);
      count += ids.size;
    }
    return count;
  };

  const kills: [what: string, kill: () => Promise<void>][] = [
    [
      'ClickHouse',
      async () => {
        await node.kill();
        await sleep(300);
        await node.start();
      },
    ],
    [
      'the collector',
      async () => {
        await service.running.stop('SIGKILL');
        service = await serve({args}, service);
      },
    ],
    [
      'PostgreSQL',
      async () => {
        const processes = store.processes();
        signal(processes, 'SIGKILL');
        await untilGone(processes);
      },
    ],
  ];

  it.each(kills)(
    'kill -9 of %s: nothing is lost, shown twice or counted wrongly',
    async (what, kill) => {
      const before = await stored();
      const senders = sendFor(() => service, what.replaceAll(' ', '-'));
      for (let cycle = 0; cycle < CYCLES; cycle += 1) {
        const answered = senders.answered();
        while (senders.answered() < answered + 8) await sleep(10);
        await sleep(Math.random() * 500);
        await kill();
      }
      await senders.stop();

      const count = await expectShown(senders);
      expect((await stored()) - before).toBe(count);
      console.log(
        `F5c: ${CYCLES} kills of ${what}, ${count} touchpoints in ${senders.replies.length} requests: each shown once, counted once`,
      );
    },
  );

  it('ClickHouse stands still: every request ends within 5 s, and it goes on afterwards', async () => {
    const before = await stored();
    const senders = sendFor(() => service, 'still');
    while (senders.replies.length < 8) await sleep(10);
    signal([node.pid()], 'SIGSTOP');
    await sleep(6000);
    signal([node.pid()], 'SIGCONT');
    const answered = senders.answered();
    while (senders.answered() < answered + 8) await sleep(10);
    await senders.stop();
    const slow = senders.replies.filter(({status}) => status !== 200);
    expect(slow.length).toBeGreaterThan(0);
    for (const {status, ms} of slow) {
      expect(status).toBe(503);
      expect(ms).toBeLessThan(within(5000));
    }
    expect((await stored()) - before).toBe(await expectShown(senders));
  });

  it('behind a spool, senders do not notice that ClickHouse is killed', async () => {
    const before = await stored();
    await service.running.stop();
    const behind = [...args, '--log', 'spool'];
    service = await serve({args: behind}, service);
    const senders = sendFor(() => service, 'spool');
    while (senders.answered() < 8) await sleep(10);
    await node.kill();
    await sleep(1000);
    await node.start();
    await senders.stop();
    expect(senders.replies.filter(({status}) => status !== 200)).toEqual([]);
    const count = [...senders.sent.values()].reduce((sum, {size}) => sum + size, 0);
    for (const end = Date.now() + 60_000; (await stored()) - before < count && Date.now() < end;)
      await sleep(500);
    expect((await stored()) - before).toBe(count);
    expect(await expectShown(senders)).toBe(count);
    await service.running.stop();
    service = await serve({args}, service);
  });

  it('the command exports, erases and counts there, and nowhere else', async () => {
    const touchpoints = Array.from({length: 3}, () =>
      aTouchpoint({identifiers: [{kind: 'anonymous', value: 'leaver'}]}),
    );
    expect((await send(service, touchpoints)).status).toBe(200);
    const about = ['--tenant', 'demo', 'anonymous:leaver'];
    const lines = (await throughline('export', ...about, ...args)).trim().split('\n');
    expect(lines).toHaveLength(3);
    await expect(throughline('erase', ...about, ...store.args)).rejects.toThrow(/--clickhouse-url/);
    const erased = JSON.parse(await throughline('erase', ...about, ...args)) as object;
    expect(erased).toMatchObject({touchpoints: 3});
    await expect(throughline('export', ...about, ...args)).rejects.toThrow();
    const account = JSON.parse(await throughline('account', '--tenant', 'demo', ...args)) as {
      days: {site: string; stored: number; erased?: number}[];
    };
    expect(account.days.reduce((sum, day) => sum + day.stored, 0)).toBe(await stored());
    expect(account.days.find(({site}) => site === 'erasure')?.erased).toBe(3);
    expect(await throughline('doctor', ...args)).toMatch(/ok {3}touchpoints in ClickHouse 26/);
  });

  it('a backup of the rest, restored beside the same ClickHouse, shows the same', async () => {
    const identifiers = [{kind: 'anonymous', value: 'stays'}];
    expect((await send(service, [aTouchpoint({identifiers})])).status).toBe(200);
    const folder = mkdtempSync(join(tmpdir(), 'throughline-backup-'));
    const [file, data] = [join(folder, 'backup.gz'), join(folder, 'data')];
    const {stderr} = await run('backup', file, ...args);
    expect(stderr).toMatch(/NOT in this backup/);
    const there = ['--data', data, '--clickhouse-url', node.url];
    await run('restore', file, ...there);
    const about = ['--tenant', 'demo', 'anonymous:stays'];
    const exported = await throughline('export', ...about, ...args);
    expect(exported.trim().split('\n')).toHaveLength(1);
    expect(await throughline('export', ...about, ...there)).toBe(exported);
    await rm(folder, {recursive: true, force: true});
  });
});
