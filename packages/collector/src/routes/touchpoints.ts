import {Batch, BatchResult} from '@throughline/contracts';
import * as z from 'zod';
import {isCrawler} from '../crawler.ts';
import {Refusal} from '../errors.ts';
import {route} from '../route.ts';

/**
 * Keeps a batch. Answers 200 only when it is committed, so a tracker may delete what it sent; the
 * same batch again is safe, since the store drops ids it already has.
 */
export const postTouchpoints = route({
  method: 'POST',
  path: '/v1/touchpoints',
  summary: 'Keep a batch of touchpoints',
  authorization: 'open',
  body: Batch,
  /** `encoding=gzip` stands in for the header, which would cost the browser a preflight. */
  query: z.object({encoding: z.enum(['gzip', 'deflate']).optional()}),
  response: BatchResult,
  errors: [
    'key_unknown',
    'origin_forbidden',
    'body_too_large',
    'unsupported_encoding',
    'overloaded',
  ],

  async handle({body, request, services: {registry, ingest}}) {
    const receivedAt = Date.now();
    const tenant = await registry.byWriteKey(body.key);
    if (!tenant) throw new Refusal('key_unknown');
    const {origin} = request.headers;
    if (origin && tenant.siteOrigins.length > 0 && !tenant.siteOrigins.includes(origin)) {
      throw new Refusal('origin_forbidden');
    }
    return ingest(tenant.id, {
      touchpoints: body.touchpoints,
      sentAt: body.sentAt,
      receivedAt,
      crawler: isCrawler(request.headers),
    });
  },
});
