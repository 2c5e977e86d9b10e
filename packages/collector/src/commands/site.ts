import {createSite} from '../store/tenants.ts';
import {
  CommandError,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Command,
} from './command.ts';

export const site: Command = {
  name: 'site',
  usage: 'create NAME --tenant NAME [--json] [--site-origin ORIGIN]... [--numbers-of SYSTEM]',
  summary:
    'Make a site of a tenant, or add origins to one that exists, and print its write key. Each site has its own key and its own account. `--numbers-of`: the system whose orders and tickets it names, such as shopify, where a tenant has several.',
  words: 2,
  options: {
    ...tenantOption,
    json: {type: 'boolean', default: false},
    'site-origin': {type: 'string', multiple: true},
    'numbers-of': {type: 'string'},
  },

  async run(call) {
    const [verb, name] = call.words;
    if (verb !== 'create' || !name) throw new CommandError('Say: site create NAME --tenant NAME');
    await withDatabase(call, async (database) => {
      const tenant = await tenantOf(call, database);
      const writeKey = await createSite(
        database,
        tenant.id,
        name,
        call.list('site-origin'),
        call.text('numbers-of'),
      );
      print(
        call.flag('json')
          ? JSON.stringify({tenant: tenant.name, site: name, writeKey})
          : `site ${name}\nwrite key ${writeKey}`,
      );
    });
  },
};
