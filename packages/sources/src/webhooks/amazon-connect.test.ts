import {describe, expect, it} from 'vitest';
import {describeSharedSecret, reasonOf, told, toldOne} from '../../test/kit.ts';
import {amazonConnectSamples} from '../../test/samples/calls.ts';
import {amazonConnect} from './amazon-connect.ts';

const call = 'a0000000-0000-4000-8000-000000000001';

describe('Amazon Connect', () => {
  it('makes of a call’s legs one contact: 6 minutes on hold, transferred twice', () => {
    const legs = told(amazonConnect, amazonConnectSamples.transferred);
    expect(legs.map(({name}) => name)).toEqual([
      'contact_transferred',
      'contact_transferred',
      'contact_ended',
    ]);
    expect(new Set(legs.map(({contact}) => contact?.id))).toEqual(new Set([call]));
    expect(legs.reduce((sum, {contact}) => sum + (contact?.holdMs ?? 0), 0)).toBe(360_000);
    expect(legs[1]).toEqual({
      key: 'contact:a0000000-0000-4000-8000-000000000002',
      name: 'contact_transferred',
      occurredAt: Date.UTC(2025, 10, 25, 10, 2),
      channel: 'voice',
      direction: 'inbound',
      mode: 'assisted',
      identifiers: [
        {kind: 'phone', value: '+4915112345678'},
        {kind: 'connect_contact', value: call},
      ],
      contact: {
        id: call,
        detail: 'Amazon Connect',
        queue: 'Kettles 2',
        agent: 'agent-2',
        endedAt: Date.UTC(2025, 10, 25, 10, 3),
        queueMs: 20_000,
        talkMs: 30_000,
        holdMs: 120_000,
        wrapMs: 15_000,
      },
      outcome: {status: 'success'},
      relations: [{type: 'call', id: 'a0000000-0000-4000-8000-000000000002'}],
    });
    expect(legs[2]?.outcome).toEqual({status: 'success', reason: 'customer_disconnect'});
    expect(JSON.stringify(legs)).not.toContain('Grace');
  });

  it('tells who gave up waiting, and who got no further than the menu', () => {
    expect(toldOne(amazonConnect, amazonConnectSamples.abandoned)).toMatchObject({
      name: 'contact_abandoned',
      contact: {queueMs: 10_000},
      outcome: {status: 'abandoned'},
    });
    expect(toldOne(amazonConnect, amazonConnectSamples.menu)).toMatchObject({
      name: 'contact_ended',
      channel: 'ivr',
      mode: 'bot',
    });
  });

  it('tells of a callback', () => {
    expect(toldOne(amazonConnect, amazonConnectSamples.callback)).toMatchObject({
      channel: 'callback',
      direction: 'outbound',
    });
  });

  it('knows that a customer began a chat, and that we dialled a call, both by API', () => {
    expect(toldOne(amazonConnect, amazonConnectSamples.chat)).toMatchObject({
      channel: 'chat',
      direction: 'inbound',
      mode: 'bot',
    });
    expect(toldOne(amazonConnect, amazonConnectSamples.dialled).direction).toBe('outbound');
  });

  it('takes nobody whom the agent called in for the customer', () => {
    expect(toldOne(amazonConnect, amazonConnectSamples.thirdParty)).toMatchObject({
      direction: 'outbound',
      identifiers: [{kind: 'connect_contact', value: call}],
    });
  });

  it('tells nothing of a supervisor who listens in, nor of attributes', () => {
    expect(told(amazonConnect, amazonConnectSamples.monitored)).toEqual([]);
    expect(told(amazonConnect, amazonConnectSamples.listening)).toEqual([]);
    expect(told(amazonConnect, amazonConnectSamples.updated)).toEqual([]);
  });

  it('unwraps what Kinesis hands over', () => {
    expect(toldOne(amazonConnect, amazonConnectSamples.kinesis).contact?.agent).toBe('agent-3');
  });

  it('tells of a contact that goes on, and leaves its end to the record', () => {
    expect(toldOne(amazonConnect, amazonConnectSamples.queued)).toMatchObject({
      name: 'contact_queued',
      occurredAt: Date.UTC(2025, 10, 25, 10, 0, 1),
      identifiers: [{kind: 'connect_contact', value: call}],
      contact: {id: call, queue: 'q-1'},
    });
    expect(toldOne(amazonConnect, amazonConnectSamples.answered).name).toBe('contact_answered');
    expect(told(amazonConnect, amazonConnectSamples.over)).toEqual([]);
  });

  it('does not guess about another version, or another thing', () => {
    expect(
      reasonOf(amazonConnect, {body: {AWSContactTraceRecordFormatVersion: '2031-01-01'}}),
    ).toBe('is of another version');
    expect(reasonOf(amazonConnect, {body: {data: 'no base64'}})).toContain('no contact');
  });
});

describeSharedSecret(amazonConnect);
