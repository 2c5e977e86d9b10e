// What a machine does to a collector: a disk that does not keep what it was told to keep, and too
// little memory. F4 and F25 of docs/faults.md.
import {execFileSync, spawn} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, afterEach, beforeEach, describe, expect, it} from 'vitest';
import {generate, peakMemoryOf} from '../bench/processes.ts';
import {aTouchpoint, send, serve, until, write, type Service} from './service.ts';
import {embeddedStore, keptIn, LONG, type Store} from './stores.ts';

const can = (work: () => void) => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

const canTrace =
  process.platform === 'linux' &&
  can(() => execFileSync('strace', ['-qq', '-o', '/dev/null', 'true'], {stdio: 'ignore'}));

const MiB = 1024 ** 2;

/** A control group of our own for memory, of version 1 or 2; undefined where none can be made. */
const memoryGroup = (() => {
  const [folder, file] = existsSync('/sys/fs/cgroup/memory')
    ? [`/sys/fs/cgroup/memory/throughline-${process.pid}`, 'memory.limit_in_bytes']
    : [`/sys/fs/cgroup/throughline-${process.pid}`, 'memory.max'];
  const limitTo = (bytes: number) => writeFileSync(join(folder, file), String(bytes));
  const made = can(() => {
    mkdirSync(folder);
    limitTo(256 * MiB);
  });
  return made ? {folder, limitTo} : undefined;
})();
afterAll(() => {
  if (memoryGroup) rmdirSync(memoryGroup.folder);
});

describe('the machine', () => {
  let store: Store;
  let service: Service;
  beforeEach(async () => {
    store = await embeddedStore();
    // What Node takes for its heap when it starts with 256 MiB.
    service = await serve(store, undefined, {NODE_OPTIONS: '--max-old-space-size=128'});
  });
  afterEach(async () => {
    await service?.running.stop('SIGKILL');
    await store?.remove();
  });

  it.skipIf(!canTrace)(
    'F4: what fsync fails for is not acknowledged, and it keeps again when the disk does (skipped without strace)',
    async () => {
      const writers = write(service);
      while (writers.acknowledged.size === 0) await sleep(10);
      // Not the one that starts the others: whoever comes after the failure finds a disk that is well.
      const file = join(store.args[1]!, 'postgres', 'postmaster.pid');
      const postmaster = Number(readFileSync(file, 'utf8').split('\n')[0]);
      const traced = store.processes().filter((pid) => pid !== postmaster);
      const inject = 'inject=fsync,fdatasync:error=EIO';
      const which = traced.flatMap((pid) => ['-p', String(pid)]);
      const options = ['-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', inject];
      const tracer = spawn('strace', [...options, ...which]);
      // All that it watches end: PostgreSQL does not ask a disk twice.
      await new Promise((resolve) => tracer.once('exit', resolve));
      const reply = await until(
        60_000,
        () => send(service, [aTouchpoint()]),
        ({status}) => status === 200,
      );
      await writers.stop();
      expect(reply.status).toBe(200);
      expect(writers.replies.some(({status}) => status === 503)).toBe(true);
      for (const {status, headers} of writers.replies) {
        expect([200, 503]).toContain(status);
        if (status === 503) expect(headers['retry-after']).toMatch(/^\d+$/);
      }
      expect(readFileSync(join(store.args[1]!, 'postgres.log'), 'utf8')).toMatch(/PANIC.*sync/);
      const kept = await keptIn(store);
      expect([...writers.acknowledged].filter((id) => !kept.has(id))).toEqual([]);
      console.log(`F4: ${writers.acknowledged.size} acknowledged, 0 lost`);
    },
  );

  it.skipIf(!memoryGroup)(
    'F25: in 256 MiB it says no to a burst, and is not killed (skipped without control groups)',
    async () => {
      const pid = service.running.child.pid!;
      // A group is not charged for what a process held before it came.
      const held = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
      memoryGroup!.limitTo(256 * MiB - Number(held![1]) * 1024);
      writeFileSync(join(memoryGroup!.folder, 'cgroup.procs'), String(pid));
      const load = {url: service.url, keys: [service.writeKey], batch: 100, most: 1e9};
      const ms = LONG ? 60_000 : 8000;
      const loaded = await generate({...load, visitors: 5000, connections: 500, ms});
      const {0: unanswered = 0, ...statuses} = loaded.statuses;
      expect(Object.keys(statuses).filter((status) => !/^(200|429|503)$/.test(status))).toEqual([]);
      // A connection may break in a process that has no room; hardly ever, and it promises nothing.
      expect(unanswered).toBeLessThanOrEqual(loaded.requests / 1000);
      expect(loaded.stored).toBeGreaterThan(0);
      expect(service.running.child.exitCode ?? service.running.child.signalCode).toBeNull();
      console.log(`F25: ${JSON.stringify(loaded)}, at most ${Math.round(peakMemoryOf(pid))} MiB`);
      const calm = await until(
        30_000,
        () => send(service, [aTouchpoint()]),
        ({status}) => status === 200,
      );
      expect(calm.status).toBe(200);
    },
  );
});
