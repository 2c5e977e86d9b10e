import {FastifyInstance} from 'fastify';
import {
  Touchpoint,
  Purpose,
  TokenRequest,
  BatchResult,
  Playbook,
  StageSet,
  TokenGrant,
} from '@throughline/contracts';
import {KeyObject} from 'node:crypto';
import {Unknown} from '@throughline/sources';
import {StepModel, DwellModel} from '@throughline/journey';
import {JWK} from 'jose';

/** What was looked at, and what to do where it is not well. */
interface Check {
  readonly what: string;
  /** Touchpoints are lost, refused or seen by the wrong people until this is done. */
  readonly fail?: string | false;
  /** Worth doing, while everything works. */
  readonly look?: string | false;
}

/** A touchpoint as it is kept. */
interface Row {
  /** Whose it is: the first of its identifiers. */
  readonly visitor: string;
  /** See `storedId`. */
  readonly id: string;
  readonly occurredAt: number;
  readonly seq: number;
  readonly receivedAt: number;
  /** The touchpoint's JSON. */
  readonly body: string;
}
/** What a row is known by: unique for ever within a tenant. */
type Key = Pick<Row, 'visitor' | 'id'>;
/** A place in a timeline: everything older than this touchpoint. */
interface Place {
  readonly occurredAt: number;
  readonly seq: number;
  readonly id: string;
}
/** A place in the order in which touchpoints arrived: everything after this one. */
interface Arrived {
  /** ms since the epoch. */
  readonly receivedAt: number;
  /** The id it is stored under. */
  readonly id: string;
}
/** Which of a customer's touchpoints are wanted; all of these together. */
interface TimelineFilter {
  readonly names?: readonly string[] | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly session?: string | undefined;
  /** The id of a contact. */
  readonly contact?: string | undefined;
  /** ms since the epoch, inclusive. */
  readonly since?: number | undefined;
  /** ms since the epoch, exclusive. */
  readonly until?: number | undefined;
  /** Only those that declare friction. */
  readonly friction?: boolean | undefined;
  /** Text that stands in any of its values, in any case of letters. */
  readonly text?: string | undefined;
  /** What a sender inferred is not shown (see `withoutInference`), and so nothing is found by it. */
  readonly withoutInference?: boolean | undefined;
}
interface PageOptions {
  readonly limit: number;
  readonly before?: Place | undefined;
  readonly filter?: TimelineFilter | undefined;
}
/**
 * Where touchpoints are kept. Customers, erasures and the account are always in PostgreSQL, and the
 * transaction there decides: what a method does for `sql` counts when that commits, and only then.
 */
