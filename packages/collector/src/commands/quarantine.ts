import {tellers} from '../hear-again.ts';
import {openLive} from '../live.ts';
import {replayQuarantine} from '../replay.ts';
import {appendAudit} from '../store/audit.ts';
import {openSecrets} from '../store/keys.ts';
import {allInQuarantine} from '../store/quarantine.ts';
import {
  CommandError,
  print,
  tenantOf,
  tenantOption,
  withDatabase,
  type Command,
} from './command.ts';

export const quarantine: Command = {
  name: 'quarantine',
  usage: 'list|replay --tenant NAME [--source NAME]',
  summary:
    'Show the touchpoints that were refused and the payloads that were not understood, with their reasons, or try them again: a payload by the mapper of its source. With --source, those of one source; what was refused before its source was noted, replay then tries as payloads of that one.',
  words: 1,
  options: {...tenantOption, source: {type: 'string'}},

  async run(call) {
    const [verb] = call.words;
    if (verb !== 'list' && verb !== 'replay')
      throw new CommandError('Say: quarantine list, or quarantine replay');
    const source = call.text('source');
    if (source !== undefined && !tellers.includes(source))
      throw new CommandError(`There is no source "${source}". There are: ${tellers.join(', ')}.`);
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      if (verb === 'replay') {
        const {pepper} = await openSecrets(database);
        const live = await openLive(database);
        const told = {pepper, changed: live.announce};
        print(JSON.stringify(await replayQuarantine(database, id, {...told, source})));
        return live.close();
      }
      await appendAudit(database, id, [
        {
          at: Date.now(),
          actor: 'command',
          role: 'admin',
          action: 'quarantine',
          fields: ['identifiers', 'names', 'touchpoints', 'words'],
          customer: null,
        },
      ]);
      for await (const {visitors: _, ...row} of allInQuarantine(database, id)) {
        if (source === undefined || row.source === source) print(JSON.stringify(row));
      }
    });
  },
};
