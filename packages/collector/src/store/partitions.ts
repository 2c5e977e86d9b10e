import {uuidV7, uuidV7Time} from '@throughline/contracts';
import type {Database} from './database.ts';

const week = 7 * 24 * 3_600_000;
const zeros = new Uint8Array(10);
/** The lowest UUIDv7 of an instant; as text, so that PostgreSQL compares it as a uuid. */
const bound = (at: number) => `${uuidV7(at, zeros).slice(0, 13)}-0000-0000-000000000000`;

/** Ids from further back than this, or from further ahead, tell of a clock that is wrong. */
const oldest = 10 * 366 * 24 * 3_600_000;
const furthest = 7 * 24 * 3_600_000;

/**
 * The id a touchpoint is stored under: its own, except where its clock cannot be right. Then its
 * time becomes zero and its random bits stay, so that it is still stored once and lands in a
 * partition of its own kind instead of one for the year 2090.
 */
export const storedId = (id: string, received: number): string => {
  const at = uuidV7Time(id);
  const plausible = at > received - oldest && at < received + furthest;
  return plausible ? id.toLowerCase() : `00000000-0000${id.slice(13).toLowerCase()}`;
};

/** Makes the weekly partitions that these ids need. `made` remembers those that exist. */
export const makePartitions = async (
  database: Database,
  ids: readonly string[],
  made: Set<number>,
): Promise<void> => {
  const weeks = new Set(ids.map((id) => Math.floor(uuidV7Time(id) / week)));
  const missing = [...weeks].filter((number) => !made.has(number));
  if (missing.length === 0) return;
  await database.system(async (sql) => {
    await sql.query('select pg_advisory_xact_lock(7283913)'); // Another collector may make the same.
    for (const number of missing) {
      const [from, to] = [bound(number * week), bound((number + 1) * week)];
      await sql.query(
        `create table if not exists throughline.touchpoint_w${number}
         partition of throughline.touchpoint for values from ('${from}') to ('${to}')`,
      );
    }
  });
  for (const number of missing) made.add(number);
};

/** Ids that stand for this week and the next: what a collector makes before it is needed. */
export const idsAhead = (now: number): string[] => [uuidV7(now), uuidV7(now + week)];

/** Which of the partitions that these ids need are not there, by name. */
export const missingPartitions = async (
  database: Database,
  ids: readonly string[],
): Promise<string[]> => {
  const names = ids.map((id) => `touchpoint_w${Math.floor(uuidV7Time(id) / week)}`);
  const rows = await database.system((sql) =>
    sql.query<{name: string}>(
      "select name from unnest($1::text[]) name where to_regclass('throughline.' || name) is null",
      [names],
    ),
  );
  return rows.map(({name}) => name);
};
