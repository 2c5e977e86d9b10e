import {readFile, rm, stat, utimes, writeFile} from 'node:fs/promises';
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
 * @throws Error - where another process lives in it.
 */
export const lockFolder = async (folder: string): Promise<() => Promise<void>> => {
  const file = join(folder, 'lock');
  const machine = await machineOf();
  const ours = `${machine} ${process.pid}`;
  while (!(await isTaken(file, ours))) {
    const {pid, age, ...owner} = await ownerOf(file);
    const here = owner.machine === machine;
    if (here && pid !== process.pid && isAlive(pid)) {
      throw new Error(
        `The folder ${folder} is used by another collector (process ${pid}). Give each one its own.`,
      );
    }
    if (here || age > deadMs) await rm(file, {force: true});
    else await sleep(500);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {});
  }, beatMs).unref();
  return async () => {
    clearInterval(beat);
    await rm(file, {force: true});
  };
};

/** A process number says something on one machine, and until it is started again. */
const machineOf = async () => {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return `${hostname()}/${boot.trim()}`;
};

/** Makes the lock; false where there is one. */
const isTaken = (file: string, owner: string): Promise<boolean> =>
  writeFile(file, owner, {flag: 'wx', mode: 0o600}).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

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
