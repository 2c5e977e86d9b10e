import * as z from 'zod';
import {Identifier, Touchpoint, TouchpointId} from './touchpoint.ts';
import {ACTION_NAME, LIMITS} from './vocabulary.ts';

/** UUIDv7 of whoever asks, so that what is sent again is kept once. */
const repeatable = {id: TouchpointId.optional()};

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
    /** Masked where they are personal data; oldest first. */
    identifiers: z.array(Identifier),
    /** How many identifiers there are, where these are not all: the oldest 100. */
    total: z.int().optional(),
  })
  .meta({title: 'CustomerFound'});
export type CustomerFound = z.infer<typeof CustomerFound>;

/** `GET /v1/customers/{customer}/identity`: who this is, and why we think so. */
export const CustomerIdentity = z
  .strictObject({
    customer: opaque,
    /** Oldest first. */
    identifiers: z.array(
      z.strictObject({
        /** Opaque; names the identifier for `detach`. */
        visitor: z.string(),
        kind: z.string(),
        /** Masked where it is personal data. */
        value: z.string(),
        /** ms since the epoch. */
        firstSeen: z.int(),
      }),
    ),
    /** How many identifiers there are, where these are not all: the oldest 5,000. */
    total: z.int().optional(),
    /** Oldest first. What was found wrong stays on record, and joins nobody. */
    evidence: z.array(
      z.strictObject({
        visitor: z.string(),
        other: z.string(),
        /** The touchpoint that named both; null where a person has said it. */
        touchpoint: z.string().nullable(),
        /** The agent who has said it. */
        statedBy: z.string().nullable(),
        at: z.int(),
        /** Since when it is more than a claim: a server has signed or said it, or an agent. */
        verifiedAt: z.int().nullable(),
        revokedAt: z.int().nullable(),
        revokedBy: z.string().nullable(),
      }),
    ),
    /** Touchpoints that an agent has moved to or from this customer, oldest move first. */
    moved: z.array(
      z.strictObject({
        touchpoint: z.string(),
        /** Whose its identifier is; null where they are gone. */
        from: z.string().nullable(),
        /** Null where they were erased: it is shown to nobody. */
        to: z.string().nullable(),
        movedBy: z.string(),
        at: z.int(),
      }),
    ),
  })
  .meta({title: 'CustomerIdentity'});
export type CustomerIdentity = z.infer<typeof CustomerIdentity>;

/** Takes an identifier, and what is known only by it, out of a customer. */
export const DetachRequest = z.strictObject({visitor: opaque}).meta({title: 'DetachRequest'});
export type DetachRequest = z.infer<typeof DetachRequest>;

export const Detached = z
  .strictObject({
    customer: opaque,
    /** Who the identifier is now. `attach` undoes it. */
    detached: opaque,
  })
  .meta({title: 'Detached'});
export type Detached = z.infer<typeof Detached>;

/** Joins another customer to this one. */
export const AttachRequest = z.strictObject({customer: opaque}).meta({title: 'AttachRequest'});
export type AttachRequest = z.infer<typeof AttachRequest>;

export const Attached = z
  .strictObject({
    /** Who lives on: the one with the login, else the older. */
    customer: opaque,
  })
  .meta({title: 'Attached'});
export type Attached = z.infer<typeof Attached>;

/**
 * What an agent says of a customer: a note; whether a suggested action was taken or is wrong here; how
 * the customer felt, where what was read off a touchpoint is wrong. Kept as a touchpoint of theirs.
 */
export const Remark = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('note'),
      ...repeatable,
      /** Colleagues read it, not the customer. Numbers and addresses in it are not kept. */
      text: z.string().trim().min(1).max(2000),
    }),
    z.strictObject({
      type: z.literal('action'),
      ...repeatable,
      /** As the playbook calls it. */
      action: z.string().regex(ACTION_NAME, 'is not an action of a playbook'),
      verdict: z.enum(['accepted', 'wrong']),
    }),
    z.strictObject({
      type: z.literal('feeling'),
      ...repeatable,
      touchpoint: TouchpointId,
      /** -2 (bad) to +2 (good); null: it says nothing of how they felt. */
      valence: z.number().min(-2).max(2).nullable(),
    }),
  ])
  .meta({title: 'Remark'});
export type Remark = z.infer<typeof Remark>;

export const Remarked = z
  .strictObject({
    /** The id of the touchpoint that the remark is kept as. */
    touchpoint: z.string(),
  })
  .meta({title: 'Remarked'});
export type Remarked = z.infer<typeof Remarked>;

/** Moves one touchpoint of this customer to another. */
export const MoveRequest = z
  .strictObject({
    touchpoint: TouchpointId,
    /** To whom; back to whom it was moved from undoes it. */
    customer: opaque,
  })
  .meta({title: 'MoveRequest'});
export type MoveRequest = z.infer<typeof MoveRequest>;

export const Moved = z
  .strictObject({
    touchpoint: z.string(),
    /** Whose it is now. */
    customer: opaque,
  })
  .meta({title: 'Moved'});
export type Moved = z.infer<typeof Moved>;

/** An erasure cannot be undone, so whom it is about is said twice. */
export const EraseRequest = z
  .strictObject({
    /** The customer's id, as in the path. */
    confirm: opaque,
  })
  .meta({title: 'EraseRequest'});
export type EraseRequest = z.infer<typeof EraseRequest>;

