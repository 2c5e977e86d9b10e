import {createHash} from 'node:crypto';
import type {Database, Sql} from './database.ts';

/** One look at a customer, or one change of what is kept of them. Never what was seen. */
export interface AuditEntry {
  /** ms since the epoch. */
  readonly at: number;
  /** The agent's opaque id, or the command. */
  readonly actor: string;
  readonly role: string;
  readonly action:
    | 'find'
    | 'timeline'
    | 'days'
    | 'journey'
    | 'live'
    | 'identity'
    | 'attach'
    | 'detach'
    | 'move'
    | 'remark'
    | 'export'
    | 'erase'
    | 'restrict'
    | 'lift'
    | 'object'
    | 'withdraw'
    | 'audit'
    | 'quarantine';
  /** What was shown, where something was. */
  readonly fields?: readonly Field[] | undefined;
  /** Why, as whoever made the token says: the contact or the ticket that the look was for. */
  readonly why?: string | undefined;
  readonly customer: string | null;
}

/**
 * - `addresses`: e-mail addresses and phone numbers in clear;
 * - `identifiers`: by which kinds somebody is known, masked values, browsers;
 * - `names`: logins, tickets and orders;
 * - `words`: messages, answers and searches.
 */
export type Field =
  'addresses' | 'identifiers' | 'names' | 'evidence' | 'touchpoints' | 'words' | 'looks';

/** An entry's text, as it is hashed and kept. Whom it is about comes last: the schema reads it there. */
const textOf = ({customer, ...entry}: AuditEntry) => JSON.stringify({...entry, customer});

const next = (previous: Uint8Array, entry: string) =>
  createHash('sha256').update(previous).update(entry).digest();
const start = new Uint8Array(32);

/** Adds entries to a tenant's chain: each row's hash covers the row before it. */
export const appendAudit = (
  database: Database,
  tenant: number,
  entries: readonly AuditEntry[],
): Promise<void> =>
  database.tenant(tenant, async (sql) => {
    await sql.query('select pg_advisory_xact_lock(7283912, $1)', [tenant]);
    const [last] = await sql.query<{n: string; hash: Buffer}>(
      'select n, hash from throughline.audit where tenant = $1 order by n desc limit 1',
      [tenant],
    );
    let n = Number(last?.n ?? 0);
    let hash: Uint8Array = last?.hash ?? start;
    const rows = entries.map((entry) => {
      const text = textOf(entry);
      hash = next(hash, text);
      return {n: ++n, at: entry.at, text, hash};
    });
    await sql.query(
      `insert into throughline.audit (tenant, n, at, entry, hash)
       select $1, * from unnest($2::bigint[], $3::bigint[], $4::text[], $5::bytea[])`,
      [
        tenant,
        rows.map((row) => row.n),
        rows.map((row) => row.at),
        rows.map((row) => row.text),
        rows.map((row) => Buffer.from(row.hash)),
      ],
    );
  });

/** A tenant's record, newest first: of these customers' ids, or of all. */
export const readAudit = async (
  sql: Sql,
  tenant: number,
  {customers, before, limit}: {customers?: readonly string[]; before?: number; limit: number},
): Promise<(AuditEntry & {n: number})[]> => {
  const rows = await sql.query<{n: string; entry: string}>(
    `select n, entry from throughline.audit
     where tenant = $1 and ($2::bigint is null or n < $2)
       and ($3::text[] is null or customer = any($3))
     order by n desc limit $4`,
    [tenant, before ?? null, customers ?? null, limit],
  );
  return rows.map(({n, entry}) => ({n: Number(n), ...(JSON.parse(entry) as AuditEntry)}));
};

/** Looks at a customer among which an agent's last one is searched. */
const lately = 200;

/**
 * When somebody last read the timeline of these customers before an instant, ms; null where that is not
 * among the last looks at them. A panel reads it anew while it is open, so this is about when they left.
 */
export const lastRead = async (
  sql: Sql,
  tenant: number,
  {customers, actor, before}: {customers: readonly string[]; actor: string; before: number},
): Promise<number | null> => {
  // Of each id by itself, so that the newest are read off the index, and no more than it takes to find one.
  const [last] = await sql.query<{at: string | null}>(
    `select max(look.at) as at from unnest($2::text[]) id, lateral (
       select at from (
         select n, at, entry::json as entry from throughline.audit
         where tenant = $1 and customer = id order by n desc limit $5) looks
       where entry ->> 'action' = 'timeline' and entry ->> 'actor' = $3 and at < $4
       order by n desc limit 1) look`,
    [tenant, customers, actor, before, lately],
  );
  return last?.at == null ? null : Number(last.at);
};

/** Walks a tenant's chain. `broken` is the first row that was changed, or follows one that is gone. */
export const verifyAudit = async (
  database: Database,
  tenant: number,
): Promise<{rows: number; broken: number | null}> => {
  let after = 0;
  let hash: Uint8Array = start;
  for (;;) {
    const rows = await database.tenant(tenant, (sql) =>
      sql.query<{n: string; entry: string; hash: Buffer}>(
        'select n, entry, hash from throughline.audit where tenant = $1 and n > $2 order by n limit 10000',
        [tenant, after],
      ),
    );
    if (rows.length === 0) return {rows: after, broken: null};
    for (const row of rows) {
      hash = next(hash, row.entry);
      if (Number(row.n) !== after + 1 || Buffer.compare(hash, row.hash) !== 0)
        return {rows: after, broken: after + 1};
      after += 1;
    }
  }
};

/** Walks the last rows of a tenant's chain alone. `hash` is of the last, to be noted elsewhere. */
export const verifyAuditEnd = async (
  database: Database,
  tenant: number,
  most = 1000,
): Promise<{rows: number; broken: number | null; hash: string}> => {
  const rows = await database.tenant(tenant, (sql) =>
    sql.query<{n: string; entry: string; hash: Buffer}>(
      'select n, entry, hash from throughline.audit where tenant = $1 order by n desc limit $2',
      [tenant, most + 1],
    ),
  );
  const last = rows[0];
  if (!last) return {rows: 0, broken: null, hash: ''};
  const end = {rows: Number(last.n), hash: last.hash.toString('hex').slice(0, 16)};
  const walked = rows.toReversed();
  // The first of so many is not walked: it is what the second follows. The first of all is.
  let hash: Uint8Array = rows.length > most ? walked.shift()!.hash : start;
  let n = end.rows - walked.length;
  for (const row of walked) {
    n += 1;
    hash = next(hash, row.entry);
    if (Number(row.n) !== n || Buffer.compare(hash, row.hash) !== 0) return {...end, broken: n};
  }
  return {...end, broken: null};
};
