import type {LikelyReason, Phrase, Touchpoint} from '@throughline/contracts';
import {SOLD_OUT, canBegin, isSoldOut, openMattersOf, reasonIn} from './matters.ts';
import {mergeTouchpoints} from './order.ts';

/** What a touchpoint says about why somebody may be in touch. */
export interface ReasonRule {
  reason: string;
  /** The touchpoint's name. */
  name?: RegExp;
  /** Its page, search, article or field, or why it failed. */
  about?: RegExp;
  /** How much one such touchpoint weighs: 1 a hint, 3 a cause. */
  weight: number;
}

const LOOKED = /^(page|article)_viewed$|^help_|^search_|searched$|^form_|^validation_/;

// A cardigan is no card, a tracksuit no track, and headphones that cancel noise cancel nothing.
const PAYMENT =
  /(?<![a-z])(?:(?:re|pre)?pay(?!load|roll)|billing|invoice|(?:(?:credit|debit|bank|master)[-_ ]?)?card(?!igan|io|inal|board)|iban)/i;
const DELIVERY =
  /deliver|shipping|shipment|parcel|(?<![a-z])track(?:ing|\b|[-_]?(?:order|my|your|package))/i;
const RETURN =
  /\breturn|refund|(?<!(?:currency|money|stock)[-_ ])exchange(?![-_ ]?(?:rate|server))/i;
const ACCOUNT = /(?<![a-z])(?:log|sign)-?in(?!g|s[pt]|de)|password|account(?!ant|ing|able)/i;
const CANCELLATION = /(?<!(?:noise|echo)[-_ ]?)cancel/i;

/** Ours, from what the touchpoints are; a tenant adds the words of its own pages and languages. */
export const reasonRules: readonly ReasonRule[] = [
  {reason: 'payment', name: /^(payment|order)_failed$/, weight: 3},
  {reason: 'payment', name: LOOKED, about: PAYMENT, weight: 1},
  {reason: 'delivery', name: LOOKED, about: DELIVERY, weight: 2},
  {reason: 'delivery', name: /^order_shipped$/, weight: 1},
  {reason: 'return', name: LOOKED, about: RETURN, weight: 2},
  {reason: 'return', name: /^order_refunded$/, weight: 1},
  {reason: 'order', name: /^order_(updated|cancelled)$/, weight: 2},
  {reason: 'order', name: /^order_(completed|delivered)$/, weight: 1},
  {reason: 'discount', name: /^coupon_denied$/, weight: 2},
  {reason: 'account', name: LOOKED, about: ACCOUNT, weight: 1.5},
  {reason: 'cancellation', name: /^subscription_cancelled$/, weight: 2},
  {reason: 'cancellation', name: LOOKED, about: CANCELLATION, weight: 2},
  {reason: 'product', name: /^order_failed$/, about: SOLD_OUT, weight: 2},
  {reason: 'product', name: /^(product_(viewed|searched)|wishlist_added)$/, weight: 0.5},
  {reason: 'technical_problem', name: /^(friction_detected|form_abandoned)$/, weight: 1},
  {reason: 'earlier_contact', name: /^(promise_broken|sla_breached|ticket_reopened)$/, weight: 3},
  {reason: 'earlier_contact', name: /^(ticket_(created|updated)|contact_abandoned)$/, weight: 2},
];

export interface ReasonOptions {
  now: number;
  /** False: only what a contact itself gave as its reason. @defaultValue `true` */
  inference?: boolean;
  rules?: readonly ReasonRule[];
}

const DAY = 86_400_000;
/** What happened a day ago weighs half. */
const HALF_LIFE_MS = DAY;
const OLDEST_MS = 14 * DAY;
/** A ticket is a reason for as long as it is open, and was touched in this time. */
const TICKET_MS = 30 * DAY;
/** A contact's own reason counts for this long after its last touchpoint. */
const CONTACT_MS = DAY;
/** What an earlier contact was about weighs as a cause. */
const EARLIER = 3;
/** Of one rule more would not say more. */
const MOST = 3;
/** What stands for all the reasons that leave no trace. */
const OTHER = 1.5;
/** Less than one hint of now is no reason. */
const ENOUGH = 0.8;
const DECLARED = 0.9;

interface Weighed {
  reason: string;
  weight: number;
  /** The latest first. */
  ids: Set<string>;
  names: Map<string, number>;
}

/**
 * Why the customer is probably in touch: what the latest contact says, else what weighs most of what
 * they did lately. The confidence is a share of weights, not a measured probability.
 */
