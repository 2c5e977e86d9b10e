import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {waitingOf} from './waiting.ts';

const at = (occurredAt: number, name: string, over: Parameters<typeof aTouchpoint>[0] = {}) =>
  aTouchpoint({occurredAt, name, ...over});
const wrote = (occurredAt: number, direction: 'inbound' | 'outbound', id = 'c1') =>
  at(occurredAt, 'message_received', {direction, contact: {id}});
const on = (...touchpoints: ReturnType<typeof aTouchpoint>[]) =>
  waitingOf(touchpoints, {now: 1000});

describe('whose turn it is', () => {
  it('is ours from the first message that nobody answered', () => {
    expect(on(wrote(1, 'inbound'), wrote(2, 'inbound'))).toMatchObject({on: 'us', since: 1});
    expect(on(wrote(1, 'inbound'), wrote(2, 'outbound'))).toMatchObject({on: 'customer', since: 2});
    expect(on(wrote(1, 'inbound'), wrote(2, 'outbound'), wrote(3, 'inbound'))).toMatchObject({
      on: 'us',
      since: 3,
    });
  });

  it('is not changed by what a system sends by itself', () => {
    const sent = {direction: 'outbound', mode: 'automated'} as const;
    expect(on(at(2, 'message_sent', sent))).toMatchObject({on: 'nobody'});
    const receipt = at(2, 'message_sent', {...sent, contact: {id: 'c1'}});
    expect(on(wrote(1, 'inbound'), receipt)).toMatchObject({on: 'us', since: 1});
  });

  it('is the ticket’s, of what is written in it', () => {
    const ticket = {contact: {id: 't'}, relations: [{type: 'ticket', id: '7'}]};
    const [opened, answered] = [
      at(1, 'ticket_reopened', ticket),
      at(2, 'message_sent', {...ticket, direction: 'outbound', mode: 'assisted'}),
    ];
    expect(on(opened)).toMatchObject({on: 'us'});
    expect(on(opened, answered)).toMatchObject({on: 'customer', since: 2});
    const again = at(3, 'message_received', {...ticket, direction: 'inbound'});
    expect(on(opened, answered, again)).toMatchObject({on: 'us', since: 3});
    expect(on(opened, again, at(4, 'ticket_resolved', ticket))).toMatchObject({on: 'nobody'});
  });

  it('is ours where any of several conversations waits for us, by the longest wait', () => {
    const several = [wrote(1, 'inbound', 'a'), wrote(2, 'inbound', 'b'), wrote(3, 'outbound', 'c')];
    expect(on(...several)).toMatchObject({on: 'us', since: 1});
  });

  it.each([
    ['contact_queued', 'queue'],
    ['contact_abandoned', 'abandoned'],
    ['callback_requested', 'callback'],
    ['promise_made', 'promise'],
    ['ticket_created', 'ticket'],
  ])('is ours after %s', (name, because) => {
    expect(on(at(5, name, {contact: {id: 'c'}}))).toMatchObject({on: 'us', since: 5, because});
  });

  it('is nobody’s once they were talked to, the ticket is closed, the promise kept', () => {
    const nobody = {on: 'nobody', since: null, because: 'answer'};
    const call = {contact: {id: 'c2'}};
    expect(
      on(at(1, 'contact_abandoned', {contact: {id: 'c1'}}), at(2, 'contact_answered', call)),
    ).toMatchObject(nobody);
    const ticket = {properties: {ticket: 'T1'}};
    expect(on(at(1, 'ticket_created', ticket), at(2, 'ticket_resolved', ticket))).toMatchObject(
      nobody,
    );
    expect(on(at(1, 'promise_made'), at(2, 'promise_kept'))).toMatchObject(nobody);
    expect(on()).toEqual({on: 'nobody', since: null, because: null, touchpoints: []});
  });

  it('is forgotten after a month', () => {
    expect(waitingOf([wrote(1, 'inbound')], {now: 31 * 86_400_000}).on).toBe('nobody');
  });
});
