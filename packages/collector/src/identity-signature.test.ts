import {createHmac} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  keptOf,
  type TestCollector,
  type TestDatabase,
} from '../test/fixtures.ts';
import {isSignedFor} from './identity-signature.ts';
import type {Collector} from './index.ts';
import {identityPolicyOf, makeIdentitySecret, requireSigned} from './store/identity-policy.ts';
import {eraseCustomer} from './store/erase.ts';
import {tenantNamed} from './store/registry.ts';
import {sourcesOf} from './store/sources.ts';

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

const hmac = (secret: string, over: string) =>
  createHmac('sha256', secret).update(over).digest('hex');

interface Shop extends TestCollector {
  readonly number: number;
  readonly secret: string;
}

const aShop = async ({required = false} = {}): Promise<Shop> => {
  const shop = await aTenantOf(collector);
  const number = (await tenantNamed(store.database, shop.tenant))!.id;
  const secret = await makeIdentitySecret(store.database, number);
  await requireSigned(store.database, number, required);
  return {...shop, number, secret};
};

const anonymous = (value: string) => ({kind: 'anonymous', value});
const email = (value: string) => ({kind: 'email', value: `${value}@example.com`});
const user = (value: string) => ({kind: 'user', value});

/** As the tracker sends `identify(user, {plan: 'pro', signature})`. */
const identify = (
  identifiers: {kind: string; value: string}[],
  signature?: string,
): ReturnType<typeof aTouchpoint> =>
  aTouchpoint({
    name: 'customer_identified',
    identifiers,
    fields: {plan: 'pro', ...(signature !== undefined && {signature})},
  });

interface Identity {
  readonly identifiers: readonly {visitor: string; kind: string}[];
  readonly evidence: readonly {
    visitor: string;
    other: string;
    verifiedAt: number | null;
    revokedBy: string | null;
  }[];
}

const evidenceOf = async (shop: TestCollector, customer: string) => {
  const token = await shop.token();
  const answer = await shop.ask(`/v1/customers/${customer}/identity`, {token});
  const {identifiers, evidence} = answer.body as Identity;
  const kindOf = (one: string) => identifiers.find(({visitor}) => visitor === one)?.kind ?? 'other';
  return evidence.map(({visitor, other, verifiedAt, revokedBy}) =>
    [
      `${kindOf(visitor)}-${kindOf(other)}`,
      verifiedAt === null ? 'claimed' : 'verified',
      ...(revokedBy === null ? [] : [`revoked by ${revokedBy}`]),
    ].join(' '),
  );
};

describe('a signature', () => {
  const now = 1_800_000_000_000;
  const signs = (signature: string, secrets = ['s1'], user = 'ada') =>
    isSignedFor(user, signature, {secrets, now});

  it('is the HMAC of the id, by any of the secrets that hold', () => {
    expect(signs(hmac('s1', 'ada'))).toBe(true);
    expect(signs(hmac('s1', 'ada').toUpperCase())).toBe(true);
    expect(signs(hmac('s1', 'ada'), ['s2', 's1'])).toBe(true);
    expect(signs(hmac('s1', 'ada'), [])).toBe(false);
    expect(signs(hmac('s1', 'ada'), ['s2'])).toBe(false);
    expect(signs(hmac('s1', 'bob'))).toBe(false);
    expect(signs(hmac('s1', 'ada').slice(0, 63))).toBe(false);
    expect(signs('')).toBe(false);
  });

  it('ends when it says, and says so under the signature', () => {
    const until = (seconds: number) => `${seconds}.${hmac('s1', `${seconds}\nada`)}`;
    expect(signs(until(now / 1000 + 1))).toBe(true);
    expect(signs(until(now / 1000 - 1))).toBe(false);
    const other = `${now / 1000 + 9}.${until(now / 1000 - 1).split('.')[1]}`;
    expect(signs(other)).toBe(false);
    // One without an end does not become one with.
    expect(signs(`1900000000.${hmac('s1', '1900000000.ada')}`)).toBe(false);
  });
});

