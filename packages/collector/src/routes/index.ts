import type {Route} from '../route.ts';
import {getAccount} from './account.ts';
import {postCloudEvents} from './cloud-events.ts';
import {findCustomer, getDays, getTimeline} from './customers.ts';
import {
  getDebug,
  getElements,
  getElementsPart,
  getPanel,
  getPanelScript,
  getSurvey,
  getTracker,
  getVitals,
} from './files.ts';
import {getHome} from './home.ts';
import {getIdentity, postAttach, postDetach, postMove} from './identity.ts';
import {getJourney} from './journey.ts';
import {getLive} from './live.ts';
import {getAudit, getExport, postErase, postObjections, postRestrict} from './rights.ts';
import {getSource, postSource} from './sources.ts';
import {measurements} from './measurement.ts';
import {getMetrics} from './metrics.ts';
import {postRemarks} from './remarks.ts';
import {getSegmentSettings, postSegmentMetrics, segmentCalls, sourceConfigs} from './segment.ts';
import {getSnowplowPixel, postSnowplow} from './snowplow.ts';
import {getHealth, getJwks, getOpenApi, getReady} from './system.ts';
import {postTokens} from './tokens.ts';
import {postTouchpoints} from './touchpoints.ts';

/** Every route of the collector. */
export const routes: readonly Route[] = [
  postTouchpoints,
  postSource,
  getSource,
  ...segmentCalls,
  postSegmentMetrics,
  getSegmentSettings,
  ...sourceConfigs,
  postCloudEvents,
  ...measurements,
  postSnowplow,
  getSnowplowPixel,
  postTokens,
  findCustomer,
  getTimeline,
  getDays,
  getJourney,
  getLive,
  getIdentity,
  postDetach,
  postAttach,
  postMove,
  postRemarks,
  getExport,
  postErase,
  postRestrict,
  postObjections,
  getAudit,
  getAccount,
  getHome,
  getPanel,
  getPanelScript,
  getTracker,
  getVitals,
  getDebug,
  getElements,
  getElementsPart,
  getSurvey,
  getHealth,
  getReady,
  getMetrics,
  getJwks,
  getOpenApi(() => routes),
];
