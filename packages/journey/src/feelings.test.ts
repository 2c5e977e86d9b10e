import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {feelingOf, feelingSignsOf} from './feelings.ts';
import {momentsOf} from './moments.ts';

const DAY = 86_400_000;
const felt = (day: number, valence: number, source: 'self' | 'inferred' = 'self') =>
  aTouchpoint({occurredAt: day * DAY, sentiment: {valence, source}});
const answered = (type: 'nps' | 'csat' | 'ces', score: number, min: number, max: number) =>
  aTouchpoint({name: 'survey_answered', survey: {type, score, min, max}});
const feeling = (touchpoints: ReturnType<typeof aTouchpoint>[], options = {}) =>
  feelingOf(feelingSignsOf(touchpoints, options), {now: 10 * DAY});

describe('feelings', () => {
  it.each([
    [answered('nps', 10, 0, 10), 2],
    [answered('nps', 7, 0, 10), 0],
    [answered('nps', 2, 0, 10), -2],
    [answered('csat', 1, 1, 5), -2],
    [answered('csat', 4, 1, 5), 1],
    [aTouchpoint({name: 'article_voted', properties: {vote: 'yes'}}), 1],
    [aTouchpoint({name: 'article_voted', properties: {vote: 'no'}}), -1],
    [aTouchpoint({name: 'review_submitted', properties: {rating: 5}}), 2],
    // As Segment's libraries and markup have it.
    [aTouchpoint({name: 'review_submitted', properties: {rating: '2'}}), -1],
    [aTouchpoint({friction: {type: 'rage_click', severity: 2}}), -1],
  ])('are read off what was said, measured or clicked', (touchpoint, valence) => {
    expect(feelingSignsOf([touchpoint])).toMatchObject([{valence, touchpoint: touchpoint.id}]);
  });

  it('are what was told or answered, not what was read off the words beside it', () => {
    const sentiment = {valence: 2, source: 'inferred'} as const;
    const verbatim = 'Thank you, great, love it';
    const survey = {type: 'csat', score: 2, min: 1, max: 5, verbatim} as const;
    const beside = [
      aTouchpoint({name: 'survey_answered', survey, sentiment}),
      aTouchpoint({name: 'survey_answered', survey: {...survey, type: 'ces'}, sentiment}),
      aTouchpoint({name: 'review_submitted', properties: {rating: 1}, sentiment}),
      aTouchpoint({name: 'survey_answered', survey, sentiment: {valence: 1, source: 'self'}}),
    ];
    expect(
      beside.map((each) => feelingSignsOf([each]).map(({kind, valence}) => [kind, valence])),
    ).toEqual([[['measured', -1]], [['inferred', 2]], [['stated', -2]], [['stated', 1]]]);
    expect(feelingSignsOf(beside, {inference: false})).toHaveLength(3);
  });

  it('are not read off what nobody knows the good end of, nor off the movement of a mouse', () => {
    expect(
      feelingSignsOf([
        answered('ces', 1, 1, 7),
        aTouchpoint({friction: {type: 'thrash_cursor', severity: 3}}),
        aTouchpoint({name: 'article_voted', properties: {vote: 'later'}}),
        aTouchpoint(),
      ]),
    ).toEqual([]);
  });

  it('are never those of who answers: what a vendor reads off our words is left alone', () => {
    const sentiment = {valence: -2, source: 'inferred'} as const;
    const said = (direction: 'inbound' | 'outbound', over: object = {}) =>
      feelingSignsOf([aTouchpoint({name: 'message_sent', direction, sentiment, ...over})]);
    expect(said('inbound')).toHaveLength(1);
    expect(said('outbound')).toEqual([]);
    // How the customer took it, an agent may say of any touchpoint.
    expect(said('outbound', {sentiment: {valence: -2, source: 'agent'}})).toHaveLength(1);
  });

  it('need enough: one statement, or two guesses', () => {
    const none = {valence: null, kind: null, confidence: 0};
    expect(feeling([])).toMatchObject(none);
    expect(feeling([felt(9, -2, 'inferred')])).toMatchObject(none);
    expect(feeling([felt(8, -2, 'inferred'), felt(9, -2, 'inferred')])).toMatchObject({
      valence: -2,
      kind: 'inferred',
      confidence: 0.5,
    });
    expect(feeling([felt(9, 1)])).toMatchObject({valence: 1, kind: 'stated', trend: null});
    expect(feelingOf(feelingSignsOf([felt(9, 1)]), {now: 40 * DAY})).toMatchObject(none);
  });

  it('weigh what is recent more, and see where it goes', () => {
    const worse = feeling([felt(1, 2), felt(2, 2), felt(10, -1)]);
    expect(worse.trend).toBe('worse');
    expect(worse.valence).toBeGreaterThan(-1);
    expect(worse.valence).toBeLessThan(1);
    expect(feeling([felt(1, 1), felt(2, 1), felt(3, 1)]).trend).toBe('steady');
  });

  it('are not inferred once the customer objects', () => {
    const both = [felt(8, -2, 'inferred'), felt(9, 1)];
    expect(feeling(both, {inference: false})).toMatchObject({valence: 1, kind: 'stated'});
    const click = aTouchpoint({friction: {type: 'rage_click', severity: 2}});
    expect(feelingSignsOf([click], {inference: false})).toEqual([]);
  });
});

describe('moments', () => {
  it('are the peak, the end, and what was declared', () => {
    const order = aTouchpoint({occurredAt: 3 * DAY, name: 'order_completed'});
    const journey = [felt(1, 1), felt(2, -2), order, felt(4, 2), felt(5, 0)];
    const moments = momentsOf(journey, feelingSignsOf(journey), {declared: ['order_completed']});
    expect(moments.map(({kind, at, valence}) => [kind, at / DAY, valence])).toEqual([
      ['peak', 2, -2],
      ['declared', 3, null],
      ['end', 5, 0],
    ]);
  });

  it('are none where nothing is felt', () => {
    expect(momentsOf([aTouchpoint()], [])).toEqual([]);
    expect(momentsOf([], feelingSignsOf([felt(1, 0.5)])).map(({kind}) => kind)).toEqual(['end']);
  });
});
