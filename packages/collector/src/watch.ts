import {SpanKind, type Context} from '@opentelemetry/api';
import type {FastifyInstance, FastifyRequest} from 'fastify';
import type {Ingest, IngestWatch} from './ingest.ts';
import type {Live} from './live.ts';
import type {Metrics} from './metrics.ts';
import type {Database} from './store/database.ts';
import type {Delivery} from './store/keep.ts';
import type {RequestTrace, Traces} from './traces.ts';

export interface Watchers {
  readonly metrics: Metrics;
  readonly traces: Traces;
}

/** A route by its pattern: its URL holds customers' ids, and is whatever a caller makes up. */
export const routeOf = (request: FastifyRequest) => request.routeOptions.url ?? 'none';
/** A method is a word of the caller's: only these become a label. */
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const methodOf = ({method}: FastifyRequest) => (methods.has(method) ? method : '_OTHER');

/** Counts, times and traces requests. Call it before any other hook. */
export const watchRequests = (app: FastifyInstance, {metrics, traces}: Watchers) => {
  const spans = new WeakMap<FastifyRequest, RequestTrace>();
  app.addHook('onRequest', async (request, reply) => {
    const started = performance.now();
    const [route, method] = [routeOf(request), methodOf(request)];
    const span = traces.request({route, method, headers: request.headers});
    if (span) spans.set(request, span);
    let over = false;
    // 'close' alone comes when the caller has left: a panel that is closed, most of the time.
    const answered = () => {
      if (over) return;
      over = true;
      const status = reply.raw.headersSent ? reply.raw.statusCode : 499;
      metrics.answered({route, method, status, seconds: (performance.now() - started) / 1000});
      span?.end(status);
    };
    reply.raw.once('finish', answered).once('close', answered);
  });
  return {
    /** Runs a handler as a part of its request's trace. */
    run: <T>(request: FastifyRequest, work: () => T): T => {
      const span = spans.get(request);
      return span ? span.run(work) : work();
    },
    refused(request: FastifyRequest, code: string) {
      metrics.refused(routeOf(request), code);
      spans.get(request)?.refused(code);
    },
  };
};

/** Counts what becomes of touchpoints. */
export const watchFates = (ingest: Ingest, {metrics}: Watchers): Ingest => {
  const watched = async (...[tenant, arrival]: Parameters<Ingest>) => {
    const result = await ingest(tenant, arrival);
    metrics.fates(tenant, result);
    return result;
  };
  return Object.assign(watched, {waiting: ingest.waiting, stop: ingest.stop});
};

/** Times and traces the two halves of the way in. */
export const watchIngest = ({metrics, traces}: Watchers): IngestWatch => {
  const from = new WeakMap<Delivery, Context>();
  return {
    judge(work) {
      const delivery = traces.within('judge touchpoints', work, ({accepted, quarantined}) => ({
        'throughline.touchpoints.accepted': accepted.length,
        'throughline.touchpoints.quarantined': quarantined.length,
      }));
      const here = traces.here();
      if (here) from.set(delivery, here);
      return delivery;
    },
    commit(tenant, deliveries, work) {
      const size = deliveries.reduce(
        (sum, {accepted, quarantined}) => sum + accepted.length + quarantined.length,
        0,
      );
      return traces.following(
        'commit touchpoints',
        deliveries.map((delivery) => from.get(delivery)),
        {
          kind: SpanKind.CLIENT,
          attributes: {
            'db.system.name': 'postgresql',
            'db.operation.name': 'COMMIT',
            'db.operation.batch.size': size,
            'throughline.tenant.id': tenant,
          },
        },
        () => metrics.group(size, work),
      );
    },
  };
};

/** Messages whose hearing is waited for, at most: one that was lost is forgotten. */
const mostUnheard = 1000;

/**
 * Times and traces the way of hints through the database. A message is known again by its own text,
 * so that one clock measures both ends, and nothing is added to what is sent.
 */
export const watchLive = async (
  database: Database,
  open: (database: Database) => Promise<Live>,
  {metrics, traces}: Watchers,
): Promise<Live> => {
  const unheard = new Map<string, number>();
  let oldest: number | undefined;
  let commits: Context[] = [];
  const live = await open({
    ...database,
    listen: (channel, heard) =>
      database.listen(channel, (payload) => {
        const since = unheard.get(payload);
        if (since !== undefined) metrics.heard((performance.now() - since) / 1000);
        unheard.delete(payload);
        heard(payload);
      }),
    notify(channel, payloads) {
      const since = oldest ?? performance.now();
      const from = commits;
      oldest = undefined;
      commits = [];
      for (const payload of payloads) unheard.set(payload, since);
      for (const lost of [...unheard.keys()].slice(0, -mostUnheard)) unheard.delete(lost);
      return traces.following(
        `send ${channel}`,
        from,
        {
          kind: SpanKind.PRODUCER,
          attributes: {
            'messaging.system': 'postgresql',
            'messaging.operation.name': 'notify',
            'messaging.operation.type': 'send',
            'messaging.destination.name': channel,
            'messaging.batch.message_count': payloads.length,
          },
        },
        () => database.notify(channel, payloads),
      );
    },
  });
  return {
    ...live,
    announce(tenant, changes) {
      const count = changes.touchpoints.size + changes.merged.length;
      if (count > 0) {
        metrics.hints(count);
        oldest ??= performance.now();
        const here = traces.here();
        if (here) commits.push(here);
      }
      live.announce(tenant, changes);
    },
    follow(tenant, customer, heard) {
      const unfollow = live.follow(tenant, customer, heard);
      let following = true;
      metrics.streams.inc();
      return () => {
        unfollow();
        if (following) metrics.streams.dec();
        following = false;
      };
    },
  };
};
