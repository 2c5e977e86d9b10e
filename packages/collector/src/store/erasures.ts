import {open} from 'node:fs/promises';
import * as z from 'zod';
import type {Database} from './database.ts';

/**
 * That somebody was erased: a keyed hash, which without the installation's secret says nothing of
 * anybody. Kept outside of the database as well, one a line of JSON, since a backup that is older brings
 * the person back and knows nothing of it.
 */
export const Tombstone = z.strictObject({
  tenant: z.int(),
  /** Empty: all of the tenant. */
  visitor: z.string(),
  /** Only this touchpoint of theirs: it had been moved to somebody who was erased. */
  touchpoint: z.uuid().optional(),
  /** ms since the epoch. */
  erasedAt: z.int(),
});
export type Tombstone = z.infer<typeof Tombstone>;

/**
 * Notes erasures in the file beside the database, on disk before they are committed: one too many is
 * somebody who has asked for it.
 */
export const noteErasures = async (
  {erasures: file}: Pick<Database, 'erasures'>,
  all: readonly Tombstone[],
): Promise<void> => {
  if (!file || all.length === 0) return;
  const handle = await open(file, 'a', 0o600);
  try {
    // Begins a line of its own, whatever a crash has left of the one before.
    await handle.writeFile(`\n${all.map((each) => JSON.stringify(each)).join('\n')}\n`);
    await handle.datasync();
  } finally {
    await handle.close();
  }
};

/** Every erasure that the database knows, those of tenants that are deleted too. */
export const erasuresOf = async function* (database: Database): AsyncGenerator<Tombstone> {
  const [last] = await database.system((sql) =>
    sql.query<{tenant: string | null}>(
      `select last_value as tenant from pg_sequences
       where schemaname = 'throughline' and sequencename = 'tenant_id_seq'`,
    ),
  );
  for (let tenant = 1; tenant <= Number(last?.tenant ?? 0); tenant += 1) {
    let after: string | undefined;
    for (;;) {
      const from = after;
      const rows = await database.tenant(tenant, (sql) =>
        sql.query<{visitor: string; at: string}>(
          `select visitor, erased_at as at from throughline.tombstone
           where tenant = $1 and ($2::text is null or visitor > $2) order by visitor limit 5000`,
          [tenant, from ?? null],
        ),
      );
      for (const {visitor, at} of rows) yield {tenant, visitor, erasedAt: Number(at)};
      after = rows.at(-1)?.visitor;
      if (after === undefined) break;
    }
    yield* await movedAway(database, tenant);
  }
};

/** What had been moved to somebody who was erased: as it is still on record. */
const movedAway = async (database: Database, tenant: number): Promise<Tombstone[]> => {
  const rows = await database.tenant(tenant, (sql) =>
    sql.query<{visitor: string; id: string; at: string}>(
      `select visitor, id, at from throughline.moved m
       where tenant = $1 and not exists (
         select from throughline.customer c where c.tenant = $1 and c.id = m.customer)
       order by visitor, id`,
      [tenant],
    ),
  );
  return rows.map(({visitor, id, at}) => ({tenant, visitor, touchpoint: id, erasedAt: Number(at)}));
};

/** Reads lines of tombstones; a line that is none is handed to `damaged`. */
export const readErasures = async (
  lines: AsyncIterable<string>,
  damaged: () => void,
): Promise<Tombstone[]> => {
  const last = new Map<string, Tombstone>();
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const found = Tombstone.safeParse(parsed(line));
    if (!found.success) {
      damaged();
      continue;
    }
    const {tenant, visitor, touchpoint = ''} = found.data;
    const key = `${tenant} ${visitor} ${touchpoint}`;
    const before = last.get(key);
    if (!before || before.erasedAt < found.data.erasedAt) last.set(key, found.data);
  }
  return [...last.values()];
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // Its schema refuses that.
  }
};
