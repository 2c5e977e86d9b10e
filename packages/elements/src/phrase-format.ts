import type {PhraseFormat} from '@throughline/journey';
import type {Format} from './format.ts';

/** How the sentences of the rules are filled for one reader. */
export const phraseFormat = (format: Format, now: number): PhraseFormat => ({
  number: format.number,
  instant: (at) => format.clockOn(at, format.dayOf(now)),
  duration: format.duration,
  money: format.money,
  word: (word) => inSentence(format.name(word), format),
  list: format.list,
  plural: format.plural,
});

/** A name in the middle of a sentence; "SMS" stays, and so do the nouns of German. */
export const inSentence = (name: string, {locale}: Format): string =>
  locale.startsWith('de')
    ? name
    : name.replace(/^\p{Lu}(?!\p{Lu})/u, (letter) => letter.toLocaleLowerCase(locale));
