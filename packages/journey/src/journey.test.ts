import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {journeys, shuffled} from '../testing/a-touchpoint.ts';
import {
  cartOf,
  frictionsOf,
  journeyLog,
  journeyOf,
  learnDwell,
  learnSteps,
  mergeTouchpoints,
  sessionsOf,
  stageVisitsOf,
} from './index.ts';

const orders = fc.array(fc.integer(), {minLength: 1, maxLength: 50});
const everything = (touchpoints: Parameters<typeof sessionsOf>[0]) => ({
  order: mergeTouchpoints(touchpoints),
  sessions: sessionsOf(touchpoints),
  stages: stageVisitsOf(touchpoints),
  deal: stageVisitsOf(touchpoints, {preset: 'sales'}),
  cart: cartOf(touchpoints),
  frictions: frictionsOf(touchpoints),
  journey: journeyOf(touchpoints, {now: NOW, past}),
});
/** After the last touchpoint of any generated journey. */
const NOW = 4 * 3_600_000;
const past = {
  steps: learnSteps([{names: ['page_viewed', 'product_added']}, {names: ['page_viewed']}], {
    minimum: 1,
  }),
  dwell: learnDwell([{stage: 'support', dwellMs: 60_000}], {minimum: 1}),
};

describe('a journey', () => {
  it('is the same whatever the order of arrival', () => {
    fc.assert(
      fc.property(journeys, orders, (touchpoints, keys) => {
        expect(everything(shuffled(touchpoints, keys))).toEqual(everything(touchpoints));
      }),
      {numRuns: 1000, seed: 20261125},
    );
  });

  it('is the same whether it comes at once or bit by bit, and twice', () => {
    fc.assert(
      fc.property(journeys, orders, fc.integer({min: 1, max: 7}), (touchpoints, keys, size) => {
        const log = journeyLog();
        const arriving = shuffled([...touchpoints, ...touchpoints], keys);
        for (let from = 0; from < arriving.length; from += size) {
          log.add(arriving.slice(from, from + size));
        }
        expect(log.touchpoints).toEqual(mergeTouchpoints(touchpoints));
        expect(log.sessions).toEqual(sessionsOf(touchpoints));
      }),
      {numRuns: 500},
    );
  });

  it('does not change what it is made of', () => {
    fc.assert(
      fc.property(journeys, (touchpoints) => {
        const before = JSON.stringify(touchpoints);
        everything(touchpoints);
        expect(JSON.stringify(touchpoints)).toBe(before);
      }),
    );
  });
});
