import type {TouchpointSource} from '@throughline/contracts';
import {ga4} from './ga4.ts';
import {segment} from './segment.ts';
import type {Vocabulary} from './vocabulary.ts';
import {woocommerce} from './woocommerce.ts';

export type {Fields, Vocabulary} from './vocabulary.ts';

/** The vocabularies that a touchpoint can be told in, by its `source`. */
export const vocabularies: Readonly<Record<TouchpointSource, Vocabulary>> = {
  ga4,
  segment,
  woocommerce,
};
