import type {Touchpoint} from '@throughline/contracts';

/** A payment system tells of a decline this soon before or after the page on which it happened does; 1 minute. */
const BOTH_TELL_MS = 60_000;

/**
 * The same touchpoints, each decline once: a page tells of it, in its session, and so does the payment
 * system or the shop, which know of none. What that says of the reason is kept where the page did not say.
 */
export const declinesOnce = (ordered: readonly Touchpoint[]): readonly Touchpoint[] => {
  const declines = ordered.filter(
    ({name, mode}) => /^(payment|order)_failed$/.test(name) && mode !== 'automated',
  );
  const seen = declines.filter(({sessionId}) => sessionId !== undefined);
  const told = new Map<Touchpoint, Touchpoint>();
  let next = 0;
  for (const decline of declines.filter(({sessionId}) => sessionId === undefined)) {
    const at = decline.occurredAt;
    while (seen[next] && seen[next]!.occurredAt < at - BOTH_TELL_MS) next++;
    if (!seen[next] || seen[next]!.occurredAt > at + BOTH_TELL_MS) continue;
    told.set(seen[next++]!, decline);
  }
  const again = new Set(told.values());
  return ordered.flatMap((touchpoint) => {
    if (again.has(touchpoint)) return [];
    const reason = told.get(touchpoint)?.outcome?.reason;
    if (reason === undefined || touchpoint.outcome?.reason !== undefined) return [touchpoint];
    return [{...touchpoint, outcome: {status: 'failure' as const, ...touchpoint.outcome, reason}}];
  });
};
