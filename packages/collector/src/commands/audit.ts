import {verifyAudit} from '../store/audit.ts';
import {
  CommandError,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Command,
} from './command.ts';

export const audit: Command = {
  name: 'audit',
  usage: 'verify --tenant NAME',
  summary:
    'Check the chain of who looked at which customer; fails at the first row that was changed or removed.',
  words: 1,
  options: tenantOption,

  async run(call) {
    if (call.words[0] !== 'verify') throw new CommandError('Say: audit verify --tenant NAME');
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const {rows, broken} = await verifyAudit(database, id);
      if (broken !== null)
        throw new Error(`The record is broken at row ${broken}, after ${rows} good rows.`);
      print(`${rows} rows, unbroken`);
    });
  },
};
