import {TouchpointSource} from '@throughline/contracts';

/**
 * Lifts what a sender wrote flat, in `fields`, into the facets of a touchpoint, and a name of the
 * vocabulary in `source` into ours. What a touchpoint says outside of `fields` goes before what is
 * in them. Whatever does not have this form is given back as it is, for the contract to judge.
 */
declare const liftTouchpoint: (touchpoint: unknown) => unknown;

/** Flat fields of a touchpoint, as the page or another system said them. */
type Fields = Readonly<Record<string, unknown>>;
/** How another system names what we name as well. */
interface Vocabulary {
  /** Its names of touchpoints, in snake_case, and ours. */
  readonly names: Readonly<Record<string, string>>;
  /** Its names of fields, and ours. */
  readonly fields: Readonly<Record<string, string>>;
  /** What one of its names says beyond ours. */
  readonly implied?: Readonly<Record<string, Fields>>;
}

/** The vocabularies that a touchpoint can be told in, by its `source`. */
declare const vocabularies: Readonly<Record<TouchpointSource, Vocabulary>>;

export {liftTouchpoint, vocabularies};
export type {Fields, Vocabulary};
