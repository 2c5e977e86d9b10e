import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {journeyLog, sessionsOf} from './index.ts';

const minute = 60_000;

describe('sessionsOf', () => {
  it('keeps a session together even when another runs beside it', () => {
    const [a, b, c] = [
      aTouchpoint({occurredAt: 1, sessionId: 'one'}),
      aTouchpoint({occurredAt: 2, sessionId: 'two'}),
      aTouchpoint({occurredAt: 3, sessionId: 'one'}),
    ];
    expect(sessionsOf([a, b, c])).toMatchObject([
      {id: 'one', touchpoints: [a, c], startedAt: 1, endedAt: 3},
      {id: 'two', touchpoints: [b]},
    ]);
  });

  it('takes a contact out of the session it happened in', () => {
    const chat = aTouchpoint({
      occurredAt: 1,
      sessionId: 'one',
      channel: 'chat',
      contact: {id: 'c'},
    });
    expect(sessionsOf([aTouchpoint({sessionId: 'one'}), chat]).map(({kind}) => kind)).toEqual([
      'contact',
      'session',
    ]);
  });

  it('lets a contact last until it was ended', () => {
    const call = aTouchpoint({occurredAt: 5, contact: {id: 'c', endedAt: 90}});
    expect(sessionsOf([call])[0]).toMatchObject({startedAt: 5, endedAt: 90});
  });

  it.each([
    [30 * minute, 1],
    [30 * minute + 1, 2],
  ])('without a session id, after a gap of %i ms makes %i', (gap, sessions) => {
    const pair = [aTouchpoint({occurredAt: 0}), aTouchpoint({occurredAt: gap})];
    expect(sessionsOf(pair)).toHaveLength(sessions);
  });

  it('does not mix channels where only the gap decides', () => {
    const pair = [aTouchpoint(), aTouchpoint({channel: 'in_store'})];
    expect(sessionsOf(pair)).toHaveLength(2);
  });
});

describe('journeyLog', () => {
  it('replaces only the session that changed', () => {
    const log = journeyLog();
    log.add([
      aTouchpoint({occurredAt: 1, sessionId: 'old'}),
      aTouchpoint({occurredAt: 2, sessionId: 'new'}),
    ]);
    const [latest, older] = log.sessions;
    log.add([aTouchpoint({occurredAt: 3, sessionId: 'new'})]);

    expect(log.sessions[0]).not.toBe(latest);
    expect(log.sessions[1]).toBe(older);
  });

  it('answers what was new', () => {
    const log = journeyLog();
    const known = aTouchpoint();
    const fresh = aTouchpoint();
    log.add([known]);
    expect(log.add([known, fresh])).toEqual([fresh]);
  });
});
