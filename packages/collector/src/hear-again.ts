import {
  hearCloudEvents,
  hearGa4,
  hearSegment,
  hearSnowplow,
  sources,
  type HeardSent,
} from '@throughline/sources';
import type {Arrival, Context} from './judge.ts';

/** A payload from quarantine. */
export interface Payload {
  readonly source: string;
  readonly payload: unknown;
  readonly context: Context;
  /** By the clock that counted when it came. */
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** Whether what a source tells has times of its own, which are taken as they stand. */
export const isHistory = (source: string): boolean =>
  source === imported || Object.hasOwn(sources, source);

/** Whose word it is who somebody is, in what a source has told. */
export const wordOf = (source: string): NonNullable<Arrival['wordOf']> => {
  if (source === imported || source === 'cloudevents') return 'tenant';
  return Object.hasOwn(sources, source) ? 'source' : 'page';
};

/** The source of what was read from a file. */
export const imported = 'import';

/**
 * Reads a payload once more by the mapper that did not understand it; undefined where nobody knows
 * whose words it is in. What proved its sender is not kept, and not asked for again.
 */
export const hearAgain = ({source, payload, context, sentAt, receivedAt}: Payload) => {
  const heard = mapperOf(source)?.(payload, context, receivedAt);
  return heard && {...heard, sentAt};
};

type Mapper = (
  payload: unknown,
  context: Context,
  receivedAt: number,
) => Pick<HeardSent, 'touchpoints' | 'unknown'>;

const mapperOf = (source: string): Mapper | undefined =>
  Object.hasOwn(libraries, source) ? libraries[source] : webhook(source);

const webhook = (name: string): Mapper | undefined => {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  return (
    source &&
    ((payload, headers, receivedAt) =>
      source.hear({url: '', headers, body: bytesOf(payload), receivedAt}))
  );
};

/** What is no JSON was kept as its text. */
const bytesOf = (payload: unknown) =>
  Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));

const libraries: Readonly<Record<string, Mapper>> = {
  segment: (message, _, receivedAt) => hearSegment('batch', {batch: [message]}, receivedAt),
  snowplow: (event, _, receivedAt) => hearSnowplow({data: [event]}, receivedAt),
  cloudevents: (body, _, receivedAt) => hearCloudEvents({headers: {}, body, receivedAt}),
  // A whole request, where that was not understood, or one of its events.
  ga4: (payload, context, receivedAt) =>
    hearGa4(isRequest(payload) ? payload : {...context, events: [payload]}, receivedAt),
};

const isRequest = (payload: unknown) =>
  typeof payload === 'object' &&
  payload !== null &&
  ['events', 'client_id', 'app_instance_id', 'user_id'].some((name) => name in payload);

/** By what names it is told whose words wait in quarantine. */
export const tellers: readonly string[] = [
  imported,
  ...Object.keys(libraries),
  ...Object.keys(sources),
];
