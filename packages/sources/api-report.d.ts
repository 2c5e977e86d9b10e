import {TouchpointInput, Identifier, Touchpoint, TouchpointSource} from '@throughline/contracts';

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
/** A touchpoint, and whether it says itself when it happened. */
type ToldWhen = Told & {
  /**
   * It does not: it is taken to happen when it came. Its id must not hold that time, or it would
   * be another one whenever it is sent again.
   */
  readonly undated?: true;
};
/** What a payload says. */
interface Heard {
  readonly touchpoints: readonly ToldWhen[];
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

/** A column of the file, with what its values mean to us; or one value for all rows. */
type Cell =
  | {
      readonly column: string;
      readonly values?: Readonly<Record<string, string>>;
    }
  | {
      readonly value: string;
    };
/** Which column is what. */
interface CsvMap {
  readonly name: Cell;
  /** A column: ISO 8601, or s or ms since 1970; UTC unless it says otherwise. */
  readonly occurredAt: string;
  /** Columns by the kind of identifier, best first: `{"user": "customer_id"}`. */
  readonly identifiers: Readonly<Record<string, string>>;
  /** @defaultValue `{"value": "web"}` */
  readonly channel?: Cell;
  readonly sessionId?: string;
  /** Columns by field, as `fields` of a touchpoint: `{"sku": "product_id", "price": "price"}`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Fields that are the same for all rows: `{"currency": "EUR"}`. */
  readonly constants?: Readonly<Record<string, string | number | boolean>>;
  /** Columns that, with the name, tell a row from all others for ever. @defaultValue all of them */
  readonly key?: readonly string[];
}
/** A map that was read from a file, or what is wrong with it. */
declare const csvMapOf: (value: unknown, columns: readonly string[]) => CsvMap | string;
/**
 * Reads the rows of a CSV file of the past, in their order. Rows that say the same are one, wherever
 * they come again; but side by side, of one instant, they are as many as there are.
 */
declare const csvReader: (map: CsvMap) => (row: Readonly<Record<string, string>>) => Heard;

/** What a request of a library says, and by which clock. */
interface HeardSent extends Heard {
  /** By the sender's clock; ours where it does not say. */
  readonly sentAt: number;
}

/** Headers by their names in lower case, and the body as JSON. */
interface CloudEventsRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
  readonly receivedAt: number;
}
/**
 * Hears CloudEvents 1.0 in the three modes of their HTTP binding: one event as JSON, a list of them,
 * or attributes in `ce-` headers with the data as the body. `source` and `id` together are what an
 * event is known by.
 */
declare const hearCloudEvents: ({headers, body, receivedAt}: CloudEventsRequest) => HeardSent;

/**
 * Hears a request of Google Analytics 4's Measurement Protocol. An event has no id of its own: what
 * names it is its client, its time, its place in the request and what it says. Without a time a
 * request that is sent twice is therefore kept twice, as it would be there.
 */
declare const hearGa4: (body: unknown, receivedAt: number) => HeardSent;

/** The verbs of Segment's tracking API, which RudderStack and others speak as well. */
declare const SEGMENT_CALLS: readonly ['track', 'identify', 'page', 'screen', 'group', 'alias'];
type SegmentCall = (typeof SEGMENT_CALLS)[number];
/**
 * Hears a request of Segment's HTTP tracking API: one message, or a batch of them, each with its
 * `type`. An identify is a claim, and so is an address among the traits.
 *
 * @param call - Of the path, which says what a single message is.
 */
declare const hearSegment: (
  call: SegmentCall | 'batch',
  body: unknown,
  receivedAt: number,
) => HeardSent;

/**
 * Hears what a Snowplow tracker posts to a collector (`payload_data`, tracker protocol 2), or the
 * parameters of its pixel as a list of one.
 */
declare const hearSnowplow: (body: unknown, receivedAt: number) => HeardSent;

/**
 * Lifts what a sender wrote flat, in `fields`, into the facets of a touchpoint, and a name of the
 * vocabulary in `source` into ours. What a touchpoint says outside of `fields` goes before what is
 * in them. Whatever does not have this form is given back as it is, for the contract to judge.
 */
declare const liftTouchpoint: (touchpoint: unknown) => unknown;

