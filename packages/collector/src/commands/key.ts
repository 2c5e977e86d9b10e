import {TokenRequest} from '@throughline/contracts';
import {makeSecretKey, rotateSigningKey} from '../store/keys.ts';
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
  usage: 'create --tenant NAME [--role ROLE]... | rotate',
  summary:
    'Make another secret key of a tenant, which may be limited to making tokens of some roles. Or make a new key that tokens are signed with: those of the earlier one are taken for another hour.',
  words: 1,
  options: {...tenantOption, role: {type: 'string', multiple: true}},

  async run(call) {
    const [verb] = call.words;
    if (verb !== 'create' && verb !== 'rotate')
      throw new CommandError('Say: key create --tenant NAME, or key rotate');
    const roles = call
      .list('role')
      .map((role) => optionsOf(TokenRequest.pick({role: true}), {role}).role);
    await withDatabase(call, async (database) => {
      if (verb === 'rotate') return print((await rotateSigningKey(database)).kid!);
      const {id} = await tenantOf(call, database);
      const secretKey = await database.system((sql) => makeSecretKey(sql, {tenant: id}, {roles}));
      print(`secret key ${secretKey} (shown this once)`);
    });
  },
};
