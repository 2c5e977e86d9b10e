export {liftTouchpoint} from './lift-touchpoint.ts';
export {vocabularies, type Fields, type Vocabulary} from './vocabularies.ts';
