import {Journey} from '@throughline/contracts';
import {journeyOf} from '@throughline/journey';
import {touchpointFor} from '../roles.ts';
import {route} from '../route.ts';
import {objectors} from '../store/inference.ts';
import {CustomerParams, reachable, recordLook} from './customers.ts';

/** How many of a customer's touchpoints are looked at, the newest first; the answer says of how many. */
const newest = 2000;

/** What a customer's touchpoints come to: the brief, and all it is made from. */
export const getJourney = route({
  method: 'GET',
  path: '/v1/customers/:customer/journey',
  summary: 'Read what a customer’s touchpoints come to',
  authorization: 'agent',
  params: CustomerParams,
  response: Journey,
  errors: ['customer_not_found'],

  async handle({params, access, services}) {
    const customer = await reachable(services, access, params.customer);
    const {database} = services;
    const read = database.tenant(access.tenant, async (sql) => ({
      rows: await database.touchpoints.page(sql, access.tenant, customer, {limit: newest}),
      total: await database.touchpoints.count(sql, access.tenant, customer),
      objected: await objectors(sql, access.tenant, [customer]),
    }));
    const [{rows, total, objected}] = await Promise.all([
      read,
      recordLook(services, access, 'journey', customer),
    ]);
    const touchpoints = rows.map(({touchpoint}) => touchpointFor(access.role, touchpoint));
    return {
      customer,
      basis: {touchpoints: touchpoints.length, total},
      ...journeyOf(touchpoints, {now: Date.now(), inference: !objected.has(customer)}),
    } satisfies Journey;
  },
});
