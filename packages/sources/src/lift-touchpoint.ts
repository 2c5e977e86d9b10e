import {DIRECTIONS, LIMITS, MODES} from '@throughline/contracts';
import {commerceFacets} from './commerce-facets.ts';
import {vocabularies, type Fields, type Vocabulary} from './vocabularies.ts';

/**
 * Lifts what a sender wrote flat, in `fields`, into the facets of a touchpoint, and a name of the
 * vocabulary in `source` into ours. What a touchpoint says outside of `fields` goes before what is
 * in them. Whatever does not have this form is given back as it is, for the contract to judge.
 */
export const liftTouchpoint = (touchpoint: unknown): unknown => {
  if (!isRecord(touchpoint)) return touchpoint;
  const {fields = {}, source, name, properties, ...rest} = touchpoint;
  const vocabulary = vocabularyOf(source);
  const isPlain = touchpoint.fields === undefined && source === undefined;
  if (isPlain || !vocabulary || !isRecord(fields) || typeof name !== 'string') return touchpoint;

  const ours = ourName(name, vocabulary);
  const {properties: lifted, ...facets} = facetsOf(
    commerceFacets(ours, {...own(vocabulary.implied, name), ...fields}),
  );
  const flat = isRecord(properties) ? {...lifted, ...properties} : (properties ?? lifted);
  return {
    ...facets,
    ...(isRecord(facets.page) && {page: withPath(facets.page)}),
    ...rest,
    name: ours,
    ...(flat !== undefined && {properties: flat}),
  };
};

/** A path can be told from the address. */
const withPath = (page: Fields): Fields =>
  page.path === undefined && typeof page.url === 'string' && URL.canParse(page.url)
    ? {...page, path: new URL(page.url).pathname}
    : page;

const OURS: Vocabulary = {names: {}, fields: {}};

const vocabularyOf = (source: unknown): Vocabulary | undefined => {
  if (source === undefined) return OURS;
  return typeof source === 'string' ? own<Vocabulary>(vocabularies, source) : undefined;
};

/** Its own names first; an object named `analytics` may well be given those of GA4. */
const ourName = (name: string, vocabulary: Vocabulary): string =>
  vocabulary === OURS
    ? name
    : ([vocabulary, ...Object.values(vocabularies)]
        .map(({names}) => own(names, name))
        .find((known) => known !== undefined) ?? name);

/** Facets under their names; all else in `properties`, which are flat. */
const facetsOf = (fields: Fields): {properties?: Fields; [facet: string]: unknown} => {
  const facets: [string, unknown][] = [];
  const properties: [string, unknown][] = [];
  for (const entry of Object.entries(fields)) {
    const [key, value] = entry;
    if (isFacet(key, value)) facets.push(entry);
    else properties.push([key, flat(value)]);
  }
  if (properties[0]) facets.push(['properties', Object.fromEntries(properties)]);
  return Object.fromEntries(facets);
};

const FACETS = /^(page|commerce|contact|survey|sentiment|friction|vital|outcome)$/;

/** By its form as well: a page may have a field of its own by that name. */
const isFacet = (key: string, value: unknown): boolean =>
  FACETS.test(key)
    ? isRecord(value)
    : (key === 'relations' && Array.isArray(value)) ||
      (key === 'direction' && isOneOf(DIRECTIONS, value)) ||
      (key === 'mode' && isOneOf(MODES, value));

const flat = (value: unknown): unknown =>
  isScalar(value) || (Array.isArray(value) && value.length <= LIMITS.list && value.every(isScalar))
    ? value
    : JSON.stringify(value);

const isScalar = (value: unknown) => value === null || typeof value !== 'object';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOneOf = (list: readonly string[], value: unknown) => list.includes(value as string);
const own = <T>(from: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  from && Object.hasOwn(from, key) ? from[key] : undefined;
