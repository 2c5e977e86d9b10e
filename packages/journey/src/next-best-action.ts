import type {
  Cart,
  Feeling,
  LikelyReason,
  NextAction,
  Phrase,
  PhraseValue,
  Playbook,
  PlaybookAction,
  PlaybookCondition,
  RepeatContact,
  Stuck,
  Touchpoint,
  Waiting,
} from '@throughline/contracts';
import {ACTION_NAME} from '@throughline/contracts/vocabulary';
import {standing, type JourneyFriction} from './friction.ts';
import type {StageVisit} from './stage.ts';

/** What was found in a journey, for a playbook to ask about. */
export interface Findings {
  now: number;
  touchpoints: readonly Touchpoint[];
  stage: StageVisit | null;
  frictions: readonly JourneyFriction[];
  cart: Cart | null;
  reason: LikelyReason | null;
  waiting: Waiting;
  feeling: Feeling;
  repeatContact: RepeatContact | null;
  stuck: Stuck | null;
}

/** Frictions older than this do not call for anything; 7 days. */
const FRICTION_MS = 7 * 86_400_000;

/**
 * The actions of a playbook whose conditions hold, the one with the highest priority first. Each says
 * which conditions those were. What an agent took or turned down rests for a while.
 */
export const nextActionsOf = (
  findings: Findings,
  {playbook}: {playbook: Pick<Playbook, 'actions'>},
): NextAction[] => {
  const facts = factsOf(findings);
  return playbook.actions
    .filter((action) => !isResting(action, findings))
    .flatMap((action) => {
      const held = action.when.map((condition) => heldBy(condition, facts));
      const barred = action.unless?.some((condition) => heldBy(condition, facts));
      if (barred || held.includes(null)) return [];
      const because = held.flatMap((fact) => fact?.phrase ?? []);
      const ids = new Set(held.flatMap((fact) => fact?.touchpoints ?? []));
      return [{action, because, touchpoints: [...ids]}];
    })
    .toSorted((a, b) => b.action.priority - a.action.priority)
    .map(({action: {action, title = null}, because, touchpoints}) => ({
      action,
      title,
      because,
      touchpoints,
    }));
};

interface Fact {
  value: string | number;
  phrase: Phrase;
  touchpoints: readonly string[];
}

type Facts = ReadonlyMap<string, Fact>;

const factsOf = (findings: Findings): Facts => {
  const {now, stage, frictions, cart, reason, waiting, feeling, repeatContact, stuck} = findings;
  const facts = new Map<string, Fact>();
  const add = (
    name: string,
    value: string | number | null | undefined,
    touchpoints: readonly string[] = [],
    shown: PhraseValue = typeof value === 'string' ? {word: value} : (value ?? 0),
  ) => {
    if (value === null || value === undefined) return;
    facts.set(name, {value, touchpoints, phrase: {key: `fact.${name}`, values: {value: shown}}});
  };
  add('stage', stage?.stage, stage?.evidence);
  add('reason', reason?.reason, reason?.touchpoints);
  add('reason_confidence', reason?.confidence, reason?.touchpoints);
  add('feeling', feeling.valence, feeling.touchpoints);
  add('waiting_on', waiting.on, waiting.touchpoints);
  if (waiting.since !== null) {
    const ms = now - waiting.since;
    add('waiting_ms', ms, waiting.touchpoints, {duration: ms});
  }
  add('repeat_contacts', repeatContact?.contacts, repeatContact?.touchpoints);
  add('stuck', stuck?.level, stuck?.touchpoints);
  if (cart) {
    const {touchpoints, quantity, totalMinor, currency} = cart;
    add('cart_quantity', quantity, touchpoints);
    add('cart_currency', currency, touchpoints);
    if (totalMinor !== null && currency !== null)
      add('cart_value', totalMinor, touchpoints, {minor: totalMinor, currency});
  }
  const recent = standing(frictions, findings.touchpoints).filter(
    ({at}) => now - at <= FRICTION_MS,
  );
  const byType = Map.groupBy(recent, ({type}) => type);
  for (const [type, list] of byType) {
    facts.set(`friction.${type}`, {
      value: list.length,
      touchpoints: list.flatMap(({touchpoints}) => touchpoints),
      phrase: {key: 'fact.friction', values: {what: {word: type}, times: list.length}},
    });
  }
  const all = recent.flatMap(({touchpoints}) => touchpoints);
  if (recent.length > 0) add('frictions', recent.length, all);
  return facts;
};

const heldBy = (
  {fact: name, is, atLeast, atMost}: PlaybookCondition,
  facts: Facts,
): Fact | null => {
  const fact = facts.get(name);
  if (!fact) return null;
  const {value} = fact;
  const fits = is
    ? is.includes(String(value))
    : Number(value) >= (atLeast ?? -Infinity) && Number(value) <= (atMost ?? Infinity);
  return fits ? fact : null;
};

const ANSWERED = /^next_action_(accepted|rejected)$/;

/** What agents have said of suggested actions: taken on, or wrong there. */
export const answersIn = (
  touchpoints: readonly Touchpoint[],
): {action: string; verdict: 'accepted' | 'wrong'}[] =>
  touchpoints.flatMap(({name, properties}) => {
    const [, said] = ANSWERED.exec(name) ?? [];
    const action = properties?.['action'];
    return said && typeof action === 'string' && ACTION_NAME.test(action)
      ? [{action, verdict: said === 'accepted' ? 'accepted' : 'wrong'}]
      : [];
  });

const isResting = ({action, restMs}: PlaybookAction, {touchpoints, now}: Findings) =>
  touchpoints.some(
    ({name, properties, occurredAt}) =>
      ANSWERED.test(name) && properties?.['action'] === action && now - occurredAt < restMs,
  );
