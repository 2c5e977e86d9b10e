/**
 * Says sentences in other words: a language model of yours, for instance. There is none of ours, and none is
 * asked unless you hand one over. Answers as many sentences, in the same order and language.
 */
export type Rephrase = (
  sentences: readonly string[],
  options: {
    /** BCP 47: the language that they are said in. */
    lang: string;
    /** Aborted when nobody waits for the answer any longer. */
    signal?: AbortSignal | undefined;
  },
) => Promise<readonly string[]>;

export interface RephraseOptions {
  /** BCP 47. Of a language whose denials are not known here nobody is asked. @defaultValue `'en'` */
  lang?: string;
  signal?: AbortSignal | undefined;
}

/**
 * Sentences of the brief in other words, each only where the other words add nothing that can be
 * checked: no number, no name, no quotation and no link that was not there, none of the numbers and
 * quotations left out, "not" where "not" was, and about as short. Else, and where it fails, the
 * sentence stays as it was.
 */
export const rephrased = async (
  sentences: readonly string[],
  rephrase: Rephrase,
  {lang = 'en', signal}: RephraseOptions = {},
): Promise<string[]> => {
  const base = lang.split('-')[0]!.toLowerCase();
  const denial = Object.hasOwn(denials, base) ? denials[base] : undefined;
  let proposed: unknown;
  try {
    proposed = denial && (await rephrase([...sentences], {lang, signal}));
  } catch {
    // Whatever it throws, the brief is there without it.
  }
  const proposals: readonly unknown[] =
    Array.isArray(proposed) && proposed.length === sentences.length ? proposed : [];
  return sentences.map((sentence, index) => {
    const proposal = proposals[index];
    return typeof proposal === 'string' && addsNothing(proposal, sentence, denial!)
      ? proposal
      : sentence;
  });
};

const addsNothing = (proposal: string, sentence: string, denial: RegExp): boolean => {
  if (proposal.trim() === '' || proposal.length > sentence.length * 1.5 + 20) return false;
  // eslint-disable-next-line no-control-regex -- a line break would be a second sentence.
  if (/[<>\u0000-\u001f]/.test(proposal.replaceAll(quotation, ''))) return false;
  const words = new Set(wordsIn(sentence).map((word) => word.toLowerCase()));
  const denied = (text: string) =>
    (text.match(apostrophised) ?? []).filter((word) => denial.test(word)).length;
  return (
    same(proposal.match(number), sentence.match(number)) &&
    same(proposal.match(quotation), sentence.match(quotation)) &&
    denied(proposal) === denied(sentence) &&
    // A name begins with a capital, except that the first word of a sentence does so anyhow.
    wordsIn(proposal)
      .slice(1)
      .every((word) => !isName(word) || words.has(word.toLowerCase()))
  );
};

/**
 * Words that say no. A language stands here only if its names begin with a capital, too: of Arabic and
 * Hindi neither could be checked.
 */
const denials: Readonly<Record<string, RegExp>> = {
  en: /^(?:not|no|never|without|nobody|none|nothing|cannot|\p{L}+n['’]t)$/iu,
  de: /^(?:nichts?|kein(?:e[mnrs]?)?|nie|niemals|ohne|niemand(?:e[mn])?|weder)$/iu,
  es: /^(?:no|nunca|jamás|sin|nadie|nada|ning[uú]n[oa]?s?|tampoco)$/iu,
  fr: /^(?:n['’]\p{L}+|ne|pas|jamais|sans|aucune?|personne|rien|non)$/iu,
  pt: /^(?:não|nunca|jamais|sem|ninguém|nada|nenhu(?:m|ma|ns|mas))$/iu,
};

const number = /\p{Nd}+(?:[.,:]\p{Nd}+)*/gu;
const quotation = /‘[^‘’]*’|„[^„“]*“|“[^“”]*”|«[^«»]*»/g;

const same = (some: readonly string[] | null, others: readonly string[] | null) =>
  (some ?? []).toSorted().join('\n') === (others ?? []).toSorted().join('\n');

const wordsIn = (text: string) => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
/** “didn’t” and “n’a” deny by what stands before or behind. */
const apostrophised = /[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]+)?/gu;

const isName = (word: string) => word[0] !== word[0]!.toLowerCase();
