import {getExpectedBodyHash, getExpectedTwilioSignature} from 'twilio/lib/webhooks/webhooks.js';
import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, incoming, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {twilioSamples} from '../../test/samples/calls.ts';
import {twilio} from './twilio.ts';

const url = 'https://collect.example/v1/sources/twilio';

describe('Twilio', () => {
  it('tells of a call as of one thing with an interval', () => {
    expect(toldOne(twilio, twilioSamples.completed)).toEqual({
      key: 'call:CA00000000000000000000000000000001:completed',
      name: 'contact_ended',
      occurredAt: NOW - 240_000,
      channel: 'voice',
      direction: 'inbound',
      mode: 'assisted',
      identifiers: [
        {kind: 'phone', value: '+4915112345678'},
        {kind: 'twilio_call', value: 'CA00000000000000000000000000000001'},
      ],
      contact: {
        id: 'CA00000000000000000000000000000001',
        detail: 'Twilio',
        endedAt: NOW,
        talkMs: 240_000,
      },
      outcome: {status: 'success'},
      relations: [{type: 'call', id: 'CA00000000000000000000000000000001'}],
    });
  });

  it('tells of a call that nobody took, and of one that the customer did not take', () => {
    expect(toldOne(twilio, twilioSamples.missed)).toMatchObject({
      name: 'contact_abandoned',
      outcome: {status: 'abandoned', reason: 'no_answer'},
    });
    expect(toldOne(twilio, twilioSamples.outbound)).toMatchObject({
      name: 'contact_ended',
      direction: 'outbound',
      identifiers: [{kind: 'phone', value: '+4915112345678'}, {kind: 'twilio_call'}],
      outcome: {status: 'failure', reason: 'busy'},
    });
  });

  it('knows an agent’s leg by the customer’s call, without the agent’s number', () => {
    expect(toldOne(twilio, twilioSamples.agentLeg)).toMatchObject({
      name: 'contact_answered',
      identifiers: [{kind: 'twilio_call', value: 'CA00000000000000000000000000000001'}],
      contact: {id: 'CA00000000000000000000000000000001'},
    });
    // That an agent is called says nothing of who called whom.
    expect(toldOne(twilio, twilioSamples.agentLeg)).not.toHaveProperty('direction');
    expect(told(twilio, twilioSamples.agentLegOver)).toEqual([]);
    expect(told(twilio, twilioSamples.ringing)).toEqual([]);
  });

  it('tells the same of a call in a stream', () => {
    expect(toldOne(twilio, twilioSamples.call)).toEqual(toldOne(twilio, twilioSamples.completed));
  });

  it('knows a call in a stream by its sid, where the callback’s own fields are not there', () => {
    const {body} = twilioSamples.call;
    const bare = JSON.parse(JSON.stringify(body).replace('"parameters":{', '"was":{')) as object;
    expect(toldOne(twilio, {body: bare})).toMatchObject({
      key: 'call:CA00000000000000000000000000000001:completed',
      identifiers: [{kind: 'twilio_call', value: 'CA00000000000000000000000000000001'}],
    });
  });

  it('leaves what goes on between queues and workers, and what is no news', () => {
    expect(told(twilio, twilioSamples.silent)).toEqual([]);
  });

  it('takes no id of a client or of Messenger for a telephone number', () => {
    const call = new URLSearchParams(twilioSamples.completed.body as string);
    call.set('From', 'client:49151123');
    expect(toldOne(twilio, {body: call.toString()}).identifiers).toEqual([
      {kind: 'twilio_call', value: 'CA00000000000000000000000000000001'},
    ]);
    call.set('From', 'whatsapp:+4915112345678');
    expect(toldOne(twilio, {body: call.toString()}).identifiers[0]).toEqual({
      kind: 'phone',
      value: '+4915112345678',
    });
    const {body} = twilioSamples.messages;
    const text = JSON.stringify(body).replace('whatsapp:+4915112345678', 'messenger:4915112345');
    expect(told(twilio, {body: text})[0]).toMatchObject({
      channel: 'messaging',
      identifiers: [{kind: 'messenger_user', value: '4915112345'}],
    });
  });

  it('tells of a task from the queue to its end', () => {
    const touchpoints = told(twilio, twilioSamples.stream);
    expect(touchpoints.map(({name}) => name)).toEqual([
      'contact_queued',
      'contact_answered',
      'contact_transferred',
      'contact_ended',
      'contact_abandoned',
    ]);
    expect(touchpoints[1]).toMatchObject({
      identifiers: [
        {kind: 'phone', value: '+4915112345678'},
        {kind: 'twilio_call', value: 'CA00000000000000000000000000000001'},
        {kind: 'twilio_task', value: 'WT00000000000000000000000000000001'},
      ],
      contact: {
        id: 'CA00000000000000000000000000000001',
        queue: 'Kettles',
        agent: 'WK00000000000000000000000000000007',
        queueMs: 95_000,
      },
    });
    expect(touchpoints[3]).toMatchObject({
      occurredAt: NOW - 300_000,
      contact: {endedAt: NOW},
    });
    expect(JSON.stringify(touchpoints)).not.toContain('grace');
  });

  it('tells of messages', () => {
    expect(told(twilio, twilioSamples.messages)).toMatchObject([
      {
        name: 'message_received',
        channel: 'messaging',
        occurredAt: NOW - 1000,
        identifiers: [{kind: 'phone', value: '+4915112345678'}],
        contact: {id: '+4930123456:2025-11-25', message: 'My kettle leaks'},
      },
      {name: 'message_sent', direction: 'outbound', contact: {id: '+4930123456:2025-11-25'}},
      {name: 'message_failed', channel: 'sms', outcome: {status: 'failure', reason: '30003'}},
    ]);
    expect(toldOne(twilio, twilioSamples.read)).toMatchObject({
      name: 'message_read',
      channel: 'messaging',
      direction: 'inbound',
      identifiers: [{kind: 'phone', value: '+4915112345678'}],
      contact: {id: '+4930123456:2025-11-25'},
    });
  });

  it('hears nothing in a test, and does not guess about another event', () => {
    expect(told(twilio, twilioSamples.test)).toEqual([]);
    expect(reasonOf(twilio, {body: [{specversion: '1.0', type: 'com.twilio.x'}]})).toContain(
      'type',
    );
    expect(reasonOf(twilio, {body: [{specversion: '2.0'}]})).toBe(
      'is no event of the version that is known',
    );
    expect(reasonOf(twilio, {body: []})).toBe('holds no event');
    expect(reasonOf(twilio, {body: 'CallSid=CA1&CallStatus=dancing'})).toBe('has another status');
    expect(reasonOf(twilio, {body: 'SmsSid=SM1'})).toBe('is of no call');
  });
});

