import type {Touchpoint} from '@throughline/contracts';
import {canBegin, isReached, overAt, ticketOf} from './matters.ts';
import {mergeTouchpoints} from './order.ts';

/** What goes on with a contact, or led to it, is this near to it; 30 minutes, as long as a session may pause. */
const SOON_MS = 30 * 60_000;

/**
 * What came, in its order and as a person would tell of it: several systems tell of one thing, each in its
 * own way. Everything that a journey says is read off this.
 */
export const whatCame = (touchpoints: readonly Touchpoint[]): readonly Touchpoint[] => {
  const byPeople = withoutCrawlers(mergeTouchpoints(touchpoints));
  return inOneContact(withOrderNumbers(declinesOnce(byPeople)).map(withoutReply));
};

/**
 * Without what a program looked at: it is not what somebody did. But no program asks for help: what goes
 * with a contact of theirs is a person's, whatever their browser calls itself.
 */
const withoutCrawlers = (ordered: readonly Touchpoint[]): readonly Touchpoint[] => {
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

/** A payment system tells of a decline this soon before or after the page on which it happened does; 1 minute. */
const BOTH_TELL_MS = 60_000;

/**
 * Each decline once: a page tells of it, in its session, and so does the payment system or the shop, which
 * know of none; and a page may tell that there is no order, too. What the other says of the reason is kept
 * where the first did not say.
 */
const declinesOnce = (ordered: readonly Touchpoint[]): readonly Touchpoint[] => {
  const declines = ordered.filter(
    ({name, mode}) => /^(payment|order)_failed$/.test(name) && mode !== 'automated',
  );
  const again = new Set<Touchpoint>();
  const reasons = new Map<Touchpoint, string | undefined>();
  const isAgain = (decline: Touchpoint, first: Touchpoint) => {
    again.add(decline);
    reasons.set(first, reasons.get(first) ?? decline.outcome?.reason);
  };
  const seen: Touchpoint[] = [];
  for (const decline of declines.filter(({sessionId}) => sessionId !== undefined)) {
    const before = seen.at(-1);
    const isOf =
      decline.name === 'order_failed' &&
      before?.name === 'payment_failed' &&
      before.sessionId === decline.sessionId &&
      decline.occurredAt - before.occurredAt <= BOTH_TELL_MS;
    if (isOf && !reasons.has(before)) isAgain(decline, before);
    else seen.push(decline);
  }
  let next = 0;
  for (const decline of declines.filter(({sessionId}) => sessionId === undefined)) {
    const at = decline.occurredAt;
    while (seen[next] && seen[next]!.occurredAt < at - BOTH_TELL_MS) next++;
    if (!seen[next] || seen[next]!.occurredAt > at + BOTH_TELL_MS) continue;
    isAgain(decline, seen[next++]!);
  }
  return ordered.flatMap((touchpoint) => {
    if (again.has(touchpoint)) return [];
    const reason = reasons.get(touchpoint);
    if (reason === undefined || touchpoint.outcome?.reason !== undefined) return [touchpoint];
    return [{...touchpoint, outcome: {status: 'failure' as const, ...touchpoint.outcome, reason}}];
  });
};

/**
 * Each that names an order only as its system does with the number that a person knows it by: of some shops
 * a parcel or a refund does.
 */
const withOrderNumbers = (ordered: readonly Touchpoint[]): Touchpoint[] => {
  const idOf = ({relations}: Touchpoint) => relations?.find(({type}) => type === 'order')?.id ?? '';
  const numbers = new Map(
    ordered.flatMap((each) =>
      each.commerce?.orderId ? [[idOf(each), each.commerce.orderId]] : [],
    ),
  );
  numbers.delete('');
  return ordered.map((touchpoint) => {
    const orderId = numbers.get(idOf(touchpoint));
    if (orderId === undefined || touchpoint.commerce?.orderId) return touchpoint;
    return {...touchpoint, commerce: {...touchpoint.commerce, orderId}};
  });
};

/** "Re: AW: ", as mail programs put it before what a mail is about. */
const REPLY = /^(?:(?:re|aw|antw|wg|fwd?|rv|tr|enc|res|ref|sv|vs)(?:\[\d{1,3}\])?\s?:\s*)+/i;

/** A mail's subject as the thread began with it. */
const withoutReply = (touchpoint: Touchpoint): Touchpoint => {
  const {properties} = touchpoint;
  const subject = properties?.['subject'];
  return typeof subject === 'string' && REPLY.test(subject)
    ? {...touchpoint, properties: {...properties, subject: subject.replace(REPLY, '')}}
    : touchpoint;
};

const SPOKEN = /^(voice|callback|chat|video|co_browse|in_store)$/;
const TALKED = /^(contact_(answered|ended)|chat_ended)$/;
const TAKEN_ON = /^(contact_(offered|queued|answered)|chat_started)$/;

interface Before {
  id: string;
  /** ms. */
  until: number;
}

/**
 * Those of one contact under one id, which other systems give another: a ticket that was opened in a call,
 * or just after it, was opened by who took the call, and a chat to which a bot hands over is still the same.
 */
const inOneContact = (ordered: readonly Touchpoint[]): Touchpoint[] => {
  const ids = new Map<string, string>();
  let call: Before | undefined;
  let handed: Before | undefined;
  return ordered.map((touchpoint) => {
    const {name, channel, mode, occurredAt, contact} = touchpoint;
    if (!contact) return touchpoint;
    let id = ids.get(contact.id);
    if (id === undefined) {
      const isTicket = name === 'ticket_created' && ticketOf(touchpoint) !== '';
      const before = isTicket ? call : TAKEN_ON.test(name) ? handed : undefined;
      id = before && occurredAt - before.until <= SOON_MS ? before.id : contact.id;
      ids.set(contact.id, id);
      // A bot hands over to one.
      if (before === handed) handed = undefined;
    }
    if (name === 'bot_handover') handed = {id, until: occurredAt};
    if (TALKED.test(name) && mode !== 'bot' && SPOKEN.test(channel) && isReached(touchpoint)) {
      const until = call?.id === id ? call.until : 0;
      call = {id, until: Math.max(until, overAt(touchpoint))};
    }
    return id === contact.id ? touchpoint : {...touchpoint, contact: {...contact, id}};
  });
};
