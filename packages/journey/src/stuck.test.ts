import type {OwnStages} from '@throughline/contracts';
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

  describe('in a tenant’s own stage', () => {
    const stages = (targetMs?: number): OwnStages => ({
      stages: [
        {name: 'looking', parent: 'pre', weak: ['page_viewed']},
        {name: 'support', parent: 'post', strong: ['help_clicked'], targetMs},
        {name: 'gone', parent: 'end', strong: ['account_closed']},
      ],
    });
    const at = (hours: number, targetMs?: number) =>
      stuckOf(visit(), {now: hours * HOUR, model, stages: stages(targetMs)});

    it('is beyond the tenant’s target, which goes before its past', () => {
      expect(at(97, 96 * HOUR + 1)).toMatchObject({
        level: 'watch',
        basis: 'target',
        n: 0,
        thresholdMs: 96 * HOUR + 1,
      });
      expect(at(96, 96 * HOUR)).toBeNull();
      expect(at(10, 9 * HOUR)).toMatchObject({level: 'watch', basis: 'target'});
      expect(at(200, 300 * HOUR)).toBeNull();
    });

    it('is urgent beyond the target where nearly all others had left', () => {
      const urgent = {level: 'act', basis: 'past', n: 101, thresholdMs: 99 * HOUR};
      expect(at(100, 9 * HOUR)).toMatchObject(urgent);
      expect(at(301, 300 * HOUR)).toMatchObject(urgent);
    });

    it('goes by the past without a target, and by no policy of ours', () => {
      expect(at(96)).toMatchObject({level: 'watch', basis: 'past'});
      const now = 1e12;
      expect(stuckOf(visit(), {now, stages: stages()})).toBeNull();
      const policy = {support: {watch: HOUR, act: 2 * HOUR}};
      expect(stuckOf(visit(), {now, stages: stages(), policy})).toMatchObject({basis: 'policy'});
    });

    it('is nobody whose journey has ended', () => {
      const policy = {gone: {watch: 1, act: 1}};
      const gone = visit({stage: 'gone', parent: 'end'});
      expect(stuckOf(gone, {now: 1e12, policy, stages: stages()})).toBeNull();
    });
  });

  it('learns from stays that have ended only', () => {
    expect(staysOf([visit({leftAt: 5}), visit()])).toEqual([{stage: 'support', dwellMs: 5}]);
  });

  it('takes quantiles between the two nearest', () => {
    expect(quantile([0, 10], 0.25)).toBe(2.5);
    expect(quantile([7], 0.99)).toBe(7);
  });
});
