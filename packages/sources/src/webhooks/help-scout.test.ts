import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, NOW, reasonOf, toldOne} from '../../test/kit.ts';
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
      contact: {id: '1560011', agent: '7', queue: '1234'},
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
    expect(toldOne(helpScout, helpScoutSamples.answered).name).toBe('message_sent');
    expect(toldOne(helpScout, helpScoutSamples.noted).name).toBe('agent_note_added');
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
