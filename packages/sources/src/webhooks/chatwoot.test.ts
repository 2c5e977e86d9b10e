import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {chatwootSamples} from '../../test/samples/messages.ts';
import {chatwoot} from './chatwoot.ts';

const identifiers = [
  {kind: 'user', value: 'user-42'},
  {kind: 'email', value: 'ada@example.com'},
  {kind: 'phone', value: '+4915112345678'},
  {kind: 'chatwoot_contact', value: '12'},
  {kind: 'chatwoot_conversation', value: '45'},
];

describe('Chatwoot', () => {
  it('tells of a conversation', () => {
    expect(toldOne(chatwoot, chatwootSamples.started)).toMatchObject({
      key: 'started:45',
      name: 'chat_started',
      occurredAt: NOW,
      channel: 'chat',
      direction: 'inbound',
      identifiers,
      contact: {id: '45', queue: '3', agent: '7', detail: 'Chatwoot'},
    });
    expect(toldOne(chatwoot, chatwootSamples.resolved)).toMatchObject({
      name: 'chat_ended',
      occurredAt: NOW + 100_500,
    });
    expect(toldOne(chatwoot, chatwootSamples.reopened).name).toBe('ticket_reopened');
  });

  it('takes a user for one only where the site has signed it', () => {
    expect(toldOne(chatwoot, chatwootSamples.claimed).identifiers).toEqual(identifiers.slice(1));
  });

  it('tells who wrote', () => {
    expect(toldOne(chatwoot, chatwootSamples.asked)).toMatchObject({
      key: 'message:901',
      name: 'message_received',
      occurredAt: NOW,
      contact: {message: 'My kettle leaks'},
    });
    expect(toldOne(chatwoot, chatwootSamples.answered)).toMatchObject({
      name: 'message_sent',
      mode: 'assisted',
      identifiers,
      contact: {agent: '7'},
    });
    expect(toldOne(chatwoot, chatwootSamples.bot)).toMatchObject({mode: 'bot'});
    expect(toldOne(chatwoot, chatwootSamples.captain)).toMatchObject({
      mode: 'bot',
      identifiers: [{kind: 'chatwoot_conversation', value: '45'}],
    });
    expect(toldOne(chatwoot, chatwootSamples.greeting)).toMatchObject({
      name: 'message_sent',
      mode: 'automated',
    });
    expect(toldOne(chatwoot, chatwootSamples.noted).name).toBe('agent_note_added');
  });

  it('tells how it was rated, and what was added to it, each once', () => {
    expect(toldOne(chatwoot, chatwootSamples.surveyed)).toMatchObject({
      name: 'survey_sent',
      direction: 'outbound',
    });
    const rating = toldOne(chatwoot, chatwootSamples.rated);
    expect(rating).toMatchObject({
      key: 'answer:908:2',
      name: 'survey_answered',
      occurredAt: NOW,
      undated: true,
      identifiers,
      survey: {type: 'csat', score: 2, min: 1, max: 5},
      contact: {id: '45'},
    });
    const [again, words] = told(chatwoot, chatwootSamples.remarked);
    expect(again).toEqual(rating);
    expect(words).toMatchObject({key: 'answer:908:words', contact: {message: 'Still leaks'}});
    expect(told(chatwoot, chatwootSamples.read)).toEqual([]);
    expect(told(chatwoot, chatwootSamples.changed)).toEqual([]);
  });

  it('hears nothing in activities, and does not guess about another event', () => {
    expect(told(chatwoot, chatwootSamples.activity)).toEqual([]);
    expect(told(chatwoot, chatwootSamples.typing)).toEqual([]);
    expect(reasonOf(chatwoot, {body: {event: 'inbox_created'}})).toContain('another type');
  });
});

describeSignature(chatwoot, {
  oldest: 300,
  sign: (body, secret, at) => ({
    headers: {
      'x-chatwoot-signature': `sha256=${hmac('sha256', 'hex', secret, `${at / 1000}.${body}`)}`,
      'x-chatwoot-timestamp': String(at / 1000),
    },
    body,
  }),
});
