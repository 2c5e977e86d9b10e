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
      if (scrubbed.watching > 0) {
        throw new Error(
          'A transaction that began before still sees what was deleted, so its bytes are still there: wait for it, or end it (pg_stat_activity has it), and run it again.',
        );
      }
      if (scrubbed.busy.length > 0) {
        throw new Error(`Somebody held ${scrubbed.busy.join(', ')} all the time: run it again.`);
      }
    });
  },
};
