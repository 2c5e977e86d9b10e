import type {Touchpoint} from '@throughline/contracts';
import type {Format} from './format.ts';

/** Properties in which senders say where on earth a customer's clock stands: an IANA name. */
const ZONES = ['timezone', 'time_zone', 'timeZone'];

/**
 * When it happened by the customer's own clock: "19 Nov 2026, 08:02:31 GMT-5". Empty where nobody said
 * which that is, and where it is the agent's own.
 */
export const customerTime = ({properties, occurredAt}: Touchpoint, format: Format): string => {
  const timeZone = ZONES.map((name) => properties?.[name]).find((zone) => typeof zone === 'string');
  if (!timeZone || timeZone === format.timeZone) return '';
  try {
    return new Intl.DateTimeFormat(format.locale, {
      timeZone,
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'short',
    }).format(occurredAt);
  } catch {
    return ''; // It comes from a page: it may be anything.
  }
};
