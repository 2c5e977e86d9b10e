import {vocabularies, type Fields} from './vocabularies.ts';

const ALIASES = new Map(Object.values(vocabularies).flatMap(({fields}) => Object.entries(fields)));

/**
 * Fields by our names, without what is empty. Pages mix vocabularies, so each is understood
 * everywhere. Where two names mean one field our own wins, and of others' the later.
 */
export const ourFields = (given: Fields): Fields => {
  const entries = Object.entries(given).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return Object.fromEntries([
    ...entries.flatMap(([key, value]) => {
      const ours = ALIASES.get(key);
      return ours ? [[ours, value]] : [];
    }),
    ...entries.filter(([key]) => !ALIASES.has(key)),
  ]) as Fields;
};
