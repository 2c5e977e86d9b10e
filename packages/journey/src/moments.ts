import type {FeelingSign, Moment, Touchpoint} from '@throughline/contracts';
import {mergeTouchpoints} from './order.ts';

/** What is not felt is no peak. */
const FELT = 1;

/**
 * What stays in memory: the strongest feeling and the last one (the peak-end rule: Fredrickson and
 * Kahneman 1993), and what the tenant declared to be a moment of truth.
 */
export const momentsOf = (
  touchpoints: readonly Touchpoint[],
  signs: readonly FeelingSign[],
  {declared = []}: {declared?: readonly string[]} = {},
): Moment[] => {
  const names = new Set(declared);
  const felt = new Map(signs.map((sign) => [sign.touchpoint, sign.valence]));
  const moments: Moment[] = mergeTouchpoints(touchpoints)
    .filter(({name}) => names.has(name))
    .map(({id, occurredAt}) => ({
      kind: 'declared',
      at: occurredAt,
      valence: felt.get(id) ?? null,
      touchpoint: id,
    }));
  // Of two as strong the bad one, and then the later one.
  const peak = signs.reduce<FeelingSign | null>(
    (best, sign) => (best && strength(best) > strength(sign) ? best : sign),
    null,
  );
  if (peak && Math.abs(peak.valence) >= FELT) moments.push(momentOf('peak', peak));
  const end = signs.at(-1);
  if (end) moments.push(momentOf('end', end));
  return moments.toSorted((a, b) => a.at - b.at);
};

const strength = ({valence}: FeelingSign) => Math.abs(valence) + (valence < 0 ? 0.01 : 0);

const momentOf = (kind: 'peak' | 'end', {at, valence, touchpoint}: FeelingSign): Moment => ({
  kind,
  at,
  valence,
  touchpoint,
});
