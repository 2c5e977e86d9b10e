import {TouchpointInput, Identifier, TouchpointSource} from '@throughline/contracts';

/**
 * Lifts what a sender wrote flat, in `fields`, into the facets of a touchpoint, and a name of the
 * vocabulary in `source` into ours. What a touchpoint says outside of `fields` goes before what is
 * in them. Whatever does not have this form is given back as it is, for the contract to judge.
 */
declare const liftTouchpoint: (touchpoint: unknown) => unknown;

/** What came from another system, as it came. */
interface Incoming {
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
type Told = Omit<TouchpointInput, 'id'> & {
  /** Unique within the source and for ever, such as the vendor's own event id. */
  readonly key: string;
};
/** What a payload says. */
interface Heard {
  readonly touchpoints: readonly Told[];
  /** What is not understood, as it came, with the reason: for quarantine, never dropped. */
  readonly unknown: readonly Unknown[];
}
interface Unknown {
  /** What is wrong with it, without its values. */
  readonly reason: string;
  readonly payload: unknown;
  /** Whose it seems to be, so that an erasure finds it. */
  readonly identifiers?: readonly Identifier[];
}
/** Another system that tells us of customers: its payloads in, touchpoints out. */
interface Source {
  /** As in `POST /v1/sources/NAME`. */
  readonly name: string;
  /** For a person. */
  readonly title: string;
  /**
   * Whether the vendor has signed this, with the secret that tenant and vendor share; and lately,
   * where its signature says when. A source without it is known by its secret alone.
   */
  readonly verify: (incoming: Incoming, secret: string) => Promise<boolean>;
  /** Never throws: what it cannot read is `unknown`. */
  readonly hear: (incoming: Incoming) => Heard;
  /** What the vendor asks before it sends anything, where it does: the text that answers it. */
  readonly greet?: (incoming: Incoming, secret: string) => string | undefined;
}

/** Every system that can tell us of customers, by the name in `POST /v1/sources/NAME`. */
declare const sources: Readonly<Record<string, Source>>;

/** Flat fields of a touchpoint, as the page or another system said them. */
type Fields = Readonly<Record<string, unknown>>;
/** How another system names what we name as well. */
interface Vocabulary {
  /** Its names of touchpoints, in snake_case, and ours. */
  readonly names: Readonly<Record<string, string>>;
  /** Its names of fields, and ours. */
  readonly fields: Readonly<Record<string, string>>;
  /** What one of its names says beyond ours. */
  readonly implied?: Readonly<Record<string, Fields>>;
}

/** The vocabularies that a touchpoint can be told in, by its `source`. */
declare const vocabularies: Readonly<Record<TouchpointSource, Vocabulary>>;

export {liftTouchpoint, sources, vocabularies};
export type {Fields, Heard, Incoming, Source, Told, Unknown, Vocabulary};