interface Touchpoints {
  /** Written down in PostgreSQL, so that nobody takes the wrong one. */
  readonly kind: 'postgres' | 'clickhouse';
  /** How many touchpoints of a tenant it likes to get at a time, and in how many groups, of it and of all. */
  readonly groups: {
    readonly most: number;
    readonly atOnce: number;
    readonly atOnceOfAll?: number;
  };
  /** Brings its tables up to date. Safe to repeat. */
  migrate(): Promise<void>;
  /** Makes what rows of these ids need, outside of any transaction. */
  prepare(ids: readonly string[]): Promise<void>;
  /** The same, for the rows that one transaction is going to insert. */
  begin(tenant: number, ids: readonly string[]): Promise<Insertion>;
  /** A customer's newest touchpoints before a place. */
  page(sql: Sql, tenant: number, customer: string, options: PageOptions): Promise<Placed[]>;
  count(sql: Sql, tenant: number, customer: string, filter?: TimelineFilter): Promise<number>;
  /**
   * How much there was in each quarter of an hour, by contact, oldest first: what the days of any time
   * zone are made of.
   */
  quarters(sql: Sql, tenant: number, customer: string): Promise<Quarter[]>;
  /** These touchpoints of a customer, oldest first; or the next that arrived, in the order they did. */
  some(
    sql: Sql,
    tenant: number,
    customer: string,
    which:
      | {
          ids: readonly string[];
        }
      | {
          after: Arrived;
          limit: number;
        },
  ): Promise<Touchpoint[]>;
  /** Where a touchpoint of a customer lies, which is known by one of these ids. */
  locate(
    sql: Sql,
    tenant: number,
    customer: string,
    ids: readonly string[],
  ): Promise<Key | undefined>;
  /** All of some customers' touchpoints, oldest first, by customer. Of a few, for an export. */
  journeys(
    sql: Sql,
    tenant: number,
    customers: readonly string[],
  ): Promise<Map<string, Touchpoint[]>>;
  /** Deletes all of these visitors'; gives back how many there were. */
  erase(sql: Sql, tenant: number, visitors: readonly string[]): Promise<number>;
  /** Deletes these; gives back how many there were. Of a few. */
  eraseSome(sql: Sql, tenant: number, keys: readonly Key[]): Promise<number>;
  /** Drops, for all tenants, the partitions that hold nothing younger; gives back their names. */
  drop(before: number, counted?: Counted): Promise<string[]>;
  /**
   * Deletes what is older; by the time in its id, or by its arrival where there is none. With purposes:
   * of that, only what is kept for these alone.
   */
  expire(sql: Sql, tenant: number, before: number, purposes?: readonly Purpose[]): Promise<number>;
  /** Visitors first seen before an instant whose customer has no touchpoint left; of these, or of all. */
  idle(sql: Sql, tenant: number, before: number, of?: readonly string[]): Promise<string[]>;
  /** Fails where no touchpoint can be kept now, and leaves nothing behind. */
  probe(sql: Sql, tenant: number): Promise<void>;
  check(now: number): Promise<Check[]>;
  close(): Promise<void>;
}
/** Who is told how much of each tenant goes with a partition: in the transaction that drops it, if there is one. */
interface Counted {
  readonly tenants: readonly number[];
  readonly count: (sql: Sql, tenant: number, touchpoints: number) => Promise<unknown>;
}
interface Placed {
  readonly touchpoint: Touchpoint;
  readonly place: Place;
}
/** What of one contact, or of none, fell into a quarter of an hour. */
interface Quarter {
  /** Since the epoch, in quarters of an hour: every time zone of today is whole ones from UTC. */
  readonly quarter: number;
  readonly contact: string | null;
  readonly touchpoints: number;
  /** Of these, how many declare friction, or are one by their name. */
  readonly frictions: number;
  /** Of these, how many only because a sender inferred a bad feeling. */
  readonly inferred: number;
}
/** What one transaction inserts. */
interface Insertion {
  /** Whether nobody else may keep anything for the tenant meanwhile. */
  readonly alone: boolean;
  /** Which of these are there. Of a handful; `insert` finds out by itself. */
  kept(sql: Sql, keys: readonly Key[]): Promise<Key[]>;
  /**
   * Gives back those that were new, of several with one key the first; or fails with `BeginAgain`, and
   * nothing of the transaction counts.
   */
  insert(sql: Sql, rows: readonly Row[]): Promise<ReadonlySet<Row>>;
  /** The transaction has ended. */
  end(how: {committed: boolean}): void;
}

/**
 * Statements inside one transaction. Values go in as parameters, never into the text.
 *
 * They are carried out in the order in which they are asked for, without waiting for the answers
 * between: what does not need an answer to be asked for costs no way there and back of its own. A
 * statement that fails fails the transaction, whether or not anybody waits for its answer.
 */
interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * The same for a text that never changes: the connection plans it once. Not for what looks for many of
   * a table in a transaction that keeps touchpoints: a plan of when there were few reads all of it later,
   * and people with a login were kept half as fast after half a minute, slower with each that came.
   */
  prepared<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}
