import {once} from 'node:events';
import {erasuresOf} from '../store/erasures.ts';
import {withDatabase, type Command} from './command.ts';

export const erasures: Command = {
  name: 'erasures',
  usage: '',
  summary:
    'Print who was erased, as lines of keyed hashes that say nothing of anybody: to be kept outside of the backups, for `restore --erasures`.',
  options: {},

  async run(call) {
    await withDatabase(call, async (database) => {
      for await (const each of erasuresOf(database)) {
        if (!process.stdout.write(`${JSON.stringify(each)}\n`)) await once(process.stdout, 'drain');
      }
    });
  },
};
