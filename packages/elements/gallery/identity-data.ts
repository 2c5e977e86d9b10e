import type {CustomerIdentity} from '@throughline/contracts';
import {aJourney} from './data.ts';

/** Of `aJourney`. Generated. */
export const anIdentity = (now: number): CustomerIdentity => {
  const day = 24 * 3_600_000;
  return {
    customer: 'memory',
    identifiers: [
      {visitor: 'v1', kind: 'anonymous', value: '0193c2f1a7', firstSeen: now - 40 * day},
      {visitor: 'v2', kind: 'email', value: 'a•••@example.com', firstSeen: now - 38 * day},
      {visitor: 'v3', kind: 'phone', value: '•••• 417', firstSeen: now - 3 * day},
    ],
    evidence: [
      {
        visitor: 'v1',
        other: 'v2',
        touchpoint: aJourney(now)[0]!.id,
        statedBy: null,
        at: now - 38 * day,
        verifiedAt: null,
        revokedAt: null,
        revokedBy: null,
      },
      {
        visitor: 'v2',
        other: 'v3',
        touchpoint: null,
        statedBy: 'agent-7',
        at: now - 3 * day,
        verifiedAt: null,
        revokedAt: null,
        revokedBy: null,
      },
      {
        visitor: 'v1',
        other: 'v9',
        touchpoint: null,
        statedBy: 'agent-2',
        at: now - 20 * day,
        verifiedAt: null,
        revokedAt: now - 19 * day,
        revokedBy: 'agent-7',
      },
    ],
    moved: [],
  };
};
