import type {BriefSentence, Journey, Phrase} from '@throughline/contracts';
import {say} from '@throughline/journey';
import {english} from '@throughline/journey/english';
import {briefEnglish} from './brief-english.ts';
import type {Format} from './format.ts';
import {fill} from './messages.ts';
import {own} from './own.ts';
import {inSentence, phraseFormat} from './phrase-format.ts';

/** What an agent needs first, in words. */
export interface BriefView {
  /** "In short". */
  label: string;
  reason: ReasonView | null;
  sentences: SentenceView[];
  /** The best one first. */
  actions: ActionView[];
  /** "From the newest 5,000 of 8,120 touchpoints."; empty where it rests on all. */
  basis: string;
}

export interface ReasonView {
  /** "Probably about payment". */
  text: string;
  /** "72%"; empty where the customer said so. */
  share: string;
  why: string;
  /** Ids of what it rests on, oldest first. */
  touchpoints: readonly string[];
}

export interface SentenceView {
  /** "Happened". */
  question: string;
  text: string;
  /** "For you only", where it is not for the customer's ears. */
  inward: string;
  touchpoints: readonly string[];
}

export interface ActionView {
  action: string;
  text: string;
  why: string;
  touchpoints: readonly string[];
}

/** The words of the brief; null where there is nothing to say. */
export const briefView = (
  journey: Journey | null | undefined,
  format: Format,
): BriefView | null => {
  const {brief = [], nextActions = [], reason, basis, asOf = 0, ownStages} = journey ?? {};
  if (!reason && brief.length + nextActions.length === 0) return null;
  const words = briefWords(format);
  const wordings = {...english, ...format.messages.phrases};
  const phrases = phraseFormat(format, asOf, ownStages);
  const sentence = (phrase: Phrase | BriefSentence) => say(phrase, wordings, phrases);
  /** As a sentence begins. */
  const begin = (text: string) => text.charAt(0).toLocaleUpperCase(format.locale) + text.slice(1);
  const why = (because: readonly Phrase[]) => begin(because.map(sentence).join(' · '));
  return {
    label: words.label,
    reason: reason ? reasonView(reason) : null,
    sentences: brief.map((each) => ({
      question: words[each.question],
      text: begin(sentence(each)),
      inward: each.sayable ? '' : words.inward,
      touchpoints: each.touchpoints,
    })),
    actions: nextActions.map(({action, title, because, touchpoints}) => ({
      action,
      text: title ?? format.name(action),
      why: why(because),
      touchpoints,
    })),
    basis:
      basis && basis.touchpoints < basis.total
        ? fill(words.basis, {
            n: format.number(basis.touchpoints),
            total: format.number(basis.total),
          })
        : '',
  };

  function reasonView({
    reason,
    source,
    confidence,
    because,
    touchpoints,
  }: NonNullable<Journey['reason']>): ReasonView {
    const declared = source === 'declared';
    // What a contact declares is mostly a word we know, spelt its own way: "Payment".
    // What somebody wrote instead of choosing has blanks, and is told letter by letter.
    const name =
      own(format.messages.names, reason.toLowerCase()) ??
      (/\s/.test(reason) ? reason : format.name(reason));
    return {
      text: fill(words[declared ? 'declared' : 'about'], {reason: inSentence(name, format)}),
      share: declared ? '' : format.percent(confidence),
      why: why(because),
      touchpoints,
    };
  }
};

export const briefWords = ({messages}: Format): typeof briefEnglish => ({
  ...briefEnglish,
  ...messages.brief,
});
