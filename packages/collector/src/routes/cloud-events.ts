import {BatchResult, LIMITS} from '@throughline/contracts';
import {hearCloudEvents} from '@throughline/sources';
import * as z from 'zod';
import {Refusal} from '../errors.ts';
import {keepHeard} from '../keep-heard.ts';
import {route} from '../route.ts';
import {budgetOf} from '../sending-site.ts';

/**
 * Keeps CloudEvents of the tenant's own servers. An operator's key says for which of its tenants.
 */
export const postCloudEvents = route({
  method: 'POST',
  path: '/v1/events',
  summary: 'Keep CloudEvents 1.0: one, a batch, or one in binary mode',
  authorization: 'secret',
  body: z
    .unknown()
    .refine((body) => !Array.isArray(body) || body.length <= LIMITS.batch, {
      message: `more than ${LIMITS.batch} events`,
    })
    .meta({description: 'An event, a list of events, or in binary mode the data of one.'}),
  // Loose: what sends events for a server may add parameters of its own.
  query: z.looseObject({
    tenant: z
      .string()
      .optional()
      .describe('Which, where the key is an operator’s and opens several.'),
  }),
  response: BatchResult,
  errors: ['forbidden', 'over_budget', 'overloaded'],

  async handle({body, query, secret: {tenants, roles}, request, services}) {
    const receivedAt = Date.now();
    if (query.tenant === undefined && tenants.length > 1) {
      throw new Refusal('invalid_request', {detail: 'tenant: say for which, the key has several'});
    }
    const tenant = tenants.find(({name}) => name === (query.tenant ?? name));
    // A key that was made for agents' tokens alone does not write.
    const writes = roles.length === 0 || roles.includes('machine');
    if (!tenant || !writes) throw new Refusal('forbidden');
    services.budgets.check(budgetOf(tenant), tenant.touchpointsPerSecond);
    const heard = hearCloudEvents({headers: request.headers, body, receivedAt});
    const site = 'cloudevents';
    const from = {tenant, site, source: site, wordOf: 'tenant'} as const;
    return keepHeard({...from, heard, receivedAt}, request, services);
  },
});
