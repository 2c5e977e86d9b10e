import {describe, expect, it} from 'vitest';
import {describeSignature, incoming, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {livechatSamples} from '../../test/samples/messages.ts';
import {livechat} from './livechat.ts';

describe('LiveChat', () => {
  it('tells of a chat and its first message', () => {
    const identifiers = [
      {kind: 'email', value: 'ada@example.com'},
      {kind: 'livechat_customer', value: 'b5657aff-34dd-4d8e-8d8c-4ee49dd1e17a'},
      {kind: 'livechat_chat', value: 'PJ0MRSHTDG'},
    ];
    expect(told(livechat, livechatSamples.started)).toMatchObject([
      {key: 'started:PZ070E0W1B', name: 'chat_started', occurredAt: NOW, identifiers},
      {
        key: 'message:PJ0MRSHTDG:PZ070E0W1B_3',
        name: 'message_received',
        occurredAt: NOW + 5120,
        identifiers,
        contact: {id: 'PJ0MRSHTDG', message: 'My kettle leaks'},
      },
    ]);
  });

  it('tells of a message once, and who wrote it', () => {
    const [, first] = told(livechat, livechatSamples.started);
    expect(toldOne(livechat, livechatSamples.asked)).toMatchObject({
      key: first?.key,
      occurredAt: first?.occurredAt,
      identifiers: [{kind: 'livechat_chat', value: 'PJ0MRSHTDG'}],
    });
    const answer = toldOne(livechat, livechatSamples.answered);
    expect(answer).toMatchObject({name: 'message_sent', direction: 'outbound'});
    expect(JSON.stringify(answer)).not.toContain('grace');
    expect(toldOne(livechat, livechatSamples.bot)).toMatchObject({
      name: 'message_sent',
      direction: 'outbound',
      mode: 'bot',
    });
    expect(toldOne(livechat, livechatSamples.noted).direction).toBe('internal');
    expect(told(livechat, livechatSamples.file)).toEqual([]);
  });

  it('tells that a chat was handed over, and that it ended', () => {
    expect(toldOne(livechat, livechatSamples.transferred)).toMatchObject({
      name: 'contact_transferred',
      occurredAt: NOW,
      contact: {id: 'PJ0MRSHTDG'},
    });
    expect(toldOne(livechat, livechatSamples.ended).name).toBe('chat_ended');
  });

  it('tells of a hand-over once, whenever it is sent again, and of the next one as another', () => {
    const transfer = (to: object, later = 0) => {
      const payload = {chat_id: 'PJ0MRSHTDG', thread_id: 'PZ070E0W1B', reason: 'manual'};
      const body = {action: 'chat_transferred', payload: {...payload, transferred_to: to}};
      const sent = {...incoming({body}), receivedAt: NOW + later};
      return livechat.hear(sent).touchpoints[0]!;
    };
    const first = transfer({group_ids: [1]});
    expect(first).toMatchObject({occurredAt: NOW, undated: true});
    expect(transfer({group_ids: [1]}, 300_000).key).toBe(first.key);
    expect(transfer({group_ids: [2]}, 300_000).key).not.toBe(first.key);
    const toAgent = transfer({agent_ids: ['grace@example.com'], group_ids: [1]});
    expect(toAgent.key).not.toBe(first.key);
  });

  it('tells how a chat was rated, as of the arrival, however often it is sent', () => {
    const [score, words] = told(livechat, livechatSamples.rated);
    expect(score).toEqual({
      key: 'answer:PZ070E0W1B:0',
      name: 'survey_answered',
      occurredAt: NOW,
      undated: true,
      channel: 'chat',
      direction: 'inbound',
      mode: 'self',
      identifiers: [{kind: 'livechat_chat', value: 'PJ0MRSHTDG'}],
      survey: {type: 'csat', score: 0, min: 0, max: 1},
      contact: {id: 'PJ0MRSHTDG'},
    });
    expect(words?.contact?.message).toBe('Still leaks');
    expect(toldOne(livechat, livechatSamples.remarked)).toMatchObject({
      key: 'answer:PZ070E0W1B:words',
      contact: {message: 'Nobody called'},
    });
    expect(told(livechat, livechatSamples.routed)).toEqual([]);
    expect(toldOne(livechat, livechatSamples.ended)).toMatchObject({undated: true});
  });

  it('does not guess about another action, and keeps no secret', () => {
    const body = {action: 'agent_created', secret_key: 's3cret', payload: {}};
    expect(reasonOf(livechat, {body})).toBe('is another action');
    expect(JSON.stringify(livechat.hear(incoming({body})))).not.toContain('s3cret');
  });
});

describeSignature(livechat, {
  isOverBody: false,
  sign: (_, secret) => ({body: JSON.stringify({secret_key: secret, action: 'x'})}),
});
