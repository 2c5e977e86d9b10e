// What is remembered for a while is remembered for no longer where the machine's clock is set back.
import {mkdtempSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {uuidV7} from '@throughline/contracts';
import {decodeProtectedHeader} from 'jose';
import {afterAll, afterEach, beforeAll, describe, expect, it, vi} from 'vitest';
import {embeddedDatabase, type TestDatabase} from '../test/fixtures.ts';
import {createBudgets} from './budgets.ts';
import {hasEntries, openSpool} from './event-log/spool.ts';
import {keepModel, openModels} from './store/models.ts';
import {openSecrets, rotateSigningKey} from './store/keys.ts';
import {openRegistry, tenantNamed} from './store/registry.ts';
import {migrate} from './store/schema.ts';
import {createTenant} from './store/tenants.ts';
import {openTokens} from './tokens.ts';

const hour = 3_600_000;

describe('a clock that is set back by an hour', () => {
  let store: TestDatabase;
  let writeKey: string;
  let tenant: number;
  beforeAll(async () => {
    store = await embeddedDatabase();
    await migrate(store.database);
    ({writeKey} = await createTenant(store.database, 'shop'));
    tenant = (await tenantNamed(store.database, 'shop'))!.id;
  });
  afterAll(() => store.close());
  afterEach(() => vi.useRealTimers());

  const setBack = () => {
    vi.useFakeTimers({toFake: ['Date', 'performance']});
    return () => vi.setSystemTime(Date.now() - hour);
  };

  it('leaves a tenant its budget', () => {
    const back = setBack();
    const budgets = createBudgets();
    budgets.spend('t', 5, 1);
    back();
    budgets.check('t', 5);
  });

  it('does not keep a key that was taken away', async () => {
    const back = setBack();
    const registry = openRegistry(store.database, {patienceMs: 20_000});
    expect(await registry.byWriteKey(writeKey)).toBeDefined();
    back();
    await store.database.system((sql) =>
      sql.query('update throughline.write_key set key = $2 where key = $1', [writeKey, 'pk_other']),
    );
    vi.advanceTimersByTime(5100);
    expect(await registry.byWriteKey(writeKey)).toBeUndefined();
  });

  it('does not keep the stages from before', async () => {
    const back = setBack();
    const models = openModels(store.database);
    expect((await models(tenant)).stages).toBeUndefined();
    back();
    await store.database.tenant(tenant, (sql) => keepModel(sql, tenant, 'stages', 'sales'));
    vi.advanceTimersByTime(61_000);
    expect((await models(tenant)).stages).toBe('sales');
  });

  it('does not refuse a token of a key that was made since', async () => {
    const back = setBack();
    const read = async () => (await openSecrets(store.database)).signingKeys;
    const here = await openTokens(read);
    back();
    const {kid} = await rotateSigningKey(store.database);
    const elsewhere = await openTokens(read);
    const {token} = await elsewhere.grant(tenant, {agent: 'a', role: 'agent', ttl: 300});
    expect(decodeProtectedHeader(token).kid).toBe(kid);
    vi.advanceTimersByTime(5100);
    expect(await here.verify(token)).toMatchObject({agent: 'a'});
  });

  it('does not keep a disk full that has room again', async () => {
    const back = setBack();
    const full = `do $$ begin raise exception using errcode = '53100'; end $$`;
    await expect(store.database.system((sql) => sql.query(full))).rejects.toThrow();
    expect(store.database.isFull?.()).toBe(true);
    back();
    vi.advanceTimersByTime(2100);
    expect(store.database.isFull?.()).toBe(false);
  });

  it('does not keep a file of the spool', async () => {
    const back = setBack();
    vi.useFakeTimers({toFake: ['Date']});
    const folder = mkdtempSync(join(tmpdir(), 'throughline-clock-'));
    const log = await openSpool({folder, segmentMs: 50});
    try {
      const delivery = {site: 'main', accepted: [], quarantined: []};
      await log.append({id: uuidV7(Date.now()), tenant, delivery});
      back();
      log.deliver(async () => {});
      await expect.poll(() => hasEntries(folder)).toBe(false);
    } finally {
      await log.close();
      await rm(folder, {recursive: true, force: true});
    }
  });
});
