import {setTimeout as sleep} from 'node:timers/promises';
import type {FastifyInstance, FastifyReply} from 'fastify';
import {Refusal} from './errors.ts';

/** How a collector comes to its end: what it has taken is answered, and nothing new is taken. */
export interface Stopping {
  /** Whether the end has begun: /readyz says no from now on. */
  readonly begun: boolean;
  /** Aborted when streams that would go on for minutes must end. */
  readonly signal: AbortSignal;
  /** Resolves when nothing is under way any more, or time is up. May be called twice. */
  stop(options?: {drainMs?: number}): Promise<void>;
}

/** Asked about this process itself, so answered to the end. */
const always = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Watches what is under way. Call it before the routes are added.
 */
export const openStopping = (
  app: FastifyInstance,
  {
    /** A request whose body has not come by then is refused. */
    bodyMs = 3000,
    /** What is not answered by then is cut off: a database that hangs, a reader that does not read. */
    cutMs = 7000,
  } = {},
): Stopping => {
  const underWay = new Set<FastifyReply>();
  const unread = new Set<FastifyReply>();
  const end = new AbortController();
  let emptied = () => {};
  let stopped: Promise<void> | undefined;

  app.addHook('onRequest', async (request, reply) => {
    const over = () => {
      underWay.delete(reply);
      unread.delete(reply);
      if (underWay.size === 0) emptied();
    };
    underWay.add(reply);
    unread.add(reply);
    reply.raw.once('finish', over).once('close', over);
    if (stopped) reply.header('connection', 'close');
    if (end.signal.aborted && !always.has(request.routeOptions.url ?? ''))
      throw new Refusal('stopping');
  });
  app.addHook('preHandler', async (_request, reply) => {
    unread.delete(reply);
  });

  const empty = (ms: number) =>
    new Promise<void>((resolve) => {
      if (underWay.size === 0) return resolve();
      const timer = setTimeout(resolve, ms);
      emptied = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (drainMs: number) => {
    if (drainMs > 0) await sleep(drainMs);
    end.abort();
    await empty(bodyMs);
    for (const reply of unread) {
      if (!reply.sent) reply.header('connection', 'close').send(new Refusal('stopping'));
    }
    await empty(cutMs - bodyMs);
  };

  return {
    get begun() {
      return stopped !== undefined;
    },
    signal: end.signal,
    stop: ({drainMs = 0} = {}) => (stopped ??= run(drainMs)),
  };
};
