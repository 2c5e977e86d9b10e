import {createCollector} from '../collector.ts';
import {openDatabase} from '../store/database.ts';
import {createTenant, hasTenants} from '../store/registry.ts';
import {CommandError, print, type Command} from './command.ts';

/** Longer than requests under way are waited for, shorter than supervisors wait before they kill. */
const stopMs = 9000;

export const start: Command = {
  name: 'start',
  usage: '[--port 4400] [--host 127.0.0.1] [--log direct]',
  summary: 'Run the collector. Prints `ready URL` when it serves.',
  options: {
    port: {type: 'string', default: '4400'},
    host: {type: 'string', default: '127.0.0.1'},
    log: {type: 'string', default: 'direct'},
  },

  async run(call) {
    const port = Number(call.text('port'));
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new CommandError('--port is a number from 0 to 65535.');
    if (call.text('log') !== 'direct') {
      throw new CommandError(
        'This version keeps touchpoints directly in the database: --log direct.',
      );
    }
    const database = await openDatabase({...call.database, stop: 'always'});
    const collector = await createCollector(database).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    if (!(await hasTenants(database))) {
      const {tenant, writeKey, secretKey} = await createTenant(database, 'demo');
      print(`tenant ${tenant}\nwrite key ${writeKey}\nsecret key ${secretKey} (shown this once)`);
    }
    const address = await collector
      .listen({port, host: call.text('host') ?? '127.0.0.1'})
      .catch(async (error: unknown) => {
        await collector.close();
        await database.close();
        throw error;
      });
    process.stderr.write(`Keeping touchpoints in ${database.description}\n`);
    print(`ready ${address.replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost')}`);

    const stop = async () => {
      await collector.close();
      await database.close();
    };
    let stopping: Promise<void> | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        // A database that hangs must not hold us: what was not answered was not promised.
        if (!stopping) setTimeout(() => process.exit(1), stopMs).unref();
        stopping ??= stop().catch((error: unknown) => {
          process.stderr.write(`throughline start: ${String(error)}\n`);
          process.exitCode = 1;
        });
      });
    }
  },
};
