import {appendAudit} from '../store/audit.ts';
import {eraseCustomer, eraseNames, isInQuarantine} from '../store/erase.ts';
import {print, tellPanels, tenantOf, tenantOption, withDatabase, type Command} from './command.ts';
import {scopeOption, whoIsNamed} from './customer.ts';

export const erase: Command = {
  name: 'erase',
  usage: '--tenant NAME KIND:VALUE [--scope SYSTEM]',
  summary:
    'Forget a customer by any of their identifiers, for good, or whom quarantine alone knows. Touchpoints from before this moment that arrive later are refused.',
  words: 1,
  options: {...tenantOption, ...scopeOption},

  async run(call) {
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const {customer = null, names, nobody} = await whoIsNamed(call, database, id);
      if (customer === null && !(await isInQuarantine(database, id, names))) throw nobody;
      await appendAudit(database, id, [
        {at: Date.now(), actor: 'command', role: 'admin', action: 'erase', customer},
      ]);
      if (customer === null)
        return print(JSON.stringify({customer, ...(await eraseNames(database, id, names))}));
      const {others, ...erasure} = await eraseCustomer(database, id, customer);
      await tellPanels(database, (live) => live.announceErased(id, erasure.customer, others));
      print(JSON.stringify(erasure));
    });
  },
};
