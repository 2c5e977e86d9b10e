import {describe, expect, it} from 'vitest';
import type {StageVisit} from './stage.ts';
import {learnDwell, quantile, staysOf, stuckOf} from './stuck.ts';

const HOUR = 3_600_000;
const visit = (over: Partial<StageVisit> = {}): StageVisit => ({
  stage: 'support',
  parent: 'post',
  source: 'rule',
  enteredAt: 0,
  leftAt: null,
  evidence: ['t'],
  ...over,
});
const model = learnDwell(
  Array.from({length: 101}, (_, hours) => ({stage: 'support', dwellMs: hours * HOUR})),
);

describe('stuck', () => {
  it('is measured against the tenant’s own past', () => {
    expect(model.stages).toEqual({support: {n: 101, watch: 95 * HOUR, act: 99 * HOUR}});
    expect(stuckOf(visit(), {now: 95 * HOUR, model})).toBeNull();
    expect(stuckOf(visit(), {now: 96 * HOUR, model})).toMatchObject({
      level: 'watch',
      basis: 'past',
      n: 101,
      thresholdMs: 95 * HOUR,
      dwellMs: 96 * HOUR,
    });
    expect(stuckOf(visit(), {now: 100 * HOUR, model})?.level).toBe('act');
  });

  it('follows the policy while the past is too short', () => {
    const short = learnDwell([{stage: 'support', dwellMs: 1}]);
    expect(short.stages).toEqual({});
    const policy = {support: {watch: HOUR, act: 2 * HOUR}};
    expect(stuckOf(visit(), {now: 1.5 * HOUR, model: short, policy})).toMatchObject({
      level: 'watch',
      basis: 'policy',
      n: 0,
    });
  });

  it('is nobody who has left, who enjoys it, or whose stage has no limit', () => {
    const now = 1e12;
    expect(stuckOf(null, {now})).toBeNull();
    expect(stuckOf(visit({leftAt: 1}), {now})).toBeNull();
    expect(stuckOf(visit({stage: 'use'}), {now, policy: {use: {watch: 1, act: 1}}})).toBeNull();
    expect(stuckOf(visit({stage: 'renewal'}), {now})).toBeNull();
  });

  it('learns from stays that have ended only', () => {
    expect(staysOf([visit({leftAt: 5}), visit()])).toEqual([{stage: 'support', dwellMs: 5}]);
  });

  it('takes quantiles between the two nearest', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([7], 0.99)).toBe(7);
  });
});
