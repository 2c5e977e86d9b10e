import {define} from './define-tag.ts';
import {JourneyPanel} from './journey-panel.ts';
import {JourneyTimeline} from './journey-timeline.ts';

define('journey-timeline', JourneyTimeline);
define('journey-panel', JourneyPanel);
