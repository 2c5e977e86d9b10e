import {existsSync} from 'node:fs';
import {OwnStages, STAGE_PRESETS, STAGES_OF, type StageSet} from '@throughline/contracts';
import {keepModel, readModels} from '../store/models.ts';
import {
  CommandError,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Command,
} from './command.ts';
import {readJson} from './read-json.ts';

export const stages: Command = {
  name: 'stages',
  usage: 'show|set [cx|sales|FILE] [--json] --tenant NAME',
  summary:
    'Print which stages a tenant’s customers go through, with `--json` its own as a file that `set` takes again, or choose: `cx`, a customer’s experience, as it is at first, `sales`, a deal, or its own from a JSON file. How long each takes is learned anew with the next `learn`.',
  words: 2,
  options: {...tenantOption, json: {type: 'boolean', default: false}},

  async run(call) {
    const [verb, word] = call.words;
    if (verb === 'show' ? word !== undefined : verb !== 'set' || word === undefined)
      throw new CommandError(`Say: stages show, ${CHOICES}`);
    const chosen = word === undefined ? undefined : await choiceOf(word);
    await withDatabase(call, async (database) => {
      const {id, name} = await tenantOf(call, database);
      if (chosen) await database.tenant(id, (sql) => keepModel(sql, id, 'stages', chosen));
      const {stages: set = 'cx'} = await database.tenant(id, (sql) => readModels(sql, id));
      if (chosen || !call.flag('json')) print(lineOf(set));
      else if (typeof set === 'object') print(JSON.stringify(set, undefined, 2));
      else throw new Error(`${name} has no stages of its own: it goes by stages set ${set}`);
    });
  },
};

const CHOICES = 'stages set cx, stages set sales, or stages set FILE';

/** A preset goes before a file of its name, which is there as ./cx. */
const choiceOf = async (word: string): Promise<StageSet> => {
  const preset = STAGE_PRESETS.find((each) => each === word);
  if (preset) return preset;
  if (existsSync(word)) return await readJson(word, OwnStages, 'set of stages');
  throw new CommandError(`There is no preset and no file ${word}. Say: ${CHOICES}`);
};

const lineOf = (set: StageSet) =>
  typeof set === 'object'
    ? `own: ${set.stages.map(({name}) => name).join(', ')}`
    : `${set}: ${STAGES_OF[set].join(', ')}`;
