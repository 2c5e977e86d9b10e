import {TokenGrant, TokenRequest} from '@throughline/contracts';
import {Refusal} from '../errors.ts';
import {route} from '../route.ts';

/**
 * A short-lived token for one agent of one tenant, for the agent's browser to hold. An operator's key
 * says for which of its tenants.
 */
export const postTokens = route({
  method: 'POST',
  path: '/v1/tokens',
  summary: 'Make a token for an agent, from a secret key',
  authorization: 'secret',
  body: TokenRequest,
  response: TokenGrant,

  errors: ['forbidden'],

  async handle({body, secret: {tenants, roles}, services: {tokens}}) {
    if (body.tenant === undefined && tenants.length > 1) {
      throw new Refusal('invalid_request', {detail: 'tenant: say for which, the key has several'});
    }
    const tenant = tenants.find(({name}) => name === (body.tenant ?? name));
    if (!tenant || (roles.length > 0 && !roles.includes(body.role))) throw new Refusal('forbidden');
    return tokens.grant(tenant.id, body);
  },
});
