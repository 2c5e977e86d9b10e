import {createHmac} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
  aCollector,
  aTenantOf,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../../test/fixtures.ts';
import type {Collector} from '../index.ts';
import {listQuarantine} from '../store/quarantine.ts';
import {tenantNamed} from '../store/registry.ts';
import {addSourceSecret, removeSource, sourcesOf} from '../store/sources.ts';

const secret = 'whsec_of_a_test';

/** A card that was declined, as Stripe would tell of it; made up. */
const declined = (over: object = {}) =>
  JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'payment_intent.payment_failed',
    created: Math.floor(Date.now() / 1000),
    data: {
      object: {
        id: 'pi_1',
        object: 'payment_intent',
        amount: 7990,
        currency: 'eur',
        receipt_email: 'ada@example.com',
        last_payment_error: {code: 'card_declined', charge: 'ch_1'},
      },
    },
    ...over,
  });

const signed = (body: string, {by = secret, at = Date.now()} = {}) => {
  const time = Math.floor(at / 1000);
  return `t=${time},v1=${createHmac('sha256', by).update(`${time}.${body}`).digest('hex')}`;
};

describe('POST /v1/sources/{source}', () => {
  let store: TestDatabase;
  let collector: Collector;
  let shop: TestCollector;
  let number: number;
  beforeAll(async () => {
    store = await embeddedDatabase();
    collector = await aCollector(store.database);
    shop = await aTenantOf(collector);
    number = (await tenantNamed(store.database, shop.tenant))!.id;
    await addSourceSecret(store.database, number, 'stripe', secret);
  });
  afterAll(async () => {
    await collector?.close();
    await store?.close();
  });

  const tell = (body: string, signature: string, {source = 'stripe', key = shop.writeKey} = {}) =>
    shop.ask(`/v1/sources/${source}?key=${key}`, {
      body,
      headers: {'stripe-signature': signature},
    });

  it('keeps what was signed, once, on the line of whom it is about', async () => {
    const body = declined();
    expect((await tell(body, signed(body))).body).toEqual({stored: 1, duplicates: 0, refused: []});
    expect((await tell(body, signed(body))).body).toEqual({stored: 0, duplicates: 1, refused: []});
    const ada = (await shop.find('email', 'ada@example.com'))!;
    expect((await shop.timeline(ada)).touchpoints).toMatchObject([
      {name: 'payment_failed', outcome: {status: 'failure', reason: 'card_declined'}},
    ]);
    const {body: account} = await shop.ask('/v1/account', {
      token: await shop.token({role: 'admin'}),
    });
    expect(account.days).toMatchObject([{site: 'source stripe', stored: 1, duplicates: 1}]);
  });

  it('refuses what was not signed, by somebody else, or too long ago', async () => {
    const body = declined({id: 'evt_forged'});
    for (const signature of [
      '',
      signed(body, {by: 'whsec_of_another'}),
      signed(body, {at: Date.now() - 301_000}),
      signed(`${body} `),
    ]) {
      const {status, body: answer} = await tell(body, signature);
      expect([status, answer.error.code]).toEqual([401, 'signature_invalid']);
    }
    const other = await aTenantOf(collector); // Whose key it is decides whose secret counts.
    const {body: theirs} = await tell(body, signed(body), {key: other.writeKey});
    expect(theirs.error.code).toBe('signature_invalid');
  });

  it('keeps what it does not understand in quarantine', async () => {
    const body = declined({id: 'evt_2', type: 'payment_intent.payment_failed', data: null});
    const {body: answer} = await tell(body, signed(body));
    expect(answer).toMatchObject({stored: 0, refused: [{code: 'invalid_touchpoint'}]});
    const waiting = await listQuarantine(store.database, number);
    expect(JSON.stringify(waiting)).toContain('evt_2');
  });

  it('takes an earlier secret for another day, and nothing once the source is closed', async () => {
    await addSourceSecret(store.database, number, 'stripe', 'whsec_the_next');
    const later = await aCollector(store.database); // Its registry has not looked yet.
    const ask = async (by: string) => {
      const body = declined({id: `evt_${by}`});
      const {statusCode} = await later.app.inject({
        method: 'POST',
        url: `/v1/sources/stripe?key=${shop.writeKey}`,
        headers: {'stripe-signature': signed(body, {by})},
        payload: body,
      });
      return statusCode;
    };
    expect([await ask(secret), await ask('whsec_the_next')]).toEqual([200, 200]);
    await later.close();
    expect(await sourcesOf(store.database, number)).toMatchObject([{source: 'stripe'}]);
    expect(await removeSource(store.database, number, 'stripe')).toBe(true);
    expect(await sourcesOf(store.database, number)).toEqual([]);
  });

  it('names what there is not', async () => {
    const {body: noSource} = await tell('{}', '', {source: 'constructor'});
    const {body: noKey} = await tell('{}', '', {key: 'pk_nobody'});
    expect([noSource.error.code, noKey.error.code]).toEqual(['source_unknown', 'key_unknown']);
  });

  it('answers WhatsApp’s question, to whoever has the secret alone', async () => {
    await addSourceSecret(store.database, number, 'whatsapp', 'app-secret\nverify:me-please');
    const ask = (token: string) =>
      shop.ask(
        `/v1/sources/whatsapp?key=${shop.writeKey}&hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`,
      );
    expect(await ask('me-please')).toMatchObject({status: 200, body: '1158201444'});
    expect((await ask('app-secret')).body.error.code).toBe('signature_invalid');
  });

  it('keeps once what says no time itself, whenever it is sent again', async () => {
    await addSourceSecret(store.database, number, 'livechat', secret);
    const thread = {chat_id: 'c-1', thread_id: 't-1'};
    const body = JSON.stringify({action: 'chat_deactivated', secret_key: secret, payload: thread});
    const ended = () => tell(body, '', {source: 'livechat'});
    expect((await ended()).body).toMatchObject({stored: 1});
    await new Promise((later) => setTimeout(later, 5));
    expect((await ended()).body).toMatchObject({stored: 0, duplicates: 1});
  });

  it('says to whoever only looks, as Intercom does, that somebody is there', async () => {
    const look = async (source: string, key = shop.writeKey) => {
      const url = `/v1/sources/${source}?key=${key}`;
      return (await collector.app.inject({method: 'HEAD', url})).statusCode;
    };
    await addSourceSecret(store.database, number, 'intercom', 'client-secret');
    expect(await look('intercom')).toBe(200);
    expect(await look('intercom', 'pk_nobody')).toBe(401);
    expect(await look('zendesk')).toBe(401);
  });
});
