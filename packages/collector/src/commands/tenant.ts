import {tenantNamed} from '../store/registry.ts';
import {
  changeTenant,
  createTenant,
  deleteTenant,
  listTenants,
  type TenantOptions,
} from '../store/tenants.ts';
import {
  CommandError,
  print,
  withDatabase,
  wholeNumber,
  type Call,
  type Command,
} from './command.ts';

export const tenant: Command = {
  name: 'tenant',
  usage:
    'create|change|delete NAME | list [--confirm NAME] [--json] [--site-origin ORIGIN]... [--panel-origin ORIGIN]... [--touchpoints-per-second N] [--reads-per-second N] [--retention-days N]',
  summary:
    'Make a tenant and print its keys, or a new secret key for one that exists (the earlier one works for another day). Origins are added: who may send touchpoints for its site `main`, who may frame the panel. A rate of 0 is no limit. Touchpoints are dropped after 760 days unless told otherwise. `change` does the same with one that exists, and makes no key. `list` tells of each how it is set up, as a line of JSON. `delete` takes away a tenant, its keys and all that is kept of it, for good; backups still hold it.',
  begins: 'create',
  words: 2,
  options: {
    json: {type: 'boolean', default: false},
    confirm: {type: 'string'},
    'site-origin': {type: 'string', multiple: true},
    'panel-origin': {type: 'string', multiple: true},
    'touchpoints-per-second': {type: 'string'},
    'reads-per-second': {type: 'string'},
    'retention-days': {type: 'string'},
  },

  async run(call) {
    const [verb, name] = call.words;
    if (verb === 'delete' && name) {
      if (call.text('confirm') !== name) {
        throw new CommandError(
          `This cannot be undone. Say it twice: tenant delete ${name} --confirm ${name}`,
        );
      }
      await withDatabase(call, async (database) => {
        const found = await tenantNamed(database, name);
        if (!found) throw new Error(`There is no tenant "${name}".`);
        print(JSON.stringify({tenant: name, ...(await deleteTenant(database, found.id))}));
      });
      return;
    }
    if (verb === 'list' && !name) {
      const tenants = await withDatabase(call, listTenants);
      for (const each of tenants) print(JSON.stringify(each));
      return;
    }
    if ((verb !== 'create' && verb !== 'change') || !name)
      throw new CommandError('Say: tenant create NAME, change NAME, delete NAME, or list');
    const options = optionsIn(call);
    if (verb === 'change') {
      if (
        Object.values(options)
          .flat()
          .every((value) => value === undefined)
      )
        throw new CommandError('Say what: --touchpoints-per-second N, for instance.');
      return withDatabase(call, async (database) => {
        const found = await tenantNamed(database, name);
        if (!found) throw new Error(`There is no tenant "${name}".`);
        await changeTenant(database, found.id, options);
        const settings = await listTenants(database);
        print(JSON.stringify(settings.find(({tenant: its}) => its === name)));
      });
    }
    const keys = await withDatabase(call, (database) => createTenant(database, name, options));
    print(
      call.flag('json')
        ? JSON.stringify(keys)
        : `tenant ${keys.tenant}\nwrite key ${keys.writeKey}\nsecret key ${keys.secretKey} (shown this once)`,
    );
  },
};

const optionsIn = (call: Call): TenantOptions => {
  const retentionDays = wholeNumber(call, 'retention-days');
  if (retentionDays === 0) throw new CommandError('--retention-days is at least 1.');
  return {
    siteOrigins: call.list('site-origin'),
    panelOrigins: call.list('panel-origin'),
    touchpointsPerSecond: rate(call, 'touchpoints-per-second'),
    readsPerSecond: rate(call, 'reads-per-second'),
    retentionDays,
  };
};

/** 0 takes a limit away. */
const rate = (call: Call, option: string) => {
  const number = wholeNumber(call, option);
  return number === 0 ? null : number;
};
