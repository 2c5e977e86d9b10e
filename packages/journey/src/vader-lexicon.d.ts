declare module 'vader-sentiment/src/vader_lexicon.js' {
  /** Mean valence that ten people gave a word, -4 to 4. */
  export const lexicon: Readonly<Record<string, number>>;
}
