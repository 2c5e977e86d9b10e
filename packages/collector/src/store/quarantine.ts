import type {Database} from './database.ts';
import {allTenants} from './registry.ts';

/** A touchpoint that was refused, or a payload that was not understood, as it came. */
export interface QuarantineRow {
  readonly id: number;
  readonly receivedAt: number;
  readonly sentAt: number;
  readonly code: string;
  readonly reason: string;
  /** The JSON text of the touchpoint, or of the payload. */
  readonly body: string;
  /** Who told of it; empty where a tracker of ours has sent it. */
  readonly source: string;
  /** Empty, or of a payload that the source's mapper did not understand: what it needs, as JSON. */
  readonly context: string;
  /** Empty, or whose numbers it names where an identifier does not say, as JSON. */
  readonly numbersOf: string;
  /** Sent by a page that a program looked at. */
  readonly crawler: boolean;
  /** Under what an erasure finds it. */
  readonly visitors: readonly string[];
}

export interface QuarantineOptions {
  /** The id of the row before. */
  readonly after?: number;
  readonly limit?: number;
  /** Only what seems to be of one of these. @defaultValue everybody's */
  readonly visitors?: readonly string[] | undefined;
}

/** What waits in quarantine after `after`, oldest first. */
export const listQuarantine = async (
  database: Database,
  tenant: number,
  {after = 0, limit = 500, visitors}: QuarantineOptions = {},
): Promise<QuarantineRow[]> =>
  database.tenant(tenant, async (sql) => {
    const rows = await sql.query<
      Record<Exclude<keyof QuarantineRow, 'crawler' | 'visitors'>, string> &
        Pick<QuarantineRow, 'crawler' | 'visitors'>
    >(
      `select id, received_at as "receivedAt", sent_at as "sentAt", code, reason, body,
              source, context, numbers_of as "numbersOf", crawler, visitors
       from throughline.quarantine
       where tenant = $1 and id > $2
         and ($4::text[] is null or visitors && $4) order by id limit $3`,
      [tenant, after, limit, visitors ?? null],
    );
    return rows.map((row) => ({
      ...row,
      id: Number(row.id),
      receivedAt: Number(row.receivedAt),
      sentAt: Number(row.sentAt),
    }));
  });

/** All that waits, oldest first, read in pages. */
export const allInQuarantine = async function* (
  database: Database,
  tenant: number,
  {visitors}: Pick<QuarantineOptions, 'visitors'> = {},
): AsyncGenerator<QuarantineRow> {
  let after = 0;
  for (;;) {
    const rows = await listQuarantine(database, tenant, {after, visitors});
    if (rows.length === 0) return;
    yield* rows;
    after = rows.at(-1)!.id;
  }
};

/** It lies there as it came, with addresses in clear: nothing of it stays. */
export const takeOut = (
  database: Database,
  tenant: number,
  ids: readonly number[],
): Promise<unknown> =>
  database.tenant(tenant, (sql) =>
    sql.query('delete from throughline.quarantine where tenant = $1 and id = any($2)', [
      tenant,
      ids,
    ]),
  );

/** How much of each tenant waits in quarantine. */
export const waitingPerTenant = async (
  database: Database,
): Promise<{tenant: string; count: number}[]> => {
  const waiting: {tenant: string; count: number}[] = [];
  for (const {id, name} of await allTenants(database)) {
    const [row] = await database.tenant(id, (sql) =>
      sql.query<{n: string}>('select count(*) as n from throughline.quarantine where tenant = $1', [
        id,
      ]),
    );
    waiting.push({tenant: name, count: Number(row!.n)});
  }
  return waiting;
};
