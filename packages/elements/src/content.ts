import type {Touchpoint} from '@throughline/contracts';
import {compareTouchpoints, journeyLog, type JourneyLog} from '@throughline/journey';
import type {Matcher} from './filter.ts';

/** What a timeline holds, and what of it the filter lets through. */
export interface Content {
  /** What is loaded; another one where it is another journey. */
  readonly log: JourneyLog;
  /** What of it is shown: itself, or what the filter lets through. Another one where other rows stand in it. */
  readonly shown: JourneyLog;
  /**
   * Takes over what is to be shown: a log, a list, or what is there already. Answers what came to the
   * same journey that is newer than its oldest; an older page is nothing new.
   *
   * @param isAnew - `matches` is another one.
   */
  take(
    given: JourneyLog | readonly Touchpoint[] | null,
    matches: Matcher | undefined,
    isAnew: boolean,
  ): readonly Touchpoint[];
}

export const createContent = (): Content => {
  let log = journeyLog();
  let shown = log;
  /** How many of it were there when it was last looked at, and the oldest of them. */
  let seen = 0;
  let oldest: Touchpoint | undefined;

  return {
    get log() {
      return log;
    },
    get shown() {
      return shown;
    },

    take(given, matches, isAnew) {
      const before = log;
      if (given && 'add' in given) log = given;
      else if (given) {
        // A list that holds the newest of the one before is the same journey, grown.
        const newest = before.touchpoints.at(-1)?.id;
        if (!given.some(({id}) => id === newest)) log = journeyLog();
        log.add(given);
      }
      const isOther = log !== before;
      const {arrivals} = log;
      const fresh = isOther ? [] : arrivals.slice(seen);
      if (!matches) shown = log;
      else if (isOther || isAnew) (shown = journeyLog()).add(arrivals.filter(matches));
      else shown.add(fresh.filter(matches));
      const arrived = fresh.filter((each) => oldest && compareTouchpoints(each, oldest) > 0);
      seen = arrivals.length;
      oldest = log.touchpoints[0];
      return arrived;
    },
  };
};