describe('a signed identify', () => {
  it('is verified where an unsigned or a wrong one is a claim, and is not kept itself', async () => {
    const shop = await aShop();
    const right = hmac(shop.secret, 'ada');
    for (const [index, signature] of [undefined, hmac('wrong', 'ada'), right].entries())
      await shop.send([identify([user('ada'), anonymous(`a${index}`), email('ada')], signature)]);
    const ada = (await shop.find('user', 'ada'))!;
    expect((await shop.timeline(ada)).total).toBe(3); // Nothing is lost by it.
    expect((await evidenceOf(shop, ada)).toSorted()).toEqual([
      'user-anonymous claimed',
      'user-anonymous claimed',
      'user-anonymous verified',
      'user-email claimed', // The signature is for the id alone.
    ]);
    const rows = await keptOf(store, shop.number);
    expect(rows.map(({body}) => JSON.parse(body).properties)).toEqual([
      {plan: 'pro'},
      {plan: 'pro'},
      {plan: 'pro'},
    ]);
    expect(JSON.stringify(rows)).not.toContain(right);
  });

  it('is heard from a library of Segment, as a trait', async () => {
    const shop = await aShop();
    const {status} = await shop.ask('/v1/identify', {
      body: {
        writeKey: shop.writeKey,
        messageId: 'm1',
        userId: 'ada',
        anonymousId: 'a',
        traits: {signature: hmac(shop.secret, 'ada')},
      },
    });
    expect(status).toBe(200);
    const ada = (await shop.find('user', 'ada'))!;
    expect(await evidenceOf(shop, ada)).toEqual(['user-anonymous verified']);
  });

  it('makes a claim verified that is on record', async () => {
    const shop = await aShop();
    const who = [user('ada'), anonymous('a')];
    await shop.send([identify(who)]);
    const ada = (await shop.find('user', 'ada'))!;
    expect(await evidenceOf(shop, ada)).toEqual(['user-anonymous claimed']);
    await shop.send([identify(who, hmac(shop.secret, 'ada'))]);
    expect(await evidenceOf(shop, ada)).toEqual(['user-anonymous verified']);
  });

  it('takes its browser from whom only a claim has given it, whichever came first', async () => {
    for (const isFirst of [true, false]) {
      const shop = await aShop();
      const signed = identify([user('ada'), anonymous('a')], hmac(shop.secret, 'ada'));
      const claimed = identify([user('eve'), anonymous('a')]);
      for (const each of isFirst ? [signed, claimed] : [claimed, signed]) await shop.send([each]);
      const ada = (await shop.find('user', 'ada'))!;
      expect(await shop.find('anonymous', 'a')).toBe(ada);
      expect(await shop.find('user', 'eve')).not.toBe(ada);
      if (!isFirst) {
        const eve = (await shop.find('user', 'eve'))!;
        expect(await evidenceOf(shop, eve)).toEqual(['user-other claimed revoked by signature']);
      }
    }
  });

  it('never merges two verified users, nor moves a browser that both have signed in on', async () => {
    const shop = await aShop();
    for (const name of ['ada', 'bob'])
      await shop.send([identify([user(name), anonymous('a')], hmac(shop.secret, name))]);
    const [ada, bob] = [(await shop.find('user', 'ada'))!, (await shop.find('user', 'bob'))!];
    expect(ada).not.toBe(bob);
    expect(await shop.find('anonymous', 'a')).toBe(ada);
  });

  it.each(['one', 'browser'])(
    'leaves a browser where an agent has joined it, from %s',
    async (from) => {
      const shop = await aShop();
      await shop.send([aTouchpoint({identifiers: [anonymous('tablet')]})]);
      await shop.send([aTouchpoint({identifiers: [user('one')]})]);
      const both = [
        (await shop.find('user', 'one'))!,
        (await shop.find('anonymous', 'tablet'))!,
      ] as const;
      const [asked, customer] = from === 'one' ? both : both.toReversed();
      const token = await shop.token();
      await shop.ask(`/v1/customers/${asked}/attach`, {token, body: {customer}});
      const signature = hmac(shop.secret, 'two');
      await shop.send([identify([user('two'), anonymous('tablet')], signature)]);
      expect(await shop.find('anonymous', 'tablet')).toBe(both[0]);
      expect(await shop.find('user', 'two')).not.toBe(both[0]);
    },
  );

  it('is not joined again where an agent has found it wrong', async () => {
    const shop = await aShop();
    const who = [user('ada'), anonymous('a')];
    const signature = hmac(shop.secret, 'ada');
    await shop.send([identify(who, signature)]);
    const ada = (await shop.find('user', 'ada'))!;
    const token = await shop.token();
    const {body} = await shop.ask(`/v1/customers/${ada}/identity`, {token});
    const {visitor} = body.identifiers.find(({kind}: {kind: string}) => kind === 'anonymous');
    await shop.ask(`/v1/customers/${ada}/detach`, {token, body: {visitor}});
    await shop.send([identify(who, signature)]);
    expect(await shop.find('anonymous', 'a')).not.toBe(ada);
  });

  it('goes on with the secret of yesterday, and not with that of the day before', async () => {
    const shop = await aShop();
    const second = await makeIdentitySecret(store.database, shop.number);
    const policy = () => store.database.system((sql) => identityPolicyOf(sql, shop.number));
    expect((await policy()).secrets).toEqual([second, shop.secret]);
    await store.database.system((sql) =>
      sql.query('update throughline.source_secret set expires_at = 1 where secret = $1', [
        shop.secret,
      ]),
    );
    expect((await policy()).secrets).toEqual([second]);
    expect(await sourcesOf(store.database, shop.number)).toEqual([]);
  });
});

