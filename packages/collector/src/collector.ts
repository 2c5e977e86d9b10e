import {randomUUID} from 'node:crypto';
import {setTimeout as sleep} from 'node:timers/promises';
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import {LIMITS} from '@throughline/contracts';
import {readJson, unpacked} from './body.ts';
import {createBudgets} from './budgets.ts';
import {within} from './deadline.ts';
import {Refusal, type ErrorCode} from './errors.ts';
import type {EventLog} from './event-log/event-log.ts';
import {createIngest, orRefuse, type Ingest} from './ingest.ts';
import {openLive} from './live.ts';
import {logger, sparing, type LogLevel} from './log.ts';
import {openMetrics} from './metrics.ts';
import {escaped, pageHeaders, pageOf} from './page.ts';
import {openReadiness} from './readiness.ts';
import type {Asked, Route, Services} from './route.ts';
import {routes} from './routes/index.ts';
import {readAddressKeys} from './store/address-keys.ts';
import {appendAudit, type AuditEntry} from './store/audit.ts';
import type {Database} from './store/database.ts';
import {grouped} from './store/grouped.ts';
import {openSecrets} from './store/keys.ts';
import {openModels} from './store/models.ts';
import {idsAhead} from './store/partitions.ts';
import {openRegistry, type SecretKey} from './store/registry.ts';
import {migrate, openLocks} from './store/schema.ts';
import {openStopping} from './stopping.ts';
import {openTokens, type Access} from './tokens.ts';
import {openTraces} from './traces.ts';
import {createTurns, type Turns} from './turns.ts';
import {routeOf, watchFates, watchIngest, watchLive, watchRequests} from './watch.ts';

export interface CollectorOptions {
  /** Where the structured log goes, one JSON object a line; false for none. @defaultValue stderr */
  log?: NodeJS.WritableStream | false;
  /** @defaultValue `'info'` */
  logLevel?: LogLevel;
  /** What lets another machine read /metrics, as a bearer token. @defaultValue nothing does */
  metricsToken?: string | undefined;
  /** A log in front of the store. @defaultValue none: an answer waits for the store's commit */
  eventLog?: EventLog | undefined;
  /** Whether an answer waits for the log alone; else the log is only emptied. @defaultValue true */
  logsFirst?: boolean;
}

export interface Collector {
  readonly services: Services;
  /** The HTTP server; `app.inject(...)` asks it without a socket. */
  readonly app: FastifyInstance;
  /** Starts to listen; resolves with the address. */
  listen(options: {port: number; host: string}): Promise<string>;
  /**
   * Answers what has been asked, ends the streams, then stops; within 8 s after `drainMs`, for which
   * it goes on serving while /readyz already says no. The database and the log stay open: their opener
   * closes them.
   */
  close(options?: {drainMs?: number}): Promise<void>;
}

/**
 * Makes a collector over a database: brings its schema up to date, and refuses to go on if a
 * tenant's rows are not behind the database's own lock.
 */
