import {describe, expect, it} from 'vitest';
import {describeSharedSecret, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {postmarkSamples} from '../../test/samples/mail.ts';
import {postmark} from './postmark.ts';

describe('Postmark', () => {
  it('tells what became of a mail', () => {
    expect(toldOne(postmark, postmarkSamples.bounced)).toMatchObject({
      name: 'message_failed',
      occurredAt: NOW,
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
      outcome: {status: 'failure', reason: 'HardBounce'},
      properties: {subject: 'Your kettle', vendor: 'Postmark'},
    });
    expect(toldOne(postmark, postmarkSamples.delivered).name).toBe('message_sent');
    expect(toldOne(postmark, postmarkSamples.left).name).toBe('email_unsubscribed');
    expect(toldOne(postmark, postmarkSamples.clicked).properties?.['link']).toBe(
      'https://shop.example/orders',
    );
    expect(told(postmark, postmarkSamples.soft)).toEqual([]);
    expect(toldOne(postmark, postmarkSamples.leftByMail).name).toBe('email_unsubscribed');
    expect(told(postmark, postmarkSamples.answeredByProgram)).toEqual([]);
  });

  it('tells what customers write, without the mail they answer', () => {
    expect(toldOne(postmark, postmarkSamples.received)).toEqual({
      key: 'mail:<reply-1@mail.example>',
      name: 'message_received',
      occurredAt: NOW,
      channel: 'email',
      direction: 'inbound',
      mode: 'self',
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
      contact: {id: 'abcKettle@shop.example', detail: 'Postmark', message: 'It leaks.'},
      properties: {subject: 'Re: Your kettle'},
    });
  });

  it('takes for who wrote whom to answer, where our own form stands as the sender', () => {
    const known = (over: object) =>
      toldOne(postmark, {body: {...postmarkSamples.received.body, ...over}}).identifiers;
    const form = {FromFull: {Email: 'no-reply@shop.example'}, ReplyTo: 'bob@mail.example'};
    const bob = [{kind: 'email', value: 'bob@mail.example'}];
    expect(known({...form, ToFull: [{Email: 'help@shop.example'}]})).toEqual(bob);
    const ada = [{kind: 'email', value: 'ada@example.com'}];
    expect(known({ReplyTo: form.ReplyTo, ToFull: [{Email: 'help@shop.example'}]})).toEqual(ada);
  });

  it('leaves what its button for a test sends', () => {
    expect(told(postmark, postmarkSamples.test)).toEqual([]);
  });

  it('does not guess about another record', () => {
    expect(reasonOf(postmark, {body: {RecordType: 'SMTPApiError'}})).toContain('another type');
  });
});

describeSharedSecret(postmark);
