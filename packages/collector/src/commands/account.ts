import {readAccount} from '../store/account.ts';
import {print, tenantOf, tenantOption, withDatabase, wholeNumber, type Command} from './command.ts';

export const account: Command = {
  name: 'account',
  usage: '--tenant NAME [--days 30]',
  summary:
    'Print what became of everything that arrived, by day and site: received = stored + duplicates + refused.',
  options: {...tenantOption, days: {type: 'string'}},

  async run(call) {
    const days = wholeNumber(call, 'days') ?? 30;
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      print(JSON.stringify(await readAccount(database, id, {days}), undefined, 2));
    });
  },
};
