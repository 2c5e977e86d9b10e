import type {Source} from './source.ts';

/** Every source, by its name. */
export const sources: Readonly<Record<string, Source>> = {};
