import {openRegistry} from '../store/registry.ts';
import {createSite} from '../store/tenants.ts';
import {
  CommandError,
  print,
  printChecks,
  tenantOf,
  tenantOption,
  withDatabase,
  type Call,
  type Command,
} from './command.ts';

export const site: Command = {
  name: 'site',
  usage:
    'create NAME --tenant NAME [--json] [--site-origin ORIGIN]... [--numbers-of SYSTEM] | check URL [--json]',
  summary:
    'Make a site of a tenant, or add origins to one that exists, and print its write key. Each site has its own key and its own account. `--numbers-of`: the system whose orders and tickets it names, such as shopify, where a tenant has several. `check` fetches a page of the website, the script that its tag names and what answers where it sends to, and says what is wrong with the tag and what to do. It fails where nothing would arrive.',
  words: 2,
  options: {
    ...tenantOption,
    json: {type: 'boolean', default: false},
    'site-origin': {type: 'string', multiple: true},
    'numbers-of': {type: 'string'},
  },

  async run(call) {
    const [verb, name] = call.words;
    if (verb === 'check' && name) return check(call, name);
    if (verb !== 'create' || !name)
      throw new CommandError('Say: site create NAME --tenant NAME, or site check URL');
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

const check = async (call: Call, address: string) => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CommandError('Write the page’s address with its https://, as a browser shows it.');
  // What reads HTML is loaded for this alone.
  const {checkSite} = await import('./check-site.ts');
  await withDatabase(call, async (database) => {
    const registry = openRegistry(database);
    const checks = await checkSite(url, {
      siteOf: (key) => registry.byWriteKey(key),
      onAsked: (line) => process.stderr.write(`${line}\n`),
    });
    printChecks(checks, {asJson: call.flag('json')});
  });
};
