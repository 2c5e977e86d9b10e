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

  it('is each ticket’s, though its number is hidden from the reader', () => {
    const of = (seq: number, name: string, id: string) =>
      at(seq, name, {contact: {id}, identifiers: [{kind: 'ticket', value: '•••'}]});
    const two = [of(1, 'ticket_created', 'a'), of(2, 'ticket_created', 'b')];
    expect(on(...two, of(3, 'ticket_resolved', 'b'))).toMatchObject({on: 'us', since: 1});
  });

  it('is nobody’s once they only thank us, but ours where they still wait', () => {
    const said = (seq: number, message: string, id = 'c') =>
      at(seq, 'message_received', {direction: 'inbound', contact: {id, message}});
    const answered = at(2, 'message_sent', {direction: 'outbound', contact: {id: 'c'}});
    const asked = [said(1, 'Where is my parcel?'), answered];
    expect(on(...asked, said(3, 'Danke!'))).toMatchObject({on: 'nobody', since: null});
    expect(on(...asked, said(3, 'Thanks, but where is it?'))).toMatchObject({on: 'us', since: 3});
    expect(on(said(1, 'My lamp is broken.'), said(2, 'Thank you!'))).toMatchObject({
      on: 'us',
      since: 1,
    });
    const closed = at(3, 'ticket_closed', {contact: {id: 'c'}});
    expect(on(...asked, closed, said(4, 'ok, perfect')).on).toBe('nobody');
    expect(on(said(1, 'Merci !')).on).toBe('nobody');
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

  it('is forgotten after a month without a word', () => {
    const days = (n: number) => n * 86_400_000;
    expect(waitingOf([wrote(1, 'inbound')], {now: days(31)}).on).toBe('nobody');
    const again = [wrote(1, 'inbound'), wrote(days(29), 'inbound')];
    expect(waitingOf(again, {now: days(31)})).toMatchObject({on: 'us', since: 1});
    const anew = [wrote(1, 'inbound'), wrote(days(40), 'inbound')];
    expect(waitingOf(anew, {now: days(41)})).toMatchObject({on: 'us', since: days(40)});
  });

  it('is not that of a queue which the customer has left', () => {
    const first = {contact: {id: 'c1'}};
    const left = [at(1, 'contact_queued', first), at(2, 'contact_abandoned', first)];
    expect(on(...left)).toMatchObject({on: 'us', since: 2, because: 'abandoned'});
    expect(on(...left, at(3, 'contact_answered', {contact: {id: 'c2'}})).on).toBe('nobody');
    // A contact's record tells of its end where the contact began.
    const recorded = at(1, 'contact_abandoned', {contact: {id: 'c1', endedAt: 5}});
    const queued = at(2, 'contact_queued', first);
    expect(on(recorded, queued)).toMatchObject({on: 'us', since: 5, because: 'abandoned'});
    const talked = at(1, 'contact_ended', {contact: {id: 'c1', endedAt: 5}});
    expect(on(talked, queued).on).toBe('nobody');
  });

  it('is no longer that of who gave up waiting, wrote then, and has an answer of a person', () => {
    const left = at(1, 'contact_abandoned', {contact: {id: 'c1'}});
    const wrote2 = wrote(2, 'inbound', 'm');
    const answer = (over: Parameters<typeof aTouchpoint>[0] = {}) =>
      at(3, 'message_sent', {direction: 'outbound', contact: {id: 'm'}, ...over});
    expect(on(left, wrote2, answer())).toMatchObject({on: 'customer', since: 3});
    for (const still of [
      on(left, wrote2, answer({mode: 'bot'})),
      on(left, answer()),
      on(wrote(0, 'inbound', 'm'), left, answer()),
      on(left, at(2, 'callback_requested'), wrote2, answer()),
    ])
      expect(still.on).toBe('us');
  });

  it('stays ours until they are called back: not by the end of the call in which they asked, nor by one that nobody took', () => {
    const asked = at(2, 'callback_requested', {direction: 'inbound', contact: {id: 'c1'}});
    const ended = (over: Parameters<typeof aTouchpoint>[0]) => at(3, 'contact_ended', over);
    const own = ended({direction: 'inbound', contact: {id: 'c1'}});
    const unheard = ended({
      direction: 'outbound',
      contact: {id: 'c2'},
      outcome: {status: 'failure', reason: 'no_answer'},
    });
    const chatted = at(3, 'chat_ended', {mode: 'bot', contact: {id: 'c2'}});
    for (const still of [own, unheard, chatted])
      expect(on(asked, still)).toMatchObject({on: 'us', since: 2, because: 'callback'});
    expect(on(at(2, 'callback_requested'), ended({outcome: {status: 'failure'}})).on).toBe('us');
    for (const called of [
      ended({direction: 'outbound', contact: {id: 'c1'}}),
      ended({direction: 'outbound', contact: {id: 'c2'}, outcome: {status: 'success'}}),
      ended({contact: {id: 'c2', talkMs: 9}, outcome: {status: 'failure', reason: 'other'}}),
      at(3, 'contact_answered', {contact: {id: 'c1'}}),
    ])
      expect(on(asked, called).on).toBe('nobody');
  });

  it('is not over when a bot leaves that has handed over', () => {
    const bot = (seq: number, name: string) => at(seq, name, {mode: 'bot', contact: {id: 'c'}});
    const human = (seq: number, name: string) => at(seq, name, {contact: {id: 'c'}});
    const handed = [bot(1, 'chat_started'), bot(2, 'bot_handover'), human(3, 'contact_queued')];
    expect(on(...handed, bot(4, 'chat_ended'))).toMatchObject({on: 'us', since: 1});
    expect(on(...handed, bot(4, 'chat_ended'), human(5, 'contact_answered')).on).toBe('nobody');
    expect(on(bot(1, 'chat_started'), bot(4, 'chat_ended')).on).toBe('nobody');
  });

  it.each([
    ['pending', 'customer'],
    ['Waiting for customer', 'customer'],
    ['waiting_on_contact', 'customer'],
    ['customer responded', 'us'],
    ['Waiting for support', 'us'],
    ['waiting on us', 'us'],
    ['pending third party', 'us'],
    ['open', 'us'],
    ['Solved', 'nobody'],
  ])('of a ticket that is %s is that of %s', (status, whose) => {
    const ticket = (name: string, seq: number) =>
      at(1, name, {seq, properties: {ticket: 'T1', status}});
    expect(on(ticket('ticket_created', 0), ticket('ticket_updated', 1)).on).toBe(whose);
  });
});
