// F3 of docs/faults.md: the disk under the data folder runs full. A small tmpfs stands in for it,
// which only root may mount.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {rm, statfs} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {
  aTouchpoint,
  ask,
  send,
  serve,
  tokenOf,
  until,
  write,
  type Reply,
  type Service,
} from './service.ts';
import {embeddedStore, keptIn, type Store, within} from './stores.ts';

const mount = mkdtempSync(join(tmpdir(), 'throughline-disk-'));
const canMount = (() => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=400m', 'none', mount], {stdio: 'ignore'});
    return true;
  } catch {
    return false; // A container without the right to mount.
  }
})();

/** Leaves so many bytes of room, while others go on writing: what has gone since is looked at again. */
const fill = async (file: string, left: number) => {
  for (let tries = 20; ; tries -= 1) {
    const {bavail, bsize} = await statfs(mount);
    try {
      execFileSync('fallocate', ['-l', String(bavail * bsize - left), file], {stdio: 'ignore'});
      return;
    } catch (error) {
      await rm(file, {force: true});
      if (tries === 0) throw error;
    }
  }
};

describe.skipIf(!canMount)('a full disk (skipped where nobody may mount a small one)', () => {
  const full = join(mount, 'full');
  let store: Store;
  let service: Service;
  beforeAll(async () => {
    store = await embeddedStore(join(mount, 'data'));
    service = await serve(store);
  });
  afterEach(() => rm(full, {force: true}));
  afterAll(async () => {
    await service?.running.stop('SIGKILL');
    await store?.remove();
    execFileSync('umount', [mount]);
    rmSync(mount, {recursive: true, force: true});
  });

  it('F3: is answered 503, reads go on, and so does keeping once there is room again', async () => {
    const writers = write(service, {writers: 4});
    while (writers.acknowledged.size < 500) await sleep(10);
    const token = await tokenOf(service);
    const body = JSON.stringify({identifiers: [{kind: 'anonymous', value: 'visitor-1'}]});
    const found = await ask(service, '/v1/customers/find', {body, token});
    const {customer} = JSON.parse(found.text) as {customer: string};
    const timeline = () => ask(service, `/v1/customers/${customer}/timeline?limit=5`, {token});
    expect((await timeline()).status).toBe(200);

    // Less than what it takes for full. To the last byte and at once, nobody could step aside for reads.
    await fill(full, 16 * 1024 * 1024);
    const refused = await until(
      60_000,
      () => send(service, [aTouchpoint()]),
      (one) => one.status !== 200,
    );
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
    await writers.stop();
    // The database may have had to recover; from then on everything is answered, and at once.
    const first = await until(60_000, timeline, ({status}) => status === 200);
    expect(first.status).toBe(200);
    for (let round = 0; round < 20; round += 1) {
      const answers = [await send(service, [aTouchpoint()]), await ask(service, '/readyz')];
      for (const answer of answers) {
        expect([answer.status, answer.headers['retry-after']]).toEqual([503, '1']);
        expect(answer.ms).toBeLessThan(within(1000));
      }
    }
    // Every look is put on record before it is answered, which takes room.
    const reads: Reply[] = [];
    while (reads.length < 800 && reads.every(({status}) => status === 200))
      reads.push(...(await Promise.all(Array.from({length: 16}, timeline))));
    expect(reads.filter(({status}) => status !== 200)).toEqual([]);

    await rm(full);
    const kept = await until(
      60_000,
      () => send(service, [aTouchpoint()]),
      ({status}) => status === 200,
    );
    expect(kept.status).toBe(200);
    expect((await ask(service, '/readyz')).status).toBe(200);
    const stored = await keptIn(store);
    expect([...writers.acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  });

  it('F3: to the last byte and at once, it loses nothing and comes back', async () => {
    const writers = write(service, {writers: 4});
    while (writers.acknowledged.size < 500) await sleep(10);
    await fill(full, 64 * 1024); // What the next moment takes.
    await sleep(5000);
    expect((await send(service, [aTouchpoint()])).status).toBe(503);
    await writers.stop();
    await rm(full);
    const kept = await until(
      60_000,
      () => send(service, [aTouchpoint()]),
      ({status}) => status === 200,
    );
    expect(kept.status).toBe(200);
    const stored = await keptIn(store);
    expect([...writers.acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  });
});
