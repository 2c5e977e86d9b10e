import type {Heard, Told} from './source.ts';

/** What a request of a library says, and by which clock. */
export interface HeardSent extends Heard {
  readonly touchpoints: readonly ToldWhen[];
  /** By the sender's clock; ours where it does not say. */
  readonly sentAt: number;
}

/** A touchpoint, and whether it says itself when it happened. */
export type ToldWhen = Told & {
  /**
   * It does not: it is taken to happen when it came. Its id must not hold that time, or it would
   * be another one whenever it is sent again.
   */
  readonly undated?: true;
};
