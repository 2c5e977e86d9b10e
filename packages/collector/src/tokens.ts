import {randomUUID} from 'node:crypto';
import {TokenRequest, type TokenGrant} from '@throughline/contracts';
import {errors as jose, importJWK, jwtVerify, SignJWT, type JWK} from 'jose';
import * as z from 'zod';
import {Refusal} from './errors.ts';

/** What a token allows: one tenant, one agent, a role, and perhaps one customer only. */
export interface Access {
  readonly tenant: number;
  readonly agent: string;
  readonly role: TokenRequest['role'];
  readonly customer: string | undefined;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

export interface Tokens {
  grant(tenant: number, request: TokenRequest): Promise<TokenGrant>;
  /** Throws a `Refusal` that says what is wrong with the token. */
  verify(token: string): Promise<Access>;
  /** The public half, as a JWK Set. */
  readonly jwks: {readonly keys: readonly JWK[]};
}

const issuer = 'throughline';
const Claims = z.object({
  tenant: z.int(),
  sub: z.string(),
  role: TokenRequest.shape.role.unwrap(),
  customer: z.string().optional(),
  exp: z.int(),
});
/** base64url without padding or blanks: what jose reads more kindly than we like. */
const strict = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Signs and verifies tokens with one Ed25519 key; no other algorithm is looked at. */
export const openTokens = async (signingKey: JWK): Promise<Tokens> => {
  const {d: _, ...publicKey} = signingKey;
  const [sign, check] = await Promise.all([
    importJWK(signingKey, 'EdDSA'),
    importJWK(publicKey, 'EdDSA'),
  ]);
  return {
    jwks: {keys: [{...publicKey, use: 'sig'}]},

    async grant(tenant, {agent, role, customer, ttl}) {
      const expiresAt = Math.floor(Date.now() / 1000) + ttl;
      const token = await new SignJWT({tenant, role, ...(customer ? {customer} : {})})
        .setProtectedHeader({alg: 'EdDSA', kid: signingKey.kid!, typ: 'JWT'})
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(agent)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(sign);
      return {token, expiresAt: expiresAt * 1000};
    },

    async verify(token) {
      if (!strict.test(token)) throw new Refusal('token_invalid');
      try {
        const {payload} = await jwtVerify(token, check, {
          algorithms: ['EdDSA'],
          issuer,
          audience: issuer,
          requiredClaims: ['exp', 'iat', 'jti'],
        });
        const {tenant, sub, role, customer, exp} = Claims.parse(payload);
        return {tenant, agent: sub, role, customer, expiresAt: exp * 1000};
      } catch (cause) {
        throw new Refusal(cause instanceof jose.JWTExpired ? 'token_expired' : 'token_invalid', {
          cause,
        });
      }
    },
  };
};
