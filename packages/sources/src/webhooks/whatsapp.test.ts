import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, incoming, NOW, reasonOf, told} from '../../test/kit.ts';
import {whatsappSamples} from '../../test/samples/messages.ts';
import {whatsapp} from './whatsapp.ts';

const identifiers = [{kind: 'phone', value: '+4915112345678'}];

describe('WhatsApp', () => {
  it('tells what customers write', () => {
    expect(told(whatsapp, whatsappSamples.text)).toMatchObject([
      {
        key: 'message:wamid.HBgNTheirs',
        name: 'message_received',
        occurredAt: NOW,
        channel: 'messaging',
        direction: 'inbound',
        identifiers,
        contact: {id: '106540352242922:2025-11-25', message: 'My kettle leaks'},
      },
      {contact: {id: '106540352242922:2025-11-25', message: 'Yes'}},
    ]);
  });

  it('tells what became of what we wrote', () => {
    const touchpoints = told(whatsapp, whatsappSamples.statuses);
    expect(touchpoints.map(({name}) => name)).toEqual([
      'message_sent',
      'message_read',
      'message_failed',
    ]);
    expect(touchpoints[2]).toMatchObject({
      identifiers,
      outcome: {status: 'failure', reason: '131047'},
    });
  });

  it.each([
    ['service', 'assisted'],
    ['utility', 'automated'],
    ['marketing_lite', 'automated'],
    ['authentication-international', 'automated'],
    [undefined, 'assisted'],
  ])('takes what Meta bills as %s for %s', (category, mode) => {
    const body = JSON.stringify(whatsappSamples.statuses.body).replace(
      '"status":"sent"',
      `"status":"sent","pricing":${JSON.stringify({category})}`,
    );
    expect(told(whatsapp, {body})[0]).toMatchObject({name: 'message_sent', mode});
  });

  it('knows whoever keeps their number to themselves by Meta’s id', () => {
    const user = {kind: 'whatsapp_user', value: 'DE.1349120865'};
    expect(told(whatsapp, whatsappSamples.numberless)).toMatchObject([
      {name: 'message_received', identifiers: [user], contact: {message: 'My kettle leaks'}},
    ]);
    expect(told(whatsapp, whatsappSamples.numberlessRead)).toMatchObject([
      {name: 'message_read', identifiers: [user]},
    ]);
  });

  it('hears nothing in the dashboard’s test, nor in what no customer wrote', () => {
    expect(told(whatsapp, whatsappSamples.test)).toEqual([]);
    expect(told(whatsapp, whatsappSamples.moved)).toEqual([]);
  });

  it('does not guess about another field', () => {
    const body = {entry: [{changes: [{field: 'flows', value: {}}]}]};
    expect(reasonOf(whatsapp, {body})).toBe('is of another field');
    expect(reasonOf(whatsapp, {body: {entry: []}})).toBe('holds no event');
  });
});

describe('the greeting of WhatsApp', () => {
  const greet = (query: string, secret = 'app-secret\nverify:word') =>
    whatsapp.greet?.(
      incoming({url: `https://c.example/v1/sources/whatsapp?${query}`, body: ''}),
      secret,
    );
  const asked = 'hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=';

  it('is answered to who knows the word', () => {
    expect(greet(`${asked}word`)).toBe('1158201444');
  });

  it.each([
    ['another word', `${asked}other`],
    ['no word', asked],
    ['the app’s secret', `${asked}app-secret`],
    ['the word with its mark', `${asked}verify:word`],
    ['another mode', 'hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=word'],
    ['a challenge that is markup', 'hub.mode=subscribe&hub.challenge=<b>&hub.verify_token=word'],
    ['nothing', ''],
  ])('is not answered to %s', (_, query) => {
    expect(greet(query)).toBeUndefined();
  });

  it('is not answered where no word is set', () => {
    expect(greet(asked, 'app-secret')).toBeUndefined();
    expect(greet(asked, 'verify:')).toBeUndefined();
  });

  it('has a word that signs nothing', async () => {
    const body = '{}';
    for (const key of ['word', 'verify:word']) {
      const headers = {'x-hub-signature-256': `sha256=${hmac('sha256', 'hex', key, body)}`};
      expect(await whatsapp.verify(incoming({headers, body}), 'app-secret\nverify:word')).toBe(
        false,
      );
    }
  });
});

describeSignature(whatsapp, {
  sign: (body, secret) => ({
    headers: {'x-hub-signature-256': `sha256=${hmac('sha256', 'hex', secret, body)}`},
    body,
  }),
});
