import {randomBytes} from 'node:crypto';
import type {Database, Sql} from './database.ts';
import {erasureLock, everybody} from './erase.ts';
import {noteErasures} from './erasures.ts';
import {makeSecretKey} from './keys.ts';
import {refuseLonger, type Retention} from './retention.ts';
import {tenantTables} from './schema.ts';

/** The keys of a tenant. The secret one is shown this once; only its hash is kept. */
export interface TenantKeys {
  readonly tenant: string;
  /** Of the site `main`. */
  readonly writeKey: string;
  readonly secretKey: string;
}

export interface TenantOptions {
  /** Who may send with the write keys of the site `main`: added to those there are. */
  readonly siteOrigins?: readonly string[];
  /** Who may frame the panel: added to those there are. */
  readonly panelOrigins?: readonly string[];
  /** Touchpoints a second, over a while; null for as many as come. */
  readonly touchpointsPerSecond?: number | null | undefined;
  /** Reads a second by agents, over a while; null for as many as come. */
  readonly readsPerSecond?: number | null | undefined;
  /** Days after which what is kept is dropped. */
  readonly retentionDays?: number | undefined;
}

/**
 * Makes a tenant with a site named `main`, or changes one that exists and makes it a new secret key:
 * the earlier ones work for another day, so that a rotation interrupts nobody.
 */
export const createTenant = async (
  database: Database,
  name: string,
  options: TenantOptions = {},
): Promise<TenantKeys> => {
  checkName('tenant', name);
  return database.system(async (sql) => {
    const [tenant] = await sql.query<{id: number}>(
      `insert into throughline.tenant (name, created_at) values ($1, $2)
       on conflict (name) do update set name = excluded.name returning id`,
      [name, Date.now()],
    );
    const {id} = tenant!;
    await refuseHalfDeleted(sql, id, name);
    const writeKey = await change(sql, id, options);
    const secretKey = await makeSecretKey(sql, {tenant: id}, {retireOthers: true});
    return {tenant: name, writeKey, secretKey};
  });
};

/**
 * Changes a tenant that exists; its keys stay as they are.
 *
 * @param withoutOrigins - Neither framing its panel nor sending for any of its sites any more.
 * @throws Error - where one of these is no origin of it, or the last of a site, which would then be open to all.
 */
export const changeTenant = (
  database: Database,
  tenant: number,
  {withoutOrigins = [], ...options}: TenantOptions & {withoutOrigins?: readonly string[]},
): Promise<void> =>
  database.system(async (sql) => {
    await change(sql, tenant, options);
    for (const origin of withoutOrigins.map(originOf)) await removeOrigin(sql, tenant, origin);
  });

const removeOrigin = async (sql: Sql, tenant: number, origin: string) => {
  const sites = await sql.query<{name: string; left: number}>(
    `update throughline.site set origins = array_remove(origins, $2)
     where tenant = $1 and $2 = any(origins) returning name, cardinality(origins) as left`,
    [tenant, origin],
  );
  const open = sites.find(({left}) => left === 0);
  if (open)
    throw new Error(
      `${origin} is the only one that may send for ${open.name}; without it any page may. Add another one first.`,
    );
  const panels = await sql.query(
    `update throughline.tenant set panel_origins = array_remove(panel_origins, $2)
     where id = $1 and $2 = any(panel_origins) returning 1`,
    [tenant, origin],
  );
  if (sites.length + panels.length === 0) throw new Error(`${origin} is no origin of it.`);
};

/** Sets what is given; answers the write key of the site `main`. */
const change = async (
  sql: Sql,
  tenant: number,
  {
    siteOrigins = [],
    panelOrigins = [],
    touchpointsPerSecond,
    readsPerSecond,
    retentionDays,
  }: TenantOptions,
): Promise<string> => {
  const [now] = await sql.query<Pick<Retention, 'purposes'>>(
    `update throughline.tenant
     set panel_origins = array(select distinct unnest(panel_origins || $2::text[])) where id = $1
     returning purpose_days as purposes`,
    [tenant, panelOrigins.map(originOf)],
  );
  if (retentionDays !== undefined) refuseLonger({...now!, days: retentionDays});
  const changes = {
    touchpoints_per_second: touchpointsPerSecond,
    reads_per_second: readsPerSecond,
    retention_days: retentionDays,
  };
  for (const [column, value] of Object.entries(changes)) {
    if (value === undefined) continue;
    await sql.query(`update throughline.tenant set ${column} = $2 where id = $1`, [tenant, value]);
  }
  return makeSite(sql, tenant, 'main', siteOrigins);
};