/** Where everything is kept: a PostgreSQL, whichever it is, and what holds its touchpoints. */
interface Database extends Connections {
  readonly touchpoints: Touchpoints;
}
/** What a store needs of a PostgreSQL. */
interface Connections {
  /** What it is, in words for a person. */
  readonly description: string;
  /** The folder of an embedded one. */
  readonly folder?: string;
  /** A file beside an embedded one, which outlives it: who was erased. */
  readonly erasures?: string;
  /** How busy its connections are, where it has several. */
  pool?(): {
    total: number;
    idle: number;
    waiting: number;
    max: number;
  };
  /** One transaction with the owner's rights: migrations, keys, tenants. */
  system<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * One transaction that sees one tenant's rows, whatever it asks for: it runs as a role that owns
   * nothing, and row-level security lets through what carries that tenant's number.
   */
  tenant<T>(tenant: number, work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Statements that no transaction may hold, on one connection, with the owner's rights. */
  outside<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** Calls `heard` with each payload sent to the channel, by any process; gives back its undoing. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** Sends payloads of at most 8,000 bytes each, in one transaction; heard at once where nobody else listens. */
  notify(channel: string, payloads: readonly string[]): Promise<void>;
  /** Whether PostgreSQL itself answers; false where something shares its connections out between. */
  isDirect?(): Promise<boolean>;
  /** Whether its disk is so full that nothing new should be kept. */
  isFull?(): boolean;
  close(): Promise<void>;
  /** Waits for nothing that is under way: a server that was started for it ends, unless others use it. */
  abandon?(): Promise<void>;
}
interface DatabaseOptions {
  /** The data folder of the embedded database. @defaultValue `'.throughline'` */
  data?: string | undefined;
  /** Any PostgreSQL 15 or newer, instead of the embedded one: `postgres://...`. */
  databaseUrl?: string | undefined;
  /** A ClickHouse that keeps the touchpoints, by its HTTP address: `http://user:password@host:8123`. */
  clickhouseUrl?: string | undefined;
  /** The cluster of that ClickHouse, as its configuration names it. @defaultValue one server alone */
  clickhouseCluster?: string | undefined;
  /**
   * Whether an embedded server stops when this database closes. A command that works beside a
   * running collector leaves it as it found it. @defaultValue `'if-started'`
   */
  stop?: 'always' | 'if-started';
}
/** Opens the database that the options name: a URL's, or the embedded one of a folder. */
declare const openDatabase: ({
  data,
  databaseUrl,
  clickhouseUrl,
  clickhouseCluster,
  stop,
}?: DatabaseOptions) => Promise<Database>;

/** Encrypts addresses and numbers, and opens them for whom they are of. */
interface AddressKeys {
  /** @param visitor - The row it is for: it opens in no other. */
  seal(tenant: number, visitor: string, value: string): string;
  /** Undefined where there is no such key any more, or it is not what was sealed for this row. */
  open(tenant: number, visitor: string, sealed: string): string | undefined;
  /** Whether it was sealed with the newest key. */
  isNewest(sealed: string): boolean;
}

/** An identifier as the store knows it: what it is found by, and what a person may see of it. */
interface KnownIdentifier {
  /** `kind:hash`. The hash is keyed with the installation's own secret, so a list of addresses
   * cannot be tried against a stolen database. */
  readonly visitor: string;
  readonly kind: string;
  /** The system whose number it is, where it says. */
  readonly scope?: string;
  /** Then: the visitor that whoever does not say so would name. */
  readonly plain?: string;
  /** The value; masked where it is personal data: `a•••@example.com`. */
  readonly display: string;
  /** The value of an address or a number, encrypted, where the tenant keeps it. */
  readonly sealed?: string;
}

/**
 * `login`: a tenant's server has signed the user id, so that its browser is that user's; what else the
 * page says of them is a claim. `all`: the tenant's server itself says all of it.
 */
type Vouched = 'login' | 'all';

/** A touchpoint that passed, with its identifiers as the store knows them. */
interface Accepted extends Pick<Touchpoint, 'id' | 'occurredAt' | 'seq'> {
  readonly receivedAt: number;
  /**
   * Its JSON; its own identifiers are what a person may see of them. It waits for its transaction as a
   * text: thousands do, and each collection of garbage would look at all they consist of.
   */
  readonly body: string;
  /** When it says that it happened, where that is longer ago than is believed: an erasure goes by it. */
  readonly saidAt?: number;
  /** It says what somebody feels who has not said so. */
  readonly isInferred?: true;
  readonly identifiers: readonly KnownIdentifier[];
  readonly vouched?: Vouched;
  /** Whom it names without a signature, where the tenant wants one: it is not theirs, and joins nobody. */
  readonly unsigned?: readonly KnownIdentifier[];
  /** Who told of it, where it was no tracker of ours. */
  readonly source?: string;
}
/** One that did not, as it came, for quarantine. */
interface Quarantined {
  readonly code: string;
  readonly reason: string;
  /** The JSON text of the touchpoint. */
  readonly body: string;
  /** Whose it seems to be, so that erasure finds it. */
  readonly visitors: readonly string[];
  /** Where it says when it happened: that, by our clock. */
  readonly occurredAt: number | undefined;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Who told of it, where it was no tracker of ours. */
  readonly source?: string | undefined;
  /** Of a payload that the source's mapper did not understand: what it needs beside it, as JSON. */
  readonly context?: string | undefined;
  /** Whose numbers it names, where an identifier does not say, as JSON. */
  readonly numbersOf?: string | undefined;
  /** Sent by a page that a program looked at. */
  readonly crawler?: boolean | undefined;
}
/** One request's share of a group. */
interface Delivery {
  readonly site: string;
  readonly accepted: readonly Accepted[];
  readonly quarantined: readonly Quarantined[];
  /** Of a log in front, which may hand over the same again: it is kept and counted once. */
  readonly entry?: {
    readonly log: string;
    readonly id: string;
  };
}
/** What panels need to hear about: the new touchpoints of each customer, and who was joined. */
interface Changes {
  readonly touchpoints: ReadonlyMap<string, readonly string[]>;
  readonly merged: readonly (readonly [from: string, to: string])[];
}

/** One delivery, judged, on its way to the store. */
interface Entry {
  /** UUIDv7. The store counts an entry once, however often it is handed over. */
  readonly id: string;
  readonly tenant: number;
  readonly delivery: Delivery;
}
/**
 * What stands between the answer and the store: an entry that was appended outlives a crash of the
 * collector, and is handed over until it is kept. Raw identifiers are not in it: a delivery holds
 * keyed hashes and what a person may see.
 */
interface EventLog {
  /** What it is, in words for a person. */
  readonly description: string;
  /** By which the store remembers what it has kept of this log. */
  readonly name: string;
  /**
   * Resolves when the entry is where a crash does not reach it.
   *
   * @throws Refusal - `overloaded` where there is no room, `store_unavailable` where it cannot be reached.
   */
  append(entry: Entry): Promise<void>;
  /**
   * Hands over each entry that is not forgotten yet, those of earlier runs too, and forgets it when
   * `keep` resolves. In no certain order, and seldom more than once.
   */
  deliver(keep: (entry: Entry) => Promise<void>): void;
  /** What waits to be kept, as far as this process knows. */
  waiting(): {
    readonly entries: number;
    readonly bytes: number;
  };
  /** Resolves if an entry could be appended now; else throws why not. */
  ready(): Promise<void>;
  /** Ends the handing over; what was not kept stays. */
  close(): Promise<void>;
}

declare const logLevels: readonly ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
type LogLevel = (typeof logLevels)[number];

/**
 * Every error the collector answers with: one table, one class over it. `docs/errors.md` lists the
 * same, and a test compares the two. Codes do not change.
 */
declare const errors: {
  readonly invalid_json: readonly [400, 'The body is not JSON.', 'Send one JSON object in UTF-8.'];
  readonly invalid_request: readonly [
    400,
    'The request does not match its schema.',
    'Compare it with /v1/openapi.json.',
  ];
  readonly key_unknown: readonly [
    401,
    'No site has this write key.',
    'Use the write key (pk_...) that `throughline tenant list` prints.',
  ];
  readonly token_missing: readonly [
    401,
    'The request has no token.',
    'Send `Authorization: Bearer TOKEN`; POST /v1/tokens makes one.',
  ];
  readonly token_invalid: readonly [
    401,
    'The token is not one of ours.',
    'Ask POST /v1/tokens for a new one.',
  ];
  readonly token_expired: readonly [
    401,
    'The token has expired.',
    'Ask POST /v1/tokens for a new one; they live 5 minutes at most.',
  ];
  readonly signature_invalid: readonly [
    401,
    'The source has not signed this with the secret that is kept for it.',
    'Give the secret to `throughline source add`; an old signature may be a replay.',
  ];
  readonly origin_forbidden: readonly [
    403,
    'This site may not send touchpoints with this key.',
    'Add its origin with `throughline site create SITE --tenant NAME --site-origin ORIGIN`.',
  ];
  readonly forbidden: readonly [
    403,
    'The token does not allow this.',
    'Use a token whose role and customer cover it.',
  ];
  readonly customer_restricted: readonly [
    403,
    'What is kept of this customer is restricted.',
    'It is kept, and shown to nobody but an admin, until the restriction is lifted.',
  ];
  readonly customer_not_found: readonly [
    404,
    'No customer has this identifier or id.',
    'Nothing has been kept for them yet, or they were erased.',
  ];
  readonly source_unknown: readonly [
    404,
    'There is no source of this name.',
    '`throughline source add` lists them all.',
  ];
  readonly not_found: readonly [
    404,
    'There is no such route.',
    'GET /v1/openapi.json lists them all.',
  ];
  readonly identifier_ambiguous: readonly [
    409,
    'Several customers have this number, of different systems.',
    'Say whose number it is, with `scope`, or ask by another identifier.',
  ];
  readonly customers_distinct: readonly [
    409,
    'Both customers have a login of their own.',
    'Two people are never joined. Detach what belongs to the other first.',
  ];
  readonly body_too_large: readonly [
    413,
    'The body is too large.',
    'Send at most 256 KiB, 1 MiB once decompressed, in smaller batches.',
  ];
  readonly unsupported_encoding: readonly [
    415,
    'The body has a content encoding that is not read.',
    'Send it plain, or with gzip or deflate.',
  ];
  readonly customer_erased: readonly [
    422,
    'The customer asked to be forgotten after this happened.',
    'Do not send it again; it will never be kept.',
  ];
  readonly invalid_touchpoint: readonly [
    422,
    'The touchpoint breaks the contract.',
    'The reason names the field. It is in quarantine and can be replayed.',
  ];
  readonly over_budget: readonly [
    429,
    'More comes for this tenant than its budget allows.',
    'Nothing of this request was kept or read. Send it again after Retry-After.',
  ];
  readonly internal: readonly [
    500,
    'The collector failed.',
    'It is our bug. Look up the requestId in the collector’s log.',
  ];
  readonly overloaded: readonly [
    503,
    'More arrives than can be kept just now.',
    'Nothing of this request was kept. Send it again after Retry-After.',
  ];
  readonly stopping: readonly [
    503,
    'The collector is stopping.',
    'Nothing of this request was kept. Send it again after Retry-After.',
  ];
  readonly store_unavailable: readonly [
    503,
    'The store cannot be reached.',
    'Send it again after Retry-After. What was kept all the same is not kept twice.',
  ];
};
type ErrorCode = keyof typeof errors;
/** A request that is refused: a code of the table, and what it was about. */
declare class Refusal extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly hint: string;
  /** What of this request it was. */
  readonly detail: string | undefined;
  /** Seconds to wait, where waiting helps. */
  readonly retryAfter: number | undefined;
  constructor(
    code: ErrorCode,
    {
      detail,
      cause,
      retryAfter,
    }?: {
      detail?: string;
      cause?: unknown;
      retryAfter?: number;
    },
  );
}

