import type {
  BriefSentence,
  NextAction,
  NextStep,
  Phrase,
  PhraseValue,
  Touchpoint,
} from '@throughline/contracts';
import {matterIdOf} from './matters.ts';
import type {Findings} from './next-best-action.ts';

/** What the brief is made from. */
export interface BriefFindings extends Findings {
  stages: readonly {stage: string; enteredAt: number; evidence: string[]}[];
  nextStep: NextStep | null;
  nextActions: readonly NextAction[];
}

export const DAY = 86_400_000;
/** What is older is no news; 7 days. */
export const LATELY_MS = 7 * DAY;
/** Whom we talked to is remembered for longer, as is whose turn it is; 30 days. */
export const CONTACT_MS = 30 * DAY;
/** What led to a contact came shortly before it; 30 minutes, as long as a session may pause. */
export const LED_MS = 30 * 60_000;
/** Parts of one sentence; the rest is counted. */
export const PARTS = 4;

/** Letters of what somebody wrote; enough to know what it is about. */
const WRITTEN = 90;

/** A sentence that is not judged yet. */
export interface Draft {
  key: string;
  values: BriefSentence['values'];
  touchpoints: readonly string[];
  /** It says more than the touchpoints do. */
  inferred?: boolean;
  /** The contact that it tells of, and of its reason. */
  contact?: string;
}

/** One thing that came about, with the order or ticket it is of. */
export const cameAbout = (key: string, touchpoint: Touchpoint): Phrase => {
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
export const reasonValue = (reason: string): PhraseValue =>
  /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(reason) ? {word: reason} : reason;

/** The first of these properties that holds text. */
export const text = ({properties}: Touchpoint, ...keys: string[]): string => {
  for (const key of keys) {
    const value = properties?.[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
};

/** The beginning of what somebody wrote. */
export const shortened = (message: string): string => {
  const line = message.replaceAll(/\s+/g, ' ').trim();
  return line.length <= WRITTEN ? line : `${line.slice(0, WRITTEN).replace(/\s\S*$/, '')} …`;
};

/** What does not fit is said to be there. */
export const capped = (
  phrases: readonly Phrase[],
  shown: readonly Phrase[] = phrases.slice(0, PARTS),
): Phrase[] =>
  phrases.length <= PARTS
    ? [...phrases]
    : [...shown, {key: 'more', values: {n: phrases.length - PARTS}}];
