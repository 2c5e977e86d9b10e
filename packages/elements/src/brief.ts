import {define} from './define-tag.ts';
import {JourneyBrief} from './journey-brief.ts';
import {JourneyNote} from './journey-note.ts';

// Asked for together with what it tells. Loading this file defines its tags.
define('journey-brief', JourneyBrief);
define('journey-note', JourneyNote);

export {chips} from './chips.ts';
