import type {PhraseFormat} from '@throughline/journey';
import type {Format} from './format.ts';

/** How the sentences of the rules are filled for one reader. */
export const phraseFormat = (format: Format, now: number): PhraseFormat => ({
  number: format.number,
  instant: (at) => format.clockOn(at, format.dayOf(now)),
  duration: format.duration,
  money: format.money,
  // In the middle of a sentence.
  word: (word) => format.name(word).toLocaleLowerCase(format.locale),
  list: format.list,
  plural: format.plural,
});
