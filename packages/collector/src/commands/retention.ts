import {PURPOSES, type Purpose} from '@throughline/contracts';
import {retentionOf, setRetention} from '../store/retention.ts';
import {
  CommandError,
  print,
  tenantOf,
  tenantOption,
  wholeNumber,
  withDatabase,
  type Command,
} from './command.ts';

export const retention: Command = {
  name: 'retention',
  usage: '--tenant NAME [--days N] [PURPOSE=DAYS]...',
  summary:
    'Show how long a tenant keeps what, or set it: all, and what is kept for a purpose alone, such as analytics=90. PURPOSE=0 takes its figure away. What is kept for several purposes goes with the last of them.',
  words: Number.POSITIVE_INFINITY,
  options: {...tenantOption, days: {type: 'string'}},

  async run(call) {
    const wanted = call.words.map(purposeOf);
    const days = wholeNumber(call, 'days');
    if (days === 0) throw new CommandError('--days is at least 1.');
    await withDatabase(call, async (database) => {
      const {id} = await tenantOf(call, database);
      const known = await retentionOf(database, id);
      const purposes = Object.fromEntries(
        Object.entries({...known.purposes, ...Object.fromEntries(wanted)}).filter(
          ([, each]) => each > 0,
        ),
      );
      if (days !== undefined || wanted.length > 0)
        await setRetention(database, id, {days: days ?? known.days, purposes});
      print(JSON.stringify(await retentionOf(database, id)));
    });
  },
};

const purposeOf = (word: string): [Purpose, number] => {
  const [, name, days] = /^([a-z_]+)=(\d{1,6})$/.exec(word) ?? [];
  const purpose = PURPOSES.find((each) => each === name);
  if (!purpose) throw new CommandError(`Say for what and how long: ${PURPOSES.join('=90, ')}=90`);
  return [purpose, Number(days)];
};
