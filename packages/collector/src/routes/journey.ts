import {Journey} from '@throughline/contracts';
import {journeyOf} from '@throughline/journey';
import {withoutInference} from '../inference.ts';
import {touchpointFor} from '../roles.ts';
import {route, type Services} from '../route.ts';
import {objectedSince} from '../store/read.ts';
import type {Access} from '../tokens.ts';
import {CustomerParams, reachable, recordLook, unreachable} from './customers.ts';

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
  errors: unreachable,

  async handle({params, access, services}) {
    const customer = await reachable(services, access, params.customer);
    const [journey] = await Promise.all([
      journeyFor(services, access, customer),
      recordLook(services, access, 'journey', customer),
    ]);
    return journey;
  },
});

/** The journey as a role may see it, and as far as the customer lets it be inferred. */
export const journeyFor = async (
  {database, models, pepper}: Services,
  access: Access,
  customer: string,
): Promise<Journey> => {
  const {tenant} = access;
  const read = database.tenant(tenant, async (sql) => ({
    rows: await database.touchpoints.page(sql, tenant, customer, {limit: newest}),
    total: await database.touchpoints.count(sql, tenant, customer),
    inference: (await objectedSince(sql, tenant, customer)) === null,
  }));
  const [{rows, total, inference}, {playbook, stages, ...past}] = await Promise.all([
    read,
    models(tenant),
  ]);
  const touchpoints = rows
    .map(({touchpoint}) => touchpoint)
    .map(touchpointFor(access, pepper))
    .map((touchpoint) => (inference ? touchpoint : withoutInference(touchpoint)));
  return {
    customer,
    basis: {touchpoints: touchpoints.length, total},
    ...journeyOf(touchpoints, {
      now: Date.now(),
      inference,
      past,
      ...(playbook && {playbook}),
      ...(stages && {stages}),
    }),
  };
};
