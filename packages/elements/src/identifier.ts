import type {Identifier} from '@throughline/contracts';
import type {Format} from './format.ts';
import {fill} from './messages.ts';

/** The kinds with an attribute of their own, the one a person would be called by first. */
export const IDENTIFIER_ATTRIBUTES = [
  'email',
  'user',
  'phone',
  'ticket',
  'order',
  'anonymous',
] as const;

/**
 * An identifier as it may stand on a screen others can see: enough to recognise, not enough to use.
 * What the collector has masked already stays as it is.
 */
export const maskIdentifier = ({kind, value}: Identifier): string => {
  if (/[*•…]/.test(value)) return value;
  if (value.includes('@')) return value.replace(/^(.).*@/s, '$1•••@');
  if (kind === 'phone') return `•••• ${value.replace(/\D/g, '').slice(-3)}`;
  // An anonymous id is long and means nothing. Its end tells two visitors apart: a tracker's begins with
  // the time, and so alike for all who came within hours.
  if (kind === 'anonymous') return value.length > 8 ? `…${value.slice(-6)}` : value;
  return value;
};

/** "E-mail a•••@example.com". */
export const nameIdentifier = (identifier: Identifier, format: Format): string =>
  `${format.name(identifier.kind)} ${fill(format.messages.parts.fact, {fact: maskIdentifier(identifier)})}`;

/** The one a person would be called by. */
export const bestIdentifier = (identifiers: readonly Identifier[]): Identifier | undefined =>
  IDENTIFIER_ATTRIBUTES.map((wanted) => identifiers.find(({kind}) => kind === wanted)).find(
    Boolean,
  ) ?? identifiers[0];
