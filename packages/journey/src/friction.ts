import type {FeelingSign, Touchpoint} from '@throughline/contracts';
import type {FrictionType} from '@throughline/contracts/vocabulary';
import {feelingSignsOf} from './feelings.ts';
import {canBegin, givenReasons, isSoldOut} from './matters.ts';
import {mergeTouchpoints} from './order.ts';

/** Something that hurt, with the touchpoints that say so. */
export interface JourneyFriction {
  type: FrictionType;
  /** 1 a nuisance, 2 a hindrance, 3 a wall. */
  severity: 1 | 2 | 3;
  /** `declared` by the sender, read off the touchpoints by a `rule`, or `inferred` from a text. */
  source: 'declared' | 'rule' | 'inferred';
  /** Of a feeling: how sure that is, 0 to 1. */
  confidence?: number;
  /** When it became friction: the latest of its touchpoints. */
  at: number;
  /** Ids, oldest first. Never empty. */
  touchpoints: string[];
}

export interface FrictionOptions {
  /** False where the customer objected: then no friction is made of an inferred feeling. @defaultValue `true` */
  inference?: boolean;
  /** A customer who waited longer than this in a queue waited long; 2 min. */
  longWaitMs?: number;
  /** A contact within this time of the one before, for the same reason, repeats it; 7 days. */
  repeatContactMs?: number;
}

/** The frictions of a journey, in the order in which they began. */
export const frictionsOf = (
  touchpoints: readonly Touchpoint[],
  options: FrictionOptions = {},
): JourneyFriction[] => {
  const {inference = true} = options;
  const ordered = mergeTouchpoints(touchpoints);
  const found: JourneyFriction[] = [];
  const rules = [
    payments(),
    searches(),
    fields(),
    views(),
    speed(),
    contacts(options, givenReasons(ordered)),
    feelings(feelingSignsOf(ordered, {inference})),
    single,
  ];

  for (const touchpoint of ordered) {
    const {id, occurredAt: at, friction} = touchpoint;
    const declared = inference || !isGuess(touchpoint) ? friction : undefined;
    if (declared) {
      const severity = declared.severity as 1 | 2 | 3;
      found.push({type: declared.type, severity, source: 'declared', at, touchpoints: [id]});
    }
    for (const rule of rules) {
      rule(touchpoint, (type, severity, ids = [id]) => {
        const friction: JourneyFriction = {type, severity, source: 'rule', at, touchpoints: ids};
        // What the sender has declared itself is not counted twice.
        if (declared?.type !== type) found.push(friction);
        return friction;
      });
    }
  }
  return found;
};

/** What makes good what: an order a payment that failed, a promise kept the one that was broken. */
const SETTLES = new Map<string, readonly FrictionType[]>([
  ['order_completed', ['payment_failed']],
  ['coupon_applied', ['coupon_denied']],
  ['form_submitted', ['form_abandon', 'validation_error']],
  ['promise_kept', ['promise_broken']],
]);

/** Those that nothing has made good since. */
export const standing = (
  frictions: readonly JourneyFriction[],
  ordered: readonly Touchpoint[],
): JourneyFriction[] => {
  const byId = new Map(ordered.map((touchpoint) => [touchpoint.id, touchpoint]));
  const settledAt = new Map<string, number>();
  for (const touchpoint of ordered) {
    for (const type of SETTLES.get(touchpoint.name) ?? [])
      settledAt.set(`${type} ${whichOf(touchpoint)}`, touchpoint.occurredAt);
  }
  return frictions.filter(({type, at, touchpoints}) => {
    const latest = byId.get(touchpoints.at(-1)!);
    return !latest || at > (settledAt.get(`${type} ${whichOf(latest)}`) ?? -Infinity);
  });
};

/** Which promise, or which form. */
const whichOf = ({name, properties}: Touchpoint): string => {
  if (name.startsWith('promise_')) return String(properties?.['promise']);
  return /^(form|validation)_/.test(name) ? String(properties?.['form']) : '';
};

type Add = (type: FrictionType, severity: 1 | 2 | 3, ids?: string[]) => JourneyFriction;

/** Sees the touchpoints in their order and adds what it takes for friction. */
type Rule = (touchpoint: Touchpoint, add: Add) => void;

/** Those that are friction by happening. */
const single: Rule = ({name}, add) => {
  const known = singles.get(name);
  if (known) add(...known);
};

