import {mkdtemp, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {makeFolder} from './make-folder.ts';
import {pgliteDatabase} from './store/database.ts';

describe('makeFolder', () => {
  let root: string;
  beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'throughline-folder-'))));
  afterEach(() => rm(root, {recursive: true}));

  it('makes all of a path, for us alone, as often as it is asked', async () => {
    const folder = join(root, 'a/b');
    await Promise.all([makeFolder(folder), makeFolder(folder), makeFolder(`${folder}/`)]);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('leaves a file that is in the way, and says so', async () => {
    const file = join(root, 'file');
    await writeFile(file, 'kept');
    await expect(makeFolder(file)).rejects.toMatchObject({code: 'EEXIST', path: file});
    await expect(makeFolder(join(file, 'a'))).rejects.toMatchObject({code: 'ENOTDIR'});
  });

  it('is how PGlite comes to a folder that is not there yet', async () => {
    const folder = join(root, 'data/pglite');
    const database = await pgliteDatabase(folder);
    await database.close();
    expect((await stat(folder)).isDirectory()).toBe(true);
  });
});
