import {readFile} from 'node:fs/promises';
import {text} from 'node:stream/consumers';
import {sources} from '@throughline/sources';
import {addSourceSecret, removeSource, sourcesOf} from '../store/sources.ts';
import {createSite} from '../store/tenants.ts';
import {
  CommandError,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Command,
} from './command.ts';

export const source: Command = {
  name: 'source',
  usage: 'add|remove|list [NAME] --tenant NAME [--secret-file FILE]',
  summary:
    'Open a tenant to what another system tells, with the secret it signs with (from a file, or from stdin), and print the address to give to it. An earlier secret holds for another day.',
  words: 2,
  options: {...tenantOption, 'secret-file': {type: 'string'}},

  async run(call) {
    const [verb, name] = call.words;
    if (verb === 'list' && !name) {
      await withDatabase(call, async (database) => {
        const {id} = await tenantOf(call, database);
        for (const each of await sourcesOf(database, id))
          print(`${each.source} since ${new Date(each.since).toISOString()}`);
      });
      return;
    }
    if ((verb !== 'add' && verb !== 'remove') || !name) {
      throw new CommandError(`Say: source add NAME --tenant NAME. ${there}`);
    }
    const known = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (!known) {
      throw new CommandError(`There is no source "${name}". ${there}`);
    }
    if (verb === 'remove') {
      await withDatabase(call, async (database) => {
        const {id} = await tenantOf(call, database);
        const removed = await removeSource(database, id, name);
        print(removed ? `${name} is closed` : `${name} was not open`);
      });
      return;
    }
    const file = call.text('secret-file');
    const secret = (await (file ? readFile(file, 'utf8') : text(process.stdin))).trim();
    if (secret.length < 8) {
      throw new CommandError(`Give the secret of ${known.title}, 8 characters or more, on stdin.`);
    }
    const mistaken = await known.mistaken?.(secret);
    if (mistaken) throw new CommandError(`Not kept: it is ${mistaken}.`);
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      await addSourceSecret(database, id, name, secret);
      const key = await createSite(database, id, 'main');
      print(`${known.title} may tell of customers: POST /v1/sources/${name}?key=${key}`);
    });
  },
};

const there = `There are: ${Object.keys(sources).join(', ')}.`;
