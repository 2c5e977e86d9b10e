import {hash} from 'node:crypto';
import {uuidV7, type TouchpointInput} from '@throughline/contracts';
import type {Told} from '@throughline/sources';

/**
 * A touchpoint that another system told of, with an id: made of its time and of what names it within
 * its source, so that however often it is told it is one.
 */
export const touchpointOf = (source: string, {key, ...told}: Told): TouchpointInput => ({
  ...told,
  id: uuidV7(told.occurredAt, digest(`${source}\n${key}`)),
});

/** By way of text: to ask for bytes takes three times as long. */
const digest = (text: string) => Buffer.from(hash('sha256', text, 'hex'), 'hex');
