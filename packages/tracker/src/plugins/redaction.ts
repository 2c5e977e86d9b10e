import type {TrackerPlugin} from '../plugin.ts';
import {redact} from '@throughline/contracts/redact';

export interface RedactionOptions {
  /** Query keys to keep in addresses, beside `utm_*`, `page`, `sort`, `category` and `variant`. */
  query?: readonly string[];
}

/**
 * Takes card numbers, IBANs, e-mail addresses, phone numbers and secrets out of every text before
 * it is queued, and keeps only known query keys in addresses.
 */
export const redaction = ({query = []}: RedactionOptions = {}): TrackerPlugin => {
  const allowed = ['category', 'sort', 'page', 'variant', ...query];
  return {
    name: 'redaction',
    redact,
    cleanUrl({origin, pathname, searchParams}) {
      const path = pathname.replace(/;[^/]*/g, '');
      const plain = decode(path);
      const kept = redact(plain);
      const search = [...searchParams]
        .filter(([key]) => allowed.includes(key) || key.startsWith('utm_'))
        .map(([key, value]) => `${key}=${encodeURIComponent(redact(value))}`)
        .join('&');
      return origin + (kept === plain ? path : kept) + (search && `?${search}`);
    },
  };
};

/** For the search only: `%40` hides an address. */
const decode = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray percent sign: search it as it is.
  }
};
