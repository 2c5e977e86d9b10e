import {createReadStream} from 'node:fs';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import {verifyAudit} from '../store/audit.ts';
import {restoreBackup} from '../store/backup.ts';
import {openDatabase, type Database} from '../store/database.ts';
import {openLocks} from '../store/schema.ts';
import {CommandError, print, type Command} from './command.ts';

export const restore: Command = {
  name: 'restore',
  usage: 'FILE',
  summary:
    'Fill an empty database from a backup, all of it or nothing, and check its counts and its audit record. FILE - is stdin.',
  options: {},

  async run({words: [file], database: options}) {
    if (!file) throw new CommandError('Say from where: restore FILE');
    const database = await openDatabase(options);
    try {
      const input = file === '-' ? process.stdin : createReadStream(file);
      const {rows, takenAt, by} = await pipeline(input, createGunzip(), (source) =>
        restoreBackup(database, linesOf(source)),
      );
      print(JSON.stringify({takenAt: new Date(takenAt).toISOString(), by, rows}));
      await check(database);
    } finally {
      await database.close();
    }
  },
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
