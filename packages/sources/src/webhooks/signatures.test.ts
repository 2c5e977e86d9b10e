import {generateKeyPairSync, sign as signWith} from 'node:crypto';
import {Webhook} from 'standardwebhooks';
import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, incoming, NOW} from '../../test/kit.ts';
import type {Source} from '../index.ts';
import {bodySigned, ecdsaSigned, isSameText, sharedSecret, standardOrShared} from './signatures.ts';

const probe = (verify: Source['verify'], title: string): Source => ({
  name: 'probe',
  title,
  verify,
  hear: () => ({touchpoints: [], unknown: []}),
});

// Signed by the reference library of Standard Webhooks.
describeSignature(probe(standardOrShared, 'Standard Webhooks'), {
  oldest: 300,
  secret: `whsec_${btoa('a secret of twenty-four!')}`,
  sign: (body, secret, at) => ({
    headers: {
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(at / 1000),
      'webhook-signature': new Webhook(secret).sign('msg_1', new Date(at), body),
    },
    body,
  }),
});

describe('a shared secret', () => {
  const known = async (headers: Record<string, string>, secret = 's') =>
    sharedSecret(incoming({headers, body: ''}), secret);

  it('is taken from the headers alone', async () => {
    expect(await known({authorization: 'bearer s'})).toBe(true);
    expect(await known({authorization: `Basic ${btoa('us:s')}`})).toBe(true);
    expect(await known({authorization: `Basic ${btoa('us:s')}`}, 'us:s')).toBe(true);
    expect(await known({authorization: `Basic ${btoa('us:s')}`}, 'them:s')).toBe(false);
    expect(await known({'x-throughline-secret': 's'})).toBe(true);
    const url = 'https://collect.example/v1/sources/probe?secret=s';
    expect(await sharedSecret(incoming({url, body: ''}), 's')).toBe(false);
  });

  it('is never empty', async () => {
    expect(await known({authorization: 'Bearer '}, '')).toBe(false);
    expect(await known({authorization: `Basic ${btoa('us:')}`}, '')).toBe(false);
    expect(await known({'x-throughline-secret': ''}, '\n')).toBe(false);
  });
});

describe('a comparison', () => {
  it('is of the whole', () => {
    expect(isSameText('abc', 'abc')).toBe(true);
    for (const other of ['abd', 'ab', 'abcd', '']) expect(isSameText('abc', other)).toBe(false);
  });
});

describe('an HMAC', () => {
  const verify = bodySigned('SHA-256', 'hex', 'x-signature', 'sha256=');
  const known = async (signature: string) =>
    verify(incoming({headers: {'x-signature': signature}, body: 'b'}), 's');

  it('is taken in either case, whole, under its prefix alone', async () => {
    const signature = hmac('sha256', 'hex', 's', 'b');
    expect(await known(`sha256=${signature}`)).toBe(true);
    expect(await known(`sha256=${signature.toUpperCase()}`)).toBe(true);
    for (const wrong of [
      signature,
      `sha1=${signature}`,
      `sha256=${signature.slice(2)}`,
      `sha256=${signature}00`,
      `sha256=0${signature}`,
      'sha256=',
    ]) {
      expect(await known(wrong), wrong).toBe(false);
    }
  });
});

describe('ECDSA', () => {
  const {privateKey, publicKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const pem = publicKey.export({type: 'spki', format: 'pem'});
  const spki = publicKey.export({type: 'spki', format: 'der'}).toString('base64');
  const verify = ecdsaSigned(({headers, body}) => ({
    signatures: [headers['x-signature'] ?? ''],
    over: body,
  }));
  const known = async (signature: string, secret = spki, body = 'b') =>
    verify(incoming({headers: {'x-signature': signature}, body}), secret);

  it('knows signatures with integers of every length', async () => {
    // One in 128 has an r or an s that is shorter than 32 bytes, half of them one that is longer.
    for (let turn = 0; turn < 400; turn++) {
      const body = `b${turn}`;
      const signature = signWith('sha256', Buffer.from(body), privateKey).toString('base64');
      expect(await known(signature, spki, body), signature).toBe(true);
    }
  });

  it('takes the key as PEM, and one after another', async () => {
    const signature = signWith('sha256', Buffer.from('b'), privateKey).toString('base64');
    const other = generateKeyPairSync('ec', {namedCurve: 'P-256'}).publicKey;
    const another = other.export({type: 'spki', format: 'der'}).toString('base64');
    expect(await known(signature, pem.toString().replaceAll('\n', ''))).toBe(true);
    expect(await known(signature, `${another}\n${spki}`)).toBe(true);
    expect(await known(signature, another)).toBe(false);
  });

  it('is no signature in any other form', async () => {
    const der = signWith('sha256', Buffer.from('b'), privateKey);
    const mangled = [
      Buffer.alloc(0),
      der.subarray(1),
      der.subarray(0, -1),
      Buffer.concat([der, Buffer.from([0])]),
      Buffer.from([0x30, 0]),
      Buffer.from([0x30, 2, 2, 0]),
      Buffer.from([0x30, 4, 2, 0x7f, 2, 0]),
      Buffer.alloc(72, 0x30),
    ];
    for (const bytes of mangled) expect(await known(bytes.toString('base64'))).toBe(false);
    expect(await known(der.toString('base64'), 'no key')).toBe(false);
    expect(await known(der.toString('base64'), btoa('no key'))).toBe(false);
  });
});

it('a signature of the far future is refused as one of the past', async () => {
  const verify = standardOrShared;
  const secret = btoa('another secret of length');
  const headers = (at: string) => ({
    'webhook-id': 'm',
    'webhook-timestamp': at,
    'webhook-signature': `v1,${hmac('sha256', 'base64', Buffer.from(secret, 'base64'), `m.${at}.b`)}`,
  });
  const known = async (at: string) => verify(incoming({headers: headers(at), body: 'b'}), secret);
  expect(await known(String(NOW / 1000))).toBe(true);
  for (const at of ['1e999', 'NaN', '', '-1', 'x']) expect(await known(at)).toBe(false);
});
