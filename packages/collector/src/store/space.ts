import {open, rename, rm, stat, statfs} from 'node:fs/promises';
import {join} from 'node:path';

const mebibyte = 1024 * 1024;

/** The room on the disk of a data folder. */
export interface Space {
  /** Nothing new should be kept until somebody has made room. */
  readonly isFull: () => boolean;
  readonly stop: () => void;
}

/**
 * Notices that a disk runs full before the database does, which would then not even be able to stop
 * properly. A file is held in reserve and given up at that moment, so that what little must still be
 * written can be: who looked at a customer, an erasure, the database's own recovery.
 */
export const watchSpace = async (
  folder: string,
  {
    /** Less room than this is full. @defaultValue 24 MiB: a segment of PostgreSQL's log, and a half. */
    low = 24 * mebibyte,
    /** @defaultValue 48 MiB */
    reserve = 48 * mebibyte,
    everyMs = 200,
  }: {low?: number; reserve?: number; everyMs?: number} = {},
): Promise<Space> => {
  const file = join(folder, 'reserve');
  let full = false;

  const look = async () => {
    const {bavail, bsize} = await statfs(folder);
    const room = bavail * bsize;
    const held = await sizeOf(file);
    if (room < low) {
      full = true;
      await rm(file, {force: true});
    } else if (room + held > 2 * low + reserve) {
      if (held < reserve) await write(file, reserve);
      full = false;
    }
  };

  await look();
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    // A disk that cannot be looked at is full for those who want to write to it.
    looking ??= look()
      .catch(() => void (full = true))
      .finally(() => (looking = undefined));
  }, everyMs);
  timer.unref();
  return {isFull: () => full, stop: () => clearInterval(timer)};
};

/** Aside and then renamed: a file cut short by a full disk is no reserve. */
const write = async (file: string, bytes: number) => {
  const part = `${file}.new`;
  const handle = await open(part, 'w', 0o600);
  try {
    const zeros = Buffer.alloc(mebibyte);
    for (let at = 0; at < bytes; at += zeros.length) await handle.write(zeros);
  } finally {
    await handle.close();
  }
  await rename(part, file).catch(async (error: unknown) => {
    // Another process on this folder was first, with what both have written.
    if ((await sizeOf(file)) < bytes) throw error;
  });
};

const sizeOf = (file: string) =>
  stat(file).then(
    ({size}) => size,
    () => 0,
  );