/** An event of OCEL 2.0, as its JSON has it. */
interface OcelEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly attributes: readonly {
    readonly name: string;
    readonly value: unknown;
  }[];
  readonly relationships: readonly {
    readonly objectId: string;
    readonly qualifier: string;
  }[];
}
/** A log of OCEL 2.0 (ocel-standard.org), as its JSON has it. */
interface Ocel {
  readonly eventTypes: readonly OcelType[];
  readonly objectTypes: readonly OcelType[];
  readonly events: readonly OcelEvent[];
  readonly objects: readonly {
    readonly id: string;
    readonly type: string;
    readonly attributes?: readonly unknown[];
    readonly relationships?: readonly unknown[];
  }[];
}
interface OcelType {
  readonly name: string;
  readonly attributes: readonly {
    readonly name: string;
    readonly type: string;
  }[];
}
/**
 * The events of a log of the past. Objects of the types in `identify` say who it was, under an
 * identifier of that kind; every object is a relation. What objects are like and how they belong to
 * one another is not kept: a touchpoint is what happened.
 */
declare const heardOfOcel: (
  log: Ocel,
  {
    identify,
    channel,
    names,
  }: {
    identify: Readonly<Record<string, string>>;
    channel: Told['channel'];
    /** Our names for types of events; without one it is its words in our form. */
    names?: Readonly<Record<string, string>>;
  },
) => Heard;
/** Touchpoints of customers as an OCEL log: each with its customer, session, contact, order and relations. */
declare const ocelOf: (
  customers: Iterable<readonly [customer: string, touchpoints: readonly Touchpoint[]]>,
) => Ocel;

/**
 * A web address without user, password, fragment, path parameters, anything with an `@`, and every
 * query key but these: what our own tracker's redaction keeps.
 */
declare const cleanUrl: (value: unknown) => string | undefined;

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

declare const VOCABULARIES: {
  readonly ga4: Vocabulary;
  readonly segment: Vocabulary;
  readonly snowplow: Pick<Vocabulary, 'names'>;
};
/**
 * What another system calls a touchpoint of ours: `product_added` is Segment's `Product Added`, GA4's
 * and Snowplow's `add_to_cart`. Undefined where it has no name for it: Segment takes any, and the
 * others an event of one's own.
 */
declare const theirName: (
  name: string,
  vocabulary: keyof typeof VOCABULARIES,
) => string | undefined;

/** The vocabularies that a touchpoint can be told in, by its `source`. */
declare const vocabularies: Readonly<Record<TouchpointSource, Vocabulary>>;

/** From what a vendor says to {@link Told}: the part that all vendors share. */

/**
 * The addresses and numbers in a payload, wherever they stand. They may be an agent's as well: they
 * only serve to find what an erasure must find.
 */
declare const addressesIn: (payload: unknown) => readonly Identifier[];

/** A value of XES (IEEE 1849), by its type: `date` and `id` are text. */
type XesValue = string | number | boolean;
/** An event of a log, with its trace. */
interface XesEvent {
  /** The trace's `concept:name`; undefined where it is in none. */
  readonly trace: string | undefined;
  /** Its place in the trace, from 0. */
  readonly index: number;
  readonly attributes: Readonly<Record<string, XesValue>>;
}
/**
 * An event of a log of the past. The trace is the customer, under an identifier of the kind given; the
 * activity is the name, as `names` calls it or in our form, and as it was among the properties, with all
 * other attributes.
 */
declare const heardOfXes: (
  {trace, index, attributes}: XesEvent,
  {
    kind,
    channel,
    names,
  }: {
    kind: string;
    channel: Told['channel'];
    names?: Readonly<Record<string, string>>;
  },
) => Heard;
/** A touchpoint as attributes of an XES event; what was imported from XES comes back as it was. */
declare const xesOf: (touchpoint: Touchpoint) => Record<string, XesValue>;

export {
  SEGMENT_CALLS,
  addressesIn,
  cleanUrl,
  csvMapOf,
  csvReader,
  hearCloudEvents,
  hearGa4,
  hearSegment,
  hearSnowplow,
  heardOfOcel,
  heardOfXes,
  liftTouchpoint,
  ocelOf,
  sources,
  theirName,
  vocabularies,
  xesOf,
};
export type {
  CloudEventsRequest,
  CsvMap,
  Fields,
  Heard,
  HeardSent,
  Incoming,
  Ocel,
  SegmentCall,
  Source,
  Told,
  ToldWhen,
  Unknown,
  Vocabulary,
  XesEvent,
  XesValue,
};
