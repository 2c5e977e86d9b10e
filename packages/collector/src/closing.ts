import {setTimeout as sleep} from 'node:timers/promises';
import type {FastifyInstance, FastifyReply} from 'fastify';
import {Refusal} from './errors.ts';

/**
 * Lets a server that closes answer what has been asked: requests under way have `graceMs` to be
 * answered as ever, those that are not even whole by then are answered 503. New requests are sent
 * elsewhere at once, and streams end, which makes their readers connect again.
 */
export const closeGently = (app: FastifyInstance, {graceMs = 5000} = {}): void => {
  const pending = new Set<FastifyReply>();
  let closing = false;

  app.addHook('onRequest', async (_request, reply) => {
    if (closing) {
      reply.header('connection', 'close');
      throw new Refusal('store_unavailable', {detail: 'This collector is stopping.'});
    }
    pending.add(reply);
    for (const event of ['finish', 'close']) reply.raw.once(event, () => pending.delete(reply));
  });

  const drained = async (ms: number) => {
    const deadline = Date.now() + ms;
    while (pending.size > 0 && Date.now() < deadline) await sleep(10);
  };
  app.addHook('preClose', async () => {
    closing = true;
    for (const {raw} of pending) if (raw.headersSent) raw.destroy();
    await drained(graceMs);
    for (const reply of pending) {
      const refusal = new Refusal('store_unavailable', {detail: 'This collector is stopping.'});
      reply.header('connection', 'close').send(refusal);
    }
    await drained(500); // Until these are written.
  });
};
