import type {Page} from '@throughline/contracts';
import {defined, textOf} from './payload.ts';

/**
 * A page as a library told of it, without what an address may hold of a person. Nothing where it
 * has no address.
 */
export const pageOf = ({
  url,
  title,
  referrer,
}: {
  url?: unknown;
  title?: unknown;
  referrer?: unknown;
}): Page | undefined => {
  const address = cleanUrl(url);
  if (!address) return undefined;
  return {
    url: address,
    ...defined({
      path: new URL(address).pathname,
      title: textOf(title),
      referrer: cleanUrl(referrer),
    }),
  };
};

/**
 * A web address without user, password, fragment, path parameters, anything with an `@`, and every
 * query key but these: what our own tracker's redaction keeps.
 */
export const cleanUrl = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  if (!/^https?:$/.test(url.protocol)) return undefined;
  const kept = [...url.searchParams].filter(
    ([key]) => KEPT.includes(key) || key.startsWith('utm_'),
  );
  const path = url.pathname
    .split('/')
    .map((part) => withoutAddress(part.split(';')[0]!))
    .join('/');
  const query = String(new URLSearchParams(kept.map(([key, text]) => [key, withoutAddress(text)])));
  return `${url.origin}${path}${query && `?${query}`}`;
};

const KEPT = ['page', 'sort', 'category', 'variant'];

const withoutAddress = (text: string) => (/@|%40/.test(text) ? '[email]' : text);
