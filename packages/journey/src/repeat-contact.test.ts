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
  });
});
