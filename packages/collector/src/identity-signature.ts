import {createHmac, timingSafeEqual} from 'node:crypto';

/** As a tenant's server signs: `HEX`, or `SECONDS.HEX` for one that ends. */
const form = /^(?:(\d{1,12})\.)?([0-9a-f]{64})$/i;

/**
 * Whether a tenant's server has signed this user id: the HMAC-SHA256 of it, in hex, as helpdesks have
 * it; or for one that ends, of the second since the epoch at which it does, a line break and the id.
 * No id holds a line break, so neither is ever the other.
 */
export const isSignedFor = (
  user: string,
  signature: string,
  {secrets, now}: {secrets: readonly string[]; now: number},
): boolean => {
  const [, until, hex] = form.exec(signature) ?? [];
  if (!hex || (until !== undefined && Number(until) * 1000 < now)) return false;
  const over = until === undefined ? user : `${until}\n${user}`;
  const given = Buffer.from(hex, 'hex');
  return secrets.some((secret) =>
    timingSafeEqual(createHmac('sha256', secret).update(over).digest(), given),
  );
};