/** A tenant as it is set up. Its secret keys nobody can read any more. */
export interface TenantSettings {
  readonly tenant: string;
  readonly sites: readonly {
    readonly site: string;
    readonly writeKey: string;
    /** Who may send with it; none listed: any page. */
    readonly origins: readonly string[];
  }[];
  readonly panelOrigins: readonly string[];
  /** null: as many as come. */
  readonly touchpointsPerSecond: number | null;
  /** null: as many as come. */
  readonly readsPerSecond: number | null;
  readonly retentionDays: number;
}

/** All tenants, in the order in which they were made. */
export const listTenants = (database: Database): Promise<TenantSettings[]> =>
  database.system((sql) =>
    sql.query(
      `select t.name as tenant,
         (select coalesce(json_agg(json_build_object('site', s.name, 'writeKey', k.key, 'origins', s.origins) order by s.created_at, s.name), '[]')
          from throughline.site s
          join throughline.write_key k on k.tenant = s.tenant and k.site = s.name
          where s.tenant = t.id) as sites,
         t.panel_origins as "panelOrigins", t.touchpoints_per_second as "touchpointsPerSecond",
         t.reads_per_second as "readsPerSecond", t.retention_days as "retentionDays"
       from throughline.tenant t order by t.id`,
    ),
  );

/** What is sent to it would be refused for ever, as of somebody who was erased. */
const refuseHalfDeleted = async (sql: Sql, tenant: number, name: string) => {
  // The lock of the database holds for its owner as well.
  await sql.query("select set_config('throughline.tenant', $1, true)", [String(tenant)]);
  const rows = await sql.query(
    'select 1 from throughline.tombstone where tenant = $1 and visitor = $2',
    [tenant, everybody],
  );
  if (rows.length === 0) return;
  throw new Error(
    `The deletion of ${name} has not come to its end: throughline tenant delete ${name} --confirm ${name}`,
  );
};

/** Makes a site of a tenant, or adds origins to one that exists; gives back its write key. */
export const createSite = (
  database: Database,
  tenant: number,
  name: string,
  origins: readonly string[] = [],
  /** The system whose orders and tickets its touchpoints name. @defaultValue as it is */
  numbersOf?: string,
): Promise<string> => {
  checkName('site', name);
  return database.system(async (sql) => {
    const key = await makeSite(sql, tenant, name, origins);
    if (numbersOf !== undefined) {
      await sql.query(
        'update throughline.site set numbers_of = $3 where tenant = $1 and name = $2',
        [tenant, name, numbersOf],
      );
    }
    return key;
  });
};

const makeSite = async (sql: Sql, tenant: number, name: string, origins: readonly string[]) => {
  await sql.query(
    `insert into throughline.site (tenant, name, origins, created_at) values ($1, $2, $3, $4)
     on conflict (tenant, name) do update set
       origins = array(select distinct unnest(site.origins || excluded.origins))`,
    [tenant, name, origins.map(originOf), Date.now()],
  );
  const [existing] = await sql.query<{key: string}>(
    'select key from throughline.write_key where tenant = $1 and site = $2',
    [tenant, name],
  );
  if (existing) return existing.key;
  const key = `pk_${randomBytes(18).toString('base64url')}`;
  await sql.query('insert into throughline.write_key (key, tenant, site) values ($1, $2, $3)', [
    key,
    tenant,
    name,
  ]);
  return key;
};

/**
 * Makes an operator: an outsourcer whose agents serve these tenants. Gives back its secret key, which
 * makes tokens for each of them, one tenant a token. Tenants are added to those it has; the earlier key
 * works for another day.
 */
export const createOperator = async (
  database: Database,
  name: string,
  tenants: readonly string[],
): Promise<string> => {
  checkName('operator', name);
  return database.system(async (sql) => {
    const [operator] = await sql.query<{id: number}>(
      `insert into throughline.operator (name, created_at) values ($1, $2)
       on conflict (name) do update set name = excluded.name returning id`,
      [name, Date.now()],
    );
    const {id} = operator!;
    await serve(sql, id, tenants);
    const served = await sql.query(
      'select 1 from throughline.operator_tenant where operator = $1 limit 1',
      [id],
    );
    if (served.length === 0) throw new Error(`Say whom ${name} serves: --tenant NAME`);
    return makeSecretKey(sql, {operator: id}, {retireOthers: true});
  });
};

/** All operators and the tenants that each serves, in the order in which they were made. */
export const listOperators = (
  database: Database,
): Promise<{readonly operator: string; readonly tenants: readonly string[]}[]> =>
  database.system((sql) =>
    sql.query(
      `select o.name as operator,
         array(select t.name from throughline.operator_tenant s
               join throughline.tenant t on t.id = s.tenant where s.operator = o.id order by t.id) as tenants
       from throughline.operator o order by o.id`,
    ),
  );

