import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {hostname, tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline/promises';
import {text} from 'node:stream/consumers';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {lockFolder} from './lock-folder.ts';

const module = new URL('lock-folder.ts', import.meta.url).href;

/** Takes the folder of each round at its instant, says of which it is the owner, and stays until it is told to go. */
const taker = `
  const {lockFolder} = await import(process.argv[1]);
  const [folder, start, rounds] = process.argv.slice(2);
  for (let round = 0; round < Number(rounds); round += 1) {
    const wait = Math.max(0, Number(start) + round * 60 - Date.now());
    await new Promise((resolve) => setTimeout(resolve, wait));
    await lockFolder(folder + '/' + round).then(() => console.log(round), () => {});
  }
  console.log('done');
  process.stdin.resume();
`;

describe.skipIf(process.platform !== 'linux')('the lock of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-lock-'));
  });
  afterEach(() => rm(folder, {recursive: true, force: true}));

  /** What a process that was killed has left. */
  const ownerThatDied = async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()}/${boot} ${dead.pid}`;
  };

  it('is of one of those who find it dead at the same moment', async () => {
    const rounds = Array.from({length: 30}, (_, round) => round);
    const dead = await ownerThatDied();
    for (const round of rounds) {
      mkdirSync(join(folder, String(round)));
      writeFileSync(join(folder, String(round), 'lock'), dead);
    }
    const takers = Array.from({length: 4}, () =>
      spawn(
        process.execPath,
        ['--input-type=module', '-e', taker, module, folder, String(Date.now() + 1500), '30'],
        {stdio: ['pipe', 'pipe', 'inherit']},
      ),
    );
    const owned = await Promise.all(
      takers.map(async ({stdout}) => {
        const lines: string[] = [];
        for await (const line of createInterface(stdout)) {
          if (line === 'done') return lines.map(Number);
          lines.push(line);
        }
        throw new Error('A process has ended too soon.');
      }),
    );
    for (const {stdin} of takers) stdin.end();
    expect(owned.flat().toSorted((one, other) => one - other)).toEqual(rounds);
  });

  it('can be taken again once it was given up, also by another process', async () => {
    const giveUp = await lockFolder(folder);
    await giveUp();
    const again = await lockFolder(folder);
    await again();
    const script = `await (await import(process.argv[1])).lockFolder(process.argv[2]); console.log('taken'); process.exit();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, module, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    expect(await text(child.stdout!)).toBe('taken\n');
  });
});
