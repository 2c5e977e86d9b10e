import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {journeyOf} from './index.ts';

const minute = 60_000;
const now = 100 * minute;
/** As the tracker tells of it. */
const onPage = (at: number, reason?: string) =>
  aTouchpoint({
    name: 'payment_failed',
    occurredAt: at,
    sessionId: 's1',
    outcome: {status: 'failure', ...(reason && {reason})},
  });
/** As a webhook of a payment system does. */
const toldOf = (at: number, reason = 'insufficient_funds') =>
  aTouchpoint({
    name: 'payment_failed',
    occurredAt: at,
    sessionId: undefined,
    outcome: {status: 'failure', reason},
  });
const declinesIn = (...touchpoints: ReturnType<typeof onPage>[]) => {
  const {frictions = [], brief = []} = journeyOf(touchpoints, {now});
  return {
    severities: frictions.map(({severity}) => severity),
    tried: brief.find(({question}) => question === 'tried')?.values?.['attempts'],
  };
};

describe('a decline', () => {
  it('that the page and the payment system tell of is one', () => {
    const once = declinesIn(onPage(10 * minute), toldOf(10 * minute + 3000));
    expect(once.severities).toEqual([2]);
    expect(JSON.stringify(once.tried)).toContain('insufficient_funds');
    expect(declinesIn(toldOf(10 * minute), onPage(10 * minute + 900)).severities).toEqual([2]);
  });

  it('after another is another, told of by both or by one', () => {
    const [first, second] = [10 * minute, 11 * minute];
    const both = [onPage(first), toldOf(first + 2000), onPage(second), toldOf(second + 2000)];
    expect(declinesIn(...both).severities).toEqual([2, 3]);
    expect(declinesIn(toldOf(first), toldOf(first + 5000)).severities).toEqual([2, 3]);
    expect(declinesIn(onPage(first), onPage(first + 5000)).severities).toEqual([2, 3]);
    expect(declinesIn(onPage(first), toldOf(first + 2 * minute)).severities).toEqual([2, 3]);
  });

  it('that leaves no order is still one, and says why', () => {
    const page = (name: string, at: number, reason?: string, sessionId = 's1') => ({
      ...onPage(at, reason),
      name,
      sessionId,
    });
    const [at, soon] = [10 * minute, 10 * minute + 900];
    const once = declinesIn(page('payment_failed', at), page('order_failed', soon, 'no_3ds'));
    expect(once.severities).toEqual([2]);
    expect(JSON.stringify(once.tried)).toContain('no_3ds');
    const both = [page('payment_failed', at), page('order_failed', soon), toldOf(at + 2000)];
    expect(declinesIn(...both).severities).toEqual([2]);
    expect(JSON.stringify(declinesIn(...both).tried)).toContain('insufficient_funds');
    for (const two of [
      [page('payment_failed', at), page('order_failed', at + 2 * minute)],
      [page('payment_failed', at), page('order_failed', soon, undefined, 's2')],
      [page('order_failed', at), page('payment_failed', soon)],
    ])
      expect(declinesIn(...two).severities).toEqual([2, 3]);
  });

  it('keeps the reason that the page gives', () => {
    const {tried} = declinesIn(onPage(10 * minute, 'expired_card'), toldOf(10 * minute + 10));
    expect(JSON.stringify(tried)).toContain('expired_card');
  });
});

describe('a mail', () => {
  it.each(['Re: Broken lamp', 'AW: Re: Broken lamp', 'FWD:Re[2]: Broken lamp', 'RE : Broken lamp'])(
    'is about what its thread began with: %s',
    (subject) => {
      const mail = aTouchpoint({
        name: 'message_received',
        occurredAt: now - minute,
        channel: 'email',
        direction: 'inbound',
        contact: {id: 'thread'},
        properties: {subject},
      });
      expect(journeyOf([mail], {now}).reason?.reason).toBe('Broken lamp');
      expect(mail.properties).toEqual({subject});
    },
  );

  it('whose subject only begins alike keeps it', () => {
    const about = (subject: string) =>
      aTouchpoint({
        name: 'ticket_created',
        occurredAt: now - minute,
        contact: {id: 'c'},
        properties: {subject},
      });
    const reasonOf = (subject: string) => journeyOf([about(subject)], {now}).reason?.reason;
    expect(reasonOf('Refund: when?')).toBe('Refund: when?');
    expect(reasonOf('Re: ')).toBe('earlier_contact');
  });
});
