import type {Sql} from './database.ts';
import {detach} from './detach.ts';
import {isNumber, type KnownIdentifier} from './identifiers.ts';
import type {Sighting} from './sighting.ts';

/**
 * Sightings with what their numbers stand for. A number without its system is that of the one system
 * that has it; where several have, it names nobody else, and what it was joined to before it leaves.
 * A system's own number is never another's.
 *
 * @returns also the customers that have lost something.
 */
export const withIssuers = async (
  sql: Sql,
  tenant: number,
  sightings: readonly Sighting[],
): Promise<{sightings: readonly Sighting[]; parted: readonly string[]}> => {
  const numbers = sightings.flatMap(({identifiers}) => identifiers.filter(isNumber));
  if (numbers.length === 0) return {sightings, parted: []};
  const issued = await issuersOf(sql, tenant, numbers);
  const mentioned = await mentionsOf(sql, tenant, numbers);
  const parted = await partAmbiguous(sql, tenant, issued, mentioned);

  const issuers = (plain: string) => issued.get(plain) ?? new Map<string, KnownIdentifier>();
  const meant = (identifier: KnownIdentifier): KnownIdentifier[] => {
    const {kind, display, visitor, plain} = identifier;
    if (!isNumber(identifier)) return [identifier];
    const those = [...issuers(plain ?? visitor).values()];
    if (plain === undefined) return those.length > 1 ? [] : [identifier, ...those];
    const isOnly = those.length === 1 && mentioned.has(plain);
    return isOnly ? [identifier, {kind, display, visitor: plain}] : [identifier];
  };
  return {
    sightings: sightings.map((sighting) => {
      const [first, ...others] = sighting.identifiers;
      const [known = first!, ...more] = meant(first!);
      // Whose number it is nobody knows: then nor whose the others are.
      const isLost = first!.plain === undefined && issuers(first!.visitor).size > 1;
      const all = isLost ? [known] : [known, ...more, ...others.flatMap(meant)];
      return {...sighting, identifiers: once(all)};
    }),
    parted,
  };
};

const once = (identifiers: readonly KnownIdentifier[]) =>
  [...new Map(identifiers.toReversed().map((each) => [each.visitor, each])).values()].toReversed();

/** Who has given each number: systems that are on record, and those of this group. */
const issuersOf = async (sql: Sql, tenant: number, numbers: readonly KnownIdentifier[]) => {
  const rows = await sql.query<Required<KnownIdentifier>>(
    `select visitor, kind, scope, plain, display from throughline.identifier
     where tenant = $1 and plain = any($2) order by first_seen, visitor`,
    [tenant, [...new Set(numbers.map(({visitor, plain}) => plain ?? visitor))]],
  );
  const issued = new Map<string, Map<string, KnownIdentifier>>();
  for (const each of [...rows, ...numbers]) {
    if (each.plain === undefined) continue;
    const those = issued.get(each.plain) ?? new Map<string, KnownIdentifier>();
    issued.set(each.plain, those);
    if (!those.has(each.visitor)) those.set(each.visitor, each);
  }
  return issued;
};

/** The customer of each number that is known without its system; null of one that is new. */
const mentionsOf = async (
  sql: Sql,
  tenant: number,
  numbers: readonly Pick<KnownIdentifier, 'visitor' | 'plain'>[],
) => {
  const rows = await sql.query<{visitor: string; customer: string; alone: boolean}>(
    `select visitor, customer, not exists(
       select from throughline.identifier other where other.tenant = $1
         and other.customer = i.customer and other.visitor <> i.visitor) as alone
     from throughline.identifier i where tenant = $1 and visitor = any($2)`,
    [tenant, [...new Set(numbers.flatMap(({plain}) => plain ?? []))]],
  );
  const mentioned = new Map<string, {customer: string; alone: boolean} | undefined>();
  for (const {visitor, plain} of numbers)
    if (plain === undefined) mentioned.set(visitor, undefined);
  for (const {visitor, customer, alone} of rows) mentioned.set(visitor, {customer, alone});
  return mentioned;
};

/** Takes numbers that turn out to be of several systems out of the customers they were joined to. */
const partAmbiguous = async (
  sql: Sql,
  tenant: number,
  issued: Awaited<ReturnType<typeof issuersOf>>,
  mentioned: Awaited<ReturnType<typeof mentionsOf>>,
) => {
  const parted: string[] = [];
  for (const [visitor, known] of mentioned) {
    if (!known || known.alone || (issued.get(visitor)?.size ?? 0) < 2) continue;
    // Who has just been taken out may have taken it along.
    const now = (await mentionsOf(sql, tenant, [{visitor, plain: visitor}])).get(visitor);
    if (!now || now.alone) continue;
    await detach(sql, tenant, now.customer, {visitor, by: 'ambiguous', at: Date.now()});
    parted.push(now.customer);
  }
  return parted;
};
