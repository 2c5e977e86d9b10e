import {randomBytes} from 'node:crypto';
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aLog,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {createIngest} from '../ingest.ts';
import {openAddressKeys, readAddressKeys} from './address-keys.ts';
import {keepAddresses} from './identity-policy.ts';
import {tenantNamed} from './registry.ts';
import {dropSealed, resealAll} from './sealed.ts';

describe('address keys', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-keys-'));
  });
  afterAll(() => rm(folder, {recursive: true, force: true}));

  it('are made once, in the folder, for its owner alone; a new one before it seals from then on', async () => {
    expect(await readAddressKeys(folder)).toBeUndefined();
    const [one, other] = await Promise.all([openAddressKeys(folder), openAddressKeys(folder)]);
    const sealed = one.seal(1, 'email:a', 'ada@example.com');
    expect(other.open(1, 'email:a', sealed)).toBe('ada@example.com');
    expect(sealed).not.toContain('ada');
    expect(one.seal(1, 'email:a', 'ada@example.com')).not.toBe(sealed);

    const file = join(folder, 'address-keys');
    const fresh = randomBytes(32).toString('base64');
    await writeFile(file, `${fresh}\n${await readFile(file, 'utf8')}`);
    const rotated = (await readAddressKeys(folder))!;
    expect(rotated.open(1, 'email:a', sealed)).toBe('ada@example.com');
    expect([rotated.isNewest(sealed), rotated.isNewest(rotated.seal(1, 'v', 'x'))]).toEqual([
      false,
      true,
    ]);
    await writeFile(file, fresh);
    expect((await readAddressKeys(folder))!.open(1, 'email:a', sealed)).toBeUndefined();
    await writeFile(file, 'dG9vIHNob3J0');
    await expect(readAddressKeys(folder)).rejects.toThrow('32 bytes');
    await writeFile(file, '');
    await expect(openAddressKeys(folder)).rejects.toThrow('no key');
    await rm(file);
  });

  it('are the same for all collectors that start at one moment, and leave no file besides', async () => {
    for (let round = 0; round < 20; round += 1) {
      const all = await Promise.all(Array.from({length: 8}, () => openAddressKeys(folder)));
      const sealed = all.map((each) => each.seal(1, 'v', 'x'));
      expect(all.flatMap((each) => sealed.map((text) => each.open(1, 'v', text)))).toEqual(
        Array(64).fill('x'),
      );
      expect(await readdir(folder)).toEqual(['address-keys']);
      await rm(join(folder, 'address-keys'));
    }
  });

  it('open nothing in another row, of another tenant, or that was changed', async () => {
    const keys = await openAddressKeys(folder);
    const sealed = keys.seal(1, 'email:a', 'ada@example.com');
    expect(keys.open(2, 'email:a', sealed)).toBeUndefined();
    expect(keys.open(1, 'email:b', sealed)).toBeUndefined();
    const at = sealed.length - 4;
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(keys.open(1, 'email:a', changed)).toBeUndefined();
    expect(keys.open(1, 'email:a', '')).toBeUndefined();
  });

  it('are asked for where there is no folder to keep them in', async () => {
    await expect(openAddressKeys(undefined)).rejects.toThrow('THROUGHLINE_ADDRESS_KEYS');
  });
});

