import {describe, expect, it} from 'vitest';
import {describeSharedSecret, incoming, NOW, reasonOf, toldOne} from '../../test/kit.ts';
import {freshdeskSamples} from '../../test/samples/tickets.ts';
import {freshdesk} from './freshdesk.ts';

describe('Freshdesk', () => {
  it('tells of a ticket, as its app hears of it', () => {
    expect(toldOne(freshdesk, freshdeskSamples.created)).toMatchObject({
      key: 'created:4711',
      name: 'ticket_created',
      occurredAt: Date.UTC(2025, 10, 25, 9),
      channel: 'email',
      identifiers: [
        {kind: 'email', value: 'ada@example.com'},
        {kind: 'freshdesk_contact', value: '77'},
        {kind: 'ticket', value: '4711'},
      ],
      contact: {id: '4711', queue: '55', agent: '66', message: 'It leaks.'},
    });
  });

  it('tells of changes of its state', () => {
    expect(toldOne(freshdesk, freshdeskSamples.resolved)).toMatchObject({
      name: 'ticket_resolved',
      occurredAt: NOW + 250,
    });
    expect(toldOne(freshdesk, freshdeskSamples.inMs)).toEqual(
      toldOne(freshdesk, freshdeskSamples.resolved),
    );
    expect(toldOne(freshdesk, freshdeskSamples.reopened).name).toBe('ticket_reopened');
  });

  it('knows that an agent wrote first', () => {
    expect(toldOne(freshdesk, freshdeskSamples.created).direction).toBe('inbound');
    expect(toldOne(freshdesk, freshdeskSamples.written)).toMatchObject({
      channel: 'email',
      direction: 'outbound',
    });
  });

  it('tells what was written', () => {
    expect(toldOne(freshdesk, freshdeskSamples.asked)).toMatchObject({
      name: 'message_received',
      contact: {id: '4711', message: 'Any news?'},
    });
  });

  it('tells who wrote, and to whom', () => {
    expect(toldOne(freshdesk, freshdeskSamples.answered)).toMatchObject({
      name: 'message_sent',
      contact: {agent: '66'},
    });
    expect(toldOne(freshdesk, freshdeskSamples.noted).name).toBe('agent_note_added');
  });

  it('tells what a rule sends, as of its arrival', () => {
    expect(toldOne(freshdesk, freshdeskSamples.rule)).toMatchObject({
      name: 'ticket_reopened',
      occurredAt: NOW,
      channel: 'web',
    });
    const [created, again] = [NOW, NOW + 60_000].map(
      (receivedAt) =>
        freshdesk.hear(incoming(freshdeskSamples.ruleCreated, receivedAt)).touchpoints[0]!,
    );
    // Sent again, as after an answer that did not come, it is the same: it is made once.
    expect(created).toMatchObject({name: 'ticket_created', key: again!.key, undated: true});
  });

  it('does not guess about another event', () => {
    expect(reasonOf(freshdesk, {body: {event: 'onContactCreate'}})).toContain('another type');
  });
});

describeSharedSecret(freshdesk);
