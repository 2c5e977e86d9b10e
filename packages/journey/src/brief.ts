import type {BriefSentence, Phrase, PhraseValue, Touchpoint} from '@throughline/contracts';
import {TOUCHPOINT_NAMES, type BriefQuestion} from '@throughline/contracts/vocabulary';
import {
  DAY,
  LATELY_MS,
  PARTS,
  cameAbout,
  capped,
  reasonValue,
  shortened,
  text,
  type BriefFindings,
  type Draft,
} from './brief-draft.ts';
import {happened} from './brief-happened.ts';
import {tried} from './brief-tried.ts';
import {lastTalk, matterIdOf, matterOf, openMattersOf, says, stateIn} from './matters.ts';
import {compareTouchpoints} from './order.ts';
import {isSayable} from './sayable.ts';

/** An order that is this old is done with, whether or not the shop tells of deliveries; 60 days. */
const ORDER_MS = 60 * DAY;

/**
 * Five sentences at most for whoever takes over: what happened, what they tried, what changed, what is
 * attached, what next. Each is made by rules from touchpoints it names, none by a model.
 */
export const briefOf = (findings: BriefFindings): BriefSentence[] => {
  const {touchpoints, now} = findings;
  const byId = new Map(touchpoints.map((touchpoint) => [touchpoint.id, touchpoint]));
  const lately = touchpoints.filter(({occurredAt}) => now - occurredAt <= LATELY_MS);
  const before = happened(findings, lately);
  // That there was a contact says nothing of what became of it.
  const told = new Set(before?.key.startsWith('happened.contact') ? [] : before?.touchpoints);
  const answers: Record<BriefQuestion, Draft | null> = {
    happened: before,
    tried: tried(findings, lately, {but: before?.contact}),
    changed: changed(findings, lately, {told}),
    attached: attached(findings, {told}),
    next: next(findings),
  };
  return (Object.keys(answers) as BriefQuestion[]).flatMap((question) => {
    const draft = answers[question];
    const known = draft?.touchpoints.flatMap((id) => byId.get(id) ?? []) ?? [];
    if (!draft || known.length === 0) return [];
    return [
      {
        question,
        key: draft.key,
        values: draft.values,
        touchpoints: [...new Set(known.map(({id}) => id))],
        sayable: !draft.inferred && known.every(isSayable),
      },
    ];
  });
};

/** What is different from when we last talked, and not told already: orders, tickets, answers, else the stage. */
const changed = (
  {stages}: BriefFindings,
  lately: readonly Touchpoint[],
  {told}: {told: ReadonlySet<string>},
): Draft | null => {
  const since = lastTalk(lately);
  const news = lately.filter((each) => each.occurredAt > since && isNews(each));
  // Of one order or ticket the latest state counts.
  const latest = [...new Map(news.map((each) => [matterOf(each), each])).values()]
    .filter(({id}) => !told.has(id))
    .toSorted(compareTouchpoints);
  if (latest.length > 0) {
    const phrases = latest.map((each) => saidIn(each) ?? cameAbout('change', each));
    return {
      key: since > 0 ? 'changed.since_contact' : 'changed.lately',
      values: {
        changes: capped(phrases, phrases.slice(-PARTS)),
        ...(since > 0 && {since: {instant: since}}),
      },
      touchpoints: latest.map(({id}) => id),
    };
  }
  const [before, now] = stages.slice(-2);
  // Whoever is in touch is in support: that is no news.
  if (
    !before ||
    !now ||
    now.stage === 'support' ||
    now.enteredAt < (lately[0]?.occurredAt ?? Infinity)
  )
    return null;
  return {
    key: 'changed.stage',
    values: {from: {word: before.stage}, to: {word: now.stage}, at: {instant: now.enteredAt}},
    touchpoints: now.evidence,
    inferred: true,
  };
};

const NEWS =
  /^order_(?!failed)|^ticket_(resolved|closed|updated|reopened)|^promise_(kept|broken)|^sla_|^subscription_/;
const STANDARD: ReadonlySet<string> = new Set(TOUCHPOINT_NAMES);

