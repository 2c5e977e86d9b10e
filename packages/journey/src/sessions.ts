import type {Touchpoint} from '@throughline/contracts';
import {journeyLog} from './journey-log.ts';
import type {Session, SessionOptions} from './session.ts';

/**
 * The sessions and contacts of a customer, the latest first. Touchpoints belong together by
 * `contact.id`, else by `sessionId`, else by channel and a gap of half an hour.
 */
export const sessionsOf = (
  touchpoints: readonly Touchpoint[],
  options: SessionOptions = {},
): readonly Session[] => {
  const log = journeyLog(options);
  log.add(touchpoints);
  return log.sessions;
};
