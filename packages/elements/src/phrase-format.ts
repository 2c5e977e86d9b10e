import type {StageSet} from '@throughline/contracts';
import type {PhraseFormat} from '@throughline/journey';
import {factEnglish} from './brief-english.ts';
import type {Format} from './format.ts';
import {own} from './own.ts';
import {stageTitle} from './titles.ts';

/** How the sentences of the rules are filled for one reader, by a tenant's own names of its stages. */
export const phraseFormat = (format: Format, now: number, stages?: StageSet): PhraseFormat => ({
  number: format.number,
  instant: (at) => format.clockOn(at, format.dayOf(now)),
  duration: format.duration,
  money: format.money,
  word: (word, key) =>
    (key.endsWith('.stage') ? stageTitle(word, stages, format) : undefined) ??
    inSentence(
      own(format.messages.names, word) ?? own(factEnglish, word) ?? format.name(word),
      format,
    ),
  list: format.list,
  plural: format.plural,
});

/** A name in the middle of a sentence; "SMS" stays, and so do the nouns of German. */
export const inSentence = (name: string, {locale}: Format): string =>
  locale.startsWith('de')
    ? name
    : name.replace(/^\p{Lu}(?!\p{Lu})/u, (letter) => letter.toLocaleLowerCase(locale));
