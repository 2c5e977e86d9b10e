import {TokenRequest} from '@throughline/contracts';
import {makeSecretKey, revokeSecretKey, rotateSigningKey} from '../store/keys.ts';
import {
  CommandError,
  optionsOf,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Command,
} from './command.ts';

export const key: Command = {
  name: 'key',
  usage: 'create --tenant NAME [--role ROLE]... | revoke SECRET | rotate',
  summary:
    'Make another secret key of a tenant, which may be limited to making tokens of some roles. Or end a secret key at once, a tenant’s or an operator’s: a running collector takes it for 5 s more, and tokens that it has made last their 5 minutes. Or make a new key that tokens are signed with: those of the earlier one are taken for another hour.',
  words: 2,
  options: {...tenantOption, role: {type: 'string', multiple: true}},

  async run(call) {
    const [verb, secret] = call.words;
    const isRevoke = verb === 'revoke' && secret !== undefined;
    if (!isRevoke && ((verb !== 'create' && verb !== 'rotate') || secret !== undefined))
      throw new CommandError('Say: key create --tenant NAME, key revoke SECRET, or key rotate');
    const roles = call
      .list('role')
      .map((role) => optionsOf(TokenRequest.pick({role: true}), {role}).role);
    await withDatabase(call, async (database) => {
      if (isRevoke) {
        const whose = await revokeSecretKey(database, secret);
        if (whose === undefined)
          throw new Error('Nobody has this secret key: it was never ours, or has ended.');
        return print(`a secret key of ${whose} has ended`);
      }
      if (verb === 'rotate') return print((await rotateSigningKey(database)).kid!);
      const {id} = await tenantOf(call, database);
      const secretKey = await database.system((sql) => makeSecretKey(sql, {tenant: id}, {roles}));
      print(`secret key ${secretKey} (shown this once)`);
    });
  },
};
