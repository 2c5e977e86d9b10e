// eslint-disable-next-line typescript/triple-slash-reference -- so that whoever compiles this file alone finds the lexicon’s types.
/// <reference path="./vader-lexicon.d.ts" />
// How a text feels, by VADER: C. J. Hutto and E. Gilbert, "VADER: A Parsimonious Rule-based Model for
// Sentiment Analysis of Social Media Text", ICWSM-14. The rules are written anew from the paper and its
// reference program (MIT); the lexicon is that of the npm package vader-sentiment, the names of emoji
// those of Unicode. Where ours differs from the reference, docs/journey.md says so, with what it does to
// the agreement with people. An entry point of its own: a browser never needs these 150 kB.
import emoji from 'unicode-emoji-json/data-by-emoji.json' with {type: 'json'};
import {lexicon as words} from 'vader-sentiment/src/vader_lexicon.js';

/** With its version: it stands beside what is inferred by it. */
export const VADER = 'vader/1';

const lexicon = new Map(Object.entries(words));
const emojiNames = new Map(
  Object.entries(emoji).map(([sign, {name}]) => [sign.replaceAll('\ufe0f', ''), name]),
);

const list = (text: string) => text.trim().split(/\s+/);

/** What an adverb of degree adds to its word; weakening ones take as much away. */
const DEGREE = 0.293;
const DEGREES = new Map<string, number>([
  ...list(`absolutely amazingly awfully completely considerable considerably decidedly deeply effing
    enormous enormously entirely especially exceptional exceptionally extreme extremely fabulously
    flipping flippin frackin fracking fricking frickin frigging friggin fully fuckin fucking fuggin
    fugging greatly hella highly hugely incredible incredibly intensely major majorly more most
    particularly purely quite really remarkably so substantially thoroughly total totally tremendous
    tremendously uber unbelievably unusually utter utterly very`).map((word): [string, number] => [
    word,
    DEGREE,
  ]),
  ...list(`almost barely hardly just_enough kind_of kinda kindof kind-of less little marginal
    marginally occasional occasionally partly scarce scarcely slight slightly somewhat sort_of sorta
    sortof sort-of`).map((word): [string, number] => [word.replace('_', ' '), -DEGREE]),
]);

const NEGATIONS = new Set(
  list(`aint arent cannot cant couldnt darent didnt doesnt dont hadnt hasnt havent isnt mightnt mustnt
    neednt oughtnt shant shouldnt wasnt werent wont wouldnt neither never none nor not nothing
    nowhere uhuh uh-uh without rarely seldom despite`),
);
/** What a negation leaves of a word's valence. */
const NEGATED = -0.74;
/** What capitals add among words without. */
const CAPITALS = 0.733;

const IDIOMS = new Map<string, number>([
  ['the shit', 3],
  ['the bomb', 3],
  ['bad ass', 1.5],
  ['badass', 1.5],
  ['bus stop', 0],
  ['yeah right', -2],
  ['kiss of death', -1.5],
  ['to die for', 3],
  ['beating heart', 3.1],
  ['broken heart', -2.9],
]);

/** Of a longer text the beginning is read: whoever sends it does not decide how long that takes. */
const MOST_WORDS = 200;

