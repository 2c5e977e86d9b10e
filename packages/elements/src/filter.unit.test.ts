import type {OwnStages, StageSet, Touchpoint} from '@throughline/contracts';
import {journeyLog} from '@throughline/journey';
import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {findableBy, matcher, type TimelineFilter} from './filter.ts';
import {formatFor} from './format.ts';
import {frictionCount} from './frictions.ts';
import {stageAt, stageCounts} from './stage-at.ts';

const names = ['page_viewed', 'product_added', 'page_viewed', 'contact_queued', 'page_viewed'];
const log = journeyLog();
log.add(names.map((name, n) => aTouchpoint(1000 + n, {name})));
const found = (filter: TimelineFilter, stages?: StageSet) =>
  log.touchpoints
    .filter(
      matcher({filter, since: null, stages, frictions: undefined}, formatFor(), {log}) ??
        (() => true),
    )
    .map(({occurredAt}) => occurredAt - 1000);

describe('a filter', () => {
  it('by time takes what began in it', () => {
    expect(found({since: 1001, until: 1003})).toEqual([1, 2]);
    expect(found({since: 1003})).toEqual([3, 4]);
    expect(found({until: 1001})).toEqual([0]);
    const none = {filter: {}, since: null, stages: undefined, frictions: undefined};
    expect(matcher(none, formatFor(), {log})).toBeUndefined();
  });

  it('by stage takes what happened while they were in it, together with the others', () => {
    expect(found({facets: ['stage:purchase']})).toEqual([1, 2]);
    expect(found({facets: ['stage:purchase', 'stage:awareness']})).toEqual([0, 1, 2]);
    expect(found({facets: ['stage:support', 'kind:visit']})).toEqual([4]);
  });

  it('by stage asks for the stages of a deal where those are chosen', () => {
    expect(found({facets: ['stage:proposal']}, 'sales')).toEqual([1, 2, 3, 4]);
    expect(found({facets: ['stage:proposal']})).toEqual([]);
    expect([...stageCounts(log, 'sales')]).toEqual([
      ['lead', 1],
      ['proposal', 4],
    ]);
    expect(stageCounts(log).get('support')).toBe(2);
  });

  it('by stage asks for a tenant’s own, and counts anew where those are others', () => {
    const own = (sign: string): OwnStages => ({
      stages: [
        {name: 'looking', parent: 'pre', weak: ['page_*']},
        {name: 'talking', parent: 'post', strong: [sign]},
      ],
    });
    expect(found({facets: ['stage:talking']}, own('contact_*'))).toEqual([3, 4]);
    expect(found({facets: ['stage:talking']}, own('product_added'))).toEqual([1, 2, 3, 4]);
    expect(found({facets: ['stage:purchase']}, own('contact_*'))).toEqual([]);
    expect([...stageCounts(log, own('contact_*'))]).toEqual([
      ['looking', 3],
      ['talking', 2],
    ]);
  });
});

describe('feelings', () => {
  it.each<[string, Partial<Touchpoint>, string[]]>([
    ['a score of the middle', {survey: {type: 'nps', score: 8, min: 0, max: 10}}, []],
    [
      'a score beside words that were read otherwise',
      {
        survey: {type: 'csat', score: 1, min: 1, max: 5},
        sentiment: {valence: 2, source: 'inferred'},
      },
      ['feeling:bad'],
    ],
    ['an effort score', {survey: {type: 'ces', score: 7, min: 1, max: 7}}, []],
    ['a vote', {name: 'article_voted', properties: {vote: 'yes'}}, ['feeling:good']],
    ['clicks', {friction: {type: 'rage_click', severity: 2}}, []],
  ])('are those that the journey knows: %s', (_, over, facets) => {
    const found = findableBy(aTouchpoint(1, {name: 'x', ...over}), {
      since: null,
      frictions: undefined,
    });
    expect([...found].filter((facet) => facet.startsWith('feeling:'))).toEqual(facets);
  });
});

describe('frictions', () => {
  const said = aTouchpoint(2000, {name: 'x', friction: {type: 'loop', severity: 2}});
  const named = aTouchpoint(2001, {name: 'search_no_results'});
  const seen = aTouchpoint(2002, {name: 'page_viewed'});
  const loop = {type: 'loop' as const, severity: 2, source: 'rule' as const, at: 2002};
  const frictions = [{...loop, touchpoints: [said.id, seen.id]}];
  const by = (touchpoint: typeof said, found?: typeof frictions) =>
    [...findableBy(touchpoint, {since: null, frictions: found})].filter((facet) =>
      facet.startsWith('friction:'),
    );

  it('are what a touchpoint says itself, by its name too', () => {
    expect([said, named, seen].map((each) => by(each))).toEqual([
      ['friction:loop'],
      ['friction:search_no_result'],
      [],
    ]);
  });

  it('are what was found of the journey, each once', () => {
    expect([said, named, seen].map((each) => by(each, frictions))).toEqual([
      ['friction:loop'],
      ['friction:search_no_result'],
      ['friction:loop'],
    ]);
    const filter = {facets: ['friction:loop']};
    const matches = matcher({filter, since: null, stages: undefined, frictions}, formatFor(), {
      log,
    })!;
    expect([said, named, seen].map(matches)).toEqual([true, false, true]);
  });

  it('are counted as often as they were found, and no less than they are said', () => {
    const all = [said, named, seen];
    expect(frictionCount(all, undefined)).toBe(2);
    expect(frictionCount(all, [...frictions, ...frictions, ...frictions])).toBe(3);
    // One that came to it elsewhere is counted there.
    expect(frictionCount([seen], [{...loop, touchpoints: [seen.id, said.id]}])).toBe(0);
  });
});

describe('stages', () => {
  it('are counted, and known again when the journey grows', () => {
    expect([...stageCounts(log)]).toEqual([
      ['awareness', 1],
      ['purchase', 2],
      ['support', 2],
    ]);
    expect(stageAt(log, 999)).toBeUndefined();
    log.add([aTouchpoint(900, {name: 'product_viewed'})]);
    expect(stageAt(log, 999)).toBe('consideration');
  });
});
