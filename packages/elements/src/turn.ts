import type {Touchpoint} from '@throughline/contracts';

/** Whose turn a conversation is: `us` when the customer waits, null when nobody does. */
export const turnOf = (touchpoints: readonly Touchpoint[]): 'us' | 'customer' | null => {
  for (const {name, direction, mode} of touchpoints.toReversed()) {
    if (/_(ended|resolved|closed|abandoned|answered)$/.test(name)) return null;
    if (
      /^(message_(sent|received)|chat_started|contact_(offered|queued)|ticket_(created|reopened))$/.test(
        name,
      )
    ) {
      // A newsletter asks for no answer, and "we have got your message" is none.
      if (direction !== 'outbound') return 'us';
      if (mode !== 'automated') return 'customer';
    }
  }
  return null;
};
