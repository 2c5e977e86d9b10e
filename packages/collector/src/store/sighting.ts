import type {KnownIdentifier} from './identifiers.ts';

/** The identifiers that one touchpoint carries: they belong to one person, says its sender. */
export interface Sighting {
  readonly touchpoint: string;
  readonly at: number;
  /** Best first, at least one. */
  readonly identifiers: readonly KnownIdentifier[];
  /** What more than the word of a page there is for it. */
  readonly vouched?: Vouched | undefined;
}

/**
 * `login`: a tenant's server has signed the user id, so that its browser is that user's; what else the
 * page says of them is a claim. `all`: the tenant's server itself says all of it.
 */
export type Vouched = 'login' | 'all';
