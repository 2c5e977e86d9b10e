import {within} from './deadline.ts';
import {Refusal} from './errors.ts';
import type {Database} from './store/database.ts';
import {idsAhead} from './store/partitions.ts';

/** Resolves if a touchpoint can be kept now; else throws why not. */
export type Readiness = () => Promise<void>;

/** No tenant has this number: they begin with one. */
const nobody = 0;

/**
 * Says whether a touchpoint can be kept by keeping one: a row into this week's partition, under the
 * rights that touchpoints come with, taken out again in the same transaction. So a full disk, a
 * read-only server, a lock and a missing right all show. At most one a `freshMs`, whoever asks.
 */
export const openReadiness = (
  database: Database,
  {
    freshMs = 1000,
    /** An answer that takes longer is a no. */
    lateMs = 2000,
    /** A try that takes longer is given up: its connection may be dead. */
    lostMs = 6000,
    now = () => performance.now(),
  } = {},
): Readiness => {
  let last: {at: number; settled: boolean; outcome: Promise<void>} | undefined;

  return async () => {
    const age = last ? now() - last.at : Number.POSITIVE_INFINITY;
    if (!last || (last.settled ? age >= freshMs : age >= lostMs)) last = begin();
    return within(Math.max(0, lateMs - (now() - last.at)), last.outcome);
  };

  function begin() {
    const outcome = keepOne(database).catch((cause: unknown) => {
      throw cause instanceof Refusal ? cause : new Refusal('store_unavailable', {cause});
    });
    const attempt = {at: now(), settled: false, outcome};
    const settle = () => {
      attempt.settled = true;
    };
    outcome.then(settle, settle);
    return attempt;
  }
};

const keepOne = async (database: Database) => {
  if (database.isFull?.()) throw new Refusal('overloaded', {detail: 'The disk is full.'});
  await database.touchpoints.prepare(idsAhead(Date.now()));
  await database.tenant(nobody, async (sql) => {
    await database.touchpoints.probe(sql, nobody);
    // A row this small may fit where the disk is full. A sort that does not fit into memory asks for
    // half a megabyte of disk, and gives it back.
    await sql.query("set local work_mem = '64kB'");
    await sql.query('select count(*) from generate_series(1, 20000)');
  });
};
