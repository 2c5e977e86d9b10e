import type {Journey, Touchpoint} from '@throughline/contracts';
import {cartOf} from './cart.ts';
import {frictionsOf} from './friction.ts';
import {mergeTouchpoints} from './order.ts';
import {stageVisitsOf} from './stage.ts';

export interface JourneyOptions {
  /** ms since the epoch: this package has no clock. */
  now: number;
  /** False where the customer objected: then nothing is inferred. @defaultValue `true` */
  inference?: boolean;
}

/** All that is read off a customer's touchpoints. The same for every order in which they come. */
export const journeyOf = (
  touchpoints: readonly Touchpoint[],
  {now, inference = true}: JourneyOptions,
): Omit<Journey, 'customer' | 'basis'> => {
  const ordered = mergeTouchpoints(touchpoints);
  return {
    asOf: now,
    inference,
    stages: stageVisitsOf(ordered),
    frictions: frictionsOf(ordered),
    cart: cartOf(ordered),
  };
};
