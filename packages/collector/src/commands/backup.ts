import {once} from 'node:events';
import {open, rm} from 'node:fs/promises';
import {PassThrough} from 'node:stream';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import type {Database} from '../store/database.ts';
import {writeBackup, type Rows} from '../store/backup.ts';
import {CommandError, databaseOf, print, type Call, type Command} from './command.ts';

export const backup: Command = {
  name: 'backup',
  usage: 'FILE',
  summary:
    'Write everything that is kept, as of this moment, to a new file, while the collector goes on. The file holds the signing key and personal data: guard it like the database. FILE - is stdout.',
  words: 1,
  options: {},

  async run(call) {
    const [file] = call.words;
    if (!file) throw new CommandError('Say where to: backup FILE');
    // Not brought up to date: a backup before an upgrade leaves everything as it is.
    const database = await databaseOf(call);
    try {
      const write = (sink: NodeJS.WritableStream) =>
        packInto(sink, (to) => writeBackup(database, to));
      const rows = file === '-' ? await write(process.stdout) : await intoFile(file, write, call);
      if (file !== '-') print(JSON.stringify(rows));
      if (await isElsewhere(database)) {
        process.stderr.write(
          'The touchpoints are in ClickHouse and NOT in this backup. Back them up there at the same time: docs/scale-out.md\n',
        );
      }
    } finally {
      await database.close();
    }
  },
};

/** Asked of the database: whoever backs up may not have said where the touchpoints are. */
const isElsewhere = (database: Database) =>
  database.system(async (sql) => {
    const [found] = await sql.query<{there: boolean}>(
      "select to_regclass('throughline.store') is not null as there",
    );
    if (!found!.there) return false; // Of an older version.
    const rows = await sql.query(
      "select 1 from throughline.store where touchpoints = 'clickhouse'",
    );
    return rows.length > 0;
  });

/** A file that is not whole does not stay, and one that is there is not written over. */
const intoFile = async (
  file: string,
  write: (sink: NodeJS.WritableStream) => Promise<Rows>,
  {whenStopped}: Call,
) => {
  const opening = open(file, 'wx', 0o600);
  const isWhole = whenStopped(async () => {
    await opening;
    await rm(file, {force: true});
  });
  const handle = await opening.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(`${file} is there already, and is not written over: name another (EEXIST).`);
  });
  try {
    const rows = await write(handle.createWriteStream({flush: true}));
    isWhole();
    return rows;
  } catch (error) {
    await rm(file, {force: true});
    throw error;
  } finally {
    await handle.close();
  }
};

const packInto = async (
  sink: NodeJS.WritableStream,
  produce: (write: (text: string) => Promise<void>) => Promise<Rows>,
) => {
  const source = new PassThrough();
  const written = pipeline(source, createGzip(), sink);
  const failed = written.then(() => new Promise<never>(() => {}));
  const produced = produce(async (text) => {
    if (!source.write(text)) await Promise.race([once(source, 'drain'), failed]);
  });
  const rows = await Promise.race([produced, failed]).catch((error: unknown) => {
    source.destroy();
    throw error;
  });
  source.end();
  await written;
  return rows;
};
