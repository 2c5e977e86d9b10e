import {
  addToOperator,
  createOperator,
  listOperators,
  removeFromOperator,
} from '../store/tenants.ts';
import {CommandError, print, withDatabase, type Command} from './command.ts';

export const operator: Command = {
  name: 'operator',
  usage: 'create|add|remove NAME --tenant NAME... [--json] | list',
  summary:
    'Make an operator, whose agents serve several tenants, or add tenants to one that exists. Prints a secret key that makes tokens for each of them, one tenant a token; the earlier one works for another day. `add` gives one that exists more tenants, and makes no key; `remove` takes tenants away from it. `list` tells of each whom it serves, as a line of JSON.',
  words: 2,
  options: {
    json: {type: 'boolean', default: false},
    tenant: {type: 'string', multiple: true},
  },

  async run(call) {
    const [verb, name] = call.words;
    const tenants = call.list('tenant');
    if (verb === 'remove' && name && tenants.length > 0) {
      await withDatabase(call, (database) => removeFromOperator(database, name, tenants));
      return print(`${name} serves ${tenants.join(', ')} no more`);
    }
    if (verb === 'add' && name && tenants.length > 0) {
      await withDatabase(call, (database) => addToOperator(database, name, tenants));
      return print(`${name} serves ${tenants.join(', ')} as well`);
    }
    if (verb === 'list' && !name && tenants.length === 0) {
      for (const each of await withDatabase(call, listOperators)) print(JSON.stringify(each));
      return;
    }
    if (verb !== 'create' || !name)
      throw new CommandError(
        'Say: operator create NAME, add NAME or remove NAME, --tenant NAME, or operator list',
      );
    const secretKey = await withDatabase(call, (database) =>
      createOperator(database, name, tenants),
    );
    print(
      call.flag('json')
        ? JSON.stringify({operator: name, secretKey})
        : `operator ${name}\nsecret key ${secretKey} (shown this once)`,
    );
  },
};
