import {CustomerFound, FindRequest, LIMITS, Timeline, TimelineDays} from '@throughline/contracts';
import {calendar} from '@throughline/journey';
import * as z from 'zod';
import {Refusal} from '../errors.ts';
import {withoutInference} from '../inference.ts';
import {
  aliasOf,
  fieldsSeen,
  identifiersFor,
  seesNames,
  seesWords,
  touchpointFor,
} from '../roles.ts';
import {route, type Services} from '../route.ts';
import {lastRead, type AuditEntry, type Field} from '../store/audit.ts';
import type {Sql} from '../store/database.ts';
import {knownIdentifiers} from '../store/identifiers.ts';
import {
  customerOf,
  idsOf,
  identifiersOf,
  objectedSince,
  restrictedSince,
  survivor,
} from '../store/read.ts';
import {QUARTER_MS, type Place, type Quarter} from '../store/touchpoints.ts';
import type {Access} from '../tokens.ts';

/** What a database can be asked for. */
const word = z
  .string()
  .min(1)
  .max(LIMITS.idLength)
  .refine((text) => !text.includes('\u0000'), {message: 'holds a NUL'});

export const CustomerParams = z.object({customer: word});

/** Records a look at a customer; what it shows is sent only when this has resolved. */
export const recordLook = (
  {audit}: Services,
  {tenant, agent, role, why}: Access,
  action: AuditEntry['action'],
  customer: string | null,
  also: readonly Field[] = [],
): Promise<void> => {
  const seen = fieldsSeen(role, action);
  const fields = seen && [...seen, ...also];
  return audit(tenant, {at: Date.now(), actor: agent, role, action, fields, why, customer});
};

/** What {@link reachable} refuses with. */
export const unreachable = ['customer_not_found', 'customer_restricted'] as const;

/**
 * The living customer of this id, if the token covers them. Who is not there and who belongs to
 * somebody else look the same. Who is restricted is there for an admin alone.
 */
export const reachable = async (
  {database}: Services,
  access: Access,
  id: string,
): Promise<string> => {
  const {customer, own, restricted} = await database.tenant(access.tenant, async (sql) => {
    // All at once: each round trip waits behind whatever else this process does.
    const [living, own, restricted] = await Promise.all([
      survivor(sql, access.tenant, id),
      access.customer && survivor(sql, access.tenant, access.customer),
      restrictedSince(sql, access.tenant, id),
    ]);
    return {
      customer: living,
      own,
      restricted:
        living && living !== id ? await restrictedSince(sql, access.tenant, living) : restricted,
    };
  });
  if (!customer || (access.customer && own !== customer)) throw new Refusal('customer_not_found');
  if (typeof restricted === 'number' && access.role !== 'admin')
    throw new Refusal('customer_restricted');
  return customer;
};

/** Panels of the customer, and of whom they have become, read again; if they still may. */
export const announceChange = (
  {live}: Services,
  tenant: number,
  customer: string,
  now = customer,
): void => live.announce(tenant, {touchpoints: new Map(), merged: [[customer, now]]});

/** Finds a customer by what the desktop knows of them: the first identifier that somebody has. */
export const findCustomer = route({
  method: 'POST',
  path: '/v1/customers/find',
  summary: 'Find a customer by identifiers',
  authorization: 'agent',
  body: FindRequest,
  response: CustomerFound,
  errors: [...unreachable, 'identifier_ambiguous'],

  async handle({body, access, services}) {
    const visitors = knownIdentifiers(access.tenant, body.identifiers, services.pepper).map(
      ({visitor}) => visitor,
    );
    const id = await services.database.tenant(access.tenant, (sql) =>
      customerOf(sql, access.tenant, visitors),
    );
    if (!id) throw new Refusal('customer_not_found');
    const customer = await reachable(services, access, id);
    await recordLook(services, access, 'find', customer);
    const {identifiers, total} = await services.database.tenant(access.tenant, (sql) =>
      identifiersOf(sql, access.tenant, customer),
    );
    return {
      customer,
      identifiers: identifiersFor(access.role, identifiers),
      ...(total > identifiers.length && {total}),
    };
  },
});

const list = z
  .string()
  .max(1000)
  .transform((text) => text.split(','))
  .pipe(z.array(word));
