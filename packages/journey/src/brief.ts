import type {
  BriefSentence,
  NextAction,
  NextStep,
  Phrase,
  PhraseValue,
  Touchpoint,
} from '@throughline/contracts';
import type {BriefQuestion} from '@throughline/contracts/vocabulary';
import {matterIdOf, matterOf, openMattersOf} from './matters.ts';
import type {Findings} from './next-best-action.ts';
import {isSayable} from './sayable.ts';

/** What the brief is made from. */
export interface BriefFindings extends Findings {
  stages: readonly {stage: string; enteredAt: number; evidence: string[]}[];
  nextStep: NextStep | null;
  nextActions: readonly NextAction[];
}

/** What is older is no news; 7 days. */
const LATELY_MS = 7 * 86_400_000;
/** An order that is this old is done with, whether or not the shop tells of deliveries; 60 days. */
const ORDER_MS = 60 * 86_400_000;
/** What led to a contact came shortly before it; 30 minutes, as long as a session may pause. */
const LED_MS = 30 * 60_000;
/** Parts of one sentence; the rest is counted. */
const PARTS = 4;

/** A sentence that is not judged yet. */
interface Draft {
  key: string;
  values: BriefSentence['values'];
  touchpoints: readonly string[];
  /** It says more than the touchpoints do. */
  inferred?: boolean;
}

/**
 * Five sentences at most for whoever takes over: what happened, what they tried, what changed, what is
 * attached, what next. Each is made by rules from touchpoints it names, none by a model.
 */
