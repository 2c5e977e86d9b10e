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

const DAY = 86_400_000;
/** What is older is no news; 7 days. */
const LATELY_MS = 7 * DAY;
/** Whom we talked to is remembered for longer, as is whose turn it is; 30 days. */
const CONTACT_MS = 30 * DAY;
/** An order that is this old is done with, whether or not the shop tells of deliveries; 60 days. */
const ORDER_MS = 60 * DAY;
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
    tried: tried(findings, lately),
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
  {frictions, touchpoints, repeatContact, now}: BriefFindings,
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
    return stoodInTheWay(recent.filter(({type, at}) => type === wall.type && at > orderedAt));
  }
  if (repeatContact && repeatContact.contacts > 2) {
    const {contacts, since, touchpoints} = repeatContact;
    return {
      key: 'happened.contacts',
      values: {times: contacts, since: {instant: since}},
      touchpoints,
    };
  }
  return (
    lastMatter(lately, recent) ??
    seen(recent, lately, {since: 0, until: now}) ??
    lastMatter(
      touchpoints.filter(({occurredAt}) => now - occurredAt <= CONTACT_MS),
      [],
    )
  );
};

/** The latest order, ticket or contact. */
const lastMatter = (
  touchpoints: readonly Touchpoint[],
  frictions: BriefFindings['frictions'],
): Draft | null => {
  const event = lastOf(
    touchpoints,
    /^order_(completed|cancelled|refunded|shipped|delivered)$|^ticket_(created|reopened)$|^(subscription_cancelled|account_closed)$/,
  );
  const contact = touchpoints.findLast((each) => each.contact && each.direction !== 'outbound');
  if (!contact || (event && event.occurredAt >= contact.occurredAt))
    return event ? {...cameAbout('happened.event', event), touchpoints: [event.id]} : null;
  const first = touchpoints.find((each) => each.contact?.id === contact.contact!.id)!;
  const reason = contact.contact!.reason ?? first.contact!.reason;
  const until = first.occurredAt;
  // That there is a contact is no news to who answers it: without a reason, what led to it is.
  const before = reason ? null : seen(frictions, touchpoints, {since: until - LED_MS, until});
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
};

/** What stood in somebody's way between two instants, else the page they saw last. */
const seen = (
  frictions: BriefFindings['frictions'],
  touchpoints: readonly Touchpoint[],
  {since, until}: {since: number; until: number},
): Draft | null => {
  const isWithin = (at: number) => at >= since && at <= until;
  const hindrance = frictions.findLast(({severity, at}) => severity === 2 && isWithin(at));
  if (hindrance) {
    const same = frictions.filter(({type, at}) => type === hindrance.type && isWithin(at));
    return stoodInTheWay(same);
  }
  const page = touchpoints.findLast(
    ({name, occurredAt}) => /^(page|product)_viewed$/.test(name) && isWithin(occurredAt),
  );
  const [item] = page?.commerce?.items ?? [];
  const place = page && (page.page?.title ?? item?.name ?? page.page?.path ?? item?.sku);
  if (!place) return null;
  return {
    key: 'happened.visit',
    values: {page: place, at: {instant: page.occurredAt}},
    touchpoints: [page.id],
  };
};

/** One kind of friction, as often as it was met. */
const stoodInTheWay = (same: BriefFindings['frictions']): Draft => {
  const {type, at} = same.at(-1)!;
  return {
    key: 'happened.friction',
    values: {what: {word: type}, times: same.length, at: {instant: at}},
    touchpoints: same.flatMap(({touchpoints}) => touchpoints),
    inferred: isFeeling(type),
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

/** What they did to help themselves, the most telling first, and what they have asked us before. */
const tried = (findings: BriefFindings, lately: readonly Touchpoint[]): Draft | null => {
  const attempts = attemptKinds.flatMap(({key, names, detail}) => {
    const all = lately.filter(({name}) => names.test(name));
    return all.length === 0 ? [] : [attempt(key, all, detail(all.at(-1)!))];
  });
  const contacts = contactsBefore(findings);
  if (contacts.length > 0) {
    const reason = reasonValue(contacts.at(-1)!.contact!.reason!);
    attempts.splice(PARTS - 1, 0, attempt('tried.contact', contacts, reason));
  }
  if (attempts.length === 0) return null;
  return {
    key: 'tried.list',
    values: {attempts: capped(attempts.map(({phrase}) => phrase))},
    touchpoints: attempts.slice(0, PARTS).flatMap(({ids}) => ids),
  };
};

const attempt = (key: string, all: readonly Touchpoint[], what: PhraseValue) => ({
  phrase: {
    key: what === '' ? key : `${key}_of`,
    values: {times: all.length, ...(what !== '' && {what})},
  },
  ids: all.map(({id}) => id),
});

/** Contacts they began that are over, each by what told last what it was about. */
const contactsBefore = ({touchpoints, now}: BriefFindings): Touchpoint[] => {
  const contacts = Map.groupBy(
    touchpoints.filter(({contact, occurredAt}) => contact && now - occurredAt <= CONTACT_MS),
    ({contact}) => contact!.id,
  );
  return [...contacts.values()].flatMap((its) => {
    const isOver =
      its.some(({name}) => name.endsWith('_ended')) || now - its.at(-1)!.occurredAt > LED_MS;
    const said = its.findLast(({contact}) => contact!.reason);
    return said && isOver && its[0]!.direction !== 'outbound' ? [said] : [];
  });
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
      /^order_(?!failed)|^ticket_(resolved|closed|updated|reopened)|^promise_(kept|broken)|^sla_|^subscription_/.test(
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
  const status = touchpoint.name.endsWith('_updated') ? text(touchpoint, 'status') : '';
  return status === '' ? {word: touchpoint.name} : reasonValue(status);
};

const next = ({waiting, nextActions, nextStep}: BriefFindings): Draft | null => {
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
