import type {Identifier, Touchpoint} from '@throughline/contracts';
import type {AuditEntry, Field} from './store/audit.ts';
import type {Role} from './store/keys.ts';

/**
 * What each role sees of a touchpoint. Addresses and numbers are masked for everybody: the store
 * itself does not have them. Who counts journeys and does not talk to customers sees neither names
 * nor what was said.
 *
 * - `agent`, `supervisor`, `admin`: all of it.
 * - `analyst`, `machine`: no identifier but the anonymous ones, no message, no answer in words, no
 *   search that was typed.
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

export const hidden = '•••';

/** Identifiers as the role may see them; what is hidden keeps its kind. */
export const identifiersFor = (role: Role, identifiers: readonly Identifier[]): Identifier[] =>
  identifiers.map(({kind, value}) => ({
    kind,
    value: sees[role].names || kind === 'anonymous' ? value : hidden,
  }));

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

/** A touchpoint as the role may see it. What is left out is said: its place holds `•••`. */
export const touchpointFor = (role: Role, touchpoint: Touchpoint): Touchpoint => {
  const {names, words} = sees[role];
  if (names && words) return touchpoint;
  const {contact, survey, properties, commerce} = touchpoint;
  return {
    ...touchpoint,
    identifiers: identifiersFor(role, touchpoint.identifiers),
    ...(contact?.message !== undefined && {contact: {...contact, message: hidden}}),
    ...(survey?.verbatim !== undefined && {survey: {...survey, verbatim: hidden}}),
    ...(commerce?.orderId !== undefined && {commerce: {...commerce, orderId: hidden}}),
    ...(properties && {properties: withoutTyped(properties)}),
  };
};

/** Whether a property holds what a person has typed. */
export const isTyped = (key: string): boolean =>
  /^(query|note|subject|message|comment|text)$/.test(key);

const withoutTyped = (properties: NonNullable<Touchpoint['properties']>) =>
  Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, isTyped(key) ? hidden : value]),
  );
