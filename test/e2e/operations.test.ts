import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFile, rm, stat, statfs, writeFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';
import {uuidV7} from '@throughline/contracts';
import {openDatabase} from '../../packages/collector/src/index.ts';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {dataFolder, startCollector, throughline, type Running} from './processes.ts';

const aTouchpoint = (visitor: string, occurredAt = Date.now()) => ({
  id: uuidV7(occurredAt),
  name: 'page_viewed',
  occurredAt,
  channel: 'web',
  identifiers: [
    {kind: 'anonymous', value: visitor},
    {kind: 'email', value: `${visitor}@example.com`},
  ],
});

/** A collector on a folder of its own, and how it is asked. */
const aCollector = async (data: string, ...args: string[]) => {
  const running = startCollector(data, 0, ...args);
  const url = (await running.line(/^ready (http:.*)$/))[1]!;
  const ask = async (path: string, {token, body}: {token?: string; body?: object} = {}) => {
    const response = await fetch(url + path, {
      ...(body && {method: 'POST', body: JSON.stringify(body)}),
      headers: token ? {authorization: `Bearer ${token}`} : {},
    });
    return {
      status: response.status,
      headers: response.headers,
      // eslint-disable-next-line typescript/no-explicit-any -- a test says what it expects in here.
      body: (await response.json()) as any,
    };
  };
  return {running, url, ask};
};

describe('backup and restore', () => {
  let folder: Awaited<ReturnType<typeof dataFolder>>;
  let fresh: Awaited<ReturnType<typeof dataFolder>>;
  const stopped: Running[] = [];
  beforeAll(async () => {
    folder = await dataFolder();
    fresh = await dataFolder();
  });
  afterAll(async () => {
    for (const running of stopped) await running.stop();
    await folder?.remove();
    await fresh?.remove();
  });

  it('bring a collector back as it was at one instant, while load goes on', async () => {
    const {running, ask} = await aCollector(folder.data);
    stopped.push(running);
    const {writeKey, secretKey} = JSON.parse(
      await throughline('tenant', 'create', 'shop', '--json', '--data', folder.data),
    ) as {writeKey: string; secretKey: string};
    const send = (...touchpoints: object[]) =>
      ask('/v1/touchpoints', {body: {key: writeKey, sentAt: Date.now(), touchpoints}});
    const {body: granted} = await ask('/v1/tokens', {token: secretKey, body: {agent: 'a'}});
    const {token} = granted as {token: string};
    const find = async (asked: typeof ask, value: string) =>
      (await asked('/v1/customers/find', {token, body: {identifiers: [{kind: 'email', value}]}}))
        .body;

    await send(...Array.from({length: 100}, () => aTouchpoint('ada')));
    await send(aTouchpoint('leaver'));
    await throughline(
      'erase',
      '--tenant',
      'shop',
      'email:leaver@example.com',
      '--data',
      folder.data,
    );
    const {customer} = (await find(ask, 'ada@example.com')) as {customer: string};
    const timeline = `/v1/customers/${customer}/timeline?limit=200`;
    const before = (await ask(timeline, {token})).body;

    // What each batch became is read from the restored database: all of it or nothing.
    let over = false;
    const batches: string[][] = [];
    const load = Array.from({length: 3}, async (_, writer) => {
      while (!over) {
        const visitor = `writer-${writer}-${batches.length}`;
        const batch = Array.from({length: 20}, () => aTouchpoint(visitor));
        await send(...batch);
        batches.push(batch.map(({id}) => id));
      }
    });
    const file = join(folder.data, 'backup.gz');
    while (batches.length < 10) await new Promise((resolve) => setTimeout(resolve, 10));
    const acknowledged = batches.length;
    const rows = JSON.parse(await throughline('backup', file, '--data', folder.data)) as {
      touchpoint: number;
    };
    over = true;
    await Promise.all(load);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(throughline('backup', file, '--data', folder.data)).rejects.toThrow(/EEXIST/);

    const told = await throughline('restore', file, '--data', fresh.data);
    expect(told).toContain('audit of shop: ');
    expect(told).toContain(`"touchpoint":${rows.touchpoint}`);
    await expect(throughline('restore', file, '--data', fresh.data)).rejects.toThrow(/not empty/);

    const restored = await aCollector(fresh.data);
    stopped.push(restored.running);
    // The token was signed before, by a key that came along; that it was read before is remembered.
    const read = (await restored.ask(timeline, {token})).body;
    expect(read).toEqual({...(before as object), lookedAt: expect.any(Number)});
    expect((await find(restored.ask, 'leaver@example.com')) as object).toHaveProperty('error');
    const late = aTouchpoint('leaver', Date.now() - 3_600_000);
    const answer = await restored.ask('/v1/touchpoints', {
      body: {key: writeKey, sentAt: Date.now(), touchpoints: [late]},
    });
    expect(answer.body).toMatchObject({stored: 0, refused: [{code: 'customer_erased'}]});

    // Of one instant: nothing of a later table without what it rests on in an earlier one.
    const database = await openDatabase({data: fresh.data});
    const found = await database.system((sql) =>
      sql.query<{id: string; known: boolean}>(
        `select t.id, i.visitor is not null as known from throughline.touchpoint t
         left join throughline.identifier i on i.tenant = t.tenant and i.visitor = t.visitor`,
      ),
    );
    await database.close();
    expect(found.filter(({known}) => !known)).toEqual([]);
    const kept = new Set(found.map(({id}) => id));
    const shares = batches.map((batch) => batch.filter((id) => kept.has(id)).length);
    expect(shares.slice(0, acknowledged).every((share) => share === 20)).toBe(true);
    expect(shares.every((share) => share === 0 || share === 20)).toBe(true);
  });

  it('refuse half a file, and leave the folder empty', async () => {
    const file = join(folder.data, 'backup.gz');
    const half = join(folder.data, 'half.gz');
    const whole = await readFile(file);
    await writeFile(half, whole.subarray(0, whole.length / 2));
    const other = await dataFolder();
    await expect(throughline('restore', half, '--data', other.data)).rejects.toThrow(
      /not all of it is there \(unexpected end of file\)/,
    );
    // Nobody who was erased comes back for a misspelt name: the folder is still empty after it.
    for (const [name, message] of [
      ['nowhere.jsonl', /nowhere\S* is not there \(ENOENT\)/],
      ['half.gz', /half\.gz is no file of erasures/],
    ] as const) {
      const erasures = ['--erasures', join(folder.data, name)];
      await expect(throughline('restore', file, '--data', other.data, ...erasures)).rejects.toThrow(
        message,
      );
    }
    await throughline('restore', file, '--data', other.data);
    await other.remove();
  });
});