/** What an erasure took away. */
export const Erased = z
  .strictObject({
    customer: opaque,
    touchpoints: z.int().min(0),
    identifiers: z.int().min(0),
    quarantined: z.int().min(0),
  })
  .meta({title: 'Erased'});
export type Erased = z.infer<typeof Erased>;

/** Restricts what is kept of a customer, or lifts that. */
export const RestrictRequest = z
  .strictObject({restricted: z.boolean()})
  .meta({title: 'RestrictRequest'});
export type RestrictRequest = z.infer<typeof RestrictRequest>;

export const Restriction = z
  .strictObject({
    customer: opaque,
    /** ms since the epoch; null where there is none. */
    restrictedAt: z.int().nullable(),
  })
  .meta({title: 'Restriction'});
export type Restriction = z.infer<typeof Restriction>;

/** Says that a customer objects to inference about them, or takes that back. */
export const ObjectionRequest = z
  .strictObject({objected: z.boolean()})
  .meta({title: 'ObjectionRequest'});
export type ObjectionRequest = z.infer<typeof ObjectionRequest>;

export const Objection = z
  .strictObject({
    customer: opaque,
    /** ms since the epoch; null where there is none. */
    objectedAt: z.int().nullable(),
  })
  .meta({title: 'Objection'});
export type Objection = z.infer<typeof Objection>;

/** One page of `GET /v1/audit`, newest first: who looked at whom, and who changed what. */
export const AuditPage = z
  .strictObject({
    entries: z.array(
      z.strictObject({
        /** Its place in the chain. */
        n: z.int(),
        at: z.int(),
        /** The agent's opaque id, or `command`. */
        actor: z.string(),
        role: z.string(),
        action: z.string(),
        /** What was shown, where something was. */
        fields: z.array(z.string()).optional(),
        /** What the look was for, as whoever made the token has said. */
        why: z.string().optional(),
        customer: z.string().nullable(),
      }),
    ),
    /** Pass as `before` for the next older page; null at the end. */
    next: z.int().nullable(),
  })
  .meta({title: 'AuditPage'});
export type AuditPage = z.infer<typeof AuditPage>;

/** One page of `GET /v1/customers/{customer}/timeline`, newest first. */
export const Timeline = z
  .strictObject({
    touchpoints: z.array(Touchpoint),
    /** Of all pages. */
    total: z.int().min(0),
    /** Pass as `before` for the next older page; null at the end. */
    next: z.string().nullable(),
    /**
     * False where the customer objects to inference: then nothing that was inferred of them is in here,
     * and nothing may be inferred from it.
     */
    inference: z.boolean(),
    /**
     * Of the newest page: when this agent last read this timeline before, ms since the epoch; null where
     * that is not among the last 200 looks at the customer.
     */
    lookedAt: z.int().nullable().optional(),
  })
  .meta({title: 'Timeline'});
export type Timeline = z.infer<typeof Timeline>;

/** `GET /v1/customers/{customer}/days`: how much happened on which days, oldest first; days of nothing are left out. */
export const TimelineDays = z
  .strictObject({
    /** By whose calendar: IANA. */
    timeZone: z.string(),
    days: z.array(
      z.strictObject({
        /** Days since 1 January 1970. */
        day: z.int(),
        touchpoints: z.int().min(0),
        /** Touchpoints that declare friction, or are one by their name: a payment that failed. */
        frictions: z.int().min(0),
        /** Conversations that began. */
        contacts: z.int().min(0),
      }),
    ),
  })
  .meta({title: 'TimelineDays'});
export type TimelineDays = z.infer<typeof TimelineDays>;

/**
 * What became of everything that arrived: received = stored + duplicates + refused, exactly, for it is
 * counted in the transaction that keeps it. And all that was stored, less `expired` and `erased`, is what
 * is there.
 */
export const Account = z
  .strictObject({
    days: z.array(
      z.strictObject({
        /** `2026-11-25`, UTC: when it was received. */
        day: z.iso.date(),
        /** The tenant's site, or `cloudevents`, `import`, `replay` from quarantine, or `panel` for what agents say. */
        site: z.string(),
        received: z.int().min(0),
        stored: z.int().min(0),
        /** Ids that were there already. */
        duplicates: z.int().min(0),
        /** By the code of the error. */
        refused: z.record(z.string(), z.int().min(0)),
        /** Of the site `retention`: touchpoints that were dropped that day, since they were due. */
        expired: z.int().min(0).optional(),
        /** Of the site `erasure`: touchpoints that went that day with customers who were forgotten. */
        erased: z.int().min(0).optional(),
      }),
    ),
    /** Touchpoints that wait in quarantine now. */
    quarantined: z.int().min(0),
  })
  .meta({title: 'Account'});
export type Account = z.infer<typeof Account>;

export const TokenRequest = z
  .strictObject({
    /** The agent's opaque id at the tenant or operator. */
    agent: opaque,
    /** The tenant's name, where the key is an operator's and opens several. */
    tenant: opaque.optional(),
    /** What it may do and see; the collector's documentation says which role sees what. */
    role: z.enum(['agent', 'supervisor', 'analyst', 'admin', 'machine']).default('agent'),
    /** Limits the token to this one customer. */
    customer: opaque.optional(),
    /** What its looks are for, such as the contact's id: on the record of each. */
    why: opaque.optional(),
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
