import type {Touchpoint} from '@throughline/contracts';
import {canBegin} from './matters.ts';

/** Whoever is in touch this soon before or after is the person at that browser; 30 minutes, as long as a session may pause. */
const SOON_MS = 30 * 60_000;

/**
 * The same touchpoints, without what a program looked at: it is not what somebody did. But no program asks
 * for help: what goes with a contact of theirs is a person's, whatever their browser calls itself.
 */
export const withoutCrawlers = (ordered: readonly Touchpoint[]): readonly Touchpoint[] => {
  if (!ordered.some(({crawler}) => crawler)) return ordered;
  const isContact = (touchpoint: Touchpoint) =>
    touchpoint.contact &&
    !touchpoint.crawler &&
    touchpoint.direction !== 'outbound' &&
    canBegin(touchpoint);
  const contacts = ordered.filter(isContact).map(({occurredAt}) => occurredAt);
  let next = 0;
  const nextAt = () => contacts[next] ?? Infinity;
  return ordered.filter(({crawler, occurredAt: at}) => {
    while (nextAt() < at - SOON_MS) next++;
    return !crawler || nextAt() <= at + SOON_MS;
  });
};
