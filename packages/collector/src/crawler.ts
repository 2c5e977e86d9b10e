import type {IncomingHttpHeaders} from 'node:http';
import {isbot} from 'isbot';

/**
 * Whether a program looked at the page that sends: a crawler, a monitor, a browser without a person.
 * Told by the `User-Agent`, and only of pages, which have an origin: a server that sends for its
 * customers is a program by right.
 */
export const isCrawler = ({origin, 'user-agent': agent}: IncomingHttpHeaders): boolean =>
  origin !== undefined && isbot(agent);
