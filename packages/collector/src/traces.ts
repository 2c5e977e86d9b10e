import {
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Link,
  type Span,
} from '@opentelemetry/api';
import {version} from './version.ts';

/**
 * Spans by OpenTelemetry's API alone: without an SDK, which the operator brings by `node --import`,
 * each call here does nothing. Attributes never hold a URL, an address, a key or what was sent.
 */
export interface Traces {
  /** The span of a request, in the trace its caller names. Undefined where nobody records. */
  request(request: {
    route: string;
    method: string;
    headers: Readonly<Record<string, unknown>>;
  }): RequestTrace | undefined;
  /** A span around work that does not wait. */
  within<T>(name: string, work: () => T, attributesOf: (result: T) => Attributes): T;
  /** Where the caller is, for a span that follows from it. */
  here(): Context | undefined;
  /** A span of work that follows from several others: a child of the first, linked to all. */
  following<T>(
    name: string,
    from: readonly (Context | undefined)[],
    options: {kind: SpanKind; attributes: Attributes},
    work: () => Promise<T>,
  ): Promise<T>;
}

export interface RequestTrace {
  /** Runs the handler as a part of the request. */
  run<T>(work: () => T): T;
  refused(code: string): void;
  end(status: number): void;
}

export const openTraces = (): Traces => {
  const tracer = trace.getTracer('throughline', version());
  return {
    request({route, method, headers}) {
      const parent = propagation.extract(ROOT_CONTEXT, headers);
      const span = tracer.startSpan(
        `${method} ${route}`,
        {
          kind: SpanKind.SERVER,
          attributes: {'http.request.method': method, 'http.route': route},
        },
        parent,
      );
      if (!span.isRecording()) return undefined;
      return requestTrace(span, trace.setSpan(parent, span));
    },

    within(name, work, attributesOf) {
      const span = tracer.startSpan(name);
      try {
        const result = work();
        if (span.isRecording()) span.setAttributes(attributesOf(result));
        return result;
      } finally {
        span.end();
      }
    },

    here() {
      const active = context.active();
      const spanContext = trace.getSpanContext(active);
      return spanContext && isSpanContextValid(spanContext) ? active : undefined;
    },

    async following(name, from, {kind, attributes}, work) {
      const known = from.filter((each) => each !== undefined);
      if (known.length === 0) return work();
      const links = known.map((each): Link => ({context: trace.getSpanContext(each)!}));
      const span = tracer.startSpan(name, {kind, attributes, links}, known[0]!);
      try {
        return await context.with(trace.setSpan(known[0]!, span), work);
      } catch (error) {
        fail(span, typeOf(error));
        throw error;
      } finally {
        span.end();
      }
    },
  };
};

const requestTrace = (span: Span, within: Context): RequestTrace => ({
  run: (work) => context.with(within, work),
  refused: (code) => span.setAttribute('error.type', code),
  end(status) {
    span.setAttribute('http.response.status_code', status);
    // A caller's own mistake is no error of the server's span, say the conventions.
    if (status >= 500) span.setStatus({code: SpanStatusCode.ERROR});
    span.end();
  },
});

/** Not the message: PostgreSQL's quote values. */
const fail = (span: Span, type: string) => {
  span.setAttribute('error.type', type);
  span.setStatus({code: SpanStatusCode.ERROR});
};

const typeOf = (error: unknown) => {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};
