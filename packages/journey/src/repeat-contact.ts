import type {RepeatContact, Touchpoint} from '@throughline/contracts';
import {canBegin, givenReasons} from './matters.ts';
import {mergeTouchpoints} from './order.ts';

/** A contact within this time after the one before repeats it; 7 days, as call centres count. */
const REPEAT_MS = 7 * 86_400_000;

/**
 * The contacts that lead to the latest one, each within days of the one before and not for another
 * reason; null where it stands alone, or is itself that long ago. Contacts that we began do not count.
 */
export const repeatContactOf = (
  touchpoints: readonly Touchpoint[],
  {withinMs = REPEAT_MS, now = -Infinity}: {withinMs?: number; now?: number} = {},
): RepeatContact | null => {
  const contacts = new Map<string, Contact>();
  const ordered = mergeTouchpoints(touchpoints);
  const reasons = givenReasons(ordered);
  for (const touchpoint of ordered) {
    const {id, occurredAt, contact, direction} = touchpoint;
    if (!contact) continue;
    const known = contacts.get(contact.id);
    if (!known && !canBegin(touchpoint)) continue;
    const isOurs = direction === 'outbound';
    const reason = reasons.get(contact.id);
    const entry = known ?? {id, at: occurredAt, endedAt: occurredAt, isOurs, reason};
    entry.endedAt = Math.max(entry.endedAt, occurredAt, contact.endedAt ?? 0);
    contacts.set(contact.id, entry);
  }
  const theirs = [...contacts.values()].filter(({isOurs}) => !isOurs);
  const latest = theirs.at(-1);
  if (!latest || now - latest.endedAt > withinMs) return null;
  const linked = new Set([latest]);
  let since = latest.at;
  let reason = latest.reason ?? null;
  for (const contact of theirs.toSorted((a, b) => b.endedAt - a.endedAt)) {
    if (since - contact.endedAt > withinMs) break;
    if (reason !== null && contact.reason !== undefined && contact.reason !== reason) continue;
    reason ??= contact.reason ?? null;
    since = Math.min(since, contact.at);
    linked.add(contact);
  }
  const chain = theirs.filter((contact) => linked.has(contact));
  if (chain.length < 2) return null;
  return {
    contacts: chain.length,
    since,
    reason,
    touchpoints: chain.map(({id}) => id),
  };
};

interface Contact {
  /** Of the touchpoint that it began with. */
  id: string;
  at: number;
  endedAt: number;
  isOurs: boolean;
  reason: string | undefined;
}
