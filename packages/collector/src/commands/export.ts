import {userInfo} from 'node:os';
import type {AddressKeys} from '../store/address-keys.ts';
import {appendAudit} from '../store/audit.ts';
import type {Database, Sql} from '../store/database.ts';
import {identityPolicyOf} from '../store/identity-policy.ts';
import {identityTold} from '../store/identity-told.ts';
import {customersAfter, seeOneInstant} from '../store/read.ts';
import type {Place, Touchpoints} from '../store/touchpoints.ts';
import {customerNamed, scopeOption} from './customer.ts';
import {
  CommandError,
  printed,
  tenantOf,
  tenantOption,
  withDatabase,
  type Call,
  type Command,
} from './command.ts';
import type {Journey, Writer} from './exported.ts';
import {writeCsv} from './write-csv.ts';
import {writeOcel, writeXes} from './write-logs.ts';
import {writeParquet} from './write-parquet.ts';

export const exportCommand: Command = {
  name: 'export',
  usage:
    '--tenant NAME KIND:VALUE [--scope SYSTEM]|--all [--format jsonl|csv|parquet|xes|ocel] [--case KIND] [--identity] [--addresses] [--why TEXT] [--by WHO]',
  summary:
    'Print everything kept of one customer, or of all: touchpoints as JSON lines (newest first), as CSV that no spreadsheet takes for formulas, as Parquet, as a log in XES (a trace for each customer, or for each identifier of the kind of --case), or in OCEL 2.0. --identity begins each customer’s lines with who that is: identifiers, evidence, moves. --addresses gives those in clear that the tenant keeps encrypted, in these lines, or in columns of a table. The look is put on the audit record, with --why and --by; addresses want a why. Example: export --tenant demo email:ada@example.com',
  words: 1,
  options: {
    ...tenantOption,
    ...scopeOption,
    all: {type: 'boolean', default: false},
    format: {type: 'string', default: 'jsonl'},
    case: {type: 'string'},
    identity: {type: 'boolean', default: false},
    addresses: {type: 'boolean', default: false},
    why: {type: 'string'},
    by: {type: 'string'},
  },

  async run(call) {
    const format = call.text('format') ?? 'jsonl';
    const write = writers[format];
    if (!write) throw new CommandError('--format is jsonl, csv, parquet, xes or ocel.');
    if (call.flag('all') === (call.words[0] !== undefined))
      throw new CommandError('Say whom, as KIND:VALUE, or --all.');
    if (call.flag('all') && call.text('scope') !== undefined)
      throw new CommandError('--scope is for KIND:VALUE.');
    const wanted = wantedOf(call, format);
    const by = call.text('by') ?? (wanted.addresses ? personHere() : undefined);
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const one = call.flag('all') ? undefined : await customerNamed(call, database, id);
      const keys = wanted.addresses ? await keysOf(database, id) : undefined;
      await appendAudit(database, id, [
        {
          at: Date.now(),
          actor: by === undefined ? 'command' : `command by ${by}`,
          role: 'admin',
          action: 'export',
          fields: [
            'identifiers',
            'names',
            ...(wanted.identity ? (['evidence'] as const) : []),
            'touchpoints',
            'words',
            ...(wanted.addresses ? (['addresses'] as const) : []),
          ],
          ...(call.text('why') !== undefined && {why: call.text('why')}),
          customer: one ?? null,
        },
      ]);
      await database.tenant(id, async (sql) => {
        // Else who is merged meanwhile is in no page of it. ClickHouse knows of no such instant: what
        // of it counts is told by PostgreSQL as it is now.
        if (database.touchpoints.kind === 'postgres') await seeOneInstant(sql);
        const told: Told = async (customer) =>
          wanted.identity ? identityTold(sql, id, customer, keys) : undefined;
        const read = {sql, touchpoints: database.touchpoints, tenant: id, told};
        const journeys = one === undefined ? allOf(read) : oneOf(read, one);
        for await (const piece of write(journeys, call)) await printed(piece);
      });
    });
  },
};

const wantedOf = (call: Call, format: string): {identity: boolean; addresses: boolean} => {
  const [identity, addresses] = [call.flag('identity'), call.flag('addresses')];
  if (identity && format !== 'jsonl') throw new CommandError('--identity is for --format jsonl.');
  if (call.text('case') !== undefined && format !== 'xes')
    throw new CommandError('--case is for --format xes.');
  if (addresses && !['jsonl', 'csv', 'parquet'].includes(format))
    throw new CommandError('--addresses is for --format jsonl, csv or parquet.');
  if (addresses && !call.text('why'))
    throw new CommandError('Say what the addresses are for: --why TEXT. It is put on the record.');
  if (format === 'parquet' && process.stdout.isTTY)
    throw new CommandError('Parquet is not for a terminal: > FILE.parquet');
  return {identity: identity || addresses, addresses};
};

const personHere = (): string => {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`; // A container need not know its name.
  }
};

const keysOf = async (database: Database, tenant: number): Promise<AddressKeys> => {
  const {addressKeys, keepsAddresses} = await database.system((sql) =>
    identityPolicyOf(sql, tenant, database.folder),
  );
  if (addressKeys) return addressKeys;
  throw new Error(
    keepsAddresses
      ? 'The key that addresses are encrypted with is not here: throughline doctor says what to do.'
      : 'This tenant keeps no addresses: their hashes alone (throughline identity addresses encrypted).',
  );
};

/** Who a customer is, where that was asked for. */
type Told = (customer: string) => Promise<Journey['identity']>;

interface Read {
  readonly sql: Sql;
  readonly touchpoints: Touchpoints;
  readonly tenant: number;
  readonly told: Told;
}

/** Of all customers, those that are read with one question. */
const together = 50;

/** All customers' touchpoints, oldest first. */
async function* allOf({sql, touchpoints: store, tenant, told}: Read): AsyncGenerator<Journey> {
  let customers = await customersAfter(sql, tenant, '', together);
  while (customers.length > 0) {
    for (const [customer, touchpoints] of await store.journeys(sql, tenant, customers))
      yield {customer, touchpoints, identity: await told(customer)};
    customers = await customersAfter(sql, tenant, customers.at(-1)!, together);
  }
}

/** One customer's, newest first, in pages: somebody may have a hundred thousand. */
async function* oneOf(
  {sql, touchpoints: store, tenant, told}: Read,
  customer: string,
): AsyncGenerator<Journey> {
  const identity = await told(customer);
  let before: Place | undefined;
  do {
    const page = await store.page(sql, tenant, customer, {limit: 1000, before});
    yield {customer, touchpoints: page.map(({touchpoint}) => touchpoint), identity};
    before = page.at(-1)?.place;
  } while (before);
}

const writeLines: Writer = async function* (journeys) {
  let last: string | undefined;
  for await (const {customer, touchpoints, identity} of journeys) {
    if (identity && customer !== last) yield `${JSON.stringify(identity)}\n`;
    last = customer;
    for (const touchpoint of touchpoints) yield `${JSON.stringify(touchpoint)}\n`;
  }
};

const writers: Readonly<Record<string, Writer>> = {
  jsonl: writeLines,
  csv: writeCsv,
  parquet: writeParquet,
  xes: writeXes,
  ocel: writeOcel,
};
