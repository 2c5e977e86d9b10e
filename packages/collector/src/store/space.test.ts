import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, it} from 'vitest';
import {watchSpace} from './space.ts';

it('holds one reserve, however many begin on a folder at the same time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-space-'));
  const all = await Promise.all(
    Array.from({length: 8}, () => watchSpace(folder, {reserve: 2 * 1024 * 1024})),
  );
  for (const {isFull, stop} of all) {
    expect(isFull()).toBe(false);
    stop();
  }
  // One of them may be looking just now.
  await expect.poll(() => readdir(folder)).toEqual(['reserve']);
  await rm(folder, {recursive: true});
});
