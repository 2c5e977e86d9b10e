import {scrub} from '../store/scrub.ts';
import {print, withDatabase, type Command} from './command.ts';

export const scrubCommand: Command = {
  name: 'scrub',
  usage: '',
  summary:
    'Take the bytes of whoever was erased off the disk: each table is written anew and PostgreSQL’s log is brought to its end. A table stands still meanwhile, and takes its size once more: run it at a quiet hour.',
  options: {},

  async run(call) {
    await withDatabase(call, async (database) => {
      const scrubbed = await scrub(database);
      print(JSON.stringify(scrubbed));
      if (scrubbed.busy.length > 0) {
        throw new Error(`Somebody held ${scrubbed.busy.join(', ')} all the time: run it again.`);
      }
    });
  },
};
