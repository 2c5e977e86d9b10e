import type {AddressKeys} from './address-keys.ts';
import type {Sql} from './database.ts';
import {identityOf} from './detach.ts';
import {movesOf, type Move} from './moves.ts';
import {objectedSince, restrictedSince} from './read.ts';

/**
 * Who a customer is, as an export tells it: what they are known by, why that is one person, which
 * touchpoints a person has moved to or from them, and their wishes.
 *
 * @param keys - Opens addresses and numbers that are kept encrypted; without them all are masked.
 */
export const identityTold = async (
  sql: Sql,
  tenant: number,
  customer: string,
  keys?: AddressKeys,
) => {
  const {identifiers, evidence} = await identityOf(sql, tenant, customer);
  return {
    what: 'customer' as const,
    customer,
    restrictedAt: await restrictedSince(sql, tenant, customer),
    objectedAt: await objectedSince(sql, tenant, customer),
    identifiers: identifiers.map(({visitor, kind, display, sealed, firstSeen}) => ({
      visitor,
      kind,
      value: (sealed && keys?.open(tenant, visitor, sealed)) ?? display,
      firstSeen,
    })),
    evidence,
    moved: (await movesOf(sql, tenant, [customer])).map(toldMove),
  };
};
export type IdentityTold = Awaited<ReturnType<typeof identityTold>>;

/** A move, without where the touchpoint lies. */
export const toldMove = ({id, from, to, movedBy, at}: Move) => ({
  touchpoint: id,
  from,
  to,
  movedBy,
  at,
});
