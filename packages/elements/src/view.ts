/** A journey in words and its renderers, without a DOM: of `@throughline/elements`, what runs in Node. */
export {journeyView, type JourneyView, type JourneyViewOptions} from './journey-view.ts';
export {toHtml} from './to-html.ts';
export {toText} from './to-text.ts';
export {toBlocks, type JourneyBlock} from './to-blocks.ts';
export type {ActionView, BriefView, ReasonView, SentenceView} from './brief-view.ts';
export type {Figure} from './figures.ts';
export type {LastSeenView} from './head-view.ts';
export type {CardView, DayView, RowView} from './timeline-view.ts';
export type {Look, Looks} from './looks.ts';
export {addWords, loadWords, type PartialMessages} from './languages.ts';
