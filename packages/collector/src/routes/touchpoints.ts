import {Batch, BatchResult} from '@throughline/contracts';
import * as z from 'zod';
import {isCrawler} from '../crawler.ts';
import {route} from '../route.ts';
import {budgetOf, sendingSite} from '../sending-site.ts';

/** Our trackers write the key first, so that a batch over the budget is refused unread. */
const keyFirst = /^\{"key":"([\w-]{1,128})"/;

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
  errors: ['key_unknown', 'origin_forbidden', 'over_budget', 'overloaded'],

  async admit(plain, {registry, budgets}) {
    const key = keyFirst.exec(plain.toString('latin1', 0, 160))?.[1];
    const site = key && (await registry.byWriteKey(key));
    if (!site) return;
    budgets.check(budgetOf(site.tenant), site.tenant.touchpointsPerSecond);
    return site.tenant.id;
  },

  async handle({body, request, services}) {
    const receivedAt = Date.now();
    const {tenant, name, numbersOf} = await sendingSite(body.key, request.headers, services);
    const {budgets, ingest} = services;
    budgets.spend(budgetOf(tenant), tenant.touchpointsPerSecond, body.touchpoints.length);
    return ingest(tenant.id, {
      site: name,
      touchpoints: body.touchpoints,
      sentAt: body.sentAt,
      receivedAt,
      crawler: isCrawler(request.headers),
      numbersOf,
    });
  },
});
