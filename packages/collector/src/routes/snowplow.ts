import {LIMITS} from '@throughline/contracts';
import {hearSnowplow} from '@throughline/sources';
import * as z from 'zod';
import {keepHeard} from '../keep-heard.ts';
import {route, type Services} from '../route.ts';
import {basicUser, sendingSite} from '../sending-site.ts';
import type {FastifyRequest} from 'fastify';

/** What a Snowplow tracker is given as its application: our write key. */
const appOf = (event: unknown): string | undefined =>
  z.object({aid: z.string()}).safeParse(event).data?.aid;

const keep = async (
  body: {data: readonly unknown[]},
  key: string | undefined,
  request: FastifyRequest,
  services: Services,
) => {
  const receivedAt = Date.now();
  const named = key ?? basicUser(request.headers) ?? appOf(body.data[0]);
  const {tenant, name, numbersOf} = await sendingSite(named, request.headers, services);
  const heard = hearSnowplow(body, receivedAt);
  await keepHeard(
    {tenant, site: name, source: 'snowplow', heard, receivedAt, numbersOf},
    request,
    services,
  );
};

const errors = ['key_unknown', 'origin_forbidden', 'over_budget', 'overloaded'] as const;

/** Keeps what a Snowplow tracker posts. */
export const postSnowplow = route({
  method: 'POST',
  path: '/com.snowplowanalytics.snowplow/tp2',
  summary: 'Keep events of a Snowplow tracker',
  authorization: 'open',
  body: z.looseObject({data: z.array(z.unknown()).max(LIMITS.batch)}),
  query: z.object({key: z.string().optional()}),
  response: z.object({ok: z.literal(true)}),
  errors,

  async handle({body, query, request, services}) {
    await keep(body, query.key, request, services);
    return {ok: true};
  },
});

/** The smallest picture there is. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** Keeps the one event in the address of a Snowplow pixel. */
export const getSnowplowPixel = route({
  method: 'GET',
  path: '/i',
  summary: 'Keep the event of a Snowplow pixel',
  authorization: 'open',
  query: z.looseObject({
    e: z.string().optional(),
    aid: z.string().optional(),
    key: z.string().optional(),
  }),
  errors,

  async handle({query, request, reply, services}) {
    const {key, ...event} = query;
    await keep({data: [event]}, key, request, services);
    return reply
      .header('content-type', 'image/gif')
      .header('cache-control', 'no-store')
      .send(pixel);
  },
});
