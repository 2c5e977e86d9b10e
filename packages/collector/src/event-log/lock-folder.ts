import {readdir, readFile, rm, stat, truncate, utimes, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

/** A sign of life older than this is nobody's. */
const deadMs = 10_000;
const beatMs = 2000;

/**
 * Takes a folder for this process; gives back what gives it up. Whoever was killed has not: on the
 * same machine their process is looked for, on another one their sign of life is waited out.
 *
 * Each owner's file has the number after that of the one before, and the last one there is says whose
 * the folder is, also when they are gone. So nobody ever takes away what another has just taken: of
 * several that find an owner dead, one makes the next file.
 *
 * @throws Error - where another process lives in it.
 */
export const lockFolder = async (folder: string): Promise<() => Promise<void>> => {
  const machine = await machineOf();
  const ours = `${machine} ${process.pid}`;
  const file = await taken(folder, ours, ({pid, age, ...owner}) => {
    const here = owner.machine === machine;
    if (here && pid !== process.pid && isAlive(pid)) {
      throw new Error(
        `The folder ${folder} is used by another collector (process ${pid}). Give each one its own.`,
      );
    }
    return here || age > deadMs;
  });
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, beatMs).unref();
  return async () => {
    clearInterval(beat);
    // It stays, as nobody's.
    await truncate(file).catch(() => {});
    await utimes(file, 0, 0).catch(() => {});
  };
};

/** The file that is ours, once those before it are nobody's any more. */
const taken = async (folder: string, ours: string, isDead: (owner: Owner) => boolean) => {
  for (;;) {
    const last = (await numbersIn(folder)).at(-1) ?? -1;
    if (last >= 0 && !isDead(await ownerOf(fileOf(folder, last)))) {
      await sleep(500);
      continue;
    }
    const file = fileOf(folder, last + 1);
    if (!(await isMade(file, ours))) continue;
    const before = (await numbersIn(folder)).filter((number) => number !== last + 1);
    const isLast = before.every((number) => number < last + 1);
    // Else we were slow, and the number had been another's, who has been followed since.
    for (const number of isLast ? before : [last + 1])
      await rm(fileOf(folder, number), {force: true});
    if (isLast) return file;
  }
};

const fileOf = (folder: string, number: number) =>
  join(folder, number === 0 ? 'lock' : `lock.${number}`);

/** Lowest first. */
const numbersIn = async (folder: string): Promise<number[]> =>
  (await readdir(folder))
    .flatMap((name) => (/^lock(?:\.\d+)?$/.test(name) ? Number(name.slice(5)) : []))
    .toSorted((one, other) => one - other);

/** A process number says something on one machine, and until it is started again. */
const machineOf = async () => {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${hostname()}/${boot.trim()}`;
};

/** Makes the file; false where there is one. */
const isMade = (file: string, owner: string): Promise<boolean> =>
  writeFile(file, owner, {flag: 'wx', mode: 0o600}).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

type Owner = Awaited<ReturnType<typeof ownerOf>>;

const ownerOf = async (file: string) => {
  const [machine = '', pid = ''] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
  const {mtimeMs} = await stat(file).catch(() => ({mtimeMs: 0}));
  return {machine, pid: Number(pid), age: Date.now() - mtimeMs};
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};
