import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {eraseCustomer} from './erase.ts';
import {tenantNamed} from './registry.ts';
import {addSourceSecret} from './sources.ts';
import {createSite} from './tenants.ts';

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

interface Named {
  kind: string;
  value: string;
  scope?: string;
}
const ticket = (value: string, scope?: string): Named => ({
  kind: 'ticket',
  value,
  ...(scope !== undefined && {scope}),
});
const email = (value: string): Named => ({kind: 'email', value: `${value}@example.com`});

const see = (shop: TestCollector, ...identifiers: Named[]) =>
  shop.send([aTouchpoint({identifiers})]);
const find = async (shop: TestCollector, ...identifiers: Named[]) => {
  const token = await shop.token();
  const {body} = await shop.ask('/v1/customers/find', {token, body: {identifiers}});
  return (body.customer ?? body.error.code) as string;
};
const numberOf = async ({tenant}: TestCollector) => (await tenantNamed(store.database, tenant))!.id;

describe('a number that systems give', () => {
  it('does not join strangers, whatever they have beside it', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, email('ada'), ticket('123', 'zendesk'));
    await see(shop, email('bob'), ticket('123', 'freshdesk'));
    const [ada, bob] = [await find(shop, email('ada')), await find(shop, email('bob'))];
    expect(ada).not.toBe(bob);
    expect(await find(shop, ticket('123', 'zendesk'))).toBe(ada);
    expect(await find(shop, ticket('123', 'freshdesk'))).toBe(bob);
    expect(await find(shop, ticket('123'))).toBe('identifier_ambiguous');
    expect(await find(shop, ticket('123'), email('bob'))).toBe(bob); // What else is known helps.
    expect(await find(shop, ticket('124'))).toBe('customer_not_found');
  });

  it('is found without its system, and joins who names it so, while only one has it', async () => {
    for (const isFirst of [true, false]) {
      const shop = await aTenantOf(collector);
      const issued = [email('ada'), ticket('7', 'zendesk')];
      const mentioned = [{kind: 'anonymous', value: 'phone-1'}, ticket('7')];
      for (const each of isFirst ? [issued, mentioned] : [mentioned, issued])
        await see(shop, ...each);
      const ada = await find(shop, email('ada'));
      expect(await find(shop, ticket('7'))).toBe(ada);
      expect(await find(shop, mentioned[0]!)).toBe(ada);
      expect((await shop.timeline(ada)).total).toBe(2);
    }
  });

  it('names nobody without its system once two have it, and leaves who was joined by it', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, email('ada'), ticket('9', 'zendesk'));
    await see(shop, ticket('9')); // Somebody mentions it, while it is clear.
    const ada = await find(shop, email('ada'));
    expect((await shop.timeline(ada)).total).toBe(2);
    await see(shop, email('bob'), ticket('9', 'freshdesk'));
    expect((await shop.timeline(ada)).total).toBe(1);
    await see(shop, email('eve'), ticket('9'));
    const [bob, eve] = [await find(shop, email('bob')), await find(shop, email('eve'))];
    expect(new Set([ada, bob, eve]).size).toBe(3);
    const both = await aTenantOf(collector); // In one batch.
    await both.send(
      [
        [email('eve'), ticket('9')],
        [email('ada'), ticket('9', 'zendesk')],
        [email('bob'), ticket('9', 'freshdesk')],
      ].map((identifiers) => aTouchpoint({identifiers})),
    );
    const customers = await Promise.all(['ada', 'bob', 'eve'].map((one) => find(both, email(one))));
    expect(new Set(customers).size).toBe(3);
  });

  it('is taken out once where another takes it along', async () => {
    const shop = await aTenantOf(collector);
    const numbered = (kind: string, scope?: string) => ({...ticket('123', scope), kind});
    await see(shop, numbered('case'), numbered('parcel'));
    await see(shop, {kind: 'user', value: 'ada'}, numbered('case'));
    const several = ['zendesk', 'freshdesk'].flatMap((system) =>
      ['case', 'parcel'].map((kind) => aTouchpoint({identifiers: [numbered(kind, system)]})),
    );
    expect((await shop.send(several)).body).toMatchObject({stored: 4});
    for (const kind of ['case', 'parcel'])
      expect(await find(shop, numbered(kind))).toBe('identifier_ambiguous');
  });

  it('goes on under the row that was kept before numbers had a system', async () => {
    const shop = await aTenantOf(collector);
    await see(shop, email('ada'), ticket('55')); // As every helpdesk's was.
    const ada = await find(shop, email('ada'));
    await see(shop, ticket('55', 'zendesk'));
    expect(await find(shop, ticket('55', 'zendesk'))).toBe(ada);
    expect((await shop.timeline(ada)).total).toBe(2);
  });

  it('is its source’s where a source numbers it itself, and its site’s where it is said', async () => {
    const shop = await aTenantOf(collector);
    const id = await numberOf(shop);
    await addSourceSecret(store.database, id, 'freshdesk', 'a-secret-of-ours');
    await shop.ask(`/v1/sources/freshdesk?key=${shop.writeKey}`, {
      headers: {'x-throughline-secret': 'a-secret-of-ours'},
      body: {
        event: 'onTicketCreate',
        data: {
          ticket: {id: 4711, status: 2, created_at: new Date().toISOString()},
          requester: {email: 'ada@example.com'},
        },
      },
    });
    expect(await find(shop, ticket('4711', 'freshdesk'))).toBe(await find(shop, email('ada')));
    const key = await createSite(store.database, id, 'second', [], 'woocommerce');
    for (const [value, at] of [
      ['ada', shop.writeKey],
      ['bob', key],
    ] as const) {
      await shop.send(
        [aTouchpoint({identifiers: [email(value), {kind: 'order', value: '1001'}]})],
        {key: at},
      );
    }
    const scoped = {kind: 'order', value: '1001', scope: 'woocommerce'};
    expect(await find(shop, scoped)).toBe(await find(shop, email('bob')));
  });

  it('is refused a scope where it is no number', async () => {
    const shop = await aTenantOf(collector);
    const {body} = await see(shop, {...email('ada'), scope: 'zendesk'});
    expect(body.refused).toMatchObject([{reason: expect.stringContaining('scope')}]);
  });

  it('stays erased, with its system and without', async () => {
    const shop = await aTenantOf(collector);
    const before = Date.now() - 1000;
    await see(shop, email('ada'), ticket('3', 'zendesk'));
    await see(shop, email('bob'), ticket('3', 'freshdesk'));
    await eraseCustomer(store.database, await numberOf(shop), await find(shop, email('ada')));
    const late = async (...identifiers: Named[]) =>
      (await shop.send([aTouchpoint({occurredAt: before, identifiers})])).body.stored;
    expect(await late(ticket('3'))).toBe(0);
    expect(await late(ticket('3', 'zendesk'))).toBe(0);
    expect(await late(ticket('3', 'freshdesk'))).toBe(1); // A stranger's.
  });
});
