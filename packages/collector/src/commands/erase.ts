import {openLive} from '../live.ts';
import {appendAudit} from '../store/audit.ts';
import {eraseCustomer} from '../store/erase.ts';
import {print, tenantOf, tenantOption, withDatabase, type Command} from './command.ts';
import {customerNamed} from './customer.ts';

export const erase: Command = {
  name: 'erase',
  usage: '--tenant NAME KIND:VALUE',
  summary:
    'Forget a customer by any of their identifiers, for good. Touchpoints from before this moment that arrive later are refused.',
  words: 1,
  options: tenantOption,

  async run(call) {
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const customer = await customerNamed(database, id, call.words[0]);
      await appendAudit(database, id, [
        {at: Date.now(), actor: 'command', role: 'admin', action: 'erase', customer},
      ]);
      const {others, ...erasure} = await eraseCustomer(database, id, customer);
      const live = await openLive(database);
      await live.announceErased(id, erasure.customer, others);
      await live.close();
      print(JSON.stringify(erasure));
    });
  },
};
