import './define.ts';

// What a page without a bundler needs; the rest of the surface is for those who import it.
export {JourneyPanel} from './journey-panel.ts';
export {JourneyTimeline} from './journey-timeline.ts';
export {collectorSource} from './collector-source.ts';
export {JourneySourceError} from './journey-source.ts';
