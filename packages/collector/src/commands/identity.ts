import {setTimeout as sleep} from 'node:timers/promises';
import {openAddressKeys} from '../store/address-keys.ts';
import type {Database} from '../store/database.ts';
import {keepAddresses, makeIdentitySecret, requireSigned} from '../store/identity-policy.ts';
import {dropSealed, resealAll} from '../store/sealed.ts';
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
  usage: 'secret | signed required|optional | addresses encrypted|hashed --tenant NAME',
  summary:
    'Say how it is known who somebody is. `secret` makes what the tenant’s servers sign user ids with, and prints it; the earlier one holds for another day. `signed required`: who a page says that its visitor is counts only with a signature. `addresses encrypted`: e-mail addresses and phone numbers are kept encrypted beside their hash, from now on; again, after a new key, encrypts what there is with it. `hashed` takes them away.',
  words: 2,
  options: tenantOption,

  async run(call) {
    const [what, how] = call.words;
    const isSecret = what === 'secret' && how === undefined;
    const isSigned = what === 'signed' && (how === 'required' || how === 'optional');
    const isAddresses = what === 'addresses' && (how === 'encrypted' || how === 'hashed');
    if (!isSecret && !isSigned && !isAddresses)
      throw new CommandError(
        'Say: identity secret, identity signed required|optional, or identity addresses encrypted|hashed',
      );
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      if (isSecret) return print(await makeIdentitySecret(database, id));
      if (isAddresses) return print(await addresses(database, id, how));
      await requireSigned(database, id, how === 'required');
      print(`signed identify is ${how}`);
    });
  },
};

/** For so long a running collector may go by what it has last read, ms. */
const noticeMs = 6000;

const addresses = async (database: Database, tenant: number, how: 'encrypted' | 'hashed') => {
  if (how === 'encrypted') {
    const keys = await openAddressKeys(database.folder);
    await keepAddresses(database, tenant, true);
    return `addresses are encrypted, ${await resealAll(database, tenant, keys)} with the new key`;
  }
  await keepAddresses(database, tenant, false);
  await sleep(noticeMs);
  await dropSealed(database, tenant);
  return 'addresses are hashed alone';
};
