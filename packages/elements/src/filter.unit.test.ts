import type {OwnStages, StageSet} from '@throughline/contracts';
import {journeyLog} from '@throughline/journey';
import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../gallery/data.ts';
import {matcher, type TimelineFilter} from './filter.ts';
import {formatFor} from './format.ts';
import {stageAt, stageCounts} from './stage-at.ts';

const names = ['page_viewed', 'product_added', 'page_viewed', 'contact_queued', 'page_viewed'];
const log = journeyLog();
log.add(names.map((name, n) => aTouchpoint(1000 + n, {name})));
const found = (filter: TimelineFilter, stages?: StageSet) =>
  log.touchpoints
    .filter(matcher({filter, since: null, stages}, formatFor(), log) ?? (() => true))
    .map(({occurredAt}) => occurredAt - 1000);

describe('a filter', () => {
  it('by time takes what began in it', () => {
    expect(found({since: 1001, until: 1003})).toEqual([1, 2]);
    expect(found({since: 1003})).toEqual([3, 4]);
    expect(found({until: 1001})).toEqual([0]);
    expect(matcher({filter: {}, since: null, stages: undefined}, formatFor(), log)).toBeUndefined();
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