/** Also what a system of the tenant's tells by a name of its own, and what somebody wrote of us. */
const isNews = (touchpoint: Touchpoint): boolean => {
  const {name, mode, direction, outcome} = touchpoint;
  const isOwn =
    !STANDARD.has(name) &&
    ((mode === 'automated' && direction === 'none') ||
      /^(failure|pending)$/.test(outcome?.status ?? ''));
  return isOwn || NEWS.test(name) || says(wordsOn(touchpoint));
};

/** What somebody wrote to a survey, or of a product. */
const wordsOn = (touchpoint: Touchpoint): string =>
  touchpoint.survey?.verbatim ??
  (touchpoint.name === 'review_submitted' ? text(touchpoint, 'comment', 'text') : '');

const saidIn = (touchpoint: Touchpoint): Phrase | undefined => {
  const words = wordsOn(touchpoint);
  return words === ''
    ? undefined
    : {
        key: 'change_said',
        values: {
          what: {word: touchpoint.name},
          text: shortened(words),
          at: {instant: touchpoint.occurredAt},
        },
      };
};

/** The cart, the latest order that is not done with, and open tickets. */
const attached = (
  {cart, touchpoints, now}: BriefFindings,
  {told}: {told: ReadonlySet<string>},
): Draft | null => {
  const things: {phrase: Phrase; ids: readonly string[]}[] = [];
  if (cart) {
    const {quantity, totalMinor: minor, currency} = cart;
    const priced = minor !== null && currency !== null;
    things.push({
      phrase: {
        key: priced ? 'thing.cart_of' : 'thing.cart',
        values: {items: quantity, ...(priced && {total: {minor, currency}})},
      },
      ids: cart.touchpoints.slice(-1),
    });
  }
  const open = openMattersOf(touchpoints).filter(
    ({name, occurredAt}) => !name.startsWith('order') || now - occurredAt <= ORDER_MS,
  );
  for (const touchpoint of open.reverse()) {
    const {id, name, occurredAt} = touchpoint;
    const key = name.startsWith('order') ? 'thing.order' : 'thing.ticket';
    const values = {id: matterIdOf(touchpoint)};
    things.push({
      phrase: told.has(id)
        ? {key, values}
        : {
            key: `${key}_of`,
            values: {...values, state: stateOf(touchpoint), at: {instant: occurredAt}},
          },
      ids: [id],
    });
  }
  if (things.length === 0) return null;
  return {
    key: 'attached.list',
    values: {things: capped(things.map(({phrase}) => phrase))},
    touchpoints: things.slice(0, PARTS).flatMap(({ids}) => ids),
  };
};

/** `returned`, where that is known, says more than that something was updated. */
const stateOf = (touchpoint: Touchpoint): PhraseValue => {
  const status = stateIn(touchpoint);
  return status === '' ? {word: touchpoint.name} : reasonValue(status);
};

const next = ({waiting, nextActions, nextStep}: BriefFindings): Draft | null => {
  const {on, since, because, touchpoints} = waiting;
  if (on === 'us' && because !== 'queue') {
    return {
      key: 'next.owed',
      // `abandoned` alone is what becomes of a thing: an outcome.
      values: {
        because: {word: because === 'abandoned' ? 'contact_abandoned' : because!},
        since: {instant: since!},
      },
      touchpoints,
    };
  }
  const [action] = nextActions;
  if (action) {
    return {
      key: 'next.action',
      values: {action: action.title ?? {word: action.action}},
      touchpoints: action.touchpoints,
      inferred: true,
    };
  }
  if (on === 'customer') {
    return {key: 'next.customer', values: {since: {instant: since!}}, touchpoints};
  }
  const [step] = nextStep?.steps ?? [];
  if (!step || step.probability < 0.5) return null;
  return {
    key: step.name === null ? 'next.end' : 'next.step',
    values: {
      ...(step.name !== null && {step: {word: step.name}}),
      n: Math.round(step.probability * nextStep!.n),
      of: nextStep!.n,
    },
    touchpoints: nextStep!.touchpoints,
    inferred: true,
  };
};
