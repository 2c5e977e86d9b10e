import {TokenRequest} from '@throughline/contracts';
import {listKeys, makeSecretKey, revokeSecretKey, rotateSigningKey} from '../store/keys.ts';
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
  usage: 'create --tenant NAME [--role ROLE]... | list [--tenant NAME] | revoke SECRET|ID | rotate',
  summary:
    '`create` makes another secret key of a tenant, which may be limited to making tokens of some roles. `list` tells of each key that works, of all tenants or of what opens one, as a line of JSON: whose it is and since when; of a secret one its id, its roles, when it was last used and when it ends. `revoke` ends a secret key at once, by itself or by its id, a tenant’s or an operator’s: a running collector takes it for 5 s more, and tokens that it has made last their 5 minutes. `rotate` makes a new key that tokens are signed with, for all tenants: those of the earlier one are taken for another hour.',
  words: 2,
  options: {...tenantOption, role: {type: 'string', multiple: true}},

  async run(call) {
    const [verb, secret] = call.words;
    const isRevoke = verb === 'revoke' && secret !== undefined;
    const isOther = /^(create|list|rotate)$/.test(verb ?? '') && secret === undefined;
    if (!isRevoke && !isOther)
      throw new CommandError(
        'Say: key create --tenant NAME, key list, key revoke SECRET, or key rotate',
      );
    if (call.list('role').length > 0 && verb !== 'create')
      throw new CommandError('--role is for key create.');
    if (call.text('tenant') !== undefined && verb === 'rotate')
      throw new CommandError('The key that tokens are signed with is that of all tenants.');
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
      if (verb === 'list') {
        const tenant = call.text('tenant') && (await tenantOf(call, database)).id;
        for (const each of await listKeys(database, tenant || undefined))
          print(JSON.stringify(each));
        return;
      }
      if (verb === 'rotate') return print((await rotateSigningKey(database)).kid!);
      const {id} = await tenantOf(call, database);
      const secretKey = await database.system((sql) => makeSecretKey(sql, {tenant: id}, {roles}));
      print(`secret key ${secretKey} (shown this once)`);
    });
  },
};
