import {STAGE_PRESETS, STAGES_OF} from '@throughline/contracts';
import {keepModel, readModels} from '../store/models.ts';
import {
  CommandError,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Command,
} from './command.ts';

export const stages: Command = {
  name: 'stages',
  usage: 'show|set [cx|sales] --tenant NAME',
  summary:
    'Print which stages a tenant’s customers go through, or choose: `cx`, a customer’s experience, as it is at first, or `sales`, a deal. How long each takes is learned anew with the next `learn`.',
  options: tenantOption,

  async run(call) {
    const [verb, word] = call.words;
    const chosen = STAGE_PRESETS.find((preset) => preset === word);
    if (verb === 'show' ? word !== undefined : verb !== 'set' || !chosen)
      throw new CommandError('Say: stages show, stages set cx, or stages set sales');
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      if (chosen) await database.tenant(id, (sql) => keepModel(sql, id, 'stages', chosen));
      const {stages: preset = 'cx'} = await database.tenant(id, (sql) => readModels(sql, id));
      print(`${preset}: ${STAGES_OF[preset].join(', ')}`);
    });
  },
};
