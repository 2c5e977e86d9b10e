import {learnFrom} from '../store/models.ts';
import {print, tenantOf, tenantOption, withDatabase, type Command} from './command.ts';

export const learn: Command = {
  name: 'learn',
  usage: '--tenant NAME',
  summary:
    'Learn now, from the newest customers of a tenant, what comes after what and how long each stage takes. A running collector does it once a day.',
  options: tenantOption,

  async run(call) {
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const {customers, steps, stages} = await learnFrom(database, id);
      print(`customers ${customers}\npasts ${steps}\nstages ${stages}`);
    });
  },
};
