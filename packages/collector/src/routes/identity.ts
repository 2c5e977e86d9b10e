import {
  Attached,
  AttachRequest,
  CustomerIdentity,
  Detached,
  DetachRequest,
  Moved,
  MoveRequest,
} from '@throughline/contracts';
import {identifiersFor} from '../roles.ts';
import {route} from '../route.ts';
import {attach, detach, identityOf} from '../store/detach.ts';
import {toldMove} from '../store/identity-told.ts';
import type {Role} from '../store/keys.ts';
import {moveTouchpoint} from '../store/move-touchpoint.ts';
import {movesOf} from '../store/moves.ts';
import {announceChange, CustomerParams, reachable, recordLook, unreachable} from './customers.ts';

/** Who talks to customers, and so can tell whether two of them are one. */
export const talks: readonly Role[] = ['agent', 'supervisor', 'admin'];

/** Identifiers of an answer, at most: who has more is no person. An export has them all. */
const mostShown = 5000;

/** Why we think that all of this is one person. */
export const getIdentity = route({
  method: 'GET',
  path: '/v1/customers/:customer/identity',
  summary: 'Read what joins a customer, and why',
  authorization: 'agent',
  params: CustomerParams,
  response: CustomerIdentity,
  errors: unreachable,

  async handle({params, access, services}) {
    const customer = await reachable(services, access, params.customer);
    await recordLook(services, access, 'identity', customer);
    const {identifiers, evidence, total, moves} = await services.database.tenant(
      access.tenant,
      async (sql) => ({
        ...(await identityOf(sql, access.tenant, customer, mostShown)),
        moves: await movesOf(sql, access.tenant, [customer]),
      }),
    );
    const shown = identifiersFor(
      access.role,
      identifiers.map(({kind, display}) => ({kind, value: display})),
    );
    return {
      customer,
      identifiers: identifiers.map(({visitor, firstSeen}, index) => ({
        visitor,
        ...shown[index]!,
        firstSeen,
      })),
      ...(total > identifiers.length && {total}),
      evidence,
      moved: moves.map(toldMove),
    };
  },
});

/** Says that an identifier is not this customer's. `attach` undoes it. */
export const postDetach = route({
  method: 'POST',
  path: '/v1/customers/:customer/detach',
  summary: 'Take an identifier out of a customer',
  authorization: 'agent',
  roles: talks,
  params: CustomerParams,
  body: DetachRequest,
  response: Detached,
  errors: unreachable,

  async handle({params, body, access, services}) {
    const customer = await reachable(services, access, params.customer);
    await recordLook(services, access, 'detach', customer);
    const {agent: by, tenant} = access;
    const detached = await services.database.tenant(tenant, (sql) =>
      detach(sql, tenant, customer, {visitor: body.visitor, by, at: Date.now()}),
    );
    announceChange(services, tenant, customer);
    return {customer, detached};
  },
});

/** Says that two customers are one, or undoes a `detach`. */
export const postAttach = route({
  method: 'POST',
  path: '/v1/customers/:customer/attach',
  summary: 'Join another customer to this one',
  authorization: 'agent',
  roles: talks,
  params: CustomerParams,
  body: AttachRequest,
  response: Attached,
  errors: [...unreachable, 'customers_distinct'],

  async handle({params, body, access, services}) {
    const customer = await reachable(services, access, params.customer);
    const other = await reachable(services, access, body.customer);
    const {agent: by, tenant} = access;
    for (const each of new Set([customer, other]))
      await recordLook(services, access, 'attach', each);
    if (customer === other) return {customer};
    const now = await services.database.tenant(tenant, (sql) =>
      attach(sql, tenant, [customer, other], {by, at: Date.now()}),
    );
    for (const each of [customer, other])
      if (each !== now) announceChange(services, tenant, each, now);
    return {customer: now};
  },
});

/** Says that one touchpoint is another customer's; said the other way, undoes it. */
export const postMove = route({
  method: 'POST',
  path: '/v1/customers/:customer/move',
  summary: 'Move a touchpoint of a customer to another',
  authorization: 'agent',
  roles: talks,
  params: CustomerParams,
  body: MoveRequest,
  response: Moved,
  errors: unreachable,

  async handle({params, body: {touchpoint, customer: other}, access, services}) {
    const from = await reachable(services, access, params.customer);
    const to = await reachable(services, access, other);
    const {agent: by, tenant} = access;
    for (const each of new Set([from, to])) await recordLook(services, access, 'move', each);
    const {database} = services;
    await database.tenant(tenant, (sql) =>
      moveTouchpoint(database, sql, tenant, {touchpoint, from, to, by, at: Date.now()}),
    );
    for (const each of new Set([from, to])) announceChange(services, tenant, each);
    return {touchpoint, customer: to};
  },
});
