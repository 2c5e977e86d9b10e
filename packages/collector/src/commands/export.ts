import {once} from 'node:events';
import {appendAudit} from '../store/audit.ts';
import type {Place} from '../store/touchpoints.ts';
import {customerNamed} from './customer.ts';
import {tenantOf, tenantOption, withDatabase, type Command} from './command.ts';

export const exportCommand: Command = {
  name: 'export',
  usage: '--tenant NAME KIND:VALUE',
  summary:
    'Print everything kept of one customer as JSON lines, newest first. The look is put on the audit record. Example: export --tenant demo email:ada@example.com',
  options: tenantOption,

  async run(call) {
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const customer = await customerNamed(database, id, call.words[0]);
      await appendAudit(database, id, [
        {at: Date.now(), actor: 'command', role: 'admin', action: 'export', customer},
      ]);
      let before: Place | undefined;
      do {
        const page = await database.tenant(id, (sql) =>
          database.touchpoints.page(sql, id, customer, {limit: 1000, before}),
        );
        for (const {touchpoint} of page) {
          if (!process.stdout.write(`${JSON.stringify(touchpoint)}\n`))
            await once(process.stdout, 'drain');
        }
        before = page.at(-1)?.place;
      } while (before);
    });
  },
};
