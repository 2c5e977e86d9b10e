import {erasuresOf} from '../store/erasures.ts';
import {printed, withDatabase, type Command} from './command.ts';

export const erasures: Command = {
  name: 'erasures',
  usage: '',
  summary:
    'Print who was erased, as lines of keyed hashes that say nothing of anybody: to be kept outside of the backups, for `restore --erasures`.',
  options: {},

  async run(call) {
    await withDatabase(call, async (database) => {
      for await (const each of erasuresOf(database)) {
        await printed(`${JSON.stringify(each)}\n`);
      }
    });
  },
};
