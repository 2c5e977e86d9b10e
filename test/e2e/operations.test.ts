import {readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {uuidV7} from '@throughline/contracts';
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
const aCollector = async (data: string) => {
  const running = startCollector(data);
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
        const batch = Array.from({length: 20}, () => aTouchpoint(`writer-${writer}`));
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
    // The token was signed before, by a key that came along.
    expect((await restored.ask(timeline, {token})).body).toEqual(before);
    expect((await find(restored.ask, 'leaver@example.com')) as object).toHaveProperty('error');
    const late = {...aTouchpoint('leaver', Date.now() - 60_000)};
    const answer = await restored.ask('/v1/touchpoints', {
      body: {key: writeKey, sentAt: Date.now(), touchpoints: [late]},
    });
    expect(answer.body).toMatchObject({stored: 0, refused: [{code: 'customer_erased'}]});

    const kept = new Set<string>();
    for (const writer of [0, 1, 2]) {
      const name = `anonymous:writer-${writer}`;
      const text = await throughline('export', '--tenant', 'shop', name, '--data', fresh.data);
      for (const line of text.split('\n').filter(Boolean))
        kept.add((JSON.parse(line) as {id: string}).id);
    }
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
      /unexpected end of file/,
    );
    await throughline('restore', file, '--data', other.data);
    await other.remove();
  });
});
