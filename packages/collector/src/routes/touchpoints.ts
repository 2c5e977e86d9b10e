import {Batch, BatchResult} from '@throughline/contracts';
import * as z from 'zod';
import {isCrawler} from '../crawler.ts';
import {Refusal} from '../errors.ts';
import {route} from '../route.ts';
import type {Site} from '../store/registry.ts';

/** Our trackers write the key first, so that a batch over the budget is refused unread. */
const keyFirst = /^\{"key":"([\w-]{1,128})"/;

const budgetOf = ({tenant}: Site) => `touchpoints ${tenant.id}`;

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
    'over_budget',
    'overloaded',
  ],

  async admit(plain, {registry, budgets}) {
    const key = keyFirst.exec(plain.toString('latin1', 0, 160))?.[1];
    const site = key && (await registry.byWriteKey(key));
    if (!site) return;
    budgets.check(budgetOf(site), site.tenant.touchpointsPerSecond);
    return site.tenant.id;
  },

  async handle({body, request, services: {registry, budgets, ingest}}) {
    const receivedAt = Date.now();
    const site = await registry.byWriteKey(body.key);
    if (!site) throw new Refusal('key_unknown');
    const {origin} = request.headers;
    if (origin && site.origins.length > 0 && !site.origins.includes(origin)) {
      throw new Refusal('origin_forbidden');
    }
    const {tenant} = site;
    budgets.check(budgetOf(site), tenant.touchpointsPerSecond);
    budgets.spend(budgetOf(site), tenant.touchpointsPerSecond, body.touchpoints.length);
    return ingest(tenant.id, {
      site: site.name,
      touchpoints: body.touchpoints,
      sentAt: body.sentAt,
      receivedAt,
      crawler: isCrawler(request.headers),
    });
  },
});
