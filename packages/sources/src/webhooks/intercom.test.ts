import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {intercomSamples} from '../../test/samples/tickets.ts';
import {intercom} from './intercom.ts';

describe('Intercom', () => {
  it('tells of a conversation', () => {
    expect(toldOne(intercom, intercomSamples.started)).toMatchObject({
      key: 'event:notif_25b1',
      name: 'chat_started',
      occurredAt: NOW,
      channel: 'chat',
      direction: 'inbound',
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'intercom_contact', value: '5310d8e7'},
        {kind: 'intercom_user', value: 'user-42'},
        {kind: 'intercom_conversation', value: '1122'},
      ],
      contact: {id: '1122', agent: '814860', message: 'My kettle leaks & hisses'},
    });
  });

  it('does not make one person of two who share a conversation', () => {
    const {body} = intercomSamples.started as {body: {data: {item: object}}};
    const contacts = {contacts: [{id: 'another'}, {id: '5310d8e7'}]};
    const sample = {body: {...body, data: {item: {...body.data.item, contacts}}}};
    expect(toldOne(intercom, sample).identifiers).toEqual([
      {kind: 'intercom_contact', value: 'another'},
      {kind: 'intercom_conversation', value: '1122'},
    ]);
  });

  it('tells what was written last, under its own id', () => {
    expect(toldOne(intercom, intercomSamples.answered)).toMatchObject({
      key: 'message:77',
      name: 'message_sent',
      occurredAt: NOW - 10_000,
      contact: {agent: '814860', message: 'Any news?'},
    });
    expect(toldOne(intercom, intercomSamples.asked).name).toBe('message_received');
    expect(toldOne(intercom, intercomSamples.noted).name).toBe('agent_note_added');
  });

  it('tells how it was rated', () => {
    expect(toldOne(intercom, intercomSamples.rated)).toMatchObject({
      name: 'survey_answered',
      survey: {type: 'csat', score: 2, min: 1, max: 5, verbatim: 'Slow'},
    });
  });

  it.each([
    ['closed', 'chat_ended'],
    ['opened', 'ticket_reopened'],
    ['assigned', 'ticket_updated'],
    ['ticket', 'ticket_created'],
    ['resolved', 'ticket_resolved'],
  ] as const)('calls what is %s %s', (sample, name) => {
    expect(toldOne(intercom, intercomSamples[sample]).name).toBe(name);
  });

  it('hears nothing in a ping, and does not guess about another topic', () => {
    expect(told(intercom, intercomSamples.ping)).toEqual([]);
    expect(reasonOf(intercom, {body: {topic: 'company.created'}})).toBe('is of another topic');
  });
});

describeSignature(intercom, {
  sign: (body, secret) => ({
    headers: {'x-hub-signature': `sha1=${hmac('sha1', 'hex', secret, body)}`},
    body,
  }),
});
