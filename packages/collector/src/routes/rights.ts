import type {OutgoingHttpHeaders} from 'node:http';
import {pipeline} from 'node:stream/promises';
import {
  AuditPage,
  Erased,
  EraseRequest,
  Objection,
  ObjectionRequest,
  RestrictRequest,
  Restriction,
} from '@throughline/contracts';
import * as z from 'zod';
import {Refusal} from '../errors.ts';
import {route, type Services} from '../route.ts';
import type {AddressKeys} from '../store/address-keys.ts';
import {readAudit} from '../store/audit.ts';
import type {Sql} from '../store/database.ts';
import {eraseCustomer} from '../store/erase.ts';
import {identityTold} from '../store/identity-told.ts';
import {idsOf, namesOf, objectToInference, restrict, survivor} from '../store/read.ts';
import {allInQuarantine} from '../store/quarantine.ts';
import type {Place} from '../store/touchpoints.ts';
import type {Access} from '../tokens.ts';
import {announceChange, CustomerParams, reachable, recordLook, unreachable} from './customers.ts';
import {talks} from './identity.ts';
import {journeyFor} from './journey.ts';

/** Forgets a customer for good. What arrives later from before this moment is refused. */
export const postErase = route({
  method: 'POST',
  path: '/v1/customers/:customer/erase',
  summary: 'Forget a customer, for good',
  authorization: 'agent',
  roles: ['admin'],
  params: CustomerParams,
  body: EraseRequest,
  response: Erased,
  errors: ['customer_not_found'],

  async handle({params, body, access, services}) {
    const customer = await reachable(services, access, params.customer);
    if (body.confirm !== params.customer) {
      throw new Refusal('invalid_request', {detail: 'confirm: is not the customer of the path'});
    }
    await recordLook(services, access, 'erase', customer);
    const {others, ...erasure} = await eraseCustomer(services.database, access.tenant, customer);
    // A panel that is not told finds nobody when it next reads. It is done, and cannot be done again.
    const {live} = services;
    await live.announceErased(access.tenant, erasure.customer, others).catch(() => {});
    return erasure;
  },
});

/**
 * Restricts a customer: what is kept stays and what comes is kept, but nobody sees it except an admin.
 * Open panels end, and a merge or a detach takes it along.
 */
export const postRestrict = route({
  method: 'POST',
  path: '/v1/customers/:customer/restrict',
  summary: 'Restrict what is kept of a customer, or lift it',
  authorization: 'agent',
  roles: ['admin'],
  params: CustomerParams,
  body: RestrictRequest,
  response: Restriction,
  errors: ['customer_not_found'],

  async handle({params, body, access, services}) {
    const customer = await reachable(services, access, params.customer);
    await recordLook(services, access, body.restricted ? 'restrict' : 'lift', customer);
    const {customer: living, since} = await services.database.tenant(access.tenant, (sql) =>
      restrict(sql, access.tenant, customer, body.restricted ? Date.now() : null),
    );
    announceChange(services, access.tenant, living);
    return {customer: living, restrictedAt: since};
  },
});

/**
 * Keeps that a customer objects to inference: nothing that was inferred of how they feel is shown, and
 * readers are told to infer nothing. A merge or a detach takes it along.
 */
export const postObjections = route({
  method: 'POST',
  path: '/v1/customers/:customer/objections',
  summary: 'Keep a customer’s objection to inference, or take it back',
  authorization: 'agent',
  roles: talks,
  params: CustomerParams,
  body: ObjectionRequest,
  response: Objection,
  errors: unreachable,

  async handle({params, body, access, services}) {
    const customer = await reachable(services, access, params.customer);
    await recordLook(services, access, body.objected ? 'object' : 'withdraw', customer);
    const {customer: living, since} = await services.database.tenant(access.tenant, (sql) =>
      objectToInference(sql, access.tenant, customer, body.objected ? Date.now() : null),
    );
    announceChange(services, access.tenant, living);
    return {customer: living, objectedAt: since};
  },
});

/**
 * All that is kept of a customer, as JSON lines: `customer` with identifiers, evidence and moves, the `journey`
 * that is derived from what is kept, each `touchpoint`, newest first, what waits in `quarantine` and seems to be theirs, and each `look` at
 * them that is on record.
 */
