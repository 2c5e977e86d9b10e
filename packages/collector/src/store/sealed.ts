import type {AddressKeys} from './address-keys.ts';
import type {Database, Sql} from './database.ts';
import type {KnownIdentifier} from './identifiers.ts';
import type {Delivery} from './keep.ts';
import {lockIdentity} from './merge-customers.ts';

/** Keeps the encrypted values of identifiers that have none yet. */
export const keepSealed = async (
  sql: Sql,
  tenant: number,
  identifiers: readonly KnownIdentifier[],
): Promise<void> => {
  const sealed = new Map(
    identifiers.flatMap((each) => (each.sealed ? [[each.visitor, each.sealed] as const] : [])),
  );
  if (sealed.size === 0) return;
  const open = await sql.query<{visitor: string}>(
    `select visitor from throughline.identifier
     where tenant = $1 and visitor = any($2) and sealed is null`,
    [tenant, [...sealed.keys()]],
  );
  if (open.length === 0) return;
  // Alone, as whoever changes identifiers: in no order, two would wait for each other.
  await lockIdentity(sql, tenant);
  await sql.query(
    `update throughline.identifier i set sealed = row.sealed
     from unnest($2::text[], $3::text[]) as row (visitor, sealed)
     where i.tenant = $1 and i.visitor = row.visitor and i.sealed is null`,
    [tenant, open.map(({visitor}) => visitor), open.map(({visitor}) => sealed.get(visitor)!)],
  );
};

/** Whether a delivery holds encrypted values. */
export const hasSealed = ({accepted}: Delivery): boolean =>
  accepted.some(({identifiers}) => identifiers.some(({sealed}) => sealed !== undefined));

/** The same without them. */
export const withoutSealed = ({accepted, ...delivery}: Delivery): Delivery => ({
  ...delivery,
  accepted: accepted.map((each) => ({
    ...each,
    identifiers: each.identifiers.map(masked),
  })),
});

const masked = (identifier: KnownIdentifier): KnownIdentifier => {
  const {sealed: _, ...rest} = identifier;
  return rest;
};

/** Takes the encrypted values of a tenant away. */
export const dropSealed = (database: Database, tenant: number): Promise<unknown> =>
  database.tenant(tenant, (sql) =>
    sql.query(
      'update throughline.identifier set sealed = null where tenant = $1 and sealed is not null',
      [tenant],
    ),
  );

/** What a tenant has encrypted, by the key that it names. */
export interface SealedBy {
  /** What an encrypted value begins with; it tells nothing of the key. */
  readonly key: string;
  readonly values: number;
  /** One of them, and the row that it is for. */
  readonly visitor: string;
  readonly sealed: string;
}

export const sealedBy = (database: Database, tenant: number): Promise<SealedBy[]> =>
  database.tenant(tenant, async (sql) => {
    const rows = await sql.query<Omit<SealedBy, 'values'> & {values: string}>(
      `select split_part(sealed, '.', 1) as key, count(*) as values, min(visitor) as visitor,
              (array_agg(sealed order by visitor))[1] as sealed
       from throughline.identifier where tenant = $1 and sealed is not null group by 1 order by 1`,
      [tenant],
    );
    return rows.map((row) => ({...row, values: Number(row.values)}));
  });

const atOnce = 1000;

/** Encrypts with the newest key what another has encrypted; gives back how many there were. */
export const resealAll = async (
  database: Database,
  tenant: number,
  keys: AddressKeys,
): Promise<number> => {
  let resealed = 0;
  for (let after = ''; ;) {
    const from = after;
    const rows = await database.tenant(tenant, async (sql) => {
      const page = await sql.query<{visitor: string; sealed: string}>(
        `select visitor, sealed from throughline.identifier
         where tenant = $1 and visitor > $2 and sealed is not null order by visitor limit ${atOnce}`,
        [tenant, from],
      );
      const old = page.flatMap(({visitor, sealed}) => {
        const value = keys.isNewest(sealed) ? undefined : keys.open(tenant, visitor, sealed);
        return value === undefined ? [] : [{visitor, sealed: keys.seal(tenant, visitor, value)}];
      });
      await lockIdentity(sql, tenant);
      await sql.query(
        `update throughline.identifier i set sealed = row.sealed
         from unnest($2::text[], $3::text[]) as row (visitor, sealed)
         where i.tenant = $1 and i.visitor = row.visitor and i.sealed is not null`,
        [tenant, old.map(({visitor}) => visitor), old.map(({sealed}) => sealed)],
      );
      resealed += old.length;
      return page;
    });
    if (rows.length === 0) return resealed;
    after = rows.at(-1)!.visitor;
  }
};
