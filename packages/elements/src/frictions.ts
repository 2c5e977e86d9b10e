import type {Journey, Touchpoint} from '@throughline/contracts';
import {frictionOfName} from '@throughline/journey';

/** What the journey was found to hurt by; undefined where nobody has read it. */
export type Frictions = Journey['frictions'];

/** By what a touchpoint hurts: as its sender declares, as its name says, and as was found of the journey. */
export const frictionsAt = (
  {id, name, friction}: Touchpoint,
  found: Frictions,
): ReadonlySet<string> => {
  const types = new Set(found && typesById(found).get(id));
  for (const type of [friction?.type, frictionOfName(name)]) if (type) types.add(type);
  return types;
};

/** Whether its sender, or its name, says that it hurts. */
export const saysFriction = ({name, friction}: Touchpoint): boolean =>
  friction !== undefined || frictionOfName(name) !== undefined;

/** How many there are: as many as were found, and no fewer than touchpoints that say so themselves. */
export const frictionCount = (
  touchpoints: readonly Touchpoint[],
  found: Frictions = [],
): number => {
  const ids = new Set(touchpoints.map(({id}) => id));
  const here = found.filter((friction) => ids.has(friction.touchpoints.at(-1)!));
  return Math.max(here.length, touchpoints.filter(saysFriction).length);
};

/** An answer of the journey's is gone through once, whatever is asked of it. */
const typesById = (found: NonNullable<Frictions>): ReadonlyMap<string, ReadonlySet<string>> => {
  let types = indexed.get(found);
  if (!types) {
    types = new Map();
    for (const {type, touchpoints} of found) {
      for (const id of touchpoints) types.set(id, (types.get(id) ?? new Set()).add(type));
    }
    indexed.set(found, types);
  }
  return types;
};

const indexed = new WeakMap<NonNullable<Frictions>, Map<string, Set<string>>>();
