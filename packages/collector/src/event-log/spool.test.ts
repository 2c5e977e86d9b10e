import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {open, rm} from 'node:fs/promises';
import {hostname, tmpdir} from 'node:os';
import {join} from 'node:path';
import {uuidV7} from '@throughline/contracts';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import type {Entry, EventLog} from './event-log.ts';
import {hasEntries, openSpool} from './spool.ts';

const anEntry = (): Entry => ({
  id: uuidV7(Date.now()),
  tenant: 1,
  delivery: {site: 'main', accepted: [], quarantined: []},
});

/** What a spool hands over until nothing lies in it any more, by id. */
const handedOver = async (log: EventLog): Promise<string[]> => {
  const ids: string[] = [];
  log.deliver(async ({id}) => {
    ids.push(id);
  });
  await expect.poll(() => log.waiting()).toEqual({entries: 0, bytes: 0});
  return ids;
};

const logIn = (folder: string) =>
  join(
    folder,
    readdirSync(folder).find((file) => file.endsWith('.log'))!,
  );

describe('a spool', () => {
  let folder: string;
  let log: EventLog | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-spool-'));
  });
  afterEach(async () => {
    await log?.close();
    await rm(folder, {recursive: true, force: true});
  });

  /** Three entries on disk, none of them handed over; the log is closed. */
  const withThree = async () => {
    const entries = [anEntry(), anEntry(), anEntry()];
    log = await openSpool({folder});
    for (const entry of entries) await log.append(entry);
    await log.close();
    return entries.map(({id}) => id);
  };

  it('hands over what an earlier run left, in its order, and leaves no file behind', async () => {
    const ids = await withThree();
    expect(await hasEntries(folder)).toBe(true);
    log = await openSpool({folder});
    expect(log.waiting().entries).toBe(3);
    expect(await handedOver(log)).toEqual(ids);
    await expect.poll(() => hasEntries(folder)).toBe(false);
  });

  it('leaves out a line that a crash tore', async () => {
    const ids = await withThree();
    appendFileSync(logIn(folder), '0123abcd {"version":2,"id":"torn');
    const problems: Error[] = [];
    log = await openSpool({folder, report: (problem) => problems.push(problem)});
    expect(await handedOver(log)).toEqual(ids);
    expect(problems).toEqual([]);
  });

  it('puts a damaged line aside, says so, and goes on behind it', async () => {
    const ids = await withThree();
    const file = logIn(folder);
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace(`"id":"${ids[1]}"`, '"id":"someone else"'),
    );
    const problems: Error[] = [];
    log = await openSpool({folder, report: (problem) => problems.push(problem)});
    expect(await handedOver(log)).toEqual([ids[0], ids[2]]);
    expect(problems.map(String)).toEqual([expect.stringContaining('damaged')]);
    expect(readFileSync(join(folder, 'damaged'), 'utf8')).toContain('someone else');
    await expect.poll(() => hasEntries(folder)).toBe(false);
  });

  it('reads an entry of the first version, whose touchpoints were no texts yet', async () => {
    const {decode} = await import('./event-log.ts');
    const entry = anEntry();
    const touchpoint = {
      id: uuidV7(2),
      name: 'chat_started',
      occurredAt: 2,
      seq: 7,
      clocks: {client: 1, sent: 2, received: 3},
      sentiment: {valence: -1, source: 'inferred'},
      identifiers: [{kind: 'user', value: 'ada'}],
    };
    const identifiers = [{visitor: 'user:x', kind: 'user', display: 'ada'}];
    const accepted = [{touchpoint, identifiers, vouched: 'login'}];
    const first = {version: 1, ...entry, delivery: {...entry.delivery, accepted}};
    const {id, occurredAt, seq} = touchpoint;
    expect(decode(JSON.stringify(first))).toEqual({
      ...entry,
      delivery: {
        ...entry.delivery,
        accepted: [
          {
            id,
            occurredAt,
            seq,
            receivedAt: 3,
            isInferred: true,
            body: JSON.stringify(touchpoint),
            identifiers,
            vouched: 'login',
          },
        ],
      },
    });
  });

  it('leaves an entry of a newer collector to that one, and says so', async () => {
    await withThree();
    const {encode} = await import('./event-log.ts');
    const {crc32} = await import('node:zlib');
    const lineOf = (json: string) => `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
    const entry = anEntry();
    const newer = lineOf(encode(entry).replace('"version":2', '"version":3'));
    appendFileSync(logIn(folder), newer);
    for (const others of [3, 0]) {
      const problems: Error[] = [];
      log = await openSpool({folder, report: (problem) => problems.push(problem)});
      expect(await handedOver(log)).toHaveLength(others);
      expect(problems.map(String)).toEqual([expect.stringContaining('newer collector')]);
      await log.close();
      expect(readFileSync(logIn(folder), 'utf8')).toBe(newer);
    }
    writeFileSync(logIn(folder), lineOf(encode(entry))); // As if this were the newer one.
    log = await openSpool({folder});
    expect(await handedOver(log)).toEqual([entry.id]);
    await expect.poll(() => hasEntries(folder)).toBe(false);
  });

  it('ends a file when it is full or old, and removes it once its every entry is kept', async () => {
    log = await openSpool({folder, segmentBytes: 1, segmentMs: 60_000});
    const files = () => readdirSync(folder).filter((file) => file.endsWith('.log'));
    for (let n = 0; n < 5; n += 1) await log.append(anEntry());
    expect(files()).toHaveLength(5);
    const open: (() => void)[] = [];
    log.deliver(() => new Promise((resolve) => open.push(resolve)));
    await expect.poll(() => open).toHaveLength(5);
    expect(files()).toHaveLength(5);
    for (const kept of open.slice(0, 3)) kept();
    await expect.poll(files).toHaveLength(2);
    await log.close();

    log = await openSpool({folder, segmentMs: 50});
    await log.append(anEntry());
    expect(await handedOver(log)).toHaveLength(3);
    await expect.poll(() => hasEntries(folder)).toBe(false);
  });

  it.skipIf(process.platform !== 'linux')(
    'is of one process alone; what was killed has it no longer',
    async () => {
      const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      writeFileSync(join(folder, 'lock'), `${hostname()}/${boot} ${other.pid}`);
      await expect(openSpool({folder})).rejects.toThrow(`process ${other.pid}`);
      other.kill('SIGKILL');
      await once(other, 'exit');
      log = await openSpool({folder});
      await log.append(anEntry());
    },
  );

  const mount = mkdtempSync(join(tmpdir(), 'throughline-spool-disk-'));
  const canMount = (() => {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', mount], {stdio: 'ignore'});
      return true;
    } catch {
      return false; // A container without the right to mount.
    }
  })();

  it.skipIf(!canMount)(
    'refuses what a full disk does not take, and goes on with room',
    async () => {
      try {
        log = await openSpool({folder: join(mount, 'spool')});
        const kept = [anEntry(), anEntry()];
        await log.append(kept[0]!);
        const filler = await open(join(mount, 'filler'), 'w');
        const piece = Buffer.alloc(4096);
        await expect(
          (async () => {
            for (;;) await filler.write(piece);
          })(),
        ).rejects.toThrow('ENOSPC');
        const [large] = [anEntry()];
        const text = 'x'.repeat(20_000);
        await expect(
          log.append({...large, delivery: {...large.delivery, site: text}}),
        ).rejects.toMatchObject({code: 'overloaded', retryAfter: 1});
        await filler.close();
        await rm(join(mount, 'filler'));
        await log.append(kept[1]!);
        await log.close();
        log = await openSpool({folder: join(mount, 'spool')});
        expect(await handedOver(log)).toEqual(kept.map(({id}) => id));
      } finally {
        await log?.close();
        log = undefined;
        execFileSync('umount', [mount]);
      }
    },
  );
});
