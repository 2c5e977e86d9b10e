import type {Touchpoint} from '@throughline/contracts';

/** The number of a touchpoint's ticket, however it names it, else an empty text. */
export const ticketOf = ({relations, properties, identifiers}: Touchpoint): string =>
  String(
    relations?.find(({type}) => type === 'ticket')?.id ??
      properties?.['ticket'] ??
      // An integrator's own touchpoint may have no identifiers.
      (identifiers as Touchpoint['identifiers'] | undefined)?.find(({kind}) => kind === 'ticket')
        ?.value ??
      '',
  );

/** Whether an article helped, by its reader's vote: the tracker has it as `yes` and `no`. */
export const helpedBy = ({properties}: Touchpoint): boolean | undefined => {
  const vote = properties?.['helpful'] ?? properties?.['vote'];
  if (typeof vote === 'boolean') return vote;
  return vote === 'yes' || (vote === 'no' ? false : undefined);
};

/** When something was over: what tells of a contact's end may stand where the contact began. */
export const overAt = ({name, occurredAt, contact}: Touchpoint): number =>
  /_(ended|abandoned)$/.test(name) ? Math.max(occurredAt, contact?.endedAt ?? 0) : occurredAt;

/** Whether a machine of theirs wrote it: whoever is away has not read what it answers. */
export const isAutoReply = ({
  name,
  direction,
  mode,
}: Pick<Touchpoint, 'name' | 'direction'> & {mode?: string | undefined}): boolean =>
  mode === 'automated' && direction === 'inbound' && name.startsWith('message_');

/** Whether a contact may begin with it: not with a note of ours. */
export const canBegin = (touchpoint: Touchpoint): boolean =>
  touchpoint.direction !== 'internal' && !isAutoReply(touchpoint);

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
