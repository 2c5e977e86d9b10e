import type {Account} from '@throughline/contracts';
import type {Database, Sql} from './database.ts';

const day = 24 * 3_600_000;

/** What became of arrivals: `stored`, `duplicate`, or the code of a refusal; later what is gone; by site. */
export type Counts = Map<string, Map<string, number>>;

/**
 * How what was stored is gone, of which no site has sent anything: dropped by retention, or forgotten by
 * an erasure. What was stored less what is gone is what is there.
 */
const gone = {expired: 'retention', erased: 'erasure'} as const;
type Gone = keyof typeof gone;
const isGone = (what: string): what is Gone => Object.hasOwn(gone, what);

export const count = (counts: Counts, site: string, what: string, more = 1): void => {
  const ofSite = counts.get(site) ?? new Map<string, number>();
  counts.set(site, ofSite.set(what, (ofSite.get(what) ?? 0) + more));
};

/**
 * Adds to the account, inside the transaction that keeps what is counted: the two cannot differ.
 *
 * @param part - Which row of several is added to, so that processes do not wait for one another.
 */
export const addToAccount = (
  sql: Sql,
  tenant: number,
  counts: Counts,
  {at, part}: {at: number; part: number},
): Promise<unknown> | undefined => {
  const rows = [...counts]
    .flatMap(([site, ofSite]) => [...ofSite].map(([what, n]) => ({site, what, n})))
    .toSorted((one, other) => (one.site + one.what < other.site + other.what ? -1 : 1));
  if (rows.length === 0) return undefined;
  return sql.prepared(
    `insert into throughline.account (tenant, site, day, what, part, n)
     select $1, site, $2, what, $3, n
     from unnest($4::text[], $5::text[], $6::bigint[]) as row (site, what, n)
     on conflict (tenant, site, day, what, part) do update set n = account.n + excluded.n`,
    [
      tenant,
      Math.floor(at / day),
      part,
      rows.map(({site}) => site),
      rows.map(({what}) => what),
      rows.map(({n}) => n),
    ],
  );
};

/** Adds what is gone, inside the transaction that takes it away: what was stored is not there any more. */
export const countGone = async (
  sql: Sql,
  tenant: number,
  {what, touchpoints, at}: {what: Gone; touchpoints: number; at: number},
): Promise<void> => {
  if (touchpoints === 0) return;
  const counts: Counts = new Map();
  count(counts, gone[what], what, touchpoints);
  await addToAccount(sql, tenant, counts, {at, part: 0});
};

/** The account of a tenant's sites, newest day first, and what waits in quarantine now. */
export const readAccount = (
  database: Database,
  tenant: number,
  {days}: {days: number},
): Promise<Account> =>
  database.tenant(tenant, async (sql) => {
    const rows = await sql.query<{site: string; day: number; what: string; n: string}>(
      `select site, day, what, sum(n) as n from throughline.account
       where tenant = $1 and day > $2 group by site, day, what order by day desc, site, what`,
      [tenant, Math.floor(Date.now() / day) - days],
    );
    const [waiting] = await sql.query<{n: string}>(
      `select count(*) as n from throughline.quarantine where tenant = $1`,
      [tenant],
    );
    const entries = new Map<string, Account['days'][number]>();
    for (const {site, day: number, what, n} of rows) {
      const date = new Date(number * day).toISOString().slice(0, 10);
      const key = `${date} ${site}`;
      const entry = entries.get(key) ?? {
        day: date,
        site,
        received: 0,
        stored: 0,
        duplicates: 0,
        refused: {},
      };
      entries.set(key, entry);
      if (isGone(what)) {
        entry[what] = Number(n);
        continue;
      }
      entry.received += Number(n);
      if (what === 'stored') entry.stored += Number(n);
      else if (what === 'duplicate') entry.duplicates += Number(n);
      else entry.refused[what] = Number(n);
    }
    return {days: [...entries.values()], quarantined: Number(waiting!.n)};
  });
