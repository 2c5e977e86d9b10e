import {context, propagation, SpanKind, trace} from '@opentelemetry/api';
import {AsyncLocalStorageContextManager} from '@opentelemetry/context-async-hooks';
import {W3CTraceContextPropagator} from '@opentelemetry/core';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import {afterAll, beforeAll, beforeEach, describe, expect, it, vi} from 'vitest';
import {
  aCollector,
  aTenantOf,
  aTouchpoint,
  embeddedDatabase,
  type TestCollector,
  type TestDatabase,
} from '../test/fixtures.ts';
import type {Collector} from './index.ts';

const exporter = new InMemorySpanExporter();
const spans = (name?: string) =>
  exporter.getFinishedSpans().filter((span) => name === undefined || span.name === name);

let store: TestDatabase;
let collector: Collector;
let shop: TestCollector;
beforeAll(async () => {
  store = await embeddedDatabase();
  collector = await aCollector(store.database);
  shop = await aTenantOf(collector);
  // Last, as with an SDK that is slow to come: what was opened before it records as well.
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({spanProcessors: [new SimpleSpanProcessor(exporter)]}),
  );
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});
beforeEach(() => exporter.reset());
/** On a busy machine a span may take a while to end. */
const until = (check: () => void) => vi.waitFor(check, {timeout: 10_000});
afterAll(async () => {
  await collector?.close();
  await store?.close();
  trace.disable();
  propagation.disable();
  context.disable();
});

const caller = {traceId: 'a'.repeat(32), spanId: 'b'.repeat(16)};
const send = (touchpoints: unknown[], headers = {}) =>
  shop.ask('/v1/touchpoints', {
    headers,
    body: {key: shop.writeKey, sentAt: Date.now(), touchpoints},
  });

describe('traces', () => {
  it('take over the caller’s trace, by route and status', async () => {
    await send([aTouchpoint()], {traceparent: `00-${caller.traceId}-${caller.spanId}-01`});
    await until(() => expect(spans('POST /v1/touchpoints')).toHaveLength(1));
    const [span] = spans('POST /v1/touchpoints');
    expect(span!.spanContext().traceId).toBe(caller.traceId);
    expect(span!.parentSpanContext?.spanId).toBe(caller.spanId);
    expect(span!.kind).toBe(SpanKind.SERVER);
    expect(span!.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/touchpoints',
      'http.response.status_code': 200,
    });
  });

  it('follow a touchpoint through judging, commit and notification', async () => {
    await send([aTouchpoint(), {name: 'broken'}]);
    await until(() => expect(spans('POST /v1/touchpoints')).toHaveLength(1));
    const request = spans('POST /v1/touchpoints')[0]!;
    const childOf = (parent: ReadableSpan, name: string) =>
      spans(name).find((span) => span.parentSpanContext?.spanId === parent.spanContext().spanId);
    const judge = childOf(request, 'judge touchpoints');
    const commit = childOf(request, 'commit touchpoints');
    await until(() => expect(childOf(commit!, 'send throughline_live')).toBeDefined());
    expect(judge!.attributes).toEqual({
      'throughline.touchpoints.accepted': 1,
      'throughline.touchpoints.quarantined': 1,
    });
    expect(commit!.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.operation.batch.size': 2,
    });
    expect(childOf(commit!, 'send throughline_live')!.kind).toBe(SpanKind.PRODUCER);
  });

  it('link a group to every request it carries', async () => {
    await Promise.all(Array.from({length: 6}, () => send([aTouchpoint()])));
    await until(() => expect(spans('POST /v1/touchpoints')).toHaveLength(6));
    const linked = spans('commit touchpoints').flatMap(({links}) =>
      links.map((link) => link.context.spanId),
    );
    const requests = spans('POST /v1/touchpoints').map((span) => span.spanContext().spanId);
    expect(linked.toSorted()).toEqual(requests.toSorted());
    expect(spans('commit touchpoints').length).toBeLessThan(6);
  });

  it('say why a request failed, and hold nothing of what it carried', async () => {
    const canary = 'ada@example.com';
    const headers = {'user-agent': canary, 'x-forwarded-for': canary, authorization: canary};
    await send([aTouchpoint({identifiers: [{kind: 'email', value: canary}]})], headers);
    await shop.ask(`/v1/customers/${canary}/timeline?q=${canary}`, {token: canary});
    await shop.ask(`/${canary}`);
    await until(() => expect(spans('GET none')).toHaveLength(1));
    const [refused] = spans('GET /v1/customers/:customer/timeline');
    expect(refused!.attributes).toMatchObject({
      'error.type': 'token_invalid',
      'http.response.status_code': 401,
    });
    const text = JSON.stringify(
      spans().map(({name, attributes, status, events}) => ({name, attributes, status, events})),
    );
    for (const secret of [canary, shop.writeKey, shop.secretKey])
      expect(text).not.toContain(secret);
  });
});
