import {createReadStream, existsSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {pipeline} from 'node:stream/promises';
import {createGunzip} from 'node:zlib';
import {verifyAudit} from '../store/audit.ts';
import {restoreBackup} from '../store/backup.ts';
import type {Database} from '../store/database.ts';
import {eraseAgain} from '../store/erase-again.ts';
import {readErasures, type Tombstone} from '../store/erasures.ts';
import {allTenants} from '../store/registry.ts';
import {openLocks} from '../store/schema.ts';
import {CommandError, databaseOf, print, type Command} from './command.ts';
import {isGzipError} from './gzip-error.ts';

export const restore: Command = {
  name: 'restore',
  usage: 'FILE [--erasures FILE]...',
  summary:
    'Fill an empty database from a backup, all of it or nothing, and check its counts and its audit record. FILE - is stdin. Whoever was erased after the backup is erased again: by what `throughline erasures` has printed since, or the erasures.jsonl of the lost data folder.',
  begins: true,
  words: 1,
  options: {erasures: {type: 'string', multiple: true}},

  async run(call) {
    const [file] = call.words;
    if (!file) throw new CommandError('Say from where: restore FILE');
    // All that is named is there before anything is begun: a restore is not made twice.
    const input = file === '-' ? process.stdin : (await open(file)).createReadStream();
    const given = await tombstonesIn(call.list('erasures'));
    const database = await databaseOf(call);
    try {
      const {rows, takenAt, by} = await pipeline(input, createGunzip(), (source) =>
        restoreBackup(database, linesOf(source)),
      ).catch(explained);
      print(JSON.stringify({takenAt: new Date(takenAt).toISOString(), by, rows}));
      await check(database);
      const own = database.erasures && existsSync(database.erasures) ? [database.erasures] : [];
      if (given.files + own.length === 0) process.stderr.write(noErasures);
      else await eraseSince(database, [given, await tombstonesIn(own)]);
    } finally {
      await database.close();
    }
  },
};

const noErasures =
  'Whoever was erased after this backup is back: restore again with --erasures, or erase them before anybody looks.\n';

/** What files of erasures say. */
interface Tombstones {
  readonly files: number;
  readonly found: readonly Tombstone[];
  /** Lines that say nothing: a crash may have left one. */
  readonly damaged: number;
}

/** @throws Error - where a file is not there, or has no line that is an erasure, and others. */
const tombstonesIn = async (files: readonly string[]): Promise<Tombstones> => {
  const found: Tombstone[] = [];
  let damaged = 0;
  for (const file of files) {
    let wrong = 0;
    const some = await readErasures(linesOf(createReadStream(file)), () => (wrong += 1));
    if (some.length === 0 && wrong > 0)
      throw new Error(`${file} is no file of erasures: \`throughline erasures\` prints one.`);
    found.push(...some);
    damaged += wrong;
  }
  return {files: files.length, found, damaged};
};

const eraseSince = async (database: Database, all: readonly Tombstones[]) => {
  const again = await eraseAgain(
    database,
    all.flatMap(({found}) => found),
  );
  print(JSON.stringify({erasedAgain: again}));
  const damaged = all.reduce((sum, each) => sum + each.damaged, 0);
  if (damaged > 0) {
    process.stderr.write(`${damaged} lines of the erasures were not readable, and are left out.\n`);
    process.exitCode = 1;
  }
};

const explained = (error: unknown): never => {
  if (!isGzipError(error)) throw error;
  throw new Error(
    `The file is no backup, or not all of it is there (${error.message}). Nothing was restored.`,
    {cause: error},
  );
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
  for (const {id, name} of await allTenants(database)) {
    const {rows, broken} = await verifyAudit(database, id);
    if (broken !== null)
      throw new Error(
        `The audit record of ${name} is broken at row ${broken}, as it was backed up.`,
      );
    print(`audit of ${name}: ${rows} rows, unbroken`);
  }
};
