import {createReadStream, existsSync} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import {verifyAudit} from '../store/audit.ts';
import {restoreBackup} from '../store/backup.ts';
import {openDatabase, type Database} from '../store/database.ts';
import {eraseAgain} from '../store/erase-again.ts';
import {readErasures, type Tombstone} from '../store/erasures.ts';
import {openLocks} from '../store/schema.ts';
import {CommandError, print, type Command} from './command.ts';

export const restore: Command = {
  name: 'restore',
  usage: 'FILE [--erasures FILE]...',
  summary:
    'Fill an empty database from a backup, all of it or nothing, and check its counts and its audit record. FILE - is stdin. Whoever was erased after the backup is erased again: by what `throughline erasures` has printed since, or the erasures.jsonl of the lost data folder.',
  begins: true,
  options: {erasures: {type: 'string', multiple: true}},

  async run(call) {
    const {
      words: [file],
      database: options,
    } = call;
    if (!file) throw new CommandError('Say from where: restore FILE');
    const database = await openDatabase(options);
    try {
      const input = file === '-' ? process.stdin : createReadStream(file);
      const {rows, takenAt, by} = await pipeline(input, createGunzip(), (source) =>
        restoreBackup(database, linesOf(source)),
      );
      print(JSON.stringify({takenAt: new Date(takenAt).toISOString(), by, rows}));
      await check(database);
      const own = database.erasures && existsSync(database.erasures) ? [database.erasures] : [];
      const known = [...call.list('erasures'), ...own];
      if (known.length > 0) await eraseSince(database, known);
      else process.stderr.write(noErasures);
    } finally {
      await database.close();
    }
  },
};

const noErasures =
  'Whoever was erased after this backup is back: restore again with --erasures, or erase them before anybody looks.\n';

const eraseSince = async (database: Database, files: readonly string[]) => {
  const found: Tombstone[] = [];
  let damaged = 0;
  for (const file of files)
    found.push(...(await readErasures(linesOf(createReadStream(file)), () => (damaged += 1))));
  const again = await eraseAgain(database, found);
  print(JSON.stringify({erasedAgain: again}));
  if (damaged > 0) {
    process.stderr.write(`${damaged} lines of the erasures were not readable, and are left out.\n`);
    process.exitCode = 1;
  }
};

const linesOf = async function* (source: AsyncIterable<Buffer>) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of source) {
    const lines = (rest + decoder.decode(chunk, {stream: true})).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest) yield rest;
};

/** What is restored stays, also where this finds something: the fault is then the backup's own. */
const check = async (database: Database) => {
  const open = await openLocks(database);
  if (open.length > 0) throw new Error(`The wall between tenants is open: ${open.join('; ')}`);
  const tenants = await database.system((sql) =>
    sql.query<{id: number; name: string}>('select id, name from throughline.tenant order by id'),
  );
  for (const {id, name} of tenants) {
    const {rows, broken} = await verifyAudit(database, id);
    if (broken !== null)
      throw new Error(
        `The audit record of ${name} is broken at row ${broken}, as it was backed up.`,
      );
    print(`audit of ${name}: ${rows} rows, unbroken`);
  }
};
