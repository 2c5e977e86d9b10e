import type {Touchpoint} from '@throughline/contracts';
import {backoffMs, isHidden, wait} from './backoff.ts';
import {eventStream} from './event-stream.ts';
import {
  JourneySourceError,
  type FoundCustomer,
  type JourneySource,
  type JourneySourceErrorCode,
  type LiveEvent,
  type TimelinePage,
} from './journey-source.ts';

export interface CollectorSourceOptions {
  /** The collector's address: `https://collect.example`. */
  url: string;
  /**
   * The agent's short-lived token, or what gets one. A function is asked before every request, and
   * once more when the collector refuses the token it gave; `refused` is then that token.
   */
  token: string | ((refused?: string) => string | Promise<string>);
}

/** The collector sends a comment every 15 s; three missing ones mean that the line is dead. */
const SILENCE_MS = 45_000;

/** A stream that lasted this long was a good one: the next break is a first break. */
const STEADY_MS = 10_000;

/**
 * The journey as a collector keeps it. The token travels in a header and who is asked for in a
 * body, never in a URL. Its live stream rests while the page is hidden.
 */
export const collectorSource = ({url, token}: CollectorSourceOptions): JourneySource => {
  const base = url.replace(/\/$/, '');

  const request = async (
    path: string,
    {signal, headers, ...init}: JsonRequest,
  ): Promise<Response> => {
    let refused: string | undefined;
    let refusal: JourneySourceError | undefined;
    for (;;) {
      const bearer = typeof token === 'string' ? token : await token(refused);
      signal?.throwIfAborted();
      // The second time around, only another token is worth another request.
      if (refusal && bearer === refused) throw refusal;
      if (!bearer) throw new JourneySourceError('token_missing', 'There is no token yet.');
      let response: Response;
      try {
        response = await fetch(base + path, {
          ...init,
          headers: {...headers, authorization: `Bearer ${bearer}`},
          signal: signal ?? null,
          cache: 'no-store',
          credentials: 'omit',
          referrerPolicy: 'no-referrer',
        });
      } catch (cause) {
        signal?.throwIfAborted();
        throw new JourneySourceError('offline', `${base} does not answer.`, {cause});
      }
      if (response.ok) return response;
      const error = await errorOf(response);
      signal?.throwIfAborted(); // Nobody is asked for a token that nobody waits for.
      if (refusal || !error.isToken) throw error;
      refused = bearer;
      refusal = error;
    }
  };

  const readJson = async <T>(path: string, init: JsonRequest): Promise<T> => {
    const response = await request(path, init);
    try {
      return (await response.json()) as T;
    } catch (cause) {
      init.signal?.throwIfAborted();
      throw new JourneySourceError('unavailable', `${base} gave no JSON.`, {cause});
    }
  };

  const post = <T>(path: string, body: unknown, signal?: AbortSignal) =>
    readJson<T>(path, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(body),
      signal,
    });

  const of = (customer: string) => `/v1/customers/${encodeURIComponent(customer)}`;

  return {
    searches: true,
    async find(identifiers, {signal} = {}) {
      try {
        return await post<FoundCustomer>('/v1/customers/find', {identifiers}, signal);
      } catch (error) {
        if ((error as Partial<JourneySourceError>).code === 'customer_not_found') return null;
        throw error;
      }
    },

    timeline: (customer, {limit = 50, signal, ...where} = {}) =>
      readJson<TimelinePage>(`${of(customer)}/timeline?limit=${limit}${queryOf(where)}`, {signal}),
    days: (customer, {timeZone: zone, signal} = {}) =>
      readJson(`${of(customer)}/days?${queryOf({zone})}`, {signal}),

    journey: (customer, {signal} = {}) => readJson(`${of(customer)}/journey`, {signal}),
    identity: (customer, {signal} = {}) => readJson(`${of(customer)}/identity`, {signal}),
    detach: (customer, visitor) => post(`${of(customer)}/detach`, {visitor}),
    attach: (customer, other) => post(`${of(customer)}/attach`, {customer: other}),
    remark: (customer, remark) => post(`${of(customer)}/remarks`, remark),

    async *live(customer, {lastId, signal} = {}) {
      let last = lastId ?? '';
      let attempt = 0;
      while (!signal?.aborted) {
        // Over HTTP/1.1 a browser keeps six connections to a collector, for all of its tabs.
        if (isHidden()) {
          await wait(Infinity, signal);
          continue;
        }
        let retryAfterMs = 0;
        let openedAt = Infinity;
        const silence = new AbortController();
        const either = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal;
        const hide = () => isHidden() && silence.abort(hide);
        globalThis.addEventListener?.('visibilitychange', hide, silence);
        let timer: ReturnType<typeof setTimeout> | undefined;
        const listen = () => {
          clearTimeout(timer);
          timer = setTimeout(() => silence.abort(), SILENCE_MS);
        };
        try {
          listen();
          const response = await request(`${of(customer)}/live`, {
            headers: {accept: 'text/event-stream', ...(last && {'last-event-id': last})},
            signal: either,
          });
          if (!response.body) throw new JourneySourceError('failed', 'There is no body.');
          openedAt = performance.now();
          yield {type: 'open'};
          for await (const {event, data, id} of eventStream(response.body, {onBytes: listen})) {
            if (id) last = id;
            const parsed = liveEvent(event, data);
            if (parsed) yield parsed;
            if (parsed?.type === 'erased') return;
          }
        } catch (error) {
          if (!either.aborted && error instanceof JourneySourceError) {
            if (!error.isPassing) throw error;
            retryAfterMs = error.retryAfterMs ?? 0;
          }
          // Otherwise the line broke while it was read: connect again, below.
        } finally {
          clearTimeout(timer);
          silence.abort();
        }
        if (signal?.aborted) return;
        if (performance.now() - openedAt > STEADY_MS) attempt = 0;
        // Not lost: once shown, it goes on where it was.
        if (silence.signal.reason === hide) continue;
        const retryMs = Math.max(retryAfterMs, backoffMs(attempt++));
        yield {type: 'lost', retryMs};
        await wait(retryMs, signal);
      }
    },
  };
};

