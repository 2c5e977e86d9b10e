import {mkdtempSync, readdirSync} from 'node:fs';
import {chmod, chown, mkdir, mkdtemp, readlink, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {openDatabase, type Database} from './database.ts';
import {hasEmbedded, linked} from './embedded.ts';
import {migrate} from './schema.ts';
import {createTenant} from './tenants.ts';
import {allTenants} from './registry.ts';
import {watchSpace} from './space.ts';

describe('a new data folder', () => {
  let data: string;
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'throughline-begin-'));
  });
  afterEach(() => rm(data, {recursive: true, force: true}));

  it.skipIf(!hasEmbedded())('is begun once by several who come at the same moment', async () => {
    const opened = await Promise.allSettled(
      Array.from({length: 3}, () => openDatabase({data, stop: 'always'})),
    );
    const databases = opened.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    try {
      expect(opened.flatMap((each) => (each.status === 'rejected' ? each.reason : []))).toEqual([]);
      const [one, other] = databases as [Database, Database];
      await migrate(one);
      await createTenant(one, 'shop', {});
      expect(await allTenants(other)).toMatchObject([{name: 'shop'}]);
      expect(readdirSync(data).filter((name) => name.includes('new'))).toEqual([]);
    } finally {
      for (const database of databases) await database.close();
    }
  });

  it('gets one reserve from several who come at the same moment', async () => {
    const watching = await Promise.all(Array.from({length: 3}, () => watchSpace(data)));
    for (const {stop} of watching) stop();
    // One of them may be looking just now.
    await expect.poll(() => readdirSync(data)).toEqual(['reserve']);
  });
});

describe('the packed server', () => {
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
});
