import {createHmac, type KeyObject} from 'node:crypto';
import type {Identifier, Touchpoint} from '@throughline/contracts';
import {hidden, maskedIdentifier, maskedTouchpoint} from './masked-touchpoint.ts';
import type {AuditEntry, Field} from './store/audit.ts';
import type {Role} from './store/keys.ts';
import type {Access} from './tokens.ts';

/**
 * What each role sees of a touchpoint. Addresses and numbers are masked for everybody: the store
 * itself does not have them. Who counts journeys and does not talk to customers sees neither names
 * nor what was said.
 *
 * - `agent`, `supervisor`, `admin`: all of it.
 * - `analyst`, `machine`: no identifier but the anonymous ones; no number of an order, a ticket, a
 *   conversation or whatever else is somebody's, wherever it stands; no message, no answer in words,
 *   no search that was typed. What an agent is called is opaque, and stays.
 */
const sees: Record<Role, {names: boolean; words: boolean}> = {
  agent: {names: true, words: true},
  supervisor: {names: true, words: true},
  admin: {names: true, words: true},
  analyst: {names: false, words: false},
  machine: {names: false, words: false},
};

/** Whether the role may read what a customer wrote, and so search in it. */
export const seesWords = (role: Role): boolean => sees[role].words;
/** Whether the role may read the numbers of orders, tickets and conversations. */
export const seesNames = (role: Role): boolean => sees[role].names;

/**
 * What stands in place of a number, the same wherever the number is the same: a conversation is still
 * one, and two tickets are two. Keyed, so that nobody finds the number by trying all of them.
 */
export const aliasOf = (tenant: number, value: string, pepper: KeyObject): string =>
  hidden +
  createHmac('sha256', pepper).update(`alias\n${tenant}\n${value}`).digest('base64url').slice(0, 8);

/** Identifiers as the role may see them; what is hidden keeps its kind. */
export const identifiersFor = (role: Role, identifiers: readonly Identifier[]): Identifier[] =>
  identifiers.map(({kind, value}) =>
    sees[role].names ? {kind, value} : maskedIdentifier({kind, value}),
  );

/** What an answer shows the role, for the record. */
export const fieldsSeen = (role: Role, action: AuditEntry['action']): Field[] | undefined =>
  shown[action]?.filter(
    (field) => !(field in sees[role]) || sees[role][field as 'names' | 'words'],
  );

const shown: Partial<Record<AuditEntry['action'], readonly Field[]>> = {
  find: ['identifiers', 'names'],
  identity: ['identifiers', 'names', 'evidence'],
  timeline: ['identifiers', 'names', 'touchpoints', 'words'],
  days: ['touchpoints'],
  journey: ['names', 'touchpoints', 'words'],
  live: ['identifiers', 'names', 'touchpoints', 'words'],
  export: ['identifiers', 'names', 'evidence', 'touchpoints', 'words', 'looks'],
  audit: ['looks'],
};

/** A touchpoint as somebody may see it. */
export const touchpointFor = (
  {tenant, role}: Pick<Access, 'tenant' | 'role'>,
  pepper: KeyObject,
): ((touchpoint: Touchpoint) => Touchpoint) =>
  sees[role].names && sees[role].words
    ? (touchpoint) => touchpoint
    : maskedTouchpoint((value) => aliasOf(tenant, value, pepper));
