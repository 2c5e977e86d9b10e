import type {Touchpoint} from '@throughline/contracts';

/** The order or ticket that a touchpoint is about, else an empty text. */
export const matterIdOf = ({commerce, relations, properties}: Touchpoint): string =>
  commerce?.orderId ??
  relations?.find(({type}) => type === 'order' || type === 'ticket')?.id ??
  String(properties?.['ticket'] ?? '');

/** The same for all touchpoints of one order, and for all of one ticket. */
export const matterOf = (touchpoint: Touchpoint): string =>
  `${touchpoint.name.split('_')[0]} ${matterIdOf(touchpoint)}`;

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
