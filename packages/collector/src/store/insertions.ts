import {randomUUID} from 'node:crypto';
import type {Connections, Sql} from './database.ts';

const hour = 3_600_000;

/** Written down at some time, ms of this process. */
export interface Token {
  readonly token: string;
  readonly at: number;
}

/**
 * Insertions into a store of its own that are under way, or were given up: what ClickHouse holds of
 * these does not count. A token is written down before it is used and taken out by the transaction
 * that counts its rows; where that fails, the token stays, and tells for ever that they are nobody's.
 */
export const openInsertions = (database: Connections) => {
  /** Tokens that were written down and not used. */
  const unused = new Map<number, Token[]>();

  return {
    /** A token for one transaction. Written down in one of its own, before. */
    begin: async (tenant: number): Promise<Token> => {
      const list = unused.get(tenant) ?? [];
      for (let known = list.pop(); known; known = list.pop()) {
        // Well before `forgotten` takes it for given up.
        if (performance.now() - known.at < hour / 12) return known;
      }
      const [token, at] = [randomUUID(), performance.now()];
      await database.tenant(tenant, (sql) =>
        sql.query(
          `insert into throughline.insertion (tenant, token, begun_at)
           select $1, $2, extract(epoch from clock_timestamp()) * 1000`,
          [tenant, token],
        ),
      );
      return {token, at};
    },
    /** It will not be used after all: the next transaction may. */
    giveBack: (tenant: number, token: Token): void => {
      unused.set(tenant, [...(unused.get(tenant) ?? []), token]);
    },
  };
};

/** Says that what this token inserts counts, if the transaction commits. False: it is too late. */
export const takeToken = async (sql: Sql, tenant: number, token: string): Promise<boolean> => {
  const rows = await sql.query(
    'delete from throughline.insertion where tenant = $1 and token = $2 returning 1',
    [tenant, token],
  );
  return rows.length > 0;
};

/** Whose rows do not count, or not yet. */
export const openTokens = async (sql: Sql, tenant: number): Promise<string[]> => {
  const rows = await sql.query<{token: string}>(
    'select token from throughline.insertion where tenant = $1',
    [tenant],
  );
  return rows.map(({token}) => token);
};

/** Those that nobody will finish: no insert takes an hour. Held until the transaction ends. */
export const forgottenTokens = async (sql: Sql, tenant: number): Promise<string[]> => {
  const rows = await sql.query<{token: string}>(
    `select token from throughline.insertion
     where tenant = $1 and begun_at < extract(epoch from clock_timestamp()) * 1000 - $2::bigint
     for update skip locked`,
    [tenant, hour],
  );
  return rows.map(({token}) => token);
};

export const dropTokens = async (
  sql: Sql,
  tenant: number,
  tokens: readonly string[],
): Promise<void> => {
  await sql.query('delete from throughline.insertion where tenant = $1 and token = any($2)', [
    tenant,
    tokens,
  ]);
};
