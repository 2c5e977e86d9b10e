import {generateKeyPairSync, sign as signWith} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {runInNewContext} from 'node:vm';
import {describe, expect, it} from 'vitest';
import {describeSignature, incoming, NOW, reasonOf, told} from '../../test/kit.ts';
import {sendgridSamples} from '../../test/samples/mail.ts';
import {sendgrid} from './sendgrid.ts';

describe('SendGrid', () => {
  it('tells what became of a mail, and leaves out what no person did', () => {
    const touchpoints = told(sendgrid, sendgridSamples.all);
    expect(touchpoints.map(({name}) => name)).toEqual([
      'message_sent',
      'message_read',
      'message_clicked',
      'message_failed',
      'message_reported',
      'email_unsubscribed',
    ]);
    expect(touchpoints[3]).toEqual({
      key: 'event:ev-bounce',
      name: 'message_failed',
      occurredAt: NOW,
      channel: 'email',
      direction: 'outbound',
      mode: 'automated',
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
      outcome: {status: 'failure', reason: '550 no such user'},
      relations: [{type: 'mail', id: 'abcKettle'}],
      properties: {vendor: 'SendGrid'},
    });
    expect(touchpoints[2]?.properties).toEqual({
      link: 'https://shop.example/orders',
      vendor: 'SendGrid',
    });
  });

  it('leaves what its button for a test sends', () => {
    expect(told(sendgrid, sendgridSamples.test)).toEqual([]);
  });

  it('does not guess about another event', () => {
    expect(reasonOf(sendgrid, {body: [{event: 'teleported'}]})).toContain('another type');
    expect(reasonOf(sendgrid, {body: []})).toBe('holds no event');
  });
});

const {privateKey, publicKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});

describeSignature(sendgrid, {
  oldest: 86_700,
  secret: publicKey.export({type: 'spki', format: 'der'}).toString('base64'),
  sign: (body, _, at) => {
    const time = String(at / 1000);
    const signature = signWith('sha256', Buffer.from(time + body), privateKey).toString('base64');
    return {
      headers: {
        'x-twilio-email-event-webhook-signature': signature,
        'x-twilio-email-event-webhook-timestamp': time,
      },
      body,
    };
  },
});

describe('the vectors that SendGrid itself has signed', () => {
  // From its package's own test: the constants that stand before the first test.
  const spec = createRequire(import.meta.url).resolve(
    '@sendgrid/eventwebhook/src/eventwebhook.spec.js',
  );
  const [, constants = ''] = /describe\('EventWebhook', \(\) => \{([\s\S]*?)describe\(/.exec(
    readFileSync(spec, 'utf8'),
  )!;
  const vectors = runInNewContext(`${constants};
    [[PUBLIC_KEY, SIGNATURE, TIMESTAMP, PAYLOAD],
     [PUBLIC_KEY_MULTIPLE, SIGNATURE_MULTIPLE, TIMESTAMP_MULTIPLE, PAYLOAD_MULTIPLE_EVENTS]]`) as (readonly [
    string,
    string,
    string | number,
    string,
  ])[];

  it.each(vectors)('verify: %#', async (key, signature, time, body) => {
    const headers = {
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': String(time),
    };
    const at = Number(time) * 1000;
    expect(await sendgrid.verify(incoming({headers, body}, at), key)).toBe(true);
    expect(await sendgrid.verify(incoming({headers, body: body.trimEnd()}, at), key)).toBe(false);
    expect(await sendgrid.verify(incoming({headers, body}, at + 86_701_000), key)).toBe(false);
  });
});
