import {constants} from 'node:os';
import {join} from 'node:path';
import {createCollector} from '../collector.ts';
import type {EventLog} from '../event-log/event-log.ts';
import {openJetStream} from '../event-log/jetstream.ts';
import {hasEntries, openSpool} from '../event-log/spool.ts';
import {logLevels, type LogLevel} from '../log.ts';
import {openDatabase} from '../store/database.ts';
import {forgetApplied} from '../store/keep.ts';
import {hasTenants} from '../store/registry.ts';
import {learnWhereDue} from '../store/models.ts';
import {applyRetention} from '../store/retention.ts';
import {createTenant} from '../store/tenants.ts';
import {version} from '../version.ts';
import {CommandError, isOneCtrlC, pooled, print, type Call, type Command} from './command.ts';

export const start: Command = {
  name: 'start',
  usage:
    '[--port 4400] [--host 127.0.0.1] [--log direct|spool|nats://HOST,HOST/STREAM] [--spool DIR] [--log-level info] [--drain SECONDS]',
  summary:
    'Run the collector. Prints `ready URL` when it serves. An answer waits for the database (--log direct), for files of its own in front of it (spool), or for NATS JetStream (nats://). On SIGTERM it answers what it has taken and ends within 10 s; with --drain it first goes on serving for so long, while /readyz already says no.',
  begins: true,
  options: {
    port: {type: 'string', default: '4400'},
    host: {type: 'string', default: '127.0.0.1'},
    log: {type: 'string', default: 'direct'},
    spool: {type: 'string'},
    'log-level': {type: 'string'},
    drain: {type: 'string', default: '0'},
  },

  async run(call) {
    const port = Number(call.text('port'));
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new CommandError('--port is a number from 0 to 65535.');
    const drainMs = Number(call.text('drain')) * 1000;
    if (!(drainMs >= 0 && drainMs <= 300_000))
      throw new CommandError('--drain is a number of seconds, 300 at most.');
    const {THROUGHLINE_LOG_LEVEL: level, THROUGHLINE_METRICS_TOKEN: metricsToken} = process.env;
    const logLevel =
      levelOf(call.text('log-level'), '--log-level') ??
      levelOf(level || undefined, 'THROUGHLINE_LOG_LEVEL') ??
      'info';
    const opening = openDatabase({...call.database, stop: 'always'});
    // Until it serves, and can stop in order.
    const serves = call.whenStopped(async () => (await opening).abandon?.());
    const database = await opening;
    const isDirect = await database.isDirect?.().catch(() => undefined); // The next to ask it says why.
    if (isDirect === false) process.stderr.write(`throughline start: look: ${pooled}.\n`);
    const front = await openFront(call).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    const collector = await createCollector(database, {logLevel, metricsToken, ...front}).catch(
      async (error: unknown) => {
        await front.eventLog?.close();
        await database.close();
        throw error;
      },
    );
    if (!(await hasTenants(database))) {
      const {tenant, writeKey, secretKey} = await createTenant(database, 'demo');
      print(`tenant ${tenant}\nwrite key ${writeKey}\nsecret key ${secretKey} (shown this once)`);
    }
    const host = (call.text('host') ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1'); // As an address has it.
    const address = await collector.listen({port, host}).catch(async (error: unknown) => {
      await collector.close();
      await front.eventLog?.close();
      await database.close();
      throw unheard(error, {port, host});
    });
    const log = collector.app.log;
    log.info(
      {version: version(), store: database.description, log: front.eventLog?.description, address},
      'started',
    );

    const tell = (work: string) => (error: unknown) =>
      void process.stderr.write(`throughline start: ${work}: ${String(error)}\n`);
    const drop = () => applyRetention(database).catch(tell('retention'));
    void drop();
    const retention = setInterval(() => void drop(), 3_600_000);
    const quitting = new AbortController();
    const {signal} = quitting;
    const learnAnew = () =>
      learnWhereDue(database, {signal}).catch((error: unknown) => {
        if (!signal.aborted) tell('learning')(error);
      });
    void learnAnew();
    const learning = setInterval(() => void learnAnew(), 3_600_000);
    const applied = setInterval(() => {
      const {eventLog} = front;
      if (eventLog) forgetApplied(database, eventLog.name).catch(tell('log'));
    }, 600_000);

    const stop = async () => {
      clearInterval(retention);
      clearInterval(learning);
      quitting.abort();
      clearInterval(applied);
      log.info('stopping');
      await collector.close({drainMs});
      await front.eventLog?.close();
      await database.close();
      log.info('stopped');
    };
    serves();
    const asked = new Map<string, number>();
    let stopping: Promise<void> | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        const before = asked.get(signal);
        if (before !== undefined && !isOneCtrlC(signal, before))
          process.exit(128 + constants.signals[signal]); // Asked twice: now.
        asked.set(signal, before ?? performance.now());
        stopping ??= stop().catch((error: unknown) => {
          log.error({err: error}, 'failed to stop');
          process.exitCode = 1;
        });
        // A database that does not answer keeps its connections, and they keep the process.
        setTimeout(() => {
          log.error('stopped without the database');
          process.exit(1);
        }, drainMs + 9500).unref();
      });
    }
    // Last: whoever reads it may ask us to stop at once.
    print(`ready ${address.replace(/127\.0\.0\.1|\[::1?\]/, 'localhost')}`);
  },
};

/** Why nobody can be heard there, and what to do. */
const unheard = (error: unknown, {port, host}: {port: number; host: string}) => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new Error(
      `Somebody else listens on port ${port} of ${host}: stop them, or give another --port.`,
    );
  if (code === 'EACCES')
    return new Error(`Port ${port} is not for this user: give a --port from 1024 on.`);
  if (code === 'ENOTFOUND' || code === 'EADDRNOTAVAIL' || code === 'EAI_AGAIN')
    return new Error(`${host} is no address of this machine: give another --host.`);
  return error;
};

/** What stands in front of the store; a spool that an earlier start has left is emptied at least. */
const openFront = async (call: Call): Promise<{eventLog?: EventLog; logsFirst?: boolean}> => {
  const word = call.text('log') ?? 'direct';
  const report = (problem: Error) => {
    process.stderr.write(`throughline start: log: ${problem.message}\n`);
  };
  if (/^(nats|tls):/.test(word)) return {eventLog: await openJetStream({url: word, report})};
  if (word !== 'direct' && word !== 'spool') {
    throw new CommandError('--log is direct, spool, or nats://HOST:4222,HOST:4222/STREAM.');
  }
  const folder = call.text('spool') ?? join(call.database.data ?? '.throughline', 'spool');
  if (word === 'direct' && !(await hasEntries(folder))) return {};
  const broken = (problem: Error) => {
    report(problem);
    process.exit(1); // What it would promise it could not hold.
  };
  return {eventLog: await openSpool({folder, report, broken}), logsFirst: word === 'spool'};
};

const levelOf = (word: string | undefined, where: string): LogLevel | undefined => {
  const level = logLevels.find((each) => each === word);
  if (word !== undefined && !level)
    throw new CommandError(`${where} is one of ${logLevels.join(', ')}.`);
  return level;
};
