import type {Touchpoint} from '@throughline/contracts';
import type {IdentityTold} from '../store/identity-told.ts';
import type {Call} from './command.ts';

/** Touchpoints of one customer: all of them, or the next ones. */
export interface Journey {
  readonly customer: string;
  readonly touchpoints: readonly Touchpoint[];
  /** Where it was asked for. */
  readonly identity?: IdentityTold | undefined;
}

/** Writes journeys in one format. */
export type Writer = (
  journeys: AsyncIterable<Journey>,
  call: Call,
) => AsyncGenerator<string | Uint8Array>;

/** Each customer once, with all touchpoints, oldest first. */
export const gathered = async (
  journeys: AsyncIterable<Journey>,
): Promise<Map<string, Touchpoint[]>> => {
  const all = new Map<string, Touchpoint[]>();
  for await (const {customer, touchpoints} of journeys)
    all.set(customer, [...(all.get(customer) ?? []), ...touchpoints]);
  for (const touchpoints of all.values())
    touchpoints.sort((one, other) => one.occurredAt - other.occurredAt || one.seq - other.seq);
  return all;
};
