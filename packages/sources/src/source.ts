import type {Identifier, TouchpointInput} from '@throughline/contracts';

/** What came from another system, as it came. */
export interface Incoming {
  /** The whole URL that was asked, as the sender knows it: some sign it. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** By our clock, ms since the epoch. */
  readonly receivedAt: number;
}

/**
 * A touchpoint as a source tells of it. It has no id: `key` names what happened within the source, and
 * the id is made of both, so that the same thing told twice is kept once.
 */
export type Told = Omit<TouchpointInput, 'id'> & {
  /** Unique within the source and for ever, such as the vendor's own event id. */
  readonly key: string;
};

/** A touchpoint, and whether it says itself when it happened. */
export type ToldWhen = Told & {
  /**
   * It does not: it is taken to happen when it came. Its id must not hold that time, or it would
   * be another one whenever it is sent again.
   */
  readonly undated?: true;
};

/** What a payload says. */
export interface Heard {
  readonly touchpoints: readonly ToldWhen[];
  /** What is not understood, as it came, with the reason: for quarantine, never dropped. */
  readonly unknown: readonly Unknown[];
}

export interface Unknown {
  /** What is wrong with it, without its values. */
  readonly reason: string;
  readonly payload: unknown;
  /** Whose it seems to be, so that an erasure finds it. */
  readonly identifiers?: readonly Identifier[];
}

/** Another system that tells us of customers: its payloads in, touchpoints out. */
export interface Source {
  /** As in `POST /v1/sources/NAME`. */
  readonly name: string;
  /** For a person. */
  readonly title: string;
  /** The kinds of identifiers that it numbers itself: another system has the same numbers for others. */
  readonly issues?: readonly string[];
  /**
   * Whether the vendor has signed this, with the secret that tenant and vendor share; and lately,
   * where its signature says when. A source without it is known by its secret alone.
   */
  readonly verify: (incoming: Incoming, secret: string) => Promise<boolean>;
  /** What a secret certainly is instead, where it never was one of this vendor's; undefined where it may be one. */
  readonly mistaken?: (secret: string) => Promise<string | undefined>;
  /**
   * Never throws: what it cannot read is `unknown`, and each payload of these can be heard again by
   * itself, once more is understood.
   */
  readonly hear: (incoming: Incoming) => Heard;
  /** The headers that `hear` reads: kept beside what is `unknown`. No secret is among them. */
  readonly headers?: readonly string[];
  /** What the vendor asks before it sends anything, where it does: the text that answers it. */
  readonly greet?: (incoming: Incoming, secret: string) => string | undefined;
}
