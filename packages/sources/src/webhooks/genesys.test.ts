import {describe, expect, it} from 'vitest';
import {describeSharedSecret, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {genesysSamples} from '../../test/samples/calls.ts';
import {genesys} from './genesys.ts';

const conversation = 'c0000000-0000-4000-8000-000000000001';

describe('Genesys Cloud', () => {
  it('makes of a conversation one contact: 6 minutes on hold, transferred twice', () => {
    const [contact, ...transfers] = told(genesys, genesysSamples.conversation);
    expect(contact).toEqual({
      key: `conversation:${conversation}`,
      name: 'contact_ended',
      occurredAt: NOW,
      channel: 'voice',
      direction: 'inbound',
      mode: 'assisted',
      identifiers: [
        {kind: 'phone', value: '+4915112345678'},
        {kind: 'genesys_conversation', value: conversation},
      ],
      contact: {
        id: conversation,
        detail: 'Genesys Cloud',
        queue: 'q-1',
        agent: 'u-2',
        endedAt: NOW + 900_000,
        queueMs: 40_000,
        talkMs: 150_000,
        holdMs: 360_000,
        wrapMs: 20_000,
      },
      outcome: {status: 'success'},
      relations: [{type: 'call', id: conversation}],
    });
    expect(transfers).toMatchObject([
      {name: 'contact_transferred', occurredAt: NOW + 300_000, contact: {id: conversation}},
      {name: 'contact_transferred', occurredAt: NOW + 600_000, contact: {id: conversation}},
    ]);
    expect(new Set(transfers.map(({key}) => key)).size).toBe(2);
  });

  it('tells who gave up waiting', () => {
    expect(toldOne(genesys, genesysSamples.gaveUp)).toMatchObject({
      name: 'contact_abandoned',
      contact: {queueMs: 170_000},
      outcome: {status: 'abandoned'},
    });
    expect(toldOne(genesys, genesysSamples.abandoned)).toMatchObject({
      name: 'contact_abandoned',
      contact: {queueMs: 42_000},
    });
  });

  it('tells of a conversation that goes on, event by event', () => {
    expect(toldOne(genesys, genesysSamples.queued)).toMatchObject({
      name: 'contact_queued',
      occurredAt: NOW,
      contact: {id: conversation, queue: 'q-1'},
    });
    expect(toldOne(genesys, genesysSamples.answered).contact?.agent).toBe('u-1');
    expect(toldOne(genesys, genesysSamples.ended)).toMatchObject({
      name: 'contact_ended',
      occurredAt: NOW - 100_000,
      contact: {endedAt: NOW, talkMs: 70_000, holdMs: 30_000},
    });
    expect(toldOne(genesys, genesysSamples.transferred).name).toBe('contact_transferred');
    expect(toldOne(genesys, genesysSamples.wrapped)).toMatchObject({
      name: 'wrapup_completed',
      direction: 'internal',
      contact: {wrapMs: 20_000, reason: 'w-1'},
    });
    expect(told(genesys, genesysSamples.routed)).toEqual([]);
    expect(told(genesys, genesysSamples.left)).toEqual([]);
    expect(told(genesys, genesysSamples.menu)).toEqual([]);
    expect(told(genesys, genesysSamples.attributes)).toEqual([]);
  });

  it('tells nothing of an agent for whom it only rang', () => {
    expect(told(genesys, genesysSamples.notTaken)).toEqual([]);
  });

  it('takes the number of a caller by SIP, and no e-mail address from it', () => {
    expect(toldOne(genesys, genesysSamples.bySip).identifiers).toEqual([
      {kind: 'phone', value: '+4915112345678'},
      {kind: 'genesys_conversation', value: conversation},
    ]);
  });

  it('tells of a message of ours by whom it went to, and of a web chat as of a chat', () => {
    expect(toldOne(genesys, genesysSamples.ourMessage)).toMatchObject({
      channel: 'sms',
      direction: 'outbound',
      identifiers: [{kind: 'phone', value: '+4915112345678'}, {}],
    });
    expect(toldOne(genesys, genesysSamples.webChat)).toMatchObject({
      channel: 'chat',
      identifiers: [{kind: 'genesys_conversation', value: conversation}],
    });
  });

  it('waits for the end, and does not guess about another topic', () => {
    const body = {...(genesysSamples.conversation.body as object), conversationEnd: null};
    expect(reasonOf(genesys, {body})).toBe('is not over');
    expect(reasonOf(genesys, {body: {topicName: 'v2.users.1.presence'}})).toBe(
      'is of another topic',
    );
  });
});

describeSharedSecret(genesys);
