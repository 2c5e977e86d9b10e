import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {repeatContactOf} from './repeat-contact.ts';

const DAY = 86_400_000;
const contact = (day: number, reason?: string, over: Parameters<typeof aTouchpoint>[0] = {}) =>
  aTouchpoint({
    occurredAt: day * DAY,
    name: 'contact_answered',
    contact: {id: `c${day}`, ...(reason && {reason})},
    ...over,
  });

describe('repeat contact', () => {
  it('is a chain of contacts, each within a week of the one before', () => {
    expect(
      repeatContactOf([contact(0), contact(20, 'bill'), contact(26), contact(32)]),
    ).toMatchObject({contacts: 3, since: 20 * DAY, reason: 'bill'});
  });

  it('is none for another reason, alone, or begun by us', () => {
    expect(repeatContactOf([contact(0, 'bill'), contact(1, 'parcel')])).toBeNull();
    expect(repeatContactOf([contact(0)])).toBeNull();
    expect(repeatContactOf([])).toBeNull();
    expect(repeatContactOf([contact(0, 'bill', {direction: 'outbound'}), contact(1)])).toBeNull();
  });

  it('counts the week from the end of the contact before', () => {
    const long = contact(0, 'bill', {contact: {id: 'c0', endedAt: 5 * DAY}});
    expect(repeatContactOf([long, contact(11)])?.contacts).toBe(2);
    // Though a short one came and went meanwhile.
    const weeks = contact(0, '', {contact: {id: 'c0', endedAt: 20 * DAY, reason: 'bill'}});
    expect(repeatContactOf([weeks, contact(3), contact(21)])?.contacts).toBe(3);
    expect(repeatContactOf([weeks, contact(3, 'parcel'), contact(21)])?.contacts).toBe(2);
  });

  it('is none that we began, whatever comes of it, nor what is noted or a machine answers', () => {
    const of = (id: string, day: number, name: string, over: Parameters<typeof aTouchpoint>[0]) =>
      aTouchpoint({occurredAt: day * DAY, name, contact: {id}, ...over});
    const called = of('o', 1, 'contact_ended', {direction: 'outbound'});
    const noted = of('o', 1.1, 'agent_note_added', {direction: 'internal'});
    const read = of('o', 1.2, 'message_read', {direction: 'inbound'});
    expect(repeatContactOf([called, noted, read, contact(2)])).toBeNull();
    const updated = of('t', 1, 'ticket_updated', {direction: 'internal'});
    const away = of('m', 1, 'message_received', {direction: 'inbound', mode: 'automated'});
    expect(repeatContactOf([updated, away, contact(2)])).toBeNull();
    const wrote = of('t', 1.5, 'message_received', {direction: 'inbound'});
    expect(repeatContactOf([updated, wrote, contact(2)])?.touchpoints[0]).toBe(wrote.id);
  });

  it('is over a week after the last of them', () => {
    const twice = [contact(0), contact(1)];
    expect(repeatContactOf(twice, {now: 8 * DAY})?.contacts).toBe(2);
    expect(repeatContactOf(twice, {now: 8 * DAY + 1})).toBeNull();
  });
});
