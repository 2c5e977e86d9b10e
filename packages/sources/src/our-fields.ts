import {vocabularies, type Fields} from './vocabularies.ts';

const ALIASES = new Map(Object.values(vocabularies).flatMap(({fields}) => Object.entries(fields)));

/**
 * Fields by our names, without what is empty. Pages mix vocabularies, so each is understood
 * everywhere. Where two names mean one field our own wins, and of others' the later; but Segment's
 * `total` wins over its `revenue`, which is without shipping and tax, in whatever order they stand.
 */
export const ourFields = (given: Fields): Fields => {
  // From entries throughout, and in loops: a field may be called `__proto__`, and there are millions.
  const ours: [string, unknown][] = [];
  const own: [string, unknown][] = [];
  for (const entry of Object.entries(given)) {
    const [key, value] = entry;
    if (isEmpty(value) || (key === 'revenue' && !isEmpty(given['total']))) continue;
    const alias = ALIASES.get(key);
    if (alias === undefined) own.push(entry);
    else ours.push([alias, value]);
  }
  for (const entry of own) ours.push(entry);
  return Object.fromEntries(ours) as Fields;
};

const isEmpty = (value: unknown) => value === null || value === undefined || value === '';
