import {PassThrough, type Writable} from 'node:stream';
import {isUuidV7, uuidV7Time, type Touchpoint} from '@throughline/contracts';
import {withoutInference} from '../inference.ts';
import {touchpointFor} from '../roles.ts';
import {route} from '../route.ts';
import type {HeardHint} from '../live.ts';
import {objectedSince} from '../store/read.ts';
import {storedId} from '../store/partitions.ts';
import type {Touchpoints} from '../store/touchpoints.ts';
import {CustomerParams, reachable, recordLook, unreachable} from './customers.ts';

const pingMs = 15_000;
/** A reader that takes nothing for so long is cut off; it comes back with its last id. */
const deafMs = 10_000;
/** Hints that wait for a reader, at most. */
const mostWaiting = 1000;
/** Touchpoints of a resumed stream that are read at once. */
const resumeBy = 100;
/** How far before the last touchpoint a resumed stream looks: commits do not come in order. */
const resumeMarginMs = 60_000;

/**
 * A customer's new touchpoints as they are committed: server-sent events, read with `fetch` so that
 * the token stays in a header. At least once: merge by id. With `Last-Event-ID`, what came since
 * then is sent first. Ends when the token does.
 */
export const getLive = route({
  method: 'GET',
  path: '/v1/customers/:customer/live',
  summary: 'Follow a customer’s timeline as it grows',
  authorization: 'agent',
  params: CustomerParams,
  errors: unreachable,

  async handle({params, access, request, reply, services}) {
    const {database, live, stopping, pepper} = services;
    let customer = await reachable(services, access, params.customer);
    const objects = () =>
      database.tenant(
        access.tenant,
        async (sql) => (await objectedSince(sql, access.tenant, customer)) !== null,
      );
    let noInference = true;
    await recordLook(services, access, 'live', customer);

    const stream = new PassThrough();
    const send = async (text: string) => {
      if (stream.writable && !stream.write(text)) await room(stream);
    };
    const seenOf = touchpointFor(access, pepper);
    const sendTouchpoints = async (touchpoints: readonly Touchpoint[]) => {
      for (const touchpoint of touchpoints) {
        const seen = seenOf(touchpoint);
        const shown = noInference ? withoutInference(seen) : seen;
        await send(frame('touchpoint', shown, touchpoint.id));
      }
    };

    // One after the other, so that frames keep the order of the hints, and no faster than they are
    // read; the first once it is known whom they are for.
    const known = Promise.withResolvers<void>();
    let work = known.promise;
    let waiting = 0;
    const afterwards = (job: () => Promise<void>) => {
      if (++waiting > mostWaiting) stream.destroy();
      work = work
        .then(() => (stream.writable ? job() : undefined))
        .catch(() => void stream.destroy())
        .finally(() => (waiting -= 1));
    };
    const heard = (what: HeardHint) => afterwards(() => answer(what));
    const answer = async ({hint, touchpoints}: HeardHint) => {
      if (hint.kind === 'touchpoints') return sendTouchpoints(await touchpoints());
      if (hint.kind === 'erased') return send(frame('erased', {}));
      unfollow();
      // Whom they have become may be restricted since, or not be this token's.
      const next = await reachable(services, access, hint.customer).catch(() => undefined);
      if (next === undefined) return void stream.end();
      if (next !== customer) await recordLook(services, access, 'live', next);
      customer = next;
      noInference = await objects(); // An objection is told as a change, too.
      if (stream.destroyed) return; // Nobody would end what begins now.
      unfollow = live.follow(access.tenant, customer, heard);
      await send(frame('merged', {customer}));
    };
    let unfollow = live.follow(access.tenant, customer, heard);
    // Asked again now that hints are heard: what has changed before that, none has told.
    const begin = async () => {
      const now = await reachable(services, access, customer);
      if (now !== customer)
        heard({hint: {kind: 'merged', customer: now}, touchpoints: async () => []});
      noInference = await objects();
    };
    await begin().catch((error: unknown) => {
      unfollow();
      throw error;
    });
    if (reply.raw.headersSent) return unfollow(); // It took too long, and was answered 503.
    known.resolve();

    const ping = setInterval(() => {
      if (!stream.writableNeedDrain) void send(': ping\n\n');
    }, pingMs);
    const end = setTimeout(() => stream.end(), Math.max(0, access.expiresAt - Date.now()));
    const stop = () => void stream.end();
    stopping.signal.addEventListener('abort', stop);
    stream.on('close', () => {
      stopping.signal.removeEventListener('abort', stop);
      unfollow();
      clearInterval(ping);
      clearTimeout(end);
    });
    request.raw.on('close', () => stream.destroy());

    const read = (which: Parameters<Touchpoints['some']>[3]) =>
      database.tenant(access.tenant, (sql) =>
        database.touchpoints.some(sql, access.tenant, customer, which),
      );
    const resume = async (last: string) => {
      // Under its own id, or that of one whose clock was not believed. It may be another's by now, or gone.
      const [touchpoint] = await read({ids: [last, storedId(last, 0)]});
      const received = touchpoint?.clocks.received ?? Math.min(uuidV7Time(last), Date.now());
      const receivedAt = received - resumeMarginMs;
      let after = {receivedAt, id: last};
      for (;;) {
        const page = await read({after, limit: resumeBy});
        await sendTouchpoints(page);
        const end = page.at(-1);
        if (page.length < resumeBy || !end || !stream.writable) return;
        after = {receivedAt: end.clocks.received, id: storedId(end.id, end.occurredAt)};
      }
    };

    void send(': open\n\n');
    const last = request.headers['last-event-id'];
    if (typeof last === 'string' && isUuidV7(last)) afterwards(() => resume(last));
    return reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('x-accel-buffering', 'no')
      .send(stream);
  },
});

/** Resolves when the reader has taken what waits, or is cut off. */
const room = (stream: Writable) =>
  new Promise<void>((resolve) => {
    const deaf = setTimeout(() => stream.destroy(), deafMs);
    const over = () => {
      clearTimeout(deaf);
      stream.off('drain', over).off('close', over);
      resolve();
    };
    stream.on('drain', over).on('close', over);
  });

const frame = (event: string, data: object, id?: string) =>
  `${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
