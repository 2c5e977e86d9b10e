import type {Database} from '../store/database.ts';
import {knownIdentifiers} from '../store/identifiers.ts';
import {customerOf} from '../store/read.ts';
import {openSecrets} from '../store/keys.ts';
import {CommandError} from './command.ts';

/** The customer that `email:ada@example.com` (any kind) names. */
export const customerNamed = async (
  database: Database,
  tenant: number,
  word: string | undefined,
): Promise<string> => {
  const match = /^([a-z][a-z0-9_]*):(.+)$/s.exec(word ?? '');
  if (!match) throw new CommandError('Say whom, as KIND:VALUE, for example email:ada@example.com');
  const [, kind, value] = match;
  const {pepper} = await openSecrets(database);
  const visitors = knownIdentifiers(tenant, [{kind: kind!, value: value!}], pepper).map(
    ({visitor}) => visitor,
  );
  const customer = await database.tenant(tenant, (sql) => customerOf(sql, tenant, visitors));
  if (!customer) throw new Error(`Nobody is known by this ${kind}.`);
  return customer;
};