/** How a tenant wants it to be known who somebody is. */
interface IdentityPolicy {
  /** What its servers may sign user ids with: the newest, and the one before it for a day. */
  readonly secrets: readonly string[];
  /** Whether what a page says of a visitor counts only with a signature. */
  readonly requireSigned: boolean;
  /** Whether addresses are kept encrypted as well. */
  readonly keepsAddresses: boolean;
  /** With what, where that is so; undefined where it is not, or the key is not there. */
  readonly addressKeys?: AddressKeys | undefined;
}

/** Touchpoints on their way in, with the clocks they came by. */
interface Arrival {
  /** What sends: a site of the tenant, or `cloudevents`, `import`, `replay` or `panel`. For the account. */
  readonly site: string;
  readonly touchpoints: readonly unknown[];
  /** Who tells of them, where it is no tracker of ours. */
  readonly source?: string;
  /** What a source could not read, for quarantine. */
  readonly unknown?: readonly Unknown[];
  /** What its mapper needs beside the payload to read it again. */
  readonly context?: Context;
  /** By the sender's clock. */
  readonly sentAt: number;
  readonly receivedAt: number;
  /** From a file of the past: `occurredAt` is taken as it stands, however old. */
  readonly history?: boolean;
  /** Sent by a page that a program looked at. */
  readonly crawler?: boolean;
  /**
   * Whose word it is who somebody is: a page's, which is a claim; that of another system, which has
   * signed it; or the tenant's own. @defaultValue `'page'`
   */
  readonly wordOf?: 'page' | 'source' | 'tenant';
  readonly numbersOf?: NumbersOf | undefined;
  /** Whose all of it is, where the store has told: then no identifier is read off a touchpoint. */
  readonly of?: readonly KnownIdentifier[];
}
/** The system that has given the numbers of these kinds, where an identifier does not say. */
interface NumbersOf {
  readonly system: string;
  readonly kinds: readonly string[];
}
/** What a mapper reads that is not in the payload: headers, or what holds for a whole request. */
type Context = Readonly<Record<string, string>>;

