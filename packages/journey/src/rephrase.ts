/**
 * Says sentences in other words: a language model of yours, for instance. There is none of ours, and none is
 * asked unless you hand one over.
 */
export type Rephrase = (sentences: readonly string[]) => Promise<readonly string[]>;

/**
 * Sentences of the brief in other words, each only where the other words add nothing that can be
 * checked: no number, no name, no quotation and no link that was not there, none of the numbers and
 * quotations left out, "not" where "not" was, and about as short. Else, and where it fails, the
 * sentence stays as it was.
 */
export const rephrased = async (
  sentences: readonly string[],
  rephrase: Rephrase,
): Promise<string[]> => {
  // Whatever it throws, the brief is there without it.
  const proposed = await rephrase(sentences).catch((): readonly string[] => []);
  return sentences.map((sentence, index) => {
    const proposal: unknown = proposed.length === sentences.length ? proposed[index] : undefined;
    return typeof proposal === 'string' && addsNothing(proposal, sentence) ? proposal : sentence;
  });
};

const addsNothing = (proposal: string, sentence: string): boolean => {
  if (proposal.trim() === '' || proposal.length > sentence.length * 1.5 + 20) return false;
  // eslint-disable-next-line no-control-regex -- a line break would be a second sentence.
  if (/[<>\u0000-\u001f]/.test(proposal.replaceAll(quotation, ''))) return false;
  const words = new Set(wordsIn(sentence).map((word) => word.toLowerCase()));
  return (
    same(proposal.match(number), sentence.match(number)) &&
    same(proposal.match(quotation), sentence.match(quotation)) &&
    negations(proposal) === negations(sentence) &&
    // A name begins with a capital, except that the first word of a sentence does so anyhow.
    wordsIn(proposal)
      .slice(1)
      .every((word) => !isName(word) || words.has(word.toLowerCase()))
  );
};

const number = /\d+(?:[.,:]\d+)*/g;
const quotation = /‘[^‘’]*’/g;

const same = (some: readonly string[] | null, others: readonly string[] | null) =>
  (some ?? []).toSorted().join('\n') === (others ?? []).toSorted().join('\n');

const negations = (text: string) =>
  text.match(/\b(?:not|no|never|without|nobody)\b|n['’]t\b/gi)?.length ?? 0;

const wordsIn = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];

const isName = (word: string) => word[0] !== word[0]!.toLowerCase();
