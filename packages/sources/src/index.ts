export {liftTouchpoint} from './lift-touchpoint.ts';
export type {Heard, Incoming, Source, Told, Unknown} from './source.ts';
export {sources} from './sources.ts';
export {vocabularies, type Fields, type Vocabulary} from './vocabularies.ts';
