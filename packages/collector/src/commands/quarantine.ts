import {createIngest} from '../ingest.ts';
import {openLive} from '../live.ts';
import {appendAudit} from '../store/audit.ts';
import type {Database} from '../store/database.ts';
import {listQuarantine, markReplayed} from '../store/quarantine.ts';
import {openSecrets} from '../store/keys.ts';
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
  usage: 'list|replay --tenant NAME',
  summary: 'Show the touchpoints that were refused, with their reasons, or try them again.',
  options: tenantOption,

  async run(call) {
    const [verb] = call.words;
    if (verb !== 'list' && verb !== 'replay')
      throw new CommandError('Say: quarantine list, or quarantine replay');
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      if (verb === 'replay') return print(JSON.stringify(await replay(database, id)));
      await appendAudit(database, id, [
        {at: Date.now(), actor: 'command', role: 'admin', action: 'quarantine', customer: null},
      ]);
      for await (const row of rowsOf(database, id)) print(JSON.stringify(row));
    });
  },
};

const rowsOf = async function* (database: Database, tenant: number) {
  let after = 0;
  for (;;) {
    const rows = await listQuarantine(database, tenant, {after});
    if (rows.length === 0) return;
    yield* rows;
    after = rows.at(-1)!.id;
  }
};

/** What still breaks the contract stays in quarantine, with the reason it has now. */
const replay = async (database: Database, tenant: number) => {
  const {pepper} = await openSecrets(database);
  const live = await openLive(database);
  const ingest = createIngest(database, {pepper, changed: live.announce});
  const totals = {stored: 0, duplicates: 0, refused: 0};
  for await (const {id, body, sentAt, receivedAt} of rowsOf(database, tenant)) {
    const result = await ingest(tenant, {
      site: 'replay',
      touchpoints: [JSON.parse(body)],
      sentAt,
      receivedAt,
    });
    const stays = result.refused.some(({code}) => code === 'invalid_touchpoint');
    if (!stays) await markReplayed(database, tenant, [id]);
    totals.stored += result.stored;
    totals.duplicates += result.duplicates;
    totals.refused += result.refused.length;
  }
  await live.close();
  return totals;
};
