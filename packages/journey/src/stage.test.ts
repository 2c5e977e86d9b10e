import type {OwnStages, Touchpoint} from '@throughline/contracts';
import {STAGES, STAGES_OF, STAGE_PRESETS} from '@throughline/contracts/vocabulary';
import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {EVIDENCE, stageOf, stageVisitsOf} from './index.ts';
import {stagePresets} from './stage-presets.ts';

const path = (...names: string[]) =>
  names.map((name, index) => aTouchpoint({name, occurredAt: index}));
const stages = (...names: string[]) => stageVisitsOf(path(...names)).map(({stage}) => stage);

describe('stageOf', () => {
  it('knows nothing of nobody', () => {
    expect(stageOf([])).toBeNull();
  });

  it('rests on the touchpoints that say so', () => {
    const touchpoints = path('page_viewed', 'product_viewed', 'product_added', 'checkout_started');
    expect(stageOf(touchpoints)).toEqual({
      stage: 'purchase',
      parent: 'purchase',
      source: 'rule',
      enteredAt: 2,
      leftAt: null,
      evidence: [touchpoints[2]!.id, touchpoints[3]!.id],
    });
  });

  it('keeps the first and the latest evidence of a long visit', () => {
    const touchpoints = path(...Array.from({length: 9}, () => 'cart_viewed'));
    const evidence = stageOf(touchpoints)!.evidence;
    expect(evidence).toHaveLength(EVIDENCE);
    expect(evidence[0]).toBe(touchpoints[0]!.id);
    expect(evidence.at(-1)).toBe(touchpoints.at(-1)!.id);
  });
});

describe('stageVisitsOf', () => {
  it.each([
    [
      'who browses during checkout is still buying',
      ['checkout_started', 'product_viewed'],
      ['purchase'],
    ],
    [
      'help leads to support',
      ['checkout_started', 'payment_failed', 'help_searched'],
      ['purchase', 'support'],
    ],
    [
      'who was helped and buys is buying again',
      ['help_clicked', 'page_viewed', 'product_added'],
      ['support', 'purchase'],
    ],
    [
      'a second order is a second purchase',
      ['order_completed', 'order_delivered', 'page_viewed', 'product_added'],
      ['purchase', 'onboarding', 'use', 'purchase'],
    ],
    [
      'who takes a payment back buys nothing',
      ['order_delivered', 'payment_disputed'],
      ['onboarding'],
    ],
    ['a name nobody knows says nothing', ['constructor', 'showroom_visited'], []],
  ])('%s', (_, names, expected) => {
    expect(stages(...names)).toEqual(expected);
  });

  it('takes a nine in an NPS survey for advocacy, a three for nothing', () => {
    const answer = (score: number) =>
      aTouchpoint({name: 'survey_answered', survey: {type: 'nps', score, min: 0, max: 10}});
    expect(stageOf([answer(9)])?.stage).toBe('advocacy');
    expect(stageOf([answer(3)])).toBeNull();
  });

  it('takes a good review for advocacy, a bad one for nothing', () => {
    const review = (rating?: number) =>
      aTouchpoint({name: 'review_submitted', ...(rating && {properties: {rating}})});
    expect([review(5), review(4), review()].map((each) => stageOf([each])?.stage)).toEqual([
      'advocacy',
      'advocacy',
      'advocacy',
    ]);
    expect([review(3), review(1)].map((each) => stageOf([each]))).toEqual([null, null]);
  });

  it('takes a payment that nobody made for a renewal, and no deal back for it', () => {
    const bought = aTouchpoint({name: 'order_completed', occurredAt: 0});
    const due = (name: string, occurredAt: number) =>
      aTouchpoint({name, occurredAt, mode: 'automated', channel: 'api'});
    const failed = [bought, due('payment_failed', 1)];
    const renewed = [...failed, due('subscription_renewed', 2)];
    expect(stageVisitsOf(failed).map(({stage}) => stage)).toEqual(['purchase', 'renewal']);
    expect(stageOf(renewed)?.stage).toBe('use');
    expect(stageOf(failed, {stages: 'sales'})?.stage).toBe('won');
  });

  it('takes a call of ours, or what a machine answers, for no call for help', () => {
    const said = (name: string, over: Partial<Touchpoint>) =>
      stageOf([aTouchpoint({name, contact: {id: 'c'}, ...over})])?.stage;
    expect(said('contact_answered', {direction: 'outbound'})).toBeUndefined();
    expect(said('message_received', {direction: 'outbound'})).toBeUndefined();
    expect(said('message_received', {direction: 'inbound', mode: 'automated'})).toBeUndefined();
    expect(said('message_received', {direction: 'inbound'})).toBe('support');
    expect(said('ticket_reopened', {direction: 'internal'})).toBe('support');
  });

  it('closes a visit when the next begins', () => {
    expect(stageVisitsOf(path('product_viewed', 'product_added'))[0]).toMatchObject({
      enteredAt: 0,
      leftAt: 1,
    });
  });
});

