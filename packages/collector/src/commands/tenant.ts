import {tenantNamed} from '../store/registry.ts';
import {createTenant, deleteTenant} from '../store/tenants.ts';
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
    'create|delete NAME [--confirm NAME] [--json] [--site-origin ORIGIN]... [--panel-origin ORIGIN]... [--touchpoints-per-second N] [--reads-per-second N] [--retention-days N]',
  summary:
    'Make a tenant and print its keys, or a new secret key for one that exists (the earlier one works for another day). Origins are added: who may send touchpoints for its site `main`, who may frame the panel. A rate of 0 is no limit. Touchpoints are dropped after 760 days unless told otherwise. `delete` takes away a tenant, its keys and all that is kept of it, for good; backups still hold it.',
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
    if (verb !== 'create' || !name) throw new CommandError('Say: tenant create NAME');
    const retentionDays = wholeNumber(call, 'retention-days');
    if (retentionDays === 0) throw new CommandError('--retention-days is at least 1.');
    const keys = await withDatabase(call, (database) =>
      createTenant(database, name, {
        siteOrigins: call.list('site-origin'),
        panelOrigins: call.list('panel-origin'),
        touchpointsPerSecond: rate(call, 'touchpoints-per-second'),
        readsPerSecond: rate(call, 'reads-per-second'),
        retentionDays,
      }),
    );
    print(
      call.flag('json')
        ? JSON.stringify(keys)
        : `tenant ${keys.tenant}\nwrite key ${keys.writeKey}\nsecret key ${keys.secretKey} (shown this once)`,
    );
  },
};

/** 0 takes a limit away. */
const rate = (call: Call, option: string) => {
  const number = wholeNumber(call, option);
  return number === 0 ? null : number;
};
