import {cleanUrl} from './page.ts';
import {isRecord, type Payload} from './payload.ts';

/** `first_name`, `firstName` and `First Name` are one. */
const plain = (key: string) => key.toLowerCase().replace(/[^a-z]/g, '');

/** Whether a key is one of some, however it is written. */
export const keys = (list: string): ((key: string) => boolean) => {
  const known = new Set(list.split(' ').map(plain));
  return (key) => known.has(plain(key));
};

/** Kept as hashed identifiers where they are the customer's own, and nowhere in clear. */
const isAddress = keys(
  'email email_address phone phone_number mobile address password ip ip_address',
);

/** Fields as a library tells them, without addresses and numbers of people, however deep. */
export const withoutAddresses = (fields: Payload): Payload =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([key]) => !isAddress(key))
      .map(([key, value]) => [key, cleaned(value)]),
  );

const cleaned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(cleaned).filter((each) => each !== undefined);
  if (isRecord(value)) return withoutAddresses(value);
  if (typeof value !== 'string') return value;
  // An address of a page may hold as much of a person wherever it stands.
  if (/^https?:/i.test(value)) return cleanUrl(value);
  if (/^tel:/i.test(value)) return '[phone]';
  return /^[^\s@]+@[^\s@]+$/.test(value) ? '[email]' : value;
};
