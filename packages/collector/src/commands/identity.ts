import {makeIdentitySecret, requireSigned} from '../store/identity-policy.ts';
import {
  CommandError,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Command,
} from './command.ts';

export const identity: Command = {
  name: 'identity',
  usage: 'secret | signed required|optional --tenant NAME',
  summary:
    'Say how it is known who somebody is. `secret` makes what the tenant’s servers sign user ids with, and prints it; the earlier one holds for another day. `signed required`: who a page says that its visitor is counts only with a signature.',
  options: tenantOption,

  async run(call) {
    const [what, how] = call.words;
    const isSecret = what === 'secret' && how === undefined;
    const isSigned = what === 'signed' && (how === 'required' || how === 'optional');
    if (!isSecret && !isSigned)
      throw new CommandError('Say: identity secret, or identity signed required|optional');
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      if (isSecret) return print(await makeIdentitySecret(database, id));
      await requireSigned(database, id, how === 'required');
      print(`signed identify is ${how}`);
    });
  },
};
