import {LIMITS} from '@throughline/contracts';
import {hearGa4} from '@throughline/sources';
import * as z from 'zod';
import type {Context} from '../judge.ts';
import {keepHeard} from '../keep-heard.ts';
import {route, type Route} from '../route.ts';
import {sendingSite} from '../sending-site.ts';

/**
 * Keeps what is sent by Google Analytics 4's Measurement Protocol. Its `api_secret` is the write key
 * here, which is public by nature: it stands in the address.
 */
const postMeasurement = (path: string): Route =>
  route({
    method: 'POST',
    path,
    summary: 'Keep events of the GA4 Measurement Protocol',
    authorization: 'open',
    body: z.looseObject({events: z.array(z.unknown()).max(LIMITS.batch).optional()}),
    query: z.object({
      api_secret: z.string().optional(),
      measurement_id: z.string().optional(),
      firebase_app_id: z.string().optional(),
    }),
    errors: ['key_unknown', 'origin_forbidden', 'over_budget', 'overloaded'],

    async handle({body, query, request, reply, services}) {
      const receivedAt = Date.now();
      const {tenant, name, numbersOf} = await sendingSite(
        query.api_secret,
        request.headers,
        services,
      );
      const heard = hearGa4(body, receivedAt);
      const context = contextOf(body);
      await keepHeard(
        {tenant, site: name, source: 'ga4', heard, context, receivedAt, numbersOf},
        request,
        services,
      );
      await reply.code(204).send();
      return undefined;
    },
  });

/** What holds for all events of a request. */
const contextOf = (body: Record<string, unknown>): Context =>
  Object.fromEntries(
    ['client_id', 'app_instance_id', 'user_id', 'timestamp_micros'].flatMap((name) => {
      const value = body[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
    }),
  );

export const measurements: readonly Route[] = ['/v1/mp/collect', '/mp/collect'].map(
  postMeasurement,
);
