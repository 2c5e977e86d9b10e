import {applicationRole, type Database, type Sql} from './database.ts';

/**
 * The schema, as steps that only go forward. A step that has run anywhere is never edited.
 *
 * Two kinds of table: the operator's (tenants, keys), which the application role cannot touch, and
 * the tenants', whose every row carries its tenant and lies behind row-level security.
 */
const steps: readonly string[] = [
  `
  create table tenant (
    id int primary key generated always as identity,
    name text not null unique,
    -- Who may send touchpoints; empty: any origin. Who may frame the panel; empty: nobody.
    site_origins text[] not null default '{}',
    panel_origins text[] not null default '{}',
    created_at bigint not null
  );

  create table write_key (
    key text primary key,
    tenant int not null references tenant
  );

  create table secret_key (
    hash bytea primary key,
    tenant int not null references tenant,
    created_at bigint not null,
    expires_at bigint
  );

  -- One row: what signs tokens, and what identifiers are hashed with.
  create table secret (
    singleton boolean primary key default true check (singleton),
    signing_key json not null,
    pepper bytea not null
  );

  create table customer (
    tenant int not null,
    id text not null,
    merged_into text,
    created_at bigint not null,
    primary key (tenant, id)
  );

  -- A visitor is an identifier that touchpoints arrived under: kind, colon, keyed hash. The value
  -- itself is not kept: only what a person may see of it.
  create table identifier (
    tenant int not null,
    visitor text not null,
    kind text not null,
    display text not null,
    customer text not null,
    first_seen bigint not null,
    primary key (tenant, visitor)
  );
  create index identifier_customer on identifier (tenant, customer);

  -- Why two identifiers are one person. Rows are only ever added.
  create table evidence (
    tenant int not null,
    visitor text not null,
    other text not null,
    touchpoint uuid not null,
    at bigint not null,
    primary key (tenant, visitor, other)
  );

  -- Never rewritten. No default partition: its presence would make each read visit all others.
  create table touchpoint (
    tenant int not null,
    visitor text not null,
    id uuid not null,
    occurred_at bigint not null,
    seq int not null,
    received_at bigint not null,
    body json not null,
    primary key (tenant, visitor, id)
  ) partition by range (id);
  create index touchpoint_timeline on touchpoint (tenant, visitor, occurred_at desc, seq desc, id desc);

  create table quarantine (
    tenant int not null,
    id bigint generated always as identity,
    received_at bigint not null,
    sent_at bigint not null,
    code text not null,
    reason text not null,
    visitors text[] not null,
    body text not null,
    replayed_at bigint,
    primary key (tenant, id)
  );
  -- A refused touchpoint that is sent again is the same row.
  create unique index quarantine_once on quarantine (tenant, md5(body));

  create table tombstone (
    tenant int not null,
    visitor text not null,
    erased_at bigint not null,
    primary key (tenant, visitor)
  );

  create table audit (
    tenant int not null,
    n bigint not null,
    at bigint not null,
    entry text not null,
    hash bytea not null,
    primary key (tenant, n)
  );
  `,
];

export const tenantTables = [
  'customer',
  'identifier',
  'evidence',
  'touchpoint',
  'quarantine',
  'tombstone',
  'audit',
] as const;

/** How many steps lead to the newest schema. */
export const newestStep = steps.length;

/**
 * Brings the database to the newest schema, or as far as `to`; gives back how many steps it took.
 * Safe to repeat.
 */
