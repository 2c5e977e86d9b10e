import {define} from './define-tag.ts';
import {JourneyBrief} from './journey-brief.ts';

// Asked for together with what it tells. Loading this file defines its tag.
define('journey-brief', JourneyBrief);

export {chips} from './chips.ts';
