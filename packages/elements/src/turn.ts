import type {Touchpoint} from '@throughline/contracts';

/** Whose turn a conversation is: `us` when the customer waits, null when nobody does. */
export const turnOf = (touchpoints: readonly Touchpoint[]): 'us' | 'customer' | null => {
  for (const {name, direction} of touchpoints.toReversed()) {
    if (/_(ended|resolved|closed|abandoned|answered)$/.test(name)) return null;
    if (/^(message_|chat_started|contact_(offered|queued)|ticket_(created|reopened))/.test(name)) {
      return direction === 'outbound' ? 'customer' : 'us';
    }
  }
  return null;
};