export const getExport = route({
  method: 'GET',
  path: '/v1/customers/:customer/export',
  summary: 'Read all that is kept of a customer',
  authorization: 'agent',
  roles: ['admin'],
  params: CustomerParams,
  errors: ['customer_not_found'],

  async handle({params, access, reply, services}) {
    const customer = await reachable(services, access, params.customer);
    const {addressKeys} = await services.registry.identityPolicy(access.tenant);
    await recordLook(services, access, 'export', customer, addressKeys && ['addresses']);
    reply.hijack();
    const out = reply.raw;
    const headers = reply.getHeaders() as OutgoingHttpHeaders;
    out.writeHead(200, {...headers, 'content-type': 'application/jsonl; charset=utf-8'});
    const lines = exported(services, access, customer, addressKeys);
    // Half of it does not pass for all: what fails, or has lost its reader, is cut off.
    await pipeline(written(lines), out).catch(() => {});
  },
});

async function* written(lines: AsyncIterable<object>) {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

async function* exported(
  services: Services,
  access: Access,
  asked: string,
  addressKeys: AddressKeys | undefined,
) {
  const {database} = services;
  const {tenant} = access;
  // Each part of whom they are by then: who turns out to be somebody meanwhile has nothing more alone.
  const read = <T>(work: (sql: Sql, customer: string) => Promise<T>) =>
    database.tenant(tenant, async (sql) =>
      work(sql, (await survivor(sql, tenant, asked)) ?? asked),
    );
  const identity = await read((sql, customer) => identityTold(sql, tenant, customer, addressKeys));
  yield identity;
  yield {what: 'journey', journey: await journeyFor(services, access, identity.customer)};
  let place: Place | undefined;
  do {
    const before = place;
    const page = await read((sql, customer) =>
      database.touchpoints.page(sql, tenant, customer, {limit: 500, before}),
    );
    for (const {touchpoint} of page) yield {what: 'touchpoint', touchpoint};
    place = page.at(-1)?.place;
  } while (place);
  const visitors = await read((sql, customer) => namesOf(sql, tenant, customer));
  for await (const row of allInQuarantine(database, tenant, {visitors})) {
    const {receivedAt, reason, body, source, crawler} = row;
    yield {
      what: 'quarantine',
      receivedAt,
      reason,
      source,
      ...(crawler && {crawler}),
      body: JSON.parse(body) as unknown,
    };
  }
  let before: number | undefined;
  do {
    const page = await read(async (sql, customer) =>
      readAudit(sql, tenant, {
        customers: await idsOf(sql, tenant, customer),
        ...(before !== undefined && {before}),
        limit: 500,
      }),
    );
    for (const look of page) yield {what: 'look', look};
    before = page.at(-1)?.n;
  } while (before !== undefined);
}

/** Who looked at whom, and who changed what. */
export const getAudit = route({
  method: 'GET',
  path: '/v1/audit',
  summary: 'Read who looked at customers',
  authorization: 'agent',
  roles: ['admin'],
  query: z.object({
    customer: CustomerParams.shape.customer.optional().describe('One customer’s alone.'),
    before: z.coerce
      .number()
      .int()
      .min(1)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('`next` of the page before.'),
    limit: z.coerce.number().int().min(1).max(500).default(100).describe('Entries of a page.'),
  }),
  response: AuditPage,
  errors: ['customer_not_found'],

  async handle({query: {customer, before, limit}, access, services}) {
    // A token for one customer reads of that one alone.
    const asked = customer ?? access.customer;
    const id = asked && (await reachable(services, access, asked));
    await recordLook(services, access, 'audit', id ?? null);
    const entries = await services.database.tenant(access.tenant, async (sql) =>
      readAudit(sql, access.tenant, {
        ...(id && {customers: await idsOf(sql, access.tenant, id)}),
        ...(before !== undefined && {before}),
        limit: limit + 1,
      }),
    );
    const page = entries.slice(0, limit);
    return {entries: page, next: entries.length > limit ? page.at(-1)!.n : null};
  },
});
