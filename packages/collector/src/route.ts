import type {KeyObject} from 'node:crypto';
import type {FastifyReply, FastifyRequest} from 'fastify';
import type * as z from 'zod';
import type {ErrorCode} from './errors.ts';
import type {Ingest} from './ingest.ts';
import type {Live} from './live.ts';
import type {Budgets} from './budgets.ts';
import type {Metrics} from './metrics.ts';
import type {Readiness} from './readiness.ts';
import type {Stopping} from './stopping.ts';
import type {AuditEntry} from './store/audit.ts';
import type {Database} from './store/database.ts';
import type {Role} from './store/keys.ts';
import type {Models} from './store/models.ts';
import type {Registry, SecretKey} from './store/registry.ts';
import type {Access, Tokens} from './tokens.ts';

/** What the routes work with, handed in. */
export interface Services {
  readonly database: Database;
  readonly registry: Registry;
  readonly tokens: Tokens;
  readonly budgets: Budgets;
  readonly ingest: Ingest;
  readonly live: Live;
  /** What a tenant's journeys are read with. */
  readonly models: (tenant: number) => Promise<Models>;
  readonly pepper: KeyObject;
  readonly ready: Readiness;
  readonly stopping: Stopping;
  readonly metrics: Metrics;
  /** What lets another machine read the metrics; nothing does where it is unset. */
  readonly metricsToken: string | undefined;
  /** Resolves once the look is on record; a customer is shown only after that. */
  readonly audit: (tenant: number, entry: AuditEntry) => Promise<void>;
}

/** Who may call a route. `agent`: a token; `secret`: a secret key; `open`: anyone. */
export type Authorization = 'open' | 'agent' | 'secret';

export interface Asked<Body, Params, Query> {
  readonly body: Body;
  readonly params: Params;
  readonly query: Query;
  /** Of a route with `bytes`. */
  readonly bytes: Buffer;
  /** Of an `agent` route. */
  readonly access: Access;
  /** Of a `secret` route. */
  readonly secret: SecretKey;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly services: Services;
}

/**
 * One route. This table is the only list of them: the server, the OpenAPI document and the tests of
 * who may do what are all made from it.
 */
export interface Route<
  Body extends z.ZodType = z.ZodType,
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodObject = z.ZodObject,
> {
  readonly method: 'GET' | 'POST';
  /** With `:name` for a parameter. */
  readonly path: string;
  readonly summary: string;
  /** A browser shows it to a person, and a refusal of it as well. */
  readonly page?: true;
  readonly authorization: Authorization;
  /** Of an `agent` route, the roles that may call it. @defaultValue every one */
  readonly roles?: readonly Role[];
  /**
   * Refuses a request by its bytes, before the work of reading them as JSON; gives back the tenant's
   * number, where they tell it.
   */
  readonly admit?: (plain: Buffer, services: Services) => Promise<number | undefined>;
  readonly body?: Body;
  /** The body is handed over as it came, for whoever checks a signature. */
  readonly bytes?: true;
  readonly params?: Params;
  /**
   * What the address may say. Of a route that takes a token or a key, nothing else may stand there, unless
   * the schema is loose; an open one is asked by others' programs, which add what they like.
   */
  readonly query?: Query;
  /** The answer's schema; absent where it is no JSON. */
  readonly response?: z.ZodType;
  /** What else it may answer, beside what every route can. */
  readonly errors?: readonly ErrorCode[];
  /** Gives the answer, or undefined when it has written one to `reply` itself. */
  handle(asked: Asked<z.output<Body>, z.output<Params>, z.output<Query>>): Promise<unknown>;
}

/** Keeps a route's own types while it is written; the table needs only what all have in common. */
export const route = <Body extends z.ZodType, Params extends z.ZodType, Query extends z.ZodObject>(
  definition: Route<Body, Params, Query>,
): Route => definition as unknown as Route;