export const briefOf = (findings: BriefFindings): BriefSentence[] => {
  const {touchpoints, now} = findings;
  const byId = new Map(touchpoints.map((touchpoint) => [touchpoint.id, touchpoint]));
  const lately = touchpoints.filter(({occurredAt}) => now - occurredAt <= LATELY_MS);
  const before = happened(findings, lately);
  const answers: Record<BriefQuestion, Draft | null> = {
    happened: before,
    tried: tried(lately),
    changed: changed(findings, lately, {told: before?.touchpoints ?? []}),
    attached: attached(findings, {told: before?.touchpoints ?? []}),
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

const happened = (
  {frictions, repeatContact, now}: BriefFindings,
  lately: readonly Touchpoint[],
): Draft | null => {
  const recent = frictions.filter(({at}) => now - at <= LATELY_MS);
  const orderedAt = lastOf(lately, /^order_completed$/)?.occurredAt ?? -Infinity;
  // An order that went through after it makes a decline an old story.
  const walls = recent.filter(
    ({severity, type, at}) => (severity === 3 || type === 'payment_failed') && at > orderedAt,
  );
  const wall = walls.at(-1);
  if (wall) {
    const same = recent.filter(({type, at}) => type === wall.type && at > orderedAt);
    return {
      key: 'happened.friction',
      values: {what: {word: wall.type}, times: same.length, at: {instant: wall.at}},
      touchpoints: same.flatMap(({touchpoints}) => touchpoints),
      inferred: isFeeling(wall.type),
    };
  }
  if (repeatContact && repeatContact.contacts > 2) {
    const {contacts, since, touchpoints} = repeatContact;
    return {
      key: 'happened.contacts',
      values: {times: contacts, since: {instant: since}},
      touchpoints,
    };
  }
  const event = lastOf(
    lately,
    /^order_(completed|cancelled|refunded|shipped|delivered)$|^ticket_(created|reopened)$|^(subscription_cancelled|account_closed)$/,
  );
  const contact = lately.findLast((each) => each.contact && each.direction !== 'outbound');
  if (contact && (!event || contact.occurredAt > event.occurredAt)) {
    const first = lately.find((each) => each.contact?.id === contact.contact!.id)!;
    const reason = contact.contact!.reason ?? first.contact!.reason;
    const until = first.occurredAt;
    // That there is a contact is no news to who answers it: without a reason, what led to it is.
    const before = reason ? null : seen(recent, lately, {since: until - LED_MS, until});
    return (
      before ?? {
        key: reason ? 'happened.contact_about' : 'happened.contact',
        values: {
          channel: {word: contact.channel},
          at: {instant: until},
          ...(reason && {reason: reasonValue(reason)}),
        },
        touchpoints: [first.id, contact.id],
      }
    );
  }
  return event
    ? {...cameAbout('happened.event', event), touchpoints: [event.id]}
    : seen(recent, lately, {since: 0, until: now});
};

/** What stood in somebody's way between two instants, else the page they saw last. */
const seen = (
  frictions: BriefFindings['frictions'],
  touchpoints: readonly Touchpoint[],
  {since, until}: {since: number; until: number},
): Draft | null => {
  const isWithin = (at: number) => at >= since && at <= until;
  const hindrance = frictions.findLast(({severity, at}) => severity === 2 && isWithin(at));
  if (hindrance)
    return {
      key: 'happened.friction',
      values: {what: {word: hindrance.type}, times: 1, at: {instant: hindrance.at}},
      touchpoints: hindrance.touchpoints,
      inferred: isFeeling(hindrance.type),
    };
  const page = touchpoints.findLast(
    ({name, occurredAt}) => /^(page|product)_viewed$/.test(name) && isWithin(occurredAt),
  );
  const place = page && (page.page?.title ?? page.commerce?.items?.[0]?.name ?? page.page?.path);
  if (!place) return null;
  return {
    key: 'happened.visit',
    values: {page: place, at: {instant: page.occurredAt}},
    touchpoints: [page.id],
  };
};

/** Nobody is told how they feel, however well it is known. */
const isFeeling = (type: string) => type === 'negative_sentiment';

/** One thing that came about, with the order or ticket it is of. */
const cameAbout = (key: string, touchpoint: Touchpoint): Phrase => {
  const id = matterIdOf(touchpoint);
  return {
    key: id ? `${key}_of` : key,
    values: {
      what: {word: touchpoint.name},
      at: {instant: touchpoint.occurredAt},
      ...(id && {id}),
    },
  };
};

/** `card_declined` is a code, which every language has a word for; anything else somebody wrote. */
const reasonValue = (reason: string): PhraseValue =>
  /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(reason) ? {word: reason} : reason;

/** What they did to help themselves, and whom they asked before, the most telling first. */
const tried = (lately: readonly Touchpoint[]): Draft | null => {
  const attempts = attemptKinds.flatMap(({key, names, detail, onlyWithDetail}) => {
    const all = lately.filter(
      (each) =>
        names.test(each.name) &&
        each.direction !== 'outbound' &&
        !(onlyWithDetail && detail(each) === ''),
    );
    const newest = all.at(-1);
    if (!newest) return [];
    const word = detail(newest);
    const values: Phrase['values'] = {times: all.length, ...(word !== '' && {what: word})};
    return [{phrase: {key: word === '' ? key : `${key}_of`, values}, ids: all.map(({id}) => id)}];
  });
  if (attempts.length === 0) return null;
  return {
    key: 'tried.list',
    values: {attempts: capped(attempts.map(({phrase}) => phrase))},
    touchpoints: attempts.slice(0, PARTS).flatMap(({ids}) => ids),
  };
};

const text = ({properties}: Touchpoint, ...keys: string[]): string => {
  for (const key of keys) {
    const value = properties?.[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
};

const attemptKinds: readonly {
  key: string;
  names: RegExp;
  detail: (touchpoint: Touchpoint) => PhraseValue;
  /** Without it there is nothing to tell. */
  onlyWithDetail?: true;
}[] = [
  {
    key: 'tried.payment',
    names: /^payment_failed$/,
    detail: ({outcome}) => reasonValue(outcome?.reason ?? ''),
  },
  {
    key: 'tried.search',
    names: /^(help_searched|search_no_results)$/,
    detail: (touchpoint) => text(touchpoint, 'query'),
  },
  {
    key: 'tried.article',
    names: /^article_viewed$/,
    // `article` is mostly a part of an address.
    detail: (touchpoint) =>
      text(touchpoint, 'title') || touchpoint.page?.title || text(touchpoint, 'article'),
  },
  {
    key: 'tried.contact',
    names: /^(contact|chat)_ended$/,
    detail: ({contact}) => reasonValue(contact?.reason ?? ''),
    onlyWithDetail: true,
  },
  {key: 'tried.bot', names: /^bot_handover$/, detail: () => ''},
  {
    key: 'tried.form',
    names: /^(validation_failed|form_abandoned)$/,
    detail: (touchpoint) => text(touchpoint, 'form', 'field'),
  },
  {key: 'tried.coupon', names: /^coupon_denied$/, detail: ({commerce}) => commerce?.coupon ?? ''},
  {key: 'tried.waiting', names: /^contact_abandoned$/, detail: () => ''},
  {key: 'tried.callback', names: /^callback_requested$/, detail: () => ''},
];

/** What is different from when we last talked, and not told already: orders and tickets, else the stage. */
const changed = (
  {stages}: BriefFindings,
  lately: readonly Touchpoint[],
  {told}: {told: readonly string[]},
): Draft | null => {
  const contact = lately.findLast(({name}) => /^(contact|chat)_ended$/.test(name));
  const since = contact?.occurredAt ?? -Infinity;
  const news = lately.filter(
    ({name, occurredAt}) =>
      occurredAt > since &&
      /^order_(?!failed)|^ticket_(resolved|closed|updated|reopened)|^promise_(kept|broken)|^subscription_/.test(
        name,
      ),
  );
  // Of one order or ticket the latest state counts.
  const latest = [...new Map(news.map((each) => [matterOf(each), each])).values()].filter(
    ({id}) => !told.includes(id),
  );
  if (latest.length > 0) {
    const phrases = latest.map((each) => cameAbout('change', each));
    return {
      key: contact ? 'changed.since_contact' : 'changed.lately',
      values: {changes: capped(phrases), ...(contact && {since: {instant: since}})},
      touchpoints: latest.map(({id}) => id),
    };
  }
  const [before, now] = stages.slice(-2);
  if (!before || !now || now.enteredAt < (lately[0]?.occurredAt ?? Infinity)) return null;
  return {
    key: 'changed.stage',
    values: {from: {word: before.stage}, to: {word: now.stage}, at: {instant: now.enteredAt}},
    touchpoints: now.evidence,
    inferred: true,
  };
};

/** The cart, the latest order that is not done with, and open tickets. */
const attached = (
  {cart, touchpoints, now}: BriefFindings,
  {told}: {told: readonly string[]},
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
      phrase: told.includes(id)
        ? {key, values}
        : {
            key: `${key}_of`,
            values: {...values, state: {word: name}, at: {instant: occurredAt}},
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

const next = ({waiting, nextActions, nextStep, reason}: BriefFindings): Draft | null => {
  const {on, since, because, touchpoints} = waiting;
  if (on === 'us' && because !== 'queue') {
    return {
      key: 'next.owed',
      values: {because: {word: because!}, since: {instant: since!}},
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
  if (reason && reason.source === 'rule') {
    return {
      key: 'next.reason',
      values: {reason: {word: reason.reason}},
      touchpoints: reason.touchpoints,
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

const lastOf = (touchpoints: readonly Touchpoint[], names: RegExp) =>
  touchpoints.findLast(({name}) => names.test(name));

/** What does not fit is said to be there. */
const capped = (phrases: readonly Phrase[]): Phrase[] =>
  phrases.length <= PARTS
    ? [...phrases]
    : [...phrases.slice(0, PARTS), {key: 'more', values: {n: phrases.length - PARTS}}];
