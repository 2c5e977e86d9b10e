import type {KeyObject} from 'node:crypto';
import {Identifier, TouchpointInput, LIMITS, type ValidTouchpoint} from '@throughline/contracts';
import {redact} from '@throughline/contracts/redact';
import {inferSentiment} from '@throughline/journey/sentiment';
import {addressesIn, liftTouchpoint, type Unknown} from '@throughline/sources';
import * as z from 'zod';
import {imported} from './hear-again.ts';
import {isSignedFor} from './identity-signature.ts';
import {isTyped} from './masked-touchpoint.ts';
import {readAs} from './read-as.ts';
import {
  isMasked,
  knownIdentifiers,
  shownAs,
  tombstonesOf,
  type KnownIdentifier,
} from './store/identifiers.ts';
import type {IdentityPolicy} from './store/identity-policy.ts';
import {acceptedOf, saidAt, type Accepted, type Delivery, type Quarantined} from './store/keep.ts';

/** Touchpoints on their way in, with the clocks they came by. */
export interface Arrival {
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
export interface NumbersOf {
  readonly system: string;
  readonly kinds: readonly string[];
}

/** What a mapper reads that is not in the payload: headers, or what holds for a whole request. */
export type Context = Readonly<Record<string, string>>;

const readTouchpoint = readAs(TouchpointInput);

/** Whose a touchpoint is by its identifiers. */
interface Whose {
  readonly known: readonly KnownIdentifier[];
  /** Of these, what counts, and as a person may see it; and what would if it were signed for. */
  readonly identifiers: readonly KnownIdentifier[];
  readonly shown: Identifier[];
  readonly unsigned: readonly KnownIdentifier[];
}

/**
 * The first half of the way in: what of an arrival is as the contract says, and what is not, each
 * touchpoint by itself.
 */
export const judge = (
  tenant: number,
  {
    site,
    touchpoints,
    source,
    unknown = [],
    context = {},
    sentAt,
    receivedAt,
    history = false,
    crawler = false,
    wordOf = 'page',
    numbersOf,
    of,
  }: Arrival,
  {pepper, policy}: {pepper: KeyObject; policy: IdentityPolicy},
): Delivery => {
  const told = source ?? (history ? imported : undefined);
  const accepted: Accepted[] = [];
  const quarantined: Quarantined[] = [];
  const clocksOf = (client: number) =>
    history
      ? {occurredAt: client, clocks: {client, sent: sentAt, received: receivedAt}}
      : corrected(client, sentAt, receivedAt);
  const scoped = (identifier: Identifier): Identifier =>
    numbersOf?.kinds.includes(identifier.kind)
      ? {scope: numbersOf.system, ...identifier}
      : identifier;
  const knownAs = (named: readonly Identifier[]) =>
    knownIdentifiers(tenant, named.map(scoped), pepper, policy.addressKeys);
  /** Under what an erasure finds what it does not name as it should: whoever's address stands in it. */
  const visitorsOf = (known: readonly KnownIdentifier[], payload: unknown): string[] => {
    const visitors = known.flatMap(tombstonesOf);
    // What is masked comes from us, and holds none.
    if (identifiersIn(payload).some(isMasked)) return visitors;
    return [...new Set([...visitors, ...knownAs(addressesIn(payload)).flatMap(tombstonesOf)])];
  };
  const whoseOf = (named: readonly Identifier[], isClaim: boolean): Whose => {
    const known = of ?? knownAs(named);
    const counts = ({kind}: KnownIdentifier) =>
      !(policy.requireSigned && isClaim) || kind === 'anonymous';
    const [identifiers, unsigned] = [known.filter(counts), known.filter((each) => !counts(each))];
    return {known, identifiers, unsigned, shown: identifiers.map(shownAs)};
  };
  // A page's touchpoints are mostly of one visitor: each list of identifiers is read once.
  const seen = new Map<string, Whose>();
  const whoseOnce = (named: readonly Identifier[], isClaim: boolean) => {
    const key = JSON.stringify([isClaim, named]);
    const whose = seen.get(key) ?? whoseOf(named, isClaim);
    seen.set(key, whose);
    return whose;
  };
  for (const touchpoint of touchpoints) {
    // What is refused goes to quarantine as it came, so that it can be lifted anew.
    const checked = readTouchpoint(liftTouchpoint(touchpoint));
    const named = checked.success ? checked.data.identifiers : identifiersIn(touchpoint);
    const isSigned = checked.success && isSignedIdentify(checked.data, policy, receivedAt);
    const {known, identifiers, unsigned, shown} = whoseOnce(named, wordOf === 'page' && !isSigned);
    if (checked.success && identifiers.length > 0) {
      const clean = withoutPersonalData(withoutSignature(checked.data));
      // Of the words that are kept; the store drops it where the customer objects.
      const sentiment = clean.sentiment ?? inferSentiment(clean);
      const kept = {
        ...clean,
        ...(sentiment && {sentiment}),
        ...clocksOf(checked.data.occurredAt),
        // Addresses and numbers are not kept in clear: the store finds people by hash.
        identifiers: shown,
        ...(crawler && {crawler}),
      };
      accepted.push(
        acceptedOf(kept, {
          identifiers,
          ...(wordOf === 'tenant' ? {vouched: 'all'} : isSigned && {vouched: 'login'}),
          ...(unsigned.length > 0 && {unsigned}),
          ...(told && {source: told}),
        }),
      );
      continue;
    }
    const happened = WithTime.safeParse(touchpoint).data?.occurredAt;
    quarantined.push({
      code: 'invalid_touchpoint',
      reason: checked.success
        ? known.length > 0
          ? 'identifiers: none of them is signed for'
          : 'identifiers: none of them names anybody'
        : reasonOf(checked.error),
      body: JSON.stringify(touchpoint),
      visitors: visitorsOf(known, touchpoint),
      occurredAt: happened === undefined ? undefined : saidAt(clocksOf(happened)),
      sentAt,
      receivedAt,
      source: told,
      numbersOf: numbersOf && JSON.stringify(numbersOf),
      ...(crawler && {crawler}),
    });
  }
  for (const {reason, payload, identifiers = []} of unknown) {
    quarantined.push({
      code: 'invalid_touchpoint',
      reason,
      body: JSON.stringify(payload),
      visitors: visitorsOf(knownAs(identifiers), payload),
      occurredAt: undefined,
      sentAt,
      receivedAt,
      source,
      context: JSON.stringify(context),
      numbersOf: numbersOf && JSON.stringify(numbersOf),
      ...(crawler && {crawler}),
    });
  }
  return {site, accepted, quarantined};
};

const signatureOf = ({name, properties}: ValidTouchpoint): string | undefined => {
  const given = name === 'customer_identified' ? properties?.signature : undefined;
  return typeof given === 'string' ? given : undefined;
};

const isSignedIdentify = (
  touchpoint: ValidTouchpoint,
  {secrets}: IdentityPolicy,
  now: number,
): boolean => {
  const signature = signatureOf(touchpoint);
  const user = touchpoint.identifiers.find(({kind}) => kind === 'user')?.value;
  return (
    signature !== undefined && user !== undefined && isSignedFor(user, signature, {secrets, now})
  );
};

/** Whoever has a signature can say that they are that user: it is not kept where it can be read. */
const withoutSignature = (touchpoint: ValidTouchpoint): ValidTouchpoint => {
  if (signatureOf(touchpoint) === undefined) return touchpoint;
  const {signature: _, ...properties} = touchpoint.properties!;
  const {properties: __, ...rest} = touchpoint;
  return Object.keys(properties).length > 0 ? {...rest, properties} : rest;
};

/** What people wrote or said, without the numbers and addresses in it: nobody vouches for their sender. */
const withoutPersonalData = (touchpoint: ValidTouchpoint): ValidTouchpoint => {
  const {contact, survey, outcome, properties} = touchpoint;
  const {message, reason} = contact ?? {};
  const words = Object.entries(properties ?? {}).filter(
    (entry): entry is [string, string] => isTyped(entry[0]) && typeof entry[1] === 'string',
  );
  if (!contact && !survey?.verbatim && !outcome?.reason && words.length === 0) return touchpoint;
  return {
    ...touchpoint,
    ...(contact && {
      contact: {
        ...contact,
        ...(message && {message: redact(message)}),
        ...(reason && {reason: redact(reason)}),
      },
    }),
    ...(survey?.verbatim && {survey: {...survey, verbatim: redact(survey.verbatim)}}),
    // A mail system quotes in it whom it could not reach.
    ...(outcome?.reason && {outcome: {...outcome, reason: redact(outcome.reason)}}),
    ...(words.length > 0 && {
      properties: {
        ...properties,
        ...Object.fromEntries(words.map(([key, text]) => [key, redact(text)])),
      },
    }),
  };
};

/**
 * When it happened, by our clock: `received - (sent - client)`, as Segment does, which leaves the
 * latency of the request and takes away any error of the sender's clock.
 */
const corrected = (client: number, sent: number, received: number) => {
  const wanted = received - (sent - client);
  const occurredAt = Math.min(
    Math.max(wanted, received - LIMITS.oldestMs),
    received + LIMITS.futureMs,
  );
  const clocks = {client, sent, received, ...(occurredAt === wanted ? {} : {clamped: true})};
  return {occurredAt, clocks};
};

// Made once: zod compiles a schema when it is made.
const WithIdentifiers = z.object({identifiers: z.array(z.unknown())});
const WithTime = z.object({occurredAt: z.number()});

/** Of whatever came as a touchpoint. */
export const identifiersIn = (touchpoint: unknown): Identifier[] => {
  const list = WithIdentifiers.safeParse(touchpoint).data?.identifiers ?? [];
  return list.flatMap((item) => Identifier.safeParse(item).data ?? []);
};

/** The first thing wrong, with the field's name; without the value, which may be personal. */
export const reasonOf = ({issues: [issue]}: z.ZodError, whole = 'the touchpoint') => {
  const path = issue!.path.map(String).join('.');
  const text = `${path || whole}: ${issue!.message}`;
  return text.replaceAll('\u0000', '').toWellFormed().slice(0, 500);
};