/** The compound score of a text: -1 (bad) to 1 (good). */
export const compoundOf = (text: string): number => {
  const said = inWords(unescaped(text));
  // As in the paper's own program, a word of one letter does not stand between two others.
  const raw = said
    .split(/\s+/)
    .filter((token) => token.length > 1)
    .slice(0, MOST_WORDS);
  const tokens = raw.map(bare);
  const ends = raw.map((token, index) => token !== tokens[index] && /[.!?;:]["')]*$/.test(token));
  const lower = tokens.map((token) => token.toLowerCase());
  const capitals = tokens.filter(isCapital).length;
  const someCapitals = capitals > 0 && capitals < tokens.length;

  const but = lower.indexOf('but');
  let sum = 0;
  for (const index of tokens.keys()) {
    const valence = valenceAt(index, {tokens, lower, ends, someCapitals});
    // What comes after "but" is what is meant.
    sum += but < 0 || index === but ? valence : valence * (index < but ? 0.5 : 1.5);
  }
  const emphasis = emphasisOf(said);
  if (sum > 0) sum += emphasis;
  else if (sum < 0) sum -= emphasis;
  return sum / Math.sqrt(sum * sum + 15);
};

interface Said {
  /** As written, without punctuation around them. */
  tokens: readonly string[];
  lower: readonly string[];
  /** Whether a sentence ends after the word: no negation reaches beyond it. */
  ends: readonly boolean[];
  /** Whether some words, but not all, are in capitals: then capitals mean something. */
  someCapitals: boolean;
}

const valenceAt = (index: number, said: Said): number => {
  const {tokens, lower, someCapitals, ends} = said;
  const word = lower[index]!;
  const known = lexicon.get(word);
  if (known === undefined || DEGREES.has(word)) return 0;
  if (word === 'kind' && lower[index + 1] === 'of') return 0;

  // "No" before a word that counts negates it, and counts by itself only where it stands alone.
  const [before, second] = [lower[index - 1], lower[index - 2]];
  const next = ends[index] ? '' : (lower[index + 1] ?? '');
  let valence = word === 'no' && next !== 'no' && lexicon.has(next) ? 0 : known;
  if (word !== 'no' && before === 'no' && !ends[index - 1]) valence = known * NEGATED;

  const louder = (by: number) => (valence > 0 ? by : -by);
  if (someCapitals && isCapital(tokens[index]!)) valence += louder(CAPITALS);

  for (const [distance, fades] of [1, 0.95, 0.9].entries()) {
    const at = index - distance - 1;
    if (at < 0 || lexicon.has(lower[at]!)) continue;
    const degree = DEGREES.get(lower[at]!) ?? 0;
    if (degree !== 0) {
      const loud = someCapitals && isCapital(tokens[at]!) ? louder(CAPITALS) : 0;
      valence += ((valence < 0 ? -degree : degree) + loud) * fades;
    }
    if (!ends.slice(at, index).includes(true)) valence = afterNegation(valence, lower, {at, index});
    if (distance === 2) valence = afterIdioms(valence, lower, index);
  }
  const isLeast = before === 'least' && second !== 'at' && second !== 'very';
  return isLeast && !lexicon.has('least') ? valence * NEGATED : valence;
};

const afterNegation = (
  valence: number,
  lower: readonly string[],
  {at, index}: {at: number; index: number},
): number => {
  const word = lower[at]!;
  const between = lower.slice(at + 1, index);
  // "Never so good" is very good, and "without a doubt" takes nothing away.
  const isSo = (other: string | undefined) => other === 'so' || other === 'this';
  if (isSo(between[1]) || (word === 'never' && isSo(between[0]))) return valence * 1.25;
  if (word === 'without' && between.includes('doubt')) return valence;
  return NEGATIONS.has(word) || word.includes("n't") ? valence * NEGATED : valence;
};

const afterIdioms = (valence: number, lower: readonly string[], index: number): number => {
  const phrase = (from: number, to: number) => lower.slice(index + from, index + to + 1).join(' ');
  const behind = [phrase(-1, 0), phrase(-2, 0), phrase(-2, -1), phrase(-3, -1), phrase(-3, -2)];
  let found = behind.map((each) => IDIOMS.get(each)).find((each) => each !== undefined) ?? valence;
  for (const ahead of [phrase(0, 1), phrase(0, 2)]) found = IDIOMS.get(ahead) ?? found;
  for (const degree of [phrase(-3, -1), phrase(-3, -2), phrase(-2, -1)])
    found += degree.includes(' ') ? (DEGREES.get(degree) ?? 0) : 0;
  return found;
};

/** Four exclamation marks count and no more; question marks from the second on. */
const emphasisOf = (text: string): number => {
  const count = (sign: string) => text.split(sign).length - 1;
  const asked = count('?');
  const doubt = asked > 3 ? 0.96 : asked > 1 ? asked * 0.18 : 0;
  return Math.min(count('!'), 4) * 0.292 + doubt;
};

/** An emoji is read as its name. */
const inWords = (text: string): string =>
  text.replace(
    /(^|\s)?(\p{Extended_Pictographic})\ufe0f?/gu,
    (all, space: string, sign: string) => {
      const name = emojiNames.get(sign);
      return name === undefined ? all : `${space ?? ' '}${name}`;
    },
  );

const unescaped = (text: string): string =>
  text.replace(/&(lt|gt|amp);/g, (_, name: string) => ({lt: '<', gt: '>'})[name] ?? '&');

/** Not `#` and brackets: a hashtag is rather a topic than a feeling. */
const PUNCTUATION = /^[.!?,;:'"-]+|(?<![.!?,;:'"-])[.!?,;:'"-]+$/g;

/** Without punctuation around it; whole where it may be an emoticon. */
const bare = (token: string): string => {
  const stripped = token.replace(PUNCTUATION, '');
  return stripped.length > 2 || /^\w\w[.!?,]+$/.test(token) ? stripped : token;
};

const isCapital = (word: string) => word === word.toUpperCase() && word !== word.toLowerCase();
