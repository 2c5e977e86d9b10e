import {Account} from '@throughline/contracts';
import * as z from 'zod';
import {Refusal} from '../errors.ts';
import {route} from '../route.ts';
import {readAccount} from '../store/account.ts';

/** What became of everything that arrived, exactly: received = stored + duplicates + refused. */
export const getAccount = route({
  method: 'GET',
  path: '/v1/account',
  summary: 'Read what became of the touchpoints that arrived, by day and site',
  authorization: 'agent',
  roles: ['supervisor', 'analyst', 'admin'],
  query: z.object({
    days: z.coerce
      .number()
      .int()
      .min(1)
      .max(800)
      .default(30)
      .describe('How many days, up to today.'),
  }),
  response: Account,

  async handle({query: {days}, access, services: {database}}) {
    if (access.customer) throw new Refusal('forbidden'); // It is about them all.
    return readAccount(database, access.tenant, {days});
  },
});
