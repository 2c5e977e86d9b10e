import {createHash, timingSafeEqual} from 'node:crypto';
import type {FastifyRequest} from 'fastify';
import {Refusal} from '../errors.ts';
import {route} from '../route.ts';

const variable = 'THROUGHLINE_METRICS_TOKEN';

/**
 * What the collector counts, for Prometheus. It names tenants, so it is answered on this machine, or
 * to whoever has the token of the environment; a proxy in front says for whom it asks.
 */
export const getMetrics = route({
  method: 'GET',
  path: '/metrics',
  summary: 'Metrics in Prometheus’ text format, on this machine or by THROUGHLINE_METRICS_TOKEN',
  authorization: 'open',
  errors: ['token_missing', 'token_invalid'],

  async handle({request, reply, services: {metrics, metricsToken}}) {
    if (!isLocal(request)) allow(request.headers.authorization, metricsToken);
    const text = await metrics.text();
    return reply
      .header('content-type', metrics.contentType)
      .header('cache-control', 'no-store')
      .send(text);
  },
});

const allow = (authorization: string | undefined, expected: string | undefined) => {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  const detail = `From another machine /metrics takes the value of ${variable}.`;
  if (!token) throw new Refusal('token_missing', {detail});
  if (!expected || !isSame(token, expected)) throw new Refusal('token_invalid', {detail});
};

/** In the same time however much of it is right: hashes are of one length. */
const isSame = (one: string, other: string) => {
  const [left, right] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
};

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const localHost = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/i;

/**
 * By the socket's own address, with nobody behind it. A page that a browser of this machine shows is
 * somebody behind it: it names its origin, or a host that only its own DNS sends here.
 */
const isLocal = ({headers, socket}: FastifyRequest) =>
  loopback.test(socket.remoteAddress ?? '') &&
  localHost.test(headers.host ?? '') &&
  ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'origin', 'sec-fetch-site'].every(
    (name) => headers[name] === undefined,
  );
