import type {Heard} from './source.ts';

/** What a request of a library says, and by which clock. */
export interface HeardSent extends Heard {
  /** By the sender's clock; ours where it does not say. */
  readonly sentAt: number;
}
