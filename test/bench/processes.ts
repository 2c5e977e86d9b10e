import {execFile} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {setPriority} from 'node:os';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {Load, Loaded} from './load.ts';

const run = promisify(execFile);

/**
 * Runs a load in a process of its own, so that the generator and the server do not share a thread.
 *
 * @param givesWay - It gets the processor time that nobody else wants: the nearest to a sender on
 *   another machine, which takes none of the server's.
 */
export const generate = async (load: Load, {givesWay = false} = {}): Promise<Loaded> => {
  const file = fileURLToPath(new URL('load.ts', import.meta.url));
  const running = run(process.execPath, [file, JSON.stringify(load)]);
  if (givesWay) setPriority(running.child.pid!, 19);
  const {stdout} = await running;
  return JSON.parse(stdout) as Loaded;
};

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Of itself and of its children that ended, s. */
  readonly cpu: number;
}

/** Clock ticks of Linux's /proc in a second. */
const TICKS = 100;

const processOf = (pid: number): Process | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which is in brackets and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const cpu = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
    return {pid, parent: Number(fields[1]), cpu};
  } catch {
    return undefined; // It has just ended.
  }
};

/** CPU seconds that a process and all below it, but for `others`, have used. Linux only. */
export const cpuOf = (root: number, others: readonly number[] = []): number => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
  const below = (pid: number): Process[] =>
    all
      .filter((each) => each.parent === pid && !others.includes(each.pid))
      .flatMap((child) => [child, ...below(child.pid)]);
  return [processOf(root), ...below(root)].reduce((sum, each) => sum + (each?.cpu ?? 0), 0);
};

/** Megabytes of memory that a process holds, the most it ever held. Linux only. */
export const peakMemoryOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
