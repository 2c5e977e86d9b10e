import {chmod, chown, mkdir, mkdtemp, readlink, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, it} from 'vitest';
import {linked} from './embedded.ts';

let folder: string;
let native: string;
let copy: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'throughline-embedded-'));
  native = join(folder, 'package', 'native');
  copy = join(folder, 'data', 'postgres-bin');
  await mkdir(join(native, 'lib'), {recursive: true});
  await mkdir(join(folder, 'data'));
  await writeFile(join(native, 'lib/libpq.so.5.18'), '');
  await writeFile(
    join(native, 'pg-symlinks.json'),
    JSON.stringify([{source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5'}]),
  );
});
afterEach(async () => {
  await chmod(join(native, 'lib'), 0o755);
  await rm(folder, {recursive: true});
});

/** As somebody who is not root, to whom no folder is closed. */
const asUser = async <T>(work: () => Promise<T>): Promise<T> => {
  if (process.getuid?.() !== 0) return work();
  await chmod(folder, 0o755);
  await chown(join(folder, 'data'), 65_534, 65_534);
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
};

it('makes the short names of libraries in the package, where no install script did', async () => {
  expect(await linked(native, copy)).toBe(native);
  expect(await linked(native, copy)).toBe(native);
  expect(await readlink(join(native, 'lib/libpq.so.5'))).toBe('libpq.so.5.18');
});

it('makes them in a copy where somebody else has installed the package', async () => {
  await chmod(join(native, 'lib'), 0o555);
  expect(await asUser(() => linked(native, copy))).toBe(copy);
  expect(await asUser(() => linked(native, copy))).toBe(copy);
  expect(await readlink(join(copy, 'lib/libpq.so.5'))).toBe('libpq.so.5.18');
});
