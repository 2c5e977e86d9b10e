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
  `
  -- A site is what sends for a tenant: a website, an app. Its write key says which.
  create table site (
    tenant int not null references tenant,
    name text not null,
    -- Who may send with its keys; empty: any origin.
    origins text[] not null default '{}',
    created_at bigint not null,
    primary key (tenant, name)
  );
  insert into site (tenant, name, origins, created_at)
    select id, 'main', site_origins, created_at from tenant;
  alter table write_key add column site text not null default 'main';
  alter table write_key alter column site drop default;
  alter table write_key add constraint write_key_site foreign key (tenant, site) references site;
  alter table tenant drop column site_origins;

  -- Touchpoints a second that all sites of the tenant together may send, reads a second that its
  -- agents may make, both over a while; empty: as many as come.
  alter table tenant add column touchpoints_per_second int;
  alter table tenant add column reads_per_second int;
  -- Days after which what is kept is dropped: 25 months, as CNIL has it for audience measurement.
  alter table tenant add column retention_days int not null default 760;

  -- An outsourcer, whose one key makes tokens for each of its tenants.
  create table operator (
    id int primary key generated always as identity,
    name text not null unique,
    created_at bigint not null
  );
  create table operator_tenant (
    operator int not null references operator,
    tenant int not null references tenant,
    primary key (operator, tenant)
  );
  alter table secret_key alter column tenant drop not null;
  alter table secret_key add column operator int references operator;
  -- The roles it may make tokens for; empty: every one.
  alter table secret_key add column roles text[] not null default '{}';
  alter table secret_key add column used_at bigint;
  alter table secret_key add constraint secret_key_of_one check ((tenant is null) <> (operator is null));

  -- Tokens are signed with the newest; the others are only verified with, until they retire.
  create table signing_key (
    kid text primary key,
    key json not null,
    created_at bigint not null,
    retires_at bigint
  );
  insert into signing_key (kid, key, created_at) select signing_key->>'kid', signing_key, 0 from secret;
  alter table secret drop column signing_key;

  -- What became of what arrived, counted in the transaction that kept it. In parts, so that
  -- collectors do not wait for one another; the sum counts.
  create table account (
    tenant int not null,
    site text not null,
    -- Days since 1970, UTC.
    day int not null,
    what text not null,
    part smallint not null,
    n bigint not null,
    primary key (tenant, site, day, what, part)
  );
  `,
  `
  -- Which entries of a log in front were kept lately: one that comes again is not counted again.
  create table applied_entry (
    tenant int not null,
    log text not null,
    entry uuid not null,
    at bigint not null,
    primary key (tenant, entry)
  );
  `,
  `
  -- Insertions into a store of touchpoints elsewhere that are under way, or were given up: what it
  -- holds of these does not count.
  create table insertion (
    tenant int not null,
    token uuid not null,
    begun_at bigint not null,
    primary key (tenant, token)
  );

  -- One row: which kind of store holds the touchpoints.
  create table store (
    singleton boolean primary key default true check (singleton),
    touchpoints text not null
  );
  insert into store (touchpoints) select 'postgres' where exists (select from tenant);
  `,
  `
  -- What a tenant shares with another system that tells of its customers, for its signatures.
  create table source_secret (
    tenant int not null references tenant,
    source text not null,
    secret text not null,
    created_at bigint not null,
    expires_at bigint,
    primary key (tenant, source, secret)
  );
  `,
  `
  -- The customer an identifier was first known as: where it goes back to when it is detached.
  alter table identifier add column origin text;
  -- The lock between tenants holds for its owner as well; it is closed again after each step.
  alter table identifier no force row level security;
  update identifier set origin = customer;
  alter table identifier alter column origin set not null;

  -- Evidence that somebody found wrong: the two are not joined by it again. And evidence of a person.
  alter table evidence add column revoked_at bigint;
  alter table evidence add column revoked_by text;
  alter table evidence add column stated_by text;
  alter table evidence alter column touchpoint drop not null;
  create index evidence_other on evidence (tenant, other);

  -- Since when what is kept of a customer is kept only, and used by nobody.
  alter table customer add column restricted_at bigint;
  `,
  `
  -- Whether what a page says of a visitor counts only with the signature of the tenant's server.
  alter table tenant add column require_signed boolean not null default false;
  -- Since when evidence is more than a claim.
  alter table evidence add column verified_at bigint;
  `,
  `
  -- Whose words a body is in, and what else its mapper needs to read it again. Both empty: a touchpoint
  -- of ours. The same body is another thing under another topic, which stands beside it.
  alter table quarantine add column source text not null default '';
  alter table quarantine add column context text not null default '';
  drop index quarantine_once;
  create unique index quarantine_once on quarantine (tenant, md5(body), source, md5(context));
  `,
  `
  -- Since when a customer objects to inference.
  alter table customer add column objected_at bigint;
  `,
  `
  -- Whom an entry is about, which is always the last that it says; the hash covers the entry. A column,
  -- since row-level security lets no index be used by what an expression makes of a row.
  alter table audit add column customer text
    generated always as (substring(entry from '"customer":"([^"]+)"}$')) stored;
  create index audit_customer on audit (tenant, customer, n);
  `,
  `
  -- The system whose number an identifier is, and the visitor that it would be without that. What was
  -- kept without a scope goes on as a number that nobody in particular has given.
  alter table identifier add column scope text;
  alter table identifier add column plain text;
  create index identifier_plain on identifier (tenant, plain) where plain is not null;
  -- Whose numbers the touchpoints of a site name.
  alter table site add column numbers_of text;
  `,
  `
  -- What the collector has learned from a tenant's past, and the tenant's playbook. Counts and rules:
  -- nothing of anybody.
  create table tenant_model (
    tenant int not null,
    kind text not null,
    body json not null,
    made_at bigint not null,
    primary key (tenant, kind)
  );
  `,
  `
  -- Days for each purpose that is kept for less long than the rest, and when that was last looked after.
  alter table tenant add column purpose_days json not null default '{}';
  alter table tenant add column purposes_swept_at bigint;
  `,
  `
  -- Touchpoints that a person has said are another customer's: they lie where they lay.
  create table moved (
    tenant int not null,
    visitor text not null,
    id uuid not null,
    customer text not null,
    moved_by text not null,
    at bigint not null,
    primary key (tenant, visitor, id)
  );
  create index moved_customer on moved (tenant, customer);
  `,
  `
  -- Whether addresses and numbers are kept encrypted, beside their hash; and as that.
  alter table tenant add column keep_addresses boolean not null default false;
  alter table identifier add column sealed text;
  `,
  `
  -- Who was merged into whom is asked at every merge, and there may be a million customers.
  create index customer_merged on customer (tenant, merged_into) where merged_into is not null;
  `,
  `
  -- Whose numbers a body names, as its site or source says: JSON, or empty. The same body of another
  -- system is about somebody else, and stands beside it.
  alter table quarantine add column numbers_of text not null default '';
  drop index quarantine_once;
  create unique index quarantine_once
    on quarantine (tenant, md5(body), source, md5(context), md5(numbers_of));
  `,
  `
  -- Sent by a page that a program looked at. Of the first who sent it, as of a touchpoint that is stored.
  alter table quarantine add column crawler boolean not null default false;
  `,
  `
  -- Of whom a person has said that they are two: asked whenever people may be joined.
  create index evidence_revoked on evidence (tenant, visitor)
    where revoked_at is not null and revoked_by not in ('signature', 'ambiguous');
  `,
  `
  -- What was replayed has left quarantine, where it lay as it came. The column stays for collectors of
  -- the version before that are still running.
  alter table quarantine no force row level security;
  delete from quarantine where replayed_at is not null;
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
  'account',
  'applied_entry',
  'insertion',
  'tenant_model',
  'moved',
] as const;

/** As PostgreSQL counts its versions. */
const oldestServer = 150_000;

/** How many steps lead to the newest schema. */
export const newestStep = steps.length;

/**
 * Brings the database to the newest schema, or as far as `to`; gives back how many steps it took.
 * Safe to repeat.
 */
export const migrate = async (database: Database, {to}: {to?: number} = {}): Promise<number> => {
  await database.system(async (sql) => {
    // Two collectors may start at once; the second waits here and finds the work done.
    await sql.query('select pg_advisory_xact_lock(7283910)');
    await refuseOld(sql);
    await asOwner(sql, async () => {
      await sql.query('create schema if not exists throughline');
      await sql.query(
        'create table if not exists throughline.migration (step int primary key, at bigint)',
      );
      await createRole(sql);
    });
    if (to === undefined) await refuseNewer(sql);
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
  if (to === undefined) {
    await settleStore(database);
    await database.touchpoints.migrate();
  }
  return done;
};

/** Whoever forgot where the touchpoints are would erase half of a customer, and show none. */
const settleStore = async (database: Database) => {
  await database.system(async (sql) => {
    await sql.query(
      'insert into throughline.store (touchpoints) values ($1) on conflict do nothing',
      [database.touchpoints.kind],
    );
    await refuseOtherStore(sql, database);
  });
};

/** Where the touchpoints are said to be elsewhere than the command was told. */
export const refuseOtherStore = async (sql: Sql, {touchpoints}: Database): Promise<void> => {
  const [row] = await sql.query<{kind: string}>(
    'select touchpoints as kind from throughline.store',
  );
  if (!row || row.kind === touchpoints.kind) return;
  throw new Error(
    row.kind === 'clickhouse'
      ? 'The touchpoints of this installation are in ClickHouse: say where, with --clickhouse-url.'
      : 'The touchpoints of this installation are in PostgreSQL: leave --clickhouse-url out, or begin with an empty database.',
  );
};

/** Says what whoever runs the server has to grant, where the role of the URL may not do the work. */
const asOwner = async (sql: Sql, work: () => Promise<void>) => {
  const [row] = await sql.query<{owner: string; name: string; there: boolean}>(
    `select quote_ident(current_user) as owner, quote_ident(current_database()) as name,
            exists (select from pg_roles where rolname = $1) as there`,
    [applicationRole],
  );
  const {owner, name, there} = row!;
  await work().catch((cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === '42501')) throw cause;
    const role = `${there ? '' : `create role ${applicationRole} nologin; `}grant ${applicationRole} to ${owner}`;
    throw new Error(
      `The role ${owner} has too few rights (${cause.message}). It must own its database (alter database ${name} owner to ${owner}) ` +
        `and be able to act as ${applicationRole} (${role}): let whoever runs the server say so.`,
      {cause},
    );
  });
};

const createRole = async (sql: Sql) => {
  const roles = await sql.query('select 1 from pg_roles where rolname = $1', [applicationRole]);
  if (roles.length === 0) await sql.query(`create role ${applicationRole} nologin`);
  // From 16 on, who has made a role is a member of it and may not yet act as it.
  const [row] = await sql.query<{acts: boolean}>(
    `select pg_has_role(current_user, $1,
              case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end) as acts`,
    [applicationRole],
  );
  if (!row!.acts) await sql.query(`grant ${applicationRole} to current_user`);
};

/** The views that the wall allows, for one, are of version 15. */
const refuseOld = async (sql: Sql) => {
  const [row] = await sql.query<{version: string; isOld: boolean}>(
    `select current_setting('server_version') as version,
            current_setting('server_version_num')::int < ${oldestServer} as "isOld"`,
  );
  if (row!.isOld)
    throw new Error(`PostgreSQL ${row!.version} is too old: use version 15 or newer.`);
};

/** An older program would write past what the steps that it does not know have made. */
const refuseNewer = async (sql: Sql) => {
  const [row] = await sql.query<{step: number | null}>(
    'select max(step) as step from throughline.migration',
  );
  if ((row?.step ?? 0) > newestStep)
    throw new Error(
      `The database is of a newer version of throughline (step ${row!.step}; this one knows ${newestStep}): install that version, or restore a backup of this one.`,
    );
};

const rightsOn: Partial<Record<(typeof tenantTables)[number], string>> = {
  audit: 'select, insert',
};
const rightsOf = (table: (typeof tenantTables)[number]) =>
  rightsOn[table] ?? 'select, insert, update, delete';

/** The second lock between tenants: the database's own. The first is in every statement. */
const wall = async (sql: Sql) => {
  await sql.query(`grant usage on schema throughline to ${applicationRole}`);
  const there = await sql.query<{name: string}>(
    `select relname as name from pg_class where relnamespace = 'throughline'::regnamespace`,
  );
  const names = new Set(there.map(({name}) => name)); // A later step may make the others.
  for (const table of tenantTables.filter((name) => names.has(name))) {
    await sql.query(`alter table ${table} enable row level security`);
    await sql.query(`alter table ${table} force row level security`);
    for (const statement of policyOn(table)) await sql.query(statement);
    // Audit rows can be added and read, not changed: not even by us.
    await sql.query(`grant ${rightsOf(table)} on ${table} to ${applicationRole}`);
  }
};

/** An empty setting is what a transaction of another tenant leaves behind: it matches nothing. */
const policyOn = (table: string) => [
  `drop policy if exists wall on ${table}`,
  `create policy wall on ${table} using (tenant = nullif(current_setting('throughline.tenant', true), '')::int)`,
];

/** The policy, as PostgreSQL writes it back. */
const ours = `(tenant = (NULLIF(current_setting('throughline.tenant'::text, true), ''::text))::integer)`;

/**
 * Looks whether the second lock holds, and names what is open, with the statement that closes it. The
 * collector does not start with anything in this list.
 */
export const openLocks = async (database: Database): Promise<string[]> =>
  database.system(async (sql) => {
    const role = await openRole(sql);
    // It has every right on everything, which would be said of each table.
    if (role.isSuperuser) return role.holes;
    return [...role.holes, ...(await openRelations(sql)), ...(await openIndexes(sql))];
  });

/** Whether the application role can step around row-level security by itself. */
const openRole = async (sql: Sql): Promise<{isSuperuser: boolean; holes: string[]}> => {
  const [role] = await sql.query<{superuser: boolean; bypasses: boolean; member: string[]}>(
    `select rolsuper as superuser, rolbypassrls as bypasses,
            array(select other.rolname::text from pg_auth_members m join pg_roles other on other.oid = m.roleid
                  where m.member = role.oid order by 1) as member
     from pg_roles role where rolname = $1`,
    [applicationRole],
  );
  if (!role) return {isSuperuser: false, holes: [`the role ${applicationRole} is missing`]};
  const functions = await sql.query<{name: string; signature: string}>(
    `select proname as name, format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid)) as signature
     from pg_proc p join pg_namespace n on n.oid = pronamespace
     where prosecdef and has_function_privilege($1, p.oid, 'execute')
       and has_schema_privilege($1, pronamespace, 'usage')
       and (pronamespace = 'throughline'::regnamespace or prosrc ilike '%throughline%' or exists (
         select from pg_depend d join pg_class c on c.oid = d.refobjid
         where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refclassid = 'pg_class'::regclass
           and c.relnamespace = 'throughline'::regnamespace))
     order by 2`,
    [applicationRole],
  );
  const alter = `alter role ${applicationRole}`;
  const holes = [
    ...(role.superuser ? [`the role ${applicationRole} is a superuser: ${alter} nosuperuser`] : []),
    ...(role.bypasses
      ? [`the role ${applicationRole} bypasses row-level security: ${alter} nobypassrls`]
      : []),
    ...role.member.map(
      (other) =>
        `the role ${applicationRole} may act as ${other}: revoke "${other}" from ${applicationRole}`,
    ),
    ...functions.map(
      ({name, signature}) =>
        `the function ${name} runs with its owner’s rights: revoke execute on function ${signature} ${fromAll}`,
    ),
  ];
  return {isSuperuser: role.superuser, holes};
};

const fromAll = `from ${applicationRole}, public`;

/**
 * Whether everything of ours that the role can reach, wherever it is shown, lies behind our policy
 * alone. What shows nothing of ours, such as an extension's view of statistics, may lie anywhere.
 */
const openRelations = async (sql: Sql): Promise<string[]> => {
  const relations = await sql.query<{
    name: string;
    full: string;
    view: boolean;
    table: boolean;
    locked: boolean;
    owned: boolean;
    truncates: boolean;
    policy: string | null;
    policies: string[];
  }>(
    `with recursive shown as (
       select c.oid from pg_class c
       where c.relnamespace = 'throughline'::regnamespace and c.relkind <> 'v'
       union
       -- Views in any schema, also over views, that show something of ours.
       select r.ev_class from shown
       join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = shown.oid and d.classid = 'pg_rewrite'::regclass
       join pg_rewrite r on r.oid = d.objid
     )
     select c.relname as name, format('%I.%I', (select nspname from pg_namespace where oid = c.relnamespace), c.relname) as full, c.relkind = 'v' as view,
            c.relkind in ('r', 'p') as table,
            case c.relkind
              -- Such a view is read with the rights of whoever reads it, so that the lock below holds.
              when 'v' then coalesce((select option_value::boolean from pg_options_to_table(c.reloptions)
                                      where option_name = 'security_invoker'), false)
              else c.relrowsecurity and c.relforcerowsecurity end as locked,
            pg_get_userbyid(c.relowner) = $1 as owned,
            has_table_privilege($1, c.oid, 'truncate') as truncates,
            (select pg_get_expr(polqual, polrelid) from pg_policy
             where polrelid = c.oid and polname = 'wall' and polcmd = '*' and polpermissive
               and polroles = '{0}' and polwithcheck is null) as policy,
            array(select polname::text from pg_policy where polrelid = c.oid and polname <> 'wall' order by 1) as policies
     from shown join pg_class c using (oid)
     where c.relkind in ('r', 'p', 'v', 'm', 'f')
       and (has_any_column_privilege($1, c.oid, 'select, insert, update') or has_table_privilege($1, c.oid, 'delete, truncate'))
     order by 1`,
    [applicationRole],
  );
  const tables: readonly string[] = tenantTables;
  const problems = relations.flatMap((each) => {
    const {name, full, view, table, locked, owned, truncates, policy, policies} = each;
    const revoke = `revoke all on ${full} ${fromAll}`;
    const isOurs = table && full.startsWith('throughline.') && tables.includes(name);
    const lock = isOurs
      ? `alter table ${full} enable row level security, force row level security`
      : view
        ? `alter view ${full} set (security_invoker = true), or ${revoke}`
        : revoke;
    return [
      ...(locked ? [] : [`${name} has no forced row-level security: ${lock}`]),
      ...(owned
        ? [`${name} belongs to ${applicationRole}: give it to the owner of the others`]
        : []),
      // TRUNCATE asks no policy.
      ...(truncates
        ? [`${name} can be emptied by ${applicationRole}: revoke truncate on ${full} ${fromAll}`]
        : []),
      ...policies.map(
        (other) =>
          `${name} has a policy that is not ours: ${other}: drop policy "${other}" on ${full}`,
      ),
      ...(view || policy === ours || !(locked || isOurs)
        ? []
        : [`${name} has not the policy of ours: ${policyOn(full).join('; ')}`]),
    ];
  });
  const names = new Set(relations.map(({name}) => name));
  const there = await sql.query<{name: string}>(
    `select relname as name from pg_class where relnamespace = 'throughline'::regnamespace and relkind in ('r', 'p')`,
  );
  const known = new Set(there.map(({name}) => name));
  const missing = tenantTables.filter((table) => !names.has(table));
  return [
    ...problems,
    ...missing.map((table) =>
      known.has(table)
        ? `${table} is out of reach for ${applicationRole}: grant ${rightsOf(table)} on throughline.${table} to ${applicationRole}`
        : `${table} is missing: restore a backup`,
    ),
  ];
};

/** A unique index over all tenants tells one of them what another has: by refusing it. */
const openIndexes = async (sql: Sql): Promise<string[]> => {
  const indexes = await sql.query<{name: string; full: string}>(
    `select o.relname as name, format('throughline.%I', o.relname) as full
     from pg_index i join pg_class c on c.oid = i.indrelid join pg_class o on o.oid = i.indexrelid
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
     where i.indisunique and c.relnamespace = 'throughline'::regnamespace and c.relrowsecurity
       and not a.attnum = any (i.indkey)
     order by 1`,
  );
  return indexes.map(
    ({name, full}) => `the index ${name} is unique across tenants: drop index ${full}`,
  );
};
