import {constants} from 'node:os';
import {resolve} from 'node:path';
import {parseArgs} from 'node:util';
import leven from 'leven';
import {account} from './commands/account.ts';
import {audit} from './commands/audit.ts';
import {backup} from './commands/backup.ts';
import {CommandError, isOneCtrlC, type Call, type Command} from './commands/command.ts';
import {doctor} from './commands/doctor.ts';
import {erase} from './commands/erase.ts';
import {erasures} from './commands/erasures.ts';
import {exportCommand} from './commands/export.ts';
import {identity} from './commands/identity.ts';
import {importCommand} from './commands/import.ts';
import {key} from './commands/key.ts';
import {learn} from './commands/learn.ts';
import {messageOf} from './commands/message-of.ts';
import {migrateCommand} from './commands/migrate.ts';
import {object} from './commands/object.ts';
import {operator} from './commands/operator.ts';
import {playbook} from './commands/playbook.ts';
import {quarantine} from './commands/quarantine.ts';
import {restore} from './commands/restore.ts';
import {retention} from './commands/retention.ts';
import {scrubCommand} from './commands/scrub.ts';
import {site} from './commands/site.ts';
import {source} from './commands/source.ts';
import {stages} from './commands/stages.ts';
import {start} from './commands/start.ts';
import {tenant} from './commands/tenant.ts';
import {token} from './commands/token.ts';
import {Refusal} from './errors.ts';
import {isBegun} from './store/database.ts';
import {tooOld, version} from './version.ts';

const commands: readonly Command[] = [
  start,
  tenant,
  site,
  source,
  operator,
  key,
  token,
  identity,
  importCommand,
  exportCommand,
  retention,
  erase,
  object,
  audit,
  account,
  quarantine,
  playbook,
  stages,
  learn,
  migrateCommand,
  backup,
  restore,
  erasures,
  scrubCommand,
  doctor,
];

const everywhere = {
  data: {type: 'string', default: '.throughline'},
  'database-url': {type: 'string'},
  'clickhouse-url': {type: 'string'},
  'clickhouse-cluster': {type: 'string'},
  help: {type: 'boolean', short: 'h', default: false},
} as const;

