import type {RepeatContact, Touchpoint} from '@throughline/contracts';
import {mergeTouchpoints} from './order.ts';

/** A contact within this time after the one before repeats it; 7 days, as call centres count. */
const REPEAT_MS = 7 * 86_400_000;

/**
 * The contacts that lead to the latest one, each within days of the one before and not for another
 * reason; null where it stands alone. Contacts that we began do not count.
 */
export const repeatContactOf = (
  touchpoints: readonly Touchpoint[],
  {withinMs = REPEAT_MS}: {withinMs?: number} = {},
): RepeatContact | null => {
  const contacts = new Map<string, {id: string; at: number; endedAt: number; reason?: string}>();
  for (const {id, occurredAt, contact, direction} of mergeTouchpoints(touchpoints)) {
    if (!contact) continue;
    const known = contacts.get(contact.id);
    if (!known && direction === 'outbound') continue;
    const entry = known ?? {id, at: occurredAt, endedAt: occurredAt};
    entry.endedAt = Math.max(entry.endedAt, occurredAt, contact.endedAt ?? 0);
    if (contact.reason !== undefined) entry.reason ??= contact.reason;
    contacts.set(contact.id, entry);
  }
  const [latest, ...before] = [...contacts.values()].reverse();
  if (!latest) return null;
  const chain = [latest];
  let reason = latest.reason ?? null;
  for (const contact of before) {
    if (chain[0]!.at - contact.endedAt > withinMs) break;
    if (reason !== null && contact.reason !== undefined && contact.reason !== reason) continue;
    reason ??= contact.reason ?? null;
    chain.unshift(contact);
  }
  if (chain.length < 2) return null;
  return {
    contacts: chain.length,
    since: chain[0]!.at,
    reason,
    touchpoints: chain.map(({id}) => id),
  };
};
