import type {OwnStages} from '@throughline/contracts';
import {strong, weak, type Sign, type StageRules} from './stage-rules.ts';

/** The rules of a tenant's own stages. */
export const ownRules = ({stages}: OwnStages): StageRules => {
  const signs = stages
    .flatMap(({name, strong: moving = [], weak: nudging = []}): (readonly [string, Sign])[] => [
      ...moving.map((sign) => [sign, strong(name)] as const),
      ...nudging.map((sign) => [sign, weak(name)] as const),
    ])
    // The closest first: a whole name, then the longest beginning.
    .sort(([a], [b]) => Number(isBeginning(a)) - Number(isBeginning(b)) || b.length - a.length);
  const known = new Map<string, Sign | null>();
  return {
    parents: Object.fromEntries(stages.map(({name, parent}) => [name, parent])),
    signOf({name}) {
      let found = known.get(name);
      if (found === undefined) {
        found = signs.find(([sign]) => fits(name, sign))?.[1] ?? null;
        known.set(name, found);
      }
      return found;
    },
    // What it does not want to be waited out it gives an end, or a long target.
    sticky: new Set(stages.filter(({parent}) => parent !== 'end').map(({name}) => name)),
    done: new Map(),
    targets: new Map(
      stages.flatMap(({name, targetMs}) => (targetMs === undefined ? [] : [[name, targetMs]])),
    ),
    // What we take for long is about other stages, even where they are called the same.
    policy: {},
  };
};

const isBeginning = (sign: string) => sign.endsWith('*');
const fits = (name: string, sign: string) =>
  isBeginning(sign) ? name.startsWith(sign.slice(0, -1)) : name === sign;