const queryOf = (values: object) =>
  Object.entries(values)
    .map(([name, value]) => (value ? `&${name}=${encodeURIComponent(String(value))}` : ''))
    .join('');

const liveEvent = (event: string, data: string): LiveEvent | null => {
  if (event === 'erased' || event === 'merged') return {type: event};
  if (event !== 'touchpoint') return null;
  try {
    return {type: 'touchpoint', touchpoint: JSON.parse(data) as Touchpoint};
  } catch {
    return null; // Half a frame: the page read after the next `open` brings it.
  }
};

/** Headers as a plain record: they are added to. */
type JsonRequest = Omit<RequestInit, 'headers' | 'signal'> & {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
};

/** Those of the collector that mean something to a panel. */
const known = /^(token_(missing|invalid|expired)|forbidden|customer_not_found)$/;

const errorOf = async (response: Response): Promise<JourneySourceError> => {
  const {status} = response;
  let body: {error?: {code?: string; message?: string; requestId?: string}} = {};
  try {
    body = (await response.json()) as typeof body;
  } catch {
    // A proxy's page, not the collector's JSON: the status has to do.
  }
  const {code = '', message = `HTTP ${status}`, requestId = null} = body?.error ?? {};
  const passing = status === 408 || status === 429 || status >= 500;
  const seconds = Number(response.headers.get('retry-after'));
  return new JourneySourceError(
    known.test(code) ? (code as JourneySourceErrorCode) : codeOf(status, passing),
    message,
    {requestId, retryAfterMs: seconds > 0 ? seconds * 1000 : null},
  );
};

const codeOf = (status: number, passing: boolean): JourneySourceErrorCode => {
  if (status === 401) return 'token_invalid';
  if (status === 403) return 'forbidden';
  return passing ? 'unavailable' : 'failed';
};
