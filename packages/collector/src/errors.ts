/**
 * Every error the collector answers with: one table, one class over it. `docs/errors.md` lists the
 * same, and a test compares the two. Codes do not change.
 */
export const errors = {
  invalid_json: [400, 'The body is not JSON.', 'Send one JSON object in UTF-8.'],
  invalid_request: [
    400,
    'The request does not match its schema.',
    'Compare it with /v1/openapi.json.',
  ],
  key_unknown: [
    401,
    'No site has this write key.',
    'Use the write key (pk_...) that `throughline tenant list` prints.',
  ],
  token_missing: [
    401,
    'The request has no token.',
    'Send `Authorization: Bearer TOKEN`; POST /v1/tokens makes one.',
  ],
  token_invalid: [401, 'The token is not one of ours.', 'Ask POST /v1/tokens for a new one.'],
  token_expired: [
    401,
    'The token has expired.',
    'Ask POST /v1/tokens for a new one; they live 5 minutes at most.',
  ],
  signature_invalid: [
    401,
    'The source has not signed this with the secret that is kept for it.',
    'Give the secret to `throughline source add`; an old signature may be a replay.',
  ],
  origin_forbidden: [
    403,
    'This site may not send touchpoints with this key.',
    'Add its origin with `throughline site create SITE --tenant NAME --site-origin ORIGIN`.',
  ],
  forbidden: [
    403,
    'The token does not allow this.',
    'Use a token whose role and customer cover it.',
  ],
  customer_restricted: [
    403,
    'What is kept of this customer is restricted.',
    'It is kept, and shown to nobody but an admin, until the restriction is lifted.',
  ],
  customer_not_found: [
    404,
    'No customer has this identifier or id.',
    'Nothing has been kept for them yet, or they were erased.',
  ],
  source_unknown: [
    404,
    'There is no source of this name.',
    '`throughline source add` lists them all.',
  ],
  not_found: [404, 'There is no such route.', 'GET /v1/openapi.json lists them all.'],
  identifier_ambiguous: [
    409,
    'Several customers have this number, of different systems.',
    'Say whose number it is, with `scope`, or ask by another identifier.',
  ],
  customers_distinct: [
    409,
    'Both customers have a login of their own.',
    'Two people are never joined. Detach what belongs to the other first.',
  ],
  body_too_large: [
    413,
    'The body is too large.',
    'Send at most 256 KiB, 1 MiB once decompressed, in smaller batches.',
  ],
  unsupported_encoding: [
    415,
    'The body has a content encoding that is not read.',
    'Send it plain, or with gzip or deflate.',
  ],
  customer_erased: [
    422,
    'The customer asked to be forgotten after this happened.',
    'Do not send it again; it will never be kept.',
  ],
  invalid_touchpoint: [
    422,
    'The touchpoint breaks the contract.',
    'The reason names the field. It is in quarantine and can be replayed.',
  ],
  over_budget: [
    429,
    'More comes for this tenant than its budget allows.',
    'Nothing of this request was kept or read. Send it again after Retry-After.',
  ],
  internal: [
    500,
    'The collector failed.',
    'It is our bug. Look up the requestId in the collector’s log.',
  ],
  overloaded: [
    503,
    'More arrives than can be kept just now.',
    'Nothing of this request was kept. Send it again after Retry-After.',
  ],
  stopping: [
    503,
    'The collector is stopping.',
    'Nothing of this request was kept. Send it again after Retry-After.',
  ],
  store_unavailable: [
    503,
    'The store cannot be reached.',
    'Send it again after Retry-After. What was kept all the same is not kept twice.',
  ],
} as const satisfies Record<string, readonly [status: number, message: string, hint: string]>;

export type ErrorCode = keyof typeof errors;

/** A request that is refused: a code of the table, and what it was about. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly hint: string;
  /** What of this request it was. */
  readonly detail: string | undefined;
  /** Seconds to wait, where waiting helps. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    {detail, cause, retryAfter}: {detail?: string; cause?: unknown; retryAfter?: number} = {},
  ) {
    const [status, message, hint] = errors[code];
    super(detail ? `${message} ${detail}` : message, {cause});
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
    this.hint = hint;
    this.detail = detail;
    this.retryAfter = retryAfter ?? (status === 503 ? 1 : undefined);
  }
}