type Role = TokenRequest['role'];

interface Tenant {
  readonly id: number;
  readonly name: string;
  /** Who may frame the panel; empty: nobody. */
  readonly panelOrigins: readonly string[];
  /** Over a while; null: as many as come. */
  readonly touchpointsPerSecond: number | null;
  readonly readsPerSecond: number | null;
}
/** What sends for a tenant. */
interface Site {
  readonly tenant: Tenant;
  readonly name: string;
  /** Who may send with its write keys; empty: any origin. */
  readonly origins: readonly string[];
  /** Whose numbers its touchpoints name, where it is said. */
  readonly numbersOf: NumbersOf | undefined;
}
/** What a secret key opens. */
interface SecretKey {
  /** One, or all of an operator's. */
  readonly tenants: readonly Tenant[];
  /** The roles it may make tokens for; empty: every one. */
  readonly roles: readonly Role[];
}
/** What a running collector asks on every request, answered from memory for a few seconds. */
interface Registry {
  byWriteKey(key: string): Promise<Site | undefined>;
  bySecretKey(key: string): Promise<SecretKey | undefined>;
  byName(name: string): Promise<Tenant | undefined>;
  byId(id: number): Promise<Tenant | undefined>;
  /** What a tenant shares with a source, for its signatures; none where it is not open to it. */
  sourceSecrets(tenant: number, source: string): Promise<readonly string[]>;
  readonly identityPolicy: (tenant: number) => Promise<IdentityPolicy>;
}

