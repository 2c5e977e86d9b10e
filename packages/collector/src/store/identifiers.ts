import {createHmac, type KeyObject} from 'node:crypto';
import {domainToUnicode} from 'node:url';
import type {Identifier} from '@throughline/contracts';
import type {AddressKeys} from './address-keys.ts';

/** An identifier as the store knows it: what it is found by, and what a person may see of it. */
export interface KnownIdentifier {
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

/** Whose a touchpoint is, best first: a login outlasts a browser. */
const priority = ['user', 'anonymous', 'email', 'phone', 'ticket', 'order'];
const rank = (kind: string) => (priority.includes(kind) ? priority.indexOf(kind) : priority.length);

/** Identifiers in the order in which they say whose a touchpoint is. */
export const bestFirst = <Known extends {readonly kind: string}>(
  identifiers: readonly Known[],
): Known[] => identifiers.toSorted((one, other) => rank(one.kind) - rank(other.kind));

/** Values that programs send when they have none, a country's code alone too; they would join strangers. */
const blocked =
  /^(?:[+0-]*|-1|\+\d{1,3}|null|undefined|none|nil|nan|unknown|anonymous|guest|test|#?n\/a|\\n|\(not set\)|\[object object\])$/i;

/** Addresses that nobody reads, and such as are written into a form to be let through. */
const isNobodys = (address: string): boolean => {
  const [local = '', domain = ''] = address.split('@');
  if (local === 'test') return domain.startsWith('test.');
  return (
    blocked.test(local) ||
    /^(?:(?:no|donot|dont)reply|mailerdaemon)$/.test(local.replace(/[._-]/g, ''))
  );
};

/** What we have masked ourselves names all whom it could be. */
export const isMasked = ({value}: Identifier) => value.includes('•••');

/** Turns identifiers into what the store keeps, best first, without those that name nobody. */
export const knownIdentifiers = (
  tenant: number,
  identifiers: readonly Identifier[],
  pepper: KeyObject,
  keys?: AddressKeys,
): KnownIdentifier[] =>
  bestFirst(
    identifiers
      .filter((each) => !isMasked(each) && !blocked.test(each.value.trim()))
      .map(({kind, value, scope}) => ({kind, value: normalised(kind, value), scope}))
      .filter(({kind, value}) => !blocked.test(value) && !(kind === 'email' && isNobodys(value))),
  ).map(({kind, value, scope}) => {
    const visitor = (...over: string[]) =>
      `${kind}:${createHmac('sha256', pepper)
        .update([tenant, kind, ...over].join('\n'))
        .digest('base64url')
        .slice(0, 27)}`;
    const plain = visitor(value);
    return {
      kind,
      display: masked(kind, value),
      ...(keys && isAddress(kind) && {sealed: keys.seal(tenant, plain, value)}),
      ...(scope === undefined ? {visitor: plain} : {visitor: visitor(scope, value), scope, plain}),
    };
  });

/** Whether it is a number that more than one system may have given: an order's, a ticket's. */
export const isNumber = ({kind}: {readonly kind: string}): boolean =>
  !/^(?:anonymous|user|email|phone)$/.test(kind);

/** An identifier as it is shown. */
export const shownAs = ({kind, display, scope}: KnownIdentifier): Identifier => ({
  kind,
  value: display,
  ...(scope !== undefined && {scope}),
});

/** Under what an erasure has written down that somebody of this identifier is forgotten. */
export const tombstonesOf = ({kind, visitor, plain}: KnownIdentifier): string[] => {
  if (plain !== undefined) return [visitor, plain];
  return isNumber({kind}) ? [visitor, mentionOf(visitor)] : [visitor];
};

/**
 * Whom a touchpoint names whose addresses we have masked, by what an erasure finds it by; undefined
 * where these are not its own, as of one that came like that.
 */
export const namedBy = (
  shown: readonly Identifier[],
  tombstones: readonly string[],
): KnownIdentifier[] | undefined => {
  if (!shown.some(isMasked)) return undefined;
  let next = 0;
  const known = shown.map(({kind, value, scope}): KnownIdentifier => {
    const [visitor = '', plain] = tombstones.slice(next, next + 2);
    const each = {kind, display: value, visitor, ...(scope !== undefined && {scope, plain})};
    next += tombstonesOf(each).length;
    return each;
  });
  return known.every(({kind, visitor}) => visitor.startsWith(`${kind}:`)) ? known : undefined;
};

/** What is named so and not otherwise: a number without its system is not every system's. */
export const nameOf = ({kind, visitor, plain}: KnownIdentifier): string =>
  isNumber({kind}) && plain === undefined ? mentionOf(visitor) : visitor;

/** The tombstone of a number that only a system's own row had: for those who name it without the system. */
export const mentionOf = (plain: string): string => `~${plain}`;

const isAddress = (kind: string) => kind === 'email' || kind === 'phone';

const normalised = (kind: string, value: string) => {
  const text = value.trim();
  if (kind === 'email') return normalisedAddress(text);
  if (kind !== 'phone') return text;
  return text
    .replace(/[^ -~]/gu, inAscii)
    .replace(/^00/, '+')
    .replace(/[^+\d]/g, '');
};

/** In small letters; a domain as it is read, which mail programs also write as `xn--`, and with a dot behind. */
const normalisedAddress = (text: string): string => {
  const address = text.normalize('NFKC').toLowerCase().replace(/\.$/, '');
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  const isAscii = /^[ -~]*$/.test(domain) && !domain.includes('xn--');
  return isAscii || at === 0 ? address : address.slice(0, at) + (domainToUnicode(domain) || domain);
};

/** A digit of any script, and the wide plus. The digits of a script lie in rows of ten. */
const inAscii = (character: string): string => {
  if (!isDigit.test(character)) return character === '＋' ? '+' : character;
  const point = character.codePointAt(0)!;
  let zero = point;
  while (isDigit.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((point - zero) % 10);
};
const isDigit = /^\p{Nd}$/u;

/** What a person may see of an identifier. */
const masked = (kind: string, value: string) => {
  // A user id that is an address is one all the same.
  if (kind === 'email' || /.@./.test(value)) return value.replace(/^(.)[^@]*/u, '$1•••');
  if (kind === 'phone') return `•••${value.slice(-3)}`;
  return value;
};
