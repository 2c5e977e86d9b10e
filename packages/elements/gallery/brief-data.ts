import type {CustomerIdentity, Journey} from '@throughline/contracts';
import {aJourney} from './data.ts';

/** What the rules would say of `aJourney`. Generated: the words are not a collector's. */
export const aBrief = (now: number): Partial<Journey> => {
  const minute = 60_000;
  const touchpoints = aJourney(now);
  const find = (name: string) => touchpoints.filter((each) => each.name === name).map(({id}) => id);
  const declined = find('payment_failed');
  const searched = find('help_searched');
  const [chat] = find('chat_started');
  return {
    reason: {
      reason: 'payment',
      confidence: 0.78,
      source: 'rule',
      touchpoints: declined,
      because: [
        {key: 'declined_times', values: {n: 2}},
        {key: 'searched_for', values: {query: 'refund'}},
      ],
      alternatives: [],
    },
    waiting: {on: 'us', since: now - 4 * minute, because: 'message', touchpoints: [chat!]},
    brief: [
      {
        question: 'happened',
        key: 'happened_declined',
        values: {n: 2, at: {instant: now - 17 * minute}, money: {minor: 9370, currency: 'EUR'}},
        touchpoints: declined,
        sayable: true,
      },
      {
        question: 'tried',
        key: 'tried_list',
        values: {
          list: [
            {key: 'searched_for', values: {query: 'card declined'}},
            {key: 'read_article', values: {title: 'When a payment does not go through'}},
            {key: 'searched_for', values: {query: 'refund'}},
          ],
        },
        touchpoints: searched,
        sayable: true,
      },
      {
        question: 'changed',
        key: 'changed_mood',
        values: {},
        touchpoints: declined,
        sayable: false,
      },
      {
        question: 'next',
        key: 'next_waits',
        values: {duration: {duration: 4 * minute}},
        touchpoints: [chat!],
        sayable: true,
      },
    ],
    nextActions: [
      {
        action: 'offer_other_payment',
        title: 'Offer another way to pay',
        because: [{key: 'declined_times', values: {n: 2}}],
        touchpoints: declined,
      },
    ],
    feeling: {
      valence: -1,
      kind: 'inferred',
      confidence: 0.6,
      trend: 'worse',
      touchpoints: declined,
      signs: [
        {
          at: now - 9 * 24 * 60 * minute,
          valence: 1,
          kind: 'measured',
          method: 'csat/1',
          confidence: 1,
          touchpoint: touchpoints[0]!.id,
        },
        {
          at: now - 3 * 24 * 60 * minute,
          valence: 0.5,
          kind: 'inferred',
          method: 'vader/1',
          confidence: 0.5,
          touchpoint: touchpoints[1]!.id,
        },
        {
          at: now - 17 * minute,
          valence: -0.6,
          kind: 'inferred',
          method: 'clicks/1',
          confidence: 0.6,
          touchpoint: declined[0]!,
        },
        {
          at: now - 15 * minute,
          valence: -1,
          kind: 'inferred',
          method: 'clicks/1',
          confidence: 0.6,
          touchpoint: declined[1]!,
        },
        {
          at: now - 10 * minute,
          valence: -1,
          kind: 'stated',
          method: 'vote/1',
          confidence: 1,
          touchpoint: searched[0]!,
        },
        {
          at: now - 4 * minute,
          valence: -0.8,
          kind: 'inferred',
          method: 'vader/1',
          confidence: 0.5,
          touchpoint: chat!,
        },
      ],
    },
  };
};

export const anIdentity = (now: number): CustomerIdentity => {
  const day = 24 * 3_600_000;
  return {
    customer: 'memory',
    identifiers: [
      {visitor: 'v1', kind: 'anonymous', value: '0193c2f1a7', firstSeen: now - 40 * day},
      {visitor: 'v2', kind: 'email', value: 'a•••@example.com', firstSeen: now - 38 * day},
      {visitor: 'v3', kind: 'phone', value: '•••• 417', firstSeen: now - 3 * day},
    ],
    evidence: [
      {
        visitor: 'v1',
        other: 'v2',
        touchpoint: aJourney(now)[0]!.id,
        statedBy: null,
        at: now - 38 * day,
        revokedAt: null,
        revokedBy: null,
      },
      {
        visitor: 'v2',
        other: 'v3',
        touchpoint: null,
        statedBy: 'agent-7',
        at: now - 3 * day,
        revokedAt: null,
        revokedBy: null,
      },
      {
        visitor: 'v1',
        other: 'v9',
        touchpoint: null,
        statedBy: 'agent-2',
        at: now - 20 * day,
        revokedAt: now - 19 * day,
        revokedBy: 'agent-7',
      },
    ],
  };
};
