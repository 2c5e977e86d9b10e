import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import {LIMITS} from '@throughline/contracts';
import {createIngest, type Ingest} from '../ingest.ts';
import {openLive} from '../live.ts';
import {openSecrets} from '../store/keys.ts';
import {print, tenantOf, tenantOption, withDatabase, type Command} from './command.ts';

export const importCommand: Command = {
  name: 'import',
  usage: '--tenant NAME [FILE]',
  summary:
    'Keep touchpoints from a file of JSON lines (or stdin), one touchpoint a line. Importing twice adds nothing: ids are kept once.',
  options: tenantOption,

  async run(call) {
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const {pepper} = await openSecrets(database);
      const live = await openLive(database);
      try {
        const ingest = createIngest(database, {pepper, changed: live.announce});
        const [file] = call.words;
        const input = file ? createReadStream(file) : process.stdin;
        const totals = await importLines(
          createInterface({input, crlfDelay: Infinity}),
          (touchpoints) => keepAsWritten(ingest, id, touchpoints),
        );
        print(JSON.stringify(totals));
      } finally {
        await live.close();
      }
    });
  },
};

/** History's clock is its own: with sent equal to received, `occurredAt` is taken as it stands. */
const keepAsWritten = (ingest: Ingest, tenant: number, touchpoints: unknown[]) => {
  const now = Date.now();
  return ingest(tenant, {
    site: 'import',
    touchpoints,
    sentAt: now,
    receivedAt: now,
    history: true,
  });
};

const importLines = async (
  lines: AsyncIterable<string>,
  store: (touchpoints: unknown[]) => ReturnType<Ingest>,
) => {
  const totals = {stored: 0, duplicates: 0, refused: 0};
  let waiting: unknown[] = [];
  const flush = async () => {
    if (waiting.length === 0) return;
    const {stored, duplicates, refused} = await store(waiting);
    waiting = [];
    totals.stored += stored;
    totals.duplicates += duplicates;
    totals.refused += refused.length;
    process.stderr.write(
      `\r${totals.stored} stored, ${totals.duplicates} already there, ${totals.refused} refused`,
    );
  };
  for await (const line of lines) {
    if (line.trim() === '') continue;
    waiting.push(parsed(line));
    if (waiting.length === LIMITS.batch) await flush();
  }
  await flush();
  process.stderr.write('\n');
  return totals;
};

/** A line that is no JSON goes to quarantine as text, with all else that breaks the contract. */
const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
};
