import {describe, expect, it} from 'vitest';
import {describeSharedSecret, NOW, reasonOf, told, toldOne} from '../../test/kit.ts';
import {requestTrackerSamples} from '../../test/samples/tickets.ts';
import {requestTracker} from './request-tracker.ts';

describe('Request Tracker', () => {
  it('tells of a ticket', () => {
    expect(toldOne(requestTracker, requestTrackerSamples.created)).toMatchObject({
      key: 'transaction:93',
      name: 'ticket_created',
      occurredAt: NOW,
      channel: 'email',
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'ticket', value: '7'},
      ],
      contact: {id: '7', queue: 'Kettles', message: 'It leaks.'},
      properties: {subject: 'Kettle leaks', status: 'open'},
    });
  });

  it('tells who wrote: the requestor, or who is none', () => {
    expect(toldOne(requestTracker, requestTrackerSamples.asked).name).toBe('message_received');
    const answer = toldOne(requestTracker, requestTrackerSamples.answered);
    expect(answer).toMatchObject({name: 'message_sent', contact: {message: 'Tomorrow.'}});
    expect(answer.contact?.agent).toBeUndefined();
    expect(toldOne(requestTracker, requestTrackerSamples.noted).name).toBe('agent_note_added');
  });

  it('does not make one person of two requestors', () => {
    const {body} = requestTrackerSamples.asked as {body: {ticket: object}};
    const Requestor = [{id: 'bob@example.com'}, {id: 'ada@example.com'}];
    const sample = {body: {...body, ticket: {...body.ticket, Requestor}}};
    expect(toldOne(requestTracker, sample).identifiers).toEqual([
      {kind: 'email', value: 'ada@example.com'},
      {kind: 'ticket', value: '7'},
    ]);
  });

  it.each([
    ['resolved', 'ticket_resolved'],
    ['reopened', 'ticket_reopened'],
    ['rejected', 'ticket_closed'],
    ['set', 'ticket_updated'],
  ] as const)('calls what is %s %s', (sample, name) => {
    expect(toldOne(requestTracker, requestTrackerSamples[sample]).name).toBe(name);
  });

  it('hears nothing in its records of mail, and does not guess about another type', () => {
    expect(told(requestTracker, requestTrackerSamples.mailed)).toEqual([]);
    expect(reasonOf(requestTracker, {body: {transaction: {Type: 'AddLink'}}})).toContain('type');
  });
});

describeSharedSecret(requestTracker);