/** Runs `throughline ...`. What was asked for goes to stdout; all else goes to stderr. */
export const main = async (args: readonly string[]): Promise<void> => {
  const [name = 'help', ...rest] = args[0] === 'help' && args[1] ? [args[1], '--help'] : args;
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    if (/^(help|--help|-h)$/.test(name)) process.stdout.write(usage());
    else if (name === '--version') process.stdout.write(`${version()}\n`);
    else {
      const meant = commands.find((each) => leven(each.name, name, {maxDistance: 3}) < 3);
      process.stderr.write(
        `There is no command "${name}". ${meant ? `Did you mean ${meant.name}? ` : ''}throughline help lists them all.\n`,
      );
      process.exitCode = 2;
    }
    return;
  }
  // Whoever reads the answer has seen enough: the command ends as it would have, its database closed.
  let isUnwritten = false;
  process.stdout.on('error', (error) => {
    if (isUnwritten || isPipeClosed(error)) return;
    isUnwritten = true;
    process.stderr.write(
      `throughline ${command.name}: The answer could not be written: ${error.message}\n`,
    );
    process.exitCode = 1;
  });
  const {whenStopped, isStopping} = undoing();
  try {
    const {values, positionals} = parseArgs({
      args: rest,
      options: {...everywhere, ...command.options},
      allowPositionals: true,
    });
    const given: Record<string, unknown> = values;
    if (values.help) {
      process.stdout.write(`${usageOf(command)}\n`);
      return;
    }
    const empty = Object.keys(given).find((option) => [given[option]].flat().includes(''));
    if (empty !== undefined) throw new CommandError(`--${empty} is empty.`);
    // Of a variable that is not set: it would be taken for stdin, or for a name.
    if (positionals.includes('')) throw new CommandError('A word is empty.');
    const {node} = process.versions;
    const old = command !== doctor && tooOld(node); // The doctor says so beside all else.
    if (old) throw new Error(`This is Node ${node}: ${old}.`);
    const {words = 0} = command;
    if (positionals.length > words)
      throw new CommandError(
        `It takes ${words === 0 ? 'no words' : words === 1 ? 'one word' : `${words} words`}, and there are ${positionals.length}. What has blanks in it is put in quotes.`,
      );
    const {data, 'database-url': databaseUrl} = values;
    if (databaseUrl !== undefined && !/^(postgres(ql)?:|socket:|\/)/.test(databaseUrl))
      throw new CommandError('--database-url is postgres://USER:PASSWORD@HOST/DATABASE');
    if (values['clickhouse-cluster'] !== undefined && values['clickhouse-url'] === undefined)
      throw new CommandError(
        '--clickhouse-cluster is the name of a cluster: give the address of one of its servers as well, with --clickhouse-url.',
      );
    const begins = command.begins === true || command.begins === (positionals[0] ?? '');
    if (!begins && databaseUrl === undefined && !isBegun(data))
      throw new Error(
        `There is no collector’s data in ${resolve(data)}. Say where it is, with --data or --database-url; throughline start makes some.`,
      );
    await command.run({
      words: positionals,
      text: (option) => (typeof given[option] === 'string' ? given[option] : undefined),
      list: (option) => (Array.isArray(given[option]) ? given[option].map(String) : []),
      flag: (option) => given[option] === true,
      database: {
        data,
        databaseUrl,
        clickhouseUrl: values['clickhouse-url'],
        clickhouseCluster: values['clickhouse-cluster'],
      },
      whenStopped,
    });
  } catch (error) {
    if (isPipeClosed(error)) {
      process.exitCode = 141; // As a shell counts it: ended by SIGPIPE.
      return;
    }
    if (isUnwritten || error === process.stdout.errored) return; // It is told of.
    if (isStopping()) return; // What it works with is being closed.
    const {cause} = error instanceof Error ? error : {};
    const why = error instanceof Refusal && cause instanceof Error ? ` (${cause.message})` : '';
    process.stderr.write(`throughline ${command.name}: ${messageOf(error)}${why}\n`);
    const isUsage =
      error instanceof CommandError || (error instanceof TypeError && 'code' in error);
    if (isUsage) process.stderr.write(`\n${usageOf(command)}\n`);
    process.exitCode = isUsage ? 2 : 1;
  }
};

/** Collects what is undone when somebody stops the process; asked twice, it ends at once. */
const undoing = () => {
  const all = new Set<() => Promise<void>>();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  let askedAt: number | undefined;
  const stop = (signal: (typeof signals)[number]) => {
    const end = () => process.exit(128 + constants.signals[signal]);
    if (askedAt !== undefined && !isOneCtrlC(signal, askedAt)) end();
    if (askedAt !== undefined) return;
    askedAt = performance.now();
    void Promise.allSettled([...all].map((undo) => undo())).then(end);
  };
  const whenStopped: Call['whenStopped'] = (undo) => {
    if (all.size === 0) for (const signal of signals) process.on(signal, stop);
    all.add(undo);
    return () => {
      all.delete(undo);
      if (all.size === 0) for (const signal of signals) process.off(signal, stop);
    };
  };
  return {whenStopped, isStopping: () => askedAt !== undefined};
};

const isPipeClosed = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'EPIPE';

const usageOf = ({name, usage, summary}: Command) =>
  `throughline ${name} ${usage}`.trimEnd() + `\n  ${summary}`;

const usage = () => `Usage: throughline COMMAND [--data DIR | --database-url URL]

${commands.map((command) => usageOf(command)).join('\n')}

Every command works on the embedded database in --data (default .throughline), also while the
collector runs, or on any PostgreSQL 15 or newer by --database-url. Where touchpoints are kept in
ClickHouse, every command is told so: --clickhouse-url URL, and --clickhouse-cluster NAME of a cluster.
`;
