import {execFile, spawn, type ChildProcess} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

/** The `throughline` command. */
export const bin = fileURLToPath(
  new URL('../../packages/collector/bin/throughline.js', import.meta.url),
);
const run = promisify(execFile);

/** A program that runs until it is stopped. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has printed, line by line. */
  readonly lines: readonly string[];
  /** Resolves with the first line that matches; fails when the program ends without one. */
  line(pattern: RegExp): Promise<RegExpMatchArray>;
  /** The same of what it writes to stderr. */
  logged(pattern: RegExp): Promise<RegExpMatchArray>;
  /** SIGTERM unless told otherwise; resolves when it is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export const start = (
  file: string,
  args: readonly string[],
  /** Added to the environment. */
  env: Readonly<Record<string, string>> = {},
): Running => {
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {...process.env, ...env},
  });
  const lines: string[] = [];
  let errors = '';
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const check of waiting) check();
  };
  createInterface({input: child.stdout}).on('line', (line) => {
    lines.push(line);
    wake();
  });
  child.stderr.on('data', (data) => {
    errors += String(data);
    wake();
  });
  const gone = new Promise<number | null>((resolve) => {
    child.on('exit', (code) => {
      resolve(code);
      setTimeout(wake, 50); // Lines still in the pipe come first.
    });
  });
  const until = (pattern: RegExp, where: () => readonly string[]) =>
    new Promise<RegExpMatchArray>((resolve, reject) => {
      const check = () => {
        const match = where()
          .map((line) => pattern.exec(line))
          .find((found) => found !== null);
        if (!match && child.exitCode === null && child.signalCode === null) return;
        waiting.delete(check);
        if (match) resolve(match);
        else reject(new Error(`${file} ended without ${pattern}:\n${lines.join('\n')}\n${errors}`));
      };
      waiting.add(check);
      check();
    });
  return {
    child,
    lines,
    line: (pattern) => until(pattern, () => lines),
    logged: (pattern) => until(pattern, () => errors.split('\n')),
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return gone;
    },
  };
};

/** Runs a `throughline` command to its end and gives back what it printed. */
export const throughline = async (...args: readonly string[]): Promise<string> =>
  (await run(process.execPath, [bin, ...args], {maxBuffer: 256 * 1024 * 1024})).stdout;

/** The same, with something to read on its stdin. */
export const throughlineReading = async (
  input: string,
  ...args: readonly string[]
): Promise<string> => {
  const running = run(process.execPath, [bin, ...args]);
  running.child.stdin?.end(input);
  return (await running).stdout;
};

/** A command whose pipes are the caller's. */
export const startCommand = (...args: readonly string[]) =>
  spawn(process.execPath, [bin, ...args], {stdio: ['ignore', 'pipe', 'pipe']});

/** The same, with its answer going to a file. */
export const startInto = (stdout: number, ...args: readonly string[]) =>
  spawn(process.execPath, [bin, ...args], {stdio: ['ignore', stdout, 'pipe']});

/** The same, with a stdin that has nothing yet. */
export const startReading = (...args: readonly string[]) =>
  spawn(process.execPath, [bin, ...args], {stdio: 'pipe'});

export const startCollector = (data: string, port = 0, ...args: readonly string[]): Running =>
  start(bin, ['start', '--port', String(port), '--data', data, ...args]);

/** A data folder that is gone afterwards, and with it its database. */
export const dataFolder = async () => {
  const data = await mkdtemp(join(tmpdir(), 'throughline-e2e-'));
  return {data, remove: () => rm(data, {recursive: true, force: true})};
};

/** A port that nobody listens on, for what must come back on the same one. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const {port} = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
