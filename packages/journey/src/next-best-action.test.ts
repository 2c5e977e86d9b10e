import {Playbook} from '@throughline/contracts';
import type {Touchpoint} from '@throughline/contracts';
import {describe, expect, it} from 'vitest';
import {aTouchpoint} from '../testing/a-touchpoint.ts';
import {journeyOf} from './journey.ts';
import {defaultPlaybook} from './playbook.ts';

const HOUR = 3_600_000;
const NOW = 1000 * HOUR;
const ago = (hours: number, name: string, over: Partial<Touchpoint> = {}) =>
  aTouchpoint({occurredAt: NOW - hours * HOUR, name, ...over});
const actions = (touchpoints: Touchpoint[], playbook?: unknown) =>
  journeyOf(touchpoints, {now: NOW, ...(playbook ? {playbook: Playbook.parse(playbook)} : {})})
    .nextActions!;

const declined = ago(1, 'payment_failed');

describe('the next best action', () => {
  it('comes from the playbook, with the conditions that hold and what they rest on', () => {
    expect(actions([declined])).toEqual([
      {
        action: 'offer_another_way_to_pay',
        title: null,
        because: [
          {key: 'fact.friction', values: {what: {word: 'payment_failed'}, times: 1}},
          {key: 'fact.stage', values: {value: {word: 'purchase'}}},
        ],
        touchpoints: [declined.id],
      },
    ]);
    expect(actions([])).toEqual([]);
  });

  it('is the tenant’s own, in its words and by its priority', () => {
    const when = [{fact: 'friction.payment_failed', atLeast: 1}];
    const own = {
      actions: [
        {action: 'second', when},
        {action: 'first', title: 'Send a payment link', when, priority: 9},
        {action: 'not_this', when: [...when, {fact: 'cart_value', atLeast: 100_000}]},
        {action: 'nor_this', when, unless: [{fact: 'stage', is: ['purchase']}]},
      ],
    };
    expect(actions([declined], own).map(({action, title}) => [action, title])).toEqual([
      ['first', 'Send a payment link'],
      ['second', null],
    ]);
  });

  it('rests once an agent took or refused it', () => {
    const properties = {action: 'offer_another_way_to_pay'};
    const refused = ago(0.5, 'next_action_rejected', {properties});
    expect(actions([declined, refused])).toEqual([]);
    const longAgo = ago(30, 'next_action_accepted', {properties});
    expect(actions([declined, longAgo])).toHaveLength(1);
  });

  it('is not called for by what has been made good since', () => {
    const named = (each: Touchpoint[]) => actions(each).map(({action}) => action);
    expect(named([declined, ago(0.5, 'order_completed')])).toEqual([]);
    expect(named([declined, ago(0.5, 'order_completed'), ago(0.2, 'payment_failed')])).toEqual([
      'offer_another_way_to_pay',
    ]);
    const denied = ago(3, 'coupon_denied');
    expect(named([denied])).toEqual(['check_the_coupon']);
    expect(named([denied, ago(2, 'coupon_applied')])).toEqual([]);
    const form = (hours: number, name: string, of: string) =>
      ago(hours, name, {properties: {form: of, field: 'zip'}});
    const refused = [4, 3].map((hours) => form(hours, 'validation_failed', 'address'));
    expect(named([...refused, form(2, 'form_submitted', 'newsletter')])).toEqual([
      'fill_in_the_form_together',
    ]);
    expect(named([...refused, form(2, 'form_submitted', 'address')])).toEqual([]);
    const of = (promise: string) => ({properties: {promise}});
    const broken = ago(5, 'promise_broken', of('a'));
    expect(named([broken, ago(2, 'promise_kept', of('b'))])).toEqual(['keep_the_promise']);
    expect(named([broken, ago(2, 'promise_kept', of('a'))])).toEqual([]);
  });

  it('can be asked for a limit from both sides', () => {
    const own = (over: object) => ({
      actions: [{action: 'a', when: [{fact: 'frictions', ...over}]}],
    });
    expect(actions([declined], own({atLeast: 1, atMost: 1}))).toHaveLength(1);
    expect(actions([declined], own({atLeast: 2}))).toHaveLength(0);
    expect(Playbook.safeParse(own({})).success).toBe(false);
    expect(Playbook.safeParse(own({is: ['x'], atMost: 1})).success).toBe(false);
  });

  it('has a default that keeps the contract', () => {
    expect(Playbook.parse(defaultPlaybook)).toEqual(defaultPlaybook);
  });
});
