import type {BriefSentence, Phrase, PhraseValue} from '@throughline/contracts';
import {fillIn} from './fill-in.ts';

/** A sentence with `{…}` for its values; of a counted one, its forms by plural category (CLDR). */
export type Wording =
  string | ({by: string; other: string} & Partial<Record<Intl.LDMLPluralRule, string>>);

/** The sentences of a language, by key. */
export type Wordings = Readonly<Record<string, Wording>>;

/** How a reader of the language reads what is no sentence. */
export interface PhraseFormat {
  number: (value: number) => string;
  /** ms since the epoch. */
  instant: (at: number) => string;
  /** ms. */
  duration: (ms: number) => string;
  /** Minor units. */
  money: (minor: number, currency: string) => string;
  /** What something is called, and in which sentence: `payment_failed`, `change`. */
  word: (word: string, key: string) => string;
  list: (items: readonly string[]) => string;
  plural: (n: number) => Intl.LDMLPluralRule;
}

/**
 * Says a sentence as plain text, which whoever shows it binds as text. Nothing in it is markup, and
 * what a key has no wording for is left out.
 */
export const say = (
  {key, values}: Phrase | Pick<BriefSentence, 'key' | 'values'>,
  wordings: Wordings,
  format: PhraseFormat,
): string => {
  const wording = Object.hasOwn(wordings, key) ? wordings[key]! : '';
  const valueOf = (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined);
  const said = (value: PhraseValue | Phrase[] | undefined): string => {
    if (value === undefined) return '';
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return format.number(value);
    if (Array.isArray(value)) {
      return format.list(value.map((each) => say(each, wordings, format)).filter(Boolean));
    }
    if ('word' in value) return format.word(value.word, key);
    if ('instant' in value) return format.instant(value.instant);
    if ('duration' in value) return format.duration(value.duration);
    return format.money(value.minor, value.currency);
  };
  const form =
    typeof wording === 'string'
      ? wording
      : (wording[format.plural(Number(valueOf(wording.by)))] ?? wording.other);
  return fillIn(form, (name) => said(valueOf(name)));
};
