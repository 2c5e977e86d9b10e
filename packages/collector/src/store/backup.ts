import * as z from 'zod';
import {version} from '../version.ts';
import type {Database, Sql} from './database.ts';
import {seeOneInstant} from './read.ts';
import {migrate, newestStep, refuseOtherStore} from './schema.ts';

/**
 * A backup is lines of JSON: objects say what follows, strings are rows as PostgreSQL writes them,
 * which brings back every value as it was. It begins with what it is and ends with what it held, so
 * that half a file is known as half.
 */
const format = 'throughline-backup';

const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
const Header = z.object({
  format: z.literal(format),
  version: z.literal(1),
  /** Of the schema: a restore makes this one, fills it, and goes on to the newest. */
  step: z.int().min(1),
  by: z.string(),
  takenAt: z.int(),
});
const Directive = z.union([
  z.strictObject({
    partition: name,
    of: name,
    bound: z.string().regex(/^FOR VALUES FROM \('[0-9a-f-]{36}'\) TO \('[0-9a-f-]{36}'\)$/),
  }),
  z.strictObject({table: name, columns: z.array(name).min(1), tenant: z.int().nullable()}),
  z.strictObject({sequence: name, value: z.int()}),
  z.strictObject({rows: z.record(name, z.int())}),
]);
type Directive = z.infer<typeof Directive>;

/** Rows of each table. */
export type Rows = Record<string, number>;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  /** Behind row-level security, which also its owner must enter by a tenant's number. */
  readonly walled: boolean;
}

const rowsAtOnce = 200;
const quote = (identifier: string) => `"${identifier}"`;

/**
 * Writes everything in one transaction that sees one instant, while touchpoints go on arriving.
 *
 * @param write - Resolves when more may come.
 */
export const writeBackup = async (
  database: Database,
  write: (text: string) => Promise<void>,
): Promise<Rows> =>
  database.system(async (sql) => {
    await seeOneInstant(sql);
    await settle(sql);
    const line = (directive: object) => write(`${JSON.stringify(directive)}\n`);
    await line({format, version: 1, step: await stepOf(sql), by: version(), takenAt: Date.now()});
    for (const partition of await partitionsOf(sql)) await line(partition);

    const rows: Rows = {};
    const dump = async (table: Table, tenant: number | null) => {
      await line({table: table.name, columns: table.columns, tenant});
      rows[table.name] = (rows[table.name] ?? 0) + (await dumpRows(sql, table, tenant, write));
    };
    const tenants = await tenantsOf(sql);
    for (const table of await tablesOf(sql)) {
      if (!table.walled) await dump(table, null);
      else for (const tenant of tenants) await dump(table, tenant);
    }
    for (const sequence of await sequencesOf(sql)) await line(sequence);
    await line({rows});
    return rows;
  });

const dumpRows = async (
  sql: Sql,
  {name: table}: Table,
  tenant: number | null,
  write: (text: string) => Promise<void>,
) => {
  const whose = tenant === null ? '' : `where tenant = ${tenant}`;
  if (tenant !== null) await enter(sql, tenant);
  await sql.query(
    `declare backup_rows no scroll cursor for select r::text as row from throughline.${quote(table)} r ${whose}`,
  );
  let count = 0;
  for (;;) {
    const rows = await sql.query<{row: string}>(`fetch ${rowsAtOnce} from backup_rows`);
    if (rows.length === 0) break;
    count += rows.length;
    await write(rows.map(({row}) => `${JSON.stringify(row)}\n`).join(''));
  }
  await sql.query('close backup_rows');
  return count;
};

/**
 * Fills an empty database from a backup's lines, all of it or nothing; then brings its schema up to
 * date. Throws where the database is not empty, or the backup is not whole.
 */
export const restoreBackup = async (
  database: Database,
  lines: AsyncIterable<string>,
): Promise<{rows: Rows; takenAt: number; by: string}> => {
  const reader = lines[Symbol.asyncIterator]();
  const first = await reader.next();
  const header = Header.safeParse(first.done ? undefined : parsed(first.value));
  if (!header.success) throw new Error('This is not a backup of throughline.');
  const {step, by, takenAt} = header.data;
  if (step > newestStep) {
    throw new Error(`The backup is of a newer version (${by}): restore it with that one.`);
  }
  // What a restore that failed has left holds nothing; `store` is filled by whoever has migrated.
  await database.system((sql) => refuseFull(sql, ['tenant', 'secret', 'store']));
  await migrate(database, {to: step});
  const rows = await database.system(async (sql) => {
    await settle(sql);
    // A collector that starts meanwhile waits here instead of making secrets of its own.
    await sql.query('lock table throughline.tenant, throughline.secret in access exclusive mode');
    await refuseFull(sql, ['tenant', 'secret']); // Somebody may have filled it since.
    const filled = await fill(sql, reader);
    // Told of it only by the migration, half of it would be there, and no second try.
    if ('store' in filled) await refuseOtherStore(sql, database);
    return filled;
  });
  await migrate(database);
  return {rows, takenAt, by};
};

const fill = async (sql: Sql, reader: AsyncIterator<string>): Promise<Rows> => {
  const tables = new Map((await tablesOf(sql)).map((table) => [table.name, table]));
  const rows: Rows = {};
  let insert: ((batch: string[]) => Promise<void>) | undefined;
  let batch: string[] = [];
  const flush = async () => {
    if (batch.length > 0) await insert!(batch);
    batch = [];
  };
  for (;;) {
    const {done, value: line} = await reader.next();
    if (done) throw new Error('The backup ends too soon: part of it is missing.');
    if (line.startsWith('"') && insert) {
      if (batch.push(line) === rowsAtOnce) await flush();
      continue;
    }
    await flush();
    const directive = Directive.safeParse(parsed(line));
    if (!directive.success) throw new Error('The backup is damaged: a line of it is not readable.');
    if ('rows' in directive.data) {
      compare(rows, directive.data.rows);
      return rows;
    }
    insert = await follow(sql, directive.data, tables, rows);
  }
};

