import {JourneyPanel} from './journey-panel.ts';
import {JourneyTimeline} from './journey-timeline.ts';

// Two copies of us may meet on one agent desktop: the first to come keeps the tag.
const define = (tag: string, element: CustomElementConstructor) => {
  if (!customElements.get(tag)) customElements.define(tag, element);
};

define('journey-timeline', JourneyTimeline);
define('journey-panel', JourneyPanel);
