/** How vendors sign what they send, on the platform's WebCrypto alone. */
import type {Incoming, Source} from '../source.ts';

type Verify = Source['verify'];
type Bytes = Uint8Array<ArrayBuffer>;

/** What a request says of its own signature. */
export interface Claim {
  /** As written in the header. A vendor that changes its secret may send one for each. */
  readonly signatures: readonly string[];
  /** What is signed. */
  readonly over: Uint8Array | string;
  /** When, in ms, where that is signed as well. One that is absent or no number is never recent. */
  readonly at?: number | undefined;
  /**
   * How old that may be, ms, beside the tolerance: of a vendor that does not say that it signs anew
   * what it sends again, the time for which it does. @defaultValue 0
   */
  readonly againMs?: number;
}

/** How old, or how far ahead, a signed time may be: Stripe's and Standard Webhooks' 300 s. */
const TOLERANCE_MS = 300_000;
/** More than a vendor ever sends; each costs a computation. */
const MOST_SIGNATURES = 8;

const encoder = new TextEncoder();

/** One after the other. */
export const joined = (...parts: readonly (Uint8Array | string)[]): Bytes => {
  const pieces = parts.map((part) => (typeof part === 'string' ? encoder.encode(part) : part));
  const whole = new Uint8Array(pieces.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/**
 * An HMAC, in hex or base64. The secret may be several, one to a line: while one is replaced by
 * another, both hold.
 */
export const hmacSigned =
  (
    hash: 'SHA-1' | 'SHA-256',
    encoding: 'hex' | 'base64',
    claimOf: (incoming: Incoming) => Claim | undefined | Promise<Claim | undefined>,
    keyOf: (secret: string) => Uint8Array | string | undefined = (secret) => secret,
  ): Verify =>
  async (incoming, secret) => {
    const claim = await claimOf(incoming);
    if (!claim || !isRecent(claim, incoming)) return false;
    const over = joined(claim.over);
    const signatures = claim.signatures
      .slice(0, MOST_SIGNATURES)
      .map(encoding === 'hex' ? fromHex : fromBase64);
    for (const each of secretsOf(secret)) {
      const key = keyOf(each);
      if (!key?.length) continue;
      const made = await hmac(hash, key, over);
      if (signatures.some((signature) => signature && isSame(signature, made))) return true;
    }
    return false;
  };

/** The common case: one header, over the body as it came. */
export const bodySigned = (
  hash: 'SHA-1' | 'SHA-256',
  encoding: 'hex' | 'base64',
  header: string,
  prefix = '',
): Verify =>
  hmacSigned(hash, encoding, ({headers, body}) => {
    const signature = headers[header];
    return signature?.startsWith(prefix)
      ? {signatures: [signature.slice(prefix.length)], over: body}
      : undefined;
  });

/** ECDSA on P-256 with SHA-256: a DER signature in base64. The secret is the vendor's public key. */
export const ecdsaSigned =
  (claimOf: (incoming: Incoming) => Claim | undefined): Verify =>
  async (incoming, secret) => {
    const claim = claimOf(incoming);
    if (!claim || !isRecent(claim, incoming)) return false;
    const over = joined(claim.over);
    for (const each of secretsOf(secret)) {
      const key = await publicKey(each);
      for (const text of claim.signatures.slice(0, MOST_SIGNATURES)) {
        const signature = fromDer(fromBase64(text));
        if (key && signature && (await crypto.subtle.verify(ECDSA, key, signature, over))) {
          return true;
        }
      }
    }
    return false;
  };

/**
 * For a vendor that signs nothing, and for what a tenant sends itself: the secret, as
 * `Authorization: Bearer`, as the password (or `user:password`) of `Authorization: Basic`, or as
 * `X-Throughline-Secret`. Never in the URL, which ends up in logs.
 */
export const sharedSecret: Verify = async ({headers}, secret) => {
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').trim().split(' ');
  const basic = /^basic$/i.test(scheme) ? textOf(fromBase64(credentials)) : '';
  const given = [
    headers['x-throughline-secret'] ?? '',
    /^bearer$/i.test(scheme) ? credentials : '',
    basic,
    basic.slice(basic.indexOf(':') + 1),
  ].filter(Boolean);
  const tries = secretsOf(secret).flatMap((each) => given.map((one) => isSameText(each, one)));
  return tries.includes(true);
};

/** https://www.standardwebhooks.com, for what has no signature of its own yet. */
const standardWebhooks: Verify = hmacSigned(
  'SHA-256',
  'base64',
  ({headers, body}) => {
    const id = headers['webhook-id'];
    const timestamp = headers['webhook-timestamp'];
    const listed = headers['webhook-signature'];
    if (!id || !timestamp || !listed) return undefined;
    return {
      signatures: listed
        .split(' ')
        .filter((each) => each.startsWith('v1,'))
        .map((each) => each.slice(3)),
      over: joined(`${id}.${timestamp}.`, body),
      at: Number(timestamp) * 1000,
    };
  },
  (secret) => fromBase64(secret.replace(/^whsec_/, '')),
);

/** Signed by Standard Webhooks where it says so; else known by the shared secret. */
export const standardOrShared: Verify = async (incoming, secret) =>
  incoming.headers['webhook-signature'] === undefined
    ? sharedSecret(incoming, secret)
    : standardWebhooks(incoming, secret);

/** `mistaken` of a vendor: what a line of the secret is, where it is of a form that signs nothing. */
export const mistakenIf =
  (
    isWrong: (line: string) => boolean | Promise<boolean>,
    what: string,
  ): NonNullable<Source['mistaken']> =>
  async (secret) =>
    (await Promise.all(secretsOf(secret).map(async (line) => isWrong(line)))).includes(true)
      ? what
      : undefined;

/** `mistaken` of what {@link ecdsaSigned} verifies. */
export const isNoPublicKey = async (line: string): Promise<boolean> =>
  (await publicKey(line)) === undefined;

/** In a time that depends on the first alone: it does not tell where the other differs. */
export const isSameText = (one: string, other: string): boolean =>
  isSame(joined(one), joined(other));

export const secretsOf = (secret: string): readonly string[] =>
  secret
    .split('\n')
    .map((each) => each.trim())
    .filter(Boolean);

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const isSame = (one: Uint8Array, other: Uint8Array): boolean => {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length; at++) difference |= one[at]! ^ (other[at] ?? 0);
  return difference === 0;
};

const isRecent = (claim: Claim, {receivedAt}: Incoming) => {
  if (!('at' in claim)) return true;
  const age = receivedAt - (claim.at ?? Number.NaN);
  return age >= -TOLERANCE_MS && age <= TOLERANCE_MS + (claim.againMs ?? 0);
};

const hmac = async (hash: string, secret: Uint8Array | string, over: Bytes) => {
  const form = {name: 'HMAC', hash};
  const key = await crypto.subtle.importKey('raw', joined(secret), form, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign(form.name, key, over));
};

const ECDSA = {name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256'};

const publicKey = async (text: string): Promise<CryptoKey | undefined> => {
  const spki = fromBase64(text.replaceAll(/-----[A-Z ]+-----|\s/g, ''));
  if (!spki) return undefined;
  try {
    return await crypto.subtle.importKey('spki', spki, ECDSA, false, ['verify']);
  } catch {
    return undefined; // No key of this curve verifies nothing.
  }
};

/** WebCrypto wants r and s as 32 bytes each; vendors send them as two DER integers. */
const fromDer = (der: Bytes | undefined): Bytes | undefined => {
  if (!der || der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const r = derInteger(der, 2);
  const s = r && derInteger(der, r.end);
  return s && s.end === der.length ? joined(r.value, s.value) : undefined;
};

const derInteger = (der: Bytes, at: number) => {
  const start = at + 2;
  const end = start + (der[at + 1] ?? 0);
  if (der[at] !== 2 || end > der.length) return undefined;
  let digits = der.subarray(start, end);
  while (digits.length > 32 && digits[0] === 0) digits = digits.subarray(1);
  if (digits.length > 32) return undefined;
  return {value: joined(new Uint8Array(32 - digits.length), digits), end};
};

const fromHex = (text: string): Bytes | undefined => {
  if (text.length % 2 || !/^[\da-f]+$/i.test(text)) return undefined;
  return Uint8Array.from({length: text.length / 2}, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
};

const fromBase64 = (text: string): Bytes | undefined => {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined; // What is not base64 is no signature.
  }
};

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
