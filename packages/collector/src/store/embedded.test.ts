import {mkdtempSync, readdirSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {openDatabase, type Database} from './database.ts';
import {hasEmbedded} from './embedded.ts';
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
    expect(readdirSync(data)).toEqual(['reserve']);
  });
});
