import type {Database} from './database.ts';

/** An earlier secret holds for so long after a new one is given, ms: vendors change theirs one day. */
const overlapMs = 24 * 3_600_000;

/**
 * Keeps the secret that a tenant shares with a source. It is kept as it is, since signatures are
 * computed with it; the database's owner can read it, the role that requests run as cannot.
 */
export const addSourceSecret = (
  database: Database,
  tenant: number,
  source: string,
  secret: string,
  now = Date.now(),
): Promise<void> =>
  database.system(async (sql) => {
    await sql.query(
      `update throughline.source_secret set expires_at = $3
       where tenant = $1 and source = $2 and expires_at is null`,
      [tenant, source, now + overlapMs],
    );
    await sql.query(
      `insert into throughline.source_secret (tenant, source, secret, created_at) values ($1, $2, $3, $4)
       on conflict (tenant, source, secret) do update set expires_at = null`,
      [tenant, source, secret, now],
    );
  });

/** Closes a source: what comes from it is refused from now on. */
export const removeSource = (
  database: Database,
  tenant: number,
  source: string,
): Promise<boolean> =>
  database.system(async (sql) => {
    const rows = await sql.query(
      'delete from throughline.source_secret where tenant = $1 and source = $2 returning 1',
      [tenant, source],
    );
    return rows.length > 0;
  });

/** The sources a tenant has opened; its own servers are none. */
export const sourcesOf = (
  database: Database,
  tenant: number,
): Promise<{source: string; since: number}[]> =>
  database.system(async (sql) => {
    const rows = await sql.query<{source: string; since: string}>(
      `select source, min(created_at) as since from throughline.source_secret
       where tenant = $1 and source <> 'identity' group by source order by source`,
      [tenant],
    );
    return rows.map(({source, since}) => ({source, since: Number(since)}));
  });
