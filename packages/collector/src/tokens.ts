import {randomUUID} from 'node:crypto';
import {TokenRequest, type TokenGrant} from '@throughline/contracts';
import {decodeProtectedHeader, errors as jose, importJWK, jwtVerify, SignJWT, type JWK} from 'jose';
import * as z from 'zod';
import {Refusal} from './errors.ts';

/** What a token allows: one tenant, one agent, a role, and perhaps one customer only. */
export interface Access {
  readonly tenant: number;
  readonly agent: string;
  readonly role: TokenRequest['role'];
  readonly customer: string | undefined;
  /** What it looks for. */
  readonly why?: string | undefined;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

export interface Tokens {
  grant(tenant: number, request: TokenRequest): Promise<TokenGrant>;
  /** Throws a `Refusal` that says what is wrong with the token. */
  verify(token: string): Promise<Access>;
  /** The public halves, as a JWK Set. */
  jwks(): Promise<{readonly keys: readonly JWK[]}>;
}

const issuer = 'throughline';
const Claims = z.object({
  tenant: z.int(),
  sub: z.string(),
  role: TokenRequest.shape.role.unwrap(),
  customer: z.string().optional(),
  why: z.string().optional(),
  exp: z.int(),
});
/** base64url without padding or blanks: what jose reads more kindly than we like. */
const strict = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** The last letter of a part has bits that say nothing; they are to be zero, so one token has one text. */
const isStrict = (token: string) =>
  strict.test(token) &&
  token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);

/** How long it is taken for granted that nobody has made another key, ms. */
const freshMs = 60_000;
/** A token with a key nobody knows makes us look again, but not more often than this, ms. */
const lookAgainMs = 5000;

/**
 * Signs tokens with the newest of the installation's Ed25519 keys and verifies with all of them; no
 * other algorithm is looked at.
 *
 * @param read - Gives the private keys, newest first. Asked again now and then: another process may
 * have rotated them.
 */
export const openTokens = async (
  read: () => Promise<readonly [JWK, ...JWK[]]>,
  {now = () => performance.now()} = {},
): Promise<Tokens> => {
  let [keys, readAt] = [await load(await read()), now()];
  let reading: Promise<void> | undefined;
  const readAgain = async () => {
    readAt = now();
    keys = await load(await read());
  };
  /** Whoever comes while they are read waits as well: a panel asks several things at once. */
  const refresh = async (olderThan: number) => {
    if (!reading && now() - readAt > olderThan)
      reading = readAgain().finally(() => (reading = undefined));
    await reading;
  };
  return {
    async jwks() {
      await refresh(freshMs);
      return {keys: [...keys.verify.values()].map(({jwk}) => jwk)};
    },

    async grant(tenant, {agent, role, customer, why, ttl}) {
      await refresh(freshMs);
      const expiresAt = Math.floor(Date.now() / 1000) + ttl;
      const token = await new SignJWT({
        tenant,
        role,
        ...(customer ? {customer} : {}),
        ...(why ? {why} : {}),
      })
        .setProtectedHeader({alg: 'EdDSA', kid: keys.kid, typ: 'JWT'})
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(agent)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(keys.sign);
      return {token, expiresAt: expiresAt * 1000};
    },

    async verify(token) {
      if (!isStrict(token)) throw new Refusal('token_invalid');
      try {
        const {kid = ''} = decodeProtectedHeader(token);
        // Also where it is known: it may have retired.
        await refresh(keys.verify.has(kid) ? freshMs : lookAgainMs);
        const known = keys.verify.get(kid);
        if (!known) throw new Refusal('token_invalid');
        const {payload} = await jwtVerify(token, known.key, {
          algorithms: ['EdDSA'],
          issuer,
          audience: issuer,
          requiredClaims: ['exp', 'iat', 'jti'],
        });
        const {tenant, sub, role, customer, why, exp} = Claims.parse(payload);
        return {tenant, agent: sub, role, customer, why, expiresAt: exp * 1000};
      } catch (cause) {
        if (cause instanceof Refusal) throw cause;
        throw new Refusal(cause instanceof jose.JWTExpired ? 'token_expired' : 'token_invalid', {
          cause,
        });
      }
    },
  };
};

const load = async (privateKeys: readonly [JWK, ...JWK[]]) => {
  const verify = new Map<string, {key: Awaited<ReturnType<typeof importJWK>>; jwk: JWK}>();
  for (const {d: _, ...jwk} of privateKeys) {
    verify.set(jwk.kid!, {key: await importJWK(jwk, 'EdDSA'), jwk: {...jwk, use: 'sig'}});
  }
  const [newest] = privateKeys;
  return {sign: await importJWK(newest, 'EdDSA'), kid: newest.kid!, verify};
};
