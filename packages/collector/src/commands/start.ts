import {createCollector} from '../collector.ts';
import {openDatabase} from '../store/database.ts';
import {hasTenants} from '../store/registry.ts';
import {applyRetention} from '../store/retention.ts';
import {createTenant} from '../store/tenants.ts';
import {CommandError, print, type Command} from './command.ts';

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

    const drop = () =>
      applyRetention(database).catch((error: unknown) => {
        process.stderr.write(`throughline start: retention: ${String(error)}\n`);
      });
    void drop();
    const retention = setInterval(() => void drop(), 3_600_000);

    const stop = async () => {
      clearInterval(retention);
      await collector.close();
      await database.close();
    };
    let stopping: Promise<void> | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        stopping ??= stop().catch((error: unknown) => {
          process.stderr.write(`throughline start: ${String(error)}\n`);
          process.exitCode = 1;
        });
      });
    }
  },
};
