import {JourneySurvey} from './journey-survey.ts';

// Two copies of us may meet on one page: the first to come keeps the tag.
if (globalThis.customElements && !customElements.get('journey-survey'))
  customElements.define('journey-survey', JourneySurvey);

export {JourneyAnswerEvent, JourneySurvey} from './journey-survey.ts';
export {type SurveyType, type SurveyWords} from './survey-scales.ts';