describe('throughline start', () => {
  let folder: Awaited<ReturnType<typeof dataFolder>>;
  beforeAll(async () => {
    folder = await dataFolder();
  });
  afterAll(() => folder?.remove());
  const keyOf = ({lines}: Running) =>
    lines.map((line) => /^write key (\S+)/.exec(line)?.[1]).find(Boolean)!;

  it('on SIGTERM: is not ready, serves on while it drains, ends streams, keeps what it took', async () => {
    const {running, ask, url} = await aCollector(folder.data, '--drain', '10');
    const key = keyOf(running);
    const send = (...touchpoints: object[]) =>
      ask('/v1/touchpoints', {body: {key, sentAt: Date.now(), touchpoints}});
    await send(aTouchpoint('ada'));
    const token = (
      await throughline('token', '--tenant', 'demo', '--agent', 'a', '--data', folder.data)
    ).trim();
    const identifiers = [{kind: 'anonymous', value: 'ada'}];
    const {customer} = (await ask('/v1/customers/find', {token, body: {identifiers}})).body;
    const stream = await fetch(`${url}/v1/customers/${customer}/live`, {
      headers: {authorization: `Bearer ${token}`},
    });
    const ended = stream.text();

    // A request whose last byte does not come before the end has begun.
    const slow = connect(Number(new URL(url).port), '127.0.0.1');
    const late = aTouchpoint('late');
    const body = JSON.stringify({key, sentAt: Date.now(), touchpoints: [late]});
    slow.write(
      `POST /v1/touchpoints HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, -1)}`,
    );
    let answer = '';
    slow.on('data', (data) => (answer += String(data)));
    const closed = once(slow, 'close');

    const acknowledged: string[] = [];
    const refused: number[] = [];
    let over = false;
    const writers = Array.from({length: 4}, async () => {
      while (!over) {
        const batch = [aTouchpoint('writer'), aTouchpoint('writer')];
        const sent = await send(...batch).catch(() => undefined); // Gone: nobody listens any more.
        if (sent?.status === 200) acknowledged.push(...batch.map(({id}) => id));
        else if (sent) {
          refused.push(sent.status);
          expect(sent.headers.get('retry-after')).toBe('1');
          expect(sent.body).toMatchObject({error: {code: 'stopping'}});
        } else await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    while (acknowledged.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));

    const gone = once(running.child, 'exit');
    running.child.kill('SIGTERM');
    for (;;) {
      const {status, body: told} = await ask('/readyz');
      if (status === 200) continue; // The signal is on its way.
      expect([status, told.error.code]).toEqual([503, 'stopping']);
      break;
    }
    expect((await ask('/healthz')).status).toBe(200);
    expect((await send(aTouchpoint('ada'))).status).toBe(200);
    slow.write(body.slice(-1));
    expect(await ended).toContain(': open');
    expect((await gone)[0]).toBe(0);
    over = true;
    await Promise.all([...writers, closed]);
    expect(answer).toMatch(/^HTTP\/1.1 200 [^]*"stored":1/);

    const again = await aCollector(folder.data);
    const exported = await Promise.all(
      ['writer', 'late'].map((who) =>
        throughline('export', '--tenant', 'demo', `anonymous:${who}`, '--data', folder.data),
      ),
    );
    const kept = exported.join('');
    expect([...acknowledged, late.id].filter((id) => !kept.includes(id))).toEqual([]);
    expect(await again.running.stop()).toBe(0);
  });

  // Elsewhere a small disk cannot be had.
  const canMount = spawnSync('mount', ['--version']).status === 0 && process.getuid?.() === 0;
  it.skipIf(!canMount)('is not ready on a full disk, and is again when there is room', async () => {
    const small = await dataFolder();
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=140m', 'tmpfs', small.data]);
    if (mounted.status !== 0) return small.remove(); // A container that may not.
    let collector: Running | undefined;
    try {
      const {running, ask} = await aCollector(join(small.data, 'collector'));
      collector = running;
      const answers = async (status: number) => {
        while ((await ask('/readyz')).status !== status)
          await new Promise((resolve) => setTimeout(resolve, 100));
      };
      await answers(200);
      const {bsize, bavail} = await statfs(small.data);
      const filler = join(small.data, 'filler');
      await writeFile(filler, Buffer.alloc(bsize * bavail - 100 * 1024));
      await answers(503);
      await rm(filler);
      await answers(200);
    } finally {
      await collector?.stop();
      spawnSync('umount', [small.data]);
      await small.remove();
    }
  });

  it('told twice, it ends at once', async () => {
    const {running} = await aCollector(folder.data, '--drain', '60');
    running.child.kill('SIGTERM');
    await running.logged(/"stopping"/);
    expect(await running.stop('SIGTERM')).toBe(143);
  });

  it('logs its start: version, store, address, as JSON', async () => {
    const {running, url} = await aCollector(folder.data, '--log-level', 'info');
    const [line] = await running.logged(/.*"started".*/);
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      msg: 'started',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      store: expect.stringContaining(folder.data),
      address: url.replace('localhost', '127.0.0.1'),
    });
    await running.stop();
  });

  it.each([
    [['--log-level', 'loud'], /--log-level is one of/],
    [['--drain', 'long'], /--drain is a number/],
  ])('%j says what is wrong with it', async (args, message) => {
    await expect(throughline('start', ...args, '--data', folder.data)).rejects.toThrow(message);
  });
});