describe('a tenant that requires signatures', () => {
  it('keeps an unsigned identify under its browser, and joins it to nobody', async () => {
    const shop = await aShop({required: true});
    await shop.send([identify([user('ada'), anonymous('home')], hmac(shop.secret, 'ada'))]);
    const ada = (await shop.find('user', 'ada'))!;
    const eve = [anonymous('eve'), user('ada'), email('ada')];
    const {body} = await shop.send([identify(eve), aTouchpoint({identifiers: eve})]);
    expect(body).toMatchObject({stored: 2, refused: []});
    expect((await shop.timeline(ada)).total).toBe(1);
    const stranger = (await shop.find('anonymous', 'eve'))!;
    expect(stranger).not.toBe(ada);
    expect((await shop.timeline(stranger)).total).toBe(2);
    expect(await shop.find('email', 'ada@example.com')).toBeUndefined();

    // The browser that has signed in is hers, whatever comes from it later.
    await shop.send([aTouchpoint({identifiers: [anonymous('home'), user('ada')]})]);
    expect((await shop.timeline(ada)).total).toBe(2);
  });

  it('puts in quarantine what names nobody but whom it has not signed for', async () => {
    const shop = await aShop({required: true});
    const {body} = await shop.send([identify([user('ada')], hmac('wrong', 'ada'))]);
    expect(body).toMatchObject({
      stored: 0,
      refused: [{code: 'invalid_touchpoint', reason: 'identifiers: none of them is signed for'}],
    });
    const erased = await store.database.tenant(shop.number, (sql) =>
      sql.query<{visitors: string[]}>('select visitors from throughline.quarantine'),
    );
    expect(erased[0]!.visitors).toHaveLength(1); // So that an erasure finds it.
  });

  it('takes the word of its own servers, who hold a secret key', async () => {
    const shop = await aShop({required: true});
    const event = {
      specversion: '1.0',
      id: 'e1',
      source: '/shop',
      type: 'order_shipped',
      subject: 'user/ada',
      time: new Date().toISOString(),
      data: {email: 'ada@example.com'},
    };
    const answer = await shop.ask('/v1/events', {
      token: shop.secretKey,
      body: event,
      headers: {'content-type': 'application/cloudevents+json'},
    });
    expect(answer.body).toMatchObject({stored: 1});
    const ada = (await shop.find('user', 'ada'))!;
    expect(await shop.find('email', 'ada@example.com')).toBe(ada);
    expect(await evidenceOf(shop, ada)).toEqual(['user-email verified']);
  });

  it('refuses what names an erased customer, signed or not', async () => {
    const shop = await aShop({required: true});
    const before = Date.now() - 1000;
    await shop.send([identify([user('ada'), anonymous('a')], hmac(shop.secret, 'ada'))]);
    await eraseCustomer(store.database, shop.number, (await shop.find('user', 'ada'))!);
    const {body} = await shop.send([
      aTouchpoint({occurredAt: before, identifiers: [anonymous('new'), user('ada')]}),
    ]);
    expect(body.refused).toMatchObject([{code: 'customer_erased'}]);
  });
});
