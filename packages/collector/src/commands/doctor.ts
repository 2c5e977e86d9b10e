import {statfs} from 'node:fs/promises';
import type {Check} from '../check.ts';
import {readAddressKeys} from '../store/address-keys.ts';
import {verifyAuditEnd} from '../store/audit.ts';
import type {Database} from '../store/database.ts';
import {waitingPerTenant} from '../store/quarantine.ts';
import {listKeys} from '../store/keys.ts';
import {allTenants} from '../store/registry.ts';
import {migrate, openLocks} from '../store/schema.ts';
import {sealedBy, type SealedBy} from '../store/sealed.ts';
import {listTenants} from '../store/tenants.ts';
import {tooOld} from '../version.ts';
import {databaseOf, pooled, printChecks, type Command} from './command.ts';

export const doctor: Command = {
  name: 'doctor',
  usage: '',
  summary:
    'Look whether everything the collector needs is there, and say what to do where it is not. Fails where something must be done; `look` is what can wait.',
  options: {},

  async run(call) {
    const {node} = process.versions;
    const checks: Check[] = [{what: `Node ${node}`, fail: tooOld(node)}];
    const database = await databaseOf(call);
    try {
      checks.push({what: database.description}, ...(await databaseChecks(database)));
    } finally {
      await database.close();
    }
    printChecks(checks);
  },
};

/** @param now - What the clock of this machine says, ms. */
export const databaseChecks = async (database: Database, now = Date.now): Promise<Check[]> => {
  await migrate(database);
  return [
    ...(await settings(database)),
    await direct(database),
    await wall(database),
    await clock(database, now),
    ...(await disk(database)),
    ...(await looked('the touchpoints', () => database.touchpoints.check(now()))),
    ...(await looked('the tenants', () => tenants(database))),
    ...(await looked('encrypted addresses', () => addresses(database))),
    ...(await looked('secret keys', () => keys(database, now))),
  ];
};

/** What cannot be looked at hides nothing of what was found before. */
const looked = (what: string, checks: () => Promise<Check[]>): Promise<Check[]> =>
  checks().catch(({message}: Error) => [{what, fail: `they cannot be read: ${message}`}]);

const settings = async (database: Database): Promise<Check[]> => {
  const [row] = await database.system((sql) =>
    sql.query<{version: string; commit: string; fsync: string}>(
      `select current_setting('server_version') as version,
              current_setting('synchronous_commit') as commit, current_setting('fsync') as fsync`,
    ),
  );
  const {version, commit, fsync} = row!;
  return [
    {what: `PostgreSQL ${version}`},
    {
      what: 'a commit is on disk before it is answered',
      fail: (fsync !== 'on' || commit === 'off') && 'turn fsync and synchronous_commit on',
    },
  ];
};

const direct = async (database: Database): Promise<Check> => ({
  what: 'connections go to PostgreSQL itself',
  fail: (await database.isDirect?.()) === false && pooled,
});

const wall = async (database: Database): Promise<Check> => {
  const open = await openLocks(database);
  return {what: 'the wall between tenants', fail: open.length > 0 && open.join('; ')};
};

/** Touchpoints are dated by the collector, erasures too; keys expire by the database's clock. */
const clock = async (database: Database, now: () => number): Promise<Check> => {
  const before = now();
  const [row] = await database.system((sql) =>
    sql.query<{at: string}>('select extract(epoch from clock_timestamp()) * 1000 as at'),
  );
  const after = now();
  // Somewhere between asking and hearing: what cannot be explained by the way there is the skew.
  const at = Number(row!.at);
  const skew = at < before ? at - before : Math.max(0, at - after);
  return {
    what: `the database’s clock is ${Math.round(Math.abs(skew))} ms off`,
    fail: Math.abs(skew) > 60_000 && 'set both clocks by NTP',
    look: Math.abs(skew) > 1000 && 'set both clocks by NTP',
  };
};

const gib = 1024 ** 3;

