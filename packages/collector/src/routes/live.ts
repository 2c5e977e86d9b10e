import {PassThrough} from 'node:stream';
import {isUuidV7, type Touchpoint} from '@throughline/contracts';
import {touchpointFor} from '../roles.ts';
import {route} from '../route.ts';
import type {LiveHint} from '../live.ts';
import type {Touchpoints} from '../store/touchpoints.ts';
import {CustomerParams, reachable, recordLook} from './customers.ts';

const pingMs = 15_000;
/** A reader that far behind is cut off; it comes back with its last id and misses nothing. */
const mostBuffered = 1024 * 1024;
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
  errors: ['customer_not_found'],

  async handle({params, access, request, reply, services}) {
    const {database, live, stopping} = services;
    let customer = await reachable(services, access, params.customer);
    await recordLook(services, access, 'live', customer);
    if (reply.raw.headersSent) return; // It took too long, and was answered 503.

    const stream = new PassThrough();
    const send = (text: string) => {
      if (stream.writableLength > mostBuffered) stream.destroy();
      else if (!stream.destroyed) stream.write(text);
    };
    const sendTouchpoints = (touchpoints: readonly Touchpoint[]) => {
      for (const touchpoint of touchpoints)
        send(frame('touchpoint', touchpointFor(access.role, touchpoint), touchpoint.id));
    };
    const read = (which: Parameters<Touchpoints['some']>[3]) =>
      database.tenant(access.tenant, (sql) =>
        database.touchpoints.some(sql, access.tenant, customer, which),
      );

    // One after the other, so that frames keep the order of the hints.
    let work = Promise.resolve();
    const heard = (hint: LiveHint) => {
      work = work.then(() => answer(hint)).catch(() => void stream.destroy());
    };
    const answer = async (hint: LiveHint) => {
      if (hint.kind === 'touchpoints') return sendTouchpoints(await read(hint));
      if (hint.kind === 'erased') return send(frame('erased', {}));
      customer = hint.customer;
      unfollow();
      unfollow = live.follow(access.tenant, customer, heard);
      send(frame('merged', {customer}));
    };
    let unfollow = live.follow(access.tenant, customer, heard);

    const ping = setInterval(() => send(': ping\n\n'), pingMs);
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

    send(': open\n\n');
    const last = request.headers['last-event-id'];
    if (typeof last === 'string' && isUuidV7(last)) {
      work = work.then(async () => {
        const [touchpoint] = await read({ids: [last]});
        const receivedSince = (touchpoint?.clocks.received ?? Date.now()) - resumeMarginMs;
        sendTouchpoints(await read({receivedSince}));
      });
    }
    return reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('x-accel-buffering', 'no')
      .send(stream);
  },
});

const frame = (event: string, data: object, id?: string) =>
  `${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