export const likelyReasonOf = (
  touchpoints: readonly Touchpoint[],
  {now, inference = true, rules = reasonRules}: ReasonOptions,
): LikelyReason | null => {
  const ordered = mergeTouchpoints(touchpoints);
  const guesses = inference ? guessesOf(ordered, now, rules) : [];
  const sum = guesses.reduce((all, {weight}) => all + weight, OTHER);
  const alternatives = guesses
    .map(({reason, weight, ids}) => ({
      reason,
      confidence: Math.round((weight / sum) * 100) / 100,
      touchpoints: [...ids].reverse(),
    }))
    .filter(({confidence}) => confidence > 0);

  // The latest contact says why it is; one before it does not.
  const latest = ordered.findLast(
    (each) =>
      each.contact &&
      canBegin(each) &&
      !(each.direction === 'outbound' && each.mode !== 'assisted'),
  );
  const declaring =
    latest && now - latest.occurredAt <= CONTACT_MS
      ? ordered.findLast(
          (each) => each.contact?.id === latest.contact!.id && reasonIn(each) !== undefined,
        )
      : undefined;
  const declared = declaring && reasonIn(declaring);
  if (declaring && declared) {
    return {
      reason: declared,
      confidence: DECLARED,
      touchpoints: [declaring.id],
      source: 'declared',
      because: [{key: 'because.contact', values: {channel: {word: declaring.channel}}}],
      alternatives: alternatives.filter(({reason}) => reason !== declared).slice(0, 2),
    };
  }
  const [best, ...others] = alternatives;
  if (!best || guesses[0]!.weight < ENOUGH) return null;
  return {
    ...best,
    source: 'rule',
    because: [...guesses[0]!.names].map(([name, times]): Phrase => ({
      key: 'because.seen',
      values: {what: {word: name}, times},
    })),
    alternatives: others.slice(0, 2),
  };
};

const guessesOf = (ordered: readonly Touchpoint[], now: number, rules: readonly ReasonRule[]) => {
  const weighed = new Map<string, Weighed>();
  const counted = new Map<ReasonRule, number>();
  // An order that went through settles the payments that failed before it.
  const settledAt = ordered.findLast(({name}) => name === 'order_completed')?.occurredAt ?? 0;

  const heard = new Set<string>();
  const weigh = (touchpoint: Touchpoint, reason: string, weight: number, age: number) => {
    const entry: Weighed = weighed.get(reason) ?? {
      reason,
      weight: 0,
      ids: new Set(),
      names: new Map(),
    };
    weighed.set(reason, entry);
    entry.weight += weight * 0.5 ** (Math.max(0, age) / HALF_LIFE_MS);
    if (entry.ids.has(touchpoint.id)) return;
    entry.ids.add(touchpoint.id);
    entry.names.set(touchpoint.name, (entry.names.get(touchpoint.name) ?? 0) + 1);
  };
  /** Contacts of which it is known what they were about. */
  const named = new Set(ordered.filter(reasonIn).map(({contact}) => contact!.id));
  const tickets = new Set(openMattersOf(ordered).filter(({name}) => name.startsWith('ticket')));

  for (const touchpoint of ordered.toReversed()) {
    const passed = now - touchpoint.occurredAt;
    if (passed > TICKET_MS) break;
    const age = tickets.has(touchpoint) ? 0 : passed;
    if (age > OLDEST_MS) continue;
    const about = aboutOf(touchpoint);
    const isNoPayment = isSoldOut(touchpoint.name, touchpoint.outcome?.reason);
    for (const rule of rules) {
      const {reason, name, about: wanted, weight} = rule;
      if (name && !name.test(touchpoint.name)) continue;
      if (wanted && !wanted.test(about)) continue;
      if (reason === 'payment' && (touchpoint.occurredAt < settledAt || isNoPayment)) continue;
      if (reason === 'earlier_contact' && named.has(touchpoint.contact?.id ?? '')) continue;
      const n = counted.get(rule) ?? 0;
      if (n === MOST) continue;
      counted.set(rule, n + 1);
      weigh(touchpoint, reason, weight, age);
    }
    const {contact} = touchpoint;
    const earlier = reasonIn(touchpoint);
    // The ticket of a call is not told by what came after it in the call.
    const matter = tickets.has(touchpoint) ? touchpoint.id : contact?.id;
    if (matter && earlier && !heard.has(matter)) {
      heard.add(matter);
      weigh(touchpoint, earlier, EARLIER, age);
    }
  }
  return [...weighed.values()].toSorted(
    (a, b) => b.weight - a.weight || (a.reason < b.reason ? -1 : 1),
  );
};

const aboutOf = ({page, properties, outcome}: Touchpoint): string =>
  [
    page?.path ?? page?.url,
    page?.title,
    outcome?.reason,
    ...['query', 'article', 'title', 'label', 'field', 'form'].map((key) => properties?.[key]),
  ]
    .filter((value) => typeof value === 'string')
    .join(' ');
