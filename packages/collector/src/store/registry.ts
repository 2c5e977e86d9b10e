import {createHash, createSecretKey, randomBytes, type KeyObject} from 'node:crypto';
import {exportJWK, generateKeyPair, type JWK} from 'jose';
import type {Database, Sql} from './database.ts';

export interface Tenant {
  readonly id: number;
  readonly name: string;
  /** Who may send touchpoints; empty: any origin. */
  readonly siteOrigins: readonly string[];
  /** Who may frame the panel; empty: nobody. */
  readonly panelOrigins: readonly string[];
}

/** The keys of a tenant. The secret one is shown this once; only its hash is kept. */
export interface TenantKeys {
  readonly tenant: string;
  readonly writeKey: string;
  readonly secretKey: string;
}

const day = 24 * 3_600_000;
const columns = 'id, name, site_origins as "siteOrigins", panel_origins as "panelOrigins"';

/**
 * Makes a tenant, or a new secret key for one that exists. Its earlier secret keys work for another
 * day, so that a rotation interrupts nobody. Origins are added to those already allowed.
 */
export const createTenant = async (
  database: Database,
  name: string,
  {siteOrigins = [], panelOrigins = []}: {siteOrigins?: string[]; panelOrigins?: string[]} = {},
): Promise<TenantKeys> => {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) {
    throw new Error(
      `"${name}" is no name for a tenant: use lower-case letters, digits and hyphens.`,
    );
  }
  const allowed = [siteOrigins, panelOrigins].map((list) => list.map(originOf));
  const secretKey = `sk_${randomBytes(24).toString('base64url')}`;
  return database.system(async (sql) => {
    const now = Date.now();
    const [tenant] = await sql.query<{id: number}>(
      `insert into throughline.tenant (name, site_origins, panel_origins, created_at) values ($1, $2, $3, $4)
       on conflict (name) do update set
         site_origins = array(select distinct unnest(tenant.site_origins || excluded.site_origins)),
         panel_origins = array(select distinct unnest(tenant.panel_origins || excluded.panel_origins))
       returning id`,
      [name, ...allowed, now],
    );
    const id = tenant!.id;
    await sql.query(
      'update throughline.secret_key set expires_at = $2 where tenant = $1 and expires_at is null',
      [id, now + day],
    );
    await sql.query(
      'insert into throughline.secret_key (hash, tenant, created_at) values ($1, $2, $3)',
      [hashOf(secretKey), id, now],
    );
    const [existing] = await sql.query<{key: string}>(
      'select key from throughline.write_key where tenant = $1',
      [id],
    );
    const writeKey = existing?.key ?? `pk_${randomBytes(18).toString('base64url')}`;
    if (!existing)
      await sql.query('insert into throughline.write_key (key, tenant) values ($1, $2)', [
        writeKey,
        id,
      ]);
    return {tenant: name, writeKey, secretKey};
  });
};

const originOf = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && url.origin !== 'null' && url.pathname === '/') return url.origin;
  throw new Error(`"${text}" is not an origin: write it as https://shop.example`);
};

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();

const findTenant = async (sql: Sql, condition: string, value: unknown) => {
  const rows = await sql.query<Tenant>(
    `select ${columns} from throughline.tenant where ${condition}`,
    [value],
  );
  return rows[0];
};

/** What a running collector asks on every request, answered from memory for a few seconds. */
export interface Registry {
  byWriteKey(key: string): Promise<Tenant | undefined>;
  bySecretKey(key: string): Promise<Tenant | undefined>;
  byName(name: string): Promise<Tenant | undefined>;
  byId(id: number): Promise<Tenant | undefined>;
}

const secretExists = `id = (select tenant from throughline.secret_key
  where hash = $1 and (expires_at is null or expires_at > extract(epoch from now()) * 1000))`;

export const openRegistry = (
  database: Database,
  {cacheMs = 5000, now = Date.now} = {},
): Registry => {
  const known = new Map<string, {tenant: Promise<Tenant | undefined>; until: number}>();
  const lookUp = (condition: string, value: unknown, name: string) => {
    const hit = known.get(name);
    if (hit && hit.until > now()) return hit.tenant;
    if (known.size > 10_000) known.clear(); // Somebody tries keys: do not grow with them.
    // The promise is what is kept: a thousand requests of one moment ask once.
    const tenant = database.system((sql) => findTenant(sql, condition, value));
    known.set(name, {tenant, until: now() + cacheMs});
    tenant.catch(() => known.delete(name));
    return tenant;
  };
  return {
    byWriteKey: (key) =>
      lookUp('id = (select tenant from throughline.write_key where key = $1)', key, `write ${key}`),
    bySecretKey: (key) =>
      lookUp(secretExists, hashOf(key), `secret ${hashOf(key).toString('base64')}`),
    byName: (name) => lookUp('name = $1', name, `name ${name}`),
    byId: (id) => lookUp('id = $1', id, `id ${id}`),
  };
};

export const tenantNamed = (database: Database, name: string): Promise<Tenant | undefined> =>
  database.system((sql) => findTenant(sql, 'name = $1', name));

export const hasTenants = async (database: Database): Promise<boolean> =>
  database.system(
    async (sql) => (await sql.query('select 1 from throughline.tenant limit 1')).length > 0,
  );

/** Tenants whose newest secret key was made before an instant. */
export const tenantsWithOldKeys = async (
  database: Database,
  before: number,
): Promise<{tenant: string; createdAt: number}[]> => {
  const rows = await database.system((sql) =>
    sql.query<{tenant: string; at: string}>(
      `select t.name as tenant, max(k.created_at) as at
       from throughline.secret_key k join throughline.tenant t on t.id = k.tenant
       where k.expires_at is null group by t.name having max(k.created_at) < $1 order by t.name`,
      [before],
    ),
  );
  return rows.map(({tenant, at}) => ({tenant, createdAt: Number(at)}));
};

/** What the installation keeps to itself, shared by all its collectors. */
export interface Secrets {
  /** An Ed25519 private key, with its `kid`. */
  readonly signingKey: JWK;
  /** Keys the hashes of identifiers. */
  readonly pepper: KeyObject;
}

/** Reads the secrets, making them the first time. */
export const openSecrets = async (database: Database): Promise<Secrets> => {
  const {privateKey} = await generateKeyPair('EdDSA', {crv: 'Ed25519', extractable: true});
  const fresh = {
    ...(await exportJWK(privateKey)),
    kid: randomBytes(8).toString('base64url'),
    alg: 'EdDSA',
  };
  return database.system(async (sql) => {
    await sql.query(
      'insert into throughline.secret (signing_key, pepper) values ($1, $2) on conflict do nothing',
      [JSON.stringify(fresh), randomBytes(32)],
    );
    const [row] = await sql.query<{key: JWK; pepper: Buffer}>(
      'select signing_key as key, pepper from throughline.secret',
    );
    return {signingKey: row!.key, pepper: createSecretKey(row!.pepper)};
  });
};
