import {once} from 'node:events';
import type {ParseArgsConfig} from 'node:util';
import type {ZodType} from 'zod';
import type {Check} from '../check.ts';
import {openLive, type Live} from '../live.ts';
import {openDatabase, type Database, type DatabaseOptions} from '../store/database.ts';
import {migrate} from '../store/schema.ts';
import {tenantNamed, type Tenant} from '../store/registry.ts';
import {messageOf} from './message-of.ts';

/** What a command was called with. */
export interface Call {
  readonly words: readonly string[];
  readonly text: (option: string) => string | undefined;
  readonly list: (option: string) => string[];
  readonly flag: (option: string) => boolean;
  readonly database: DatabaseOptions;
  /**
   * What is done before the process ends where it is stopped, by Ctrl-C or SIGTERM, in the middle; gives
   * back how it is taken out again.
   */
  readonly whenStopped: (undo: () => Promise<void>) => () => void;
}

export interface Command {
  readonly name: string;
  /** What follows the name. */
  readonly usage: string;
  readonly summary: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** How many words it takes at most, its verb among them. @defaultValue none */
  readonly words?: number;
  /** It, or this verb of it, may begin an installation where there is none; any other has then been told the wrong place. */
  readonly begins?: true | string;
  run(call: Call): Promise<void>;
}

/** Whether a signal is the one before once more: a terminal and npm both pass on one Ctrl-C. */
export const isOneCtrlC = (signal: NodeJS.Signals, before: number): boolean =>
  signal === 'SIGINT' && performance.now() - before < 500;

/** The command was called wrongly; its usage is shown with the message. */
export class CommandError extends Error {}

/** What the schema makes of the options; says which of them it does not take. */
export const optionsOf = <T>(schema: ZodType<T>, given: unknown): T => {
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.map(({path, message}) => `--${path.join('.')}: ${message}`);
  throw new CommandError(issues.join('\n'));
};

/** What to do where PostgreSQL is reached by way of a pooler. */
export const pooled =
  'name the server in --database-url, not a pooler such as pgbouncer: with one, panels do not hear of what another collector takes, and statements that take longer than 5 s are cut off';

/** The database of a command. A server that was started for it does not outlive it, however it ends. */
export const databaseOf = (call: Call): Promise<Database> => {
  const opening = openDatabase(call.database);
  call.whenStopped(async () => (await opening).abandon?.());
  return opening;
};

/** Opens the database for one piece of work, with its schema up to date, and closes it. */
export const withDatabase = async <T>(
  call: Call,
  work: (database: Database) => Promise<T>,
): Promise<T> => {
  const database = await databaseOf(call);
  try {
    await migrate(database);
    return await work(database);
  } finally {
    await database.close();
  }
};

/** Tells open panels what has been done. It is done whether or not they can be told. */
export const tellPanels = async (
  database: Database,
  tell: (live: Live) => void | Promise<void>,
): Promise<void> => {
  try {
    const live = await openLive(database);
    try {
      await tell(live);
    } finally {
      await live.close();
    }
  } catch (error) {
    process.stderr.write(
      `It is done, but panels that are open could not be told: they show it when they next read. (${messageOf(error)})\n`,
    );
  }
};

/** The tenant that `--tenant` names. */
export const tenantOf = async (call: Call, database: Database): Promise<Tenant> => {
  const name = call.text('tenant');
  if (!name) throw new CommandError('Say which tenant: --tenant NAME');
  const tenant = await tenantNamed(database, name);
  if (!tenant)
    throw new Error(`There is no tenant "${name}". Make one: throughline tenant create ${name}`);
  return tenant;
};

/** The whole number of an option; undefined where it was not given. */
export const wholeNumber = (call: Call, option: string): number | undefined => {
  const text = call.text(option);
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new CommandError(`--${option} is a whole number, such as 100.`);
};

export const tenantOption = {tenant: {type: 'string'}} as const;

/** Writes a line of the answer. Throws where nobody reads it any more. */
export const print = (line: string): void => {
  write(`${line}\n`);
};

/** Writes what was looked at, a line each; the process fails where something must be done. */
export const printChecks = (checks: readonly Check[], {asJson = false} = {}): void => {
  if (asJson) print(JSON.stringify(checks));
  else
    for (const {what, fail, look} of checks) {
      if (fail) print(`FAIL ${what}: ${fail}`);
      else print(look ? `look ${what}: ${look}` : `ok   ${what}`);
    }
  if (checks.some(({fail}) => fail)) process.exitCode = 1;
};

/** The same of much: resolves when there is room for more. */
export const printed = async (piece: string | Uint8Array): Promise<void> => {
  if (!write(piece)) await once(process.stdout, 'drain');
};

const write = (piece: string | Uint8Array) => {
  if (process.stdout.errored) throw process.stdout.errored;
  return process.stdout.write(piece);
};
