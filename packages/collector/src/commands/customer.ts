import {Refusal} from '../errors.ts';
import type {Database} from '../store/database.ts';
import {isNumber, knownIdentifiers, nameOf} from '../store/identifiers.ts';
import {customerOf} from '../store/read.ts';
import {openSecrets} from '../store/keys.ts';
import {CommandError, type Call} from './command.ts';

/** Whose a number is that several systems have given: of `ticket:123` that of `--scope zendesk`. */
export const scopeOption = {scope: {type: 'string'}} as const;

/** Whom the first word, `email:ada@example.com` (any kind), names. */
export const whoIsNamed = async (call: Call, database: Database, tenant: number) => {
  const match = /^([a-z][a-z0-9_]*):(.+)$/s.exec(call.words[0] ?? '');
  if (!match) throw new CommandError('Say whom, as KIND:VALUE, for example email:ada@example.com');
  const [, kind, value] = match as unknown as [string, string, string];
  const scope = call.text('scope');
  if (scope !== undefined && !isNumber({kind}))
    throw new CommandError('--scope is for numbers, such as an order or a ticket.');
  const {pepper} = await openSecrets(database);
  const named = {kind, value, ...(scope !== undefined && {scope})};
  const known = knownIdentifiers(tenant, [named], pepper);
  const visitors = known.map(({visitor}) => visitor);
  const customer = await database
    .tenant(tenant, (sql) => customerOf(sql, tenant, visitors))
    .catch((error: unknown) => {
      if (!(error instanceof Refusal) || error.code !== 'identifier_ambiguous') throw error;
      throw new Error(`${error.message} Say whose it is: --scope SYSTEM`);
    });
  return {
    customer,
    names: known.map(nameOf),
    nobody: new Error(`Nobody is known by this ${kind}.`),
  };
};

/** The customer of them. */
export const customerNamed = async (
  call: Call,
  database: Database,
  tenant: number,
): Promise<string> => {
  const {customer, nobody} = await whoIsNamed(call, database, tenant);
  if (customer === undefined) throw nobody;
  return customer;
};
