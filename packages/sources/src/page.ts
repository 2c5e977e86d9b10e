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
  const address = cleaned(url);
  if (!address) return undefined;
  return {
    url: address.url,
    path: address.path,
    ...defined({title: textOf(title), referrer: cleanUrl(referrer)}),
  };
};

/**
 * A web address without user, password, fragment, path parameters, anything with an `@`, and every
 * query key but these: what our own tracker's redaction keeps.
 */
export const cleanUrl = (value: unknown): string | undefined => cleaned(value)?.url;

const cleaned = (value: unknown): {url: string; path: string} | undefined => {
  if (typeof value !== 'string') return undefined;
  const url = URL.parse(value);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  const path = /[;@]|%40/.test(url.pathname)
    ? url.pathname
        .split('/')
        .map((part) => withoutAddress(part.split(';')[0]!))
        .join('/')
    : url.pathname;
  const query = url.search && keptOf(url.searchParams);
  return {url: `${url.origin}${path}${query && `?${query}`}`, path};
};

const keptOf = (query: URLSearchParams): string =>
  new URLSearchParams(
    [...query]
      .filter(([key]) => KEPT.includes(key) || key.startsWith('utm_'))
      .map(([key, text]) => [key, withoutAddress(text)]),
  ).toString();

const KEPT = ['page', 'sort', 'category', 'variant'];

/** What stands in an address that says where somebody came from: never whole where it holds a person's. */
export const withoutAddress = (text: string) => (/@|%40/.test(text) ? '[email]' : text);
