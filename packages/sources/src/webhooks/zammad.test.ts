import {describe, expect, it} from 'vitest';
import {describeSignature, hmac, reasonOf, told, toldOne} from '../../test/kit.ts';
import {zammadSamples} from '../../test/samples/tickets.ts';
import {zammad} from './zammad.ts';

describe('Zammad', () => {
  it('tells of a ticket and its first article', () => {
    const [ticket, article] = told(zammad, zammadSamples.created);
    expect(ticket).toMatchObject({
      key: 'created:31001:0',
      name: 'ticket_created',
      occurredAt: Date.UTC(2025, 10, 25, 9, 0, 0, 123),
      channel: 'email',
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'zammad_user', value: '12'},
        {kind: 'ticket', value: '31001'},
      ],
      contact: {id: '31001', queue: 'Kettles', agent: '7', detail: 'Zammad'},
      properties: {subject: 'Kettle leaks', status: 'open', priority: '2 normal'},
    });
    expect(article).toMatchObject({
      key: 'message:205',
      name: 'message_received',
      contact: {message: 'Is there any news?'},
    });
  });

  it('tells who wrote, and to whom', () => {
    expect(toldOne(zammad, zammadSamples.asked).name).toBe('message_received');
    expect(toldOne(zammad, zammadSamples.answered)).toMatchObject({
      name: 'message_sent',
      direction: 'outbound',
    });
    expect(toldOne(zammad, zammadSamples.noted).name).toBe('agent_note_added');
  });

  it('takes from the trigger’s name what happened, else from the state', () => {
    expect(toldOne(zammad, zammadSamples.closed)).toMatchObject({
      name: 'ticket_closed',
      occurredAt: Date.UTC(2025, 10, 25, 10),
    });
    expect(toldOne(zammad, zammadSamples.closedUnanswered).name).toBe('ticket_closed');
    expect(toldOne(zammad, zammadSamples.reopened).name).toBe('ticket_reopened');
    const resolved = toldOne(zammad, zammadSamples.resolved);
    expect(resolved.name).toBe('ticket_resolved');
    expect(resolved.contact?.agent).toBeUndefined();
    expect(toldOne(zammad, zammadSamples.updated).name).toBe('ticket_updated');
  });

  it('does not guess where there is no ticket', () => {
    expect(reasonOf(zammad, {body: {ticket: {}}})).toBe('holds no ticket');
  });
});

describeSignature(zammad, {
  sign: (body, secret) => ({
    headers: {'x-hub-signature': `sha1=${hmac('sha1', 'hex', secret, body)}`},
    body,
  }),
});