export const createCollector = async (
  database: Database,
  {
    log = process.stderr,
    logLevel = 'info',
    metricsToken,
    eventLog,
    logsFirst = true,
  }: CollectorOptions = {},
): Promise<Collector> => {
  await migrate(database);
  const open = await openLocks(database);
  if (open.length > 0) {
    throw new Error(
      `The wall between tenants is open, so the collector does not start: ${open.join('; ')}. ` +
        'Each is said with what closes it; `throughline doctor` looks again.',
    );
  }
  await database.touchpoints.prepare(idsAhead(Date.now()));
  const secrets = await openSecrets(database);
  await readAddressKeys(database.folder); // What is wrong with them is said now, not at each batch.
  const ready =
    eventLog && logsFirst ? () => within(2000, eventLog.ready()) : openReadiness(database);
  const metrics = openMetrics({
    database,
    waiting: () => ingest.waiting(),
    logged: eventLog && (() => eventLog.waiting()),
    ready: async () => {
      if (stopping.begun) return false;
      return ready().then(
        () => true,
        () => false,
      );
    },
  });
  const watchers = {metrics, traces: openTraces()};
  const live = await watchLive(database, openLive, watchers);
  const turns: Turns<number | undefined> = createTurns({
    // A log takes more than the store can keep just now: that is what it is for.
    isBehind: (tenant) => !(eventLog && logsFirst) && ingest.waiting(tenant) > mostToKeep,
  });
  const registry = openRegistry(database);
  const ingest: Ingest = createIngest(database, {
    pepper: secrets.pepper,
    changed: live.announce,
    watch: watchIngest(watchers),
    log: eventLog,
    logsFirst,
    isBusy: () => turns.isBusy(),
    registry,
  });
  const record = grouped(async (tenant: number, entries: AuditEntry[]) => {
    await appendAudit(database, tenant, entries);
    return entries.map(() => undefined);
  });
  const app = server(
    log && logger(log, logLevel),
    (error, request, reply) => void answerError(error, request, reply, refusals),
  );
  const watched = watchRequests(app, watchers);
  const refusals = {watched, mayLog: sparing()};
  openToPages(app);
  const stopping = openStopping(app);
  const services: Services = {
    database,
    registry,
    tokens: await openTokens(async () => (await openSecrets(database)).signingKeys),
    budgets: createBudgets(),
    live,
    models: openModels(database),
    pepper: secrets.pepper,
    ingest: watchFates(ingest, watchers),
    audit: record,
    ready,
    stopping,
    metrics,
    metricsToken,
  };
  serve(app, services, refusals, turns);
  return {
    services,
    app,
    listen: (options) => app.listen(options),
    async close(options) {
      await stopping.stop(options);
      await app.close();
      ingest.stop();
      await live.close();
    },
  };
};

/**
 * Of bodies that are being read or judged, together; parsed, they take several times as much. More is
 * refused before it is read: it would fill the memory, and be answered too late.
 */
const mostBytesInHand = 16 * 1024 * 1024;

/** Touchpoints of a tenant that wait for the store; with more, its next are not even read yet. */
const mostToKeep = 4000;

/** What a request's body may come to, before it has arrived. */
const plainBytes = ({method, headers, query}: FastifyRequest) => {
  if (method !== 'POST') return 0;
  const packed = headers['content-encoding'] ?? (query as {encoding?: string}).encoding;
  if (packed !== undefined) return LIMITS.plainBytes;
  return Math.min(Number(headers['content-length'] ?? LIMITS.bodyBytes), LIMITS.bodyBytes);
};

/** A database that hangs must not hold senders: they are told to come back within 5 s. */
const answerMs = 4500;

/**
 * How long somebody is kept waiting for being told that too much comes, ms: who asks again at once,
 * and is answered at once, keeps us from everything else.
 */
const toldAfterMs: Partial<Record<ErrorCode, number>> = {overloaded: 500, over_budget: 1000};

/** Who is told of a refusal. */
interface Refusals {
  readonly watched: ReturnType<typeof watchRequests>;
  readonly mayLog: ReturnType<typeof sparing>;
}

const server = (
  log: NonNullable<FastifyServerOptions['logger']>,
  frameworkErrors: NonNullable<FastifyServerOptions['frameworkErrors']>,
): FastifyInstance =>
  Fastify({
    bodyLimit: LIMITS.bodyBytes,
    // Node waits 60 s for slow headers and 300 s for a slow body, and looks every 30 s: an
    // invitation to hold sockets. Here they are cut after 13 s.
    http: {headersTimeout: 10_000, connectionsCheckingInterval: 1000},
    requestTimeout: 12_000,
    connectionTimeout: 0,
    keepAliveTimeout: 30_000,
    maxRequestsPerSocket: 10_000,
    forceCloseConnections: true,
    // What comes while it closes gets an error of ours.
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    // A path's words are judged by the route's schema, and answered from our table: the router would
    // refuse ids of more than 100 characters, and broken %-signs, in words of its own.
    // `https://collect.example/` with `/v1/touchpoints` behind it is often written, and meant well.
    routerOptions: {maxParamLength: 16_384, ignoreDuplicateSlashes: true},
    frameworkErrors,
    logController: new LogController({
      disableRequestLogging: true,
      requestIdLogLabel: 'requestId',
    }),
    logger: log,
  });

