import {within} from '../deadline.ts';
import type {NumbersOf} from '../judge.ts';
import type {Database, Sql} from './database.ts';
import {identityPolicyOf, type IdentityPolicy} from './identity-policy.ts';
import {hashOf, type Role} from './keys.ts';

export interface Tenant {
  readonly id: number;
  readonly name: string;
  /** Who may frame the panel; empty: nobody. */
  readonly panelOrigins: readonly string[];
  /** Over a while; null: as many as come. */
  readonly touchpointsPerSecond: number | null;
  readonly readsPerSecond: number | null;
}

/** What sends for a tenant. */
export interface Site {
  readonly tenant: Tenant;
  readonly name: string;
  /** Who may send with its write keys; empty: any origin. */
  readonly origins: readonly string[];
  /** Whose numbers its touchpoints name, where it is said. */
  readonly numbersOf: NumbersOf | undefined;
}

/** What a secret key opens. */
export interface SecretKey {
  /** One, or all of an operator's. */
  readonly tenants: readonly Tenant[];
  /** The roles it may make tokens for; empty: every one. */
  readonly roles: readonly Role[];
}

/** What a running collector asks on every request, answered from memory for a few seconds. */
export interface Registry {
  byWriteKey(key: string): Promise<Site | undefined>;
  bySecretKey(key: string): Promise<SecretKey | undefined>;
  byName(name: string): Promise<Tenant | undefined>;
  byId(id: number): Promise<Tenant | undefined>;
  /** What a tenant shares with a source, for its signatures; none where it is not open to it. */
  sourceSecrets(tenant: number, source: string): Promise<readonly string[]>;
  readonly identityPolicy: (tenant: number) => Promise<IdentityPolicy>;
}

const columns = `t.id, t.name, t.panel_origins as "panelOrigins",
  t.touchpoints_per_second as "touchpointsPerSecond", t.reads_per_second as "readsPerSecond"`;

const tenants = (sql: Sql, condition: string, value: unknown) =>
  sql.query<Tenant>(`select ${columns} from throughline.tenant t where ${condition}`, [value]);

const siteOf = async (sql: Sql, key: string): Promise<Site | undefined> => {
  const [row] = await sql.query<Tenant & {site: string; origins: string[]; system: string | null}>(
    `select ${columns}, s.name as site, s.origins, s.numbers_of as system
     from throughline.write_key k
     join throughline.site s on s.tenant = k.tenant and s.name = k.site
     join throughline.tenant t on t.id = k.tenant
     where k.key = $1`,
    [key],
  );
  if (!row) return undefined;
  const {site, origins, system, ...tenant} = row;
  const numbersOf = system === null ? undefined : {system, kinds: ['order', 'ticket']};
  return {tenant, name: site, origins, numbersOf};
};

const secretKeyOf = async (sql: Sql, key: string): Promise<SecretKey | undefined> => {
  const [row] = await sql.query<{tenant: number | null; operator: number | null; roles: Role[]}>(
    `update throughline.secret_key set used_at = $2
     where hash = $1 and (expires_at is null or expires_at > $2)
     returning tenant, operator, roles`,
    [hashOf(key), Date.now()],
  );
  if (!row) return undefined;
  const {tenant, operator, roles} = row;
  const opened =
    operator === null
      ? await tenants(sql, 't.id = $1', tenant)
      : await tenants(
          sql,
          't.id in (select tenant from throughline.operator_tenant where operator = $1)',
          operator,
        );
  return {tenants: opened, roles};
};

/** What is remembered of a kind before all is forgotten that nobody has. */
const mostKnown = 10_000;

export const openRegistry = (
  database: Database,
  {
    cacheMs = 5000,
    /** How long a write key holds without the database, which a log in front may outlive. */
    staleMs = 3_600_000,
    /** What has been known is answered from memory where the database takes longer. */
    patienceMs = 500,
    now = () => performance.now(),
  } = {},
): Registry => {
  const cached = <T>(read: (sql: Sql, value: string) => Promise<T>, {keptMs = 0} = {}) => {
    const known = new Map<
      string,
      {found: Promise<T>; until: number; last?: {found: T; at: number}}
    >();
    return (value: string): Promise<T> => {
      const hit = known.get(value);
      if (hit && hit.until > now()) return hit.found;
      // Somebody tries keys: do not grow with them, nor forget those that are somebody's.
      if (known.size > mostKnown)
        for (const [each, {last}] of known) if (last?.found === undefined) known.delete(each);
      // The promise is what is kept: a thousand requests of one moment ask once.
      const asked = database.system((sql) => read(sql, value));
      const last = hit?.last && hit.last.at > now() - keptMs ? hit.last : undefined;
      const found = last ? within(patienceMs, asked).catch(() => last.found) : asked;
      const entry = {found, until: now() + cacheMs, ...(last && {last})};
      known.set(value, entry);
      asked.then(
        (fresh) => {
          if (keptMs > 0 && known.get(value) === entry) entry.last = {found: fresh, at: now()};
        },
        () => {
          if (!last) known.delete(value);
        },
      );
      return found;
    };
  };
  const secrets = cached(async (sql, tenantAndSource) => {
    const [tenant, source] = tenantAndSource.split(' ');
    const rows = await sql.query<{secret: string}>(
      `select secret from throughline.source_secret
       where tenant = $1 and source = $2 and (expires_at is null or expires_at > $3)`,
      [tenant, source, Date.now()],
    );
    return rows.map(({secret}) => secret);
  });
  // As long as a write key: a log in front takes what comes without the database.
  const policies = cached((sql, tenant) => identityPolicyOf(sql, Number(tenant), database.folder), {
    keptMs: staleMs,
  });
  const byId = cached(async (sql, id) => (await tenants(sql, 't.id = $1', Number(id)))[0]);
  return {
    byWriteKey: cached(siteOf, {keptMs: staleMs}),
    bySecretKey: cached(secretKeyOf),
    byName: cached(async (sql, name) => (await tenants(sql, 't.name = $1', name))[0]),
    byId: (id) => byId(String(id)),
    sourceSecrets: (tenant, source) => secrets(`${tenant} ${source}`),
    identityPolicy: (tenant) => policies(String(tenant)),
  };
};

export const tenantNamed = (database: Database, name: string): Promise<Tenant | undefined> =>
  database.system(async (sql) => (await tenants(sql, 't.name = $1', name))[0]);

/** Every tenant, the oldest first: for whoever goes through them, each behind its own lock. */
export const allTenants = (database: Database): Promise<Pick<Tenant, 'id' | 'name'>[]> =>
  database.system((sql) => sql.query('select id, name from throughline.tenant order by id'));

export const hasTenants = async (database: Database): Promise<boolean> =>
  database.system(
    async (sql) => (await sql.query('select 1 from throughline.tenant limit 1')).length > 0,
  );
