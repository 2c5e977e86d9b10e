import {TouchpointInput, uuidV7Time} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {history} from './history.ts';

const until = Date.UTC(2026, 10, 23, 10, 30);
const DAY = 24 * 3_600_000;
const {touchpoints, contacts} = history({until});

describe('history', () => {
  it('tells the same when asked again, ids included', () => {
    expect(history({until})).toEqual({touchpoints, contacts});
  });

  it('tells something else with another seed', () => {
    const ids = new Set(touchpoints.map(({id}) => id));
    expect(history({until, seed: 'other'}).touchpoints.some(({id}) => ids.has(id))).toBe(false);
  });

  it('gives every touchpoint an id of its own, of the instant it happened', () => {
    expect(new Set(touchpoints.map(({id}) => id)).size).toBe(touchpoints.length);
    expect(touchpoints.filter(({id, occurredAt}) => uuidV7Time(id) !== occurredAt)).toEqual([]);
  });

  it('is what the contract takes', () => {
    const problems = touchpoints.flatMap((touchpoint) => {
      const {error} = TouchpointInput.safeParse(touchpoint);
      return error ? [{name: touchpoint.name, issues: error.issues}] : [];
    });
    expect(problems).toEqual([]);
  });

  it.each(['00:00', '00:05', '10:30', '23:59'])('stays within 28 days when it is %s', (time) => {
    const now = Date.parse(`2026-11-23T${time}:00Z`);
    const instants = history({until: now}).touchpoints.map(({occurredAt}) => occurredAt);
    expect(Math.min(...instants)).toBeGreaterThan(now - 28 * DAY);
    expect(Math.max(...instants)).toBeLessThanOrEqual(now);
  });

  it('says of every touchpoint and every contact that it is generated', () => {
    expect(touchpoints.every(({properties}) => properties?.['generated'] === true)).toBe(true);
    expect(contacts.every(({generated}) => generated)).toBe(true);
  });

  it('follows twenty people through the channels of a shop and its contact centre', () => {
    const channels = new Set(touchpoints.map(({channel}) => channel));
    expect(contacts).toHaveLength(20);
    for (const channel of ['web', 'email', 'voice', 'chat', 'in_store', 'sms', 'messaging']) {
      expect(channels).toContain(channel);
    }
  });

  it('knows each person of the queue by an identifier that their touchpoints carry', () => {
    const carried = new Set(
      touchpoints.flatMap(({identifiers}) => identifiers.map(({kind, value}) => kind + value)),
    );
    for (const {identifiers} of contacts) {
      expect(identifiers.every(({kind, value}) => carried.has(kind + value))).toBe(true);
    }
  });
});