const instant = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A customer's touchpoints, newest first, in pages that do not shift while new ones arrive. */
export const getTimeline = route({
  method: 'GET',
  path: '/v1/customers/:customer/timeline',
  summary: 'Read a customer’s timeline, newest first',
  authorization: 'agent',
  params: CustomerParams,
  query: z.object({
    limit: z.coerce.number().int().min(1).max(200).default(50).describe('Touchpoints of a page.'),
    before: z.string().max(200).optional().describe('`next` of the page before.'),
    names: list.optional().describe('Names of touchpoints, with commas between.'),
    channels: list.optional().describe('With commas between.'),
    session: word.optional().describe('The id of a session.'),
    contact: word.optional().describe('The id of a contact.'),
    since: instant.optional().describe('ms since the epoch, inclusive.'),
    until: instant.optional().describe('ms since the epoch, exclusive.'),
    friction: z
      .enum(['true', 'false'])
      .optional()
      .describe('`true`: only touchpoints that declare friction.'),
    text: word
      .optional()
      .describe('Text that stands in any value of a touchpoint, in any case of letters.'),
  }),
  response: Timeline,
  errors: [...unreachable, 'forbidden'],

  async handle({params, query: {limit, before, friction, ...filters}, access, services}) {
    // Who may not see words must not find out by search what they are.
    if (filters.text !== undefined && !seesWords(access.role)) throw new Refusal('forbidden');
    const place = before === undefined ? undefined : placeOf(before);
    const now = Date.now();
    const customer = await reachable(services, access, params.customer);
    const {database, pepper} = services;
    const read = database.tenant(access.tenant, async (sql) => {
      const [objected, ids, contact] = await Promise.all([
        objectedSince(sql, access.tenant, customer),
        place ? null : idsOf(sql, access.tenant, customer),
        // Nobody finds out by a filter, or by its total, what the page does not show.
        filters.contact === undefined || seesNames(access.role)
          ? filters.contact
          : contactOf(services, sql, access, {customer, alias: filters.contact}),
      ]);
      const inference = objected === null;
      const filter = {
        ...filters,
        contact,
        friction: friction === 'true',
        withoutInference: !inference,
      };
      const [rows, total, lookedAt] = await Promise.all([
        database.touchpoints.page(sql, access.tenant, customer, {
          limit: limit + 1,
          before: place,
          filter,
        }),
        database.touchpoints.count(sql, access.tenant, customer, filter),
        ids && lastRead(sql, access.tenant, {customers: ids, actor: access.agent, before: now}),
      ]);
      const page = rows.slice(0, limit);
      const touchpoints = page.map(({touchpoint}) => touchpoint).map(touchpointFor(access, pepper));
      return {
        touchpoints: inference ? touchpoints : touchpoints.map(withoutInference),
        total,
        next: rows.length > limit ? cursorOf(page.at(-1)!.place) : null,
        inference,
        ...(!place && {lookedAt}),
      };
    });
    // Read while the look is put on record; shown only when it is.
    const [timeline] = await Promise.all([
      read,
      recordLook(services, access, 'timeline', customer),
    ]);
    return timeline;
  },
});

/**
 * The conversation that is shown under an alias; where none is, what nobody's is called. So the number
 * itself finds nothing, and tells nothing.
 */
const contactOf = async (
  {database, pepper}: Services,
  sql: Sql,
  {tenant}: Access,
  {customer, alias}: {customer: string; alias: string},
): Promise<string> => {
  const quarters = await database.touchpoints.quarters(sql, tenant, customer);
  const found = quarters.find(
    ({contact}) => contact !== null && aliasOf(tenant, contact, pepper) === alias,
  );
  return found?.contact ?? '';
};

const zone = z
  .string()
  .max(64)
  .refine(isZone, {message: 'is not an IANA time zone such as Europe/Berlin'})
  .default('UTC');

/** How much happened on which days: of all of the history, whatever page of it somebody reads. */
export const getDays = route({
  method: 'GET',
  path: '/v1/customers/:customer/days',
  summary: 'Count a customer’s touchpoints by day',
  authorization: 'agent',
  params: CustomerParams,
  /** `zone`: by whose calendar, IANA. */
  query: z.object({zone: zone.describe('By whose calendar: an IANA name, such as Europe/Berlin.')}),
  response: TimelineDays,
  errors: unreachable,

  async handle({params, query, access, services}) {
    const customer = await reachable(services, access, params.customer);
    const {database} = services;
    const read = database.tenant(access.tenant, async (sql) => ({
      quarters: await database.touchpoints.quarters(sql, access.tenant, customer),
      inference: (await objectedSince(sql, access.tenant, customer)) === null,
    }));
    const [{quarters, inference}] = await Promise.all([
      read,
      recordLook(services, access, 'days', customer),
    ]);
    return {timeZone: query.zone, days: daysIn(quarters, query.zone, inference)};
  },
});

const daysIn = (
  quarters: readonly Quarter[],
  timeZone: string,
  inference: boolean,
): TimelineDays['days'] => {
  const {dayOf} = calendar(timeZone);
  const days = new Map<number, TimelineDays['days'][number]>();
  const begun = new Set<string>();
  for (const {quarter, contact, touchpoints, frictions, inferred} of quarters) {
    const day = dayOf(quarter * QUARTER_MS);
    const sum = days.get(day) ?? {day, touchpoints: 0, frictions: 0, contacts: 0};
    days.set(day, sum);
    sum.touchpoints += touchpoints;
    sum.frictions += frictions - (inference ? 0 : inferred);
    if (contact === null || begun.has(contact)) continue;
    begun.add(contact);
    sum.contacts += 1;
  }
  return [...days.values()].sort((one, other) => one.day - other.day);
};

function isZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', {timeZone}));
  } catch {
    return false;
  }
}

const cursorOf = ({occurredAt, seq, id}: Place) =>
  Buffer.from(`${occurredAt}.${seq}.${id}`).toString('base64url');

const placeOf = (cursor: string): Place => {
  const match = /^(\d{1,16})\.(\d{1,10})\.([0-9a-f-]{36})$/.exec(
    Buffer.from(cursor, 'base64url').toString(),
  );
  if (!match) throw new Refusal('invalid_request', {detail: 'before: is not a `next` of ours'});
  return {occurredAt: Number(match[1]), seq: Number(match[2]), id: match[3]!};
};