/** Before whatever refuses: a page reads a refusal as well. */
const openToPages = (app: FastifyInstance) => {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('x-request-id', request.id);
    // Nothing here rests on cookies, so any origin may ask: what counts is the key or the token.
    reply
      .header('access-control-allow-origin', '*')
      .header('access-control-expose-headers', 'retry-after');
    if (request.method === 'OPTIONS') {
      await reply
        .header('access-control-allow-methods', 'GET, POST')
        .header(
          'access-control-allow-headers',
          // Others' libraries send headers of their own. `*` does not cover the first.
          'authorization, content-type, content-encoding, last-event-id, *',
        )
        .header('access-control-max-age', '86400')
        .code(204)
        .send();
    }
  });
};

const serve = (
  app: FastifyInstance,
  services: Services,
  refusals: Refusals,
  turns: Turns<number | undefined>,
) => {
  // Every body is read as bytes and judged by readJson: a beacon's text/plain is JSON as well.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', {parseAs: 'buffer'}, (_request, body, done) => done(null, body));

  let bytesInHand = 0;
  const inHand = new WeakMap<FastifyRequest, number>();
  const putAway = (request: FastifyRequest) => {
    bytesInHand -= inHand.get(request) ?? 0;
    inHand.delete(request);
  };
  app.addHook('onRequest', async (request, reply) => {
    const bytes = plainBytes(request);
    if (bytesInHand + bytes > mostBytesInHand) throw new Refusal('overloaded');
    bytesInHand += bytes;
    inHand.set(request, bytes);
    reply.raw.once('close', () => putAway(request));
  });
  // Under way until the answer begins: a stream goes on for minutes.
  const answered = new WeakMap<FastifyReply, () => void>();
  app.addHook('onSend', async (_request, reply) => answered.get(reply)?.());
  const begin: Begin = (reply, tenant) => {
    const over = turns.begin(tenant);
    answered.set(reply, over);
    reply.raw.once('close', over);
    return turns;
  };
  app.setNotFoundHandler(() => {
    throw new Refusal('not_found');
  });
  app.setErrorHandler((error, request, reply) => {
    // Nobody reads it any more, and who is over the budget is kept waiting.
    request.body = undefined;
    putAway(request);
    return answerError(error, request, reply, refusals);
  });
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) =>
        refusals.watched.run(request, () =>
          within(answerMs, answer(route, request, reply, services, begin), {
            unless: () => reply.raw.headersSent,
          }),
        ),
    });
  }
};

/** Notes that a request of a tenant is under way; undefined where its bytes do not tell whose it is. */
type Begin = (reply: FastifyReply, tenant: number | undefined) => Turns<number | undefined>;

const answer = async (
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
  begin: Begin,
) => {
  const {access, secret} = await authorize(route, request, services);
  if (route.authorization !== 'open') refuseUnknown(route, request);
  const plain = (route.body || route.bytes) && (await bodyOf(request));
  const tenant = access?.tenant ?? (plain && (await route.admit?.(plain, services)));
  if (reply.sent) return; // It took too long, and was answered 503.
  const turns = tenant !== undefined || plain ? begin(reply, tenant) : undefined;
  if (plain) await turns!.take(tenant, plain.length);
  const asked: Asked<unknown, unknown, Record<string, unknown>> = {
    query: route.query ? orRefuse(route.query, request.query) : {},
    params: route.params && orRefuse(route.params, request.params),
    body: route.body && orRefuse(route.body, readJson(plain!)),
    bytes: plain!,
    access: access!,
    secret: secret!,
    request,
    reply,
    services,
  };
  if (route.authorization !== 'open') reply.header('cache-control', 'no-store');
  return route.handle(asked);
};

/** Passed over, a word that is spelt wrong would have another question answered. */
const refuseUnknown = ({query}: Route, request: FastifyRequest) => {
  if (query?.def.catchall) return;
  const known = Object.keys(query?.shape ?? {});
  const unknown = Object.keys(request.query as object).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const detail = `It takes no parameter "${unknown.slice(0, 64)}" in its address, ${known.length > 0 ? `but ${known.join(', ')}` : 'nor any other'}.`;
  throw new Refusal('invalid_request', {detail});
};