describe('a tenant that keeps addresses encrypted', () => {
  let store: TestDatabase;
  let collector: Collector;
  beforeAll(async () => {
    store = await embeddedDatabase();
    collector = await aCollector(store.database);
  });
  afterAll(async () => {
    await collector?.close();
    await store?.close();
  });

  const who = [
    {kind: 'user', value: 'ada'},
    {kind: 'email', value: ' Ada@Example.com'},
    {kind: 'phone', value: '0049 89 1234-567'},
  ];
  const rows = (number: number) =>
    store.database.tenant(number, (sql) =>
      sql.query<{kind: string; display: string; sealed: string | null}>(
        'select kind, display, sealed from throughline.identifier where tenant = $1 order by kind',
        [number],
      ),
    );
  const exported = async (shop: TestCollector, customer: string) => {
    const token = await shop.token({role: 'admin'});
    const {body} = await shop.ask(`/v1/customers/${customer}/export`, {token});
    const line = JSON.parse(String(body).split('\n')[0]!) as {identifiers: {value: string}[]};
    return line.identifiers.map(({value}) => value).toSorted();
  };
  const clear = ['+49891234567', 'ada', 'ada@example.com'];

  it('gives them out in an export alone, also of who was known before', async () => {
    const shop = await aTenantOf(collector);
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    const keys = await openAddressKeys(store.database.folder);
    await keepAddresses(store.database, id, true);
    // As it was kept before: its hash alone.
    await shop.send([aTouchpoint({identifiers: who})]);
    await dropSealed(store.database, id);
    await shop.send([aTouchpoint({identifiers: who})]);

    const kept = await rows(id);
    expect(kept.map(({kind, sealed}) => [kind, sealed !== null])).toEqual([
      ['email', true],
      ['phone', true],
      ['user', false],
    ]);
    const ada = (await shop.find('user', 'ada'))!;
    expect(await exported(shop, ada)).toEqual(clear);
    const shown = await shop.ask(`/v1/customers/${ada}/identity`, {token: await shop.token()});
    expect(JSON.stringify(shown.body)).not.toContain('ada@example.com');
    expect(JSON.stringify((await shop.timeline(ada)).touchpoints)).not.toContain('ada@example.com');

    const file = join(store.database.folder!, 'address-keys');
    await writeFile(file, `${randomBytes(32).toString('base64')}\n${await readFile(file, 'utf8')}`);
    const rotated = (await readAddressKeys(store.database.folder))!;
    expect(await resealAll(store.database, id, rotated)).toBe(2);
    expect(await resealAll(store.database, id, rotated)).toBe(0);
    const [email] = await rows(id);
    expect([rotated.isNewest(email!.sealed!), keys.isNewest(email!.sealed!)]).toEqual([
      true,
      false,
    ]);

    await dropSealed(store.database, id);
    expect(await exported(shop, ada)).toEqual(['ada', 'a•••@example.com', '•••567']);
  });

  it('has them erased with the customer, and another tenant keeps none', async () => {
    const shop = await aTenantOf(collector);
    const {id} = (await tenantNamed(store.database, shop.tenant))!;
    await keepAddresses(store.database, id, true);
    await shop.send([aTouchpoint({identifiers: who})]);
    const ada = (await shop.find('user', 'ada'))!;
    const token = await shop.token({role: 'admin'});
    await shop.ask(`/v1/customers/${ada}/erase`, {token, body: {confirm: ada}});
    expect(await rows(id)).toEqual([]);

    const other = await aTenantOf(collector);
    await other.send([aTouchpoint({identifiers: who})]);
    const {id: theirs} = (await tenantNamed(store.database, other.tenant))!;
    expect((await rows(theirs)).map(({sealed}) => sealed)).toEqual([null, null, null]);
  });

  it('and no longer wants to, keeps none of those that wait in a log either', async () => {
    const shop = await aTenantOf(collector);
    const number = (await tenantNamed(store.database, shop.tenant))!.id;
    await openAddressKeys(store.database.folder);
    await keepAddresses(store.database, number, true);
    const {log, written, handOver} = aLog();
    const {pepper} = collector.services;
    const aProcess = () => createIngest(store.database, {pepper, changed: () => {}, log});
    const now = Date.now();
    const arrival = {site: 'main', sentAt: now, receivedAt: now};
    await aProcess()(number, {...arrival, touchpoints: [aTouchpoint({identifiers: who})]});
    expect(JSON.stringify(written())).toContain('"sealed":');

    await keepAddresses(store.database, number, false);
    await dropSealed(store.database, number);
    const next = aProcess();
    await handOver(written()[0]!);
    next.stop();
    expect((await rows(number)).map(({sealed}) => sealed)).toEqual([null, null, null]);
  });
});
