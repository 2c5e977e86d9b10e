import {randomBytes} from 'node:crypto';
import {readAddressKeys, type AddressKeys} from './address-keys.ts';
import type {Database, Sql} from './database.ts';
import {addSourceSecret} from './sources.ts';

/** How a tenant wants it to be known who somebody is. */
export interface IdentityPolicy {
  /** What its servers may sign user ids with: the newest, and the one before it for a day. */
  readonly secrets: readonly string[];
  /** Whether what a page says of a visitor counts only with a signature. */
  readonly requireSigned: boolean;
  /** Whether addresses are kept encrypted as well. */
  readonly keepsAddresses: boolean;
  /** With what, where that is so; undefined where it is not, or the key is not there. */
  readonly addressKeys?: AddressKeys | undefined;
}

/** Whose secrets these are, among those that a tenant shares with others for their signatures. */
const ownServers = 'identity';

export const identityPolicyOf = async (
  sql: Sql,
  tenant: number,
  folder?: string,
): Promise<IdentityPolicy> => {
  const [row] = await sql.query<IdentityPolicy>(
    `select t.require_signed as "requireSigned", t.keep_addresses as "keepsAddresses",
            array(select s.secret from throughline.source_secret s
                  where s.tenant = t.id and s.source = $2 and (s.expires_at is null or s.expires_at > $3)
                  order by s.created_at desc) as secrets
     from throughline.tenant t where t.id = $1`,
    [tenant, ownServers, Date.now()],
  );
  if (!row) return {secrets: [], requireSigned: false, keepsAddresses: false};
  return row.keepsAddresses ? {...row, addressKeys: await readAddressKeys(folder)} : row;
};

/** Makes what a tenant's servers sign user ids with from now on; the one before it holds for a day. */
export const makeIdentitySecret = async (database: Database, tenant: number): Promise<string> => {
  const secret = `is_${randomBytes(32).toString('base64url')}`;
  await addSourceSecret(database, tenant, ownServers, secret);
  return secret;
};

export const requireSigned = (
  database: Database,
  tenant: number,
  required: boolean,
): Promise<unknown> =>
  database.system((sql) =>
    sql.query('update throughline.tenant set require_signed = $2 where id = $1', [
      tenant,
      required,
    ]),
  );

export const keepAddresses = (
  database: Database,
  tenant: number,
  kept: boolean,
): Promise<unknown> =>
  database.system((sql) =>
    sql.query('update throughline.tenant set keep_addresses = $2 where id = $1', [tenant, kept]),
  );
