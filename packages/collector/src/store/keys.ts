import {createHash, createSecretKey, randomBytes, type KeyObject} from 'node:crypto';
import type {TokenRequest} from '@throughline/contracts';
import {exportJWK, generateKeyPair, type JWK} from 'jose';
import type {Database, Sql} from './database.ts';

export type Role = TokenRequest['role'];

/** Whose a secret key is: a tenant's, or an operator's for all of its tenants. */
export type KeyOwner = {readonly tenant: number} | {readonly operator: number};

const day = 24 * 3_600_000;
const hour = 3_600_000;

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/**
 * Makes a secret key and gives it back: only its hash is kept.
 *
 * @param roles - The roles it may make tokens for; none for every one.
 * @param retireOthers - The owner's earlier keys work for another day only.
 */
export const makeSecretKey = async (
  sql: Sql,
  owner: KeyOwner,
  {roles = [], retireOthers = false}: {roles?: readonly Role[]; retireOthers?: boolean} = {},
): Promise<string> => {
  const now = Date.now();
  const [column, id] = 'tenant' in owner ? ['tenant', owner.tenant] : ['operator', owner.operator];
  if (retireOthers) {
    await sql.query(
      `update throughline.secret_key set expires_at = $2 where ${column} = $1 and expires_at is null`,
      [id, now + day],
    );
  }
  const key = `sk_${randomBytes(24).toString('base64url')}`;
  await sql.query(
    `insert into throughline.secret_key (hash, ${column}, roles, created_at) values ($1, $2, $3, $4)`,
    [hashOf(key), id, [...roles], now],
  );
  return key;
};

/** A key as an operator may see it: never a secret one itself. Instants are ms since the epoch. */
export type ListedKey =
  | {
      readonly kind: 'secret';
      /** Names it for {@link revokeSecretKey}; says nothing of the key. */
      readonly id: string;
      /** Whose it is: the other one is null. */
      readonly tenant: string | null;
      readonly operator: string | null;
      /** The roles it may make tokens for; empty: every one. */
      readonly roles: readonly Role[];
      readonly createdAt: number;
      /** null: never. Noted every 5 s at most. */
      readonly usedAt: number | null;
      /** null: it does not end by itself. */
      readonly expiresAt: number | null;
    }
  | {
      readonly kind: 'write';
      /** The key itself, which is public. */
      readonly id: string;
      readonly tenant: string;
      readonly site: string;
      readonly createdAt: number;
    };

const idOfHash = "left(encode(hash, 'hex'), 12)";

/** The keys that work now, the oldest first: all, or what opens a tenant, its operators' among them. */
export const listKeys = (database: Database, tenant?: number): Promise<ListedKey[]> =>
  database.system(async (sql) => {
    const secret = await sql.query<{key: ListedKey}>(
      `select json_build_object('kind', 'secret', 'id', ${idOfHash}, 'tenant', t.name,
         'operator', o.name, 'roles', k.roles, 'createdAt', k.created_at, 'usedAt', k.used_at,
         'expiresAt', k.expires_at) as key
       from throughline.secret_key k
       left join throughline.tenant t on t.id = k.tenant
       left join throughline.operator o on o.id = k.operator
       where (k.expires_at is null or k.expires_at > $1)
         and ($2::int is null or k.tenant = $2
           or k.operator in (select operator from throughline.operator_tenant where tenant = $2))
       order by k.created_at, k.hash`,
      [Date.now(), tenant],
    );
    const write = await sql.query<{key: ListedKey}>(
      `select json_build_object('kind', 'write', 'id', k.key, 'tenant', t.name, 'site', s.name,
         'createdAt', s.created_at) as key
       from throughline.write_key k
       join throughline.site s on s.tenant = k.tenant and s.name = k.site
       join throughline.tenant t on t.id = k.tenant
       where $1::int is null or k.tenant = $1 order by s.created_at, t.id, s.name`,
      [tenant],
    );
    return [...secret, ...write].map(({key}) => key);
  });

/** Ends a secret key, by itself or by its id, whoever's it is; gives back whose it was, undefined where nobody has it. */
export const revokeSecretKey = (database: Database, key: string): Promise<string | undefined> =>
  database.system(async (sql) => {
    const [row] = await sql.query<{name: string}>(
      `with gone as (
         delete from throughline.secret_key where hash = $1 or ${idOfHash} = $2 returning tenant, operator)
       select coalesce(t.name, o.name) as name from gone
       left join throughline.tenant t on t.id = gone.tenant
       left join throughline.operator o on o.id = gone.operator`,
      [hashOf(key), key],
    );
    return row?.name;
  });

/** What the installation keeps to itself, shared by all its collectors. */
export interface Secrets {
  /** Ed25519 private keys with their `kid`, newest first: that one signs, all verify. */
  readonly signingKeys: readonly [JWK, ...JWK[]];
  /** Keys the hashes of identifiers. */
  readonly pepper: KeyObject;
}

/** Reads the secrets, making them the first time. */
export const openSecrets = async (database: Database): Promise<Secrets> =>
  database.system(async (sql) => {
    await sql.query('insert into throughline.secret (pepper) values ($1) on conflict do nothing', [
      randomBytes(32),
    ]);
    // The row is there: whoever else starts now waits here until the first key is made.
    const [row] = await sql.query<{pepper: Buffer}>(
      'select pepper from throughline.secret for update',
    );
    const [first = await makeSigningKey(sql), ...others] = await signingKeys(sql);
    return {signingKeys: [first, ...others], pepper: createSecretKey(row!.pepper)};
  });

/** Makes a new key that signs from now on; tokens of the earlier ones are taken for another hour. */
export const rotateSigningKey = (database: Database): Promise<JWK> =>
  database.system(async (sql) => {
    await sql.query('select pepper from throughline.secret for update');
    await sql.query('update throughline.signing_key set retires_at = $1 where retires_at is null', [
      Date.now() + hour,
    ]);
    return makeSigningKey(sql);
  });

const makeSigningKey = async (sql: Sql): Promise<JWK> => {
  const {privateKey} = await generateKeyPair('EdDSA', {crv: 'Ed25519', extractable: true});
  const kid = randomBytes(8).toString('base64url');
  const key = {...(await exportJWK(privateKey)), kid, alg: 'EdDSA'};
  await sql.query(
    'insert into throughline.signing_key (kid, key, created_at) values ($1, $2, $3)',
    [kid, JSON.stringify(key), Date.now()],
  );
  return key;
};

const signingKeys = async (sql: Sql): Promise<JWK[]> => {
  const rows = await sql.query<{key: JWK}>(
    `select key from throughline.signing_key
     where retires_at is null or retires_at > $1
     order by retires_at is null desc, created_at desc, kid`,
    [Date.now()],
  );
  return rows.map(({key}) => key);
};