const singles = new Map<string, [FrictionType, 1 | 2 | 3]>([
  ['coupon_denied', ['coupon_denied', 1]],
  ['form_abandoned', ['form_abandon', 2]],
  ['contact_escalated', ['escalation', 2]],
  ['ticket_reopened', ['reopened', 2]],
  ['promise_broken', ['promise_broken', 3]],
  ['sla_breached', ['sla_breach', 2]],
]);

const named = new Map<string, FrictionType>([
  ...[...singles].map(([name, [type]]) => [name, type] as const),
  ['payment_failed', 'payment_failed'],
  ['order_failed', 'payment_failed'],
  ['search_no_results', 'search_no_result'],
]);

/** Names that say by themselves that something got in the customer's way. */
export const FRICTION_NAMES: readonly string[] = [...named.keys()];

/** What that is; undefined where the name says nothing. */
export const frictionOfName = (name: string): FrictionType | undefined => named.get(name);

/** What is longer ago is another story; 7 days. */
const AGAIN_MS = 7 * 86_400_000;

/** The first decline is a hindrance; whoever is declined again stands before a wall. */
const payments = (): Rule => {
  let declinedAt = -Infinity;
  return ({name, occurredAt, outcome}, add) => {
    if (name === 'order_completed') declinedAt = -Infinity;
    if (/^(payment|order)_failed$/.test(name) && !isSoldOut(name, outcome?.reason)) {
      add('payment_failed', occurredAt - declinedAt <= AGAIN_MS ? 3 : 2);
      declinedAt = occurredAt;
    }
  };
};

/** A second report of the same search (by the page, and by the tracker) comes this soon. */
const SAME_SEARCH_MS = 5_000;

const searches = (): Rule => {
  const latest = new Map<string, JourneyFriction>();
  return (touchpoint, add) => {
    const {id, name, occurredAt, properties, sessionId} = touchpoint;
    const empty = name === 'search_no_results' || (isSearch(name) && properties?.['results'] === 0);
    if (!empty) return;
    const key = JSON.stringify([sessionId, properties?.['query']]);
    const before = latest.get(key);
    if (before && occurredAt - before.at <= SAME_SEARCH_MS) {
      before.touchpoints.push(id);
      before.at = occurredAt;
    } else {
      latest.set(key, add('search_no_result', 2));
    }
  };
};

const isSearch = (name: string) => name === 'help_searched' || name === 'product_searched';

/** One typing error is nothing; the same field refused again is. */
const fields = (): Rule => {
  const refused = new Map<string, {ids: string[]; friction: JourneyFriction | null}>();
  return ({id, name, occurredAt, properties, page, sessionId}, add) => {
    if (name !== 'validation_failed') return;
    const key = JSON.stringify([sessionId, properties?.['field'] ?? page?.element]);
    const entry = refused.get(key) ?? {ids: [], friction: null};
    refused.set(key, entry);
    entry.ids.push(id);
    if (entry.friction) Object.assign(entry.friction, {severity: 2, at: occurredAt});
    else if (entry.ids.length === 2) entry.friction = add('validation_error', 1, entry.ids);
  };
};

/** Whoever leaves a page sooner has not found there what they came for. */
const QUICK_MS = 5_000;
/** Views of a session that are looked back on. */
const TRAIL = 12;
const PROGRESS = /^product_added$|^(checkout|payment|order)_/;

/** Quick returns and circles, in one session and until the customer gets on with the purchase. */
const views = (): Rule => {
  const trails = new Map<string, View[]>();
  return ({id, name, page, sessionId, occurredAt: at}, add) => {
    if (!sessionId) return;
    if (PROGRESS.test(name)) trails.delete(sessionId);
    if (name !== 'page_viewed' || !page) return;
    const path = page.path ?? page.url;
    const trail = trails.get(sessionId)?.slice(1 - TRAIL) ?? [];
    trails.set(sessionId, trail);
    trail.push({id, path, at});
    const [, left, before] = trail.toReversed();
    if (path === before?.path && path !== left!.path && at - left!.at < QUICK_MS) {
      const times = trail.filter(
        (each, index) => each.path === path && trail[index + 1]?.path === left!.path,
      ).length;
      add('back_and_forth', times > 1 ? 2 : 1, [before.id, left!.id, id]);
    }
    const same = trail.filter((each) => each.path === path).map((each) => each.id);
    // Everybody comes past the start page again.
    if (same.length > 2 && path !== '/') add('loop', 2, same);
  };
};

interface View {
  id: string;
  path: string;
  at: number;
}