export const migrate = async (database: Database, {to = newestStep} = {}): Promise<number> => {
  await database.system(async (sql) => {
    // Two collectors may start at once; the second waits here and finds the work done.
    await sql.query('select pg_advisory_xact_lock(7283910)');
    await sql.query('create schema if not exists throughline');
    await sql.query(
      'create table if not exists throughline.migration (step int primary key, at bigint)',
    );
    await createRole(sql);
  });
  let done = 0;
  for (const [index, step] of steps.slice(0, to).entries()) {
    done += await database.system(async (sql) => {
      await sql.query('select pg_advisory_xact_lock(7283910)');
      const ran = await sql.query('select 1 from throughline.migration where step = $1', [
        index + 1,
      ]);
      if (ran.length > 0) return 0;
      await sql.query('set local search_path to throughline');
      for (const statement of step.split(/;\s*\n/))
        if (statement.trim()) await sql.query(statement);
      await sql.query('insert into migration values ($1, $2)', [index + 1, Date.now()]);
      await wall(sql);
      return 1;
    });
  }
  return done;
};

const createRole = async (sql: Sql) => {
  const roles = await sql.query('select 1 from pg_roles where rolname = $1', [applicationRole]);
  if (roles.length === 0) await sql.query(`create role ${applicationRole} nologin`);
  const members = await sql.query<{member: boolean}>(
    'select pg_has_role(current_user, $1, $2) as member',
    [applicationRole, 'member'],
  );
  if (!members[0]?.member) await sql.query(`grant ${applicationRole} to current_user`);
};

const rightsOn: Partial<Record<(typeof tenantTables)[number], string>> = {
  audit: 'select, insert',
  evidence: 'select, insert, delete',
};

/** The second lock between tenants: the database's own. The first is in every statement. */
const wall = async (sql: Sql) => {
  await sql.query(`grant usage on schema throughline to ${applicationRole}`);
  for (const table of tenantTables) {
    await sql.query(`alter table ${table} enable row level security`);
    await sql.query(`alter table ${table} force row level security`);
    await sql.query(`drop policy if exists wall on ${table}`);
    await sql.query(
      // An empty setting is what a transaction of another tenant leaves behind: it matches nothing.
      `create policy wall on ${table}
       using (tenant = nullif(current_setting('throughline.tenant', true), '')::int)`,
    );
    // Audit rows can be added and read, not changed: not even by us. Evidence can also be erased.
    const rights = rightsOn[table] ?? 'select, insert, update, delete';
    await sql.query(`grant ${rights} on ${table} to ${applicationRole}`);
  }
};

/**
 * Looks whether the second lock holds, and names what is open. The collector does not start with
 * anything in this list.
 */
export const openLocks = async (database: Database): Promise<string[]> =>
  database.system(async (sql) => {
    const problems: string[] = [];
    const [role] = await sql.query<{rolsuper: boolean; rolbypassrls: boolean}>(
      'select rolsuper, rolbypassrls from pg_roles where rolname = $1',
      [applicationRole],
    );
    if (!role) return [`the role ${applicationRole} is missing`];
    if (role.rolsuper) problems.push(`the role ${applicationRole} is a superuser`);
    if (role.rolbypassrls) problems.push(`the role ${applicationRole} bypasses row-level security`);

    const tables = await sql.query<{
      name: string;
      locked: boolean;
      owned: boolean;
      policies: string;
      open: boolean;
    }>(
      `select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as locked,
              pg_get_userbyid(c.relowner) = $1 as owned,
              coalesce((select string_agg(pg_get_expr(p.polqual, p.polrelid), ' | ')
                        from pg_policy p where p.polrelid = c.oid), '') as policies,
              has_table_privilege($1, c.oid, 'select') as open
       from pg_class c
       where c.relnamespace = 'throughline'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')`,
      [applicationRole],
    );
    for (const table of tables.filter(({open}) => open)) {
      if (!table.locked) problems.push(`${table.name} has no forced row-level security`);
      if (table.owned) problems.push(`${table.name} belongs to ${applicationRole}`);
      if (
        !/^\(tenant = \(NULLIF\(current_setting\('throughline.tenant'[^|]*$/.test(table.policies)
      ) {
        problems.push(`${table.name} has a policy that is not ours: ${table.policies || 'none'}`);
      }
    }
    const names = new Set(tables.map(({name}) => name));
    for (const table of tenantTables) if (!names.has(table)) problems.push(`${table} is missing`);
    return problems;
  });
