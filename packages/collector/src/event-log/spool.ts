import {randomUUID} from 'node:crypto';
import {constants} from 'node:fs';
import {appendFile, open, readdir, readFile, rm, type FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {crc32} from 'node:zlib';
import {uuidV7} from '@throughline/contracts';
import {Refusal} from '../errors.ts';
import {makeFolder} from '../make-folder.ts';
import {grouped} from '../store/grouped.ts';
import {
  decode,
  encode,
  mostUnderWay,
  NewerEntry,
  weightOf,
  type Entry,
  type EventLog,
} from './event-log.ts';
import {lockFolder} from './lock-folder.ts';

export interface SpoolOptions {
  /** Its folder, of one collector alone. Made where it is missing, for its owner only. */
  readonly folder: string;
  /** A file of the log is ended at this size. @defaultValue 16 MiB */
  readonly segmentBytes?: number;
  /** And after so many ms, so that what is kept is soon nowhere else. @defaultValue 10,000 */
  readonly segmentMs?: number;
  /** What lies on the disk at most; more is refused. @defaultValue 4 GiB */
  readonly mostBytes?: number;
  /** Told what a person must look at: a damaged line, an entry of a newer collector. */
  readonly report?: (problem: Error) => void;
  /** Told once, when the disk did not keep its word: from then on nothing can be promised. */
  readonly broken?: (problem: Error) => void;
}

/** A file of the log. What lies below `size` is on disk, what lies below `read` was handed over. */
interface Segment {
  readonly file: string;
  readonly handle: FileHandle;
  /** ms of this process. */
  readonly since: number;
  size: number;
  read: number;
  underWay: number;
  ended: boolean;
}

const MiB = 1024 * 1024;
const newline = 10;
const suffix = '.log';
const logsIn = async (folder: string) =>
  (await readdir(folder)).filter((file) => file.endsWith(suffix)).toSorted();

/** Whether a folder holds entries that an earlier run has not handed over. */
export const hasEntries = async (folder: string): Promise<boolean> =>
  (await logsIn(folder).catch(() => [])).length > 0;

/**
 * The log in files of one disk. A line is appended and forced to the disk, all that wait at a time
 * with one call; the files are read back in their order, and removed when their every entry is kept.
 *
 * @throws Error - where another collector works in the folder.
 */
export const openSpool = async ({
  folder,
  segmentBytes = 16 * MiB,
  segmentMs = 10_000,
  mostBytes = 4096 * MiB,
  report = () => {},
  broken = () => {},
}: SpoolOptions): Promise<EventLog> => {
  await makeFolder(folder);
  const unlock = await lockFolder(folder);
  const name = await nameOf(folder);
  const segments: Segment[] = [];
  let unread = 0;
  for (const file of await logsIn(folder)) {
    const {segment, lines} = await reopened(join(folder, file));
    segments.push(segment);
    unread += lines;
  }
  /** Not read by this process any more. */
  const newer = join(folder, `${uuidV7(Date.now())}${suffix}`);
  let current: Segment | undefined;
  let failure: Error | undefined;
  let closed = false;
  let writing = false;
  const underWay = {entries: 0, weight: 0};
  let bell = Promise.withResolvers<void>();
  const ring = () => {
    bell.resolve();
    bell = Promise.withResolvers();
  };
  const bytesOnDisk = () => segments.reduce((sum, {size}) => sum + size, 0);

  const write = async (lines: readonly Buffer[]) => {
    if (failure) throw new Refusal('store_unavailable', {cause: failure});
    const bytes = Buffer.concat(lines);
    if (bytesOnDisk() + bytes.length > mostBytes) {
      throw new Refusal('overloaded', {detail: 'The spool is full.'});
    }
    writing = true;
    try {
      const segment = (current ??= await begin());
      await append(segment, bytes);
      unread += lines.length;
      if (segment.size >= segmentBytes) endCurrent();
    } finally {
      writing = false;
    }
    ring();
  };
  const append = async (segment: Segment, bytes: Buffer) => {
    const {handle, size} = segment;
    try {
      await writeAt(handle, bytes, size);
    } catch (cause) {
      await handle.truncate(size).catch(() => {});
      throw new Refusal('overloaded', {detail: 'The disk of the spool takes nothing.', cause});
    }
    try {
      await handle.datasync();
    } catch (cause) {
      // Whether it is on disk is unknown now, and asked again the disk would say yes and lie.
      failure = new Error('The disk of the spool did not keep what it was given.', {cause});
      broken(failure);
      throw new Refusal('store_unavailable', {cause: failure});
    }
    segment.size += bytes.length;
  };
  const begin = async () => {
    try {
      const segment = await begun(join(folder, `${uuidV7(Date.now())}${suffix}`));
      await syncFolder(folder);
      segments.push(segment);
      return segment;
    } catch (cause) {
      throw new Refusal('overloaded', {detail: 'The disk of the spool takes nothing.', cause});
    }
  };
  const endCurrent = () => {
    if (current) current.ended = true;
    current = undefined;
    ring();
  };
  const aging = setInterval(
    () => {
      const isOld = current && current.size > 0 && performance.now() - current.since >= segmentMs;
      // Not one that is being written to: what is ended is removed once it is read.
      if (isOld && !writing) endCurrent();
    },
    Math.min(1000, segmentMs),
  ).unref();

  const commit = grouped(
    async (_spool: 'spool', lines: Buffer[]) => {
      await write(lines);
      return lines;
    },
    {weigh: ({length}) => length, most: 4 * MiB, limit: 64 * MiB, limitOfAll: 64 * MiB},
  );

  const handOver = (segment: Segment, line: string, keep: (entry: Entry) => Promise<void>) => {
    unread -= 1;
    const entry = entryOf(line);
    if (entry instanceof Error) {
      // Kept aside: it may be all that is left of what was promised. Or for whoever is started next.
      const aside = entry instanceof NewerEntry ? newer : join(folder, 'damaged');
      segment.underWay += 1;
      report(entry);
      void appendFile(aside, `${line}\n`, {mode: 0o600, flush: true}).then(() => {
        segment.underWay -= 1;
        ring();
      }, report);
      return;
    }
    const weight = weightOf(entry.delivery);
    segment.underWay += 1;
    underWay.entries += 1;
    underWay.weight += weight;
    void keep(entry).then(() => {
      segment.underWay -= 1;
      underWay.entries -= 1;
      underWay.weight -= weight;
      ring();
    });
  };

  const readOn = async (segment: Segment, keep: (entry: Entry) => Promise<void>) => {
    const {lines, bytes} = await linesFrom(segment);
    for (const line of lines) {
      while (!closed && underWay.weight >= mostUnderWay) await bell.promise;
      if (closed) return;
      handOver(segment, line, keep);
    }
    segment.read += bytes;
  };

  const forget = async (segment: Segment) => {
    segments.splice(segments.indexOf(segment), 1);
    await segment.handle.close();
    await rm(segment.file, {force: true});
  };

  const deliverAll = async (keep: (entry: Entry) => Promise<void>) => {
    while (!closed) {
      const more = bell.promise;
      for (const segment of segments.slice()) {
        while (!closed && segment.read < segment.size) await readOn(segment, keep);
        const isKept = segment.read === segment.size && segment.underWay === 0;
        if (segment.ended && isKept) await forget(segment);
      }
      await more;
    }
  };
  let delivering = Promise.resolve();

  return {
    description: `spool in ${folder}`,
    name,
    append: async (entry) => {
      await commit('spool', lineOf(entry));
    },
    deliver(keep) {
      delivering = deliverAll(keep).catch(report);
    },
    waiting: () => ({entries: underWay.entries + unread, bytes: bytesOnDisk()}),
    async ready() {
      if (failure) throw new Refusal('store_unavailable', {cause: failure});
      if (bytesOnDisk() >= mostBytes) throw new Refusal('overloaded');
    },
    async close() {
      closed = true;
      clearInterval(aging);
      ring();
      await delivering;
      for (const {handle} of segments) await handle.close();
      await unlock();
    },
  };
};

const sumOf = (json: string) => crc32(json).toString(16).padStart(8, '0');

/** `sum json\n`: what a crash tore, or the disk spoiled, does not pass for an entry. */
const lineOf = (entry: Entry) => {
  const json = encode(entry);
  return Buffer.from(`${sumOf(json)} ${json}\n`);
};

const entryOf = (line: string): Entry | Error => {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${sumOf(json)} `) {
    return new Error('A line of the spool is damaged. It is in the file "damaged" beside it.');
  }
  try {
    return decode(json);
  } catch (error) {
    return error as Error;
  }
};

/** What identifies this spool in the database, whatever its folder is called. */
const nameOf = async (folder: string) => {
  const file = join(folder, 'name');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known) return known;
  const name = `spool ${randomUUID()}`;
  const handle = await open(file, 'w', 0o600);
  await handle.writeFile(name);
  await handle.sync();
  await handle.close();
  return name;
};

const begun = async (file: string): Promise<Segment> => {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR;
  const handle = await open(file, flags, 0o600);
  return {file, handle, since: performance.now(), size: 0, read: 0, underWay: 0, ended: false};
};

/** What an earlier run left: to its last whole line. What follows it was never promised. */
const reopened = async (file: string): Promise<{segment: Segment; lines: number}> => {
  const bytes = await readFile(file);
  const size = bytes.lastIndexOf(newline) + 1;
  const handle = await open(file, 'r');
  const segment = {file, handle, since: performance.now(), size, read: 0, underWay: 0, ended: true};
  return {segment, lines: bytes.filter((byte) => byte === newline).length};
};

const syncFolder = async (folder: string) => {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
};

const writeAt = async (handle: FileHandle, bytes: Buffer, at: number) => {
  for (let done = 0; done < bytes.length;) {
    const {bytesWritten} = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
};

/** Whole lines from where reading stopped, a MiB or as much as the next line takes. */
const linesFrom = async ({handle, read, size}: Segment) => {
  for (let most = MiB; ; most *= 2) {
    const length = Math.min(most, size - read);
    const buffer = Buffer.allocUnsafe(length);
    await handle.read(buffer, 0, length, read);
    const bytes = buffer.lastIndexOf(newline) + 1;
    if (bytes > 0) return {lines: buffer.toString('utf8', 0, bytes - 1).split('\n'), bytes};
  }
};
