import type {Touchpoint} from '@throughline/contracts';
import type {Stage} from '@throughline/contracts/vocabulary';
import {mergeTouchpoints} from './order.ts';

/** A stretch of the journey in one stage, with what says so. */
export interface StageVisit {
  stage: Stage;
  /** `rule`: read off the touchpoints by the rules in this file. */
  source: 'rule';
  enteredAt: number;
  /** Null while it lasts. */
  leftAt: number | null;
  /** Ids of the touchpoints that speak for it, oldest first; at most {@link EVIDENCE}. */
  evidence: string[];
}

/** More would not convince more: the first, and the latest ones. */
export const EVIDENCE = 5;

/** The stage the customer is in, or null when nothing says. */
export const stageOf = (touchpoints: readonly Touchpoint[]): StageVisit | null =>
  stageVisitsOf(touchpoints).at(-1) ?? null;

/**
 * The stages a customer went through, oldest first.
 *
 * A touchpoint speaks for one stage, strongly or weakly. A strong one (a product in the cart, a
 * call) always moves the customer there: journeys loop, and a second order is a second purchase. A
 * weak one (a page, a product looked at) only moves them forward, so that somebody who browses
 * during checkout is still buying.
 */
export const stageVisitsOf = (touchpoints: readonly Touchpoint[]): StageVisit[] => {
  const visits: StageVisit[] = [];
  let ordered = false;
  for (const touchpoint of mergeTouchpoints(touchpoints)) {
    const sign = signOf(touchpoint, ordered);
    if (touchpoint.name === 'order_completed') ordered = true;
    if (!sign) continue;
    const current = visits.at(-1);
    if (current && current.stage === sign.stage) addEvidence(current, touchpoint.id);
    else if (!current || sign.strong || rank(sign.stage) > rank(current.stage)) {
      if (current) current.leftAt = touchpoint.occurredAt;
      visits.push({
        stage: sign.stage,
        source: 'rule',
        enteredAt: touchpoint.occurredAt,
        leftAt: null,
        evidence: [touchpoint.id],
      });
    }
  }
  return visits;
};

const addEvidence = (visit: StageVisit, id: string) => {
  if (visit.evidence.length === EVIDENCE) visit.evidence.splice(1, 1);
  visit.evidence.push(id);
};

/** How far along. Support is reached from anywhere, and left by strong signs only. */
const rank = (stage: Stage) => ORDER.indexOf(stage);
const ORDER: readonly Stage[] = [
  'awareness',
  'consideration',
  'purchase',
  'onboarding',
  'use',
  'renewal',
  'advocacy',
  'support',
  'churned',
];

interface Sign {
  stage: Stage;
  strong: boolean;
}

const strong = (stage: Stage): Sign => ({stage, strong: true});
const weak = (stage: Stage): Sign => ({stage, strong: false});

const signOf = ({name, channel, survey}: Touchpoint, ordered: boolean): Sign | null => {
  if (survey) return survey.type === 'nps' && survey.score >= 9 ? strong('advocacy') : null;
  for (const [pattern, sign] of signs) if (pattern.test(name)) return sign;
  if (name === 'page_viewed') return weak(ordered ? 'use' : 'awareness');
  return channel === 'ads' ? weak('awareness') : null;
};

/** What a name speaks for: the first pattern that fits. */
const signs: [RegExp, Sign][] = [
  [/^promotion_(view|click)ed$/, weak('awareness')],
  [/^product_added$/, strong('purchase')],
  [/^(product_(searched|list_viewed|clicked|viewed)|wishlist_added)$/, weak('consideration')],
  [/^order_(shipped|delivered)$/, strong('onboarding')],
  [
    /^(cart_viewed|checkout_\w+|payment_\w+|order_(failed|completed)|coupon_(entered|applied|denied))$/,
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
