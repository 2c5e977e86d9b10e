import {randomUUID} from 'node:crypto';
import Fastify, {
  LogController,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import {LIMITS} from '@throughline/contracts';
import {readJson} from './body.ts';
import {closeGently} from './closing.ts';
import {within} from './deadline.ts';
import {Refusal} from './errors.ts';
import {createIngest, orRefuse} from './ingest.ts';
import {openLive} from './live.ts';
import type {Asked, Route, Services} from './route.ts';
import {routes} from './routes/index.ts';
import {appendAudit, type AuditEntry} from './store/audit.ts';
import type {Database} from './store/database.ts';
import {grouped} from './store/grouped.ts';
import {openRegistry, openSecrets} from './store/registry.ts';
import {migrate, openLocks} from './store/schema.ts';
import {openTokens, type Access} from './tokens.ts';

export interface CollectorOptions {
  /** Where the structured log goes, one JSON object a line; false for none. @defaultValue stderr */
  log?: NodeJS.WritableStream | false;
}

export interface Collector {
  readonly services: Services;
  /** The HTTP server; `app.inject(...)` asks it without a socket. */
  readonly app: FastifyInstance;
  /** Starts to listen; resolves with the address. */
  listen(options: {port: number; host: string}): Promise<string>;
  /** Answers what has been asked, then stops. The database stays open: its opener closes it. */
  close(): Promise<void>;
}

/**
 * Makes a collector over a database: brings its schema up to date, and refuses to go on if a
 * tenant's rows are not behind the database's own lock.
 */
export const createCollector = async (
  database: Database,
  {log = process.stderr}: CollectorOptions = {},
): Promise<Collector> => {
  await migrate(database);
  const open = await openLocks(database);
  if (open.length > 0) {
    throw new Error(
      `The wall between tenants is open, so the collector does not start: ${open.join('; ')}. ` +
        'Run `throughline doctor`, and restore what it names.',
    );
  }
  const secrets = await openSecrets(database);
  const live = await openLive(database);
  const record = grouped(async (tenant: number, entries: AuditEntry[]) => {
    await appendAudit(database, tenant, entries);
    return entries.map(() => undefined);
  });
  const services: Services = {
    database,
    registry: openRegistry(database),
    tokens: await openTokens(secrets.signingKey),
    live,
    pepper: secrets.pepper,
    ingest: createIngest(database, {pepper: secrets.pepper, changed: live.announce}),
    audit: record,
  };
  const app = server(services, log);
  return {
    services,
    app,
    listen: (options) => app.listen(options),
    async close() {
      await app.close();
      await live.close();
    },
  };
};

/** A database that hangs must not hold senders: they are told to come back within 5 s. */
const answerMs = 4500;

const server = (services: Services, log: NodeJS.WritableStream | false): FastifyInstance => {
  const app = Fastify({
    bodyLimit: LIMITS.bodyBytes,
    // Node waits 60 s for slow headers and 300 s for a slow body, and looks every 30 s: an
    // invitation to hold sockets. Here they are cut after 13 s.
    http: {headersTimeout: 10_000, connectionsCheckingInterval: 1000},
    requestTimeout: 12_000,
    connectionTimeout: 0,
    keepAliveTimeout: 30_000,
    maxRequestsPerSocket: 10_000,
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    // A path's words are judged by the route's schema, and answered from our table: the router would
    // refuse ids of more than 100 characters, and broken %-signs, in words of its own.
    routerOptions: {maxParamLength: 16_384},
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    logController: new LogController({disableRequestLogging: true}),
    logger: log
      ? {level: 'info', stream: log as NodeJS.WritableStream & {write(line: string): void}}
      : false,
  });
  // Every body is read as bytes and judged by readJson: a beacon's text/plain is JSON as well.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', {parseAs: 'buffer'}, (_request, body, done) => done(null, body));

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
          'authorization, content-type, content-encoding, last-event-id',
        )
        .header('access-control-max-age', '86400')
        .code(204)
        .send();
    }
  });
  closeGently(app);
  app.setNotFoundHandler(() => {
    throw new Refusal('not_found');
  });
  app.setErrorHandler(answerError);
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) =>
        within(answerMs, answer(route, request, reply, services), {unless: () => reply.sent}),
    });
  }
  return app;
};

const answer = async (
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  services: Services,
) => {
  const {tenant, access} = await authorize(route, request, services);
  const asked: Asked<unknown, unknown, unknown> = {
    query: route.query && orRefuse(route.query, request.query),
    params: route.params && orRefuse(route.params, request.params),
    body: route.body && orRefuse(route.body, await bodyOf(request)),
    tenant,
    access: access!,
    request,
    reply,
    services,
  };
  if (route.authorization !== 'open') reply.header('cache-control', 'no-store');
  return route.handle(asked);
};

const bodyOf = (request: FastifyRequest) => {
  const {encoding} = request.query as {encoding?: string};
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  return readJson(bytes, request.headers['content-encoding'] ?? encoding ?? '');
};

/** The tenant comes from what was signed or issued by us, never from the request's own words. */
const authorize = async (
  {authorization}: Route,
  {headers}: FastifyRequest,
  {registry, tokens}: Services,
): Promise<{tenant: number; access?: Access}> => {
  if (authorization === 'open') return {tenant: Number.NaN};
  const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (!token) throw new Refusal('token_missing');
  if (authorization === 'agent') {
    const access = await tokens.verify(token);
    return {tenant: access.tenant, access};
  }
  const tenant = await registry.bySecretKey(token);
  if (!tenant) throw new Refusal('token_invalid');
  return {tenant: tenant.id};
};

const answerError = async (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
  const refusal = error instanceof Refusal ? error : refusalOf(error);
  if (refusal.status >= 500)
    request.log.error({
      err: refusal.cause ?? refusal,
      code: refusal.code,
      route: request.routeOptions.url,
    });
  else request.log.info({code: refusal.code, route: request.routeOptions.url});
  if (refusal.retryAfter) reply.header('retry-after', String(refusal.retryAfter));
  const {code, message, hint, status} = refusal;
  return reply.code(status).send({error: {code, message, hint, requestId: request.id}});
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
