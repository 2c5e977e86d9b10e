import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {zendeskSamples} from '../../test/samples/tickets.ts';
import {zendesk} from './zendesk.ts';

const identifiers = [
  {kind: 'zendesk_user', value: '8447388090494'},
  {kind: 'ticket', value: '35436'},
];

describe('Zendesk', () => {
  it('tells of a ticket', () => {
    expect(toldOne(zendesk, zendeskSamples.created)).toEqual({
      key: 'event:01KAXC0FFEE5T3A',
      name: 'ticket_created',
      occurredAt: NOW,
      channel: 'email',
      direction: 'inbound',
      mode: 'assisted',
      identifiers,
      contact: {
        id: '35436',
        queue: '8447320466431',
        agent: '8447320466430',
        detail: 'Zendesk',
        message: 'It leaks.\nPlease help',
      },
      relations: [{type: 'ticket', id: '35436'}],
      properties: {ticket: '35436', subject: 'Kettle leaks', status: 'open', priority: 'high'},
    });
  });

  it.each([
    ['solved', 'ticket_resolved'],
    ['closed', 'ticket_closed'],
    ['reopened', 'ticket_reopened'],
    ['pending', 'ticket_updated'],
    ['priority', 'ticket_updated'],
    ['unassigned', 'ticket_updated'],
  ] as const)('calls a ticket that is %s %s', (sample, name) => {
    expect(toldOne(zendesk, zendeskSamples[sample]).name).toBe(name);
  });

  it('tells who wrote, and to whom', () => {
    expect(toldOne(zendesk, zendeskSamples.asked)).toMatchObject({
      key: 'message:4899688111',
      name: 'message_received',
      direction: 'inbound',
      contact: {id: '35436', message: 'Is there any news?'},
    });
    expect(toldOne(zendesk, zendeskSamples.answered)).toMatchObject({
      name: 'message_sent',
      direction: 'outbound',
      contact: {agent: '8447320466430'},
    });
    expect(toldOne(zendesk, zendeskSamples.noted)).toMatchObject({
      name: 'agent_note_added',
      direction: 'internal',
    });
  });

  it('takes for no word of the customer what Zendesk itself has written', () => {
    const body = JSON.stringify(zendeskSamples.asked.body).replace(
      /"author":\{"id":"?\d+"?/,
      '"author":{"id":"-1"',
    );
    expect(body).toContain('"-1"');
    expect(toldOne(zendesk, {body})).toMatchObject({
      name: 'message_sent',
      direction: 'outbound',
      mode: 'automated',
    });
    expect(toldOne(zendesk, {body})).not.toHaveProperty('contact.agent', '-1');
  });

  it('tells what is written in a messenger, by whom, and not how its ticket begins', () => {
    expect(toldOne(zendesk, zendeskSamples.chatted)).toEqual({
      key: 'message:65f00ba2c0ffee01',
      name: 'message_received',
      occurredAt: NOW,
      channel: 'messaging',
      direction: 'inbound',
      mode: 'assisted',
      identifiers: [{kind: 'ticket', value: '35436'}],
      contact: {id: '35436', detail: 'Zendesk', message: 'Is anybody there?'},
      relations: [{type: 'ticket', id: '35436'}],
    });
    expect(toldOne(zendesk, zendeskSamples.chatAnswered)).toMatchObject({
      name: 'message_sent',
      contact: {agent: '8447320466430'},
    });
    expect(toldOne(zendesk, zendeskSamples.chatBot)).toMatchObject({
      name: 'message_sent',
      mode: 'bot',
    });
    const rule = JSON.stringify(zendeskSamples.chatBot.body).replace('"system"', '"trigger"');
    expect(toldOne(zendesk, {body: rule})).toMatchObject({name: 'message_sent', mode: 'automated'});
    expect(told(zendesk, zendeskSamples.chatBegan)).toEqual([]);
    const body = zendeskSamples.chatted.body as object;
    expect(reasonOf(zendesk, {body: {...body, event: {actor: {type: 'ghost'}}}})).toContain(
      'somebody of another type',
    );
  });

  it('tells that it asked for a rating, and leaves tags, fields and deadlines', () => {
    expect(toldOne(zendesk, zendeskSamples.surveyed)).toMatchObject({
      name: 'survey_sent',
      direction: 'outbound',
      mode: 'automated',
    });
    expect(told(zendesk, zendeskSamples.tagged)).toEqual([]);
    expect(told(zendesk, zendeskSamples.deadline)).toEqual([]);
  });

  it('joins a customer’s address to their tickets, and leaves agents out', () => {
    expect(toldOne(zendesk, zendeskSamples.user)).toMatchObject({
      name: 'customer_identified',
      identifiers: [{kind: 'email', value: 'ada@example.com'}, identifiers[0]],
    });
    expect(told(zendesk, zendeskSamples.agent)).toEqual([]);
  });

  it('does not guess about another event, or another version', () => {
    const body = zendeskSamples.created.body as object;
    expect(reasonOf(zendesk, {body: {...body, type: 'zen:event-type:article.published'}})).toBe(
      'is an event of another type',
    );
    expect(reasonOf(zendesk, {body: {...body, zendesk_event_version: '2031-01-01'}})).toBe(
      'is of another version',
    );
  });
});

describeSignature(zendesk, {
  oldest: 300,
  sign: (body, secret, at) => {
    const time = new Date(at).toISOString();
    return {
      headers: {
        'x-zendesk-webhook-signature': hmac('sha256', 'base64', secret, time + body),
        'x-zendesk-webhook-signature-timestamp': time,
      },
      body,
    };
  },
});
