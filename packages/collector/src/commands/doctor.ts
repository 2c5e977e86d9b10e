import {openDatabase, type Database} from '../store/database.ts';
import {migrate, openLocks} from '../store/schema.ts';
import {hasTenants} from '../store/registry.ts';
import {print, type Command} from './command.ts';

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  summary:
    'Look whether everything the collector needs is there, and say what to do where it is not.',
  options: {},

  async run(call) {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const checks: [what: string, problem: string | null][] = [
      [
        `Node ${process.versions.node}`,
        major > 22 || (major === 22 && minor >= 12) ? null : 'install Node 22.12 or newer',
      ],
    ];
    const database = await openDatabase(call.database);
    try {
      checks.push([database.description, null], ...(await databaseChecks(database)));
    } finally {
      await database.close();
    }
    for (const [what, problem] of checks)
      print(problem ? `FAIL ${what}: ${problem}` : `ok   ${what}`);
    if (checks.some(([, problem]) => problem)) process.exitCode = 1;
  },
};

const databaseChecks = async (database: Database): Promise<[string, string | null][]> => {
  const [row] = await database.system((sql) =>
    sql.query<{version: string; number: string; commit: string; fsync: string}>(
      `select current_setting('server_version') as version, current_setting('server_version_num') as number,
              current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync`,
    ),
  );
  const safe = row!.fsync === 'on' && row!.commit !== 'off';
  await migrate(database);
  const open = await openLocks(database);
  return [
    [
      `PostgreSQL ${row!.version}`,
      Number(row!.number) >= 150_000 ? null : 'use version 15 or newer',
    ],
    [
      'a commit is on disk before it is answered',
      safe ? null : 'turn fsync and synchronous_commit on',
    ],
    ['the wall between tenants', open.length === 0 ? null : open.join('; ')],
    ['a tenant', (await hasTenants(database)) ? null : 'make one: throughline tenant create NAME'],
  ];
};
