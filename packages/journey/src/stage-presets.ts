import type {Touchpoint} from '@throughline/contracts';
import type {StagePreset} from '@throughline/contracts/vocabulary';
import {dwellPolicy} from './dwell-policy.ts';
import {starsOf} from './feelings.ts';
import {isAutoReply} from './matters.ts';
import {strong, weak, type Sign, type StageRules} from './stage-rules.ts';

/** Of a subscription that was due: nobody is buying anything. */
const isDue = ({name, mode}: Touchpoint): boolean =>
  mode === 'automated' && name === 'payment_failed';

/** What a name speaks for: the first pattern that fits. */
type Signs = readonly (readonly [RegExp, Sign])[];
const signIn = (signs: Signs, name: string): Sign | null =>
  signs.find(([pattern]) => pattern.test(name))?.[1] ?? null;

const experience: Signs = [
  [/^promotion_(view|click)ed$/, weak('awareness')],
  [/^subscription_renewed$/, strong('use')],
  [/^product_added$/, strong('purchase')],
  [/^(product_(searched|list_viewed|clicked|viewed)|wishlist_added)$/, weak('consideration')],
  [/^order_(shipped|delivered)$/, strong('onboarding')],
  [
    /^(cart_viewed|checkout_\w+|payment_(?!disputed)\w+|order_(failed|completed)|coupon_(entered|applied|denied))$/,
    strong('purchase'),
  ],
  [
    /^(help_\w+|search_no_results|callback_requested|chat_started|message_received|bot_handover|contact_(offered|queued|answered|escalated|abandoned)|ticket_(created|reopened))$/,
    strong('support'),
  ],
  [/^article_viewed$/, weak('support')],
  [/^review_submitted$/, strong('advocacy')],
  [/^(subscription_cancelled|account_closed)$/, strong('churned')],
];

// Names of quotes, contracts and deals are custom ones: no standard has them. To talk with somebody
// moves a lead on and takes no deal back, whatever it is about: hence weak.
const deal: Signs = [
  [/^promotion_(view|click)ed$/, weak('lead')],
  [
    /^(product_(searched|list_viewed|clicked|viewed)|wishlist_added|article_viewed|help_\w+|demo_(requested|booked)|trial_started|form_submitted|callback_requested|chat_started|message_received|contact_(offered|queued|answered))$/,
    weak('qualification'),
  ],
  [/^(product_added|cart_viewed|(quote|proposal)_(requested|sent|viewed))$/, strong('proposal')],
  [
    /^(checkout_\w+|payment_(?!disputed)\w+|order_failed|coupon_(entered|applied|denied)|quote_revised|contract_(sent|viewed))$/,
    strong('negotiation'),
  ],
  [/^(order_completed|contract_signed|deal_won)$/, strong('won')],
  [/^order_(shipped|delivered)$/, strong('handover')],
  [/^subscription_(renewed|upgraded)$/, strong('expansion')],
  [
    /^(deal_lost|(quote|proposal|contract)_(declined|expired)|subscription_cancelled|account_closed)$/,
    strong('lost'),
  ],
];

export const stagePresets: Readonly<Record<StagePreset, StageRules>> = {
  cx: {
    // Support is reached from anywhere, and left by strong signs only.
    parents: {
      awareness: 'pre',
      consideration: 'pre',
      purchase: 'purchase',
      onboarding: 'post',
      use: 'post',
      renewal: 'post',
      advocacy: 'post',
      support: 'post',
      churned: 'end',
    },
    signOf: (touchpoint, ordered) => {
      const {name, channel, direction, survey} = touchpoint;
      if (survey) return survey.type === 'nps' && survey.score >= 9 ? strong('advocacy') : null;
      if (isDue(touchpoint)) return strong('renewal');
      const sign = signIn(experience, name);
      // Nobody recommends what they give one star.
      if (sign?.stage === 'advocacy' && (starsOf(touchpoint) ?? 5) < 4) return null;
      // Whom we call has not called for help.
      if (sign?.stage === 'support' && (direction === 'outbound' || isAutoReply(touchpoint)))
        return null;
      if (sign) return sign;
      if (name === 'page_viewed') return weak(ordered ? 'use' : 'awareness');
      return channel === 'ads' ? weak('awareness') : null;
    },
    // Nobody is stuck in use or in advocacy, and who left is gone.
    sticky: new Set(['consideration', 'purchase', 'onboarding', 'support', 'renewal']),
    done: new Map([
      ['purchase', /^order_completed$/],
      ['onboarding', /^order_delivered$/],
      ['support', /^((contact|chat)_ended|ticket_(resolved|closed))$/],
    ]),
    targets: new Map(),
    policy: dwellPolicy,
  },
  sales: {
    parents: {
      lead: 'pre',
      qualification: 'pre',
      proposal: 'purchase',
      negotiation: 'purchase',
      won: 'purchase',
      handover: 'post',
      expansion: 'post',
      lost: 'end',
    },
    signOf: (touchpoint, ordered) => {
      const {name, channel} = touchpoint;
      if (isDue(touchpoint)) return null;
      const sign = signIn(deal, name);
      // What is offered to whoever has bought already is more of it.
      if (sign) return ordered && sign.stage === 'proposal' ? strong('expansion') : sign;
      return name === 'page_viewed' || channel === 'ads' ? weak('lead') : null;
    },
    // Nor where a deal has not begun, or has ended.
    sticky: new Set(['qualification', 'proposal', 'negotiation', 'handover']),
    done: new Map([['handover', /^order_delivered$/]]),
    targets: new Map(),
    policy: dwellPolicy,
  },
};
