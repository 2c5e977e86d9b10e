import {Journey, type OwnStages, type Touchpoint} from '@throughline/contracts';
import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {aTouchpoint, journeys, shuffled} from '../testing/a-touchpoint.ts';
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

// The same in every run.
fc.configureGlobal({seed: 20_261_127});

/** Of names that the generated journeys have. */
const own: OwnStages = {
  stages: [
    {name: 'looking', parent: 'pre', weak: ['page_*', 'product_viewed']},
    {name: 'choosing', parent: 'purchase', strong: ['product_*'], weak: ['help_*'], targetMs: 1000},
    {name: 'ours', parent: 'post', strong: ['order_completed', 'contact_*'], weak: ['chat_*']},
  ],
};
const orders = fc.array(fc.integer(), {minLength: 1, maxLength: 50});
const everything = (touchpoints: Parameters<typeof sessionsOf>[0]) => ({
  order: mergeTouchpoints(touchpoints),
  sessions: sessionsOf(touchpoints),
  stages: stageVisitsOf(touchpoints),
  deal: stageVisitsOf(touchpoints, {stages: 'sales'}),
  own: stageVisitsOf(touchpoints, {stages: own}),
  ofOwn: journeyOf(touchpoints, {now: NOW, past, stages: own}),
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
  it('goes through a tenant’s own stages, and says which those are', () => {
    const touchpoints = ['page_viewed', 'product_added', 'help_clicked'].map((name, occurredAt) =>
      aTouchpoint({name, occurredAt}),
    );
    const journey = journeyOf(touchpoints, {now: NOW, stages: own});
    expect(journey).not.toHaveProperty('stagePreset');
    expect(journey).toMatchObject({
      ownStages: own,
      stages: [
        {stage: 'looking', parent: 'pre', leftAt: 1},
        {stage: 'choosing', parent: 'purchase', leftAt: null},
      ],
      stuck: {stage: 'choosing', basis: 'target', thresholdMs: 1000},
    });
    expect(Journey.parse({customer: 'c', basis: {touchpoints: 3, total: 3}, ...journey})).toEqual({
      customer: 'c',
      basis: {touchpoints: 3, total: 3},
      ...journey,
    });
    expect(journeyOf(touchpoints, {now: NOW})).toMatchObject({stagePreset: 'cx'});
  });

  it('has nobody stuck where what they came for is done', () => {
    const DAY = 86_400_000;
    const stuck = (...names: string[]) =>
      journeyOf(
        names.map((name, occurredAt) =>
          aTouchpoint({name, occurredAt, direction: 'inbound', contact: {id: 'c'}}),
        ),
        {now: 30 * DAY},
      ).stuck?.stage;
    expect(stuck('product_added', 'checkout_started')).toBe('purchase');
    expect(stuck('product_added', 'order_completed')).toBeUndefined();
    expect(stuck('product_added', 'order_completed', 'product_added')).toBe('purchase');
    expect(stuck('order_shipped')).toBe('onboarding');
    expect(stuck('order_shipped', 'order_delivered')).toBeUndefined();
    expect(stuck('contact_answered', 'contact_ended')).toBeUndefined();
    expect(stuck('ticket_created', 'ticket_resolved', 'ticket_closed')).toBeUndefined();
    expect(stuck('contact_answered', 'contact_ended', 'help_searched')).toBe('support');
    expect(stuck('contact_ended', 'help_searched')).toBe('support');
    expect(stuck('help_searched', 'order_completed', 'help_searched')).toBe('support');
  });

  it('has somebody stuck from when they came back on, not from what was done before', () => {
    const DAY = 86_400_000;
    const bought = [
      aTouchpoint({name: 'product_added', occurredAt: 0}),
      aTouchpoint({name: 'order_completed', occurredAt: DAY}),
    ];
    const again = [8, 9].map((day) => aTouchpoint({name: 'product_added', occurredAt: day * DAY}));
    const stuckAt = (now: number) => journeyOf([...bought, ...again], {now}).stuck;
    expect(stuckAt(8 * DAY + 3_600_000)).toBeNull();
    expect(stuckAt(10 * DAY)).toMatchObject({
      stage: 'purchase',
      since: 8 * DAY,
      touchpoints: again.map(({id}) => id),
    });
    const ticket = (day: number, name: string, id = 'T') =>
      aTouchpoint({
        name,
        occurredAt: day * DAY,
        direction: name === 'ticket_created' ? 'inbound' : 'internal',
        contact: {id},
        properties: {ticket: id},
      });
    const reopened = [
      ticket(0, 'ticket_created'),
      ticket(1, 'ticket_resolved'),
      ticket(9, 'ticket_reopened'),
    ];
    const sinceOf = (...all: Touchpoint[]) => journeyOf(all, {now: 12 * DAY}).stuck?.since;
    expect(sinceOf(...reopened)).toBe(9 * DAY);
    // Though another of theirs was solved meanwhile.
    expect(sinceOf(ticket(5, 'ticket_created', 'U'), ...reopened.slice(0, 2))).toBe(5 * DAY);
    expect(sinceOf(ticket(0, 'ticket_created', 'U'), ...reopened)).toBe(0);
  });

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
