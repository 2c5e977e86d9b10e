import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {helpScoutSamples} from '../../test/samples/surveys.ts';
import {helpScout} from './help-scout.ts';

describe('Help Scout', () => {
  it('tells how a conversation was rated', () => {
    expect(toldOne(helpScout, helpScoutSamples.rated)).toEqual({
      key: `answer:5434:${NOW}`,
      name: 'survey_answered',
      occurredAt: NOW,
      channel: 'email',
      direction: 'inbound',
      mode: 'self',
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'help_scout_customer', value: '449379'},
        {kind: 'ticket', value: '1560011'},
      ],
      survey: {type: 'csat', score: 2, min: 1, max: 3, verbatim: 'Kind, but slow'},
      contact: {id: '1560011'},
      relations: [{type: 'ticket', id: '1560011'}],
    });
  });

  it('tells of a conversation and what is written in it', () => {
    expect(toldOne(helpScout, helpScoutSamples.created)).toMatchObject({
      name: 'ticket_created',
      direction: 'inbound',
      contact: {id: '1560011', agent: '7', queue: '1234', message: 'My kettle leaks.'},
      properties: {subject: 'Kettle leaks'},
    });
    expect(toldOne(helpScout, helpScoutSamples.closed)).toMatchObject({
      name: 'ticket_closed',
      occurredAt: NOW,
    });
    expect(toldOne(helpScout, helpScoutSamples.asked)).toMatchObject({
      name: 'message_received',
      contact: {message: 'It leaks.\nBadly'},
    });
    expect(toldOne(helpScout, helpScoutSamples.answered)).toMatchObject({
      key: 'message:3002086',
      name: 'message_sent',
      contact: {agent: '7', message: 'Where does it leak?'},
    });
    expect(toldOne(helpScout, helpScoutSamples.noted)).toMatchObject({
      key: 'message:3002088',
      name: 'agent_note_added',
      contact: {agent: '8', message: 'Out of warranty'},
    });
    expect(toldOne(helpScout, helpScoutSamples.assigned)).toMatchObject({
      name: 'ticket_updated',
      occurredAt: NOW,
      properties: {changed: 'agent'},
    });
    expect(told(helpScout, helpScoutSamples.tagged)).toEqual([]);
  });

  it('tells who began it, also in a chat', () => {
    const began = (thread: object) => {
      const body = {
        ...(helpScoutSamples.created.body as object),
        _embedded: {threads: [{id: 1, createdAt: '2025-11-25T09:00:00Z', body: 'Hi', ...thread}]},
      };
      return toldOne(helpScout, {headers: {'x-helpscout-event': 'convo.created'}, body});
    };
    expect(began({type: 'message', createdBy: {type: 'user'}}).direction).toBe('outbound');
    expect(began({type: 'chat', createdBy: {type: 'customer'}}).direction).toBe('inbound');
    expect(began({type: 'message', state: 'draft'}).contact?.message).toBeUndefined();
  });

  it('does not guess about another event, or another rating', () => {
    const headers = {'x-helpscout-event': 'satisfaction.ratings'};
    expect(reasonOf(helpScout, {headers, body: {rating: 'Meh'}})).toBe('is another rating');
    expect(reasonOf(helpScout, {body: {}})).toContain('another type');
  });
});

describeSignature(helpScout, {
  sign: (body, secret) => ({
    headers: {'x-helpscout-signature': hmac('sha1', 'base64', secret, body)},
    body,
  }),
});
