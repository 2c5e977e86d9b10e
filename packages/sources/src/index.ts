export {hearCloudEvents, type CloudEventsRequest} from './hear-cloud-events.ts';
export {hearGa4} from './hear-ga4.ts';
export {hearSegment, SEGMENT_CALLS, type SegmentCall} from './hear-segment.ts';
export {hearSnowplow} from './hear-snowplow.ts';
export type {HeardSent, ToldWhen} from './heard-sent.ts';
export {liftTouchpoint} from './lift-touchpoint.ts';
export type {Heard, Incoming, Source, Told, Unknown} from './source.ts';
export {theirName} from './their-name.ts';
export {vocabularies, type Fields, type Vocabulary} from './vocabularies.ts';
