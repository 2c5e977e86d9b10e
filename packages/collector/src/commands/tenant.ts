import type {Database} from '../store/database.ts';
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
    'create|change|delete NAME | list [--confirm NAME] [--json] [--site-origin ORIGIN]... [--panel-origin ORIGIN]... [--without-origin ORIGIN]... [--touchpoints-per-second N] [--reads-per-second N] [--retention-days N]',
  summary:
    'Make a tenant and print its keys, or a new secret key for one that exists (the earlier one works for another day). Origins are added: who may send touchpoints for its site `main`, who may frame the panel. A rate of 0 is no limit. Touchpoints are dropped after 760 days unless told otherwise. `change` does the same with one that exists, and makes no key; with --without-origin it takes an origin away, from the panel and from every site. `list` tells of each how it is set up, as a line of JSON. `delete` takes away a tenant, its keys and all that is kept of it, for good; backups still hold it.',
  begins: 'create',
  words: 2,
  options: {
    json: {type: 'boolean', default: false},
    confirm: {type: 'string'},
    'site-origin': {type: 'string', multiple: true},
    'panel-origin': {type: 'string', multiple: true},
    'without-origin': {type: 'string', multiple: true},
    'touchpoints-per-second': {type: 'string'},
    'reads-per-second': {type: 'string'},
    'retention-days': {type: 'string'},
  },

  async run(call) {
    const [verb, name] = call.words;
    const without = call.list('without-origin');
    if (without.length > 0 && verb !== 'change')
      throw new CommandError('--without-origin is for tenant change NAME.');
    if (verb === 'create' && name) return create(call, name);
    if (verb === 'change' && name) return change(call, name, without);
    if (verb === 'delete' && name) return remove(call, name);
    if (verb !== 'list' || name)
      throw new CommandError('Say: tenant create NAME, change NAME, delete NAME, or list');
    for (const each of await withDatabase(call, listTenants)) print(JSON.stringify(each));
  },
};

const create = async (call: Call, name: string) => {
  const options = optionsIn(call);
  const keys = await withDatabase(call, (database) => createTenant(database, name, options));
  print(
    call.flag('json')
      ? JSON.stringify(keys)
      : `tenant ${keys.tenant}\nwrite key ${keys.writeKey}\nsecret key ${keys.secretKey} (shown this once)`,
  );
};

const change = async (call: Call, name: string, withoutOrigins: readonly string[]) => {
  const options = {...optionsIn(call), withoutOrigins};
  if (
    Object.values(options)
      .flat()
      .every((value) => value === undefined)
  )
    throw new CommandError('Say what: --touchpoints-per-second N, for instance.');
  await withDatabase(call, async (database) => {
    await changeTenant(database, await idOf(database, name), options);
    const settings = await listTenants(database);
    print(JSON.stringify(settings.find(({tenant: its}) => its === name)));
  });
};

const remove = async (call: Call, name: string) => {
  if (call.text('confirm') !== name)
    throw new CommandError(
      `This cannot be undone. Say it twice: tenant delete ${name} --confirm ${name}`,
    );
  await withDatabase(call, async (database) => {
    const gone = await deleteTenant(database, await idOf(database, name));
    print(JSON.stringify({tenant: name, ...gone}));
  });
};

const idOf = async (database: Database, name: string) => {
  const found = await tenantNamed(database, name);
  if (!found) throw new Error(`There is no tenant "${name}".`);
  return found.id;
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