/** Adds tenants to an operator that exists; its key stays as it is. */
export const addToOperator = (
  database: Database,
  name: string,
  tenants: readonly string[],
): Promise<void> =>
  database.system(async (sql) => {
    const [operator] = await sql.query<{id: number}>(
      'select id from throughline.operator where name = $1',
      [name],
    );
    if (!operator) throw new Error(`There is no operator "${name}".`);
    await serve(sql, operator.id, tenants);
  });

const serve = async (sql: Sql, operator: number, tenants: readonly string[]) => {
  const found = await sql.query<{id: number; name: string}>(
    'select id, name from throughline.tenant where name = any($1)',
    [tenants],
  );
  const missing = tenants.find((each) => found.every((tenant) => tenant.name !== each));
  if (missing !== undefined) throw new Error(`There is no tenant "${missing}".`);
  await sql.query(
    `insert into throughline.operator_tenant (operator, tenant) select $1, unnest($2::int[])
     on conflict do nothing`,
    [operator, found.map((tenant) => tenant.id)],
  );
};

/**
 * Takes tenants away from an operator: its key makes no tokens for them any more.
 *
 * @throws Error - where it does not serve one of them, and takes none away.
 */
export const removeFromOperator = (
  database: Database,
  name: string,
  tenants: readonly string[],
): Promise<void> =>
  database.system(async (sql) => {
    const gone = await sql.query<{name: string}>(
      `delete from throughline.operator_tenant s using throughline.operator o, throughline.tenant t
       where o.id = s.operator and t.id = s.tenant and o.name = $1 and t.name = any($2)
       returning t.name`,
      [name, tenants],
    );
    const missing = tenants.find((each) => gone.every((tenant) => tenant.name !== each));
    if (missing !== undefined) throw new Error(`${name} does not serve ${missing}.`);
  });

/** What went with a tenant. */
export interface Deletion {
  readonly touchpoints: number;
  readonly customers: number;
}

/**
 * Deletes a tenant: its keys first, so that nothing new comes in, then everything that is kept of it,
 * its record of who looked included. What is still on its way is refused as of erased customers; one
 * row that says so stays, which holds nothing of anybody. Its name may be given again.
 */
export const deleteTenant = async (database: Database, tenant: number): Promise<Deletion> => {
  await noteErasures(database, [{tenant, visitor: everybody, erasedAt: Date.now()}]);
  await database.system(async (sql) => {
    for (const table of ['write_key', 'secret_key', 'source_secret', 'operator_tenant', 'site'])
      await sql.query(`delete from throughline.${table} where tenant = $1`, [tenant]);
  });
  let touchpoints = 0;
  await database.tenant(tenant, async (sql) => {
    await sql.query('select pg_advisory_xact_lock($1, $2)', [erasureLock, tenant]);
    await sql.query(
      `insert into throughline.tombstone (tenant, visitor, erased_at) values ($1, $2, $3)
       on conflict do nothing`,
      [tenant, everybody, Date.now()],
    );
    const rows = await sql.query<{visitor: string}>(
      'select visitor from throughline.identifier where tenant = $1',
      [tenant],
    );
    for (let at = 0; at < rows.length; at += 1000) {
      const visitors = rows.slice(at, at + 1000).map(({visitor}) => visitor);
      touchpoints += await database.touchpoints.erase(sql, tenant, visitors);
    }
  });
  return database.system(async (sql) => {
    // The lock of the database holds for its owner as well.
    await sql.query("select set_config('throughline.tenant', $1, true)", [String(tenant)]);
    const [row] = await sql.query<{n: string}>(
      'select count(*) as n from throughline.customer where tenant = $1 and merged_into is null',
      [tenant],
    );
    for (const table of tenantTables) {
      const but = table === 'tombstone' ? ` and visitor <> '${everybody}'` : '';
      await sql.query(`delete from throughline.${table} where tenant = $1${but}`, [tenant]);
    }
    await sql.query('delete from throughline.tenant where id = $1', [tenant]);
    return {touchpoints, customers: Number(row!.n)};
  });
};

const checkName = (what: string, name: string) => {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return;
  throw new Error(
    `"${name}" is no name for a ${what}: use lower-case letters, digits and hyphens.`,
  );
};

const originOf = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // A host may hold quotes and semicolons, as the URL parser has it: none that is there does.
  if (url && url.pathname === '/' && /^https?:\/\/[\w.:[\]-]+$/.test(url.origin)) return url.origin;
  throw new Error(`"${text}" is not an origin: write it as https://shop.example`);
};