/** A page that is slow to come is measured by several marks, each a touchpoint: it is slow once. */
const speed = (): Rule => {
  const slow = new Map<string, JourneyFriction>();
  return ({id, name, vital, page, sessionId, occurredAt}, add) => {
    const key = JSON.stringify([sessionId, page?.url]);
    if (name === 'page_viewed') slow.delete(key);
    if (vital?.rating !== 'poor') return;
    const before = page && slow.get(key);
    if (before) {
      before.touchpoints.push(id);
      before.at = occurredAt;
    } else slow.set(key, add('slow_page', 2));
  };
};

interface ContactState {
  /** Of the touchpoint that it began with; undefined before that. */
  first: string | undefined;
  lastAt: number;
  isTheirs: boolean;
  transfers: number;
  waited: boolean;
}

/** Whoever writes there does not stand in a queue. */
const PATIENT = /^(email|sms|messaging|social|community|voicemail|callback|letter|fax|crm)$/;

const contacts = (
  {longWaitMs = 120_000, repeatContactMs = AGAIN_MS}: FrictionOptions,
  reasons: ReadonlyMap<string, string>,
): Rule => {
  const known = new Map<string, ContactState>();
  /** Of theirs the one that went on the longest, by its reason; and of all. */
  const latest = new Map<string, ContactState>();
  let last: ContactState | undefined;
  const later = (a: ContactState | undefined, b: ContactState | undefined) =>
    (b?.lastAt ?? -Infinity) > (a?.lastAt ?? -Infinity) ? b : a;

  return (touchpoint, add) => {
    const {id, name, occurredAt, contact, direction, channel} = touchpoint;
    if (!contact) return;
    const state: ContactState = known.get(contact.id) ?? {
      first: undefined,
      lastAt: occurredAt,
      isTheirs: false,
      transfers: 0,
      waited: false,
    };
    known.set(contact.id, state);
    const reason = reasons.get(contact.id) ?? '';
    if (state.first === undefined && canBegin(touchpoint)) {
      state.first = id;
      // A contact of ours repeats none, nor is it a sign that it did not help.
      state.isTheirs = direction !== 'outbound';
      const before = reason ? later(latest.get(reason), latest.get('')) : last;
      if (before && state.isTheirs && occurredAt - before.lastAt <= repeatContactMs)
        add('repeat_contact', 2, [before.first!, id]);
    }
    state.lastAt = Math.max(state.lastAt, occurredAt, contact.endedAt ?? 0);
    if (state.isTheirs) {
      latest.set(reason, later(state, latest.get(reason))!);
      last = later(state, last);
    }

    if (name === 'contact_transferred') add('transfer', ++state.transfers > 1 ? 2 : 1);
    // Within ten seconds nobody gave up waiting: they misdialled.
    const gaveUp = name === 'contact_abandoned' && (contact.queueMs ?? Infinity) > 10_000;
    const isLong = gaveUp || (contact.queueMs ?? 0) > longWaitMs;
    if (!state.waited && isLong && !PATIENT.test(channel)) {
      add('long_wait', gaveUp ? 3 : 2);
      state.waited = true;
    }
  };
};

/** Whether a sender's friction is a feeling that nobody has told. */
const isGuess = ({friction, sentiment}: Touchpoint) =>
  friction?.type === 'negative_sentiment' && (sentiment?.source ?? 'inferred') === 'inferred';

/** Half way between bad and very bad. */
const VERY_BAD = -1.5;
/** As sure as a text is that was read as bad; what is less so is no friction. */
const SURE = 0.5;

/**
 * Whoever feels very bad has met something, whatever it was. Once a conversation: an angry customer
 * writes more than one message. What was read off a text alone is a nuisance until somebody says so.
 */
const feelings = (signs: readonly FeelingSign[]): Rule => {
  const felt = new Map(signs.map((sign) => [sign.touchpoint, sign]));
  const conversations = new Map<string, JourneyFriction>();
  return ({id, occurredAt, contact}, add) => {
    const sign = felt.get(id);
    if (!sign || sign.valence > VERY_BAD || sign.confidence < SURE) return;
    const {confidence} = sign;
    const isTold = sign.kind !== 'inferred';
    const before = contact && conversations.get(contact.id);
    const friction = before ?? add('negative_sentiment', 1);
    if (contact) conversations.set(contact.id, friction);
    if (before) before.touchpoints.push(id);
    friction.at = occurredAt;
    friction.confidence = Math.max(confidence, before?.confidence ?? 0);
    if (isTold) Object.assign(friction, {source: 'rule', severity: 2});
    else if (!before) friction.source = 'inferred';
  };
};