const fields = (body: string) => {
  const params = new URLSearchParams(body);
  return Object.fromEntries([...params.keys()].map((key) => [key, params.getAll(key)]));
};

// Signed by Twilio's own library.
describeSignature(twilio, {
  body: 'b=2&a=1&c=%C3%A9&b=1&B=x&a=1',
  sign: (body, secret) => ({
    url,
    headers: {'x-twilio-signature': getExpectedTwilioSignature(secret, url, fields(body))},
    body,
  }),
});

describeSignature(twilio, {
  body: '[{"specversion":"1.0"}]',
  sign: (body, secret) => {
    const hashed = `${url}?bodySHA256=${getExpectedBodyHash(body)}`;
    const headers = {'x-twilio-signature': getExpectedTwilioSignature(secret, hashed, {})};
    return {url: hashed, headers, body};
  },
});

describe('the signature of Twilio', () => {
  const verify = async (over: string, asked: string, headers: Record<string, string> = {}) =>
    twilio.verify(
      incoming({
        url: asked,
        headers: {'x-twilio-signature': hmac('sha1', 'base64', 's', `${over}a1`), ...headers},
        body: 'a=1',
      }),
      's',
    );

  it('holds with the port or without it', async () => {
    const withPort = 'https://collect.example:443/v1/sources/twilio';
    expect(await verify(url, withPort)).toBe(true);
    expect(await verify(withPort, url)).toBe(true);
    expect(await verify(url, `${url}?x=1`)).toBe(false);
    expect(await verify(url, 'not a url')).toBe(false);
  });

  it('is made with SHA-256 where the header says so', async () => {
    const headers = {
      'x-twilio-signature': hmac('sha256', 'base64', 's', `${url}a1`),
      'x-twilio-webhooks-signature-settings': 'key=k,algorithm=HMAC_SHA256',
    };
    expect(await verify(url, url, headers)).toBe(true);
    expect(await verify(url, url, {'x-twilio-signature': headers['x-twilio-signature']})).toBe(
      false,
    );
  });
});
