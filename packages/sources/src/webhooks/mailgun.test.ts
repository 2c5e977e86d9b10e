import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {mailgunSamples} from '../../test/samples/mail.ts';
import {mailgun} from './mailgun.ts';

describe('Mailgun', () => {
  it('tells what became of a mail', () => {
    expect(toldOne(mailgun, mailgunSamples.failed)).toEqual({
      key: 'event:mg-failed',
      name: 'message_failed',
      occurredAt: NOW + 250,
      channel: 'email',
      direction: 'outbound',
      mode: 'automated',
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
      outcome: {status: 'failure', reason: 'no such user'},
      relations: [{type: 'mail', id: 'abcKettle@shop.example'}],
      properties: {subject: 'Your kettle', vendor: 'Mailgun'},
    });
    expect(toldOne(mailgun, mailgunSamples.rejected)).toMatchObject({
      name: 'message_failed',
      identifiers: [{kind: 'email', value: 'ada@example.com'}],
      outcome: {status: 'failure', reason: 'Free accounts are for test purposes only'},
    });
    expect(toldOne(mailgun, mailgunSamples.opened).name).toBe('message_read');
    expect(toldOne(mailgun, mailgunSamples.complained).name).toBe('message_reported');
  });

  it('leaves what its button for a test sends', () => {
    expect(told(mailgun, mailgunSamples.test)).toEqual([]);
  });

  it('hears nothing in what no person did, or what is tried again', () => {
    expect(told(mailgun, mailgunSamples.byBot)).toEqual([]);
    expect(told(mailgun, mailgunSamples.postponed)).toEqual([]);
    expect(reasonOf(mailgun, {body: {'event-data': {event: 'x'}}})).toContain('another type');
  });
});

describeSignature(mailgun, {
  oldest: 32_700,
  isOverBody: false,
  sign: (_, secret, at) => {
    const timestamp = String(at / 1000);
    const signature = hmac('sha256', 'hex', secret, `${timestamp}token`);
    return {body: JSON.stringify({signature: {timestamp, token: 'token', signature}})};
  },
});
