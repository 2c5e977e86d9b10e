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

  it('tells what Fin wrote as of a bot, and what an agent began', () => {
    expect(toldOne(intercom, intercomSamples.fin)).toMatchObject({
      name: 'message_sent',
      mode: 'bot',
      contact: {agent: '814860', message: 'Have you descaled it?'},
    });
    expect(toldOne(intercom, intercomSamples.greeted)).toMatchObject({
      key: 'message:3381828',
      name: 'message_sent',
      direction: 'outbound',
      contact: {agent: '814860', message: 'How is the kettle?'},
    });
  });

  it('tells what was written in a ticket, which stands beside it', () => {
    expect(toldOne(intercom, intercomSamples.ticketAnswered)).toEqual({
      key: 'message:3740',
      name: 'message_sent',
      occurredAt: NOW - 10_000,
      channel: 'email',
      direction: 'outbound',
      mode: 'assisted',
      identifiers: [
        {kind: 'intercom_contact', value: '5310d8e7'},
        {kind: 'intercom_user', value: 'user-42'},
        {kind: 'ticket', value: '66040342'},
        {kind: 'intercom_conversation', value: '2154'},
      ],
      contact: {
        id: '2154',
        detail: 'Intercom',
        agent: '814860',
        message: 'It is on its way',
      },
      relations: [{type: 'conversation', id: '2154'}],
    });
    expect(toldOne(intercom, intercomSamples.ticketAsked)).toMatchObject({
      name: 'message_received',
      direction: 'inbound',
    });
    expect(toldOne(intercom, intercomSamples.ticketNoted).name).toBe('agent_note_added');
  });

  it('tells once that a ticket is resolved, by whichever topic, and of no agent that is none', () => {
    const {resolved, resolvedToo} = intercomSamples;
    expect(toldOne(intercom, resolved)).toMatchObject({
      key: 'state:2154:resolved:1764064800000',
      properties: {subject: 'Kettle leaks', status: 'resolved'},
    });
    expect(toldOne(intercom, resolved).contact?.agent).toBeUndefined();
    expect(toldOne(intercom, resolvedToo)).toEqual(toldOne(intercom, resolved));
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
    ['reopened', 'ticket_reopened'],
    ['ticketClosed', 'ticket_closed'],
    ['snoozed', 'ticket_updated'],
  ] as const)('calls what is %s %s', (sample, name) => {
    expect(toldOne(intercom, intercomSamples[sample]).name).toBe(name);
  });

  it('hears nothing in a ping, and does not guess about another topic', () => {
    expect(told(intercom, intercomSamples.ping)).toEqual([]);
    expect(told(intercom, intercomSamples.read)).toEqual([]);
    expect(reasonOf(intercom, {body: {topic: 'company.created'}})).toBe('is of another topic');
  });
});

describeSignature(intercom, {
  sign: (body, secret) => ({
    headers: {'x-hub-signature': `sha1=${hmac('sha1', 'hex', secret, body)}`},
    body,
  }),
});
