import {migrate} from '../store/schema.ts';
import {databaseOf, print, type Command} from './command.ts';

export const migrateCommand: Command = {
  name: 'migrate',
  usage: '',
  summary: 'Bring the database to the newest schema. `start` does so by itself.',
  begins: true,
  options: {},

  async run(call) {
    const database = await databaseOf(call);
    try {
      const steps = await migrate(database);
      print(steps === 0 ? 'up to date' : `${steps} steps taken`);
    } finally {
      await database.close();
    }
  },
};
