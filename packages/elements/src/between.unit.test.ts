import type {Touchpoint} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {between} from './between.ts';

const add = (minute: number, name: string, over: Partial<Touchpoint> = {}) =>
  aTouchpoint(minute * 60_000, {name, ...over});
const survey = (score: number): Partial<Touchpoint> => ({
  survey: {type: 'csat', score, min: 1, max: 5},
});

describe('what happened between two touchpoints', () => {
  const all = [
    add(0, 'survey_answered', survey(5)),
    add(1, 'page_viewed'),
    add(2, 'page_viewed'),
    add(3, 'friction_detected', {friction: {type: 'rage_click', severity: 2}}),
    add(4, 'contact_queued', {channel: 'voice', contact: {id: 'c1'}}),
    add(5, 'contact_answered', {channel: 'voice', contact: {id: 'c1'}}),
    add(6, 'survey_answered', survey(2)),
    add(7, 'page_viewed'),
  ];
  const ids = all.map(({id}) => id);

  it('is counted by kind, whichever of them comes first', () => {
    const found = between(all, ids[7]!, ids[0]!);
    expect(found).toEqual({
      ms: 7 * 60_000,
      kinds: [
        ['visit', 2],
        ['contact', 2],
        ['other', 1],
        ['survey', 1],
      ],
      touchpoints: 6,
      frictions: 1,
      contacts: 1,
      feeling: [2, -1],
    });
    expect(between(all, ids[0]!, ids[7]!)).toEqual(found);
  });

  it('holds of feelings what they said, and nothing that clicks would say', () => {
    expect(between(all, ids[1]!, ids[5]!)?.feeling).toEqual([2, 2]);
    expect(between(all.slice(1), ids[1]!, ids[5]!)?.feeling).toBeNull();
  });

  it('is not known where one of them is not loaded', () => {
    expect(between(all, ids[0]!, 'elsewhere')).toBeNull();
  });
});