const bodyOf = (request: FastifyRequest) => {
  const {encoding} = request.query as {encoding?: string | string[]};
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return unpacked(bytes, request.headers['content-encoding'] ?? String(encoding ?? ''));
};

/** The tenant comes from what was signed or issued by us, never from the request's own words. */
const authorize = async (
  {authorization, roles}: Route,
  {headers}: FastifyRequest,
  {registry, tokens, budgets}: Services,
): Promise<{access?: Access; secret?: SecretKey}> => {
  if (authorization === 'open') return {};
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (authorization === 'secret') {
    const detail =
      'This route takes a secret key (sk_...) as the token: `throughline key create` makes one.';
    if (!token) throw new Refusal('token_missing', {detail});
    const secret = await registry.bySecretKey(token);
    if (!secret) throw new Refusal('token_invalid', {detail});
    return {secret};
  }
  if (!token) throw new Refusal('token_missing');
  const access = await tokens.verify(token);
  if (roles && !roles.includes(access.role)) throw new Refusal('forbidden');
  const tenant = await registry.byId(access.tenant);
  if (!tenant) throw new Refusal('token_invalid'); // It was deleted.
  const rate = tenant.readsPerSecond;
  budgets.check(`reads ${access.tenant}`, rate);
  budgets.spend(`reads ${access.tenant}`, rate, 1);
  return {access};
};

const answerError = async (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  {watched, mayLog}: Refusals,
) => {
  const refusal = error instanceof Refusal ? error : refusalOf(error);
  watched.refused(request, refusal.code);
  logRefusal(request, refusal, mayLog);
  const wait = toldAfterMs[refusal.code];
  if (wait !== undefined) await sleep(wait);
  if (refusal.retryAfter) reply.header('retry-after', String(refusal.retryAfter));
  const {code, message, hint, status} = refusal;
  reply.code(status);
  if (isRead(request)) return sendPage(reply, refusal, request.id);
  return reply.send({error: {code, message, hint, requestId: request.id}});
};

const pages = new Set(routes.filter(({page}) => page).map(({path}) => path));

/** A browser that opens or frames a page names HTML; programs take anything, or JSON. */
const isRead = (request: FastifyRequest) => {
  const {accept = ''} = request.headers;
  return pages.has(routeOf(request)) && /\btext\/html\b/.test(accept) && !/\bjson\b/.test(accept);
};

/** It holds nothing of anybody, so that whoever frames the page may read it there. */
const sendPage = (reply: FastifyReply, {code, detail, message, hint}: Refusal, requestId: string) =>
  reply
    .headers(pageHeaders({framed: true}))
    .header('cache-control', 'no-store')
    .send(
      pageOf(
        'This page cannot be shown',
        `<h1>This page cannot be shown</h1>
<p>${escaped(detail ?? `${message} ${hint}`)}</p>
<p><code>${code}</code> · ${escaped(requestId)}</p>`,
      ),
    );

const logRefusal = (request: FastifyRequest, refusal: Refusal, mayLog: Refusals['mayLog']) => {
  const {code, status, cause = refusal} = refusal;
  const route = routeOf(request);
  const leftOut = mayLog(`${code} ${route}`);
  if (leftOut === undefined) return;
  const line = {code, route, ...(leftOut > 0 && {leftOut})};
  if (status < 500) request.log.info(line);
  else request.log.error({err: cause, ...line});
};

/** Fastify's own errors as ours. Anything else is a bug, and its text may hold what it should not. */
const refusalOf = (error: unknown) => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new Refusal('body_too_large', {cause: error});
  // Class 22: a value that the database has no room for, such as a NUL in a text or a number too
  // large. It came with the request, and another try will not mend it.
  const isValue = typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
  if (status < 500 || isValue) return new Refusal('invalid_request', {cause: error});
  return new Refusal('internal', {cause: error});
};
