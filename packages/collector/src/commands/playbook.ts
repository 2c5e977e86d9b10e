import {Playbook} from '@throughline/contracts';
import {defaultPlaybook} from '@throughline/journey';
import {keepModel, readModels, type Answers} from '../store/models.ts';
import {
  CommandError,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Command,
} from './command.ts';
import {readJson} from './read-json.ts';

export const playbook: Command = {
  name: 'playbook',
  usage: 'show|set|reset|answers [FILE] --tenant NAME',
  summary:
    'Print what a tenant’s agents are advised to do and when, set it from a JSON file, or go back to ours. `answers`: how often they took each suggestion on, and how often it was wrong, when a collector last learned.',
  words: 2,
  options: tenantOption,

  async run(call) {
    const [verb, file] = call.words;
    if (!/^(show|set|reset|answers)$/.test(verb ?? '') || (verb === 'set') !== (file !== undefined))
      throw new CommandError(
        'Say: playbook show, playbook set FILE, playbook reset, or playbook answers',
      );
    const own = file === undefined ? null : await readJson(file, Playbook, 'playbook');
    await withDatabase(call, async (database) => {
      const {id, name} = await tenantOf(call, database);
      if (verb === 'show') {
        const {playbook: kept} = await database.tenant(id, (sql) => readModels(sql, id));
        print(JSON.stringify(kept ?? defaultPlaybook, undefined, 2));
        return;
      }
      if (verb === 'answers') {
        const {answers = {}} = await database.tenant(id, (sql) => readModels(sql, id));
        const all = ({accepted, wrong}: Answers) => accepted + wrong;
        const most = Object.entries(answers).sort(([, one], [, other]) => all(other) - all(one));
        for (const [action, {accepted, wrong}] of most)
          print(`${action} accepted ${accepted} wrong ${wrong}`);
        return;
      }
      await database.tenant(id, (sql) => keepModel(sql, id, 'playbook', own));
      const names = own?.actions.map(({action}) => action).join(', ');
      print(names === undefined ? `${name} follows ours` : `own: ${names}`);
    });
  },
};
