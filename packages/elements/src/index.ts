export {JourneyPanel, type PanelStatus} from './journey-panel.ts';
export {JourneyTimeline} from './journey-timeline.ts';
export {JourneyMoreEvent, JourneySelectEvent, JourneyTokenEvent} from './events.ts';
export {JourneyActionEvent, JourneyEvidenceEvent} from './brief-events.ts';
export {
  JourneySourceError,
  type DaysOptions,
  type FoundCustomer,
  type JourneySource,
  type JourneySourceErrorCode,
  type LiveEvent,
  type LiveOptions,
  type ReadOptions,
  type TimelineOptions,
  type TimelinePage,
} from './journey-source.ts';
export {collectorSource, type CollectorSourceOptions} from './collector-source.ts';
export {memorySource, type MemoryOptions, type MemorySource} from './memory-source.ts';
export {detailsOf, type Detail} from './details.ts';
export {timelineText} from './text.ts';
export {journeyView, type JourneyView, type JourneyViewOptions} from './journey-view.ts';
export {toHtml} from './to-html.ts';
export {toText} from './to-text.ts';
export {toBlocks, type JourneyBlock} from './to-blocks.ts';
export {addWords, loadWords, type PartialMessages} from './languages.ts';
export type {Counted, Messages} from './messages.ts';
export type {TimelineFilter} from './filter.ts';
export {JourneyBrief} from './journey-brief.ts';
export {JourneyElement} from './journey-element.ts';
export {
  timelineView,
  type CardView,
  type DayView,
  type RowView,
  type TimelineView,
  type TimelineViewOptions,
} from './timeline-view.ts';
export type {Look, Looks} from './looks.ts';
export type {RowRenderer, RowRenderers} from './own-rows.ts';
export type {Icon, IconName} from './icons.ts';
export {JourneyErrorEvent} from './error-event.ts';
export {wordsOf, type Tone, type Words} from './words.ts';
export {formatFor, type Format, type FormatOptions, type OwnRows} from './format.ts';
export {maskIdentifier} from './identifier.ts';
