import {createTenant} from '../store/registry.ts';
import {CommandError, print, withDatabase, type Command} from './command.ts';

export const tenant: Command = {
  name: 'tenant',
  usage: 'create NAME [--json] [--site-origin ORIGIN]... [--panel-origin ORIGIN]...',
  summary:
    'Make a tenant and print its keys, or a new secret key for one that exists (the earlier one works for another day). Origins are added: who may send touchpoints, who may frame the panel.',
  options: {
    json: {type: 'boolean', default: false},
    'site-origin': {type: 'string', multiple: true},
    'panel-origin': {type: 'string', multiple: true},
  },

  async run(call) {
    const [verb, name] = call.words;
    if (verb !== 'create' || !name) throw new CommandError('Say: tenant create NAME');
    const keys = await withDatabase(call, (database) =>
      createTenant(database, name, {
        siteOrigins: call.list('site-origin'),
        panelOrigins: call.list('panel-origin'),
      }),
    );
    print(
      call.flag('json')
        ? JSON.stringify(keys)
        : `tenant ${keys.tenant}\nwrite key ${keys.writeKey}\nsecret key ${keys.secretKey} (shown this once)`,
    );
  },
};
