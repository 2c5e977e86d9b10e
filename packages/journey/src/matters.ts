import type {Touchpoint} from '@throughline/contracts';

/** The order or ticket that a touchpoint is about, else an empty text. */
export const matterIdOf = ({
  name,
  commerce,
  relations,
  properties,
  identifiers,
}: Touchpoint): string =>
  commerce?.orderId ??
  relations?.find(({type}) => type === 'order' || type === 'ticket')?.id ??
  String(properties?.['ticket'] ?? (IN_A_TICKET.test(name) ? ticketOf(identifiers) : ''));

const IN_A_TICKET = /^(ticket|sla|promise)_/;
/** An integrator's own touchpoint may have no identifiers. */
const ticketOf = (identifiers: Touchpoint['identifiers'] | undefined) =>
  identifiers?.find(({kind}) => kind === 'ticket')?.value ?? '';

/** The same for all touchpoints of one order, and for all of one ticket. */
export const matterOf = (touchpoint: Touchpoint): string =>
  `${touchpoint.name.split('_')[0]} ${matterIdOf(touchpoint)}`;

/** What a contact is about: its reason, else the subject that the customer or a ticket gave it. */
export const reasonIn = ({contact, direction, properties}: Touchpoint): string | undefined => {
  if (!contact) return undefined;
  const subject = direction === 'outbound' ? undefined : properties?.['subject'];
  return contact.reason ?? (typeof subject === 'string' && says(subject) ? subject : undefined);
};

/** Whether a text tells anything: `•••` stands for one that this reader may not see. */
export const says = (text: string): boolean => /^[^•]/.test(text);

/** The latest touchpoint of each order and ticket that is not done with, oldest first. */
export const openMattersOf = (ordered: readonly Touchpoint[]): Touchpoint[] => {
  const latest = new Map<string, Touchpoint>();
  for (const touchpoint of ordered) {
    if (/^(order_(?!failed)|ticket_)/.test(touchpoint.name) && matterIdOf(touchpoint) !== '') {
      // The latest last.
      latest.delete(matterOf(touchpoint));
      latest.set(matterOf(touchpoint), touchpoint);
    }
  }
  return [...latest.values()].filter(
    ({name}) => !/^(order_(delivered|cancelled|refunded)|ticket_(resolved|closed))$/.test(name),
  );
};
