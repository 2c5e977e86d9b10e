import type {Touchpoint} from '@throughline/contracts';
import {isClosing} from './closing.ts';

/** The number of a touchpoint's ticket, however it names it, else an empty text. */
export const ticketOf = ({relations, properties, identifiers}: Touchpoint): string =>
  String(
    relations?.find(({type}) => type === 'ticket')?.id ??
      properties?.['ticket'] ??
      // An integrator's own touchpoint may have no identifiers.
      (identifiers as Touchpoint['identifiers'] | undefined)?.find(
        // All that are hidden look alike, and are not one.
        ({kind, value}) => kind === 'ticket' && says(value),
      )?.value ??
      '',
  );

/** Whether an order failed for want of goods, and not because of a payment. */
export const isSoldOut = (name: string, reason = ''): boolean =>
  name === 'order_failed' && SOLD_OUT.test(reason);
export const SOLD_OUT = /stock|sold.?out|inventory/i;

/** When something was over: what tells of a contact's end may stand where the contact began. */
export const overAt = ({name, occurredAt, contact}: Touchpoint): number =>
  /_(ended|abandoned)$/.test(name) ? Math.max(occurredAt, contact?.endedAt ?? 0) : occurredAt;

/** Whether somebody was there at the other end: a call that nobody took answers nothing. */
export const isReached = ({contact, outcome}: Touchpoint): boolean =>
  (contact?.talkMs ?? 0) > 0 || !/^(failure|abandoned)$/.test(outcome?.status ?? '');

/** When we last talked to them; -Infinity where we did not. */
export const lastTalk = (ordered: readonly Touchpoint[]): number =>
  ordered
    .filter((each) => /^(contact|chat)_ended$/.test(each.name) && isReached(each))
    .reduce((latest, each) => Math.max(latest, overAt(each)), -Infinity);

/** Whether a machine of theirs wrote it: whoever is away has not read what it answers. */
export const isAutoReply = ({
  name,
  direction,
  mode,
}: Pick<Touchpoint, 'name' | 'direction'> & {mode?: string | undefined}): boolean =>
  mode === 'automated' && direction === 'inbound' && name.startsWith('message_');

/**
 * Whether a contact may begin with it: not with a note of ours or what becomes of a promise, nor when they
 * only read or rate something, or thank us.
 */
export const canBegin = (touchpoint: Touchpoint): boolean =>
  touchpoint.direction !== 'internal' &&
  !isAutoReply(touchpoint) &&
  !/^(message_read$|(survey|sla|promise)_)/.test(touchpoint.name) &&
  !(touchpoint.direction === 'inbound' && isClosing(touchpoint.contact?.message ?? ''));

/** The order or ticket that a touchpoint is about, else an empty text. */
export const matterIdOf = (touchpoint: Touchpoint): string => {
  const {name, commerce, relations} = touchpoint;
  if (/^(ticket|sla|promise)_/.test(name)) return ticketOf(touchpoint);
  return commerce?.orderId ?? relations?.find(({type}) => type === 'order')?.id ?? '';
};

/** The same for all touchpoints of one order, and for all of one ticket. */
export const matterOf = (touchpoint: Touchpoint): string =>
  `${touchpoint.name.split('_')[0]} ${matterIdOf(touchpoint)}`;

/** What a contact is about: its reason, else the subject that the customer or a ticket gave it. */
export const reasonIn = (touchpoint: Touchpoint): string | undefined => {
  const {contact, direction, properties} = touchpoint;
  if (!contact || isAutoReply(touchpoint)) return undefined;
  const subject = direction === 'outbound' ? undefined : properties?.['subject'];
  return [contact.reason, subject].find(
    (each): each is string => typeof each === 'string' && says(each),
  );
};

/** The reason that each contact was first given, by its id: often not before somebody took it. */
export const givenReasons = (ordered: readonly Touchpoint[]): Map<string, string> => {
  const reasons = new Map<string, string>();
  for (const {contact} of ordered) {
    const {id = '', reason = ''} = contact ?? {};
    if (says(reason) && !reasons.has(id)) reasons.set(id, reason);
  }
  return reasons;
};

/** Whether a text tells anything: `•••` stands for one that this reader may not see. */
export const says = (text: string): boolean => /^[^•]/.test(text);

/** The latest touchpoint of each order and ticket that is not done with, oldest first. */
export const openMattersOf = (ordered: readonly Touchpoint[]): Touchpoint[] => {
  const latest = new Map<string, Touchpoint>();
  /** What of an order was not given back, where that was told in its currency. */
  const kept = new Map<string, {minor: number; currency: string | undefined}>();
  for (const touchpoint of ordered) {
    const {name, commerce} = touchpoint;
    if (!/^(order|ticket)_/.test(name) || matterIdOf(touchpoint) === '') continue;
    const matter = matterOf(touchpoint);
    const before = latest.get(matter);
    // What never was an order fails and leaves none.
    if (name === 'order_failed' && !before) continue;
    const {valueMinor: minor = Number.NaN, currency} = commerce ?? {};
    if (name === 'order_completed') kept.set(matter, {minor, currency});
    const paid = kept.get(matter);
    if (name === 'order_refunded' && paid) {
      paid.minor -= paid.currency === currency ? Math.abs(minor) : Number.NaN;
      // A part that comes back says nothing of the rest.
      if (before && paid.minor > 0) continue;
    }
    // Nor does what tells no state open again what is done with.
    if (before && isSettled(before) && name.endsWith('_updated') && stateIn(touchpoint) === '')
      continue;
    // The latest last.
    latest.delete(matter);
    latest.set(matter, touchpoint);
  }
  return [...latest.values()].filter((touchpoint) => !isSettled(touchpoint));
};

/** Whether nothing is to be done about its order or its ticket any more. */
export const isSettled = (touchpoint: Touchpoint): boolean =>
  /^(order_(delivered|cancelled|refunded)|ticket_(resolved|closed))$/.test(touchpoint.name) ||
  (touchpoint.name === 'ticket_updated' && /^(solved|resolved|closed)$/i.test(stateIn(touchpoint)));

/** What an update says that something is now: `returned`. */
export const stateIn = ({name, properties}: Touchpoint): string =>
  name.endsWith('_updated') && typeof properties?.['status'] === 'string'
    ? properties['status']
    : '';