interface Ingest {
  /**
   * Resolves with what became of each touchpoint: after the commit; with a log in front, once the log
   * has them, so that all that passed count as stored and what they turn out to be is in the account.
   */
  (tenant: number, arrival: Arrival): Promise<BatchResult>;
  /** Touchpoints that wait for a transaction now; of one tenant, or of all. */
  readonly waiting: (tenant?: number) => number;
  /** Hands no more of the log to the store. */
  readonly stop: () => void;
}

/** What a panel hears: these touchpoints are new; or the customer is now that one, or has become more; or is erased. */
type LiveHint =
  | {
      readonly kind: 'touchpoints';
      readonly ids: readonly string[];
    }
  | {
      readonly kind: 'merged';
      readonly customer: string;
    }
  | {
      readonly kind: 'erased';
    };
/** A hint that has come, and how to get what it names: read once, for however many follow. */
interface HeardHint {
  readonly hint: LiveHint;
  readonly touchpoints: () => Promise<readonly Touchpoint[]>;
}
interface Live {
  /** Tells every collector's panels, at once, but then not again for 20 ms: what comes goes together. */
  readonly announce: (tenant: number, changes: Changes) => void;
  /** The `others` have lost what was moved to them. */
  announceErased(tenant: number, customer: string, others: readonly string[]): Promise<void>;
  /** Calls `heard` for a customer; gives back its undoing. */
  follow(tenant: number, customer: string, heard: (heard: HeardHint) => void): () => void;
  close(): Promise<void>;
}

