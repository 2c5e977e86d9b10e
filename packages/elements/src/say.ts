import type {Phrase, PhraseValue} from '@throughline/contracts';
import {phrasesEnglish} from './brief-english.ts';
import {humanise, type Format} from './format.ts';
import {fill} from './messages.ts';
import {own} from './own.ts';

type Value = PhraseValue | Phrase[];

/**
 * Says what the journey's rules found: a key of the table of words, with its values. A key that the
 * language does not know is said plainly, with all its values: nothing is left out.
 */
export const say = (
  {key, values}: {key: string; values: Readonly<Record<string, Value>>},
  format: Format,
): string => {
  const told: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) told[name] = tell(value, format);
  const pattern = own(format.messages.phrases, key) ?? own(phrasesEnglish, key);
  if (!pattern) return [humanise(key), ...Object.values(told)].join(' · ');
  return fill(
    typeof pattern === 'string'
      ? pattern
      : format.form(pattern, Number(own(values, pattern.by)) || 0),
    told,
  );
};

const tell = (value: Value, format: Format): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return format.number(value);
  if (Array.isArray(value)) return format.list(value.map((phrase) => say(phrase, format)));
  if ('word' in value) return format.name(value.word).toLocaleLowerCase(format.locale);
  if ('instant' in value) {
    return format.clockOn(value.instant, format.dayOf(Date.now()));
  }
  if ('duration' in value) return format.duration(value.duration);
  return format.money(value.minor, value.currency);
};
