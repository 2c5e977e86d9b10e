import {createHmac, type KeyObject} from 'node:crypto';
import type {Identifier} from '@throughline/contracts';

/** An identifier as the store knows it: what it is found by, and what a person may see of it. */
export interface KnownIdentifier {
  /** `kind:hash`. The hash is keyed with the installation's own secret, so a list of addresses
   * cannot be tried against a stolen database. */
  readonly visitor: string;
  readonly kind: string;
  /** The value; masked where it is personal data: `a•••@example.com`. */
  readonly display: string;
}

/** Whose a touchpoint is, best first: a login outlasts a browser. */
const priority = ['user', 'anonymous', 'email', 'phone', 'ticket', 'order'];
const rank = (kind: string) => (priority.includes(kind) ? priority.indexOf(kind) : priority.length);

/** Values that programs send when they have none; they would join strangers. */
const blocked =
  /^(?:|[0-]+|-1|null|undefined|none|nil|nan|unknown|anonymous|guest|test|\[object object\])$/i;

/** Turns identifiers into what the store keeps, best first, without those that name nobody. */
export const knownIdentifiers = (
  tenant: number,
  identifiers: readonly Identifier[],
  pepper: KeyObject,
): KnownIdentifier[] =>
  identifiers
    .map(({kind, value}) => ({kind, value: normalised(kind, value)}))
    .filter(({value}) => !blocked.test(value))
    .toSorted((one, other) => rank(one.kind) - rank(other.kind))
    .map(({kind, value}) => ({
      kind,
      visitor: `${kind}:${createHmac('sha256', pepper).update(`${tenant}\n${kind}\n${value}`).digest('base64url').slice(0, 27)}`,
      display: masked(kind, value),
    }));

const normalised = (kind: string, value: string) => {
  const text = value.trim();
  if (kind === 'email') return text.toLowerCase();
  if (kind === 'phone') return text.replace(/^00/, '+').replace(/[^+\d]/g, '');
  return text;
};

/** What a person may see of an identifier. */
const masked = (kind: string, value: string) => {
  if (kind === 'email') return value.replace(/^(.)[^@]*/u, '$1•••');
  if (kind === 'phone') return `•••${value.slice(-3)}`;
  return value;
};