interface Budgets {
  /**
   * Refuses with `over_budget`, and says how long to wait, while more has come than the rate allows.
   *
   * @param name - What is counted: one budget for each name.
   * @param perSecond - The rate; null for no limit.
   */
  check(name: string, perSecond: number | null): void;
  /** Counts what came. It may overdraw: a batch is taken as a whole, and what follows waits. */
  spend(name: string, perSecond: number | null, amount: number): void;
}

/** What the collector counts and times. All of it is of this process, but for the quarantine. */
interface Metrics {
  /** A request that was answered, or whose caller left: by the route's pattern, never its URL. */
  answered(request: {route: string; method: string; status: number; seconds: number}): void;
  /** A request that was refused, by its code. */
  refused(route: string, code: string): void;
  /** What became of the touchpoints of one request. */
  fates(tenant: number, result: BatchResult): void;
  /** A group of touchpoints in one transaction; `work` is what commits it. */
  group<T>(size: number, work: () => Promise<T>): Promise<T>;
  /** Panels that follow a customer now. */
  readonly streams: {
    inc(): void;
    dec(): void;
  };
  /** Hints handed to the database. */
  hints(count: number): void;
  /** From the first commit of a message of hints to our own hearing of it. */
  heard(seconds: number): void;
  /** Everything, in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** Resolves if a touchpoint can be kept now; else throws why not. */
type Readiness = () => Promise<void>;

/** How a collector comes to its end: what it has taken is answered, and nothing new is taken. */
interface Stopping {
  /** Whether the end has begun: /readyz says no from now on. */
  readonly begun: boolean;
  /** Aborted when streams that would go on for minutes must end. */
  readonly signal: AbortSignal;
  /** Resolves when nothing is under way any more, or time is up. May be called twice. */
  stop(options?: {drainMs?: number}): Promise<void>;
}

/** One look at a customer, or one change of what is kept of them. Never what was seen. */
interface AuditEntry {
  /** ms since the epoch. */
  readonly at: number;
  /** The agent's opaque id, or the command. */
  readonly actor: string;
  readonly role: string;
  readonly action:
    | 'find'
    | 'timeline'
    | 'days'
    | 'journey'
    | 'live'
    | 'identity'
    | 'attach'
    | 'detach'
    | 'move'
    | 'remark'
    | 'export'
    | 'erase'
    | 'restrict'
    | 'lift'
    | 'object'
    | 'withdraw'
    | 'audit'
    | 'quarantine';
  /** What was shown, where something was. */
  readonly fields?: readonly Field[] | undefined;
  /** Why, as whoever made the token says: the contact or the ticket that the look was for. */
  readonly why?: string | undefined;
  readonly customer: string | null;
}
/**
 * - `addresses`: e-mail addresses and phone numbers in clear;
 * - `identifiers`: by which kinds somebody is known, masked values, browsers;
 * - `names`: logins, tickets and orders;
 * - `words`: messages, answers and searches.
 */
type Field = 'addresses' | 'identifiers' | 'names' | 'evidence' | 'touchpoints' | 'words' | 'looks';

/** What a tenant's journeys are read with, beside the touchpoints. */
interface Models {
  /** What came after what. */
  readonly steps?: StepModel;
  /** How long each stage took; absent where that was learned by other signs than those of `stages`. */
  readonly dwell?: LearnedDwell;
  /** How often agents took each suggested action on, and how often it was wrong. */
  readonly answers?: Readonly<Record<string, Answers>>;
  /** The tenant's own; absent where it follows ours. */
  readonly playbook?: Playbook;
  /** Whose stages the tenant has chosen, or its own; absent: a customer's experience. */
  readonly stages?: StageSet;
}
interface LearnedDwell extends DwellModel {
  /** By which signs. */
  readonly of: string;
}
interface Answers {
  readonly accepted: number;
  readonly wrong: number;
}

/** What a token allows: one tenant, one agent, a role, and perhaps one customer only. */
interface Access {
  readonly tenant: number;
  readonly agent: string;
  readonly role: TokenRequest['role'];
  readonly customer: string | undefined;
  /** What it looks for. */
  readonly why?: string | undefined;
  /** ms since the epoch. */
  readonly expiresAt: number;
}
interface Tokens {
  grant(tenant: number, request: TokenRequest): Promise<TokenGrant>;
  /** Throws a `Refusal` that says what is wrong with the token. */
  verify(token: string): Promise<Access>;
  /** The public halves, as a JWK Set. */
  jwks(): Promise<{
    readonly keys: readonly JWK[];
  }>;
}

/** What the routes work with, handed in. */
interface Services {
  readonly database: Database;
  readonly registry: Registry;
  readonly tokens: Tokens;
  readonly budgets: Budgets;
  readonly ingest: Ingest;
  readonly live: Live;
  /** What a tenant's journeys are read with. */
  readonly models: (tenant: number) => Promise<Models>;
  readonly pepper: KeyObject;
  readonly ready: Readiness;
  readonly stopping: Stopping;
  readonly metrics: Metrics;
  /** What lets another machine read the metrics; nothing does where it is unset. */
  readonly metricsToken: string | undefined;
  /** Resolves once the look is on record; a customer is shown only after that. */
  readonly audit: (tenant: number, entry: AuditEntry) => Promise<void>;
}

interface CollectorOptions {
  /** Where the structured log goes, one JSON object a line; false for none. @defaultValue stderr */
  log?: NodeJS.WritableStream | false;
  /** @defaultValue `'info'` */
  logLevel?: LogLevel;
  /** What lets another machine read /metrics, as a bearer token. @defaultValue nothing does */
  metricsToken?: string | undefined;
  /** A log in front of the store. @defaultValue none: an answer waits for the store's commit */
  eventLog?: EventLog | undefined;
  /** Whether an answer waits for the log alone; else the log is only emptied. @defaultValue true */
  logsFirst?: boolean;
}
interface Collector {
  readonly services: Services;
  /** The HTTP server; `app.inject(...)` asks it without a socket. */
  readonly app: FastifyInstance;
  /** Starts to listen; resolves with the address. */
  listen(options: {port: number; host: string}): Promise<string>;
  /**
   * Answers what has been asked, ends the streams, then stops; within 8 s after `drainMs`, for which
   * it goes on serving while /readyz already says no. The database and the log stay open: their opener
   * closes them.
   */
  close(options?: {drainMs?: number}): Promise<void>;
}
/**
 * Makes a collector over a database: brings its schema up to date, and refuses to go on if a
 * tenant's rows are not behind the database's own lock.
 */
declare const createCollector: (
  database: Database,
  {log, logLevel, metricsToken, eventLog, logsFirst}?: CollectorOptions,
) => Promise<Collector>;

/** The keys of a tenant. The secret one is shown this once; only its hash is kept. */
interface TenantKeys {
  readonly tenant: string;
  /** Of the site `main`. */
  readonly writeKey: string;
  readonly secretKey: string;
}
interface TenantOptions {
  /** Who may send with the write keys of the site `main`: added to those there are. */
  readonly siteOrigins?: readonly string[];
  /** Who may frame the panel: added to those there are. */
  readonly panelOrigins?: readonly string[];
  /** Touchpoints a second, over a while; null for as many as come. */
  readonly touchpointsPerSecond?: number | null | undefined;
  /** Reads a second by agents, over a while; null for as many as come. */
  readonly readsPerSecond?: number | null | undefined;
  /** Days after which what is kept is dropped. */
  readonly retentionDays?: number | undefined;
}
/**
 * Makes a tenant with a site named `main`, or changes one that exists and makes it a new secret key:
 * the earlier ones work for another day, so that a rotation interrupts nobody.
 */
declare const createTenant: (
  database: Database,
  name: string,
  options?: TenantOptions,
) => Promise<TenantKeys>;

export {Refusal, createCollector, createTenant, errors, openDatabase};
export type {
  Collector,
  CollectorOptions,
  Database,
  DatabaseOptions,
  ErrorCode,
  LogLevel,
  Sql,
  TenantKeys,
  TenantOptions,
};
