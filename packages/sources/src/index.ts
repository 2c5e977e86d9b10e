export {csvMapOf, csvReader, type CsvMap} from './csv.ts';
export {liftTouchpoint} from './lift-touchpoint.ts';
export {heardOfOcel, ocelOf, type Ocel} from './ocel.ts';
export type {Heard, Incoming, Source, Told, Unknown} from './source.ts';
export {sources} from './sources.ts';
export {vocabularies, type Fields, type Vocabulary} from './vocabularies.ts';
export {heardOfXes, xesOf, type XesEvent, type XesValue} from './xes.ts';
