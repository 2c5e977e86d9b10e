import {TokenGrant, TokenRequest} from '@throughline/contracts';
import {route} from '../route.ts';

/** A short-lived token for one agent of one tenant, for the agent's browser to hold. */
export const postTokens = route({
  method: 'POST',
  path: '/v1/tokens',
  summary: 'Make a token for an agent, from a secret key',
  authorization: 'secret',
  body: TokenRequest,
  response: TokenGrant,

  handle: async ({body, tenant, services: {tokens}}) => tokens.grant(tenant, body),
});
