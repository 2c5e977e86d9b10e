import {appendAudit} from '../store/audit.ts';
import {objectToInference} from '../store/read.ts';
import {print, tellPanels, tenantOf, tenantOption, withDatabase, type Command} from './command.ts';
import {customerNamed, scopeOption} from './customer.ts';

export const object: Command = {
  name: 'object',
  usage: '--tenant NAME KIND:VALUE [--scope SYSTEM] [--withdraw]',
  summary:
    'Keep that a customer objects to inference, by any of their identifiers, or with --withdraw take it back.',
  words: 1,
  options: {...tenantOption, ...scopeOption, withdraw: {type: 'boolean', default: false}},

  async run(call) {
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const customer = await customerNamed(call, database, id);
      const at = Date.now();
      const action = call.flag('withdraw') ? 'withdraw' : 'object';
      await appendAudit(database, id, [{at, actor: 'command', role: 'admin', action, customer}]);
      const {customer: living, since} = await database.tenant(id, (sql) =>
        objectToInference(sql, id, customer, action === 'object' ? at : null),
      );
      await tellPanels(database, (live) =>
        live.announce(id, {touchpoints: new Map(), merged: [[living, living]]}),
      );
      print(JSON.stringify({customer: living, objectedAt: since}));
    });
  },
};
