import type {Touchpoint} from '@throughline/contracts';

/** A visit, or one contact with an agent or a bot: what belongs together on the timeline. */
export interface Session {
  /** Stable while touchpoints are added at its end. Unique among the sessions of a customer. */
  key: string;
  kind: 'session' | 'contact';
  /** The session's or the contact's id; null where neither was given and the gap decided. */
  id: string | null;
  /** Of its first touchpoint. */
  channel: string;
  startedAt: number;
  /** When its last touchpoint happened, or the contact ended, whichever is later. */
  endedAt: number;
  /** Oldest first. Never empty. */
  touchpoints: readonly Touchpoint[];
}

export interface SessionOptions {
  /** How long nothing may happen before the next touchpoint opens a new session; 30 min. */
  gapMs?: number;
}

/** Half an hour: what most analytics take (it decides only where no session id was sent). */
export const SESSION_GAP_MS = 30 * 60_000;