describe('the stages of a deal', () => {
  const deals = (...names: string[]) =>
    stageVisitsOf(path(...names), {stages: 'sales'}).map(({stage}) => stage);

  it.each([
    [
      'a lead asks, is offered, bargains, signs',
      ['page_viewed', 'demo_requested', 'quote_sent', 'contract_sent', 'contract_signed'],
      ['lead', 'qualification', 'proposal', 'negotiation', 'won'],
    ],
    [
      'a shop’s cart is an offer, its checkout the bargain',
      ['product_viewed', 'product_added', 'checkout_started', 'order_completed', 'order_delivered'],
      ['qualification', 'proposal', 'negotiation', 'won', 'handover'],
    ],
    ['to talk takes no deal back', ['quote_sent', 'contact_answered', 'page_viewed'], ['proposal']],
    [
      'what is offered to a customer is more of it, and may be won as well',
      ['deal_won', 'quote_requested', 'contract_signed'],
      ['won', 'expansion', 'won'],
    ],
    [
      'who was lost comes back with a new offer only',
      ['deal_lost', 'page_viewed', 'product_viewed', 'quote_requested'],
      ['lost', 'proposal'],
    ],
  ])('%s', (_, names, expected) => {
    expect(deals(...names)).toEqual(expected);
  });

  it('are not those of an experience', () => {
    const touchpoints = path('page_viewed', 'help_clicked');
    expect(stageOf(touchpoints)?.stage).toBe('support');
    expect(stageOf(touchpoints, {stages: 'sales'})?.stage).toBe('qualification');
  });
});

describe('a tenant’s own stages', () => {
  const own: OwnStages = {
    stages: [
      {name: 'visitor', parent: 'pre', weak: ['page_viewed', 'pricing_*']},
      {name: 'trial', parent: 'pre', strong: ['trial_*'], weak: ['demo_booked']},
      {name: 'constructor', parent: 'purchase', strong: ['trial_converted', 'trial_conv*']},
      {name: 'gone', parent: 'end', strong: ['account_closed']},
    ],
  };
  const through = (...names: string[]) =>
    stageVisitsOf(path(...names), {stages: own}).map(({stage}) => stage);

  it.each([
    [
      'a strong sign always moves there',
      ['trial_started', 'account_closed', 'trial_begun_again'],
      ['trial', 'gone', 'trial'],
    ],
    [
      'a weak one only forward',
      ['pricing_seen', 'demo_booked', 'page_viewed'],
      ['visitor', 'trial'],
    ],
    ['a whole name is closer than a beginning', ['trial_converted'], ['constructor']],
    ['the longer beginning is closer', ['trial_convinced', 'trial_con'], ['constructor', 'trial']],
    [
      'a name that only holds one says nothing',
      ['my_trial_started', 'trial', 'order_completed'],
      [],
    ],
  ])('%s', (_, names, expected) => {
    expect(through(...names)).toEqual(expected);
  });

  it('say where on the axis they are, and what says so', () => {
    const touchpoints = path('trial_converted', 'trial_converted');
    expect(stageOf(touchpoints, {stages: own})).toEqual({
      stage: 'constructor',
      parent: 'purchase',
      source: 'rule',
      enteredAt: 0,
      leftAt: null,
      evidence: touchpoints.map(({id}) => id),
    });
  });

  it('are an experience’s where a page names some that nobody knows', () => {
    const touchpoints = path('product_added');
    expect(stageOf(touchpoints, {stages: 'constructor' as 'cx'})?.stage).toBe('purchase');
  });
});

describe('a preset', () => {
  it.each(STAGE_PRESETS)('%s has all of its stages, along one axis', (preset) => {
    const {parents} = stagePresets[preset];
    expect(Object.keys(parents).toSorted()).toEqual(STAGES_OF[preset].toSorted());
    const axis = Object.values(parents).filter((parent, n, all) => parent !== all[n - 1]);
    expect(axis).toEqual(['pre', 'purchase', 'post', 'end']);
  });

  it('shares no word with another', () => {
    expect(new Set(STAGES).size).toBe(STAGES.length);
  });
});
