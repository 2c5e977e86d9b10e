import type {Journey, StageSet} from '@throughline/contracts';
import {define} from './define-tag.ts';
import {JourneyBrief} from './journey-brief.ts';
import {JourneyNote} from './journey-note.ts';

// Asked for together with what it tells. Loading this file defines its tags.
define('journey-brief', JourneyBrief);
define('journey-note', JourneyNote);

export {head} from './chips.ts';
export {styles} from './head.styles.ts';

/** The stages of a journey, a tenant's own as the same object for as long as they say the same. */
export const stages = (journey: Journey | null): StageSet | undefined => {
  const {ownStages, stagePreset} = journey ?? {};
  if (!ownStages) return stagePreset;
  const said = JSON.stringify(ownStages);
  if (!known.has(said)) known.set(said, ownStages);
  return known.get(said);
};

/** Each answer brings them anew, and what is filtered by others is filtered again. One of each tenant. */
const known = new Map<string, StageSet>();
