import {define} from './define-tag.ts';
import {JourneyPins} from './journey-pins.ts';
import {JourneyRail} from './journey-rail.ts';

export {searchAll} from './jump.ts';

// Around the list, with what a reader opens in it. Loading this file defines its tags.
define('journey-rail', JourneyRail);
define('journey-pins', JourneyPins);
