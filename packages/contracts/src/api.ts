import * as z from 'zod';
import {Identifier, Touchpoint} from './touchpoint.ts';
import {LIMITS} from './vocabulary.ts';

const opaque = z.string().min(1).max(LIMITS.idLength);

/** `POST /v1/customers/find`. In a body, never in a URL: an address would reach logs. */
export const FindRequest = z
  .strictObject({identifiers: z.array(Identifier).min(1).max(LIMITS.identifiers)})
  .meta({title: 'FindRequest'});
export type FindRequest = z.infer<typeof FindRequest>;

export const CustomerFound = z
  .strictObject({
    /** Opaque; made by the collector. Keeps resolving after a merge. */
    customer: opaque,
    /** Masked where they are personal data. */
    identifiers: z.array(Identifier),
  })
  .meta({title: 'CustomerFound'});
export type CustomerFound = z.infer<typeof CustomerFound>;

/** One page of `GET /v1/customers/{customer}/timeline`, newest first. */
export const Timeline = z
  .strictObject({
    touchpoints: z.array(Touchpoint),
    /** Of all pages. */
    total: z.int().min(0),
    /** Pass as `before` for the next older page; null at the end. */
    next: z.string().nullable(),
  })
  .meta({title: 'Timeline'});
export type Timeline = z.infer<typeof Timeline>;

export const TokenRequest = z
  .strictObject({
    /** The agent's opaque id at the tenant or operator. */
    agent: opaque,
    role: z.enum(['agent', 'supervisor', 'analyst', 'admin', 'machine']).default('agent'),
    /** Limits the token to this one customer. */
    customer: opaque.optional(),
    /** Seconds until it expires: at most, and by default, 300. */
    ttl: z.int().min(1).max(300).default(300),
  })
  .meta({title: 'TokenRequest'});
export type TokenRequest = z.infer<typeof TokenRequest>;

export const TokenGrant = z
  .strictObject({token: z.string(), expiresAt: z.int()})
  .meta({title: 'TokenGrant'});
export type TokenGrant = z.infer<typeof TokenGrant>;

/** Every error of the collector. */
export const ErrorBody = z
  .strictObject({
    error: z.strictObject({
      code: z.string(),
      /** What failed, and on what. */
      message: z.string(),
      /** What to do about it. */
      hint: z.string(),
      requestId: z.string(),
    }),
  })
  .meta({title: 'ErrorBody'});
export type ErrorBody = z.infer<typeof ErrorBody>;
