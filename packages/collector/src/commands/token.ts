import {TokenRequest} from '@throughline/contracts';
import {openSecrets} from '../store/keys.ts';
import {openTokens} from '../tokens.ts';
import {
  CommandError,
  optionsOf,
  print,
  tenantOf,
  tenantOption,
  wholeNumber,
  withDatabase,
  type Command,
} from './command.ts';

export const token: Command = {
  name: 'token',
  usage: '--tenant NAME --agent ID [--role agent] [--customer ID] [--ttl SECONDS]',
  summary: 'Print a token for an agent: valid 300 seconds at most.',
  options: {
    ...tenantOption,
    agent: {type: 'string'},
    role: {type: 'string'},
    customer: {type: 'string'},
    ttl: {type: 'string'},
  },

  async run(call) {
    if (!call.text('agent')) throw new CommandError('Say for whom: --agent ID');
    const ttl = wholeNumber(call, 'ttl');
    const request = optionsOf(TokenRequest, {
      agent: call.text('agent'),
      role: call.text('role'),
      customer: call.text('customer'),
      ...(ttl === undefined ? {} : {ttl}),
    });
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const tokens = await openTokens(async () => (await openSecrets(database)).signingKeys);
      print((await tokens.grant(id, request)).token);
    });
  },
};