/** Does what a line says; gives back what takes the rows after it. */
const follow = async (
  sql: Sql,
  directive: Exclude<Directive, {rows: Rows}>,
  tables: ReadonlyMap<string, Table>,
  rows: Rows,
): Promise<((batch: string[]) => Promise<void>) | undefined> => {
  if ('partition' in directive) {
    const {partition, of, bound} = directive;
    await sql.query(
      `create table if not exists throughline.${quote(partition)} partition of throughline.${quote(of)} ${bound}`,
    );
    return undefined;
  }
  if ('sequence' in directive) {
    const sequence = `throughline.${quote(directive.sequence)}`;
    await sql.query('select setval($1::regclass, $2)', [sequence, directive.value]);
    return undefined;
  }
  const table = tables.get(directive.table);
  if (!table || table.columns.join() !== directive.columns.join()) {
    throw new Error(`The backup’s table ${directive.table} is not like the one of this version.`);
  }
  if (directive.tenant !== null) await enter(sql, directive.tenant);
  rows[table.name] ??= 0;
  const into = `throughline.${quote(table.name)}`;
  const columns = table.columns.map(quote);
  return async (batch) => {
    const [kept] = await sql.query<{n: string}>(
      `with kept as (
         insert into ${into} (${columns.join()}) overriding system value
         select ${columns.map((column) => `(r).${column}`).join()}
         from (select line::${into} as r from json_array_elements_text($1::json) as line offset 0) s
         returning 1)
       select count(*) as n from kept`,
      [`[${batch.join()}]`],
    );
    rows[table.name]! += Number(kept!.n);
  };
};

const compare = (found: Rows, expected: Rows) => {
  for (const [table, count] of Object.entries(expected)) {
    if (found[table] === count) continue;
    throw new Error(`The backup is damaged: ${found[table] ?? 0} of ${count} rows of ${table}.`);
  }
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // Its schema refuses that.
  }
};

/** Values are written in one way, whatever the server is set to. */
const settle = (sql: Sql) =>
  sql.query(
    `select set_config(name, value, true) from (values
       ('datestyle', 'ISO'), ('intervalstyle', 'postgres'), ('bytea_output', 'hex'),
       ('extra_float_digits', '1')) s (name, value)`,
  );

const enter = (sql: Sql, tenant: number) =>
  sql.query("select set_config('throughline.tenant', $1, true)", [String(tenant)]);

const stepOf = async (sql: Sql) => {
  const [found] = await sql.query<{there: boolean}>(
    "select to_regclass('throughline.migration') is not null as there",
  );
  if (!found!.there) throw new Error('There is nothing to back up: no collector has run here.');
  const [row] = await sql.query<{step: number}>(
    'select max(step) as step from throughline.migration',
  );
  if (row!.step > newestStep) {
    throw new Error('The database is of a newer version: back it up with that one.');
  }
  return row!.step;
};

const tenantsOf = async (sql: Sql) =>
  (await sql.query<{id: number}>('select id from throughline.tenant order by id')).map(
    ({id}) => id,
  );

/** All tables but the migrations', each after those it refers to. */
const tablesOf = async (sql: Sql): Promise<Table[]> => {
  const rows = await sql.query<Table & {refers: string[]}>(
    `select c.relname as name, c.relforcerowsecurity as walled,
            array(select a.attname::text from pg_attribute a
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                    and a.attgenerated = '' order by a.attnum) as columns,
            array(select f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
                  where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid) as refers
     from pg_class c
     where c.relnamespace = 'throughline'::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition and c.relname <> 'migration'
     order by c.relname`,
  );
  const sorted: typeof rows = [];
  while (sorted.length < rows.length) {
    const next = rows.filter(
      (row) =>
        !sorted.includes(row) &&
        row.refers.every((target) => sorted.some((each) => each.name === target)),
    );
    if (next.length === 0) throw new Error('The tables refer to each other in a circle.');
    sorted.push(...next);
  }
  return sorted.map(({name: table, walled, columns}) => ({name: table, walled, columns}));
};

const partitionsOf = (sql: Sql) =>
  sql.query<{partition: string; of: string; bound: string}>(
    `select c.relname as partition, p.relname as "of", pg_get_expr(c.relpartbound, c.oid) as bound
     from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
     where c.relnamespace = 'throughline'::regnamespace and c.relispartition and c.relkind = 'r'
     order by c.relname`,
  );

const sequencesOf = async (sql: Sql) => {
  const rows = await sql.query<{sequence: string; value: string}>(
    `select sequencename as sequence, last_value as value from pg_sequences
     where schemaname = 'throughline' and last_value is not null order by 1`,
  );
  return rows.map(({sequence, value}) => ({sequence, value: Number(value)}));
};

/** A restore adds nothing to what is there: it would mix two installations' keys. */
const refuseFull = async (sql: Sql, tables: readonly string[]) => {
  const there = await sql.query<{name: string}>(
    `select name from unnest($1::text[]) name where to_regclass('throughline.' || name) is not null`,
    [tables],
  );
  for (const {name: table} of there) {
    if ((await sql.query(`select from throughline.${quote(table)} limit 1`)).length === 0) continue;
    throw new Error(
      'The database is not empty. Restore into a new one: another --data, or a fresh --database-url.',
    );
  }
};