/** Of the embedded database's folder; a server of one's own has its own disk. */
const disk = async ({folder}: Database): Promise<Check[]> => {
  if (folder === undefined) return [];
  const {bsize, bavail, blocks} = await statfs(folder);
  const share = bavail / blocks;
  const advice = 'make room on it, or move the data folder to a larger one';
  return [
    {
      what: `${((bsize * bavail) / gib).toFixed(1)} GiB (${Math.floor(share * 100)} %) free on the disk of ${folder}`,
      fail: bsize * bavail < gib && advice,
      look: share < 0.1 && advice,
    },
  ];
};

const tenants = async (database: Database): Promise<Check[]> => {
  const rows = await allTenants(database);
  if (rows.length === 0)
    return [{what: 'a tenant', fail: 'make one: throughline tenant create NAME'}];
  const waiting = new Map(
    (await waitingPerTenant(database)).map(({tenant, count}) => [tenant, count]),
  );
  const free = (await listTenants(database)).filter((each) => each.touchpointsPerSecond === null);
  const checks: Check[] = [
    {
      what: `${rows.length} tenant${rows.length === 1 ? '' : 's'}`,
      // One alone is in nobody's way.
      look:
        rows.length > 1 &&
        free.length > 0 &&
        `a burst of ${free.map(({tenant}) => tenant).join(', ')} is felt by all: throughline tenant change NAME --touchpoints-per-second N`,
    },
  ];
  for (const {id, name} of rows) {
    const {rows: count, broken, hash} = await verifyAuditEnd(database, id);
    checks.push(
      {
        what: `audit of ${name}: ${count} rows${hash && `, the last is ${hash}`}`,
        fail:
          broken !== null &&
          `row ${broken} was changed, or one before it is gone: throughline audit verify --tenant ${name}, and compare with a backup`,
      },
      {
        what: `quarantine of ${name}: ${waiting.get(name) ?? 0} waiting`,
        look:
          (waiting.get(name) ?? 0) > 0 &&
          `throughline quarantine list --tenant ${name} says why; mend the sender, then quarantine replay`,
      },
    );
  }
  return checks;
};

/** Whether the addresses that tenants keep encrypted can be opened, and the next ones encrypted. */
const addresses = async (database: Database): Promise<Check[]> => {
  const tenants = await database.system((sql) =>
    sql.query<{id: number; name: string}>(
      'select id, name from throughline.tenant where keep_addresses order by id',
    ),
  );
  if (tenants.length === 0) return [];
  const read = await readAddressKeys(database.folder).catch((error: Error) => error.message);
  if (typeof read === 'string')
    return [{what: 'keys of encrypted addresses', fail: `${read} ${putBack}`}];
  const checks: Check[] = [];
  for (const {id, name} of tenants) {
    const all = await sealedBy(database, id);
    const lost = all.filter(({visitor, sealed}) => !read?.open(id, visitor, sealed));
    const sum = (some: readonly SealedBy[]) => some.reduce((n, {values}) => n + values, 0);
    checks.push({
      what: `encrypted addresses of ${name}: ${sum(all)}`,
      fail: read
        ? lost.length > 0 &&
          `${sum(lost)} name a key that does not open them (${lost.map(({key}) => key).join(', ')}): ${putBack}`
        : `their key is not here, so none opens, and new ones are kept as hashes alone: ${putBack}`,
    });
  }
  return checks;
};

const putBack =
  'put the key back from its copy, as address-keys in the data folder, or in THROUGHLINE_ADDRESS_KEYS of every collector and of this command. Where there is no copy, they are lost: throughline identity addresses hashed --tenant NAME takes them away, and encrypted begins anew';

const year = 365 * 24 * 3_600_000;

const keys = async (database: Database, now: () => number): Promise<Check[]> => {
  const old = (await listKeys(database)).flatMap((key) =>
    key.kind === 'secret' && key.expiresAt === null && key.createdAt < now() - year
      ? (key.tenant ?? key.operator)
      : [],
  );
  return [
    {
      what: 'secret keys are younger than a year',
      look:
        old.length > 0 &&
        `those of ${[...new Set(old)].join(', ')} are not (throughline key list): tenant create NAME or operator create NAME makes a new one, and the earlier ones work for another day`,
    },
  ];
};
